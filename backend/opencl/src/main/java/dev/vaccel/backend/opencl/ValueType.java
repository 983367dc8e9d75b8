package dev.vaccel.backend.opencl;

import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sizes of OpenCL C's types by their names. Not every driver compares the size of a value with its
 * argument's: PoCL reads what lies behind a shorter one. Source: OpenCL C 1.2, 6.1.
 */
final class ValueType {
  private static final Pattern NAME = Pattern.compile("(u?[a-z]+?)(2|3|4|8|16)?");
  private static final Map<String, Integer> BYTES =
      Map.ofEntries(
          Map.entry("char", 1),
          Map.entry("uchar", 1),
          Map.entry("short", 2),
          Map.entry("ushort", 2),
          Map.entry("half", 2),
          Map.entry("int", 4),
          Map.entry("uint", 4),
          Map.entry("float", 4),
          Map.entry("long", 8),
          Map.entry("ulong", 8),
          Map.entry("double", 8));

  private ValueType() {}

  /** Bytes of a scalar or vector; empty for structures and types that the program names itself. */
  static OptionalLong bytes(String type) {
    Matcher name = NAME.matcher(type.replace("unsigned ", "u").strip());
    Integer scalar = name.matches() ? BYTES.get(name.group(1)) : null;
    if (scalar == null) {
      return OptionalLong.empty();
    }
    String count = name.group(2);
    if (count == null) {
      return OptionalLong.of(scalar);
    }
    // Three take the room of four.
    return OptionalLong.of((long) scalar * (count.equals("3") ? 4 : Integer.parseInt(count)));
  }
}
