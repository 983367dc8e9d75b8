package dev.vaccel.api.crypto.spi;

import java.lang.foreign.MemorySegment;

/** A digest that has begun. */
public interface RunningHash extends AutoCloseable {
  /** Adds data. */
  void update(MemorySegment data);

  /**
   * Ends it.
   *
   * @param digest exactly as long as the digest
   */
  void finish(MemorySegment digest);

  /** Gives up what it holds. Idempotent. */
  @Override
  void close();
}
