package dev.vaccel.benchmarks;

import dev.vaccel.api.BlasApi;
import dev.vaccel.api.UnsupportedException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Products of the opencl back end against CLBlast's on the same device, and against OpenBLAS. */
final class OpenclSgemm {
  /** Ours may take so many times CLBlast's time: 90 % of its speed. */
  private static final double BAR = 1 / 0.9;

  /** Both round, in different orders: n = 1024, elements up to 1. */
  private static final float TOLERANCE = 1e-3f;

  private OpenclSgemm() {}

  static void run(Report report, Scale scale) throws Exception {
    ClblastSgemm clblast;
    BlasApi ours;
    try {
      // First: it keeps the driver's signal handlers out of this JVM.
      ours = DirectBackend.api("opencl", BlasApi.class);
      clblast = new ClblastSgemm();
    } catch (IllegalArgumentException | UnsupportedException e) {
      report.skip("opencl-sgemm", "apt install libclblast1 pocl-opencl-icd: " + e.getMessage());
      return;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
    compare(report, scale, clblast, ours, 256, 20, 0);
    compare(report, scale, clblast, ours, 512, 5, 0);
    compare(report, scale, clblast, ours, 1024, 2, BAR);
    BlasApi openblas = DirectBackend.api("blas", BlasApi.class);
    try (Arena arena = Arena.ofConfined()) {
      Matrices matrices = Matrices.of(1024, arena);
      report.add(
          Comparison.turns(
              "  n=1024 against back end blas, one thread",
              scale,
              2,
              4,
              Comparison.times(() -> matrices.multiply(openblas)),
              Comparison.times(() -> matrices.multiply(ours))),
          0);
    }
  }

  private static void compare(
      Report report, Scale scale, ClblastSgemm clblast, BlasApi ours, int n, int calls, double bar)
      throws Exception {
    // CLBlast's buffers stay for good; so must what they lie over.
    Matrices matrices = Matrices.of(n, Arena.global());
    MemorySegment theirs = Arena.global().allocate(4L * n * n, 64);
    MemorySegment a;
    MemorySegment b;
    MemorySegment c;
    try {
      a = clblast.buffer(matrices.a());
      b = clblast.buffer(matrices.b());
      c = clblast.buffer(theirs);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
    report.add(
        Comparison.turns(
            "sgemm n=" + n + " opencl against CLBlast",
            scale,
            calls,
            6,
            Comparison.times(() -> clblast.multiply(n, a, b, c)),
            Comparison.times(() -> matrices.multiply(ours))),
        bar);
    float difference = ClblastSgemm.difference(matrices.c(), theirs);
    if (!(difference <= TOLERANCE)) {
      throw new IllegalStateException("n=" + n + ": results differ by " + difference);
    }
  }
}
