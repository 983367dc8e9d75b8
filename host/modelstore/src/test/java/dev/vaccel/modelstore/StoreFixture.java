package dev.vaccel.modelstore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.VaccelException;
import dev.vaccel.fetch.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.function.Executable;

/** Small models, and a look into a store's directory. */
final class StoreFixture {
  private StoreFixture() {}

  /** Enough to be taken for ONNX, and different for each number. */
  static byte[] onnx(int number) {
    return new byte[] {0x08, 0x08, 0x12, 0x01, (byte) number, 0x3a, 0x00};
  }

  static Path model(Path file, int number) throws IOException {
    return Files.write(file, onnx(number));
  }

  static Path bundle(Path directory, String more) throws IOException {
    Files.createDirectories(directory);
    Files.write(directory.resolve("net.onnx"), onnx('b'));
    Files.writeString(directory.resolve("labels.txt"), "cat\ndog\n");
    Files.writeString(
        directory.resolve("vaccel-model.json"),
        "{\"task\":\"classify\",\"format\":\"onnx\",\"model\":\"net.onnx\",\"labels\":\"labels.txt\","
            + "\"licence\":\"MIT\""
            + more
            + "}");
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

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static StoreEntry add(ModelStore store, Path source, String name) throws IOException {
    return store.add(Addition.of(source.toString(), ModelName.parse(name)), Progress.NONE);
  }

  /** What lies in one part of the store's directory. */
  static List<String> part(ModelStore store, String part) throws IOException {
    try (Stream<Path> files = Files.list(store.directory().resolve(part))) {
      return files.map(f -> String.valueOf(f.getFileName())).sorted().toList();
    }
  }

  static List<String> names(ModelStore store) throws IOException {
    return store.names().stream().map(ModelName::toString).toList();
  }

  /** Nothing is left of what did not come to be. */
  static void assertHolds(ModelStore store, int names, int contents) throws IOException {
    assertEquals(names, part(store, "names").size());
    assertEquals(contents, part(store, "content").size());
    assertEquals(List.of(), part(store, "incoming"));
  }

  static void assertFails(ErrorCode code, Executable action, String... parts) {
    VaccelException failure = assertThrows(VaccelException.class, action);
    assertEquals(code, failure.code(), failure.getMessage());
    assertEquals(1, failure.getMessage().lines().count(), failure.getMessage());
    for (String part : parts) {
      assertTrue(
          failure.getMessage().contains(part), () -> part + " not in: " + failure.getMessage());
    }
  }
}
