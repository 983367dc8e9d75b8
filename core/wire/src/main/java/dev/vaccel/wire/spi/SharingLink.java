package dev.vaccel.wire.spi;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** A link between processes of one machine, through which memory can be shared. */
public interface SharingLink extends Link {
  /**
   * Creates memory that can be shared through this link, or a later one of the same carrier.
   *
   * @param lengthBytes more than 0
   * @return zeros
   * @throws dev.vaccel.api.ResourceException EXHAUSTED if the system has none
   */
  SharedRegion createRegion(long lengthBytes);

  /** As {@link #write(MemorySegment[], int)}, and hands the region over with the first byte. */
  void write(MemorySegment[] parts, int count, SharedRegion region);

  /**
   * Maps the latest region that came along with bytes that were read, and forgets it. Any thread,
   * also while another one reads.
   *
   * @param lengthBytes the size that the peer gave, more than 0
   * @return null if none came along
   * @throws dev.vaccel.api.InvalidArgumentException if what came is no memory of exactly that size,
   *     or its owner could make it smaller
   */
  @Nullable SharedRegion receivedRegion(long lengthBytes);
}
