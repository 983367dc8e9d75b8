package dev.vaccel.posix;

import static dev.vaccel.posix.PosixLayouts.POLLFD;
import static dev.vaccel.posix.PosixLayouts.TIMESPEC;
import static dev.vaccel.posix.PosixLayouts.offset;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;

/**
 * Waits for several descriptors at once. Which ones is said anew before each wait. Confined to one
 * thread.
 *
 * <p>Source: ppoll(2).
 */
public final class Poller {
  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final long FD = offset(POLLFD, "fd");
  private static final long EVENTS = offset(POLLFD, "events");
  private static final long REVENTS = offset(POLLFD, "revents");

  private final Arena arena = Arena.ofAuto();
  private final CallState state = new CallState(arena);
  private final MemorySegment timespec = arena.allocate(TIMESPEC);
  private final MemorySegment pollfds;
  private final OwnedFd[] entered;
  private final short[] awaited;
  private int count;

  /** Waits for at most {@code capacity} descriptors. */
  public Poller(int capacity) {
    pollfds = arena.allocate(POLLFD, capacity);
    entered = new OwnedFd[capacity];
    awaited = new short[capacity];
  }

  /** Forgets all. */
  public void clear() {
    count = 0;
  }

  /**
   * Adds a descriptor that is to become readable.
   *
   * @return its index for {@link #isReady}
   */
  public int add(OwnedFd fd) {
    return add(fd, LinuxConstants.POLLIN);
  }

  /**
   * Adds a descriptor that is to take bytes.
   *
   * @param alsoReadable whether bytes that can be read end the wait too
   * @return its index for {@link #isReady}
   */
  public int addWritable(OwnedFd fd, boolean alsoReadable) {
    return add(fd, LinuxConstants.POLLOUT | (alsoReadable ? LinuxConstants.POLLIN : 0));
  }

  /**
   * Adds a socket whose peer is to say that nothing follows, or to be gone.
   *
   * @return its index for {@link #isReady}
   */
  public int addEnd(OwnedFd fd) {
    return add(fd, LinuxConstants.POLLRDHUP);
  }

  /**
   * Adds a socket whose peer is to be gone.
   *
   * @return its index for {@link #isReady}
   */
  public int addHangUp(OwnedFd fd) {
    return add(fd, 0);
  }

  private int add(OwnedFd fd, int events) {
    entered[count] = fd;
    awaited[count] = (short) events;
    return count++;
  }

  /**
   * Waits until one of them is what it was added for, ended or closed here.
   *
   * @param timeoutNs longest wait; 0 only looks, below 0 waits without limit
   */
  public void await(long timeoutNs) throws SystemCallException {
    int inside = 0;
    try {
      for (; inside < count; inside++) {
        if (!entered[inside].acquire()) {
          mark(inside);
          return;
        }
        long base = inside * POLLFD.byteSize();
        pollfds.set(JAVA_INT, base + FD, entered[inside].number());
        pollfds.set(JAVA_SHORT, base + EVENTS, awaited[inside]);
        pollfds.set(JAVA_SHORT, base + REVENTS, (short) 0);
      }
      long limit = 0;
      if (timeoutNs >= 0) {
        timespec.set(JAVA_LONG, offset(TIMESPEC, "tv_sec"), timeoutNs / NANOS_PER_SECOND);
        timespec.set(JAVA_LONG, offset(TIMESPEC, "tv_nsec"), timeoutNs % NANOS_PER_SECOND);
        limit = timespec.address();
      }
      if (PosixBindings.ppoll(state.segment, pollfds.address(), count, limit) < 0) {
        if (!state.interrupted()) {
          throw state.failure("ppoll", count + " descriptors");
        }
        for (int i = 0; i < count; i++) {
          pollfds.set(JAVA_SHORT, i * POLLFD.byteSize() + REVENTS, (short) 0);
        }
      }
    } finally {
      for (int i = 0; i < inside; i++) {
        entered[i].release();
      }
      Reference.reachabilityFence(this);
    }
  }

  /** One that is closed here: it alone is ready. */
  private void mark(int closed) {
    for (int i = 0; i < count; i++) {
      pollfds.set(
          JAVA_SHORT,
          i * POLLFD.byteSize() + REVENTS,
          (short) (i == closed ? LinuxConstants.POLLIN : 0));
    }
  }

  /** Whether the last wait found it what it was added for, ended, or closed here. */
  public boolean isReady(int index) {
    return pollfds.get(JAVA_SHORT, index * POLLFD.byteSize() + REVENTS) != 0;
  }

  /** Whether the last wait found that its other end is gone. */
  public boolean isHungUp(int index) {
    return (pollfds.get(JAVA_SHORT, index * POLLFD.byteSize() + REVENTS) & LinuxConstants.POLLHUP)
        != 0;
  }
}
