package dev.vaccel.virtio;

import static dev.vaccel.virtio.LittleEndian.INT;
import static dev.vaccel.virtio.LittleEndian.LONG;
import static dev.vaccel.virtio.LittleEndian.SHORT;

import dev.vaccel.posix.EventCounter;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The device's side of a split virtqueue. The driver's memory is hostile: each of its fields is
 * read once into a local variable and checked there, and a chain is walked for no more steps than
 * its table has entries. Confined to one thread.
 *
 * <p>Source: Virtual I/O Device (VIRTIO) Version 1.2, sections 2.6 and 2.7.
 */
final class SplitQueue {
  /** Most entries of a queue, by the specification. */
  static final int MOST_ENTRIES = 32_768;

  private static final int MOST_SEGMENTS = 1024;
  private static final int DESCRIPTOR_BYTES = 16;
  private static final int DESC_F_NEXT = 1;
  private static final int DESC_F_WRITE = 2;
  private static final int DESC_F_INDIRECT = 4;
  private static final int AVAIL_F_NO_INTERRUPT = 1;
  // In both rings: flags, index, entries, and the other side's event index.
  private static final long INDEX = 2;
  private static final long ENTRIES = 4;
  private static final int USED_ENTRY_BYTES = 8;
  // Of rings, whose alignment is checked: read and written with an order.
  private static final ValueLayout.OfShort INDEX_LAYOUT =
      ValueLayout.JAVA_SHORT.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INDEX_HANDLE = INDEX_LAYOUT.varHandle();

  private final GuestMemory memory;
  private final MemorySegment descriptors;
  private final MemorySegment available;
  private final MemorySegment used;
  private final int entries;
  private final boolean eventIndex;
  private @Nullable EventCounter call;
  private int nextAvailable;
  private int nextUsed;
  private int notNotified;
  // The current chain: readable segments first.
  private final MemorySegment[] segments = new MemorySegment[MOST_SEGMENTS];
  private int readable;
  private int count;
  private long readableBytes;
  private long writableBytes;
  private int head;

  /**
   * Where a queue is, by addresses of the VMM.
   *
   * @param entries a power of two
   */
  record Place(int entries, long descriptors, long available, long used) {}

  /**
   * A queue that goes on where it stopped.
   *
   * @param nextAvailable the next entry of the available ring that the device looks at
   * @param eventIndex whether VIRTIO_F_EVENT_IDX was negotiated
   * @param call the driver's interrupt; null for none yet
   */
  SplitQueue(
      GuestMemory memory,
      Place place,
      int nextAvailable,
      boolean eventIndex,
      @Nullable EventCounter call) {
    this.entries = place.entries;
    if (entries <= 0 || entries > MOST_ENTRIES || Integer.bitCount(entries) != 1) {
      throw new BrokenGuestException("a queue of " + entries + " entries");
    }
    if ((place.descriptors & 15) != 0 || (place.available & 1) != 0 || (place.used & 3) != 0) {
      throw new BrokenGuestException("a queue at unaligned addresses");
    }
    this.memory = memory;
    this.descriptors = memory.atUser(place.descriptors, (long) DESCRIPTOR_BYTES * entries);
    this.available = memory.atUser(place.available, ENTRIES + 2L * entries + 2);
    this.used = memory.atUser(place.used, ENTRIES + (long) USED_ENTRY_BYTES * entries + 2);
    // The VMM's addresses are aligned; its mapping could still be such that ours are not.
    if ((available.address() & 1) != 0 || (used.address() & 3) != 0) {
      throw new BrokenGuestException("a queue in a region at an unaligned address");
    }
    this.nextAvailable = nextAvailable;
    this.nextUsed = used.get(SHORT, INDEX) & 0xffff;
    this.eventIndex = eventIndex;
    this.call = call;
  }

  /** Another interrupt of the driver's. */
  void call(@Nullable EventCounter newCall) {
    call = newCall;
  }

  /** The next entry that the device looks at. */
  int nextAvailable() {
    return nextAvailable;
  }

  /** How many chains the driver has made available. */
  int pending() {
    int ahead = ((short) INDEX_HANDLE.getAcquire(available, INDEX) - nextAvailable) & 0xffff;
    if (ahead > entries) {
      throw new BrokenGuestException(
          "the available ring is " + ahead + " entries ahead in a queue of " + entries);
    }
    return ahead;
  }

  /** Takes the next chain; false if there is none. */
  boolean next() {
    if (pending() == 0) {
      return false;
    }
    head = available.get(SHORT, ENTRIES + 2L * (nextAvailable & (entries - 1))) & 0xffff;
    nextAvailable = (nextAvailable + 1) & 0xffff;
    readable = 0;
    count = 0;
    readableBytes = 0;
    writableBytes = 0;
    walk(descriptors, entries, head, false);
    return true;
  }

  private void walk(MemorySegment table, int tableEntries, int first, boolean indirect) {
    int index = first;
    // Empty descriptors count too: a guest's chain must not take long to walk.
    int most = Math.min(tableEntries, MOST_SEGMENTS);
    for (int steps = 0; steps < most; steps++) {
      if (index >= tableEntries) {
        throw new BrokenGuestException(
            "descriptor " + index + " of a table of " + tableEntries + " entries");
      }
      long at = (long) DESCRIPTOR_BYTES * index;
      long address = table.get(LONG, at);
      long length = Integer.toUnsignedLong(table.get(INT, at + 8));
      int flags = table.get(SHORT, at + 12);
      index = table.get(SHORT, at + 14) & 0xffff;
      if ((flags & DESC_F_INDIRECT) != 0) {
        walkIndirect(address, length, flags, indirect);
        return;
      }
      add(address, length, (flags & DESC_F_WRITE) != 0);
      if ((flags & DESC_F_NEXT) == 0) {
        return;
      }
    }
    throw new BrokenGuestException(
        "a loop of descriptors, or more than " + MOST_SEGMENTS + " in a chain");
  }

  private void walkIndirect(long address, long length, int flags, boolean indirect) {
    if (indirect || (flags & DESC_F_NEXT) != 0) {
      throw new BrokenGuestException("an indirect table inside of or before other descriptors");
    }
    if (length == 0
        || length % DESCRIPTOR_BYTES != 0
        || length / DESCRIPTOR_BYTES > MOST_SEGMENTS) {
      throw new BrokenGuestException("an indirect table of " + length + " bytes");
    }
    walk(memory.atGuest(address, length), (int) (length / DESCRIPTOR_BYTES), 0, true);
  }

  private void add(long address, long length, boolean writable) {
    if (!writable && count > readable) {
      throw new BrokenGuestException("a readable descriptor behind a writable one");
    }
    if (count == MOST_SEGMENTS) {
      throw new BrokenGuestException("a chain of more than " + MOST_SEGMENTS + " descriptors");
    }
    if (length == 0) {
      return;
    }
    segments[count++] = memory.atGuest(address, length);
    if (writable) {
      writableBytes += length;
    } else {
      readable = count;
      readableBytes += length;
    }
  }

  /** Bytes of the current chain that the driver wrote. */
  long readableBytes() {
    return readableBytes;
  }

  /** Bytes of the current chain that the device may write. */
  long writableBytes() {
    return writableBytes;
  }

  /** Copies bytes that the driver wrote; there are that many. */
  void copyFrom(long position, MemorySegment destination, long offset, long bytes) {
    copy(
        0,
        position,
        bytes,
        (segment, at, done, part) ->
            MemorySegment.copy(segment, at, destination, offset + done, part));
  }

  /** Copies bytes to where the device may write; there is room. */
  void copyTo(long position, MemorySegment source, long offset, long bytes) {
    copy(
        readable,
        position,
        bytes,
        (segment, at, done, part) -> MemorySegment.copy(source, offset + done, segment, at, part));
  }

  private void copy(int first, long position, long bytes, Move move) {
    long skip = position;
    long done = 0;
    for (int i = first; done < bytes; i++) {
      MemorySegment segment = segments[i];
      long size = segment.byteSize();
      if (skip < size) {
        long part = Math.min(bytes - done, size - skip);
        move.move(segment, skip, done, part);
        done += part;
      }
      skip = Math.max(0, skip - size);
    }
  }

  /** Gives the current chain back to the driver. */
  void complete(long writtenBytes) {
    long entry = ENTRIES + (long) USED_ENTRY_BYTES * (nextUsed & (entries - 1));
    used.set(INT, entry, head);
    used.set(INT, entry + 4, (int) writtenBytes);
    nextUsed = (nextUsed + 1) & 0xffff;
    INDEX_HANDLE.setRelease(used, INDEX, (short) nextUsed);
    notNotified++;
  }

  /** Interrupts the driver if chains came back since the last time and it wants to know. */
  void notifyDriver() {
    if (notNotified == 0) {
      return;
    }
    int before = nextUsed - notNotified;
    notNotified = 0;
    // What was given back is visible before we look at whether the driver sleeps.
    VarHandle.fullFence();
    boolean wanted;
    if (eventIndex) {
      int event = (short) INDEX_HANDLE.getOpaque(available, ENTRIES + 2L * entries);
      wanted = ((nextUsed - event - 1) & 0xffff) < ((nextUsed - before) & 0xffff);
    } else {
      wanted = (available.get(SHORT, 0) & AVAIL_F_NO_INTERRUPT) == 0;
    }
    if (wanted) {
      interrupt();
    }
  }

  /** Interrupts the driver; a spurious interrupt does no harm. */
  void interrupt() {
    EventCounter current = call;
    if (current != null) {
      current.ring();
    }
  }

  /**
   * Asks to be told about the next chain, before the device sleeps.
   *
   * @return false if there is one already: then nobody may tell
   */
  boolean awaitNext() {
    // Harmless where the driver does not look at it.
    INDEX_HANDLE.setOpaque(
        used, ENTRIES + (long) USED_ENTRY_BYTES * entries, (short) nextAvailable);
    VarHandle.fullFence();
    return pending() == 0;
  }
}
