package dev.vaccel.codegen;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One described API: the root of the intermediate form. Emitters read nothing else.
 *
 * @param id number on the wire
 * @param name name in the vocabulary
 * @param version raised with incompatible changes
 * @param javaType qualified name of the described interface
 * @param doc its documentation, as plain text with Javadoc tags
 * @param enums enums that its types refer to
 * @param records records that its types refer to
 * @param handles handle types that its types refer to
 * @param operations operations by rising code
 */
public record Api(
    int id,
    String name,
    int version,
    String javaType,
    String doc,
    List<EnumType> enums,
    List<RecordType> records,
    List<HandleType> handles,
    List<Operation> operations) {
  /** Copies the lists. */
  public Api {
    enums = List.copyOf(enums);
    records = List.copyOf(records);
    handles = List.copyOf(handles);
    operations = List.copyOf(operations);
  }

  /** An enum with explicit numbers. */
  public record EnumType(String name, String javaType, List<Constant> constants) {
    /** Copies the list. */
    public EnumType {
      constants = List.copyOf(constants);
    }
  }

  /** One constant of an enum. */
  public record Constant(String name, int number) {}

  /** A record: its fields travel in order. */
  public record RecordType(String name, String javaType, List<Field> fields) {
    /** Copies the list. */
    public RecordType {
      fields = List.copyOf(fields);
    }
  }

  /** One field of a record. */
  public record Field(String name, Type type) {}

  /** A session-scoped handle. */
  public record HandleType(String name, String javaType) {}

  /**
   * One operation.
   *
   * @param returns null for none
   */
  public record Operation(
      int code,
      String name,
      int version,
      boolean idempotent,
      boolean cheap,
      boolean privileged,
      boolean inPlace,
      String cost,
      String doc,
      List<Parameter> parameters,
      @Nullable Type returns) {
    /** Copies the list. */
    public Operation {
      parameters = List.copyOf(parameters);
    }

    /** Parameters that are values, in the order in which they travel. */
    public List<Parameter> values() {
      return parameters.stream().filter(p -> p.direction() == Direction.VALUE).toList();
    }

    /** Parameters that are memory, in the order in which they travel: after all values. */
    public List<Parameter> segments() {
      return parameters.stream().filter(p -> p.direction() != Direction.VALUE).toList();
    }
  }

  /**
   * One parameter.
   *
   * @param size size expression in bytes; empty for values and for segments that travel whole
   * @param sent for in-out: size expression of what travels towards the callee
   */
  public record Parameter(String name, Type type, Direction direction, String size, String sent) {}

  /** How a parameter travels. */
  public enum Direction {
    /** Not memory: travels as a value. */
    VALUE,
    /** Memory that is read. */
    IN,
    /** Memory that is written. */
    OUT,
    /** Memory that is read and written. */
    IN_OUT
  }

  /** The enum of this name. */
  public EnumType enumType(String enumName) {
    return find(enums.stream().filter(e -> e.name().equals(enumName)).toList(), enumName);
  }

  /** The record of this name. */
  public RecordType recordType(String recordName) {
    return find(records.stream().filter(r -> r.name().equals(recordName)).toList(), recordName);
  }

  /** The handle type of this name. */
  public HandleType handleType(String handleName) {
    return find(handles.stream().filter(h -> h.name().equals(handleName)).toList(), handleName);
  }

  private static <T> T find(List<T> found, String wanted) {
    if (found.size() != 1) {
      throw new DescriptionException("type " + wanted + " is not described");
    }
    return found.getFirst();
  }
}
