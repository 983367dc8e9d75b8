package dev.vaccel.api.program;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * What a kernel gave back.
 *
 * @param kernelNs time that the kernel took on the device; 0 where the device does not tell
 * @param buffers the out and in-out buffers, in the order of the arguments
 */
public record ProgramResult(long kernelNs, List<MemorySegment> buffers) {
  /** Copies the list. */
  public ProgramResult {
    buffers = List.copyOf(buffers);
  }
}
