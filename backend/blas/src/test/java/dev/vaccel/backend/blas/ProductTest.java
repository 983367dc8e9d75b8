package dev.vaccel.backend.blas;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
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
        check(session, random, random.nextInt(24), random.nextInt(24), random.nextInt(24));
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
        check(session, random, m, 500 + random.nextInt(200), 100 + random.nextInt(200));
        check(session, random, 100 + random.nextInt(200), m, 250 + random.nextInt(20));
      }
    }
  }

  /** Past the size up to which arrays are passed in place, and past the memory that is kept. */
  @ParameterizedTest
  @EnumSource
  void productsOnLargeArraysMatchTheDefinition(Implementation implementation) {
    Random random = new Random(4003);
    try (BlasSession session = implementation.open()) {
      check(session, random, 200, 200, 200);
      check(session, random, 2500, 1000, 2);
      check(session, random, 2, 2500, 500);
      check(session, random, 20, 20, 20);
    }
  }

  private static void check(BlasSession session, Random random, int m, int n, int k) {
    for (boolean f64 : new boolean[] {false, true}) {
      try (Arena arena = Arena.ofConfined()) {
        var product = new RandomProduct(random, arena, f64, m, n, k);
        product.run(Implementation.api(session));
        assertEquals("", product.difference());
      }
    }
  }
}
