package dev.vaccel.models;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A table of a FlatBuffer; for checking what was written. */
final class FlatTable {
  private final ByteBuffer file;
  private final int at;

  private FlatTable(ByteBuffer file, int at) {
    this.file = file;
    this.at = at;
  }

  static FlatTable root(byte[] bytes) {
    var file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    return new FlatTable(file, file.getInt(0));
  }

  boolean has(int field) {
    return slot(field) != 0;
  }

  int number(int field) {
    return has(field) ? file.getInt(slot(field)) : 0;
  }

  int octet(int field) {
    return has(field) ? file.get(slot(field)) : 0;
  }

  FlatTable table(int field) {
    return new FlatTable(file, part(slot(field)));
  }

  List<FlatTable> tables(int field) {
    int vector = part(slot(field));
    var tables = new ArrayList<FlatTable>();
    for (int i = 0; i < file.getInt(vector); i++) {
      tables.add(new FlatTable(file, part(vector + 4 + 4 * i)));
    }
    return tables;
  }

  List<Integer> ints(int field) {
    int vector = part(slot(field));
    var ints = new ArrayList<Integer>();
    for (int i = 0; i < file.getInt(vector); i++) {
      ints.add(file.getInt(vector + 4 + 4 * i));
    }
    return ints;
  }

  byte[] bytes(int field) {
    int vector = part(slot(field));
    byte[] bytes = new byte[file.getInt(vector)];
    file.get(vector + 4, bytes);
    return bytes;
  }

  /** Where in the file the elements of a vector begin. */
  int elements(int field) {
    return part(slot(field)) + 4;
  }

  String text(int field) {
    String text = new String(bytes(field), StandardCharsets.UTF_8);
    byte end = file.get(elements(field) + bytes(field).length);
    if (end != 0) {
      throw new AssertionError("no zero behind " + text);
    }
    return text;
  }

  private int part(int slot) {
    if (slot % 4 != 0 || file.getInt(slot) % 2 != 0) {
      throw new AssertionError("odd reference at " + slot);
    }
    return slot + file.getInt(slot);
  }

  /** Where the field's value is; 0 for none. */
  private int slot(int field) {
    int vtable = at - file.getInt(at);
    if (4 + 2 * field >= file.getShort(vtable)) {
      return 0;
    }
    int offset = file.getShort(vtable + 4 + 2 * field);
    if (offset >= file.getShort(vtable + 2)) {
      throw new AssertionError("field " + field + " lies outside of its table");
    }
    return offset == 0 ? 0 : at + offset;
  }
}
