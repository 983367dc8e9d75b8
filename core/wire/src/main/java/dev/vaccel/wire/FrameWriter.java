package dev.vaccel.wire;

import dev.vaccel.wire.spi.Link;
import dev.vaccel.wire.spi.SharedRegion;
import dev.vaccel.wire.spi.SharingLink;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Puts frames on a link. A frame leaves in one gathered write, together with the first part of its
 * bulk stream; the stream is cut into chunks and the lock is released between them, so that small
 * frames of other calls pass. Thread-safe.
 */
public final class FrameWriter {
  private final Link link;
  // Fair: whoever waits between two chunks goes before the next chunk.
  private final ReentrantLock lock = new ReentrantLock(true);
  private final MemorySegment bulkHeader;
  private final MemorySegment small;
  private final MemorySegment[] parts;
  private @Nullable MemorySegment staging;
  private volatile int chunkBytes = FrameLayout.BULK_CHUNK;

  /**
   * A writer.
   *
   * @param link stays the caller's
   */
  public FrameWriter(Link link) {
    this.link = link;
    Arena arena = Arena.ofAuto();
    this.bulkHeader = arena.allocate(FrameLayout.HEADER_BYTES, 8);
    this.small = arena.allocate(FrameLayout.HEADER_BYTES + 8, 8);
    this.parts = new MemorySegment[2 + 2 * BulkList.MAX_SEGMENTS];
  }

  /** Says what the peer accepts, once the handshake is done: chunks of bulk will not be larger. */
  public void maxPayload(long peerMaxPayload) {
    chunkBytes = (int) Math.min(FrameLayout.BULK_CHUNK, peerMaxPayload);
  }

  /**
   * Sends a finished body and its bulk stream.
   *
   * @throws dev.vaccel.api.TransportException if the link ended
   */
  public void send(BodyWriter body, int sequence, int session) {
    BulkList bulk = body.bulk();
    long left = bulk.streamBytes();
    BulkList.Cursor cursor = null;
    boolean first = true;
    do {
      if (first) {
        enter();
      } else {
        lock.lock();
      }
      try {
        int count = 0;
        if (first) {
          parts[count++] = body.frame(sequence, session);
        }
        if (left > 0) {
          if (cursor == null) {
            cursor = bulk.cursor();
          }
          int chunk = (int) Math.min(left, chunkBytes);
          FrameLayout.putHeader(bulkHeader, chunk, FrameLayout.BULK, sequence, session);
          parts[count++] = bulkHeader;
          count = cursor.take(chunk, staging(), parts, count);
          left -= chunk;
        }
        try {
          link.write(parts, count);
        } finally {
          // The caller's memory is not kept alive from here.
          Arrays.fill(parts, 0, count, null);
        }
      } finally {
        lock.unlock();
      }
      first = false;
    } while (left > 0);
  }

  /**
   * Sends a finished body without bulk, and a region with it.
   *
   * @throws dev.vaccel.api.TransportException if the link ended
   */
  public void send(BodyWriter body, int sequence, int session, SharedRegion region) {
    if (!(link instanceof SharingLink sharing) || body.bulk().streamBytes() > 0) {
      throw new IllegalArgumentException("a region over a link that shares none, or beside bulk");
    }
    enter();
    try {
      parts[0] = body.frame(sequence, session);
      sharing.write(parts, 1, region);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes the lock for a first frame, before those who wait if it is free just now: a hand-over to
   * a thread that sleeps costs more than the whole write.
   */
  private void enter() {
    if (!lock.tryLock()) {
      lock.lock();
    }
  }

  private MemorySegment staging() {
    if (staging == null) {
      staging = Arena.ofAuto().allocate(FrameLayout.BULK_CHUNK, FrameLayout.BULK_ALIGNMENT);
    }
    return staging;
  }

  /**
   * Sends a frame without payload, or with 8 bytes of it.
   *
   * @param payloadBytes 0 or 8
   */
  public void sendSmall(int opcode, int sequence, int session, int payloadBytes, long payload) {
    if (payloadBytes != 0 && payloadBytes != 8) {
      throw new IllegalArgumentException(payloadBytes + " bytes of payload: expected 0 or 8");
    }
    enter();
    try {
      FrameLayout.putHeader(small, payloadBytes, opcode, sequence, session);
      small.set(FrameLayout.LONG, FrameLayout.HEADER_BYTES, payload);
      parts[0] = payloadBytes == 0 ? small.asSlice(0, FrameLayout.HEADER_BYTES) : small;
      link.write(parts, 1);
    } finally {
      lock.unlock();
    }
  }
}
