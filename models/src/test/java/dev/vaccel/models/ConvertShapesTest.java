package dev.vaccel.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConvertShapesTest {
  private static final Path SHAPES =
      Shipped.bundle(TrainShapes.CARD).resolve(TrainShapes.CARD.modelFile());

  @TempDir Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  /** If this fails after another run of TrainShapes: models/README.md has the command. */
  @Test
  void committedBundlesAreWhatItWrites() throws IOException {
    assertEquals(0, run(SHAPES, directory), err.toString(StandardCharsets.UTF_8));
    assertEquals(3, out.toString(StandardCharsets.UTF_8).lines().count());
    for (var card : ConvertShapes.CARDS) {
      var written = directory.resolve(card.name());
      assertEquals(files(written), files(Shipped.bundle(card)));
      for (Path file : files(written)) {
        assertArrayEquals(
            Files.readAllBytes(written.resolve(file)),
            Files.readAllBytes(Shipped.bundle(card).resolve(file)),
            card.name() + "/" + file);
      }
    }
  }

  @Test
  void bundlesSayFormatLayoutAndHashes() throws IOException {
    for (var card : ConvertShapes.CARDS) {
      String json = Shipped.text(card, ModelBundle.DESCRIPTION_FILE);
      assertTrue(json.contains("\"name\": \"" + card.name() + "\""), json);
      assertTrue(json.contains("\"" + ModelBundle.sha256(Shipped.model(card)) + "\""), json);
      boolean pytorch = card.format() == ModelFormat.TORCHSCRIPT;
      assertTrue(json.contains("\"layout\": \"" + (pytorch ? "NCHW" : "NHWC") + "\""), json);
      assertEquals(
          Shipped.text(TrainShapes.CARD, ModelBundle.LABELS_FILE),
          Shipped.text(card, ModelBundle.LABELS_FILE));
    }
  }

  @Test
  void otherFilesAreRefusedInOneLine() throws IOException {
    refused("cannot read", directory.resolve("none.onnx"));
    refused("is no model of TrainShapes", Path.of("shapes-detect/shapes-detect.onnx"));
    refused("is no model of TrainShapes", Path.of("shapes-tflite/shapes-tflite.tflite"));
    refused("is no model of TrainShapes", Files.createFile(directory.resolve("empty")));
  }

  @Test
  void aDirectoryThatCannotBeMadeIsReported() throws IOException {
    var file = Files.writeString(directory.resolve("file"), "in the way");
    assertEquals(1, run(SHAPES, file));
    String text = err.toString(StandardCharsets.UTF_8);
    assertTrue(text.contains("cannot write the bundle to"), text);
  }

  @Test
  void wrongUsageIsExitCode2() {
    assertEquals(2, run(SHAPES));
    assertTrue(err.toString(StandardCharsets.UTF_8).startsWith("Usage: "));
  }

  private void refused(String message, Path model) {
    err.reset();
    assertEquals(1, run(model, directory.resolve("new")));
    String text = err.toString(StandardCharsets.UTF_8);
    assertTrue(text.contains(message), text);
    assertEquals(1, text.lines().count(), text);
    assertTrue(Files.notExists(directory.resolve("new")));
  }

  private static List<Path> files(Path bundle) throws IOException {
    try (var tree = Files.walk(bundle)) {
      return tree.filter(Files::isRegularFile).map(bundle::relativize).sorted().toList();
    }
  }

  private int run(Path... arguments) {
    var texts = new String[arguments.length];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = arguments[i].toString();
    }
    return ConvertShapes.run(
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        texts);
  }
}
