package dev.vaccel.backend.blas;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Products in plain Java, on the calling thread. Takes any memory, at any alignment. */
final class JavaGemm implements Gemm {
  private final boolean fused;
  private @Nullable FloatGemm floats;
  private @Nullable DoubleGemm doubles;

  JavaGemm(boolean fused) {
    this.fused = fused;
  }

  @Override
  public void sgemm(
      GemmShape shape, float alpha, MemorySegment a, MemorySegment b, float beta, MemorySegment c) {
    Scaling.scale(shape, beta, c);
    FloatGemm kernel = floats;
    if (kernel == null || !kernel.fits(shape)) {
      kernel = new FloatGemm(shape, fused);
      floats = kernel;
    }
    kernel.multiply(shape, alpha, a, b, c);
  }

  @Override
  public void dgemm(
      GemmShape shape,
      double alpha,
      MemorySegment a,
      MemorySegment b,
      double beta,
      MemorySegment c) {
    Scaling.scale(shape, beta, c);
    DoubleGemm kernel = doubles;
    if (kernel == null || !kernel.fits(shape)) {
      kernel = new DoubleGemm(shape, fused);
      doubles = kernel;
    }
    kernel.multiply(shape, alpha, a, b, c);
  }

  @Override
  public void close() {
    floats = null;
    doubles = null;
  }
}
