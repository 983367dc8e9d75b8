package dev.vaccel.backend.blas;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The functions of a CBLAS library, by address: the library is chosen at run time while the handles
 * stay constants. Source: cblas.h of OpenBLAS 0.3.21, with {@code blasint} = {@code int}.
 */
@SuppressWarnings("restricted") // the one class of this module that calls native code
final class BlasBindings {
  /** Longest text that {@code openblas_get_config} gives: it builds it in a buffer of 256. */
  private static final long CONFIG_BYTES = 256;

  private static final int ROW_MAJOR = 101;
  private static final int NO_TRANS = 111;
  private static final int TRANS = 112;

  // void cblas_sgemm(CBLAS_ORDER, CBLAS_TRANSPOSE, CBLAS_TRANSPOSE, int m, int n, int k,
  //     float alpha, const float *a, int lda, const float *b, int ldb, float beta, float *c, int
  // ldc)
  private static final FunctionDescriptor SGEMM =
      FunctionDescriptor.ofVoid(
          JAVA_INT,
          JAVA_INT,
          JAVA_INT,
          JAVA_INT,
          JAVA_INT,
          JAVA_INT,
          JAVA_FLOAT,
          ADDRESS,
          JAVA_INT,
          ADDRESS,
          JAVA_INT,
          JAVA_FLOAT,
          ADDRESS,
          JAVA_INT);

  // cblas_dgemm: the same with double
  private static final FunctionDescriptor DGEMM =
      FunctionDescriptor.ofVoid(
          JAVA_INT,
          JAVA_INT,
          JAVA_INT,
          JAVA_INT,
          JAVA_INT,
          JAVA_INT,
          JAVA_DOUBLE,
          ADDRESS,
          JAVA_INT,
          ADDRESS,
          JAVA_INT,
          JAVA_DOUBLE,
          ADDRESS,
          JAVA_INT);

  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle SGEMM_NATIVE = LINKER.downcallHandle(SGEMM);
  private static final MethodHandle DGEMM_NATIVE = LINKER.downcallHandle(DGEMM);
  private static final MethodHandle SGEMM_HEAP =
      LINKER.downcallHandle(SGEMM, Linker.Option.critical(true));
  private static final MethodHandle DGEMM_HEAP =
      LINKER.downcallHandle(DGEMM, Linker.Option.critical(true));
  // void openblas_set_num_threads(int)
  private static final MethodHandle SET_NUM_THREADS =
      LINKER.downcallHandle(FunctionDescriptor.ofVoid(JAVA_INT));
  // char *openblas_get_config(void)
  private static final MethodHandle GET_CONFIG =
      LINKER.downcallHandle(FunctionDescriptor.of(ADDRESS));

  private BlasBindings() {}

  /** Calls {@code cblas_sgemm}; {@code heap}: the memory may be arrays, and GC waits meanwhile. */
  static void sgemm(
      MemorySegment function,
      boolean heap,
      GemmShape s,
      float alpha,
      MemorySegment a,
      MemorySegment b,
      float beta,
      MemorySegment c) {
    int ta = s.transA() ? TRANS : NO_TRANS;
    int tb = s.transB() ? TRANS : NO_TRANS;
    try {
      if (heap) {
        SGEMM_HEAP.invokeExact(
            function, ROW_MAJOR, ta, tb, s.m(), s.n(), s.k(), alpha, a, s.lda(), b, s.ldb(), beta,
            c, s.ldc());
      } else {
        SGEMM_NATIVE.invokeExact(
            function, ROW_MAJOR, ta, tb, s.m(), s.n(), s.k(), alpha, a, s.lda(), b, s.ldb(), beta,
            c, s.ldc());
      }
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Calls {@code cblas_dgemm}; see {@link #sgemm}. */
  static void dgemm(
      MemorySegment function,
      boolean heap,
      GemmShape s,
      double alpha,
      MemorySegment a,
      MemorySegment b,
      double beta,
      MemorySegment c) {
    int ta = s.transA() ? TRANS : NO_TRANS;
    int tb = s.transB() ? TRANS : NO_TRANS;
    try {
      if (heap) {
        DGEMM_HEAP.invokeExact(
            function, ROW_MAJOR, ta, tb, s.m(), s.n(), s.k(), alpha, a, s.lda(), b, s.ldb(), beta,
            c, s.ldc());
      } else {
        DGEMM_NATIVE.invokeExact(
            function, ROW_MAJOR, ta, tb, s.m(), s.n(), s.k(), alpha, a, s.lda(), b, s.ldb(), beta,
            c, s.ldc());
      }
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static void setNumThreads(MemorySegment function, int threads) {
    try {
      SET_NUM_THREADS.invokeExact(function, threads);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** What {@code openblas_get_config} says: "OpenBLAS 0.3.21 ..." */
  static String config(MemorySegment function) {
    try {
      var text = (MemorySegment) GET_CONFIG.invokeExact(function);
      // A constant string inside the library, which is never unloaded.
      return text.reinterpret(CONFIG_BYTES).getString(0);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** A handle of the right type throws only what the JVM itself throws. */
  private static RuntimeException unexpected(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    return e instanceof RuntimeException exception ? exception : new IllegalStateException(e);
  }
}
