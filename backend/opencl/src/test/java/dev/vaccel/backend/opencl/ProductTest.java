package dev.vaccel.backend.opencl;

import dev.vaccel.testing.RandomProduct;
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
            RandomProduct.check(
                blas, random, random.nextInt(24), random.nextInt(40), random.nextInt(24));
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void productsOfSeveralPassesMatchTheDefinition(Where where) {
    Random random = new Random(4012);
    where.products(
        blas -> {
          RandomProduct.check(blas, random, 13, 35, Gemm.MAX_DEPTH);
          RandomProduct.check(blas, random, 7, 17, Gemm.MAX_DEPTH + 1);
          RandomProduct.check(blas, random, 30, 20, 2 * Gemm.MAX_DEPTH + 77);
          RandomProduct.check(blas, random, 1, 1, 3000);
        });
  }

  /** Past the memory that is kept, and back. */
  @ParameterizedTest
  @EnumSource
  void productsOnLargeArraysMatchTheDefinition(Where where) {
    Random random = new Random(4013);
    where.products(
        blas -> {
          RandomProduct.check(blas, random, 200, 200, 200);
          RandomProduct.check(blas, random, 5000, 1000, 2);
          RandomProduct.check(blas, random, 2, 5000, 900);
          RandomProduct.check(blas, random, 20, 20, 20);
        });
  }
}
