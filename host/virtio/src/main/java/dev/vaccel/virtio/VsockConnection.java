package dev.vaccel.virtio;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.TransportException;
import dev.vaccel.wire.spi.Link;
import dev.vaccel.wire.spi.PeerIdentity;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One stream of a guest, as the session that it belongs to sees it. Bytes wait in two rings between
 * the device and the session: what the guest writes is copied twice until it is where it is used,
 * and so is what it reads.
 */
final class VsockConnection implements Link {
  /** Room for what the guest sends, which it is told, and for what is sent to it. */
  static final int BUFFER_BYTES = 256 * 1024;

  // The guest is told about room again when so much of it has come free.
  private static final int UPDATE_BYTES = BUFFER_BYTES / 4;

  private static final long LINGER_NS = 500_000_000;

  final int hostPort;
  final int guestPort;
  private final VsockDevice device;
  private final PeerIdentity peer;
  private final String name;
  private final ByteRing incoming = new ByteRing(BUFFER_BYTES);
  private final ByteRing outgoing = new ByteRing(BUFFER_BYTES);
  private final BooleanSupplier readable = this::isReadable;
  private volatile @Nullable Thread reading;
  // Whether the reading thread may be where only the device can wake it.
  private volatile boolean hearing;
  private volatile @Nullable Thread writing;
  // The guest sends no more; the connection is no more; we ended it.
  private volatile boolean guestEnded;
  private volatile boolean gone;
  private volatile boolean ended;
  // What the guest knows of bytes that we took.
  private volatile int advertised;

  /** Whether it waits for the device's next turn. */
  final AtomicBoolean queued = new AtomicBoolean();

  // Guarded by the device's turn, from here on.
  private int guestBuffer;
  private int guestForwarded;
  private int sent;
  private volatile boolean guestReceives = true;

  /** When the device gives up on a guest that does not confirm its end; 0: not ended. */
  long endNs;

  /** Whether it waits for room in the guest's queue. */
  boolean inTurn;

  /** Whether the guest was told that we ended it. */
  boolean toldEnd;

  /** Whether an answer that tells of room waits to be sent. */
  boolean tellsRoom;

  VsockConnection(VsockDevice device, int hostPort, int guestPort, PeerIdentity peer, String name) {
    this.device = device;
    this.hostPort = hostPort;
    this.guestPort = guestPort;
    this.peer = peer;
    this.name = name;
  }

  // The session's side.

  @Override
  public void write(MemorySegment[] parts, int count) {
    for (int i = 0; i < count; i++) {
      MemorySegment part = parts[i];
      long size = part.byteSize();
      long at = 0;
      while (at < size) {
        requireOpen();
        int room = outgoing.room();
        if (room == 0) {
          device.wanted(this);
          awaitRoom();
          continue;
        }
        int bytes = (int) Math.min(room, size - at);
        long from = at;
        outgoing.put(
            bytes,
            (ring, offset, done, n) -> MemorySegment.copy(part, from + done, ring, offset, n));
        at += bytes;
      }
    }
    device.wanted(this);
  }

  private void requireOpen() {
    if (ended || gone || !guestReceives) {
      throw new TransportException(
          ErrorCode.CONNECTION_LOST,
          "write to "
              + name
              + ": "
              + (ended ? "the link was closed here" : "the guest ended the connection"));
    }
  }

  private void awaitRoom() {
    device.hearNoMore();
    writing = Thread.currentThread();
    boolean interrupted = false;
    while (outgoing.room() == 0 && !ended && !gone && guestReceives) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    writing = null;
    restore(interrupted);
  }

  private static void restore(boolean interrupted) {
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public long read(MemorySegment destination) {
    awaitReadable(-1);
    // Looked at before the ring: what came before the end is read first.
    boolean over = guestEnded || gone;
    int there = incoming.size();
    if (ended || (there == 0 && over)) {
      return -1;
    }
    int bytes = (int) Math.min(there, destination.byteSize());
    incoming.take(
        bytes, (ring, offset, done, n) -> MemorySegment.copy(ring, offset, destination, done, n));
    if ((int) incoming.taken() - advertised >= UPDATE_BYTES) {
      device.wanted(this);
    }
    return bytes;
  }

  @Override
  public boolean awaitReadable(long timeoutNs) {
    if (isReadable()) {
      return true;
    }
    if (timeoutNs == 0) {
      return false;
    }
    long startNs = System.nanoTime();
    reading = Thread.currentThread();
    boolean interrupted = false;
    while (!isReadable()) {
      long leftNs = timeoutNs < 0 ? -1 : timeoutNs - (System.nanoTime() - startNs);
      if (timeoutNs >= 0 && leftNs <= 0) {
        break;
      }
      if (hear(leftNs)) {
        break;
      }
      if (timeoutNs < 0) {
        LockSupport.park(this);
      } else {
        LockSupport.parkNanos(this, leftNs);
      }
      interrupted |= Thread.interrupted();
    }
    reading = null;
    restore(interrupted);
    return isReadable();
  }

  /** Waits where the guest is heard; false if nothing came, or another thread hears it. */
  private boolean hear(long timeoutNs) {
    hearing = true;
    device.hearUntil(readable, timeoutNs);
    hearing = false;
    return isReadable();
  }

  @Override
  public void stepAside() {
    device.hearNoMore();
  }

  private boolean isReadable() {
    return incoming.size() > 0 || guestEnded || gone || ended;
  }

  @Override
  public PeerIdentity peer() {
    return peer;
  }

  @Override
  public void shutdown() {
    ended = true;
    wakeAll();
    device.ended(this);
  }

  /** Waits a moment for the guest to take what was written: the process may end next. */
  @Override
  public void close() {
    shutdown();
    long startNs = System.nanoTime();
    writing = Thread.currentThread();
    while (outgoing.size() > 0 && !gone) {
      long leftNs = LINGER_NS - (System.nanoTime() - startNs);
      if (leftNs <= 0 || Thread.currentThread().isInterrupted()) {
        break;
      }
      LockSupport.parkNanos(this, leftNs);
    }
    writing = null;
  }

  @Override
  public String toString() {
    return "VsockConnection[" + name + "]";
  }

  // The device's side, in its turn.

  /** What the guest says of its buffer, with any packet. */
  void guestCredit(int bufferBytes, int forwarded) {
    guestBuffer = bufferBytes < 0 ? Integer.MAX_VALUE : bufferBytes;
    guestForwarded = forwarded;
  }

  /** How many bytes may be sent to the guest. */
  int credit() {
    int open = sent - guestForwarded;
    // A guest that says nonsense gets nothing.
    return open < 0 || open > guestBuffer ? 0 : guestBuffer - open;
  }

  /** Bytes that have come are read by {@code move}; false if the guest had no room for them. */
  boolean receive(int bytes, Move move) {
    if (bytes > incoming.room()) {
      return false;
    }
    if (ended || bytes == 0) {
      return true; // Nobody reads them any more.
    }
    incoming.put(bytes, move);
    wakeReading();
    return true;
  }

  /** Bytes that wait for the guest. */
  int toSend() {
    return guestReceives ? outgoing.size() : 0;
  }

  /** Sends bytes, at most {@link #toSend}. */
  void send(int bytes, Move move) {
    outgoing.take(bytes, move);
    sent += bytes;
    wake(writing);
  }

  /** Bytes that the session has taken, to be told the guest with this packet. */
  int advertise() {
    int now = (int) incoming.taken();
    advertised = now;
    tellsRoom = false;
    return now;
  }

  /** Whether the guest is to be told about room. */
  boolean owesUpdate() {
    return (int) incoming.taken() - advertised >= UPDATE_BYTES;
  }

  /** Whether the connection is no more. */
  boolean isGone() {
    return gone;
  }

  /** Whether the session has ended it. */
  boolean isEnded() {
    return ended;
  }

  /** The guest will send, or receive, no more. */
  void guestEnds(boolean sends, boolean receives) {
    if (!receives) {
      guestReceives = false;
      wake(writing);
    }
    if (!sends) {
      guestEnded = true;
      wakeReading();
    }
  }

  /** Whether the guest does neither. */
  boolean isGuestDone() {
    return guestEnded && !guestReceives;
  }

  /** The connection is no more. */
  void vanish() {
    gone = true;
    wakeAll();
  }

  private void wakeAll() {
    wakeReading();
    wake(writing);
  }

  private void wakeReading() {
    wake(reading);
    if (hearing) {
      device.wakeHearer();
    }
  }

  private static void wake(@Nullable Thread thread) {
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }
}
