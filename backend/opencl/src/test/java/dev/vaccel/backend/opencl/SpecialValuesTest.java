package dev.vaccel.backend.opencl;

import dev.vaccel.testing.SpecialProducts;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** NaN, infinities and empty matrices. */
class SpecialValuesTest {
  @ParameterizedTest
  @EnumSource
  void followIeee754AndTheBlas(Where where) {
    where.products(SpecialProducts::check);
  }
}
