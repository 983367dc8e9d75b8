package dev.vaccel.backend.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Bundles of a model that takes gray pictures; the model itself is not there. */
final class TaskBundle {
  private TaskBundle() {}

  /**
   * Writes one into a new directory. JSON has {@code `} for its quotes.
   *
   * @param labels with spaces between them; none if empty
   * @param more of the description, with a comma before it
   * @param input fields of the input, with a comma behind them
   */
  static Path write(Path folder, String task, String labels, String more, String input)
      throws IOException {
    Path root = Files.createTempDirectory(folder, "bundle");
    String json =
        "{`task`:`"
            + task
            + "`,`format`:`onnx`,`model`:`m`,`inputs`:[{"
            + input
            + "`colorOrder`:`GRAY`}]"
            + (labels.isEmpty() ? "" : ",`labels`:`l.txt`")
            + more
            + "}";
    Files.writeString(root.resolve("vaccel-model.json"), json.replace('`', '"'));
    Files.write(root.resolve("l.txt"), List.of(labels.split(" ")));
    return root;
  }
}
