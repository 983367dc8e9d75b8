package dev.vaccel.model;

import static dev.vaccel.model.TestFiles.ONNX;
import static dev.vaccel.model.TestFiles.TFLITE;
import static dev.vaccel.model.TestFiles.assertFails;
import static dev.vaccel.model.TestFiles.bundle;
import static dev.vaccel.model.TestFiles.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BundlesTest {
  private static final String JSON =
      "{\"task\":\"classify\",\"format\":\"onnx\",\"model\":\"model.onnx\"%s}";

  @TempDir Path folder;

  @Test
  void opensDirectoryWithLabels() throws IOException {
    Path root = bundle(folder.resolve("b"), JSON.formatted(",\"labels\":\"l.txt\""));
    write(root.resolve("l.txt"), "cat\r\ndog \n\n");
    try (OpenBundle opened = Bundles.open(root)) {
      assertEquals(List.of("cat", "dog"), opened.bundle().labels());
      assertFalse(opened.bundle().bare());
      assertEquals(root.resolve("model.onnx").toRealPath(), opened.modelPath());
      assertEquals(opened.bundle(), Bundles.describe(root));
    }
    assertTrue(Files.exists(root.resolve("model.onnx")), "closing must not delete a directory");
  }

  @Test
  void describesWithoutTheModel() throws IOException {
    Path root = bundle(folder.resolve("b"), JSON.formatted(""));
    Files.delete(root.resolve("model.onnx"));
    assertEquals(Task.CLASSIFY, Bundles.describe(root).description().task());
    assertFails(ErrorCode.NOT_FOUND, () -> Bundles.open(root), "model.onnx");
  }

  @Test
  void opensBareFilesByContentWhateverTheirName() throws IOException {
    Path onnx = write(folder.resolve("0123abcd"), ONNX);
    Path tflite = write(folder.resolve("model.onnx"), TFLITE);
    try (OpenBundle opened = Bundles.open(onnx)) {
      assertEquals(ModelFormat.ONNX, opened.bundle().description().format());
      assertTrue(opened.bundle().bare());
      assertEquals(onnx, opened.modelPath());
    }
    assertEquals(ModelFormat.TFLITE, Bundles.format(tflite));
  }

  @Test
  void opensDirectoryWithOneModelAndNothingSaid() throws IOException {
    Path root = folder.resolve("d");
    write(root.resolve("net.onnx"), ONNX);
    write(root.resolve("net.onnx.data"), ONNX);
    write(root.resolve("README.md"), "about");
    write(root.resolve("labels.txt"), "a\nb\n");
    try (OpenBundle opened = Bundles.open(root)) {
      assertEquals(List.of("a", "b"), opened.bundle().labels());
      assertTrue(opened.modelPath().endsWith("net.onnx"));
      assertTrue(opened.bundle().bare());
    }
    write(root.resolve("other.tflite"), TFLITE);
    assertFails(ErrorCode.CORRUPT, () -> Bundles.open(root), "2 models", "vaccel-model.json");
  }

  @Test
  void opensSavedModelDirectory() throws IOException {
    Path root = folder.resolve("saved");
    write(root.resolve("saved_model.pb"), new byte[] {1});
    try (OpenBundle opened = Bundles.open(root)) {
      assertEquals(ModelFormat.SAVEDMODEL, opened.bundle().description().format());
      assertEquals(root.toRealPath(), opened.modelPath());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../secret",
        "/etc/hostname",
        "a/../../secret",
        "",
        "a//b",
        "./a",
        "C:/x",
        "a\\\\b",
        "a\\u0000b"
      })
  void pathsOutsideTheBundleAreRefused(String path) throws IOException {
    write(folder.resolve("secret"), "s");
    Path root = bundle(folder.resolve("b"), JSON.formatted(",\"labels\":\"" + path + "\""));
    assertFails(ErrorCode.CORRUPT, () -> Bundles.open(root), "labels", "inside the bundle");
    Path other = folder.resolve("c");
    write(
        other.resolve(Bundles.FILE_NAME),
        "{\"task\":\"classify\",\"format\":\"onnx\",\"model\":\"" + path + "\"}");
    assertFails(ErrorCode.CORRUPT, () -> Bundles.open(other), "model");
  }

  @Test
  void symbolicLinksOutOfTheBundleAreRefused() throws IOException {
    write(folder.resolve("secret.txt"), "root");
    Path root = bundle(folder.resolve("b"), JSON.formatted(",\"labels\":\"l.txt\""));
    Files.createSymbolicLink(root.resolve("l.txt"), Path.of("../secret.txt"));
    assertFails(ErrorCode.CORRUPT, () -> Bundles.describe(root), "labels", "l.txt", "symbolic");
    Files.delete(root.resolve("l.txt"));
    write(root.resolve("real.txt"), "inside");
    Files.createSymbolicLink(root.resolve("l.txt"), Path.of("real.txt"));
    assertEquals(List.of("inside"), Bundles.describe(root).labels());
  }

  @Test
  void contentThatDoesNotMatchItsHashIsCorrupt() throws IOException {
    String good = ContentHash.sha256(write(folder.resolve("x"), ONNX));
    Path root =
        bundle(folder.resolve("b"), JSON.formatted(",\"files\":{\"model.onnx\":\"" + good + "\"}"));
    Bundles.open(root).close();
    write(root.resolve("model.onnx"), new byte[] {0x08, 0x08, 0x3a, 0x00});
    assertFails(ErrorCode.CORRUPT, () -> Bundles.open(root), "model.onnx", "SHA-256", good);
  }

  @Test
  void modelOfAnotherFormatThanSaidIsCorrupt() throws IOException {
    Path root = bundle(folder.resolve("b"), JSON.formatted(""));
    write(root.resolve("model.onnx"), TFLITE);
    assertFails(ErrorCode.CORRUPT, () -> Bundles.open(root), "onnx", "tflite");
  }

  @Test
  void labelFilesAreChecked() throws IOException {
    Path root = bundle(folder.resolve("b"), JSON.formatted(",\"labels\":\"l.txt\""));
    assertFails(ErrorCode.NOT_FOUND, () -> Bundles.describe(root), "labels", "l.txt");
    write(root.resolve("l.txt"), new byte[] {(byte) 0xFF, (byte) 0xFE, 'a'});
    assertFails(ErrorCode.CORRUPT, () -> Bundles.describe(root), "l.txt", "UTF-8");
    write(root.resolve("l.txt"), "a\n\nb\n");
    assertFails(ErrorCode.CORRUPT, () -> Bundles.describe(root), "l.txt", "line 2", "empty");
    write(root.resolve("l.txt"), "");
    assertFails(ErrorCode.CORRUPT, () -> Bundles.describe(root), "l.txt", "line 1", "empty");
  }

  @Test
  void whatIsNoModelSaysWhatItIs() throws IOException {
    Path png = write(folder.resolve("p"), new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10});
    assertFails(ErrorCode.CORRUPT, () -> Bundles.open(png), "89504e470d0a1a0a", "ONNX");
    Path empty = write(folder.resolve("e"), new byte[0]);
    assertFails(ErrorCode.CORRUPT, () -> Bundles.open(empty), "empty");
    assertFails(ErrorCode.NOT_FOUND, () -> Bundles.open(folder.resolve("no")), "no");
    assertFails(ErrorCode.NOT_FOUND, () -> Bundles.describe(folder.resolve("no")), "no");
  }

  @Test
  void writesBundleAroundBareModel() throws IOException {
    Path model = write(folder.resolve("some name.bin"), ONNX);
    Path labels = write(folder.resolve("names"), "a\nb\n");
    BundleDescription description =
        BundleDescription.of(Task.CLASSIFY, ModelFormat.ONNX, "")
            .withInterface(List.of(ModelInput.GUESS), List.of());
    Path root = Bundles.write(folder.resolve("out"), model, labels, description);
    try (OpenBundle opened = Bundles.open(root)) {
      assertEquals(List.of("a", "b"), opened.bundle().labels());
      assertEquals(Task.CLASSIFY, opened.bundle().description().task());
      assertEquals(
          List.of("labels.txt", "model.onnx"),
          opened.bundle().description().files().keySet().stream().sorted().toList());
    }
    assertFails(
        ErrorCode.CORRUPT,
        () -> Bundles.write(folder.resolve("out"), model, null, description),
        "not empty");
    assertFails(
        ErrorCode.CORRUPT,
        () ->
            Bundles.write(
                folder.resolve("out2"),
                model,
                null,
                BundleDescription.of(Task.CLASSIFY, ModelFormat.TFLITE, "")),
        "onnx",
        "tflite");
  }

  @Test
  void writesBundleAroundSavedModelDirectory() throws IOException {
    Path saved = folder.resolve("saved");
    write(saved.resolve("saved_model.pb"), new byte[] {1});
    write(saved.resolve("variables/variables.index"), new byte[] {2});
    Path root =
        Bundles.write(
            folder.resolve("out"),
            saved,
            null,
            BundleDescription.of(Task.TENSOR, ModelFormat.SAVEDMODEL, ""));
    try (OpenBundle opened = Bundles.open(root)) {
      assertTrue(Files.exists(opened.modelPath().resolve("variables/variables.index")));
    }
  }
}
