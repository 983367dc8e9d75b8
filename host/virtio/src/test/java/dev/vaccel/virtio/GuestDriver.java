package dev.vaccel.virtio;

import static dev.vaccel.virtio.LittleEndian.INT;
import static dev.vaccel.virtio.LittleEndian.LONG;

import dev.vaccel.testing.Deadline;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.LockSupport;

/**
 * The guest's side of the two queues: posts buffers, sends packets, hands out those that come.
 * Confined to one thread.
 */
final class GuestDriver {
  static final long CID = 3;
  static final int RX_BUFFER = VsockPacket.BYTES + 4096;

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INDEX = SHORT.varHandle();
  private static final long RX_BUFFERS = 0x10_0000;
  private static final long RX_STEP = 0x2000;
  private static final long TX_BUFFERS = 0x40_0000;
  private static final long TX_STEP = 0x1_1000;
  private static final int DESC_F_WRITE = 2;

  private final FakeVmm vmm;
  private final MemorySegment memory;
  private final int[] available = new int[2];
  private final int[] used = new int[2];
  private final Deque<Packet> arrived = new ArrayDeque<>();

  /** A packet from the host. */
  record Packet(
      int hostPort,
      int guestPort,
      int operation,
      int flags,
      int bufferBytes,
      int forwarded,
      MemorySegment payload) {}

  GuestDriver(FakeVmm vmm) {
    this.vmm = vmm;
    this.memory = vmm.guest();
  }

  /** Posts {@code buffers} for packets from the host. */
  void postBuffers(int buffers) {
    for (int i = 0; i < buffers; i++) {
      descriptor(FakeVmm.RX, i, RX_BUFFERS + i * RX_STEP, RX_BUFFER, DESC_F_WRITE);
      makeAvailable(FakeVmm.RX, i);
    }
    vmm.kicks[FakeVmm.RX].ring();
  }

  void descriptor(int queue, int index, long offset, long length, int flags) {
    long at = FakeVmm.queueAt(queue) + 16L * index;
    memory.set(LONG, at, FakeVmm.GUEST_BASE + offset);
    memory.set(INT, at + 8, (int) length);
    memory.set(SHORT, at + 12, (short) flags);
    memory.set(SHORT, at + 14, (short) 0);
  }

  void makeAvailable(int queue, int head) {
    long ring = FakeVmm.queueAt(queue) + 0x4000;
    memory.set(SHORT, ring + 4 + 2L * (available[queue] % FakeVmm.ENTRIES), (short) head);
    available[queue]++;
    INDEX.setRelease(memory, ring + 2, (short) available[queue]);
  }

  /** Asks for an interrupt when the device gives back one more chain than it has by now. */
  void wantInterrupt(int queue) {
    long at = FakeVmm.queueAt(queue);
    short given = (short) INDEX.getAcquire(memory, at + 0x8000 + 2);
    INDEX.setRelease(memory, at + 0x4000 + 4 + 2L * FakeVmm.ENTRIES, given);
  }

  /** Chains that the device has given back. */
  int given(int queue) {
    long ring = FakeVmm.queueAt(queue) + 0x8000;
    return ((short) INDEX.getAcquire(memory, ring + 2) - used[queue]) & 0xffff;
  }

  /** Sends a packet; waits for a slot first. */
  void transmit(
      int hostPort, int guestPort, int operation, int flags, int buffer, int forwarded, byte[] b) {
    transmit(CID, VsockPacket.HOST, hostPort, guestPort, operation, flags, buffer, forwarded, b);
  }

  void transmit(
      long from,
      long to,
      int hostPort,
      int guestPort,
      int operation,
      int flags,
      int buffer,
      int forwarded,
      byte[] payload) {
    int slot = available[FakeVmm.TX] % 64;
    Deadline.await("a slot is free", () -> available[FakeVmm.TX] - usedTx() < 64);
    long at = TX_BUFFERS + slot * TX_STEP;
    memory.set(LONG, at, from);
    memory.set(LONG, at + 8, to);
    memory.set(INT, at + 16, guestPort);
    memory.set(INT, at + 20, hostPort);
    memory.set(INT, at + 24, payload.length);
    memory.set(SHORT, at + 28, (short) VsockPacket.TYPE_STREAM);
    memory.set(SHORT, at + 30, (short) operation);
    memory.set(INT, at + 32, flags);
    memory.set(INT, at + 36, buffer);
    memory.set(INT, at + 40, forwarded);
    MemorySegment.copy(payload, 0, memory, ValueLayout.JAVA_BYTE, at + 44, payload.length);
    descriptor(FakeVmm.TX, slot, at, VsockPacket.BYTES + payload.length, 0);
    makeAvailable(FakeVmm.TX, slot);
    vmm.kicks[FakeVmm.TX].ring();
  }

  private int usedTx() {
    used[FakeVmm.TX] += given(FakeVmm.TX);
    return used[FakeVmm.TX];
  }

  /** The next packet from the host. */
  Packet receive() {
    Deadline.await(
        "a packet",
        () -> {
          collect();
          return !arrived.isEmpty();
        });
    return arrived.remove();
  }

  /** Whether nothing comes for a while. */
  boolean isQuiet() {
    LockSupport.parkNanos(20_000_000);
    collect();
    return arrived.isEmpty();
  }

  boolean hasPacket() {
    collect();
    return !arrived.isEmpty();
  }

  private void collect() {
    long ring = FakeVmm.queueAt(FakeVmm.RX) + 0x8000;
    while (given(FakeVmm.RX) > 0) {
      long entry = ring + 4 + 8L * (used[FakeVmm.RX] % FakeVmm.ENTRIES);
      int head = memory.get(INT, entry);
      int length = memory.get(INT, entry + 4);
      long at = RX_BUFFERS + head * RX_STEP;
      if (length >= VsockPacket.BYTES) {
        int bytes = memory.get(INT, at + 24);
        if (length != VsockPacket.BYTES + bytes) {
          throw new AssertionError(length + " bytes used for a packet of " + bytes);
        }
        byte[] payload = new byte[bytes];
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, at + 44, payload, 0, bytes);
        arrived.add(
            new Packet(
                memory.get(INT, at + 16),
                memory.get(INT, at + 20),
                memory.get(SHORT, at + 30),
                memory.get(INT, at + 32),
                memory.get(INT, at + 36),
                memory.get(INT, at + 40),
                MemorySegment.ofArray(payload)));
      }
      used[FakeVmm.RX]++;
      makeAvailable(FakeVmm.RX, head);
      vmm.kicks[FakeVmm.RX].ring();
    }
  }
}
