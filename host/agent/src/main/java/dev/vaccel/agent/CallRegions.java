package dev.vaccel.agent;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ProtocolException;
import dev.vaccel.wire.FrameLayout;
import dev.vaccel.wire.RegionAccess;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * How one call uses memory that its guest shares; reused. The guest can change such memory while
 * the call runs: only operations that compute with its content and rely on nothing in it get it as
 * it is, the others a copy. Confined to the thread that runs the call.
 */
final class CallRegions implements RegionAccess {
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final MemorySegment NONE = MemorySegment.ofArray(new byte[0]);

  private final CallMemory memory;
  private @Nullable SharedRegions regions;
  private boolean inPlace;
  private MemorySegment places = NONE;
  private long nextPlace;
  private long placeRegion;
  private long placeOffset;

  CallRegions(CallMemory memory) {
    this.memory = memory;
  }

  /** Says where the call's results are to be written; before it runs. */
  void places(MemorySegment newPlaces) {
    places = newPlaces;
  }

  /** Starts a call. */
  void begin(SharedRegions newRegions, boolean operationIsInPlace) {
    regions = newRegions;
    inPlace = operationIsInPlace;
    nextPlace = 0;
  }

  void release() {
    regions = null;
    places = NONE;
  }

  private SharedRegions regions() {
    SharedRegions current = regions;
    if (current == null) {
      throw AgentConnection.notOpen();
    }
    return current;
  }

  @Override
  public MemorySegment at(long region, long offset, long lengthBytes, boolean checked) {
    MemorySegment shared = regions().at(region, offset, lengthBytes);
    return inPlace && !checked
        ? shared
        : memory.take("a copy of shared memory", lengthBytes).copyFrom(shared);
  }

  /** Goes to the place of the next result; false if that is to be sent. */
  boolean toNextPlace(long lengthBytes) {
    if (nextPlace >= places.byteSize()) {
      return false;
    }
    placeRegion = places.get(LONG, nextPlace);
    placeOffset = places.get(LONG, nextPlace + Long.BYTES);
    nextPlace += FrameLayout.PLACE_BYTES;
    if (placeRegion != 0 && lengthBytes <= FrameLayout.INLINE_LIMIT) {
      throw new ProtocolException(
          ErrorCode.MALFORMED_BODY,
          "a result of "
              + lengthBytes
              + " bytes is asked for in a region; up to "
              + FrameLayout.INLINE_LIMIT
              + " are sent");
    }
    return placeRegion != 0;
  }

  long placeRegion() {
    return placeRegion;
  }

  long placeOffset() {
    return placeOffset;
  }

  /** The guest's memory at the current place. */
  MemorySegment place(long lengthBytes) {
    return regions().at(placeRegion, placeOffset, lengthBytes);
  }

  /** Whether the operation may compute in the guest's memory. */
  boolean inPlace() {
    return inPlace;
  }

  /** Whether a segment is the guest's memory. */
  boolean hold(MemorySegment segment) {
    return regions().hold(segment);
  }
}
