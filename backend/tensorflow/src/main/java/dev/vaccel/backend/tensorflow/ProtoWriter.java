package dev.vaccel.backend.tensorflow;

import java.io.ByteArrayOutputStream;

/** Writes protobuf messages of numbers: all that TensorFlow's options need. */
final class ProtoWriter {
  private ProtoWriter() {}

  /**
   * A message of int32 fields.
   *
   * @param pairs field number, value, field number, value ...
   */
  static byte[] numbers(int... pairs) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < pairs.length; i += 2) {
      varint(out, (long) pairs[i] << 3);
      varint(out, pairs[i + 1]);
    }
    return out.toByteArray();
  }

  private static void varint(ByteArrayOutputStream out, long value) {
    long left = value;
    while ((left & ~0x7FL) != 0) {
      out.write((int) (left & 0x7F) | 0x80);
      left >>>= 7;
    }
    out.write((int) left);
  }
}
