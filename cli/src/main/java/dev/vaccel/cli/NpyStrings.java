package dev.vaccel.cli;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Strings in a {@code .npy} file: all as long as the longest, the rest zeros; {@code S} bytes, or
 * {@code U} code points of 4 bytes each.
 *
 * @param descr their type
 * @param data their elements
 */
record NpyStrings(String descr, MemorySegment data) {
  private static final ValueLayout.OfInt CODE_POINT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  static List<String> decode(MemorySegment data, long count, NpyType type)
      throws NpyFormatException {
    List<String> values = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      MemorySegment element = data.asSlice(i * type.bytes(), type.bytes());
      values.add(type.kind() == 'S' ? bytes(element) : codePoints(element, type.isBigEndian()));
    }
    return values;
  }

  private static String bytes(MemorySegment element) {
    byte[] all = element.toArray(ValueLayout.JAVA_BYTE);
    int length = all.length;
    while (length > 0 && all[length - 1] == 0) {
      length--;
    }
    return new String(all, 0, length, StandardCharsets.UTF_8);
  }

  private static String codePoints(MemorySegment element, boolean isBigEndian)
      throws NpyFormatException {
    StringBuilder text = new StringBuilder();
    int zeros = 0;
    for (long at = 0; at < element.byteSize(); at += 4) {
      int codePoint = element.get(CODE_POINT, at);
      if (isBigEndian) {
        codePoint = Integer.reverseBytes(codePoint);
      }
      if (!Character.isValidCodePoint(codePoint)) {
        throw new NpyFormatException(
            "0x" + Integer.toHexString(codePoint) + " is no Unicode code point");
      }
      if (codePoint == 0) {
        zeros++; // padding, unless something follows
      } else {
        text.repeat(0, zeros).appendCodePoint(codePoint);
        zeros = 0;
      }
    }
    return text.toString();
  }

  static NpyStrings encode(List<String> values) {
    int longest = 1; // numpy has no strings of length 0
    for (String value : values) {
      longest = Math.max(longest, value.codePointCount(0, value.length()));
    }
    MemorySegment data = Arena.ofAuto().allocate(4L * longest * values.size(), 64);
    for (int i = 0; i < values.size(); i++) {
      int[] codePoints = values.get(i).codePoints().toArray();
      for (int j = 0; j < codePoints.length; j++) {
        data.set(CODE_POINT, 4L * (i * (long) longest + j), codePoints[j]);
      }
    }
    return new NpyStrings("<U" + longest, data);
  }
}
