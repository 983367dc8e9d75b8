package dev.vaccel.fetch;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The SHA-256 of some bytes.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record Sha256(String hex) {
  /**
   * Checks the digits.
   *
   * @throws ConfigException INVALID_CONFIG if they are others
   */
  public Sha256 {
    if (!hex.matches("[0-9a-f]{64}")) {
      throw new ConfigException(
          ErrorCode.INVALID_CONFIG,
          "SHA-256 '"
              + ForeignText.printable(hex)
              + "': expected 64 hexadecimal digits, as sha256sum prints them");
    }
  }

  /** Of bytes in memory. */
  public static Sha256 of(byte[] bytes) {
    return end(digest().digest(bytes));
  }

  /** Of a file. */
  public static Sha256 of(Path file) throws IOException {
    MessageDigest digest = digest();
    try (InputStream in = Files.newInputStream(file);
        OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
      in.transferTo(out);
    }
    return end(digest.digest());
  }

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  static Sha256 end(byte[] hash) {
    return new Sha256(HexFormat.of().formatHex(hash));
  }

  @Override
  public String toString() {
    return hex;
  }
}
