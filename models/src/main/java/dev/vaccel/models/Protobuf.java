package dev.vaccel.models;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Builds one protobuf message, field by field in the order of the calls. Covers what ONNX and
 * TensorFlow need: varints, strings, bytes and nested messages. Confined to one thread.
 *
 * <p>Source: the encoding guide at protobuf.dev. A field starts with a varint {@code number << 3 |
 * wire type}; type 0 is a varint, type 2 is a length and so many bytes.
 */
final class Protobuf {
  private static final int VARINT = 0;
  private static final int LENGTH_DELIMITED = 2;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  Protobuf number(int field, long value) {
    varint(((long) field << 3) | VARINT);
    varint(value);
    return this;
  }

  Protobuf numbers(int field, long... values) {
    for (long value : values) {
      number(field, value);
    }
    return this;
  }

  Protobuf text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  Protobuf message(int field, Protobuf value) {
    return bytes(field, value.toBytes());
  }

  /** The values as raw little-endian float32, as ONNX and TensorFlow keep tensors. */
  Protobuf floats(int field, float[] values) {
    return bytes(field, LittleEndian.bytes(values));
  }

  /** The values as raw little-endian int64. */
  Protobuf longs(int field, long... values) {
    return bytes(field, LittleEndian.bytes(values));
  }

  /** Appends the fields of another message to this one's. */
  Protobuf append(Protobuf fields) {
    bytes.writeBytes(fields.toBytes());
    return this;
  }

  byte[] toBytes() {
    return bytes.toByteArray();
  }

  private Protobuf bytes(int field, byte[] value) {
    varint(((long) field << 3) | LENGTH_DELIMITED);
    varint(value.length);
    bytes.writeBytes(value);
    return this;
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    bytes.write((int) rest);
  }
}
