package dev.vaccel.backend.genop;

import dev.vaccel.api.exec.ArgumentType;
import dev.vaccel.api.exec.TypedArgument;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** Typed arguments for tests; arrays lie in byte arrays, which promise no alignment. */
final class Typed {
  private Typed() {}

  static TypedArgument bytes(ArgumentType type, byte... bytes) {
    return TypedArgument.of(type, MemorySegment.ofArray(bytes));
  }

  static TypedArgument buffer(byte... bytes) {
    return bytes(ArgumentType.BUFFER, bytes);
  }

  static TypedArgument int32s(int... values) {
    return bytes(
        ArgumentType.INT32_ARRAY, MemorySegment.ofArray(values).toArray(ValueLayout.JAVA_BYTE));
  }

  static TypedArgument int64s(long... values) {
    return bytes(
        ArgumentType.INT64_ARRAY, MemorySegment.ofArray(values).toArray(ValueLayout.JAVA_BYTE));
  }

  static TypedArgument float32s(float... values) {
    return bytes(
        ArgumentType.FLOAT32_ARRAY, MemorySegment.ofArray(values).toArray(ValueLayout.JAVA_BYTE));
  }

  static TypedArgument float64s(double... values) {
    return bytes(
        ArgumentType.FLOAT64_ARRAY, MemorySegment.ofArray(values).toArray(ValueLayout.JAVA_BYTE));
  }

  static TypedArgument float32(float value) {
    return TypedArgument.of(ArgumentType.FLOAT32, float32s(value).data());
  }

  static TypedArgument float64(double value) {
    return TypedArgument.of(ArgumentType.FLOAT64, float64s(value).data());
  }

  /** A STRING with a NUL behind each. */
  static TypedArgument texts(String... texts) {
    StringBuilder all = new StringBuilder();
    for (String text : texts) {
      all.append(text).append('\0');
    }
    return bytes(ArgumentType.STRING, all.toString().getBytes(StandardCharsets.UTF_8));
  }

  static TypedArgument room(ArgumentType type, long bytes) {
    return TypedArgument.room(type, bytes);
  }
}
