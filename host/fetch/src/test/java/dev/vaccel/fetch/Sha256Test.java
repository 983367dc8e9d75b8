package dev.vaccel.fetch;

import static dev.vaccel.fetch.FetchFixture.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vaccel.api.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Sha256Test {
  // FIPS 180-2, appendix B.1.
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @TempDir Path folder;

  @Test
  void bytesAndFilesHaveTheirHash() throws IOException {
    assertEquals(ABC, Sha256.of("abc".getBytes(StandardCharsets.UTF_8)).hex());
    assertEquals(new Sha256(ABC), Sha256.of(Files.writeString(folder.resolve("abc"), "abc")));
  }

  @Test
  void otherTextIsNone() {
    for (String bad : List.of("", "abc", ABC.toUpperCase(Locale.ROOT), ABC + "0", ABC + "\n")) {
      assertFails(ErrorCode.INVALID_CONFIG, () -> new Sha256(bad), "64 hexadecimal digits");
    }
  }
}
