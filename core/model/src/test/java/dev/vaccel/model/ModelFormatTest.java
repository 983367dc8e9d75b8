package dev.vaccel.model;

import static dev.vaccel.model.TestFiles.write;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFormatTest {
  @TempDir Path folder;

  @Test
  void onnxCutShortIsStillOnnx() throws IOException {
    assertEquals(Optional.of(ModelFormat.ONNX), detect(0x08, 0x07));
    assertEquals(Optional.of(ModelFormat.ONNX), detect(0x08, 0x07, 0x3a, 0xff, 0xff, 0x03, 1));
    assertEquals(Optional.of(ModelFormat.ONNX), detect(0x08, 0x07, 0x3a, 0xff));
  }

  @Test
  void otherBytesAreNoOnnx() throws IOException {
    assertEquals(Optional.empty(), detect());
    assertEquals(Optional.empty(), detect('h', 'e', 'l', 'l', 'o'));
    assertEquals(Optional.empty(), detect(0x08, 0x00, 0x12));
    assertEquals(Optional.empty(), detect(0x08, 0x03, 0x4b));
    assertEquals(Optional.empty(), detect(0xff, 0xd8, 0xff, 0xe0));
    assertEquals(Optional.empty(), detect('\n', '\n'));
  }

  @Test
  void aGraphBeginsWithANodeThatHasNameAndOperation() throws IOException {
    assertEquals(
        Optional.of(ModelFormat.FROZENGRAPH),
        detect('\n', 0x85, 0x01, '\n', 2, 'i', 'n', 0x12, 5, 'C', 'o', 'n', 's', 't'));
    assertEquals(Optional.empty(), detect('\n', 9, '\n', 2, 'i', 'n', 0x1a, 5));
    assertEquals(Optional.empty(), detect('\n', 9, '\n', 0xff, 'i', 'n', 0x12, 5));
  }

  @Test
  void extensionCountsWhereContentSaysNothing() throws IOException {
    Path file = write(folder.resolve("broken.ONNX"), "not a model");
    assertEquals(Optional.of(ModelFormat.ONNX), ModelFormat.detect(file));
  }

  @Test
  void anyBytesGiveAnAnswer() throws IOException {
    Random random = new Random(42);
    for (int i = 0; i < 2000; i++) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      if (bytes.length > 0 && random.nextBoolean()) {
        bytes[0] = 0x08;
      }
      ModelFormat.detect(write(folder.resolve("any"), bytes)); // must not throw
    }
  }

  private Optional<ModelFormat> detect(int... bytes) throws IOException {
    byte[] content = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      content[i] = (byte) bytes[i];
    }
    return ModelFormat.detect(write(folder.resolve("x"), content));
  }
}
