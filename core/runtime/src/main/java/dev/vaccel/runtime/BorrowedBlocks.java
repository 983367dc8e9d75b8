package dev.vaccel.runtime;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of shared memory that stand for memory of one call's caller, and how many bytes found
 * none; reused from call to call. Owned as its {@link PendingCall} is.
 */
final class BorrowedBlocks {
  private final List<StagingMemory.Block> blocks = new ArrayList<>();
  private @Nullable StagingMemory lender;
  private long missedBytes;

  /** A block; null if there is none, or nobody to lend it. */
  StagingMemory.@Nullable Block borrow(@Nullable StagingMemory from, long lengthBytes) {
    if (from == null) {
      return null;
    }
    lender = from;
    StagingMemory.Block block = from.take(lengthBytes);
    if (block == null) {
      missedBytes += lengthBytes;
    } else {
      blocks.add(block);
    }
    return block;
  }

  /** Tells the lender for how many bytes there were none. */
  void reportMissed() {
    if (lender != null && missedBytes > 0) {
      lender.missed(missedBytes);
    }
  }

  /** Gives all back: neither side uses them any more. */
  void giveBack() {
    StagingMemory owner = lender;
    if (owner != null) {
      blocks.forEach(owner::give);
      blocks.clear();
      lender = null;
      missedBytes = 0;
    }
  }
}
