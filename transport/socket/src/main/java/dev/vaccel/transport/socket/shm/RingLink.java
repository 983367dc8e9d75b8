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
 * awake. Its carrier says who the peer is and that it ended, and hands further regions over.
 *
 * <p>One thread reads, one writes; the rest is thread-safe.
 */
public final class RingLink implements SharingLink {
  /** Bytes of each of the two rings; pages of it are taken as they are used. */
  private static final int CAPACITY = 256 * 1024;

  private final SharingLink carrier;
  private final String name;
  // Held by the thread that is inside: memory is unmapped under both.
  private final ReentrantLock reading = new ReentrantLock();
  private final ReentrantLock writing = new ReentrantLock();
  // Guards reading from the carrier.
  private final ReentrantLock receiving = new ReentrantLock();
  // Guards waking own threads from others, against the unmapping.
  private final ReentrantLock waking = new ReentrantLock();
  private final Arena arena = Arena.ofAuto();
  private final MemorySegment note = arena.allocate(1);

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
  private final BooleanSupplier over = this::isOver;

  private volatile boolean ended;
  // The peer sends nothing more; or is gone altogether.
  private volatile boolean peerEnded;
  private volatile boolean peerGone;
  // Guarded by waking.
  private boolean freed;

  /** The link owns carrier and memory, unless this fails. */
  private RingLink(
      SharingLink carrier, OwnedFd socket, String name, RingMemory memory, boolean connecting)
      throws SystemCallException {
    this.carrier = carrier;
    this.name = name;
    this.memory = memory;
    Ring incoming = memory.ring(!connecting);
    Ring outgoing = memory.ring(connecting);
    this.in = new RingReader(incoming, new Doorbell(incoming, RingLayout.WRITER_SLEEPS));
    this.out = new RingWriter(outgoing);
    this.reads = new Doorbell(incoming, RingLayout.READER_SLEEPS, Spinning.of(connecting));
    this.writes = new Doorbell(outgoing, RingLayout.WRITER_SLEEPS, Spinning.of(connecting));
    this.peerReads = new Doorbell(outgoing, RingLayout.READER_SLEEPS);
    // Last: it may call back at once.
    this.watched = PeerWatch.watch(socket, this::peerEnds, this::peerLeaves);
  }

  private static RingLink over(
      SharingLink carrier, OwnedFd socket, String name, RingMemory memory, boolean connecting) {
    RingLink link = null;
    try {
      link = new RingLink(carrier, socket, name, memory, connecting);
      return link;
    } catch (SystemCallException failure) {
      throw new TransportException(
          ErrorCode.CONNECTION_LOST, "watch " + name + ": " + failure.getMessage(), failure);
    } finally {
      if (link == null) {
        memory.region().close();
      }
    }
  }

  /**
   * The side that connected: offers rings and waits for the answer. The link owns the carrier.
   *
   * @param socket the carrier's, to notice the peer's end
   * @param name what messages call the peer
   * @param timeoutNs longest wait for the answer
   * @return null if the other side does not know of rings: the carrier is of no more use; the
   *     carrier itself if it takes none, or no memory can be had for them
   * @throws TransportException UNREACHABLE if it says nothing in time
   */
  public static @Nullable SharingLink connect(
      SharingLink carrier, OwnedFd socket, String name, long timeoutNs) {
    RingMemory memory = RingMemory.create(carrier, CAPACITY);
    if (memory == null) {
      return carrier;
    }
    RingOffer.Outcome outcome = null;
    try {
      outcome = RingOffer.make(carrier, name, memory, timeoutNs);
    } finally {
      if (outcome != RingOffer.Outcome.TAKEN) {
        memory.region().close();
      }
    }
    return switch (outcome) {
      case TAKEN -> over(carrier, socket, name, memory, true);
      case REFUSED -> carrier;
      case NOT_UNDERSTOOD -> null;
    };
  }

  /** The side that accepted, and took the memory. Owns both, and the memory if this fails. */
  static RingLink accept(SharingLink carrier, OwnedFd socket, String name, RingMemory memory) {
    return over(carrier, socket, name, memory, false);
  }

  private boolean isReadable() {
    try {
      return ended || in.available() > 0 || peerEnded;
    } catch (BrokenRingException _) {
      return true; // Whoever reads is told.
    }
  }

  private boolean isOver() {
    return peerEnded;
  }

  private boolean isWritable() {
    try {
      return ended || peerGone || out.hasRoom();
    } catch (BrokenRingException _) {
      return true;
    }
  }

  @Override
  public void write(MemorySegment[] parts, int count) {
    writing.lock();
    try {
      checkOpen();
      for (int i = 0; i < count; i++) {
        write(parts[i]);
      }
      peerReads.ring();
    } finally {
      writing.unlock();
    }
  }

  private void checkOpen() {
    if (ended) {
      throw lost("lost", "the link was closed here", null);
    }
  }

  private void write(MemorySegment part) {
    try {
      for (long at = 0; at < part.byteSize(); ) {
        checkOpen();
        if (peerGone) {
          throw lost("write to", "the peer ended the connection", null);
        }
        long written = out.write(part, at);
        at += written;
        if (written == 0) {
          peerReads.ring();
          boolean _ = writes.await(writable, -1);
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
      while (!ended) {
        long bytes = in.read(destination, over);
        if (bytes != 0) {
          return bytes;
        }
        boolean _ = reads.await(readable, -1);
      }
      return -1;
    } catch (BrokenRingException fault) {
      throw broken(fault);
    } catch (SystemCallException failure) {
      throw lost("read from", failure.getMessage(), failure);
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
      return reads.await(readable, timeoutNs);
    } catch (SystemCallException failure) {
      throw lost("wait for", failure.getMessage(), failure);
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
    receiving.lock(); // Not reading: the thread that reads may sleep with that.
    try {
      if (ended || !carrier.awaitReadable(0)) {
        return null;
      }
      long _ = carrier.read(note);
      return carrier.receivedRegion(lengthBytes);
    } finally {
      receiving.unlock();
    }
  }

  @Override
  public PeerIdentity peer() {
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
      if (!freed) {
        reads.ringAnyway();
        writes.ringAnyway();
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
    waking.lock();
    try {
      if (!freed) {
        PeerWatch.forget(watched);
        memory.region().close();
      }
      freed = true;
    } finally {
      waking.unlock();
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
