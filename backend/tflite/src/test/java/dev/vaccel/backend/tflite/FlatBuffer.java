package dev.vaccel.backend.tflite;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes FlatBuffers, as much as a small model needs: what is referred to lies behind what refers
 * to it.
 */
final class FlatBuffer {
  /** A part that something refers to. */
  sealed interface Part permits Table, Text, Ints, Parts {}

  /** Fields by number: Integer (4 bytes), Byte, or a part. */
  record Table(Map<Integer, Object> fields) implements Part {
    static Table of(Object... numbersAndValues) {
      Map<Integer, Object> fields = new TreeMap<>();
      for (int i = 0; i < numbersAndValues.length; i += 2) {
        fields.put((Integer) numbersAndValues[i], numbersAndValues[i + 1]);
      }
      return new Table(fields);
    }
  }

  /** A string. */
  record Text(String value) implements Part {}

  /** A vector of ints. */
  @SuppressWarnings("ArrayRecordComponent") // written once and thrown away
  record Ints(int... values) implements Part {}

  /** A vector of references. */
  record Parts(List<? extends Part> values) implements Part {
    static Parts of(Part... values) {
      return new Parts(List.of(values));
    }
  }

  private final ByteBuffer out = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);

  private FlatBuffer() {}

  static byte[] bytes(Table root, String identifier) {
    FlatBuffer buffer = new FlatBuffer();
    buffer.out.putInt(0);
    buffer.out.put(identifier.getBytes(StandardCharsets.US_ASCII));
    buffer.refer(0, root);
    byte[] result = new byte[buffer.out.position()];
    buffer.out.get(0, result);
    return result;
  }

  private void refer(int slot, Part part) {
    out.putInt(slot, write(part) - slot);
  }

  private int write(Part part) {
    while (out.position() % 4 != 0) {
      out.put((byte) 0);
    }
    return switch (part) {
      case Text(String value) -> text(value);
      case Ints(int[] values) -> {
        int at = out.position();
        out.putInt(values.length);
        for (int value : values) {
          out.putInt(value);
        }
        yield at;
      }
      case Parts(List<? extends Part> values) -> {
        int at = out.position();
        out.putInt(values.size());
        out.position(out.position() + 4 * values.size());
        for (int i = 0; i < values.size(); i++) {
          refer(at + 4 + 4 * i, values.get(i));
        }
        yield at;
      }
      case Table(Map<Integer, Object> fields) -> table(fields);
    };
  }

  private int text(String value) {
    int at = out.position();
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    out.putInt(utf8.length).put(utf8).put((byte) 0);
    return at;
  }

  // The vtable, then the table: a distance to the vtable and 4 bytes for each field.
  private int table(Map<Integer, Object> fields) {
    int count = fields.isEmpty() ? 0 : ((TreeMap<Integer, Object>) fields).lastKey() + 1;
    int vtable = out.position();
    out.putShort((short) (4 + 2 * count)).putShort((short) (4 + 4 * fields.size()));
    int next = 4;
    for (int i = 0; i < count; i++) {
      out.putShort((short) (fields.containsKey(i) ? next : 0));
      next += fields.containsKey(i) ? 4 : 0;
    }
    if (out.position() % 4 != 0) {
      out.putShort((short) 0);
    }
    int table = out.position();
    out.putInt(table - vtable);
    out.position(table + 4 + 4 * fields.size());
    int slot = table + 4;
    for (Object value : fields.values()) {
      switch (value) {
        case Integer number -> out.putInt(slot, number);
        case Byte number -> out.put(slot, number);
        case Part part -> refer(slot, part);
        default -> throw new IllegalArgumentException(value.toString());
      }
      slot += 4;
    }
    return table;
  }
}
