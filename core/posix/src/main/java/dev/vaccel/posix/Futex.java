package dev.vaccel.posix;

import static dev.vaccel.posix.PosixLayouts.TIMESPEC;
import static dev.vaccel.posix.PosixLayouts.offset;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A word of memory that one thread sleeps at and others wake it by, in this process or in another
 * that has mapped the same memory. Waking never blocks, whatever the other side does. {@link
 * #await}: one thread at a time; {@link #wake}: any.
 *
 * <p>Source: futex(2).
 */
public final class Futex {
  private static final long NANOS_PER_SECOND = 1_000_000_000;
  // What waking leaves here, from whatever threads at once, is looked at by nobody.
  private static final CallState UNREAD = new CallState(Arena.global());

  private final MemorySegment word;
  private final Arena arena = Arena.ofAuto();
  private final CallState state = new CallState(arena);
  private final MemorySegment timespec = arena.allocate(TIMESPEC);

  /**
   * A word.
   *
   * @param word four bytes of native memory, aligned to four; stays the caller's
   */
  public Futex(MemorySegment word) {
    this.word = word;
  }

  /**
   * Sleeps while the word is {@code expected}: until it is woken, the time is over, or for no
   * reason at all.
   *
   * @param timeoutNs longest sleep; below 0: no limit
   */
  public void await(int expected, long timeoutNs) throws SystemCallException {
    long limit = 0;
    if (timeoutNs >= 0) {
      timespec.set(JAVA_LONG, offset(TIMESPEC, "tv_sec"), timeoutNs / NANOS_PER_SECOND);
      timespec.set(JAVA_LONG, offset(TIMESPEC, "tv_nsec"), timeoutNs % NANOS_PER_SECOND);
      limit = timespec.address();
    }
    if (PosixBindings.futex(state.segment, word, LinuxConstants.FUTEX_WAIT, expected, limit) < 0
        && !state.interrupted()
        && state.errno() != Errno.EAGAIN
        && state.errno() != Errno.ETIMEDOUT) {
      throw state.failure("futex", "a word of shared memory");
    }
  }

  /** Wakes the thread that sleeps, if one does. */
  public void wake() {
    int _ = PosixBindings.futex(UNREAD.segment, word, LinuxConstants.FUTEX_WAKE, 1, 0);
  }
}
