package dev.vaccel.models;

/**
 * Matrix product {@code C = A * B} or {@code C += A * B} over float32 arrays, row-major and dense.
 *
 * <p>Each element is one chain of fused multiply-adds in the order of the depth, started from zero;
 * hence every implementation gives the same bits. Implementations are stateless and thread-safe.
 */
interface Gemm {
  /** The optional module behind {@link VectorGemm}. */
  String VECTOR_MODULE = "jdk.incubator.vector";

  /**
   * Multiplies.
   *
   * @param size rows and columns of C, and the depth that is summed over
   * @param a {@code rows x depth}, or {@code depth x rows} if {@code transposed}
   * @param transposed whether to use A transposed
   * @param b {@code depth x columns}
   * @param c {@code rows x columns}
   * @param accumulate whether to add to C instead of replacing it
   */
  void multiply(Size size, float[] a, boolean transposed, float[] b, float[] c, boolean accumulate);

  /** Rows and columns of the result, and the depth that is summed over. */
  record Size(int rows, int columns, int depth) {}

  /** The fastest implementation here: vectors if {@value #VECTOR_MODULE} was added to the JVM. */
  static Gemm best() {
    boolean vectors =
        ModuleLayer.boot()
            .findModule(VECTOR_MODULE)
            .filter(Gemm.class.getModule()::canRead)
            .isPresent();
    return vectors ? new VectorGemm() : new ScalarGemm();
  }
}
