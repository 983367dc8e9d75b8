package dev.vaccel.wire.spi;

import java.lang.foreign.MemorySegment;

/**
 * An open byte stream to one peer. At most one thread reads and one thread writes at a time; {@link
 * #shutdown()} and {@link #close()} may come from any thread at any moment. Segments are native
 * memory. Failures are {@link dev.vaccel.api.TransportException}s that name the peer.
 */
public interface Link extends AutoCloseable {
  /**
   * Writes all of the first {@code count} segments, in order, gathered into as few system calls as
   * the carrier takes (one for what fits its buffer). Blocks while the peer does not read.
   */
  void write(MemorySegment[] parts, int count);

  /**
   * Reads what is there, at least one byte, at most the segment's size. Blocks while nothing is.
   *
   * @return bytes read; -1 when the peer ended the stream or {@link #shutdown()} was called
   */
  long read(MemorySegment destination);

  /**
   * Waits until a read would not block. Called by the reading thread.
   *
   * @param timeoutNs longest wait; 0 only looks, a negative value waits without limit
   * @return whether a read would return at once (bytes or end)
   */
  boolean awaitReadable(long timeoutNs);

  /**
   * Said by the reading thread before it does something that may take long: what it does for other
   * links of its carrier while it waits for bytes is then left to others.
   */
  default void stepAside() {}

  /** Who the peer is. */
  PeerIdentity peer();

  /** Ends both directions; blocked reads return -1 and blocked writes fail. Idempotent. */
  void shutdown();

  /** Shuts down and frees the link once no thread is inside it. Idempotent. */
  @Override
  void close();
}
