package dev.vaccel.backend.opencl;

import java.lang.foreign.MemorySegment;

/**
 * Products by the kernels of gemm.cl, for one element type. Tiles were chosen on PoCL 3.1, two
 * threads of a Zen 4 (n = 1024, f32): 6 rows of two vectors of 8 gave 180 GFLOP/s, where 8 rows of
 * two vectors of 16 gave 122, and 4 of three of 8 90. They fit the 16 registers of AVX2 too. Other
 * kinds of device get smaller tiles, which nobody has tuned.
 */
final class Gemm {
  private static final String PROGRAM = "gemm.cl";

  /**
   * Depth of one pass: a panel of B stays in a processor's second cache, and panels are bounded.
   */
  static final int MAX_DEPTH = 1024;

  private final DeviceSession session;
  private final String options;
  private final int rows;
  private final int columns;
  private final boolean doubles;

  Gemm(DeviceSession session, boolean doubles) {
    boolean cpu = session.device().cpu();
    int width = cpu && !doubles ? 8 : 4;
    int vectors = cpu ? 2 : 1;
    this.session = session;
    this.doubles = doubles;
    this.rows = cpu ? 6 : 4;
    this.columns = width * vectors;
    this.options =
        "-DREAL=%s -DWIDTH=%d -DVECTORS=%d -DROWS=%d"
            .formatted(doubles ? "double" : "float", width, vectors, rows);
  }

  /**
   * C = alpha * op(A) * op(B) + beta * C. With {@code alpha} or k 0 neither A nor B is read, with
   * {@code beta} 0 C is not.
   *
   * @param inPlace whether the device may compute in the host's memory
   */
  void multiply(
      String operation,
      GemmShape s,
      double alpha,
      MemorySegment memoryA,
      MemorySegment memoryB,
      double beta,
      MemorySegment memoryC,
      boolean inPlace) {
    MemorySegment hostA = s.a(operation, memoryA);
    MemorySegment hostB = s.b(operation, memoryB);
    MemorySegment hostC = s.c(operation, memoryC);
    boolean product = alpha != 0 && s.k() != 0;
    if (hostC.byteSize() == 0 || (!product && beta == 1)) {
      return;
    }
    long panelsA = (s.m() + rows - 1L) / rows;
    long panelsB = (s.n() + columns - 1L) / columns;
    long depth = product ? Math.min(s.k(), MAX_DEPTH) : 0;
    try (CallMemory call = new CallMemory(session, operation, inPlace)) {
      // With no product kernels still want buffers, of which they read nothing.
      DeviceBuffer packedA =
          session.scratch(call, "a", s.elementBytes() * Math.max(1, panelsA * rows * depth));
      DeviceBuffer packedB =
          session.scratch(call, "b", s.elementBytes() * Math.max(1, panelsB * columns * depth));
      CallMemory.Result c = call.out(hostC, s.elementBytes(), beta != 0);
      if (product) {
        DeviceBuffer a = call.in(hostA, s.elementBytes());
        DeviceBuffer b = call.in(hostB, s.elementBytes());
        for (int from = 0; from < s.k(); from += MAX_DEPTH) {
          int pass = Math.min(MAX_DEPTH, s.k() - from);
          packA(s, a, from, pass, panelsA, packedA);
          packB(s, b, from, pass, panelsB, packedB);
          tiles(s, pass, panelsA, panelsB, alpha, from == 0 ? beta : 1, packedA, packedB, c);
        }
      } else {
        tiles(s, 0, panelsA, panelsB, 0, beta, packedA, packedB, c);
      }
      call.finish(c, s.m(), (long) s.n() * s.elementBytes(), (long) s.ldc() * s.elementBytes());
    }
  }

  private void packA(
      GemmShape s, DeviceBuffer a, int from, int depth, long panels, DeviceBuffer packed) {
    int step = s.transA() ? 1 : s.lda();
    int deep = s.transA() ? s.lda() : 1;
    session.launch(
        session.kernel(PROGRAM, options, "pack_rows"),
        new long[] {panels},
        new long[] {1},
        a,
        s.m(),
        depth,
        step,
        deep,
        (long) from * deep,
        packed);
  }

  private void packB(
      GemmShape s, DeviceBuffer b, int from, int depth, long panels, DeviceBuffer packed) {
    int step = s.transB() ? s.ldb() : 1;
    int deep = s.transB() ? 1 : s.ldb();
    session.launch(
        session.kernel(PROGRAM, options, "pack_columns"),
        new long[] {panels},
        new long[] {1},
        b,
        s.n(),
        depth,
        step,
        deep,
        (long) from * deep,
        packed);
  }

  private void tiles(
      GemmShape s,
      int depth,
      long panelsA,
      long panelsB,
      double alpha,
      double beta,
      DeviceBuffer a,
      DeviceBuffer b,
      CallMemory.Result c) {
    // A processor takes tiles one by one; others in groups.
    long group = session.device().cpu() ? 1 : 8;
    session.launch(
        session.kernel(PROGRAM, options, "multiply"),
        new long[] {(panelsA + group - 1) / group * group, (panelsB + group - 1) / group * group},
        new long[] {group, group},
        a,
        b,
        s.m(),
        s.n(),
        depth,
        real(alpha),
        real(beta),
        c.buffer(),
        s.ldc());
  }

  private Object real(double value) {
    return doubles ? (Object) value : (Object) (float) value;
  }
}
