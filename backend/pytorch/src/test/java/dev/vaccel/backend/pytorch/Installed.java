package dev.vaccel.backend.pytorch;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vaccel.api.UnsupportedException;
import dev.vaccel.backend.tensor.FrameworkDirectory;

/** Whether LibTorch is installed; CI requires it. */
final class Installed {
  private Installed() {}

  static void require() {
    try {
      FrameworkDirectory.require(FrameworkDirectory.home(), new PytorchPackage());
    } catch (UnsupportedException e) {
      if ("1".equals(System.getenv("VACCEL_REQUIRE_ALL"))) {
        throw new AssertionError(e.getMessage(), e);
      }
      assumeTrue(false, e.getMessage());
    }
  }
}
