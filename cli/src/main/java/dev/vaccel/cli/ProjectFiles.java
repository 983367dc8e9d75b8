package dev.vaccel.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Files of the clone that this runs from: the bundled model and its sample images. */
final class ProjectFiles {
  private ProjectFiles() {}

  /** The clone's top directory: where the launcher lies, or the build's. */
  static Optional<Path> root() {
    for (String property : new String[] {"vaccel.root", "vaccel.launcher"}) {
      String value = System.getProperty(property);
      if (value != null) {
        Path path = Path.of(value).toAbsolutePath();
        Path directory = property.equals("vaccel.root") ? path : path.getParent();
        if (directory != null && Files.isDirectory(directory)) {
          return Optional.of(directory);
        }
      }
    }
    return Optional.empty();
  }

  /**
   * The directory {@code models} of the clone, or the one that the system property {@code
   * vaccel.models} names.
   */
  static Path models() {
    return modelsIfKnown()
        .orElseThrow(
            () ->
                Failure.failed(
                    "the bundled model is not here: start ./vaccel from a clone of the project, or"
                        + " say where it is with VACCEL_JAVA_OPTIONS=-Dvaccel.models=DIRECTORY"));
  }

  /** As {@link #models}; empty where neither is known. */
  static Optional<Path> modelsIfKnown() {
    String property = System.getProperty("vaccel.models");
    return property == null
        ? root().map(root -> root.resolve("models"))
        : Optional.of(Path.of(property));
  }
}
