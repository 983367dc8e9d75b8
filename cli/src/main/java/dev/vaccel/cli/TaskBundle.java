package dev.vaccel.cli;

import dev.vaccel.model.BundleDescription;
import dev.vaccel.model.Bundles;
import dev.vaccel.model.Decoding;
import dev.vaccel.model.ModelBundle;
import dev.vaccel.model.ModelInput;
import dev.vaccel.model.ModelOutput;
import dev.vaccel.model.OpenBundle;
import dev.vaccel.model.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The model as it will be registered: the user's own where nothing is to be added, else a temporary
 * bundle of it with labels and preprocessing. The same model and options always give the same
 * content, so that an agent that has seen it asks for nothing.
 *
 * @param path what to register
 * @param temporary where it lies; null for the user's own
 */
record TaskBundle(Path path, @Nullable TemporaryDirectory temporary) implements AutoCloseable {
  /**
   * Makes it.
   *
   * @param task what it must answer; a bare model file answers whatever it is asked
   * @param labels a file with one label in each line; null: none, or those that the bundle has
   * @throws Failure if the bundle says that it answers something else
   */
  static TaskBundle of(Task task, Path model, @Nullable Path labels, PreprocessingOptions options)
      throws IOException {
    check(model, labels, options);
    ModelBundle said = Bundles.describe(model);
    Task other = said.description().task();
    if (!said.bare() && other != task) {
      throw Failure.failed(
          model + " is for " + other.bundleName() + ": expected a bundle for " + task.bundleName());
    }
    if (labels == null && !options.saysInput() && !options.saysOutput()) {
      return new TaskBundle(model, null);
    }
    TemporaryDirectory temporary = TemporaryDirectory.create("vaccel-bundle-");
    try {
      Path bundle = temporary.path().resolve("bundle");
      write(bundle, task, model, labels, options);
      return new TaskBundle(bundle, temporary);
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

  /**
   * Makes a bundle in a directory, which must be empty if it is there.
   *
   * @param task null: as the model says, and of a bare model file classify
   */
  static void write(
      Path bundle,
      @Nullable Task task,
      Path model,
      @Nullable Path labels,
      PreprocessingOptions options)
      throws IOException {
    check(model, labels, options);
    try (TemporaryDirectory temporary = TemporaryDirectory.create("vaccel-labels-");
        OpenBundle opened = Bundles.open(model)) {
      BundleDescription said = opened.bundle().description();
      Task answered = task != null ? task : opened.bundle().bare() ? Task.CLASSIFY : said.task();
      List<ModelInput> inputs = new ArrayList<>(said.inputs());
      List<ModelOutput> outputs = new ArrayList<>(said.outputs());
      // The options are about the first; a bundle may know more.
      ModelInput input = options.over(inputs.isEmpty() ? ModelInput.GUESS : inputs.removeFirst());
      inputs.addFirst(input);
      if (options.saysOutput() || !outputs.isEmpty()) {
        ModelOutput unsaid = new ModelOutput(null, null);
        outputs.addFirst(options.over(outputs.isEmpty() ? unsaid : outputs.removeFirst()));
      }
      Decoding decoding = options.decoding(answered);
      BundleDescription description =
          new BundleDescription(
              said.name(),
              said.version(),
              answered,
              said.format(),
              said.model(),
              said.licence(),
              said.description(),
              inputs,
              outputs,
              decoding != null ? decoding : said.decoding(),
              null,
              said.files());
      List<String> lines =
          labels == null ? opened.bundle().labels() : shifted(labels, options.labelOffset());
      Path labelFile = null;
      if (!lines.isEmpty()) {
        labelFile = Files.write(temporary.path().resolve("labels"), lines);
      }
      Path anchors = anchors(opened, description);
      if (anchors == null) {
        Bundles.write(bundle, opened.modelPath(), labelFile, description);
      } else {
        Bundles.write(bundle, opened.modelPath(), labelFile, anchors, description);
      }
    }
  }

  /** The file of known boxes that the bundle has; null: its decoding needs none. */
  private static @Nullable Path anchors(OpenBundle opened, BundleDescription description) {
    if (!(description.decoding() instanceof Decoding.Anchored anchored)
        || anchored.file() == null) {
      return null;
    }
    Path root = opened.modelPath();
    for (Path _ : Path.of(opened.bundle().description().model())) {
      root = Objects.requireNonNull(root.getParent(), "the bundle's directory");
    }
    return root.resolve(anchored.file());
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
