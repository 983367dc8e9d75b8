package dev.vaccel.wire;

import java.lang.foreign.MemorySegment;

/** Where a {@link BodyReader} finds memory that lies in a shared region. */
@FunctionalInterface
public interface RegionAccess {
  /**
   * The memory of one argument.
   *
   * @param region number of the region, as its owner gave it
   * @param offset in the region, unchecked
   * @param lengthBytes more than {@link FrameLayout#INLINE_LIMIT}, unchecked
   * @param checked whether the content has a form that the callee checks and then relies on
   * @throws dev.vaccel.api.VaccelException if there is no such region, or it ends before
   */
  MemorySegment at(long region, long offset, long lengthBytes, boolean checked);
}
