package dev.vaccel.codegen;

import dev.vaccel.codegen.Api.Direction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import org.jspecify.annotations.Nullable;

/** The front end: reads an annotated interface into the intermediate form. */
final class DescriptionReader {
  private static final String PACKAGE = "dev.vaccel.api.";

  private final Elements elements;
  private final EnumNumbers enumNumbers;
  private final Map<String, Api.EnumType> enums = new TreeMap<>();
  private final Map<String, Api.RecordType> records = new TreeMap<>();
  private final Map<String, Api.HandleType> handles = new TreeMap<>();

  DescriptionReader(Elements elements, EnumNumbers enumNumbers) {
    this.elements = elements;
    this.enumNumbers = enumNumbers;
  }

  Api read(TypeElement type) {
    Facts facts = annotation(type, "AcceleratorApi");
    String name = facts.text("name");
    int id = facts.number("id");
    if (type.getKind() != ElementKind.INTERFACE) {
      throw new DescriptionException(type + ": only an interface can be described");
    }
    if (id < 1 || id > 0xffff) {
      throw new DescriptionException(type + ": id " + id + ": expected 1 to 65535");
    }
    List<Api.Operation> operations = new ArrayList<>();
    Set<Integer> codes = new HashSet<>();
    Set<String> names = new HashSet<>();
    for (ExecutableElement method : ElementFilter.methodsIn(type.getEnclosedElements())) {
      Api.Operation operation = operation(method);
      if (!codes.add(operation.code()) || !names.add(operation.name())) {
        throw new DescriptionException(
            name + "." + operation.name() + ": its code or name is used twice in this API");
      }
      operations.add(operation);
    }
    operations.sort(Comparator.comparingInt(Api.Operation::code));
    return new Api(
        id,
        name,
        facts.number("version"),
        type.getQualifiedName().toString(),
        doc(type),
        List.copyOf(enums.values()),
        List.copyOf(records.values()),
        List.copyOf(handles.values()),
        operations);
  }

  private Api.Operation operation(ExecutableElement method) {
    String name = method.getSimpleName().toString();
    if (!hasAnnotation(method, "Operation")) {
      throw new DescriptionException(name + ": every method needs @Operation with its code");
    }
    Facts facts = annotation(method, "Operation");
    int code = facts.number("code");
    if (code < 1 || code > 0xffff) {
      throw new DescriptionException(name + ": code " + code + ": expected 1 to 65535");
    }
    List<Api.Parameter> parameters = new ArrayList<>();
    for (VariableElement parameter : method.getParameters()) {
      parameters.add(parameter(name, parameter));
    }
    TypeMirror returned = method.getReturnType();
    Type returns = returned.getKind() == TypeKind.VOID ? null : type(name, returned);
    return new Api.Operation(
        code,
        name,
        facts.number("version"),
        facts.flag("idempotent"),
        facts.flag("cheap"),
        facts.flag("privileged"),
        facts.text("cost"),
        doc(method),
        parameters,
        returns);
  }

  private Api.Parameter parameter(String operation, VariableElement parameter) {
    String name = parameter.getSimpleName().toString();
    String where = operation + ": parameter " + name;
    Type type = type(where, parameter.asType());
    if (type != Type.Simple.SEGMENT) {
      return new Api.Parameter(name, type, Direction.VALUE, "", "");
    }
    if (hasAnnotation(parameter, "In")) {
      return new Api.Parameter(
          name, type, Direction.IN, annotation(parameter, "In").text("value"), "");
    }
    if (hasAnnotation(parameter, "Out")) {
      return new Api.Parameter(
          name, type, Direction.OUT, annotation(parameter, "Out").text("value"), "");
    }
    if (hasAnnotation(parameter, "InOut")) {
      Facts facts = annotation(parameter, "InOut");
      String size = facts.text("value");
      String sent = facts.text("sent");
      return new Api.Parameter(name, type, Direction.IN_OUT, size, sent.isEmpty() ? size : sent);
    }
    throw new DescriptionException(where + ": memory needs @In, @Out or @InOut");
  }

  private Type type(String where, TypeMirror mirror) {
    Type.Simple simple = simple(mirror);
    if (simple != null) {
      return simple;
    }
    if (!(mirror instanceof DeclaredType declared)
        || !(declared.asElement() instanceof TypeElement element)) {
      throw new DescriptionException(where + ": type " + mirror + " cannot be described");
    }
    String javaType = element.getQualifiedName().toString();
    String name = element.getSimpleName().toString();
    if (javaType.equals("java.util.List")) {
      return new Type.ListOf(type(where, declared.getTypeArguments().getFirst()));
    }
    if (element.getKind() == ElementKind.ENUM) {
      enums.computeIfAbsent(
          name, _ -> new Api.EnumType(name, javaType, enumNumbers.constants(element)));
      return new Type.EnumRef(name);
    }
    if (element.getKind() == ElementKind.RECORD) {
      if (isHandle(element)) {
        handles.put(name, new Api.HandleType(name, javaType));
        return new Type.HandleRef(name);
      }
      return record(where, name, element);
    }
    throw new DescriptionException(
        where
            + ": type "
            + javaType
            + ": expected a primitive, String, enum, record, List, Tensor, MemorySegment,"
            + " ResourceId or a Handle record");
  }

  private Type record(String where, String name, TypeElement element) {
    if (!records.containsKey(name)) {
      List<Api.Field> fields = new ArrayList<>();
      for (var component : element.getRecordComponents()) {
        String field = component.getSimpleName().toString();
        fields.add(
            new Api.Field(field, type(where + ": " + name + "." + field, component.asType())));
      }
      records.put(name, new Api.RecordType(name, element.getQualifiedName().toString(), fields));
    }
    return new Type.RecordRef(name);
  }

  private static boolean isHandle(TypeElement element) {
    return element.getInterfaces().stream().anyMatch(i -> i.toString().equals(PACKAGE + "Handle"));
  }

  private static Type.@Nullable Simple simple(TypeMirror mirror) {
    String name = mirror.getKind().isPrimitive() ? mirror.getKind().name() : erased(mirror);
    return switch (name) {
      case "BOOLEAN" -> Type.Simple.BOOL;
      case "BYTE" -> Type.Simple.I8;
      case "SHORT" -> Type.Simple.I16;
      case "INT" -> Type.Simple.I32;
      case "LONG", "java.lang.Long" -> Type.Simple.I64;
      case "FLOAT" -> Type.Simple.F32;
      case "DOUBLE" -> Type.Simple.F64;
      case "java.lang.String" -> Type.Simple.STRING;
      case PACKAGE + "ResourceId" -> Type.Simple.RESOURCE;
      case PACKAGE + "Tensor" -> Type.Simple.TENSOR;
      case "java.lang.foreign.MemorySegment" -> Type.Simple.SEGMENT;
      default -> null;
    };
  }

  private static String erased(TypeMirror mirror) {
    return mirror instanceof DeclaredType declared
            && declared.asElement() instanceof TypeElement element
        ? element.getQualifiedName().toString()
        : mirror.toString();
  }

  private String doc(Element element) {
    String comment = elements.getDocComment(element);
    if (comment == null) {
      return "";
    }
    return comment.lines().map(String::strip).collect(Collectors.joining("\n")).strip();
  }

  private static boolean hasAnnotation(Element element, String simpleName) {
    return element.getAnnotationMirrors().stream().anyMatch(m -> isNamed(m, simpleName));
  }

  private static boolean isNamed(AnnotationMirror mirror, String simpleName) {
    return mirror.getAnnotationType().toString().equals(PACKAGE + simpleName);
  }

  private Facts annotation(Element element, String simpleName) {
    AnnotationMirror mirror =
        element.getAnnotationMirrors().stream()
            .filter(m -> isNamed(m, simpleName))
            .findFirst()
            .orElseThrow(() -> new DescriptionException(element + " lacks @" + simpleName));
    Map<String, Object> values = new TreeMap<>();
    for (Map.Entry<? extends ExecutableElement, ? extends AnnotationValue> entry :
        elements.getElementValuesWithDefaults(mirror).entrySet()) {
      values.put(entry.getKey().getSimpleName().toString(), entry.getValue().getValue());
    }
    return new Facts(values);
  }

  /** The elements of an annotation, defaults included. */
  private record Facts(Map<String, Object> values) {
    int number(String name) {
      return (Integer) Objects.requireNonNull(values.get(name), name);
    }

    boolean flag(String name) {
      return (Boolean) Objects.requireNonNull(values.get(name), name);
    }

    String text(String name) {
      return (String) Objects.requireNonNull(values.get(name), name);
    }
  }
}
