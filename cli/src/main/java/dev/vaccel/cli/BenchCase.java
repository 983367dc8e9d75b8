package dev.vaccel.cli;

import dev.vaccel.api.crypto.CryptoApi;
import org.jspecify.annotations.Nullable;

/**
 * One thing to measure.
 *
 * @param op the operation
 * @param model what it runs; null: nothing
 * @param size bytes of an echo or of a chunk, rows of a matrix; else 0
 * @param threads that call at the same time
 * @param sessions that they share
 * @param baselineName what it is compared with, for people; empty: nothing
 */
record BenchCase(
    BenchOp op,
    @Nullable BenchModel model,
    long size,
    int threads,
    int sessions,
    String baselineName) {
  /** Largest matrix that is measured: three of f64 take 6 GiB. */
  static final int MAX_ROWS = 16384;

  private static final long MAX_BYTES = 1L << 30;
  private static final int BLOCK_BYTES = CryptoApi.BLOCK_BYTES;

  /** Checks the size. */
  BenchCase {
    check(op, size);
  }

  /**
   * Checks a size of an operation.
   *
   * @throws Failure if it cannot be
   */
  static void check(BenchOp op, long size) {
    String expected =
        switch (op) {
          case NOOP, CLASSIFY, INFER -> "";
          case ECHO -> size >= 1 && size <= MAX_BYTES ? "" : "1 to 1G bytes";
          case AES ->
              size >= BLOCK_BYTES && size <= MAX_BYTES && size % BLOCK_BYTES == 0
                  ? ""
                  : BLOCK_BYTES + " to 1G bytes, whole blocks of " + BLOCK_BYTES;
          case SGEMM, DGEMM -> size >= 1 && size <= MAX_ROWS ? "" : "1 to " + MAX_ROWS + " rows";
        };
    if (!expected.isEmpty()) {
      throw Failure.usage("--sizes: " + size + " for " + op.lowerName() + ": expected " + expected);
    }
  }

  /** What one call does, in the unit of the throughput. */
  double unitsPerCall() {
    return switch (op) {
      case NOOP, CLASSIFY, INFER -> 1;
      case ECHO, AES -> size / (double) (1 << 20);
      case SGEMM, DGEMM -> 2.0 * size * size * size / 1e9;
    };
  }

  String sizeText() {
    return switch (op) {
      case NOOP -> "-";
      case CLASSIFY, INFER -> model == null ? "-" : model.text();
      case ECHO, AES -> ByteSize.format(size);
      case SGEMM, DGEMM -> Long.toString(size);
    };
  }
}
