package dev.vaccel.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the shipped files lie. Tests run in the module's directory. */
final class Shipped {
  static final Path BUNDLE = Path.of("shapes");
  static final Path IMAGES = Path.of("images");

  private Shipped() {}

  static byte[] model() throws IOException {
    return Files.readAllBytes(BUNDLE.resolve(ModelBundle.MODEL_FILE));
  }

  static String text(String file) throws IOException {
    return Files.readString(BUNDLE.resolve(file));
  }
}
