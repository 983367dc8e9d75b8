package dev.vaccel.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A device file that bytes are read from and written to, such as a port of virtio-serial. No call
 * blocks: who has to wait does so with a {@link Poller}. One thread reads and one writes at a time;
 * {@link #close()} any.
 *
 * <p>Source: open(2), read(2), write(2); drivers/char/virtio_console.c of Linux.
 */
public final class CharacterDevice implements AutoCloseable {
  private final OwnedFd fd;
  private final CallState reading = new CallState(Arena.ofAuto());
  private final CallState writing = new CallState(Arena.ofAuto());

  private CharacterDevice(OwnedFd fd) {
    this.fd = fd;
  }

  /**
   * Opens it for both directions. A terminal does not become this process's own.
   *
   * @throws SystemCallException EBUSY where somebody else has a device that takes one opener, else
   *     the kernel's reason
   */
  public static CharacterDevice open(String path) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      CallState state = new CallState(arena);
      int flags =
          LinuxConstants.O_RDWR
              | LinuxConstants.O_NONBLOCK
              | LinuxConstants.O_NOCTTY
              | LinuxConstants.O_CLOEXEC;
      long address = arena.allocateFrom(path).address();
      while (true) {
        int number = PosixBindings.open(state.segment, address, flags);
        if (number >= 0) {
          return new CharacterDevice(OwnedFd.of(number, path));
        }
        if (!state.interrupted()) {
          throw state.failure("open", path);
        }
      }
    }
  }

  /** The descriptor, to be waited for; stays this object's. */
  public OwnedFd fd() {
    return fd;
  }

  /**
   * Reads what is there.
   *
   * @param destination native memory of at least one byte; must stay open during the call
   * @return bytes read, 0 if there are none; -1 if the other end is not there and once this was
   *     closed
   */
  public long readNow(MemorySegment destination) throws SystemCallException {
    requireNative(destination);
    if (!fd.acquire()) {
      return -1;
    }
    try {
      while (true) {
        long count =
            PosixBindings.read(reading.segment, fd.number(), destination, destination.byteSize());
        if (count >= 0) {
          return count == 0 ? -1 : count;
        }
        if (!reading.interrupted()) {
          return nothing(reading, "read");
        }
      }
    } finally {
      fd.release();
    }
  }

  /**
   * Writes what the device takes.
   *
   * @param part native memory of at least one byte; must stay open during the call
   * @return bytes written, 0 if it takes none now, also where the other end is not there
   */
  public long writeNow(MemorySegment part) throws SystemCallException {
    requireNative(part);
    if (!fd.acquire()) {
      throw new SystemCallException("write", fd + ", which is closed here", Errno.EPIPE);
    }
    try {
      while (true) {
        long count = PosixBindings.write(writing.segment, fd.number(), part, part.byteSize());
        if (count >= 0) {
          return count;
        }
        if (!writing.interrupted()) {
          return nothing(writing, "write");
        }
      }
    } finally {
      fd.release();
    }
  }

  private long nothing(CallState state, String call) throws SystemCallException {
    if (state.errno() == Errno.EAGAIN) {
      return 0;
    }
    throw state.failure(call, fd);
  }

  private static void requireNative(MemorySegment memory) {
    if (!memory.isNative() || memory.byteSize() == 0) {
      throw new IllegalArgumentException(memory + ": expected native memory of at least one byte");
    }
  }

  /** Idempotent. */
  @Override
  public void close() {
    fd.close();
  }
}
