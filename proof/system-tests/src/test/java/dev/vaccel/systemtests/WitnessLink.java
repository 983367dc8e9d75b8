package dev.vaccel.systemtests;

import dev.vaccel.wire.spi.Link;
import dev.vaccel.wire.spi.PeerIdentity;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** A link that notes which memory the bytes come from and go to. */
final class WitnessLink implements Link {
  private final Link link;
  private final Log read;
  private final Log written;

  /**
   * A link that owns {@code link}.
   *
   * @param read what is told of arriving bytes
   * @param written what is told of leaving bytes
   */
  WitnessLink(Link link, Log read, Log written) {
    this.link = link;
    this.read = read;
    this.written = written;
  }

  /** Pieces of memory. Thread-safe. */
  @SuppressWarnings("restricted") // Sees memory by address alone, as the kernel does.
  static final class Log {
    private final List<MemorySegment> pieces = new ArrayList<>();

    synchronized void clear() {
      pieces.clear();
    }

    private synchronized void add(MemorySegment piece) {
      pieces.add(MemorySegment.ofAddress(piece.address()).reinterpret(piece.byteSize()));
    }

    /** How many bytes passed that lay within {@code memory}. */
    synchronized long bytesWithin(MemorySegment memory) {
      long bytes = 0;
      for (MemorySegment piece : pieces) {
        bytes += piece.asOverlappingSlice(memory).map(MemorySegment::byteSize).orElse(0L);
      }
      return bytes;
    }
  }

  @Override
  public void write(MemorySegment[] parts, int count) {
    for (int i = 0; i < count; i++) {
      written.add(parts[i]);
    }
    link.write(parts, count);
  }

  @Override
  public long read(MemorySegment destination) {
    long bytes = link.read(destination);
    if (bytes > 0) {
      read.add(destination.asSlice(0, bytes));
    }
    return bytes;
  }

  @Override
  public boolean awaitReadable(long timeoutNs) {
    return link.awaitReadable(timeoutNs);
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
