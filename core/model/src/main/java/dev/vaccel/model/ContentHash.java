package dev.vaccel.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of files. */
final class ContentHash {
  private ContentHash() {}

  static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  static void check(Path file, String name, String expected) {
    try {
      String found = sha256(file);
      if (!found.equals(expected)) {
        throw BundleErrors.corrupt(
            name
                + " has SHA-256 "
                + found
                + ": expected "
                + expected
                + " ("
                + Bundles.FILE_NAME
                + ")");
      }
    } catch (IOException e) {
      throw BundleErrors.unreadable(name, e);
    }
  }
}
