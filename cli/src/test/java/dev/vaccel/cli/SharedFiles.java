package dev.vaccel.cli;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Models and pictures that lie beside the repository. Where they are missing, tests are skipped;
 * with VACCEL_REQUIRE_ALL=1 they fail.
 */
final class SharedFiles {
  private static final Path FOLDER =
      Path.of(System.getProperty("vaccel.root", ".."), "..", "shared", "models").normalize();

  private SharedFiles() {}

  static String file(String name) {
    Path file = FOLDER.resolve(name);
    if (!Files.exists(file)) {
      String reason = file + " does not exist";
      if ("1".equals(System.getenv("VACCEL_REQUIRE_ALL"))) {
        fail(reason);
      }
      assumeTrue(false, reason);
    }
    return file.toString();
  }
}
