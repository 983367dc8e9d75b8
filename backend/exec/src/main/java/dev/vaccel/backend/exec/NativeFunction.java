package dev.vaccel.backend.exec;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/** A function of a loaded library under one signature. Valid until the library is unloaded. */
final class NativeFunction {
  private final MethodHandle handle;

  NativeFunction(MemorySegment address, Signature signature) {
    handle = ExecBindings.function(address, signature.descriptor());
  }

  /**
   * Calls it.
   *
   * @param values boxed as the signature says
   * @return the result's bits
   */
  long call(Object[] values) {
    return bits(ExecBindings.call(handle, values));
  }

  private static long bits(@Nullable Object result) {
    return switch (result) {
      case null -> 0; // void
      case Integer value -> value;
      case Long value -> value;
      case Float value -> Float.floatToRawIntBits(value);
      case Double value -> Double.doubleToRawLongBits(value);
      default -> throw new IllegalStateException("result of " + result.getClass());
    };
  }
}
