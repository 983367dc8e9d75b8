package dev.vaccel.api;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * What a called function gave back.
 *
 * @param bits its result as {@link ExecArgument#bits()} holds it; 0 for {@link ExecKind#VOID}
 * @param buffers the out and in-out buffers, in the order of the arguments
 */
public record ExecResult(long bits, List<MemorySegment> buffers) {
  /** Copies the list. */
  public ExecResult {
    buffers = List.copyOf(buffers);
  }
}
