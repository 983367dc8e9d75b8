package dev.vaccel.modelstore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ErrorCode;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelNameTest {
  @ParameterizedTest
  @ValueSource(strings = {"a", "squeezenet1.1", "9", "a_b-c.d", "net:1.0", "net:v2-rc"})
  void readsWhatItWrites(String text) {
    assertEquals(text, ModelName.parse(text).toString());
    assertEquals(Optional.of(ModelName.parse(text)), ModelName.of(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        "a:",
        ":1",
        "a:b:c",
        ".",
        "..",
        ".a",
        "-a",
        "_a",
        "../a",
        "a/b",
        "/a",
        "a\\b",
        "A",
        "a b",
        "a\n",
        "a\0",
        "ä",
        "a\u202eb",
        "a:../b",
        "a:.b",
        "a*",
        "~"
      })
  void whatCouldBeAPathOrAPatternIsNone(String text) {
    assertEquals(Optional.empty(), ModelName.of(text));
    StoreFixture.assertFails(ErrorCode.INVALID_CONFIG, () -> ModelName.parse(text), "NAME");
  }

  @Test
  void lengthIsBounded() {
    assertTrue(ModelName.of("a".repeat(64) + ":" + "b".repeat(64)).isPresent());
    assertEquals(Optional.empty(), ModelName.of("a".repeat(65)));
    assertEquals(Optional.empty(), ModelName.of("a:" + "b".repeat(65)));
    assertEquals(Optional.empty(), ModelName.of("a".repeat(1 << 20)));
  }

  @ParameterizedTest
  @CsvSource({
    "/models/SqueezeNet_fp16.onnx, squeezenet_fp16",
    "/models/shapes, shapes",
    "/a/My Net (2).zip, my-net-2-",
    "/a/..hidden.onnx, hidden",
    "/get/net:1.onnx, 1"
  })
  void nameIsThatOfTheFile(String source, String name) {
    assertEquals(Optional.of(ModelName.parse(name)), ModelName.suggestedBy(source));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "", "/a/---.onnx"})
  void someSourcesSuggestNone(String source) {
    assertEquals(Optional.empty(), ModelName.suggestedBy(source));
  }
}
