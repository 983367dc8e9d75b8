package dev.vaccel.cli;

import java.io.IOException;

/** What makes the calls of one path, a turn at a time. */
interface SuiteTurns extends AutoCloseable {
  /**
   * What one turn came to.
   *
   * @param times of calls, or of so many at once as {@link #callsPerTime()} says
   * @param calls made
   * @param elapsedNs in which they were made
   * @param allocatedBytes of heap, by the calling threads
   */
  record Turn(LatencyLog times, long calls, long elapsedNs, long allocatedBytes) {}

  /** Makes calls without keeping anything, about so long; and finds out how they are best timed. */
  void warmUp(long lengthNs) throws IOException;

  /** Makes calls for so long, at least one by each caller. */
  Turn take(long lengthNs) throws IOException;

  /** Callers. */
  int size();

  /** Calls that are timed together. */
  int callsPerTime();

  @Override
  void close();
}
