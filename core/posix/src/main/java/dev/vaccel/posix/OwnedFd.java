package dev.vaccel.posix;

import java.lang.foreign.Arena;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An open file descriptor with one owner. Threads enter with {@link #acquire()} and leave with
 * {@link #release()}; {@link #close()} wakes those that are blocked in a socket call, and the last
 * to leave closes the descriptor, so that its number is never given to another file while a call
 * still uses it. Thread-safe.
 */
public final class OwnedFd implements AutoCloseable {
  private static final int CLOSED = 1;
  private static final int USER = 2;

  /** Far below zero, so that late users cannot bring it back to {@link #CLOSED}. */
  private static final int GONE = Integer.MIN_VALUE + CLOSED;

  private final int number;
  private final String name;

  /** {@link #USER} for each thread inside, plus {@link #CLOSED} once closing has begun. */
  private final AtomicInteger state = new AtomicInteger();

  private OwnedFd(int number, String name) {
    this.number = number;
    this.name = name;
  }

  /**
   * Takes over a descriptor.
   *
   * @param number an open descriptor that nothing else will close
   * @param name what messages call it
   */
  static OwnedFd of(int number, String name) {
    return new OwnedFd(number, name);
  }

  /** The descriptor's number, to be used only between {@link #acquire()} and {@link #release()}. */
  int number() {
    return number;
  }

  /** Enters; false if closing has begun, and then nothing is to be released. */
  boolean acquire() {
    if ((state.addAndGet(USER) & CLOSED) == 0) {
      return true;
    }
    release();
    return false;
  }

  /** Leaves; the last one out closes a descriptor whose closing has begun. */
  void release() {
    if (state.addAndGet(-USER) == CLOSED && state.compareAndSet(CLOSED, GONE)) {
      try (Arena arena = Arena.ofConfined()) {
        // Linux frees the number whatever close reports, EINTR included: never repeat it.
        int _ = PosixBindings.close(new CallState(arena).segment, number);
      }
    }
  }

  /**
   * Ends both directions of a socket: blocked reads see the end, blocked writes and accepts fail.
   * On other kinds of files and on unconnected sockets this does nothing.
   */
  public void shutdown() {
    shutdown(LinuxConstants.SHUT_RDWR);
  }

  /** Ends the sending direction of a socket: the peer reads the end of the stream. */
  public void shutdownOutput() {
    shutdown(LinuxConstants.SHUT_WR);
  }

  private void shutdown(int how) {
    if (acquire()) {
      shutdownAndRelease(how);
    }
  }

  private void shutdownAndRelease(int how) {
    try (Arena arena = Arena.ofConfined()) {
      // ENOTCONN and ENOTSOCK are no failures here: nobody can be blocked.
      int _ = PosixBindings.shutdown(new CallState(arena).segment, number, how);
    } finally {
      release();
    }
  }

  /** Whether closing has begun. */
  public boolean isClosed() {
    return (state.get() & CLOSED) != 0;
  }

  /** Refuses new users, wakes those inside and closes once they have left. Idempotent. */
  @Override
  public void close() {
    int seen = state.get();
    while ((seen & CLOSED) == 0) {
      // Enters in the same step: the number stays ours until the wake-up is done.
      int witness = state.compareAndExchange(seen, (seen | CLOSED) + USER);
      if (witness == seen) {
        if (seen == 0) {
          release();
        } else {
          shutdownAndRelease(LinuxConstants.SHUT_RDWR);
        }
        return;
      }
      seen = witness;
    }
  }

  /** Name and number, for messages. */
  @Override
  public String toString() {
    return name + " (fd " + number + ")";
  }
}
