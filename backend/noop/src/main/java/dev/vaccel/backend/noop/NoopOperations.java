package dev.vaccel.backend.noop;

import dev.vaccel.api.NoopApi;
import java.lang.foreign.MemorySegment;

/** The operations. Stateless and thread-safe; memory stays the caller's. */
final class NoopOperations implements NoopApi {
  @Override
  public void noop() {}

  /** Bytes of {@code output} past the input's size keep their content. */
  @Override
  public void echo(MemorySegment input, MemorySegment output) {
    if (output.byteSize() < input.byteSize()) {
      throw NoopErrors.outputTooSmall(input.byteSize(), output.byteSize());
    }
    if (output.isReadOnly()) {
      throw NoopErrors.outputReadOnly(output.byteSize());
    }
    if (!input.equals(output)) { // Else it is there already.
      MemorySegment.copy(input, 0, output, 0, input.byteSize());
    }
  }
}
