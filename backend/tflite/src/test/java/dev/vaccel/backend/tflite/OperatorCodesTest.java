package dev.vaccel.backend.tflite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class OperatorCodesTest {
  private static OperatorCodes of(byte[] model) {
    return OperatorCodes.of(MemorySegment.ofArray(model));
  }

  @Test
  void customOperationsAndVariablesAreFound() {
    OperatorCodes custom = of(TinyTflite.custom("FlexTensorListStack"));
    assertEquals(List.of("FlexTensorListStack"), custom.custom());
    assertFalse(custom.variables());
    assertTrue(of(TinyTflite.remembering()).variables());
    assertEquals(new OperatorCodes(List.of(), false), of(TinyTflite.sum(0)));
    assertEquals(new OperatorCodes(List.of(), false), of(TinyTflite.passing(TinyTflite.INT32)));
  }

  @Test
  void bytesThatNobodyVerifiedLeadNowhereElse() {
    Random random = new Random(23);
    byte[] model = TinyTflite.custom("Own");
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = model.clone();
      for (int flips = 0; flips < 3; flips++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      try {
        of(damaged);
      } catch (IndexOutOfBoundsException _) {
        refused++;
      }
    }
    assertTrue(refused > 100, "seed 23: " + refused);
  }
}
