package dev.vaccel.transport.socket;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.TransportException;
import dev.vaccel.wire.spi.Link;
import dev.vaccel.wire.spi.PeerIdentity;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * TLS 1.3 over a stream link. The handshake runs on the thread that first reads, writes, waits or
 * asks who the peer is. The end of the carrier's stream counts as the end of this one even without
 * a close_notify: frames carry their length, so a cut is noticed above.
 *
 * <p>One thread reads, one writes; the rest is thread-safe.
 */
final class TlsLink implements Link {
  /** Longest part that one ByteBuffer view covers. */
  private static final long MAX_VIEW_BYTES = 1 << 30;

  private static final ByteBuffer NO_ROOM = ByteBuffer.allocate(0);

  private final StreamLink carrier;
  private final SSLEngine engine;
  private final TlsRecords records;
  private final Duration handshakeLimit;
  private final ReentrantLock handshakeLock = new ReentrantLock();
  private final ReentrantLock writeLock = new ReentrantLock();

  private volatile @Nullable PeerIdentity peer;
  private @Nullable TransportException handshakeFailure; // Under handshakeLock.
  private volatile boolean ended;

  // The reading thread's: decrypted bytes that the last read had no room for.
  private final ByteBuffer plain;
  private boolean peerEnded;

  /**
   * A link that owns {@code carrier}.
   *
   * @param handshakeLimit longest time for the handshake, from its first message on
   */
  TlsLink(StreamLink carrier, SSLEngine engine, Duration handshakeLimit) {
    this.carrier = carrier;
    this.engine = engine;
    this.records = new TlsRecords(carrier, engine);
    this.handshakeLimit = handshakeLimit;
    this.plain = ByteBuffer.allocateDirect(engine.getSession().getApplicationBufferSize()).flip();
  }

  /** Runs the handshake unless it has been run; fails again if it failed. Thread-safe. */
  PeerIdentity handshake() {
    PeerIdentity known = peer;
    if (known != null) {
      return known;
    }
    handshakeLock.lock();
    try {
      known = peer;
      if (known != null) {
        return known;
      }
      if (handshakeFailure != null) {
        throw handshakeFailure;
      }
      writeLock.lock();
      try {
        plain.clear();
        new TlsHandshake(carrier, engine, records, handshakeLimit).run(plain);
      } finally {
        plain.flip();
        writeLock.unlock();
      }
      known = identity();
      peer = known;
      return known;
    } catch (TransportException failure) {
      handshakeFailure = failure;
      carrier.shutdown();
      throw failure;
    } finally {
      handshakeLock.unlock();
    }
  }

  private PeerIdentity identity() {
    try {
      return new PeerIdentity("certificate", engine.getSession().getPeerPrincipal().getName());
    } catch (SSLPeerUnverifiedException anonymous) {
      return carrier.peer();
    }
  }

  @Override
  public PeerIdentity peer() {
    return handshake();
  }

  @Override
  public void write(MemorySegment[] parts, int count) {
    Objects.checkFromIndexSize(0, count, parts.length);
    handshake();
    writeLock.lock();
    try {
      if (ended) {
        throw lost("write to", "the link was closed here", null);
      }
      ByteBuffer[] views = views(parts, count);
      records.send(views, 0, views.length);
    } catch (SSLException failure) {
      throw lost("write to", String.valueOf(failure.getMessage()), failure);
    } finally {
      writeLock.unlock();
    }
  }

  private static ByteBuffer[] views(MemorySegment[] parts, int count) {
    int views = 0;
    for (int i = 0; i < count; i++) {
      views += (int) Math.ceilDiv(parts[i].byteSize(), MAX_VIEW_BYTES);
    }
    ByteBuffer[] result = new ByteBuffer[views];
    int next = 0;
    for (int i = 0; i < count; i++) {
      long size = parts[i].byteSize();
      for (long at = 0; at < size; at += MAX_VIEW_BYTES) {
        result[next++] = parts[i].asSlice(at, Math.min(MAX_VIEW_BYTES, size - at)).asByteBuffer();
      }
    }
    return result;
  }

  @Override
  public long read(MemorySegment destination) {
    if (destination.byteSize() == 0) {
      throw new IllegalArgumentException("read into no bytes: expected room for at least one");
    }
    if (ended) {
      return -1;
    }
    try {
      handshake();
      ByteBuffer target =
          destination.asSlice(0, Math.min(MAX_VIEW_BYTES, destination.byteSize())).asByteBuffer();
      while (!plain.hasRemaining() && target.position() == 0 && !peerEnded) {
        if (!decrypt(target) && !records.fill()) {
          peerEnded = true;
        }
      }
      copyPlain(target);
      return target.position() > 0 ? target.position() : -1;
    } catch (TransportException failure) {
      if (ended) {
        return -1;
      }
      throw failure;
    }
  }

  private void copyPlain(ByteBuffer target) {
    int length = Math.min(plain.remaining(), target.remaining());
    target.put(target.position(), plain, plain.position(), length);
    target.position(target.position() + length);
    plain.position(plain.position() + length);
  }

  /**
   * Decrypts the records that have been received: into the target as long as any record would fit,
   * otherwise one into {@link #plain}.
   *
   * @return whether a record was consumed; false if more bytes must be received first
   */
  private boolean decrypt(ByteBuffer target) {
    boolean any = false;
    while (records.hasInbound() && !plain.hasRemaining() && !peerEnded) {
      boolean direct = target.remaining() >= plain.capacity();
      if (!direct && target.position() > 0) {
        return true;
      }
      SSLEngineResult.Status status = direct ? unwrap(target) : unwrapIntoPlain();
      switch (status) {
        case BUFFER_UNDERFLOW -> {
          return any;
        }
        case CLOSED -> peerEnded = true;
        case BUFFER_OVERFLOW ->
            throw lost("read from", "a record exceeds " + plain.capacity() + " bytes", null);
        case OK -> {}
      }
      any = true;
    }
    return any;
  }

  private SSLEngineResult.Status unwrapIntoPlain() {
    plain.clear();
    try {
      return unwrap(plain);
    } finally {
      plain.flip();
    }
  }

  private SSLEngineResult.Status unwrap(ByteBuffer target) {
    try {
      SSLEngineResult result = records.unwrap(target);
      if (result.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_WRAP) {
        answer();
      }
      return result.getStatus();
    } catch (SSLException failure) {
      peerEnded = true;
      throw new TransportException(
          ErrorCode.TLS_FAILED,
          "read from " + carrier.name() + ": " + failure.getMessage(),
          failure);
    }
  }

  /** Sends what the engine wants sent (a key update); a writer that is at work does it for us. */
  private void answer() throws SSLException {
    if (writeLock.tryLock()) {
      try {
        records.sendOwn();
      } finally {
        writeLock.unlock();
      }
    }
  }

  @Override
  public boolean awaitReadable(long timeoutNs) {
    try {
      return ended || awaitPlain(timeoutNs);
    } catch (TransportException failure) {
      if (ended) {
        return true;
      }
      throw failure;
    }
  }

  private boolean awaitPlain(long timeoutNs) {
    handshake();
    long startNs = System.nanoTime();
    while (!plain.hasRemaining() && !peerEnded) {
      if (!decrypt(NO_ROOM)) {
        long leftNs =
            timeoutNs <= 0 ? timeoutNs : Math.max(0, timeoutNs - (System.nanoTime() - startNs));
        if (!carrier.awaitReadable(leftNs)) {
          return false;
        }
        if (!records.fill()) {
          peerEnded = true;
        }
      }
    }
    return true;
  }

  private TransportException lost(String what, String why, @Nullable Throwable cause) {
    return new TransportException(
        ErrorCode.CONNECTION_LOST, what + " " + carrier.name() + ": " + why, cause);
  }

  @Override
  public void shutdown() {
    end();
    carrier.shutdown();
  }

  @Override
  public void close() {
    end();
    carrier.close();
  }

  private void end() {
    // A writer at work may be blocked by the peer: then the end of the stream has to say it.
    boolean first = !ended;
    ended = true;
    if (first && peer != null && writeLock.tryLock()) {
      try {
        records.sayGoodbye();
      } finally {
        writeLock.unlock();
      }
    }
  }

  @Override
  public String toString() {
    return "TlsLink[" + carrier.name() + "]";
  }
}
