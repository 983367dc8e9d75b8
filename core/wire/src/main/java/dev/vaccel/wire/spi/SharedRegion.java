package dev.vaccel.wire.spi;

import java.lang.foreign.MemorySegment;

/** Memory that both ends of a link have mapped. Either may change it at any moment. Thread-safe. */
public interface SharedRegion extends AutoCloseable {
  /** The memory: native, page-aligned, closed with this object. */
  MemorySegment segment();

  /** Unmaps it here. The peer's mapping stays. Idempotent. */
  @Override
  void close();
}
