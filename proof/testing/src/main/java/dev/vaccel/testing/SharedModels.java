package dev.vaccel.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Third-party models and expected outputs that lie beside the repository, not in it. Where they are
 * missing, tests are skipped; with VACCEL_REQUIRE_ALL=1 they fail.
 */
public final class SharedModels {
  private static final Path FOLDER =
      Path.of(System.getProperty("vaccel.root", "../.."), "..", "shared", "models").normalize();

  private SharedModels() {}

  /** A file of this name. */
  public static Path file(String name) {
    Path file = FOLDER.resolve(name);
    Prerequisites.require(
        Files.exists(file), "no " + name + " in ../shared/models beside the repository");
    return file;
  }

  /** The text of an expected output. */
  public static String expected(String name) throws IOException {
    return Files.readString(file("expected/" + name + ".json"));
  }

  /** The numbers in a file of numpy's format 1.0: C order, little-endian f4, f2, i4, i8 or u1. */
  public static float[] npy(String name) throws IOException {
    return Npy.read(file("expected/" + name + ".npy"));
  }
}
