package dev.vaccel.cli;

import dev.vaccel.model.Bundles;
import dev.vaccel.model.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The project's own models, for whoever names none, or one of them. They know drawn scenes, not
 * photographs, and kinds of text.
 */
final class BundledModels {
  /** Directories of {@code models}. */
  private static final Map<Task, String> NAMES =
      Map.of(
          Task.CLASSIFY, "shapes",
          Task.DETECT, "shapes-detect",
          Task.SEGMENT, "scene-segment",
          Task.POSE, "stick-pose",
          Task.DEPTH, "scene-depth");

  /** The classifier of shapes, in the format of each framework. */
  private static final List<String> FORMATS =
      List.of("shapes", "shapes-tflite", "shapes-tensorflow", "shapes-pytorch");

  private BundledModels() {}

  /** One network as a bundle for each framework. */
  static List<Path> formats() {
    Path models = ProjectFiles.models();
    return FORMATS.stream()
        .map(models::resolve)
        .filter(path -> Files.isRegularFile(path.resolve(Bundles.FILE_NAME)))
        .toList();
  }

  /**
   * The bundle for a task.
   *
   * @throws Failure if it is not here
   */
  static Path path(Task task) {
    Path path = ProjectFiles.models().resolve(String.valueOf(NAMES.get(task)));
    if (!Files.isRegularFile(path.resolve(Bundles.FILE_NAME))) {
      throw Failure.failed(
          "there is no bundled model for "
              + task.bundleName()
              + " at "
              + path
              + ": say one with --model");
    }
    return path;
  }

  /** The bundle of this name; empty if there is none. */
  static Optional<Path> named(String name) throws IOException {
    // One of the names that are there, so that it is no path.
    return names().contains(name)
        ? Optional.of(ProjectFiles.models().resolve(name))
        : Optional.empty();
  }

  /** Names of all bundles, sorted; none where they are not here. */
  static List<String> names() throws IOException {
    Optional<Path> models = ProjectFiles.modelsIfKnown().filter(Files::isDirectory);
    if (models.isEmpty()) {
      return List.of();
    }
    try (Stream<Path> directories = Files.list(models.get())) {
      return directories
          .filter(directory -> Files.isRegularFile(directory.resolve(Bundles.FILE_NAME)))
          .map(directory -> String.valueOf(directory.getFileName()))
          .sorted()
          .toList();
    }
  }
}
