package dev.vaccel.virtio;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vaccel.posix.SharedMemory;
import dev.vaccel.posix.SystemCallException;
import dev.vaccel.wire.spi.PeerIdentity;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * A guest's memory, as a driver could leave it: the input lies at its start, which is guest address
 * 0. Queues of eight entries: descriptors at 0x000 and 0x100, available rings 0x80 behind them,
 * used ones 0xa0. In the package of the device, whose parts nothing exports.
 */
class RingsFuzzTest {
  static final int MEMORY_BYTES = 64 * 1024;
  static final int ENTRIES = 8;
  static final int QUEUE_BYTES = 0x100;
  static final int AVAILABLE = 0x80;
  static final int USED = 0xa0;
  private static final long USER = 0x10_0000_0000L;
  private static final int SERVICES = 4;
  private static final VirtioDevice.Bell BELL =
      new VirtioDevice.Bell() {
        @Override
        public void serviceOrRing() {}

        @Override
        public void hearUntil(BooleanSupplier done, long timeoutNs) {}

        @Override
        public void wakeHearer() {}

        @Override
        public void hearNoMore() {}

        @Override
        public void ring() {}
      };

  private static final SharedMemory FILE = file();
  private static final GuestMemory MEMORY = memory();

  private static SharedMemory file() {
    try {
      return SharedMemory.create("guest", MEMORY_BYTES);
    } catch (SystemCallException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static GuestMemory memory() {
    try {
      return GuestMemory.map(
          List.of(new GuestMemory.Place(0, MEMORY_BYTES, USER, 0)), List.of(FILE.fd()));
    } catch (SystemCallException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static SplitQueue queue(int index) {
    long at = USER + (long) index * QUEUE_BYTES;
    return new SplitQueue(
        MEMORY, new SplitQueue.Place(ENTRIES, at, at + AVAILABLE, at + USED), 0, true, null);
  }

  @FuzzTest
  void rings(byte[] data) {
    MemorySegment guest = FILE.segment();
    guest.fill((byte) 0);
    int bytes = Math.min(data.length, MEMORY_BYTES);
    MemorySegment.copy(data, 0, guest, ValueLayout.JAVA_BYTE, 0, bytes);
    AtomicInteger accepted = new AtomicInteger();
    VsockDevice device =
        new VsockDevice(
            3,
            2048,
            new PeerIdentity("vm", "fuzz"),
            BELL,
            connection -> accepted.incrementAndGet() % 3 != 0);
    try {
      device.start(new SplitQueue[] {queue(0), queue(1)});
      for (int i = 0; i < SERVICES; i++) {
        device.service();
      }
    } catch (BrokenGuestException expected) {
      // The answer to a driver that breaks the rules.
    }
    // A queue of eight entries can be walked that often, and no oftener.
    if (accepted.get() > SERVICES * ENTRIES) {
      throw new AssertionError(accepted + " connections out of " + ENTRIES + " entries");
    }
    device.reset();
    if (!device.isIdle()) {
      throw new AssertionError("something is left of the guest");
    }
  }
}
