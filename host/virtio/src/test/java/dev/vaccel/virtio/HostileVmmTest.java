package dev.vaccel.virtio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.posix.EventCounter;
import dev.vaccel.posix.SharedMemory;
import dev.vaccel.testing.Deadline;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.LinkOptions;
import dev.vaccel.wire.spi.Listener;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A VMM that breaks the protocol is dropped; its place is free for the next, and no other sees it.
 */
class HostileVmmTest {
  @TempDir Path directory;
  private Listener listener;
  private Listener neighbours;

  /** What a VMM does wrong. */
  @FunctionalInterface
  private interface Wrong {
    void tell(FakeVmm vmm) throws Exception;
  }

  @BeforeEach
  void start() {
    listener = listen("vm.sock");
    neighbours = listen("other.sock");
  }

  private Listener listen(String name) {
    return new VhostUserTransportProvider()
        .listen(Address.parse("vhost-user://" + directory.resolve(name)), LinkOptions.DEFAULT);
  }

  @AfterEach
  void stop() {
    listener.close();
    neighbours.close();
  }

  private FakeVmm vmm(String name) throws Exception {
    return new FakeVmm(directory.resolve(name).toString());
  }

  private static void requireWorking(FakeVmm vmm) throws Exception {
    GuestDriver guest = new GuestDriver(vmm);
    vmm.start();
    guest.postBuffers(64);
    assertFalse(GuestStream.connect(guest, 77).reset);
  }

  private static Map<String, Wrong> wrongs() {
    Map<String, Wrong> wrongs = new LinkedHashMap<>();
    wrongs.put("features", vmm -> vmm.send(VhostUserMessage.SET_FEATURES, 0, null, -1L));
    wrongs.put("version", vmm -> vmm.send(VhostUserMessage.SET_OWNER, 2, null));
    wrongs.put("queue", vmm -> vmm.send(VhostUserMessage.SET_VRING_NUM, 0, null, 2L | 8L << 32));
    wrongs.put("queue of a kick", vmm -> vmm.send(VhostUserMessage.SET_VRING_KICK, 0, null, 200L));
    wrongs.put("base of no queue", vmm -> vmm.send(VhostUserMessage.GET_VRING_BASE, 0, null, -1L));
    wrongs.put("short payload", vmm -> vmm.send(VhostUserMessage.SET_VRING_ADDR, 0, null, 0L));
    wrongs.put(
        "a short message with a descriptor",
        vmm -> vmm.send(VhostUserMessage.SET_OWNER, 2, vmm.memory.fd(), 1L));
    wrongs.put(
        "a kick that is no eventfd",
        vmm -> vmm.send(VhostUserMessage.SET_VRING_KICK, 0, vmm.memory.fd(), 0L));
    wrongs.put("no payload", vmm -> vmm.send(VhostUserMessage.SET_FEATURES, 0, null));
    wrongs.put(
        "regions without files",
        vmm ->
            vmm.send(
                VhostUserMessage.SET_MEM_TABLE,
                0,
                null,
                1L,
                FakeVmm.GUEST_BASE,
                4096L,
                1L << 40,
                0L));
    wrongs.put(
        "a file without a region",
        vmm -> vmm.send(VhostUserMessage.SET_MEM_TABLE, 0, vmm.memory.fd(), 0L));
    wrongs.put(
        "too many regions",
        vmm -> vmm.send(VhostUserMessage.SET_MEM_TABLE, 0, vmm.memory.fd(), 0xffff_ffffL));
    wrongs.put(
        "a region longer than its file",
        vmm ->
            vmm.send(
                VhostUserMessage.SET_MEM_TABLE,
                0,
                vmm.memory.fd(),
                1L,
                FakeVmm.GUEST_BASE,
                FakeVmm.MEMORY_BYTES + 4096L,
                FakeVmm.USER_BASE,
                0L));
    wrongs.put(
        "a region behind its file",
        vmm ->
            vmm.send(
                VhostUserMessage.SET_MEM_TABLE,
                0,
                vmm.memory.fd(),
                1L,
                FakeVmm.GUEST_BASE,
                4096L,
                FakeVmm.USER_BASE,
                Long.MAX_VALUE - 4095));
    wrongs.put(
        "something that is no memory",
        vmm -> {
          try (EventCounter counter = EventCounter.create()) {
            vmm.send(
                VhostUserMessage.SET_MEM_TABLE,
                0,
                counter.fd(),
                1L,
                FakeVmm.GUEST_BASE,
                4096L,
                FakeVmm.USER_BASE,
                0L);
          }
        });
    wrongs.put(
        "configuration beyond the answer",
        vmm -> vmm.send(VhostUserMessage.GET_CONFIG, 0, null, 8L << 32, 0L));
    wrongs.put(
        "a message of 4 GiB",
        vmm -> {
          try (Arena arena = Arena.ofConfined()) {
            MemorySegment header = arena.allocate(12, 8);
            header.set(ValueLayout.JAVA_INT, 0, VhostUserMessage.SET_OWNER);
            header.set(ValueLayout.JAVA_INT, 4, 1);
            header.set(ValueLayout.JAVA_INT, 8, -1);
            vmm.sendRaw(header, null);
          }
        });
    return wrongs;
  }

  @Test
  void isDroppedForEachFault() throws Exception {
    try (FakeVmm neighbour = vmm("other.sock")) {
      for (Map.Entry<String, Wrong> wrong : wrongs().entrySet()) {
        try (FakeVmm vmm = vmm("vm.sock")) {
          wrong.getValue().tell(vmm);
          Deadline.await(wrong.getKey() + " ends the connection", () -> isHungUp(vmm));
        }
      }
      requireWorking(neighbour);
    }
    try (FakeVmm next = vmm("vm.sock")) {
      requireWorking(next);
    }
  }

  private static boolean isHungUp(FakeVmm vmm) {
    try {
      return vmm.isHungUp();
    } catch (Exception reset) {
      return true;
    }
  }

  @Test
  void noDescriptorOfABadMessageStaysOpen() throws Exception {
    long before = openFiles();
    for (int i = 0; i < 50; i++) {
      for (Map.Entry<String, Wrong> wrong : wrongs().entrySet()) {
        try (FakeVmm vmm = vmm("vm.sock")) {
          wrong.getValue().tell(vmm);
          Deadline.await(wrong.getKey() + " ends the connection", () -> isHungUp(vmm));
        }
      }
    }
    Deadline.await("descriptors are closed", () -> openFiles() <= before + 10);
  }

  private static long openFiles() {
    return java.util.Objects.requireNonNull(Path.of("/proc/self/fd").toFile().list()).length;
  }

  @Test
  void unknownMessagesAreAnsweredAsFailedAndSurvived() throws Exception {
    try (FakeVmm vmm = vmm("vm.sock")) {
      vmm.send(99, 8, null, 1L);
      assertEquals(1, vmm.reply());
      requireWorking(vmm);
    }
  }

  @Test
  void aGuestThatBreaksItsQueueCanBeReset() throws Exception {
    try (FakeVmm vmm = vmm("vm.sock")) {
      requireWorking(vmm);
      // The available ring of the queue that sends: far ahead.
      vmm.guest().set(ValueLayout.JAVA_SHORT, FakeVmm.queueAt(FakeVmm.TX) + 0x4002, (short) 9999);
      vmm.kicks[FakeVmm.TX].ring();
      vmm.stopQueue(FakeVmm.RX);
      vmm.stopQueue(FakeVmm.TX);
      vmm.guest().fill((byte) 0);
      requireWorking(vmm);
    }
  }

  @Test
  void memoryThatMayShrinkIsRefused() throws Exception {
    try (FakeVmm vmm = vmm("vm.sock");
        SharedMemory sealed = SharedMemory.create("x", 8192)) {
      assertEquals(8192, sealed.segment().byteSize());
      vmm.send(
          VhostUserMessage.SET_MEM_TABLE,
          0,
          sealed.fd(),
          1L,
          FakeVmm.GUEST_BASE,
          8192L,
          FakeVmm.USER_BASE,
          100L); // Not at a page.
      Deadline.await("it is dropped", () -> isHungUp(vmm));
    }
  }

  @Test
  void randomMessagesEndNothingElse() throws Exception {
    Random random = new Random(5);
    for (int i = 0; i < 200; i++) {
      try (FakeVmm vmm = vmm("vm.sock");
          Arena arena = Arena.ofConfined()) {
        for (int message = 0; message < 6; message++) {
          Long[] payload = new Long[random.nextInt(7)];
          for (int word = 0; word < payload.length; word++) {
            payload[word] = random.nextBoolean() ? random.nextInt(4) : random.nextLong();
          }
          int request = 1 + random.nextInt(40);
          try {
            vmm.send(request, 8, random.nextBoolean() ? vmm.memory.fd() : null, payload);
          } catch (Exception droppedAlready) {
            break;
          }
        }
        vmm.sendRaw(arena.allocate(1 + random.nextInt(11)), null);
      } catch (Exception droppedAlready) {
        // The next one tries.
      }
    }
    try (FakeVmm next = vmm("vm.sock")) {
      requireWorking(next);
      assertTrue(directory.toFile().list().length == 2);
    }
  }
}
