package dev.vaccel.cli;

import org.jspecify.annotations.Nullable;

/**
 * One operation at one size with so many callers, to be measured on each of its paths in turns.
 *
 * @param op the operation
 * @param size bytes of an echo or a chunk, rows of a matrix, width of a picture in pixels; else 0
 * @param callers threads that call at the same time, each in a session of its own
 * @param model name of the model; else empty
 */
record SuiteTask(BenchOp op, long size, int callers, String model) {
  /** The same as a benchmark of a single row, for what needs no model. */
  BenchCase benchCase() {
    return benchCase(null);
  }

  /** The same as a benchmark of a single row, with the model that is named. */
  BenchCase benchCase(@Nullable BenchModel named) {
    return new BenchCase(op, named, size, callers, callers, "");
  }

  /** Bytes of the largest argument, pictures excepted. */
  long argumentBytes() {
    return switch (op) {
      case NOOP, CLASSIFY, INFER -> 0;
      case ECHO, AES -> size;
      case SGEMM -> 4 * size * size;
      case DGEMM -> 8 * size * size;
    };
  }

  /** The size for people, the model's name included. */
  String sizeText() {
    return switch (op) {
      case CLASSIFY -> model + ", " + size + " px";
      case INFER -> model;
      default -> benchCase().sizeText();
    };
  }

  @Override
  public String toString() {
    String what = op == BenchOp.NOOP ? op.lowerName() : op.lowerName() + " " + sizeText();
    return callers == 1 ? what : what + " × " + callers;
  }
}
