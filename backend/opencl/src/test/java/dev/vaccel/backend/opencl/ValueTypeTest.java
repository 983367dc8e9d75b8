package dev.vaccel.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueTypeTest {
  @ParameterizedTest
  @CsvSource({
    "char,1",
    "uchar16,16",
    "short2,4",
    "half,2",
    "int,4",
    "unsigned int,4",
    "uint3,16",
    "float4,16",
    "long,8",
    "unsigned long,8",
    "ulong8,64",
    "double16,128"
  })
  void knowsScalarsAndVectors(String type, long bytes) {
    assertEquals(OptionalLong.of(bytes), ValueType.bytes(type));
  }

  @Test
  void doesNotGuess() {
    for (String type :
        new String[] {"struct pair", "pair_t", "float5", "int*", "", "u", "image2d_t"}) {
      assertEquals(OptionalLong.empty(), ValueType.bytes(type), type);
    }
  }
}
