package dev.vaccel.transport.socket.shm;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.TransportException;
import dev.vaccel.posix.OwnedFd;
import dev.vaccel.posix.SystemCallException;
import dev.vaccel.wire.spi.PeerIdentity;
import dev.vaccel.wire.spi.SharedRegion;
import dev.vaccel.wire.spi.SharingLink;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A link whose bytes go through rings in shared memory, without a system call while both sides are
 * awake. Its carrier says who the peer is and that it ended, and hands further regions over. The
 * accepting side waits for the peer's offer when it first reads, waits, writes or asks who it is.
 *
 * <p>One thread reads, one writes; the rest is thread-safe.
 */
public final class RingLink implements SharingLink {
  /** Bytes of each of the two rings; pages of it are taken as they are used. */
  private static final int CAPACITY = 256 * 1024;

  private final SharingLink carrier;
  private final OwnedFd socket;
  private final String name;
  private final boolean connecting;
  private final ReentrantLock opening = new ReentrantLock();
  // Held by the thread that is inside: memory is unmapped under both.
  private final ReentrantLock reading = new ReentrantLock();
  private final ReentrantLock writing = new ReentrantLock();
  // Guards waking own threads from others, against the unmapping.
  private final ReentrantLock waking = new ReentrantLock();
  private final Arena arena = Arena.ofAuto();
  private final MemorySegment note = arena.allocate(1);

  private volatile @Nullable Rings rings;
  private volatile boolean ended;
  // The peer sends nothing more; or is gone altogether.
  private volatile boolean peerEnded;
  private volatile boolean peerGone;
  // Guarded by waking.
  private boolean freed;

  /** What exists once both sides have the memory. */
  private final class Rings {
    private final RingMemory memory;
    private final RingReader in;
    private final RingWriter out;
    private final Doorbell reads;
    private final Doorbell writes;
    private final Doorbell peerReads;
    private final PeerWatch.Entry watched;
    // Made once: each call waits by one of them.
    private final BooleanSupplier readable = this::isReadable;
    private final BooleanSupplier writable = this::isWritable;

    private Rings(RingMemory memory) throws SystemCallException {
      this.memory = memory;
      Ring incoming = memory.ring(!connecting);
      Ring outgoing = memory.ring(connecting);
      this.in = new RingReader(incoming, new Doorbell(incoming, RingLayout.WRITER_SLEEPS));
      this.out = new RingWriter(outgoing);
      this.reads = new Doorbell(incoming, RingLayout.READER_SLEEPS);
      this.writes = new Doorbell(outgoing, RingLayout.WRITER_SLEEPS);
      this.peerReads = new Doorbell(outgoing, RingLayout.READER_SLEEPS);
      // Last: it may call back at once.
      this.watched = PeerWatch.watch(socket, RingLink.this::peerEnds, RingLink.this::peerLeaves);
    }

    private boolean isReadable() {
      try {
        return ended || in.available() > 0 || peerEnded;
      } catch (BrokenRingException _) {
        return true; // Whoever reads is told.
      }
    }

    private boolean isWritable() {
      try {
        return ended || peerGone || out.hasRoom();
      } catch (BrokenRingException _) {
        return true;
      }
    }
  }

  private RingLink(SharingLink carrier, OwnedFd socket, String name, boolean connecting) {
    this.carrier = carrier;
    this.socket = socket;
    this.name = name;
    this.connecting = connecting;
  }

  /**
   * The side that connected: offers rings. Owns the carrier, unless this fails.
   *
   * @param socket the carrier's, to notice the peer's end
   * @param name what messages call the peer
   * @param timeoutNs longest wait for the answer
   * @throws TransportException UNREACHABLE if the other side does not take them
   */
  public static RingLink connect(SharingLink carrier, OwnedFd socket, String name, long timeoutNs) {
    RingLink link = new RingLink(carrier, socket, name, true);
    link.rings = link.open(RingOffer.make(carrier, name, CAPACITY, timeoutNs));
    return link;
  }

  /** The side that accepted: owns the carrier, over which an offer is expected. */
  public static RingLink accept(SharingLink carrier, OwnedFd socket, String name) {
    return new RingLink(carrier, socket, name, false);
  }

  private Rings rings() {
    Rings known = rings;
    if (known != null) {
      return known;
    }
    opening.lock();
    try {
      known = rings;
      if (known == null) {
        checkOpen(); // Else nobody would free them.
        known = open(RingOffer.take(carrier, name));
        rings = known;
      }
      return known;
    } catch (TransportException failure) {
      carrier.shutdown(); // Whoever asks again fails at once.
      throw failure;
    } finally {
      opening.unlock();
    }
  }

  private Rings open(RingMemory memory) {
    boolean opened = false;
    try {
      Rings made = new Rings(memory);
      opened = true;
      return made;
    } catch (SystemCallException failure) {
      throw lost("watch", failure.getMessage(), failure);
    } finally {
      if (!opened) {
        memory.region().close();
      }
    }
  }

  @Override
  public void write(MemorySegment[] parts, int count) {
    writing.lock();
    try {
      checkOpen();
      Rings open = rings();
      for (int i = 0; i < count; i++) {
        write(open, parts[i]);
      }
      open.peerReads.ring();
    } finally {
      writing.unlock();
    }
  }

  private void checkOpen() {
    if (ended) {
      throw lost("lost", "the link was closed here", null);
    }
  }

  private void write(Rings open, MemorySegment part) {
    try {
      for (long at = 0; at < part.byteSize(); ) {
        checkOpen();
        if (peerGone) {
          throw lost("write to", "the peer ended the connection", null);
        }
        long written = open.out.write(part, at);
        at += written;
        if (written == 0) {
          open.peerReads.ring();
          boolean _ = open.writes.await(open.writable, -1);
        }
      }
    } catch (BrokenRingException fault) {
      throw broken(fault);
    } catch (SystemCallException failure) {
      throw lost("write to", failure.getMessage(), failure);
    }
  }

  @Override
  public long read(MemorySegment destination) {
    if (destination.byteSize() == 0) {
      throw new IllegalArgumentException("read into no bytes: expected room for at least one");
    }
    reading.lock();
    try {
      if (ended) {
        return -1;
      }
      Rings open = rings();
      while (!ended) {
        boolean last = peerEnded; // Before looking: what it wrote before its end is seen then.
        long bytes = open.in.read(destination);
        if (bytes > 0) {
          return bytes;
        }
        if (last) {
          return -1;
        }
        boolean _ = open.reads.await(open.readable, -1);
      }
      return -1;
    } catch (BrokenRingException fault) {
      throw broken(fault);
    } catch (SystemCallException failure) {
      throw lost("read from", failure.getMessage(), failure);
    } catch (TransportException failure) {
      if (ended) {
        return -1;
      }
      throw failure;
    } finally {
      reading.unlock();
    }
  }

  @Override
  public boolean awaitReadable(long timeoutNs) {
    reading.lock();
    try {
      if (ended) {
        return true;
      }
      if (rings == null && !carrier.awaitReadable(timeoutNs)) {
        return false;
      }
      Rings open = rings();
      return open.reads.await(open.readable, timeoutNs);
    } catch (SystemCallException failure) {
      throw lost("wait for", failure.getMessage(), failure);
    } catch (TransportException failure) {
      if (ended) {
        return true;
      }
      throw failure;
    } finally {
      reading.unlock();
    }
  }

  @Override
  public SharedRegion createRegion(long lengthBytes) {
    return carrier.createRegion(lengthBytes);
  }

  /** The region goes first: it is there when its frame is read. */
  @Override
  public void write(MemorySegment[] parts, int count, SharedRegion region) {
    writing.lock();
    try {
      checkOpen();
      carrier.write(new MemorySegment[] {note}, 1, region);
      write(parts, count);
    } finally {
      writing.unlock();
    }
  }

  @Override
  public @Nullable SharedRegion receivedRegion(long lengthBytes) {
    reading.lock();
    try {
      if (ended || !carrier.awaitReadable(0)) {
        return null;
      }
      long _ = carrier.read(note);
      return carrier.receivedRegion(lengthBytes);
    } finally {
      reading.unlock();
    }
  }

  @Override
  public PeerIdentity peer() {
    Rings _ = rings();
    return carrier.peer();
  }

  private void peerEnds() {
    peerEnded = true;
    wakeOwn();
  }

  private void peerLeaves() {
    peerGone = true;
    wakeOwn();
  }

  private void wakeOwn() {
    waking.lock();
    try {
      Rings open = rings;
      if (open != null && !freed) {
        open.reads.ringAnyway();
        open.writes.ringAnyway();
      }
    } finally {
      waking.unlock();
    }
  }

  @Override
  public void shutdown() {
    ended = true;
    carrier.shutdown();
    wakeOwn();
  }

  @Override
  public void close() {
    shutdown();
    reading.lock();
    writing.lock();
    opening.lock(); // Who the peer is may be asked by any thread.
    waking.lock();
    try {
      Rings open = rings;
      if (open != null && !freed) {
        PeerWatch.forget(open.watched);
        open.memory.region().close();
      }
      freed = true;
    } finally {
      waking.unlock();
      opening.unlock();
      writing.unlock();
      reading.unlock();
    }
    carrier.close();
  }

  private TransportException broken(BrokenRingException fault) {
    return lost("lost", "the peer broke a ring: " + fault.getMessage(), fault);
  }

  private TransportException lost(String what, @Nullable String why, @Nullable Throwable cause) {
    return new TransportException(ErrorCode.CONNECTION_LOST, what + " " + name + ": " + why, cause);
  }

  @Override
  public String toString() {
    return "RingLink[" + name + "]";
  }
}
