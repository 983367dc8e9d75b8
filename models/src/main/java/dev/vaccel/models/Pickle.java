package dev.vaccel.models;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Builds a pickle of protocol 2, opcode by opcode: a pickle is a program for a machine with a
 * stack. Confined to one thread.
 *
 * <p>Source: the comments in {@code Lib/pickletools.py} of Python.
 */
final class Pickle {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  Pickle() {
    bytes.write(0x80); // PROTO
    bytes.write(2);
  }

  /** Pushes a class or function by its name. */
  Pickle global(String module, String name) {
    return code('c').line(module).line(name);
  }

  /** Pushes a string. */
  Pickle text(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    code('X').littleEndian(utf8.length);
    bytes.writeBytes(utf8);
    return this;
  }

  /** Pushes a number. */
  Pickle number(int value) {
    return code('J').littleEndian(value);
  }

  /** Pushes false. */
  Pickle isFalse() {
    bytes.write(0x89); // NEWFALSE
    return this;
  }

  /** Begins a tuple, or the items of a dictionary: what {@link #tuple} or {@link #items} takes. */
  Pickle mark() {
    return code('(');
  }

  /** Replaces everything from the mark on by a tuple of it. */
  Pickle tuple() {
    return code('t');
  }

  /** Pushes a tuple of nothing. */
  Pickle emptyTuple() {
    return code(')');
  }

  /** Pushes a dictionary of nothing. */
  Pickle emptyDictionary() {
    return code('}');
  }

  /** Takes keys and values from the mark on and puts them into the dictionary below. */
  Pickle items() {
    return code('u');
  }

  /** Takes a tuple and the function below it, and pushes what the function gives. */
  Pickle call() {
    return code('R');
  }

  /** Takes a tuple and the class below it, and pushes a new object. */
  Pickle newObject() {
    bytes.write(0x81); // NEWOBJ
    return this;
  }

  /** Takes a state and sets that of the object below. */
  Pickle build() {
    return code('b');
  }

  /** Takes an identifier and pushes what the reader has under it. */
  Pickle persistent() {
    return code('Q');
  }

  /** Pushes a tuple of numbers. */
  Pickle numbers(int... values) {
    mark();
    for (int value : values) {
      number(value);
    }
    return tuple();
  }

  /** The pickle, whose value is the one thing on the stack. */
  byte[] toBytes() {
    code('.');
    return bytes.toByteArray();
  }

  private Pickle code(char opcode) {
    bytes.write(opcode);
    return this;
  }

  private Pickle line(String text) {
    bytes.writeBytes((text + "\n").getBytes(StandardCharsets.UTF_8));
    return this;
  }

  private Pickle littleEndian(int value) {
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      bytes.write(value >> shift);
    }
    return this;
  }
}
