package dev.vaccel.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes a bundle directory around a bare model. */
final class BundleWriter {
  private static final String LABELS = "labels.txt";
  private static final String ANCHORS = "anchors.bin";

  private BundleWriter() {}

  static Path write(
      Path directory,
      Path model,
      @Nullable Path labels,
      @Nullable Path anchors,
      BundleDescription description) {
    Optional<ModelFormat> found = ModelFormat.detect(model);
    if (found.isPresent() && found.get() != description.format()) {
      throw BundleErrors.corrupt(
          "model "
              + model.getFileName()
              + " is "
              + found.get().bundleName()
              + ": expected "
              + description.format().bundleName());
    }
    try {
      Files.createDirectories(directory);
      requireEmpty(directory);
      Map<String, String> files = new TreeMap<>();
      String modelName =
          switch (description.format()) {
            case ONNX -> "model.onnx";
            case TFLITE -> "model.tflite";
            case TORCHSCRIPT -> "model.pt";
            case SAVEDMODEL -> "model";
          };
      addTree(directory, modelName, model, files);
      if (labels != null) {
        LabelFile.read(labels);
        addTree(directory, LABELS, labels, files);
      }
      BundleDescription said = description;
      if (anchors != null && said.decoding() instanceof Decoding.Anchored anchored) {
        AnchorFile.read(anchors);
        addTree(directory, ANCHORS, anchors, files);
        said = said.withDecoding(anchored.withFile(ANCHORS));
      }
      BundleDescription written = said.withFiles(modelName, labels == null ? null : LABELS, files);
      Files.writeString(directory.resolve(Bundles.FILE_NAME), BundleJson.write(written));
      return directory;
    } catch (IOException e) {
      throw BundleErrors.unreadable("bundle " + directory.getFileName(), e);
    }
  }

  private static void requireEmpty(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      if (entries.findAny().isPresent()) {
        throw BundleErrors.corrupt(
            "bundle directory " + directory.getFileName() + " is not empty: expected a new one");
      }
    }
  }

  private static void addTree(Path directory, String name, Path source, Map<String, String> files)
      throws IOException {
    Path root = source.toRealPath();
    List<Path> tree;
    try (Stream<Path> walk = Files.walk(root)) {
      tree = walk.filter(Files::isRegularFile).sorted().toList();
    }
    for (Path file : tree) {
      String relative = root.relativize(file).toString().replace('\\', '/');
      String path = relative.isEmpty() ? name : name + "/" + relative;
      Path target = directory.resolve(path);
      Path parent = target.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      linkOrCopy(file, target);
      files.put(path, ContentHash.sha256(target));
    }
  }

  private static void linkOrCopy(Path file, Path target) throws IOException {
    try {
      Files.createLink(target, file.toRealPath());
    } catch (IOException | UnsupportedOperationException _) {
      Files.copy(file, target); // another file system, or one without links
    }
  }
}
