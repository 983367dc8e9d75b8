package dev.vaccel.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.VaccelException;
import dev.vaccel.testing.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.function.Executable;

/** What the tests of downloads share. */
final class FetchFixture {
  static final byte[] CONTENT = content(300_000);

  /** For servers that answer at once: only what hangs waits as long. */
  static final Patience LONG = new Patience(Duration.ofSeconds(30), Duration.ofSeconds(30));

  /** For servers that say nothing; enough for a handshake and an answer on a busy machine. */
  static final Patience SHORT = new Patience(Duration.ofSeconds(6), Duration.ofSeconds(2));

  private FetchFixture() {}

  private static byte[] content(int bytes) {
    byte[] content = new byte[bytes];
    new Random(7).nextBytes(content);
    return content;
  }

  static Downloader downloader(Patience patience) throws IOException {
    return new Downloader(Authorities.of(TlsFiles.file("authority.crt")), patience);
  }

  /** The content, of which the size is known. */
  static RemoteFile exactly(String address) {
    return RemoteFile.exactly(HttpsAddress.parse(address), CONTENT.length, Sha256.of(CONTENT));
  }

  /** The content, of which only the hash is known. */
  static RemoteFile atMost(String address, long bytes) {
    return RemoteFile.atMost(HttpsAddress.parse(address), bytes, Sha256.of(CONTENT));
  }

  static List<String> names(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(path -> String.valueOf(path.getFileName())).sorted().toList();
    }
  }

  static VaccelException assertFails(ErrorCode code, Executable action, String... parts) {
    VaccelException failure = assertThrows(VaccelException.class, action);
    String message = String.valueOf(failure.getMessage());
    assertEquals(code, failure.code(), message);
    assertEquals(1, message.lines().count(), message);
    assertFalse(message.contains("secret"), message);
    assertFalse(message.chars().anyMatch(Character::isISOControl), message);
    assertTrue(message.length() < 1000, message);
    for (String part : parts) {
      assertTrue(message.contains(part), () -> part + " not in: " + message);
    }
    return failure;
  }
}
