package dev.vaccel.systemtests;

import dev.vaccel.backend.tensor.FrameworkDirectory;
import dev.vaccel.backend.tensor.FrameworkPackage;
import dev.vaccel.testing.Prerequisites;
import java.nio.file.Files;
import java.util.ServiceLoader;

/** Frameworks that are added on demand, as tests need them. */
final class InstalledFrameworks {
  private InstalledFrameworks() {}

  /** Skips the test, or fails it, where one of them all is missing. */
  static void requireAll() {
    ServiceLoader.load(FrameworkPackage.class).forEach(InstalledFrameworks::require);
  }

  /** As {@link #requireAll}, of one by its name. */
  static void require(String name) {
    require(
        ServiceLoader.load(FrameworkPackage.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseThrow());
  }

  private static void require(FrameworkPackage framework) {
    Prerequisites.require(
        Files.exists(
            FrameworkDirectory.of(FrameworkDirectory.home(), framework)
                .resolve(FrameworkDirectory.COMPLETE)),
        framework.name() + " is not installed: ./vaccel backend add " + framework.name());
  }
}
