package dev.vaccel.virtio;

import dev.vaccel.posix.EventCounter;
import dev.vaccel.posix.Poller;
import dev.vaccel.posix.SystemCallException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Who hears the driver of a device: its own thread, or a session's that waits for bytes. Between
 * two waits of sessions nobody does, which is short: a session that turns to something long says
 * so, and the device's own thread looks from time to time whether one forgot. Thread-safe.
 */
final class DriverHearing {
  // A session that hears nothing for so long leaves it to the device's thread, which costs nothing.
  private static final long PATIENCE_NS = 20_000_000;
  // How long the driver may be unheard when a session has not said that it turns away.
  private static final long CHECK_NS = 10_000_000;

  private final VhostUserBackend backend;
  private final VirtioDevice device;
  private final ReentrantLock turn;
  private final EventCounter bell;
  private final Poller poller;
  private final EventCounter own;
  // Held by the session's thread that hears.
  private final ReentrantLock hearer = new ReentrantLock();
  // Whether the device's own thread leaves the driver to sessions.
  private volatile boolean theirs;
  // The hearer's: there is more to do that nobody announces.
  private boolean more;
  private volatile long times;
  // The device's own thread's: how often sessions had heard when it looked last.
  private long seenTimes;

  /**
   * The device's own thread hears.
   *
   * @param turn guards back end and device
   * @param bell what wakes that thread; stays the caller's
   */
  DriverHearing(
      int queues,
      VhostUserBackend backend,
      VirtioDevice device,
      ReentrantLock turn,
      EventCounter bell)
      throws SystemCallException {
    this.backend = backend;
    this.device = device;
    this.turn = turn;
    this.bell = bell;
    this.poller = new Poller(1 + queues);
    this.own = EventCounter.create();
  }

  /** See {@link VirtioDevice.Bell#hearUntil}. */
  void until(BooleanSupplier done, long timeoutNs) {
    if (!hearer.tryLock()) {
      return;
    }
    try {
      // One thread adds at a time.
      long next = times + 1;
      times = next;
      if (!theirs) {
        theirs = true;
        more = false; // It is the device's thread's, which goes on with it.
        bell.ring();
      }
      hear(done, timeoutNs < 0 ? PATIENCE_NS : Math.min(PATIENCE_NS, timeoutNs));
    } catch (SystemCallException _) {
      leave(); // Its own thread finds out what is wrong, and says so.
    } finally {
      hearer.unlock();
    }
  }

  private void hear(BooleanSupplier done, long waitNs) throws SystemCallException {
    List<EventCounter> kicks = kicks();
    while (!done.getAsBoolean()) {
      poller.clear();
      int bells = poller.add(own.fd());
      kicks.forEach(kick -> poller.add(kick.fd()));
      poller.await(more ? 0 : waitNs);
      boolean kicked = more;
      for (int i = 0; i < kicks.size(); i++) {
        kicked |= poller.isReady(bells + 1 + i);
      }
      boolean rung = poller.isReady(bells);
      if (rung) {
        own.hear();
      }
      if (kicked) {
        kicks = service(kicks, bells + 1, done);
      } else if (rung) {
        kicks = kicks();
      }
      if (kicks.isEmpty() || !(kicked || rung)) {
        leave();
        return;
      }
    }
  }

  private List<EventCounter> kicks() {
    turn.lock();
    try {
      backend.tellTaken(); // Whatever became of an answer.
      return backend.kicks();
    } finally {
      turn.unlock();
    }
  }

  /** Does what the driver rang for; returns what it rings from now on. */
  private List<EventCounter> service(List<EventCounter> kicks, int first, BooleanSupplier done) {
    List<EventCounter> next;
    long waitNs;
    turn.lock();
    try {
      for (int i = 0; i < kicks.size(); i++) {
        if (poller.isReady(first + i)) {
          kicks.get(i).hear();
        }
      }
      // A session that has its bytes answers soon, or says that it turns away.
      waitNs = backend.service(done);
      next = backend.kicks();
    } finally {
      turn.unlock();
    }
    // Not rung for: waking the device's thread would take its processor from the guest. If this
    // session turns away, that thread is rung and goes on.
    more = waitNs == 0;
    // Whoever rang while it was our turn left it to us, and we leave it to the device's thread.
    if (waitNs > 0 || device.isWanted()) {
      bell.ring();
    }
    return next;
  }

  /** Has the thread that hears look again; itself it does so anyway. */
  void wake() {
    if (hearer.isLocked() && !hearer.isHeldByCurrentThread()) {
      own.ring();
    }
  }

  /** See {@link VirtioDevice.Bell#hearNoMore}. */
  void stop() {
    if (theirs && !hearer.isLocked()) {
      leave();
    }
  }

  private void leave() {
    theirs = false;
    bell.ring();
  }

  // The device's own thread.

  /** Takes the driver back from sessions of which none has heard it since the last time. */
  void takeBackForgotten() {
    if (!hearer.isLocked() && times == seenTimes) {
      theirs = false;
    }
    seenTimes = times;
  }

  /** Whether sessions hear, so that this thread does not. */
  boolean isTheirs() {
    return theirs;
  }

  /** How long this thread may wait, of what it would. */
  long atMost(long waitNs) {
    return theirs && (waitNs < 0 || waitNs > CHECK_NS) ? CHECK_NS : waitNs;
  }

  /** The device is gone. */
  void close() {
    own.close();
  }
}
