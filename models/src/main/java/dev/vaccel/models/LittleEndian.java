package dev.vaccel.models;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Numbers as all of the formats keep them: one after the other, the lowest byte first. */
final class LittleEndian {
  private LittleEndian() {}

  static byte[] bytes(float... values) {
    byte[] bytes = new byte[Float.BYTES * values.length];
    over(bytes).asFloatBuffer().put(values);
    return bytes;
  }

  static byte[] bytes(int... values) {
    byte[] bytes = new byte[Integer.BYTES * values.length];
    over(bytes).asIntBuffer().put(values);
    return bytes;
  }

  static byte[] bytes(long... values) {
    byte[] bytes = new byte[Long.BYTES * values.length];
    over(bytes).asLongBuffer().put(values);
    return bytes;
  }

  /** The floats in so many whole ones. */
  static float[] floats(byte[] bytes) {
    float[] values = new float[bytes.length / Float.BYTES];
    over(bytes).asFloatBuffer().get(values);
    return values;
  }

  private static ByteBuffer over(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
