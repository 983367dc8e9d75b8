package dev.vaccel.transport.socket;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;

/**
 * Encrypted bytes between an engine and its carrier. The inbound half belongs to the reading
 * thread, the outbound half to whoever holds the link's write lock.
 */
final class TlsRecords {
  /** Several records for each system call: one is 16 KiB and a few bytes. */
  private static final int BUFFER_BYTES = 128 << 10;

  private static final ByteBuffer[] NOTHING = {ByteBuffer.allocate(0)};

  private final StreamLink carrier;
  private final SSLEngine engine;

  // Direct buffers, freed by the collector: encrypted bytes on their way, in nobody else's hands.
  private final ByteBuffer inbound = ByteBuffer.allocateDirect(BUFFER_BYTES).flip();
  private final MemorySegment inboundMemory = MemorySegment.ofBuffer(inbound.duplicate().clear());
  private final ByteBuffer outbound = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final MemorySegment outboundMemory = MemorySegment.ofBuffer(outbound.duplicate().clear());
  private final MemorySegment[] outboundPart = new MemorySegment[1];

  TlsRecords(StreamLink carrier, SSLEngine engine) {
    this.carrier = carrier;
    this.engine = engine;
  }

  /** Whether received bytes wait to be decrypted, perhaps less than a whole record. */
  boolean hasInbound() {
    return inbound.hasRemaining();
  }

  /** Receives more encrypted bytes; blocks. Returns false at the end of the stream. */
  boolean fill() {
    inbound.compact();
    int at = inbound.position();
    long received;
    try {
      received = carrier.read(inboundMemory.asSlice(at));
      if (received > 0) {
        inbound.position(at + (int) received);
      }
    } finally {
      inbound.flip();
    }
    return received >= 0;
  }

  /** Decrypts at most one record into {@code plain} and runs what the engine wants run. */
  SSLEngineResult unwrap(ByteBuffer plain) throws SSLException {
    SSLEngineResult result = engine.unwrap(inbound, plain);
    runTasks();
    return result;
  }

  private void runTasks() {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
  }

  /** Encrypts and sends all of {@code plain} from {@code first} on; blocks. */
  void send(ByteBuffer[] plain, int first, int count) throws SSLException {
    int at = first;
    do {
      while (at < first + count && !plain[at].hasRemaining()) {
        at++;
      }
      boolean more = at < first + count;
      if (more) {
        wrap(plain, at, first + count - at);
      }
      if (!more || outbound.remaining() < engine.getSession().getPacketBufferSize()) {
        flush();
      }
    } while (at < first + count);
  }

  private void wrap(ByteBuffer[] plain, int at, int count) throws SSLException {
    SSLEngineResult result = engine.wrap(plain, at, count, outbound);
    runTasks();
    if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
      throw new SSLException("the TLS session is closed");
    }
  }

  /** Sends what the engine itself has to say: handshake messages, key updates, alerts. */
  void sendOwn() throws SSLException {
    wrap(NOTHING, 0, 1);
    flush();
  }

  private void flush() {
    outbound.flip();
    outboundPart[0] = outboundMemory.asSlice(0, outbound.limit());
    outbound.clear();
    carrier.write(outboundPart, 1);
  }

  /**
   * Tells the peer that nothing follows (close_notify), or why (an alert), if that goes at once.
   */
  void sayGoodbye() {
    try {
      engine.closeOutbound();
      outbound.clear();
      SSLEngineResult result;
      do {
        result = engine.wrap(NOTHING, 0, 1, outbound);
      } while (result.bytesProduced() > 0 && !engine.isOutboundDone());
      if (outbound.position() > 0) {
        carrier.writeNow(outboundMemory.asSlice(0, outbound.position()));
      }
    } catch (SSLException | RuntimeException peerGone) {
      // It was a courtesy: the end of the stream says as much.
    }
  }
}
