package dev.vaccel.fetch;

import static dev.vaccel.fetch.FetchFixture.assertFails;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.testing.TlsFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthoritiesTest {
  @TempDir Path folder;

  private void refuses(String content, String why) throws IOException {
    Path file = Files.writeString(folder.resolve("file.pem"), content);
    assertFails(
        ErrorCode.INVALID_CONFIG, () -> Authorities.of(file), file.toString(), why, "PEM blocks");
  }

  @Test
  void filesWithoutCertificatesAreRefused() throws IOException {
    refuses("", "no certificate");
    refuses("nothing", "no certificate");
    refuses("-----BEGIN CERTIFICATE-----\nAAAA", "no certificate");
    refuses(TlsFiles.block("CERTIFICATE", "junk".getBytes(StandardCharsets.UTF_8)), ":");
    refuses("-----BEGIN CERTIFICATE-----\n!!!!=A\n-----END CERTIFICATE-----", ":");
    refuses("x".repeat((1 << 20) + 1), "more than 1048576 bytes");
    assertThrows(NoSuchFileException.class, () -> Authorities.of(folder.resolve("none")));
  }

  @Test
  void severalAndTextBetweenThemAreRead() throws IOException {
    String both =
        Files.readString(TlsFiles.file("authority.crt"))
            + "text\n"
            + Files.readString(TlsFiles.file("stranger.crt"));
    Authorities.of(Files.writeString(folder.resolve("both.pem"), both));
  }
}
