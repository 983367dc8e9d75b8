package dev.vaccel.codegen;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.RecordComponentElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import org.jspecify.annotations.Nullable;

/** Reads Java types into the intermediate form and collects the enums, records and handles. */
final class TypeReader {
  private final EnumNumbers enumNumbers;
  private final Map<String, Api.EnumType> enums = new TreeMap<>();
  private final Map<String, Api.RecordType> records = new TreeMap<>();
  private final Map<String, Api.HandleType> handles = new TreeMap<>();
  // Java type by described name.
  private final Map<String, String> named = new TreeMap<>();
  // Records whose fields are being read.
  private final Set<String> open = new HashSet<>();

  TypeReader(EnumNumbers enumNumbers) {
    this.enumNumbers = enumNumbers;
  }

  List<Api.EnumType> enums() {
    return List.copyOf(enums.values());
  }

  List<Api.RecordType> records() {
    return List.copyOf(records.values());
  }

  List<Api.HandleType> handles() {
    return List.copyOf(handles.values());
  }

  /**
   * A parameter's, field's or result's type.
   *
   * @param where what to call it in messages
   */
  Type read(String where, TypeMirror mirror) {
    if (mirror.getKind().isPrimitive()) {
      return primitive(where, mirror);
    }
    if (!(mirror instanceof DeclaredType declared)
        || !(declared.asElement() instanceof TypeElement element)) {
      throw new DescriptionException(where + ": type " + mirror + " cannot be described");
    }
    String javaType = element.getQualifiedName().toString();
    String name = element.getSimpleName().toString();
    if (javaType.equals("java.util.List")) {
      return list(where, declared);
    }
    Type.Simple simple = simple(javaType);
    if (simple != null) {
      return simple;
    }
    if (element.getKind() == ElementKind.ENUM || element.getKind() == ElementKind.RECORD) {
      String other = named.putIfAbsent(name, javaType);
      if (other != null && !other.equals(javaType)) {
        throw new DescriptionException(
            where + ": " + javaType + " and " + other + ": expected types of different names");
      }
      return element.getKind() == ElementKind.ENUM
          ? enumType(where, name, element)
          : record(where, name, element);
    }
    throw new DescriptionException(
        where
            + ": type "
            + javaType
            + ": expected a primitive, String, enum, record, List, Tensor, MemorySegment,"
            + " ResourceId or a Handle record");
  }

  private static Type primitive(String where, TypeMirror mirror) {
    return switch (mirror.getKind()) {
      case BOOLEAN -> Type.Simple.BOOL;
      case BYTE -> Type.Simple.I8;
      case SHORT -> Type.Simple.I16;
      case INT -> Type.Simple.I32;
      case LONG -> Type.Simple.I64;
      case FLOAT -> Type.Simple.F32;
      case DOUBLE -> Type.Simple.F64;
      default -> throw new DescriptionException(where + ": type char cannot be described");
    };
  }

  private static Type.@Nullable Simple simple(String javaType) {
    return switch (javaType) {
      case "java.lang.String" -> Type.Simple.STRING;
      case Facts.PACKAGE + "ResourceId" -> Type.Simple.RESOURCE;
      case Facts.PACKAGE + "Tensor" -> Type.Simple.TENSOR;
      case "java.lang.foreign.MemorySegment" -> Type.Simple.SEGMENT;
      default -> null;
    };
  }

  private Type list(String where, DeclaredType declared) {
    if (declared.getTypeArguments().isEmpty()) {
      throw new DescriptionException(where + ": a List needs the type of its elements");
    }
    TypeMirror element = declared.getTypeArguments().getFirst();
    // A type argument cannot be primitive; anywhere else a box would only allow null.
    Type boxed =
        switch (element instanceof DeclaredType d ? d.asElement().toString() : "") {
          case "java.lang.Boolean" -> Type.Simple.BOOL;
          case "java.lang.Byte" -> Type.Simple.I8;
          case "java.lang.Short" -> Type.Simple.I16;
          case "java.lang.Integer" -> Type.Simple.I32;
          case "java.lang.Long" -> Type.Simple.I64;
          case "java.lang.Float" -> Type.Simple.F32;
          case "java.lang.Double" -> Type.Simple.F64;
          default -> null;
        };
    return new Type.ListOf(boxed == null ? read(where, element) : boxed);
  }

  private Type enumType(String where, String name, TypeElement element) {
    if (!implementsInterface(element, "WireEnum")) {
      throw new DescriptionException(where + ": enum " + name + " does not implement WireEnum");
    }
    if (!enums.containsKey(name)) {
      enums.put(
          name,
          new Api.EnumType(
              name, element.getQualifiedName().toString(), enumNumbers.constants(element)));
    }
    return new Type.EnumRef(name);
  }

  private Type record(String where, String name, TypeElement element) {
    List<? extends RecordComponentElement> components = element.getRecordComponents();
    if (implementsInterface(element, "Handle")) {
      if (components.size() != 1 || !components.getFirst().toString().equals("value")) {
        throw new DescriptionException(
            where + ": handle " + name + ": expected one component, long value");
      }
      handles.put(name, new Api.HandleType(name, element.getQualifiedName().toString()));
      return new Type.HandleRef(name);
    }
    if (!records.containsKey(name)) {
      if (!open.add(name)) {
        throw new DescriptionException(where + ": record " + name + " contains itself");
      }
      List<Api.Field> fields = new ArrayList<>();
      for (RecordComponentElement component : components) {
        String field = component.getSimpleName().toString();
        fields.add(
            new Api.Field(field, read(where + ": " + name + "." + field, component.asType())));
      }
      open.remove(name);
      records.put(name, new Api.RecordType(name, element.getQualifiedName().toString(), fields));
    }
    return new Type.RecordRef(name);
  }

  private static boolean implementsInterface(TypeElement element, String simpleName) {
    return element.getInterfaces().stream()
        .anyMatch(
            i ->
                i instanceof DeclaredType declared
                    && isNamed(declared.asElement(), Facts.PACKAGE + simpleName));
  }

  private static boolean isNamed(Element element, String qualifiedName) {
    return element instanceof TypeElement type
        && type.getQualifiedName().contentEquals(qualifiedName);
  }
}
