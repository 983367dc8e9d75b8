package dev.vaccel.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads a bundle that lies in a directory, with or without {@code vaccel-model.json}. */
final class BundleDirectory {
  private static final String LABELS = "labels.txt";
  private static final int MAX_CANDIDATES = 1000;

  private BundleDirectory() {}

  /** Everything but the model file itself, which need not be there. */
  static ModelBundle describe(Path root) {
    return bundle(root, BundleJson.read(StrictJson.read(root.resolve(Bundles.FILE_NAME))));
  }

  /**
   * The bundle with its model, every listed hash checked.
   *
   * @param unpacked deleted when the bundle is closed
   */
  static OpenBundle open(Path root, @Nullable Path unpacked) {
    if (!Files.exists(root.resolve(Bundles.FILE_NAME))) {
      return openBare(root, unpacked);
    }
    BundleDescription description =
        BundleJson.read(StrictJson.read(root.resolve(Bundles.FILE_NAME)));
    description
        .files()
        .forEach(
            (name, sha256) ->
                ContentHash.check(BundlePaths.resolve(root, "files", name), name, sha256));
    Path model = BundlePaths.resolve(root, "model", description.model());
    boolean isDirectory = Files.isDirectory(model);
    if (isDirectory != (description.format() == ModelFormat.SAVEDMODEL)) {
      throw BundleErrors.corrupt(
          Bundles.FILE_NAME
              + ": model names "
              + description.model()
              + ", a "
              + (isDirectory ? "directory" : "file")
              + ": a model of format "
              + description.format().bundleName()
              + " is a "
              + (isDirectory ? "file" : "directory"));
    }
    checkFormat(description, model);
    return new OpenBundle(bundle(root, description), model, unpacked);
  }

  private static ModelBundle bundle(Path root, BundleDescription description) {
    List<String> labels = List.of();
    String name = description.labels();
    if (name != null) {
      Path file = BundlePaths.resolve(root, "labels", name);
      checkHash(description, file, name);
      labels = LabelFile.read(file);
    }
    AnchorBoxes anchors = AnchorBoxes.NONE;
    if (description.decoding() instanceof Decoding.Anchored anchored && anchored.file() != null) {
      Path file = BundlePaths.resolve(root, "decoding.anchorFile", anchored.file());
      checkHash(description, file, anchored.file());
      anchors = AnchorFile.read(file);
    }
    return new ModelBundle(description, labels, anchors, false);
  }

  private static void checkHash(BundleDescription description, Path file, String name) {
    String sha256 = description.files().get(name);
    if (sha256 != null) {
      ContentHash.check(file, name, sha256);
    }
  }

  private static void checkFormat(BundleDescription description, Path model) {
    Optional<ModelFormat> found = ModelFormat.detect(model);
    if (found.isPresent() && found.get() != description.format()) {
      throw BundleErrors.corrupt(
          Bundles.FILE_NAME
              + ": format is \""
              + description.format().bundleName()
              + "\", but "
              + description.model()
              + " is "
              + found.get().bundleName());
    }
  }

  private static OpenBundle openBare(Path root, @Nullable Path unpacked) {
    try {
      Path model = root;
      Optional<ModelFormat> format = ModelFormat.detect(root);
      if (format.isEmpty()) {
        model = onlyModel(root);
        format = ModelFormat.detect(model);
      }
      Path labels = root.resolve(LABELS);
      String name = model.equals(root) ? "" : String.valueOf(model.getFileName());
      BundleDescription description = BundleDescription.of(Task.TENSOR, format.orElseThrow(), name);
      return new OpenBundle(
          new ModelBundle(
              description, Files.isRegularFile(labels) ? LabelFile.read(labels) : List.of(), true),
          model.toRealPath(),
          unpacked);
    } catch (IOException e) {
      throw BundleErrors.unreadable("bundle " + root.getFileName(), e);
    }
  }

  private static Path onlyModel(Path root) throws IOException {
    List<Path> models = new ArrayList<>();
    try (Stream<Path> files = Files.list(root)) {
      for (Path file : files.limit(MAX_CANDIDATES).toList()) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        boolean isText = name.endsWith(".txt") || name.endsWith(".md") || name.endsWith(".json");
        // Weights beside an ONNX model may begin with any bytes.
        boolean isData = name.endsWith(".data") || name.endsWith(".bin");
        if (!isText
            && !isData
            && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
            && ModelFormat.detect(file).isPresent()) {
          models.add(file);
        }
      }
    }
    if (models.size() == 1) {
      return models.getFirst();
    }
    throw BundleErrors.corrupt(
        "directory "
            + root.getFileName()
            + " has no "
            + Bundles.FILE_NAME
            + " and "
            + (models.isEmpty() ? "no model" : models.size() + " models")
            + ": expected that file, or exactly one model (.onnx, .tflite, .pt or a SavedModel)");
  }
}
