package dev.vaccel.model;

import static dev.vaccel.model.TestFiles.ONNX;
import static dev.vaccel.model.TestFiles.assertFails;
import static dev.vaccel.model.TestFiles.entries;
import static dev.vaccel.model.TestFiles.zip;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BundleZipTest {
  private static final String JSON =
      "{\"task\":\"classify\",\"format\":\"onnx\",\"model\":\"model.onnx\",\"labels\":\"l.txt\"}";

  @TempDir Path folder;

  @Test
  void unpacksAndCleansUp() throws IOException {
    Map<String, byte[]> entries = entries(JSON);
    entries.put("l.txt", "a\nb".getBytes(StandardCharsets.UTF_8));
    Path zip = zip(folder.resolve("b.zip"), entries);
    OpenBundle opened = Bundles.open(zip);
    Path model = opened.modelPath();
    assertArrayEquals(ONNX, Files.readAllBytes(model));
    assertEquals(List.of("a", "b"), opened.bundle().labels());
    assertEquals(opened.bundle(), Bundles.describe(zip));
    opened.close();
    opened.close();
    assertFalse(Files.exists(model.getParent()));
  }

  @Test
  void folderAroundEverythingIsSeenThrough() throws IOException {
    Map<String, byte[]> wrapped = new LinkedHashMap<>();
    entries(JSON.replace(",\"labels\":\"l.txt\"", ""))
        .forEach((name, content) -> wrapped.put("shapes/" + name, content));
    Path zip = zip(folder.resolve("b.zip"), wrapped);
    try (OpenBundle opened = Bundles.open(zip)) {
      assertTrue(opened.modelPath().endsWith("model.onnx"));
    }
  }

  @Test
  void zipOfOneBareModelIsAModel() throws IOException {
    Path zip = zip(folder.resolve("b.zip"), Map.of("net.onnx", ONNX));
    assertEquals(ModelFormat.ONNX, Bundles.format(zip));
    assertTrue(Bundles.describe(zip).bare());
  }

  @Test
  void torchScriptArchiveIsAModelNotABundle() throws IOException {
    Path file =
        zip(
            folder.resolve("net"),
            Map.of("net/data.pkl", new byte[1], "net/constants.pkl", new byte[1]));
    assertEquals(ModelFormat.TORCHSCRIPT, Bundles.format(file));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../evil", "/tmp/evil", "a/../../evil", "a\\..\\evil", "C:evil", "a//b"})
  void namesThatLeaveTheBundleAreRefused(String name) throws IOException {
    Map<String, byte[]> entries = entries(JSON);
    entries.put(name, new byte[] {1});
    Path zip = zip(folder.resolve("b.zip"), entries);
    assertFails(ErrorCode.CORRUPT, () -> Bundles.open(zip), name, "inside the bundle");
    assertFalse(Files.exists(folder.resolve("evil")));
  }

  @Test
  void namesTwiceAreRefused() throws IOException {
    Path zip = zip(folder.resolve("b.zip"), Map.of("model1.onnx", ONNX, "model2.onnx", ONNX));
    byte[] bytes = Files.readAllBytes(zip);
    patch(bytes, "model2", "model1");
    Files.write(zip, bytes);
    assertFails(ErrorCode.CORRUPT, () -> Bundles.open(zip), "model1.onnx", "twice");
  }

  @Test
  void contentThatSwellsIsRefused() throws IOException {
    Map<String, byte[]> entries = entries(JSON);
    entries.put("zeros", new byte[32 << 20]);
    Path zip = zip(folder.resolve("b.zip"), entries);
    assertFails(ErrorCode.CORRUPT, () -> Bundles.open(zip), "zeros", "swells");
  }

  @Test
  void sizesBeyondTheLimitAreRefusedBeforeUnpacking() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    for (int i = 0; i < 3; i++) {
      entries.put("big" + i, new byte[100]);
    }
    Path zip = zip(folder.resolve("b.zip"), entries);
    byte[] bytes = Files.readAllBytes(zip);
    // Central directory records: signature, ..., uncompressed size at offset 24.
    for (int i = 0; i + 46 < bytes.length; i++) {
      if (bytes[i] == 'P' && bytes[i + 1] == 'K' && bytes[i + 2] == 1 && bytes[i + 3] == 2) {
        Arrays.fill(bytes, i + 24, i + 28, (byte) 0xFE);
      }
    }
    Files.write(zip, bytes);
    assertFails(ErrorCode.CORRUPT, () -> Bundles.open(zip), "8589934592");
  }

  @Test
  void tooManyEntriesAreRefused() throws IOException {
    Map<String, byte[]> entries = entries(JSON);
    for (int i = 0; i <= BundleZip.MAX_ENTRIES; i++) {
      entries.put("f" + i, new byte[0]);
    }
    Path zip = zip(folder.resolve("b.zip"), entries);
    assertFails(ErrorCode.CORRUPT, () -> Bundles.open(zip), "entries", "at most 4096");
  }

  @Test
  void damagedZipIsCorruptAndLeavesNothing() throws IOException {
    Path zip = zip(folder.resolve("b.zip"), entries(JSON));
    byte[] bytes = Files.readAllBytes(zip);
    Files.write(zip, Arrays.copyOf(bytes, bytes.length - 30));
    assertFails(ErrorCode.CORRUPT, () -> Bundles.open(zip), "b.zip");
    assertFails(ErrorCode.CORRUPT, () -> Bundles.describe(zip), "b.zip");
  }

  private static void patch(byte[] bytes, String from, String to) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1).replace(from, to);
    System.arraycopy(text.getBytes(StandardCharsets.ISO_8859_1), 0, bytes, 0, bytes.length);
  }
}
