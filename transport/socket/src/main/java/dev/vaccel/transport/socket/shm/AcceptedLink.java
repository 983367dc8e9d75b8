package dev.vaccel.transport.socket.shm;

import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.posix.OwnedFd;
import dev.vaccel.wire.spi.PeerIdentity;
import dev.vaccel.wire.spi.SharedRegion;
import dev.vaccel.wire.spi.SharingLink;
import java.lang.System.Logger;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An accepted link that becomes one through rings when its peer's first bytes offer them, and stays
 * what it is when they do not or the offer is refused. What is written before that is known goes
 * over the carrier, and no rings are taken after it.
 *
 * <p>One thread reads, one writes; the rest is thread-safe.
 */
public final class AcceptedLink implements SharingLink {
  private static final Logger LOG = System.getLogger(AcceptedLink.class.getName());

  private final SharingLink carrier;
  private final OwnedFd socket;
  private final String name;
  private final boolean takesRings;
  private final ReentrantLock choosing = new ReentrantLock();
  // By the reading thread: the peer's first bytes, and how many of them are still to be read.
  private final MemorySegment first = Arena.ofAuto().allocate(RingOffer.OFFER_BYTES);
  private int firstBytes;
  private int unread;

  private volatile @Nullable SharingLink chosen;
  private volatile boolean ended;
  // Guarded by choosing.
  private boolean isWritten;
  private boolean isClosed;

  /**
   * A link that owns its carrier.
   *
   * @param socket the carrier's, to notice the peer's end
   * @param name what messages call the peer
   * @param takesRings whether offers are taken
   */
  public AcceptedLink(SharingLink carrier, OwnedFd socket, String name, boolean takesRings) {
    this.carrier = carrier;
    this.socket = socket;
    this.name = name;
    this.takesRings = takesRings;
  }

  /** Reads the peer's first bytes and chooses; null if they do not come in time. */
  private @Nullable SharingLink choose(long timeoutNs) {
    long startNs = System.nanoTime();
    while (firstBytes < RingOffer.OFFER_BYTES && RingOffer.mayBegin(first, firstBytes)) {
      long leftNs = timeoutNs < 0 ? -1 : Math.max(0, timeoutNs - (System.nanoTime() - startNs));
      if (!carrier.awaitReadable(leftNs)) {
        return null;
      }
      long read = carrier.read(first.asSlice(firstBytes));
      if (read < 0) {
        break;
      }
      firstBytes += (int) read;
    }
    choosing.lock();
    try {
      SharingLink choice = carrier;
      if (firstBytes == RingOffer.OFFER_BYTES && RingOffer.mayBegin(first, firstBytes)) {
        RingMemory memory = taken();
        if (memory != null) {
          choice = RingLink.accept(carrier, socket, name, memory);
        }
      } else {
        unread = firstBytes;
      }
      chosen = choice;
      return choice;
    } finally {
      choosing.unlock();
    }
  }

  /** Answers an offer; null if it is refused. */
  private @Nullable RingMemory taken() {
    RingMemory memory = null;
    if (takesRings && !isWritten && !isClosed) {
      try {
        memory = RingOffer.memory(carrier, first);
      } catch (InvalidArgumentException unsuitable) {
        LOG.log(Logger.Level.DEBUG, "{0}: no rings: {1}", name, unsuitable.getMessage());
      }
    }
    boolean isAnswered = false;
    try {
      RingOffer.answer(carrier, memory == null ? RingOffer.REFUSED : RingOffer.TAKEN);
      isAnswered = true;
      return memory;
    } finally {
      if (!isAnswered && memory != null) {
        memory.region().close();
      }
    }
  }

  @Override
  public long read(MemorySegment destination) {
    SharingLink link = chosen;
    if (link == null) {
      link = choose(-1);
      if (link == null) {
        return -1;
      }
    }
    if (unread > 0 && !ended) {
      int bytes = (int) Math.min(unread, destination.byteSize());
      MemorySegment.copy(first, firstBytes - unread, destination, 0, bytes);
      unread -= bytes;
      return bytes;
    }
    return link.read(destination);
  }

  @Override
  public boolean awaitReadable(long timeoutNs) {
    SharingLink link = chosen;
    if (link == null) {
      long startNs = System.nanoTime();
      link = choose(timeoutNs);
      if (link == null) {
        return false;
      }
      long spentNs = System.nanoTime() - startNs;
      return unread > 0
          || link.awaitReadable(timeoutNs < 0 ? -1 : Math.max(0, timeoutNs - spentNs));
    }
    return unread > 0 || link.awaitReadable(timeoutNs);
  }

  @Override
  public void write(MemorySegment[] parts, int count) {
    writer().write(parts, count);
  }

  @Override
  public void write(MemorySegment[] parts, int count, SharedRegion region) {
    writer().write(parts, count, region);
  }

  private SharingLink writer() {
    SharingLink link = chosen;
    if (link != null) {
      return link;
    }
    choosing.lock();
    try {
      link = chosen;
      isWritten = true;
      return link == null ? carrier : link;
    } finally {
      choosing.unlock();
    }
  }

  @Override
  public void stepAside() {
    current().stepAside();
  }

  @Override
  public SharedRegion createRegion(long lengthBytes) {
    return carrier.createRegion(lengthBytes);
  }

  @Override
  public @Nullable SharedRegion receivedRegion(long lengthBytes) {
    return current().receivedRegion(lengthBytes);
  }

  @Override
  public PeerIdentity peer() {
    return carrier.peer();
  }

  private SharingLink current() {
    SharingLink link = chosen;
    return link == null ? carrier : link;
  }

  @Override
  public void shutdown() {
    ended = true;
    current().shutdown();
  }

  @Override
  public void close() {
    ended = true;
    carrier.shutdown(); // Whoever waits for first bytes, or for an answer to go, is told.
    choosing.lock();
    try {
      isClosed = true;
    } finally {
      choosing.unlock();
    }
    current().close();
  }

  @Override
  public String toString() {
    return "AcceptedLink[" + current() + "]";
  }
}
