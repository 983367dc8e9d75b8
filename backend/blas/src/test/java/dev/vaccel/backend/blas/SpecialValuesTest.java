package dev.vaccel.backend.blas;

import dev.vaccel.testing.SpecialProducts;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** NaN, infinities and empty matrices. */
class SpecialValuesTest {
  @ParameterizedTest
  @EnumSource
  void followIeee754AndTheBlas(Implementation implementation) {
    try (BlasSession session = implementation.open()) {
      SpecialProducts.check(Implementation.api(session));
    }
  }
}
