package dev.vaccel.backend.blas;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Native memory that matrices on the heap are copied to for a product, kept from call to call: a
 * copy into fresh pages is many times slower than into warm ones. Belongs to one session, so one
 * call at a time uses it, from any thread.
 */
final class StagingMemory implements AutoCloseable {
  /** Most that is kept; three f32 matrices of 1024 by 1024 fit. More is taken for one call only. */
  static final long KEPT_BYTES = 16L << 20;

  /** A cache line, and the widest vector register. */
  private static final long ALIGNMENT = 64;

  private @Nullable Arena arena;
  private MemorySegment kept = MemorySegment.NULL;

  /**
   * Copies those matrices that are not aligned native memory; the others stay where they are.
   *
   * @param readsC whether C's content is needed
   */
  StagedMatrices stage(
      GemmShape shape,
      int elementBytes,
      MemorySegment a,
      MemorySegment b,
      MemorySegment c,
      boolean readsC) {
    long bytesA = isUsable(a, elementBytes) ? 0 : shape.elementsA() * elementBytes;
    long bytesB = isUsable(b, elementBytes) ? 0 : shape.elementsB() * elementBytes;
    long bytesC = isUsable(c, elementBytes) ? 0 : shape.elementsC() * elementBytes;
    long offsetB = aligned(bytesA);
    long offsetC = offsetB + aligned(bytesB);
    long total = offsetC + bytesC;
    Arena ownArena = total > KEPT_BYTES ? Arena.ofConfined() : null;
    try {
      MemorySegment memory =
          ownArena == null ? keptMemory(total) : ownArena.allocate(total, ALIGNMENT);
      MemorySegment stagedA =
          bytesA == 0 ? a : memory.asSlice(0, bytesA).copyFrom(a.asSlice(0, bytesA));
      MemorySegment stagedB =
          bytesB == 0 ? b : memory.asSlice(offsetB, bytesB).copyFrom(b.asSlice(0, bytesB));
      MemorySegment stagedC = bytesC == 0 ? c : memory.asSlice(offsetC, bytesC);
      var staged = new StagedMatrices(shape, elementBytes, stagedA, stagedB, stagedC, c, ownArena);
      if (readsC) {
        staged.copyIn();
      }
      return staged;
    } catch (RuntimeException | Error e) {
      if (ownArena != null) {
        ownArena.close();
      }
      throw e;
    }
  }

  /** Frees what is kept. Idempotent. */
  @Override
  public void close() {
    kept = MemorySegment.NULL;
    if (arena != null) {
      arena.close();
      arena = null;
    }
  }

  private MemorySegment keptMemory(long bytes) {
    if (kept.byteSize() < bytes) {
      long grown = Math.min(KEPT_BYTES, Math.max(bytes, 2 * kept.byteSize()));
      close();
      // Shared, though dear to close: calls of a session come from changing threads.
      arena = Arena.ofShared();
      kept = arena.allocate(grown, ALIGNMENT);
    }
    return kept;
  }

  private static boolean isUsable(MemorySegment memory, int elementBytes) {
    return memory.isNative() && memory.maxByteAlignment() >= elementBytes;
  }

  private static long aligned(long bytes) {
    return (bytes + ALIGNMENT - 1) & -ALIGNMENT;
  }
}
