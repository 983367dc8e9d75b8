package dev.vaccel.virtio;

import static dev.vaccel.virtio.LittleEndian.INT;
import static dev.vaccel.virtio.LittleEndian.LONG;
import static dev.vaccel.virtio.LittleEndian.SHORT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.posix.SharedMemory;
import dev.vaccel.posix.SystemCallException;
import dev.vaccel.testing.Seed;
import dev.vaccel.wire.spi.PeerIdentity;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Queues whose driver does what it likes: the device answers with a {@link BrokenGuestException} or
 * goes on, touches nothing beside the guest's memory, and is done soon. {@code
 * -Dvaccel.rings=1000000} tries more of them.
 */
class HostileRingsTest {
  private static final int RINGS = Integer.getInteger("vaccel.rings", 20_000);
  private static final int MEMORY_BYTES = 1 << 20;
  private static final long GUEST = 0x1000_0000L;
  private static final long USER = 0x7000_0000_0000L;
  private static final int ENTRIES = 16;
  private static final int QUEUE_BYTES = 0x1000;
  private static final int AVAILABLE = 0x400;
  private static final int USED = 0x800;
  private static final int BUFFERS = 0x8000;
  private static final int NEXT = 1;
  private static final int WRITE = 2;
  private static final int INDIRECT = 4;

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

  private final List<VsockConnection> accepted = new ArrayList<>();
  private SharedMemory file;
  private MemorySegment guest;
  private GuestMemory memory;
  private VsockDevice device;

  @BeforeEach
  void start() throws SystemCallException {
    file = SharedMemory.create("guest", MEMORY_BYTES);
    guest = file.segment();
    memory =
        GuestMemory.map(
            List.of(new GuestMemory.Place(GUEST, MEMORY_BYTES, USER, 0)), List.of(file.fd()));
    device =
        new VsockDevice(
            3, 2048, new PeerIdentity("vm", "test"), BELL, connection -> accepted.add(connection));
  }

  @AfterEach
  void stop() {
    device.reset();
    memory.close();
    file.close();
  }

  private SplitQueue queue(int index) {
    long at = USER + (long) index * QUEUE_BYTES;
    return new SplitQueue(
        memory, new SplitQueue.Place(ENTRIES, at, at + AVAILABLE, at + USED), 0, true, null);
  }

  private void clear() {
    guest.asSlice(0, 2 * QUEUE_BYTES).fill((byte) 0);
  }

  private void begin() {
    device.reset();
    accepted.clear();
    device.start(new SplitQueue[] {queue(0), queue(1)});
  }

  private void descriptor(int queue, int index, long address, long length, int flags, int next) {
    descriptorAt((long) queue * QUEUE_BYTES + 16L * index, address, length, flags, next);
  }

  private void descriptorAt(long at, long address, long length, int flags, int next) {
    guest.set(LONG, at, address);
    guest.set(INT, at + 8, (int) length);
    guest.set(SHORT, at + 12, (short) flags);
    guest.set(SHORT, at + 14, (short) next);
  }

  private void available(int queue, int... heads) {
    long at = (long) queue * QUEUE_BYTES + AVAILABLE;
    for (int i = 0; i < heads.length; i++) {
      guest.set(SHORT, at + 4 + 2L * i, (short) heads[i]);
    }
    guest.set(SHORT, at + 2, (short) heads.length);
  }

  private void packet(long at, int operation, int length) {
    guest.set(LONG, at, 3);
    guest.set(LONG, at + 8, 2);
    guest.set(INT, at + 16, 5000);
    guest.set(INT, at + 20, 2048);
    guest.set(INT, at + 24, length);
    guest.set(SHORT, at + 28, (short) 1);
    guest.set(SHORT, at + 30, (short) operation);
    guest.set(INT, at + 36, 1 << 18);
  }

  private String broken() {
    return assertThrows(BrokenGuestException.class, this::service).toString();
  }

  private void service() {
    begin();
    device.service();
  }

  @Test
  void aChainThatLoopsIsBroken() {
    descriptor(1, 0, GUEST + BUFFERS, 10, NEXT, 1);
    descriptor(1, 1, GUEST + BUFFERS, 10, NEXT, 0);
    available(1, 0);
    assertTrue(broken().contains("loop"));
  }

  @Test
  void aChainOfManyEmptyDescriptorsIsBroken() {
    int entries = 2048;
    for (int i = 0; i < entries; i++) {
      descriptorAt(0x4_0000 + 16L * i, GUEST, 0, NEXT, i + 1);
    }
    guest.set(SHORT, 0x6_0000 + 2, (short) 1);
    SplitQueue queue =
        new SplitQueue(
            memory,
            new SplitQueue.Place(entries, USER + 0x4_0000, USER + 0x6_0000, USER + 0x8_0000),
            0,
            true,
            null);
    assertTrue(assertThrows(BrokenGuestException.class, queue::next).toString().contains("1024"));
  }

  @Test
  void memoryOutsideIsBroken() {
    long[][] places = {
      {GUEST - 1, 10},
      {GUEST + MEMORY_BYTES, 1},
      {GUEST + MEMORY_BYTES - 9, 10},
      {-8, 16},
      {GUEST, 0xffff_ffffL},
      {Long.MIN_VALUE, 1},
      {0, 44}
    };
    for (long[] place : places) {
      clear();
      descriptor(1, 0, place[0], place[1], 0, 0);
      available(1, 0);
      assertTrue(broken().contains("not inside"), Long.toHexString(place[0]));
    }
  }

  @Test
  void indirectTablesAreChecked() {
    descriptor(1, 0, GUEST + BUFFERS, 16, INDIRECT | NEXT, 1);
    available(1, 0);
    assertTrue(broken().contains("indirect"));
    for (int length : new int[] {0, 15, 17, 16 * 1025}) {
      clear();
      descriptor(1, 0, GUEST + BUFFERS, length, INDIRECT, 0);
      available(1, 0);
      assertTrue(broken().contains("indirect table of " + length), length + " bytes");
    }
    clear();
    descriptor(1, 0, GUEST + BUFFERS, 16, INDIRECT, 0);
    descriptorAt(BUFFERS, GUEST + BUFFERS, 16, INDIRECT, 0);
    available(1, 0);
    assertTrue(broken().contains("indirect"));
    clear();
    descriptor(1, 0, GUEST + BUFFERS, 32, INDIRECT, 0);
    descriptorAt(BUFFERS, GUEST + BUFFERS, 16, NEXT, 7);
    available(1, 0);
    assertTrue(broken().contains("descriptor 7 of a table of 2"));
  }

  @Test
  void anIndirectTableAtAnOddAddressWorks() {
    packet(BUFFERS, VsockPacket.OP_REQUEST, 0);
    descriptor(1, 0, GUEST + BUFFERS + 1001, 16, INDIRECT, 0);
    descriptorAt(BUFFERS + 1001, GUEST + BUFFERS, 44, 0, 0);
    available(1, 0);
    service();
    assertEquals(1, accepted.size());
  }

  @Test
  void ringsThatRunAheadAndHeadsThatAreNoneAreBroken() {
    guest.set(SHORT, QUEUE_BYTES + AVAILABLE + 2, (short) (ENTRIES + 1));
    assertTrue(broken().contains("ahead"));
    clear();
    available(1, ENTRIES);
    assertTrue(broken().contains("descriptor 16"));
  }

  @Test
  void readableBehindWritableIsBroken() {
    descriptor(1, 0, GUEST + BUFFERS, 44, WRITE | NEXT, 1);
    descriptor(1, 1, GUEST + BUFFERS, 44, 0, 0);
    available(1, 0);
    assertTrue(broken().contains("behind"));
  }

  @Test
  void packetsThatLieAboutTheirLengthAreBroken() {
    for (int length : new int[] {1, -1, 65_537, Integer.MIN_VALUE}) {
      clear();
      packet(BUFFERS, VsockPacket.OP_RW, length);
      descriptor(1, 0, GUEST + BUFFERS, 44, 0, 0);
      available(1, 0);
      assertTrue(broken().contains("announces"), length + " bytes");
    }
    clear();
    descriptor(1, 0, GUEST + BUFFERS, 43, 0, 0);
    available(1, 0);
    assertTrue(broken().contains("packet of 43"));
  }

  @Test
  void buffersThatHoldNoHeaderAreBroken() {
    packet(BUFFERS, VsockPacket.OP_REQUEST, 0);
    descriptor(1, 0, GUEST + BUFFERS, 44, 0, 0);
    available(1, 0);
    descriptor(0, 0, GUEST + BUFFERS + 1000, 43, WRITE, 0);
    available(0, 0);
    assertTrue(broken().contains("buffer of 43"));
  }

  @Test
  void queuesInTheWrongPlaceAreBroken() {
    long[][] places = {
      {0, USER, USER, USER},
      {3, USER, USER, USER},
      {65_536, USER, USER, USER},
      {16, USER + 8, USER, USER},
      {16, USER, USER + 1, USER},
      {16, USER, USER, USER + 2},
      {16, USER - 16, USER, USER},
      {16, USER, USER + MEMORY_BYTES - 36, USER},
      {16, USER, USER, USER + MEMORY_BYTES - 4},
      {32_768, USER + MEMORY_BYTES / 2 + 16, USER, USER}
    };
    for (long[] place : places) {
      assertThrows(
          BrokenGuestException.class,
          () ->
              new SplitQueue(
                  memory,
                  new SplitQueue.Place((int) place[0], place[1], place[2], place[3]),
                  0,
                  true,
                  null));
    }
  }

  @Test
  void floodsOfConnectionsAreRefusedAndWaitForTheGuest() {
    int asked = 0;
    for (int round = 0; round < 100; round++) {
      clear();
      device.suspend();
      for (int i = 0; i < ENTRIES; i++) {
        long at = BUFFERS + 64L * i;
        packet(at, VsockPacket.OP_REQUEST, 0);
        guest.set(INT, at + 16, asked++);
        descriptor(1, i, GUEST + at, 44, 0, 0);
      }
      available(1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
      device.start(new SplitQueue[] {queue(0), queue(1)});
      device.service();
    }
    // Answers of 256 wait: until the guest offers buffers nothing more is looked at.
    assertEquals(256, accepted.size());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void randomRingsBreakNothingElse(boolean changing) throws Exception {
    Random random = Seed.random("HostileRingsTest");
    AtomicBoolean stop = new AtomicBoolean();
    Thread other = changing ? Thread.ofPlatform().start(() -> scribble(stop)) : null;
    int broken = 0;
    try {
      for (int i = 0; i < RINGS; i++) {
        fill(random);
        try {
          begin();
          for (int turn = 0; turn < 4; turn++) {
            device.service();
          }
        } catch (BrokenGuestException expected) {
          broken++;
        }
      }
    } finally {
      stop.set(true);
      if (other != null) {
        other.join();
      }
    }
    assertTrue(broken > RINGS / 20 && broken < RINGS, broken + " of " + RINGS + " were broken");
  }

  /** Mostly what a driver would do, with something wrong here and there. */
  private void fill(Random random) {
    for (int queue = 0; queue < 2; queue++) {
      for (int i = 0; i < ENTRIES; i++) {
        long buffer = BUFFERS + random.nextInt(16) * 0x1000L;
        int flags = queue == 0 ? WRITE : 0;
        if (random.nextInt(4) == 0) {
          flags |= NEXT;
        }
        if (random.nextInt(8) == 0) {
          flags |= INDIRECT;
        }
        if (random.nextInt(60) == 0) {
          flags = random.nextInt();
        }
        long address = random.nextInt(60) == 0 ? random.nextLong() : GUEST + buffer;
        int length = random.nextInt(40) == 0 ? random.nextInt() : 44 + 16 * random.nextInt(200);
        descriptor(queue, i, address, length, flags, random.nextInt(ENTRIES + 1));
      }
      long ring = (long) queue * QUEUE_BYTES + AVAILABLE;
      for (int i = 0; i < ENTRIES; i++) {
        guest.set(SHORT, ring + 4 + 2L * i, (short) random.nextInt(ENTRIES));
      }
      boolean far = random.nextInt(50) == 0;
      guest.set(SHORT, ring + 2, (short) (far ? random.nextInt() : random.nextInt(ENTRIES + 1)));
    }
    for (int i = 0; i < 16; i++) {
      long at = BUFFERS + i * 0x1000L;
      if (random.nextInt(3) == 0) {
        descriptorAt(at, GUEST + BUFFERS, 44 + random.nextInt(99), random.nextInt(4), 1);
      } else {
        packet(at, random.nextInt(9), random.nextInt(200));
        guest.set(INT, at + 16, random.nextInt(4));
        guest.set(INT, at + 40, random.nextInt());
      }
    }
  }

  private void scribble(AtomicBoolean stop) {
    Random random = new Random(1);
    while (!stop.get()) {
      guest.set(INT, random.nextInt(BUFFERS + 0x1000), random.nextInt());
    }
  }
}
