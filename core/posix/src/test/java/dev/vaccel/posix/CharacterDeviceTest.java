package dev.vaccel.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.testing.Deadline;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A named pipe stands for the device: what is written to it comes back. */
final class CharacterDeviceTest {
  @TempDir Path directory;

  private CharacterDevice pipe() throws Exception {
    Path path = directory.resolve("pipe");
    Process process = new ProcessBuilder("mkfifo", path.toString()).start();
    assertTrue(process.waitFor(Deadline.LIMIT.toSeconds(), TimeUnit.SECONDS));
    return CharacterDevice.open(path.toString());
  }

  @Test
  void neverBlocks() throws Exception {
    try (CharacterDevice device = pipe();
        Arena arena = Arena.ofConfined()) {
      MemorySegment block = arena.allocate(1 << 16);
      assertEquals(0, device.readNow(block), "nothing was written");
      long written = 0;
      for (long count = 1; count > 0; written += count) {
        count = device.writeNow(block);
      }
      assertTrue(written > 0);
      long read = 0;
      while (read < written) {
        read += device.readNow(block);
      }
      assertEquals(written, read);
      assertEquals(0, device.readNow(block));
    }
  }

  @Test
  void canBeWaitedForInBothDirections() throws Exception {
    try (CharacterDevice device = pipe();
        Arena arena = Arena.ofConfined()) {
      Poller poller = new Poller(2);
      poller.add(device.fd());
      poller.await(0);
      assertFalse(poller.isReady(0), "nothing can be read");
      poller.clear();
      poller.addWritable(device.fd(), true);
      poller.await(Deadline.LIMIT.toNanos());
      assertTrue(poller.isReady(0), "it takes bytes");
      assertFalse(poller.isHungUp(0));
      assertEquals(1, device.writeNow(arena.allocateFrom(ValueLayout.JAVA_BYTE, (byte) 1)));
      poller.clear();
      poller.add(device.fd());
      poller.await(Deadline.LIMIT.toNanos());
      assertTrue(poller.isReady(0), "bytes can be read");
    }
  }

  @Test
  void canBeAskedAfterClose() throws Exception {
    CharacterDevice device = pipe();
    device.close();
    device.close();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment one = arena.allocate(1);
      assertEquals(-1, device.readNow(one));
      SystemCallException closed =
          assertThrows(SystemCallException.class, () -> device.writeNow(one));
      assertEquals(Errno.EPIPE, closed.number());
    }
  }

  @Test
  void saysWhatCannotBeOpened() {
    String missing = directory.resolve("vport0p1").toString();
    SystemCallException failure =
        assertThrows(SystemCallException.class, () -> CharacterDevice.open(missing).close());
    assertEquals(Errno.ENOENT, failure.number());
    assertTrue(failure.toString().contains(missing), failure::toString);
  }
}
