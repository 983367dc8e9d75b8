package dev.vaccel.backend.blas;

import dev.vaccel.testing.RandomProduct;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Results against the definition. A failure names the product; seeds are fixed. */
class ProductTest {
  @ParameterizedTest
  @EnumSource
  void smallProductsMatchTheDefinition(Implementation implementation) {
    Random random = new Random(4001);
    try (BlasSession session = implementation.open()) {
      for (int i = 0; i < 400; i++) {
        RandomProduct.check(
            Implementation.api(session),
            random,
            random.nextInt(24),
            random.nextInt(24),
            random.nextInt(24));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void productsThatSpanSeveralBlocksMatchTheDefinition(Implementation implementation) {
    Random random = new Random(4002);
    try (BlasSession session = implementation.open()) {
      for (int i = 0; i < 4; i++) {
        int m = 1 + random.nextInt(70);
        RandomProduct.check(
            Implementation.api(session),
            random,
            m,
            500 + random.nextInt(200),
            100 + random.nextInt(200));
        RandomProduct.check(
            Implementation.api(session),
            random,
            100 + random.nextInt(200),
            m,
            250 + random.nextInt(20));
      }
    }
  }

  /** Past the size up to which arrays are passed in place, and past the memory that is kept. */
  @ParameterizedTest
  @EnumSource
  void productsOnLargeArraysMatchTheDefinition(Implementation implementation) {
    Random random = new Random(4003);
    try (BlasSession session = implementation.open()) {
      RandomProduct.check(Implementation.api(session), random, 200, 200, 200);
      RandomProduct.check(Implementation.api(session), random, 2500, 1000, 2);
      RandomProduct.check(Implementation.api(session), random, 2, 2500, 500);
      RandomProduct.check(Implementation.api(session), random, 20, 20, 20);
    }
  }
}
