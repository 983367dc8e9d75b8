package dev.vaccel.models;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Decodes one protobuf message into its fields, in file order; for checking what was written. */
final class ProtobufReader {
  private final List<Field> fields = new ArrayList<>();

  /** A field: {@code number} holds a varint, {@code bytes} whatever has a length. */
  private record Field(int field, long number, ByteBuffer bytes) {}

  ProtobufReader(byte[] message) {
    var in = ByteBuffer.wrap(message);
    while (in.hasRemaining()) {
      long tag = varint(in);
      int field = (int) (tag >>> 3);
      switch ((int) tag & 7) {
        case 0 -> fields.add(new Field(field, varint(in), ByteBuffer.allocate(0)));
        case 2 -> {
          byte[] bytes = new byte[(int) varint(in)];
          in.get(bytes);
          fields.add(new Field(field, 0, ByteBuffer.wrap(bytes)));
        }
        default -> throw new AssertionError("wire type of tag " + tag);
      }
    }
  }

  List<ProtobufReader> messages(int field) {
    return bytes(field).stream().map(ProtobufReader::new).toList();
  }

  ProtobufReader message(int field) {
    var all = messages(field);
    if (all.size() != 1) {
      throw new AssertionError("field " + field + " occurs " + all.size() + " times");
    }
    return all.getFirst();
  }

  List<String> texts(int field) {
    return bytes(field).stream().map(b -> new String(b, StandardCharsets.UTF_8)).toList();
  }

  String text(int field) {
    return String.join("|", texts(field));
  }

  List<Long> numbers(int field) {
    return fields.stream().filter(f -> f.field() == field).map(Field::number).toList();
  }

  List<byte[]> bytes(int field) {
    return fields.stream().filter(f -> f.field() == field).map(f -> f.bytes().array()).toList();
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }
}
