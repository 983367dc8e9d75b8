package dev.vaccel.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vaccel.api.BlasApi;
import java.lang.foreign.Arena;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Results against the definition. A failure names the product; seeds are fixed. */
class ProductTest {
  @ParameterizedTest
  @EnumSource
  void smallProductsMatchTheDefinition(Where where) {
    Random random = new Random(4011);
    where.products(
        blas -> {
          for (int i = 0; i < 300; i++) {
            check(blas, random, random.nextInt(24), random.nextInt(40), random.nextInt(24));
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void productsOfSeveralPassesMatchTheDefinition(Where where) {
    Random random = new Random(4012);
    where.products(
        blas -> {
          check(blas, random, 13, 35, Gemm.MAX_DEPTH);
          check(blas, random, 7, 17, Gemm.MAX_DEPTH + 1);
          check(blas, random, 30, 20, 2 * Gemm.MAX_DEPTH + 77);
          check(blas, random, 1, 1, 3000);
        });
  }

  /** Past the memory that is kept, and back. */
  @ParameterizedTest
  @EnumSource
  void productsOnLargeArraysMatchTheDefinition(Where where) {
    Random random = new Random(4013);
    where.products(
        blas -> {
          check(blas, random, 200, 200, 200);
          check(blas, random, 5000, 1000, 2);
          check(blas, random, 2, 5000, 900);
          check(blas, random, 20, 20, 20);
        });
  }

  private static void check(BlasApi blas, Random random, int m, int n, int k) {
    for (boolean f64 : new boolean[] {false, true}) {
      try (Arena arena = Arena.ofConfined()) {
        var product = new RandomProduct(random, arena, f64, m, n, k);
        product.run(blas);
        assertEquals("", product.difference());
      }
    }
  }
}
