package dev.vaccel.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.VaccelException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.function.Executable;

/** Small bundles, and what they must fail with. */
final class TestFiles {
  /** ir_version 8, producer "t": enough to be taken for ONNX. */
  static final byte[] ONNX = {0x08, 0x08, 0x12, 0x01, 't', 0x3a, 0x00};

  static final byte[] TFLITE = {0x1c, 0, 0, 0, 'T', 'F', 'L', '3', 0, 0, 0, 0};

  private TestFiles() {}

  static Path write(Path file, byte[] content) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    return Files.write(file, content);
  }

  static Path write(Path file, String content) throws IOException {
    return write(file, content.getBytes(StandardCharsets.UTF_8));
  }

  /** A directory bundle of an ONNX model with this description. */
  static Path bundle(Path directory, String json) throws IOException {
    write(directory.resolve("model.onnx"), ONNX);
    write(directory.resolve(Bundles.FILE_NAME), json);
    return directory;
  }

  static Path zip(Path file, Map<String, byte[]> entries) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    }
    return file;
  }

  static Map<String, byte[]> entries(String json) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put(Bundles.FILE_NAME, json.getBytes(StandardCharsets.UTF_8));
    entries.put("model.onnx", ONNX);
    return entries;
  }

  static void assertFails(ErrorCode code, Executable action, String... parts) {
    VaccelException failure = assertThrows(VaccelException.class, action);
    assertEquals(code, failure.code(), failure.getMessage());
    for (String part : parts) {
      assertTrue(
          failure.getMessage().contains(part), () -> part + " not in: " + failure.getMessage());
    }
  }
}
