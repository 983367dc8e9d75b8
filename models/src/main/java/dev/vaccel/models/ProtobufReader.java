package dev.vaccel.models;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The fields of one protobuf message, in file order, of the kinds that {@link Protobuf} writes.
 * Messages inside it are read when they are asked for. Immutable once made.
 */
final class ProtobufReader {
  private static final int VARINT = 0;
  private static final int LENGTH_DELIMITED = 2;
  private static final int MAX_VARINT_BITS = 64;

  private final List<Field> fields = new ArrayList<>();
  private final byte[] message;
  private int at;

  /** A field: {@code number} is a varint's value, or where the bytes of another kind begin. */
  private record Field(int field, int wireType, long number, int length) {}

  /**
   * Reads a message.
   *
   * @throws IllegalArgumentException if these bytes are none
   */
  ProtobufReader(byte[] message) {
    this.message = message;
    while (at < message.length) {
      int start = at;
      long tag = varint();
      int wireType = (int) tag & 7;
      if (tag >>> 3 == 0 || tag >>> 3 > Integer.MAX_VALUE) {
        throw new IllegalArgumentException("no protobuf: byte " + start + " has the tag " + tag);
      }
      switch (wireType) {
        case VARINT -> fields.add(new Field((int) (tag >>> 3), VARINT, varint(), 0));
        case LENGTH_DELIMITED -> {
          long length = varint();
          if (length < 0 || length > message.length - at) {
            throw new IllegalArgumentException(
                "no protobuf: the field at byte "
                    + start
                    + " has the length "
                    + Long.toUnsignedString(length)
                    + ": "
                    + (message.length - at)
                    + " bytes are left");
          }
          fields.add(new Field((int) (tag >>> 3), LENGTH_DELIMITED, at, (int) length));
          at += (int) length;
        }
        default ->
            throw new IllegalArgumentException(
                "no protobuf as it is written here: the field at byte "
                    + start
                    + " has the wire type "
                    + wireType
                    + ": expected 0 or 2");
      }
    }
  }

  List<ProtobufReader> messages(int field) {
    return bytes(field).stream().map(ProtobufReader::new).toList();
  }

  /**
   * The one message of this field.
   *
   * @throws IllegalArgumentException if there is none, or another
   */
  ProtobufReader message(int field) {
    var all = messages(field);
    if (all.size() != 1) {
      throw new IllegalArgumentException(
          "field " + field + " occurs " + all.size() + " times: expected once");
    }
    return all.getFirst();
  }

  List<String> texts(int field) {
    return bytes(field).stream().map(b -> new String(b, StandardCharsets.UTF_8)).toList();
  }

  /** All texts of this field, with {@code |} between them; empty for none. */
  String text(int field) {
    return String.join("|", texts(field));
  }

  List<Long> numbers(int field) {
    return of(field, VARINT).map(Field::number).toList();
  }

  List<byte[]> bytes(int field) {
    return of(field, LENGTH_DELIMITED)
        .map(f -> Arrays.copyOfRange(message, (int) f.number(), (int) f.number() + f.length()))
        .toList();
  }

  private Stream<Field> of(int field, int wireType) {
    return fields.stream().filter(f -> f.field() == field && f.wireType() == wireType);
  }

  private long varint() {
    long value = 0;
    int start = at;
    for (int shift = 0; shift < MAX_VARINT_BITS; shift += 7) {
      if (at == message.length) {
        throw new IllegalArgumentException("no protobuf: it ends inside the number at " + start);
      }
      byte next = message[at++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("no protobuf: the number at byte " + start + " has no end");
  }
}
