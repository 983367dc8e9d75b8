package dev.vaccel.backend.opencl;

import dev.vaccel.api.BlasApi;
import dev.vaccel.api.Transpose;
import java.lang.foreign.MemorySegment;

/** Matrix products on a device. One call at a time. */
final class BlasOperations implements BlasApi {
  private final OpenclDevice device;
  private final boolean inPlace;
  private final Gemm floats;
  private final Gemm doubles;

  BlasOperations(DeviceSession session, boolean inPlace) {
    this.device = session.device();
    this.inPlace = inPlace;
    this.floats = new Gemm(session, false);
    this.doubles = new Gemm(session, true);
  }

  @Override
  public void sgemm(
      Transpose transA,
      Transpose transB,
      int m,
      int n,
      int k,
      float alpha,
      MemorySegment a,
      int lda,
      MemorySegment b,
      int ldb,
      float beta,
      MemorySegment c,
      int ldc) {
    GemmShape shape = GemmShape.of("sgemm", transA, transB, m, n, k, lda, ldb, ldc, Float.BYTES);
    floats.multiply("sgemm", shape, alpha, a, b, beta, c, inPlace);
  }

  @Override
  public void dgemm(
      Transpose transA,
      Transpose transB,
      int m,
      int n,
      int k,
      double alpha,
      MemorySegment a,
      int lda,
      MemorySegment b,
      int ldb,
      double beta,
      MemorySegment c,
      int ldc) {
    GemmShape shape = GemmShape.of("dgemm", transA, transB, m, n, k, lda, ldb, ldc, Double.BYTES);
    if (!device.doubles()) {
      throw OpenclErrors.noDoubles("dgemm", device);
    }
    doubles.multiply("dgemm", shape, alpha, a, b, beta, c, inPlace);
  }
}
