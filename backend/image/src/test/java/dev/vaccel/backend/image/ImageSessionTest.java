package dev.vaccel.backend.image;

import static dev.vaccel.backend.image.Scenes.encode;
import static dev.vaccel.testing.TensorBench.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ImageApi;
import dev.vaccel.api.Label;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.TensorApi;
import dev.vaccel.api.spi.BackendSession;
import dev.vaccel.api.spi.BackendSettings;
import dev.vaccel.testing.TensorBench;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageSessionTest {
  private static final MemorySegment PICTURE =
      MemorySegment.ofArray(encode(new BufferedImage(3, 3, BufferedImage.TYPE_BYTE_GRAY), "png"));

  @TempDir Path folder;
  private final FakeTensors tensors = new FakeTensors();
  private TensorBench<FakeTensors> bench;
  private BackendSession session;
  private ResourceId model;

  @BeforeEach
  void open() throws IOException {
    bench = new TensorBench<>(folder, tensors);
    session = bench.beside(new ImageBackendProvider().open(BackendSettings.NONE));
    model = bundle("classify", "cat\ndog\nowl\n");
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void answersWithLabelsByFallingScore() {
    assertEquals(
        List.of(new Label(0, "cat", 0.5f), new Label(1, "dog", 0.25f)), classify(model, 2));
  }

  @Test
  void secondCallLoadsNothing() {
    for (int i = 0; i < 5; i++) {
      classify(model, 1);
    }
    assertEquals(1, tensors.loads);
    assertEquals(5, tensors.runs);
  }

  @Test
  void modelsUnusedForLongestAreUnloaded() throws IOException {
    List<ResourceId> models = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      models.add(bundle("classify", "a\nb\nc" + i));
      classify(models.getFirst(), 1);
      classify(models.getLast(), 1);
    }
    assertEquals(9, tensors.loads);
    assertEquals(8, tensors.loaded.size());
    classify(models.getFirst(), 1);
    assertEquals(9, tensors.loads, "the first was used all the time");
    classify(models.get(1), 1);
    assertEquals(10, tensors.loads, "the second had gone");
  }

  @Test
  void numberOfLabelsWantedIsChecked() {
    for (int topK : new int[] {0, -1, 1001, Integer.MAX_VALUE}) {
      assertFails(
          ErrorCode.INVALID_ARGUMENT, () -> classify(model, topK), "topK is " + topK, "1 to 1000");
    }
    assertEquals(3, classify(model, 1000).size());
  }

  @Test
  void labelsThatDoNotMatchTheOutputAreRefused() throws IOException {
    ResourceId two = bundle("classify", "cat\ndog\n");
    assertFails(ErrorCode.MODEL_INVALID, () -> classify(two, 1), "2 labels", "3 classes", "'y'");
  }

  @Test
  void scoresThatAreNoNumbersAreAnError() {
    tensors.scores = new float[] {1, Float.NaN, 0};
    assertFails(ErrorCode.BACKEND_FAILED, () -> classify(model, 1), "NaN", "class 1");
  }

  @Test
  void bundlesForOtherTasksAreRefusedAndUnloaded() throws IOException {
    ResourceId detector = bundle("detect", "cat\n");
    assertFails(ErrorCode.INVALID_ARGUMENT, () -> classify(detector, 1), "task is detect");
    assertEquals(0, tensors.loaded.size());
  }

  @Test
  void modelsOfOthersAreNotFound() {
    ResourceId other = new ResourceId("ab".repeat(32));
    assertFails(ErrorCode.NOT_FOUND, () -> classify(other, 1));
  }

  @Test
  void damagedPictureDoesNotHurtTheNextCall() {
    assertFails(
        ErrorCode.UNSUPPORTED_TYPE,
        () -> session.api(ImageApi.class).classify(model, MemorySegment.ofArray(new byte[10]), 1));
    assertEquals(1, classify(model, 1).size());
  }

  @Test
  void nothingIsAnsweredAfterClose() {
    classify(model, 1);
    session.close();
    session.close();
    assertFails(ErrorCode.CLOSED, () -> classify(model, 1));
  }

  @Test
  void otherApisAndSettingsAreRefused() {
    assertFails(ErrorCode.UNKNOWN_API, () -> session.api(TensorApi.class), "TensorApi");
    for (Map<String, String> settings :
        List.of(Map.of("max-pixel", "1"), Map.of("max-pixels", "0"))) {
      Assertions.assertThrows(
          ConfigException.class,
          () -> new ImageBackendProvider().open(new BackendSettings(settings)));
    }
  }

  @Test
  void noWindowToolkitIsStarted() {
    classify(model, 1);
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      assertFalse(thread.getName().startsWith("AWT-"), thread.getName());
    }
  }

  private List<Label> classify(ResourceId id, int topK) {
    return session.api(ImageApi.class).classify(id, PICTURE, topK);
  }

  private ResourceId bundle(String task, String labels) throws IOException {
    Path root = Files.createTempDirectory(folder, "bundle");
    Files.writeString(
        root.resolve("vaccel-model.json"),
        "{\"task\":\""
            + task
            + "\",\"format\":\"onnx\",\"model\":\"m\",\"labels\":\"l.txt\","
            + "\"inputs\":[{\"colorOrder\":\"GRAY\"}],\"outputs\":[{\"kind\":\"probabilities\"}]}");
    Files.writeString(root.resolve("l.txt"), labels);
    return bench.add(root);
  }
}
