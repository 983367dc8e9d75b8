package dev.vaccel.cli;

import dev.vaccel.api.ElementType;
import org.jspecify.annotations.Nullable;

/**
 * Element type of a {@code .npy} file, as its {@code descr} says: byte order, kind, bytes. Source:
 * numpy's array interface, "typestr".
 *
 * @param type what its elements become
 * @param bytes of one element in the file
 * @param isBigEndian whether the bytes of each number are to be turned around
 * @param kind numpy's letter
 */
record NpyType(ElementType type, int bytes, boolean isBigEndian, char kind) {
  private static final int MAX_TEXT_BYTES = 1 << 28;

  /** The type that a {@code descr} names; null if there is no such element type here. */
  static @Nullable NpyType of(String descr) {
    if (descr.length() < 3) {
      return null;
    }
    char order = descr.charAt(0);
    char kind = descr.charAt(1);
    int count;
    try {
      count = Integer.parseInt(descr.substring(2));
    } catch (NumberFormatException _) {
      return null;
    }
    // '=' is the byte order of the machine that wrote; every one that still runs is little-endian.
    if ("<>|=".indexOf(order) < 0 || count < 1) {
      return null;
    }
    boolean big = order == '>';
    if (kind == 'U' && count <= MAX_TEXT_BYTES / 4) {
      return new NpyType(ElementType.STRING, 4 * count, big, kind);
    }
    if (kind == 'S' && count <= MAX_TEXT_BYTES) {
      return new NpyType(ElementType.STRING, count, false, kind);
    }
    ElementType type =
        switch (kind + "" + count) {
          case "f2" -> ElementType.F16;
          case "f4" -> ElementType.F32;
          case "f8" -> ElementType.F64;
          case "i1" -> ElementType.I8;
          case "i2" -> ElementType.I16;
          case "i4" -> ElementType.I32;
          case "i8" -> ElementType.I64;
          case "u1" -> ElementType.U8;
          case "u2" -> ElementType.U16;
          case "u4" -> ElementType.U32;
          case "u8" -> ElementType.U64;
          case "b1" -> ElementType.BOOL;
          // numpy has no bfloat16; packages that add it save it as two bytes of no type.
          case "V2" -> ElementType.BF16;
          default -> null;
        };
    return type == null ? null : new NpyType(type, type.bytes(), big, kind);
  }

  /** The {@code descr} for a type other than {@link ElementType#STRING}. */
  static String descr(ElementType type) {
    return switch (type) {
      case F16 -> "<f2";
      case BF16 -> "|V2";
      case F32 -> "<f4";
      case F64 -> "<f8";
      case I8 -> "|i1";
      case U8 -> "|u1";
      case I16 -> "<i2";
      case U16 -> "<u2";
      case I32 -> "<i4";
      case U32 -> "<u4";
      case I64 -> "<i8";
      case U64 -> "<u8";
      case BOOL -> "|b1";
      case STRING -> throw new IllegalArgumentException("the length of strings is needed");
    };
  }
}
