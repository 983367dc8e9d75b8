package dev.vaccel.api.spi;

import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Tensor;
import java.lang.foreign.MemorySegment;

/**
 * Writes arguments or results in the order of the description. Confined to the thread of the call.
 */
public interface ArgumentWriter {
  /** An integer, boolean (0 or 1), enum number, handle or list length. */
  void putLong(long value);

  /** An f32. */
  void putFloat(float value);

  /** An f64. */
  void putDouble(double value);

  /** A text. */
  void putString(String value);

  /** A resource id. */
  void putResource(ResourceId value);

  /** A tensor; its memory must stay unchanged until the call returns. */
  void putTensor(Tensor value);

  /**
   * The first {@code lengthBytes} of a segment, which must stay unchanged until the call returns.
   */
  void putSegment(MemorySegment segment, long lengthBytes);
}
