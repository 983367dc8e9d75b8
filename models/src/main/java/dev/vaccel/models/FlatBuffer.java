package dev.vaccel.models;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes one FlatBuffer: whatever is referred to lies behind what refers to it, in the order of the
 * fields, so that the same tables give the same bytes. Confined to one thread.
 *
 * <p>Source: the internals page at flatbuffers.dev. Everything is little-endian:
 *
 * <pre>
 * file    offset of the root table (4) | identifier (4) | parts
 * vtable  its bytes (2) | the table's bytes (2) | where in the table field 0, 1, ... is (2 each; 0: nowhere)
 * table   distance back to its vtable (4) | values; a part is the distance forward to it (4)
 * vector  count (4) | elements
 * string  bytes (4) | UTF-8 | a zero
 * </pre>
 */
final class FlatBuffer {
  /** Every value takes this many bytes of its table: one octet as well, and three of nothing. */
  private static final int SLOT = 4;

  /** Bytes are as aligned as TensorFlow Lite wants constants. */
  private static final int BYTES_ALIGNMENT = 16;

  /** What a field of a table is. */
  sealed interface Value permits Int, Octet, Part {}

  /** 4 bytes: an int, or the bits of a float. */
  record Int(int value) implements Value {}

  /** One byte: a small enum. */
  record Octet(int value) implements Value {}

  /** Something that lies elsewhere. */
  sealed interface Part extends Value permits Table, Text, Ints, Bytes, Tables {}

  /** Fields by number; those that are left out have their default. */
  static final class Table implements Part {
    private final SortedMap<Integer, Value> fields = new TreeMap<>();

    Table put(int field, Value value) {
      fields.put(field, value);
      return this;
    }
  }

  /** A string. */
  record Text(String value) implements Part {}

  /** A vector of ints. */
  record Ints(List<Integer> values) implements Part {
    static Ints of(int... values) {
      return new Ints(Arrays.stream(values).boxed().toList());
    }
  }

  /** A vector of bytes; not copied. */
  @SuppressWarnings("ArrayRecordComponent") // written once and never compared
  record Bytes(byte[] values) implements Part {}

  /** A vector of tables. */
  record Tables(List<Table> values) implements Part {}

  private ByteBuffer out = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);

  private FlatBuffer() {}

  /**
   * A file.
   *
   * @param identifier four ASCII characters
   */
  static byte[] write(Table root, String identifier) {
    var buffer = new FlatBuffer();
    buffer.room(2 * Integer.BYTES);
    buffer.out.putInt(0).put(identifier.getBytes(StandardCharsets.US_ASCII));
    buffer.refer(0, root);
    return Arrays.copyOf(buffer.out.array(), buffer.out.position());
  }

  /** Writes a part and, at {@code slot}, how far behind it the part is. */
  private void refer(int slot, Part part) {
    int at = write(part);
    out.putInt(slot, at - slot);
  }

  private int write(Part part) {
    return switch (part) {
      case Table table -> table(table.fields);
      case Text(String value) -> text(value);
      case Ints(List<Integer> values) -> {
        int at = begin(SLOT, Integer.BYTES * (1 + values.size()));
        out.putInt(values.size());
        values.forEach(out::putInt);
        yield at;
      }
      case Bytes(byte[] values) -> {
        // The elements are aligned, not the count before them.
        room(BYTES_ALIGNMENT);
        while ((out.position() + Integer.BYTES) % BYTES_ALIGNMENT != 0) {
          out.put((byte) 0);
        }
        int at = begin(1, Integer.BYTES + values.length);
        out.putInt(values.length).put(values);
        yield at;
      }
      case Tables(List<Table> values) -> {
        int at = begin(SLOT, Integer.BYTES * (1 + values.size()));
        out.putInt(values.size());
        out.position(out.position() + Integer.BYTES * values.size());
        for (int i = 0; i < values.size(); i++) {
          refer(at + Integer.BYTES * (1 + i), values.get(i));
        }
        yield at;
      }
    };
  }

  private int text(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    int at = begin(SLOT, Integer.BYTES + utf8.length + 1);
    out.putInt(utf8.length).put(utf8).put((byte) 0);
    return at;
  }

  private int table(SortedMap<Integer, Value> fields) {
    int count = fields.isEmpty() ? 0 : fields.lastKey() + 1;
    int tableBytes = SLOT * (1 + fields.size());
    int vtable = begin(SLOT, Short.BYTES * (2 + count));
    out.putShort((short) (Short.BYTES * (2 + count))).putShort((short) tableBytes);
    int place = SLOT;
    for (int field = 0; field < count; field++) {
      out.putShort((short) (fields.containsKey(field) ? place : 0));
      place += fields.containsKey(field) ? SLOT : 0;
    }
    int table = begin(SLOT, tableBytes);
    out.putInt(table - vtable);
    out.position(table + tableBytes);
    int slot = table;
    for (Map.Entry<Integer, Value> field : fields.entrySet()) {
      slot += SLOT;
      switch (field.getValue()) {
        case Int(int value) -> out.putInt(slot, value);
        case Octet(int value) -> out.put(slot, (byte) value);
        case Part part -> refer(slot, part);
      }
    }
    return table;
  }

  /** Aligns, makes room for so many bytes and gives where they begin. */
  private int begin(int alignment, int length) {
    room(alignment + length);
    while (out.position() % alignment != 0) {
      out.put((byte) 0);
    }
    return out.position();
  }

  /** Makes room for so many more bytes, all zero. */
  private void room(int more) {
    if (out.remaining() < more) {
      int capacity = Math.max(2 * out.capacity(), out.position() + more);
      int position = out.position();
      out = ByteBuffer.wrap(Arrays.copyOf(out.array(), capacity)).order(ByteOrder.LITTLE_ENDIAN);
      out.position(position);
    }
  }
}
