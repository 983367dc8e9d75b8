package dev.vaccel.virtio;

import static dev.vaccel.virtio.LittleEndian.INT;
import static dev.vaccel.virtio.LittleEndian.LONG;

import dev.vaccel.posix.DescriptorChannel;
import dev.vaccel.posix.Endpoint;
import dev.vaccel.posix.EventCounter;
import dev.vaccel.posix.OwnedFd;
import dev.vaccel.posix.SharedMemory;
import dev.vaccel.posix.StreamSocket;
import dev.vaccel.posix.SystemCallException;
import dev.vaccel.testing.Deadline;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What QEMU does towards a vhost-user back end, and the guest's memory with two queues in it. The
 * order of messages is that of QEMU 7.2.
 */
final class FakeVmm implements AutoCloseable {
  static final long GUEST_BASE = 0x4000_0000L;
  static final long USER_BASE = 0x7f12_3400_0000L;
  static final int MEMORY_BYTES = 16 << 20;
  static final int ENTRIES = 128;
  static final int RX = 0;
  static final int TX = 1;
  static final long FEATURES = 0x1_7000_0000L;

  private static final int QUEUE_BYTES = 0x10000;
  private static final int NEEDS_REPLY = 8;

  private final StreamSocket socket;
  private final DescriptorChannel descriptors;
  private final Arena arena = Arena.ofShared();
  final SharedMemory memory;
  final EventCounter[] kicks = {EventCounter.create(), EventCounter.create()};
  final EventCounter[] calls = {EventCounter.create(), EventCounter.create()};

  FakeVmm(String path) throws SystemCallException {
    socket = StreamSocket.connect(new Endpoint.UnixPath(path), Deadline.LIMIT.toNanos());
    descriptors = socket.descriptors();
    memory = SharedMemory.create("guest", MEMORY_BYTES);
  }

  /** Offset of a queue's descriptors; its available ring is 0x4000 behind, its used one 0x8000. */
  static long queueAt(int queue) {
    return (long) queue * QUEUE_BYTES;
  }

  /** All that makes the device work. */
  void start() throws SystemCallException {
    start(0);
  }

  void start(int base) throws SystemCallException {
    ask(VhostUserMessage.GET_FEATURES);
    ask(VhostUserMessage.GET_PROTOCOL_FEATURES);
    send(VhostUserMessage.SET_PROTOCOL_FEATURES, 0, null, 0x208L);
    send(VhostUserMessage.SET_OWNER, 0, null);
    send(VhostUserMessage.SET_FEATURES, 0, null, FEATURES);
    shareMemory();
    for (int queue = 0; queue < 2; queue++) {
      send(VhostUserMessage.SET_VRING_NUM, 0, null, queue | (long) ENTRIES << 32);
      send(VhostUserMessage.SET_VRING_BASE, 0, null, queue | (long) base << 32);
      address(queue, USER_BASE + queueAt(queue));
      send(VhostUserMessage.SET_VRING_KICK, 0, kicks[queue].fd(), (long) queue);
      send(VhostUserMessage.SET_VRING_CALL, 0, calls[queue].fd(), (long) queue);
    }
    for (int queue = 0; queue < 2; queue++) {
      send(VhostUserMessage.SET_VRING_ENABLE, 0, null, queue | 1L << 32);
    }
  }

  void shareMemory() throws SystemCallException {
    send(
        VhostUserMessage.SET_MEM_TABLE,
        NEEDS_REPLY,
        memory.fd(),
        1L,
        GUEST_BASE,
        (long) MEMORY_BYTES,
        USER_BASE,
        0L);
    if (reply() != 0) {
      throw new AssertionError("the memory table was not taken");
    }
  }

  void address(int queue, long descriptorsAt) throws SystemCallException {
    send(
        VhostUserMessage.SET_VRING_ADDR,
        0,
        null,
        (long) queue,
        descriptorsAt,
        descriptorsAt + 0x8000,
        descriptorsAt + 0x4000,
        0L);
  }

  /** Stops a queue, as at the end or when the machine is paused; returns where it stopped. */
  int stopQueue(int queue) throws SystemCallException {
    send(VhostUserMessage.GET_VRING_BASE, 0, null, (long) queue);
    return (int) (reply() >>> 32);
  }

  void send(int request, int flags, @Nullable OwnedFd passed, Long... payload)
      throws SystemCallException {
    MemorySegment message = arena.allocate(12 + 8L * payload.length, 8);
    message.set(INT, 0, request);
    message.set(INT, 4, 1 | flags);
    message.set(INT, 8, 8 * payload.length);
    for (int i = 0; i < payload.length; i++) {
      message.set(LONG, 12 + 8L * i, payload[i]);
    }
    sendRaw(message, passed);
  }

  void sendRaw(MemorySegment message, @Nullable OwnedFd passed) throws SystemCallException {
    long sent = passed == null ? 0 : descriptors.send(message, passed);
    if (sent < message.byteSize()) {
      socket.writer().write(new MemorySegment[] {message.asSlice(sent)}, 1);
    }
  }

  long ask(int request) throws SystemCallException {
    send(request, 0, null);
    return reply();
  }

  /** The first eight bytes of the next answer. */
  long reply() throws SystemCallException {
    MemorySegment header = readFully(12);
    MemorySegment payload = readFully(header.get(INT, 8));
    return payload.get(LONG, 0);
  }

  private MemorySegment readFully(long bytes) throws SystemCallException {
    MemorySegment into = arena.allocate(bytes, 8);
    long at = 0;
    while (at < bytes) {
      long count = socket.reader().read(into.asSlice(at));
      if (count < 0) {
        throw new AssertionError("the back end hung up");
      }
      at += count;
    }
    return into;
  }

  /** Whether the back end ends the connection. */
  boolean isHungUp() throws SystemCallException {
    return socket.reader().awaitReadable(0) && socket.reader().readNow(arena.allocate(1)) < 0;
  }

  MemorySegment guest() {
    return Objects.requireNonNull(memory.segment());
  }

  @Override
  public void close() {
    socket.close();
    descriptors.close();
    for (int i = 0; i < 2; i++) {
      kicks[i].close();
      calls[i].close();
    }
    memory.close();
  }
}
