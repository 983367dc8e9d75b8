package dev.vaccel.agent;

import dev.vaccel.wire.spi.Link;
import dev.vaccel.wire.spi.PeerIdentity;
import java.lang.foreign.MemorySegment;

/**
 * A link that knows how long its writing thread has waited for the peer to read. As thread-safe as
 * the link.
 */
final class WatchedLink implements Link {
  private final Link link;
  // When the write that goes on began; 0: none does.
  private volatile long writingSinceNs;

  WatchedLink(Link link) {
    this.link = link;
  }

  /** Whether a write has waited for longer than this. */
  boolean isStalled(long limitNs) {
    long since = writingSinceNs;
    return since != 0 && System.nanoTime() - since > limitNs;
  }

  @Override
  public void write(MemorySegment[] parts, int count) {
    writingSinceNs = System.nanoTime() | 1;
    try {
      link.write(parts, count);
    } finally {
      writingSinceNs = 0;
    }
  }

  @Override
  public long read(MemorySegment destination) {
    return link.read(destination);
  }

  @Override
  public boolean awaitReadable(long timeoutNs) {
    return link.awaitReadable(timeoutNs);
  }

  @Override
  public void stepAside() {
    link.stepAside();
  }

  @Override
  public PeerIdentity peer() {
    return link.peer();
  }

  @Override
  public void shutdown() {
    link.shutdown();
  }

  @Override
  public void close() {
    link.close();
  }
}
