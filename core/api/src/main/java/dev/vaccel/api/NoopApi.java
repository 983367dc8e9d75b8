package dev.vaccel.api;

import java.lang.foreign.MemorySegment;

/** Operations that compute nothing: they measure and check the path itself. */
@AcceleratorApi(id = 1, name = "noop")
public interface NoopApi {
  /** Does nothing. */
  @Operation(code = 1, idempotent = true, cheap = true)
  void noop();

  /**
   * Copies {@code input} to {@code output}.
   *
   * @param input any bytes
   * @param output receives {@code input.byteSize()} bytes; may be larger
   */
  @Operation(code = 2, idempotent = true, cheap = true, inPlace = true, cost = "input.length")
  void echo(@In MemorySegment input, @Out("input.length") MemorySegment output);
}
