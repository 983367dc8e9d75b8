package dev.vaccel.transport.socket.shm;

import dev.vaccel.posix.EventCounter;
import dev.vaccel.posix.OwnedFd;
import dev.vaccel.posix.Poller;
import dev.vaccel.posix.SystemCallException;
import java.lang.System.Logger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Notices that peers end: rings do not say it. One thread for all links of the process, which
 * sleeps until a peer's socket is closed, by itself or by the kernel because the peer was killed.
 * Thread-safe.
 */
final class PeerWatch {
  private static final Logger LOG = System.getLogger(PeerWatch.class.getName());
  private static final PeerWatch INSTANCE = new PeerWatch();

  // Guarded by this object.
  private final List<Entry> entries = new ArrayList<>();
  private @Nullable EventCounter changed;

  private PeerWatch() {}

  /** A socket that is watched. */
  static final class Entry {
    private final OwnedFd socket;
    private final Runnable ended;
    private final Runnable gone;
    // The watching thread's.
    private boolean toldEnd;

    private Entry(OwnedFd socket, Runnable ended, Runnable gone) {
      this.socket = socket;
      this.ended = ended;
      this.gone = gone;
    }
  }

  /**
   * Watches a socket.
   *
   * @param ended run once when the peer says that nothing follows, or is gone
   * @param gone run once when it is gone, afterwards
   */
  static Entry watch(OwnedFd socket, Runnable ended, Runnable gone) throws SystemCallException {
    Entry entry = new Entry(socket, ended, gone);
    INSTANCE.add(entry);
    return entry;
  }

  /** Watches it no longer. Idempotent. */
  static void forget(Entry entry) {
    INSTANCE.remove(entry);
  }

  private synchronized void add(Entry entry) throws SystemCallException {
    EventCounter bell = changed;
    if (bell == null) {
      EventCounter made = EventCounter.create();
      Thread.ofPlatform().daemon().name("vaccel-shm-watch").start(() -> run(made));
      changed = made;
      bell = made;
    }
    entries.add(entry);
    bell.ring();
  }

  private synchronized void remove(Entry entry) {
    EventCounter bell = changed;
    if (entries.remove(entry) && bell != null) {
      bell.ring();
    }
  }

  private synchronized List<Entry> snapshot() {
    return List.copyOf(entries);
  }

  private void run(EventCounter bell) {
    while (true) {
      List<Entry> watched = snapshot();
      Poller poller = new Poller(1 + watched.size());
      int bells = poller.add(bell.fd());
      for (Entry entry : watched) {
        int _ = entry.toldEnd ? poller.addHangUp(entry.socket) : poller.addEnd(entry.socket);
      }
      try {
        poller.await(-1);
      } catch (SystemCallException failure) {
        LOG.log(Logger.Level.ERROR, "peers are no longer watched", failure);
        return;
      }
      if (poller.isReady(bells)) {
        bell.hear();
      }
      for (int i = 0; i < watched.size(); i++) {
        if (poller.isReady(bells + 1 + i)) {
          tell(watched.get(i), poller.isHungUp(bells + 1 + i));
        }
      }
    }
  }

  private void tell(Entry entry, boolean hungUp) {
    if (!entry.toldEnd) {
      entry.toldEnd = true;
      entry.ended.run();
    }
    if (hungUp || entry.socket.isClosed()) {
      remove(entry);
      entry.gone.run();
    }
  }
}
