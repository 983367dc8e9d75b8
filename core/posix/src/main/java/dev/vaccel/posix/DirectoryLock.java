package dev.vaccel.posix;

import java.lang.foreign.Arena;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps others who ask for it out of a directory, also in this process, until it is closed or its
 * process ends. Leaves no file behind: it is an flock(2) on the directory itself.
 */
public final class DirectoryLock implements AutoCloseable {
  private static final long RETRY_NS = 2_000_000;

  private final OwnedFd fd;

  private DirectoryLock(OwnedFd fd) {
    this.fd = fd;
  }

  /**
   * Waits until nobody else has it.
   *
   * @param timeoutNs longest wait
   * @throws SystemCallException EAGAIN when the time is over; the kernel's reason if the directory
   *     cannot be opened for reading
   */
  public static DirectoryLock take(String directory, long timeoutNs) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      CallState state = new CallState(arena);
      int flags = LinuxConstants.O_RDONLY | LinuxConstants.O_CLOEXEC;
      int number =
          PosixBindings.open(state.segment, arena.allocateFrom(directory).address(), flags);
      if (number < 0) {
        throw state.failure("open", directory);
      }
      OwnedFd fd = OwnedFd.of(number, "directory " + directory);
      boolean locked = false;
      try {
        lock(fd, state, timeoutNs);
        locked = true;
        return new DirectoryLock(fd);
      } finally {
        if (!locked) {
          fd.close();
        }
      }
    }
  }

  private static void lock(OwnedFd fd, CallState state, long timeoutNs) throws SystemCallException {
    long startNs = System.nanoTime();
    int operation = LinuxConstants.LOCK_EX | LinuxConstants.LOCK_NB;
    while (PosixBindings.flock(state.segment, fd.number(), operation) < 0) {
      boolean over = System.nanoTime() - startNs >= timeoutNs;
      if (!state.interrupted() && (state.errno() != Errno.EAGAIN || over)) {
        throw state.failure("flock", fd);
      }
      LockSupport.parkNanos(RETRY_NS);
    }
  }

  /** Lets the next one in. Idempotent. */
  @Override
  public void close() {
    fd.close();
  }
}
