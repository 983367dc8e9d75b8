package dev.vaccel.codegen;

import dev.vaccel.codegen.Api.Direction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.NestingKind;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;

/**
 * The front end: reads an annotated interface into the intermediate form. What other front ends
 * could get wrong as well is checked by {@link ApiRules}, not here.
 */
final class DescriptionReader {
  private final Elements elements;
  private final TypeReader types;

  DescriptionReader(Elements elements, EnumNumbers enumNumbers) {
    this.elements = elements;
    this.types = new TypeReader(enumNumbers);
  }

  Api read(TypeElement type) {
    Facts facts = Facts.find(elements, type, "AcceleratorApi");
    if (facts == null) {
      throw new DescriptionException(type + " lacks @AcceleratorApi");
    }
    checkInterface(type);
    List<Api.Operation> operations = new ArrayList<>();
    for (ExecutableElement method : ElementFilter.methodsIn(type.getEnclosedElements())) {
      operations.add(operation(method));
    }
    operations.sort(Comparator.comparingInt(Api.Operation::code));
    return new Api(
        facts.number("id"),
        facts.text("name"),
        facts.number("version"),
        type.getQualifiedName().toString(),
        doc(type),
        types.enums(),
        types.records(),
        types.handles(),
        operations);
  }

  /** What the generated stub can implement. */
  private void checkInterface(TypeElement type) {
    if (type.getKind() != ElementKind.INTERFACE
        || type.getNestingKind() != NestingKind.TOP_LEVEL
        || elements.getPackageOf(type).isUnnamed()
        || !type.getTypeParameters().isEmpty()
        || !type.getInterfaces().isEmpty()) {
      throw new DescriptionException(
          type
              + ": only a top-level interface in a package, without type parameters and"
              + " super-interfaces, can be described");
    }
  }

  private Api.Operation operation(ExecutableElement method) {
    String name = method.getSimpleName().toString();
    Facts facts = Facts.find(elements, method, "Operation");
    if (facts == null) {
      throw new DescriptionException(name + ": every method needs @Operation with its code");
    }
    if (!method.getModifiers().contains(Modifier.ABSTRACT)
        || !method.getTypeParameters().isEmpty()
        || !method.getThrownTypes().isEmpty()) {
      throw new DescriptionException(
          name + ": an operation is abstract, without type parameters and throws clause");
    }
    List<Api.Parameter> parameters = new ArrayList<>();
    for (VariableElement parameter : method.getParameters()) {
      parameters.add(parameter(name, parameter));
    }
    TypeMirror returned = method.getReturnType();
    Type returns = returned.getKind() == TypeKind.VOID ? null : types.read(name, returned);
    return new Api.Operation(
        facts.number("code"),
        name,
        facts.number("version"),
        facts.flag("idempotent"),
        facts.flag("cheap"),
        facts.flag("privileged"),
        facts.flag("inPlace"),
        facts.text("cost"),
        doc(method),
        parameters,
        returns);
  }

  private Api.Parameter parameter(String operation, VariableElement parameter) {
    String name = parameter.getSimpleName().toString();
    Type type = types.read(operation + ": parameter " + name, parameter.asType());
    Facts in = Facts.find(elements, parameter, "In");
    Facts out = Facts.find(elements, parameter, "Out");
    Facts inOut = Facts.find(elements, parameter, "InOut");
    int directions = (in == null ? 0 : 1) + (out == null ? 0 : 1) + (inOut == null ? 0 : 1);
    if (directions != (type == Type.Simple.SEGMENT ? 1 : 0)) {
      throw new DescriptionException(
          operation
              + ": parameter "
              + name
              + ": memory, and nothing else, needs one of @In, @Out and @InOut");
    }
    if (in != null) {
      return new Api.Parameter(name, type, Direction.IN, in.text("value"), "");
    }
    if (out != null) {
      return new Api.Parameter(name, type, Direction.OUT, out.text("value"), "");
    }
    if (inOut != null) {
      String size = inOut.text("value");
      String sent = inOut.text("sent");
      return new Api.Parameter(name, type, Direction.IN_OUT, size, sent.isEmpty() ? size : sent);
    }
    return new Api.Parameter(name, type, Direction.VALUE, "", "");
  }

  private String doc(Element element) {
    String comment = elements.getDocComment(element);
    if (comment == null) {
      return "";
    }
    return comment.lines().map(String::strip).collect(Collectors.joining("\n")).strip();
  }
}
