package dev.vaccel.cli;

import dev.vaccel.model.BundleDescription;
import dev.vaccel.model.Bundles;
import dev.vaccel.model.ModelInput;
import dev.vaccel.model.ModelOutput;
import dev.vaccel.model.OpenBundle;
import dev.vaccel.model.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The model as it will be registered: the user's own where nothing is to be added, else a temporary
 * bundle of it with labels and preprocessing. The same model and options always give the same
 * content, so that an agent that has seen it asks for nothing.
 *
 * @param path what to register
 * @param temporary where it lies; null for the user's own
 */
record ClassifierBundle(Path path, @Nullable TemporaryDirectory temporary)
    implements AutoCloseable {
  /**
   * Makes it.
   *
   * @param labels a file with one label in each line; null: none, or those that the bundle has
   */
  static ClassifierBundle of(Path model, @Nullable Path labels, PreprocessingOptions options)
      throws IOException {
    check(model, labels, options);
    if (labels == null && !options.saysInput() && !options.saysOutput()) {
      return new ClassifierBundle(model, null);
    }
    TemporaryDirectory temporary = TemporaryDirectory.create("vaccel-bundle-");
    try {
      Path bundle = temporary.path().resolve("bundle");
      write(bundle, model, labels, options);
      return new ClassifierBundle(bundle, temporary);
    } catch (IOException | RuntimeException e) {
      temporary.close();
      throw e;
    }
  }

  private static void check(Path model, @Nullable Path labels, PreprocessingOptions options) {
    if (!Files.exists(model)) {
      throw Failure.failed("model " + model + " does not exist");
    }
    if (labels == null && options.labelOffset() != 0) {
      throw Failure.usage("--label-offset is about the lines of --labels, which is missing");
    }
  }

  /** Makes a bundle in a directory, which must be empty if it is there. */
  static void write(Path bundle, Path model, @Nullable Path labels, PreprocessingOptions options)
      throws IOException {
    check(model, labels, options);
    try (TemporaryDirectory temporary = TemporaryDirectory.create("vaccel-labels-");
        OpenBundle opened = Bundles.open(model)) {
      BundleDescription said = opened.bundle().description();
      ModelInput firstInput = said.inputs().isEmpty() ? ModelInput.GUESS : said.inputs().getFirst();
      ModelOutput firstOutput =
          said.outputs().isEmpty() ? new ModelOutput(null, null) : said.outputs().getFirst();
      BundleDescription description =
          new BundleDescription(
              said.name(),
              said.version(),
              Task.CLASSIFY,
              said.format(),
              said.model(),
              said.licence(),
              said.description(),
              List.of(options.over(firstInput)),
              List.of(options.over(firstOutput)),
              null,
              said.files());
      List<String> lines =
          labels == null ? opened.bundle().labels() : shifted(labels, options.labelOffset());
      Path labelFile = null;
      if (!lines.isEmpty()) {
        labelFile = Files.write(temporary.path().resolve("labels"), lines);
      }
      Bundles.write(bundle, opened.modelPath(), labelFile, description);
    }
  }

  /** The labels by class: the file's first line is class {@code offset}. */
  static List<String> shifted(Path labels, int offset) throws IOException {
    List<String> lines = new ArrayList<>(TextFile.lines(labels, ExitCodes.FAILED));
    while (!lines.isEmpty() && lines.getLast().isBlank()) {
      lines.removeLast();
    }
    if (-offset >= lines.size()) {
      throw Failure.failed(
          "label file "
              + labels
              + " has "
              + lines.size()
              + " labels, with --label-offset "
              + offset
              + " none is left");
    }
    List<String> shifted = new ArrayList<>();
    for (int i = 0; i < offset; i++) {
      shifted.add("class " + i);
    }
    shifted.addAll(lines.subList(Math.max(0, -offset), lines.size()));
    return shifted;
  }

  @Override
  public void close() {
    if (temporary != null) {
      temporary.close();
    }
  }
}
