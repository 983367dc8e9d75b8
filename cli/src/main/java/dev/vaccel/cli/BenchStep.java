package dev.vaccel.cli;

import java.io.IOException;

/** One call of a benchmark, made again and again by one thread. */
@FunctionalInterface
interface BenchStep {
  /** Makes the call. */
  void run() throws IOException;
}
