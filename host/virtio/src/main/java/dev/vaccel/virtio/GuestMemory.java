package dev.vaccel.virtio;

import dev.vaccel.posix.OwnedFd;
import dev.vaccel.posix.SharedMemory;
import dev.vaccel.posix.SystemCallException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A virtual machine's memory, as its VMM described and shared it. The guest changes it at any
 * moment. Every access goes through a segment of one region, so nothing beside it can be reached.
 * Guarded by the turn of its connection.
 */
final class GuestMemory implements AutoCloseable {
  // The process's address space is all machines'.
  private static final long MOST_BYTES = 1L << 40;

  /** No memory yet. */
  static final GuestMemory NONE = new GuestMemory(Arena.global(), new Region[0]);

  private final Arena arena;
  private final Region[] regions;

  /**
   * Where a region is.
   *
   * @param guestAddress guest-physical, as descriptors give addresses
   * @param lengthBytes above 0
   * @param userAddress in the VMM's own address space, as it gives addresses of rings
   * @param fileOffset where it begins in the file that was passed
   */
  record Place(long guestAddress, long lengthBytes, long userAddress, long fileOffset) {}

  private record Region(Place place, MemorySegment segment) {}

  private GuestMemory(Arena arena, Region[] regions) {
    this.arena = arena;
    this.regions = regions;
  }

  /**
   * Maps it.
   *
   * @param files one for each place; stay the caller's
   * @throws SystemCallException EINVAL for memory that is shorter than described or may shrink
   */
  static GuestMemory map(List<Place> places, List<OwnedFd> files) throws SystemCallException {
    if (places.isEmpty()) {
      return NONE;
    }
    long bytes = 0;
    for (Place place : places) {
      bytes += Math.clamp(place.lengthBytes(), 0, MOST_BYTES + 1);
    }
    if (bytes > MOST_BYTES) {
      throw new BrokenGuestException("more than 1 TiB of memory");
    }
    Arena arena = Arena.ofShared();
    boolean mapped = false;
    try {
      Region[] regions = new Region[places.size()];
      for (int i = 0; i < regions.length; i++) {
        Place place = places.get(i);
        regions[i] =
            new Region(
                place,
                SharedMemory.mapPart(files.get(i), place.fileOffset(), place.lengthBytes(), arena));
      }
      mapped = true;
      return new GuestMemory(arena, regions);
    } finally {
      if (!mapped) {
        arena.close();
      }
    }
  }

  /** The memory at a guest-physical address. */
  MemorySegment atGuest(long address, long lengthBytes) {
    for (Region region : regions) {
      long offset = address - region.place.guestAddress;
      if (contains(region, offset, lengthBytes)) {
        return region.segment.asSlice(offset, lengthBytes);
      }
    }
    throw outside("guest address", address, lengthBytes);
  }

  /** The memory at an address of the VMM. */
  MemorySegment atUser(long address, long lengthBytes) {
    for (Region region : regions) {
      long offset = address - region.place.userAddress;
      if (contains(region, offset, lengthBytes)) {
        return region.segment.asSlice(offset, lengthBytes);
      }
    }
    throw outside("VMM address", address, lengthBytes);
  }

  private static boolean contains(Region region, long offset, long lengthBytes) {
    long size = region.place.lengthBytes;
    return offset >= 0 && offset < size && lengthBytes >= 0 && lengthBytes <= size - offset;
  }

  private static BrokenGuestException outside(String what, long address, long lengthBytes) {
    return new BrokenGuestException(
        what
            + " 0x"
            + Long.toHexString(address)
            + " with "
            + lengthBytes
            + " bytes is not inside one region of the guest's memory");
  }

  /** Unmaps it. */
  @Override
  public void close() {
    if (regions.length > 0) {
      arena.close();
    }
  }
}
