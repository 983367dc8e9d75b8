package dev.vaccel.agent;

import dev.vaccel.wire.BufferPool;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Memory that the agent takes for one call beside what the guest sent: results and private copies.
 * Counted against what the tenant may hold. Confined to the thread that runs the call.
 */
final class CallMemory {
  private final BufferPool pool;
  private final ByteBudget budget;
  private final List<BufferPool.Buffer> buffers = new ArrayList<>();
  private long takenBytes;

  CallMemory(BufferPool pool, ByteBudget budget) {
    this.pool = pool;
    this.budget = budget;
  }

  /**
   * Memory until the call's reply is sent: zeros, or old bytes of the same guest.
   *
   * @param what names it in messages
   * @throws dev.vaccel.api.ResourceException EXHAUSTED if the guest holds too much
   */
  MemorySegment take(String what, long lengthBytes) {
    budget.take(lengthBytes, what);
    takenBytes += lengthBytes;
    BufferPool.Buffer buffer = pool.take(lengthBytes);
    buffers.add(buffer);
    return buffer.segment();
  }

  /** Frees all of it. */
  void release() {
    for (BufferPool.Buffer buffer : buffers) {
      buffer.close();
    }
    buffers.clear();
    if (takenBytes > 0) {
      budget.give(takenBytes);
      takenBytes = 0;
    }
  }
}
