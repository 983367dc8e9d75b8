package dev.vaccel.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * An eventfd: a bell that one side rings and another waits for with a {@link Poller}. Rings that
 * nobody has heard yet count as one. Thread-safe, but for {@link #hear}: one thread at a time.
 *
 * <p>Source: eventfd(2).
 */
public final class EventCounter implements AutoCloseable {
  private static final MemorySegment ONE = one();

  private final OwnedFd fd;
  private final Arena arena = Arena.ofAuto();
  private final CallState hearing = new CallState(arena);
  private final MemorySegment count = arena.allocate(ValueLayout.JAVA_LONG);

  private EventCounter(OwnedFd fd) {
    this.fd = fd;
  }

  private static MemorySegment one() {
    MemorySegment value = Arena.global().allocate(ValueLayout.JAVA_LONG);
    value.set(ValueLayout.JAVA_LONG, 0, 1);
    return value.asReadOnly();
  }

  /** A new one. */
  public static EventCounter create() throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      CallState state = new CallState(arena);
      int flags = LinuxConstants.EFD_CLOEXEC | LinuxConstants.EFD_NONBLOCK;
      int number = PosixBindings.eventfd(state.segment, 0, flags);
      if (number < 0) {
        throw state.failure("eventfd", "a new counter");
      }
      return new EventCounter(OwnedFd.of(number, "eventfd"));
    }
  }

  /**
   * One that a peer sent. Takes the descriptor over, also when it fails. It is made not to block,
   * for the peer too: who holds one could otherwise let the other wait for ever. It may be any kind
   * of file: hear and ring do no harm then.
   */
  public static EventCounter adopt(OwnedFd fd) throws SystemCallException {
    boolean adopted = false;
    try (Arena arena = Arena.ofConfined()) {
      CallState state = new CallState(arena);
      int result =
          SocketCalls.withFd(
              fd,
              n ->
                  MemoryBindings.fcntl(
                      state.segment, n, LinuxConstants.F_SETFL, LinuxConstants.O_NONBLOCK));
      if (result < 0) {
        throw state.failure("fcntl F_SETFL", fd);
      }
      adopted = true;
      return new EventCounter(fd);
    } finally {
      if (!adopted) {
        fd.close();
      }
    }
  }

  /** The descriptor; stays this object's. */
  public OwnedFd fd() {
    return fd;
  }

  /** Rings. Nothing happens once it is closed, or if it has been rung 2^64 times unheard. */
  public void ring() {
    if (fd.acquire()) {
      try (Arena calls = Arena.ofConfined()) {
        long _ = PosixBindings.write(new CallState(calls).segment, fd.number(), ONE, Long.BYTES);
      } finally {
        fd.release();
      }
    }
  }

  /** Takes notice of all rings so far; of none, where there are none. */
  public void hear() {
    if (fd.acquire()) {
      try {
        long _ = PosixBindings.read(hearing.segment, fd.number(), count, Long.BYTES);
      } finally {
        fd.release();
      }
    }
  }

  @Override
  public void close() {
    fd.close();
  }
}
