package dev.vaccel.cli;

/**
 * One thing to measure.
 *
 * @param op the operation
 * @param size bytes of an echo, rows of a matrix; else 0
 * @param threads that call at the same time
 * @param sessions that they share
 * @param baselineName what it is compared with, for people; empty: nothing
 */
record BenchCase(BenchOp op, long size, int threads, int sessions, String baselineName) {
  /** Largest matrix that is measured: three of f64 take 6 GiB. */
  static final int MAX_ROWS = 16384;

  /** Checks the size. */
  BenchCase {
    boolean fits =
        switch (op) {
          case NOOP, CLASSIFY -> true;
          case ECHO -> size >= 1 && size <= 1L << 30;
          case SGEMM, DGEMM -> size >= 1 && size <= MAX_ROWS;
        };
    if (!fits) {
      throw Failure.usage(
          "--sizes: "
              + size
              + " for "
              + op.lowerName()
              + ": expected 1 to "
              + (op == BenchOp.ECHO ? "1G bytes" : MAX_ROWS + " rows"));
    }
  }

  /** What one call does, in the unit of the throughput. */
  double unitsPerCall() {
    return switch (op) {
      case NOOP, CLASSIFY -> 1;
      case ECHO -> size / (double) (1 << 20);
      case SGEMM, DGEMM -> 2.0 * size * size * size / 1e9;
    };
  }

  String sizeText() {
    return switch (op) {
      case NOOP, CLASSIFY -> "-";
      case ECHO -> ByteSize.format(size);
      case SGEMM, DGEMM -> Long.toString(size);
    };
  }
}
