package dev.vaccel.virtio;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vaccel.posix.DescriptorChannel;
import dev.vaccel.posix.Endpoint;
import dev.vaccel.posix.EventCounter;
import dev.vaccel.posix.ListeningSocket;
import dev.vaccel.posix.OwnedFd;
import dev.vaccel.posix.SharedMemory;
import dev.vaccel.posix.StreamSocket;
import dev.vaccel.posix.SystemCallException;
import dev.vaccel.wire.spi.PeerIdentity;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Messages of a VMM, one connection for each input. A message is a byte that chooses what comes
 * along (nothing, memory, an eventfd), and then its bytes: header of 12 and what the header says,
 * at most 255.
 */
class VhostUserFuzzTest {
  private static final int HEADER_BYTES = 12;
  private static final long LIMIT_NS = 20_000_000_000L;
  private static final Endpoint PLACE = new Endpoint.UnixAbstract("fuzz-" + UUID.randomUUID());

  private static final ListeningSocket LISTENING = listening();
  private static final SharedMemory MEMORY = memory();

  private static ListeningSocket listening() {
    try {
      return ListeningSocket.open(PLACE);
    } catch (SystemCallException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static SharedMemory memory() {
    try {
      return SharedMemory.create("guest", RingsFuzzTest.MEMORY_BYTES);
    } catch (SystemCallException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @FuzzTest
  void messages(byte[] data) throws Exception {
    StreamSocket vmm = StreamSocket.connect(PLACE, LIMIT_NS);
    VhostUserConnection connection =
        new VhostUserConnection(
            LISTENING.accept(),
            "fuzz",
            bell -> new VsockDevice(3, 2048, new PeerIdentity("vm", "fuzz"), bell, _ -> true));
    Thread serving = Thread.ofPlatform().daemon().start(connection::run);
    try (EventCounter counter = EventCounter.create();
        Arena arena = Arena.ofConfined()) {
      DescriptorChannel descriptors = vmm.descriptors();
      for (int at = 0; at + 1 + HEADER_BYTES <= data.length; ) {
        int size = Math.min(data[at + 1 + 8] & 0xff, data.length - at - 1 - HEADER_BYTES);
        MemorySegment message = arena.allocate(HEADER_BYTES + size, 8);
        MemorySegment.copy(data, at + 1, message, ValueLayout.JAVA_BYTE, 0, HEADER_BYTES + size);
        send(vmm, descriptors, message, along(data[at] & 3, counter));
        at += 1 + HEADER_BYTES + size;
      }
    } catch (SystemCallException dropped) {
      // As it should, where the protocol is broken.
    } finally {
      vmm.close();
    }
    serving.join(LIMIT_NS / 1_000_000);
    if (serving.isAlive()) {
      throw new AssertionError("the device does not end with its VMM");
    }
  }

  private static @Nullable OwnedFd along(int choice, EventCounter counter) {
    return switch (choice) {
      case 1 -> MEMORY.fd();
      case 2 -> counter.fd();
      default -> null;
    };
  }

  private static void send(
      StreamSocket vmm, DescriptorChannel descriptors, MemorySegment message, @Nullable OwnedFd fd)
      throws SystemCallException {
    long sent = fd == null ? 0 : descriptors.send(message, fd);
    if (sent < message.byteSize()) {
      vmm.writer().write(new MemorySegment[] {message.asSlice(sent)}, 1);
    }
  }
}
