package dev.vaccel.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * An eventfd: a bell that one side rings and another waits for with a {@link Poller}. Rings that
 * nobody has heard yet count as one. Thread-safe, but for {@link #hear}: one thread at a time.
 *
 * <p>Source: eventfd(2).
 */
public final class EventCounter implements AutoCloseable {
  private static final MemorySegment ONE = one();
  // What rings leave here, from whatever threads at once, is looked at by nobody.
  private static final CallState UNREAD = new CallState(Arena.global());
  private static final String KIND = "anon_inode:[eventfd]";

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
   * for the peer too: who holds one could otherwise let the other wait for ever.
   *
   * @throws SystemCallException EINVAL for any other kind of file: some are readable for ever
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
      if (!KIND.equals(kind(fd))) {
        throw new SystemCallException("taking as an eventfd", fd.toString(), Errno.EINVAL);
      }
      adopted = true;
      return new EventCounter(fd);
    } finally {
      if (!adopted) {
        fd.close();
      }
    }
  }

  /** What proc(5) calls the kind of file; an eventfd where there is no /proc to ask. */
  private static String kind(OwnedFd fd) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd.number())).toString();
    } catch (NoSuchFileException _) {
      return KIND;
    } catch (IOException failure) {
      return failure.toString();
    }
  }

  /** The descriptor; stays this object's. */
  public OwnedFd fd() {
    return fd;
  }

  /** Rings. Nothing happens once it is closed, or if it has been rung 2^64 times unheard. */
  public void ring() {
    if (fd.acquire()) {
      try {
        long _ = PosixBindings.write(UNREAD.segment, fd.number(), ONE, Long.BYTES);
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
