package dev.vaccel.model;

import dev.vaccel.api.ResourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Opens model bundles: a directory or a zip with {@link #FILE_NAME}, a SavedModel, or a model file
 * on its own. Content comes from strangers and is checked; a path in it never leads out of the
 * bundle.
 *
 * <p>Every method throws {@link ResourceException}: NOT_FOUND for what does not exist, CORRUPT for
 * a bundle that is not well formed, whose hashes do not match or that is no model at all. Messages
 * name file, field, value and what is accepted, and hold no path of this machine.
 */
public final class Bundles {
  /** The file in a bundle that describes it. */
  public static final String FILE_NAME = "vaccel-model.json";

  private Bundles() {}

  /**
   * Opens a bundle with its model and checks every hash it lists. A zip is unpacked into the
   * temporary folder until the result is closed.
   */
  public static OpenBundle open(Path resource) {
    requireExists(resource);
    if (Files.isDirectory(resource)) {
      return BundleDirectory.open(resource, null);
    }
    Optional<ModelFormat> format = ModelFormat.detect(resource);
    if (format.isPresent()) {
      return new OpenBundle(bare(format.get(), resource), resource, null);
    }
    requireZip(resource);
    Path unpacked = temporaryDirectory();
    try {
      BundleZip.extract(resource, unpacked, _ -> true);
      return BundleDirectory.open(unpacked, unpacked);
    } catch (RuntimeException e) {
      OpenBundle.deleteTree(unpacked);
      throw e;
    }
  }

  /**
   * What a bundle says, without unpacking or hashing its model: cheap enough for each session that
   * uses it.
   */
  public static ModelBundle describe(Path resource) {
    requireExists(resource);
    if (Files.isDirectory(resource)) {
      if (Files.exists(resource.resolve(FILE_NAME))) {
        return BundleDirectory.describe(resource);
      }
      try (OpenBundle opened = BundleDirectory.open(resource, null)) {
        return opened.bundle();
      }
    }
    Optional<ModelFormat> format = ModelFormat.detect(resource);
    if (format.isPresent()) {
      return bare(format.get(), resource);
    }
    requireZip(resource);
    Path unpacked = temporaryDirectory();
    try {
      BundleZip.extract(resource, unpacked, FILE_NAME::equals);
      Path json = unpacked.resolve(FILE_NAME);
      if (Files.exists(json)) {
        BundleDescription said = BundleJson.read(StrictJson.read(json));
        String labels = said.labels();
        String anchors = said.decoding() instanceof Decoding.Anchored a ? a.file() : null;
        BundleZip.extract(resource, unpacked, name -> name.equals(labels) || name.equals(anchors));
        return BundleDirectory.describe(unpacked);
      }
    } finally {
      OpenBundle.deleteTree(unpacked);
    }
    try (OpenBundle opened = open(resource)) {
      return opened.bundle();
    }
  }

  /**
   * The format of the model in a resource, without reading more than its first bytes and its
   * description.
   */
  public static ModelFormat format(Path resource) {
    return describe(resource).description().format();
  }

  /**
   * Makes a bundle of a bare model: its file and labels under fixed names, so that the same content
   * always gives the same bundle, and a description with their hashes. Files are linked where the
   * file system can, else copied.
   *
   * @param directory made if absent; must be empty
   * @param model a model file, or the directory of a SavedModel
   * @param labels one label in each line, or null
   * @param description its model, labels and files are replaced by what is written
   * @return {@code directory}
   */
  public static Path write(
      Path directory, Path model, @Nullable Path labels, BundleDescription description) {
    return BundleWriter.write(directory, model, labels, null, description);
  }

  /**
   * As above, with known boxes of an SSD.
   *
   * @param anchors the file that {@link Decoding.Anchored} needs
   */
  public static Path write(
      Path directory,
      Path model,
      @Nullable Path labels,
      Path anchors,
      BundleDescription description) {
    return BundleWriter.write(directory, model, labels, anchors, description);
  }

  private static ModelBundle bare(ModelFormat format, Path resource) {
    String name = String.valueOf(resource.getFileName());
    return new ModelBundle(BundleDescription.of(Task.TENSOR, format, name), List.of(), true);
  }

  private static void requireExists(Path resource) {
    if (!Files.exists(resource)) {
      throw BundleErrors.missing("model " + resource.getFileName() + " does not exist");
    }
  }

  private static void requireZip(Path resource) {
    try {
      if (!FormatSniffer.isZip(resource)) {
        throw BundleErrors.corrupt(
            resource.getFileName()
                + " is no model ("
                + FormatSniffer.firstBytes(resource)
                + "): expected an ONNX, TFLite or TorchScript file, a SavedModel directory, or a"
                + " bundle of one as a directory or zip");
      }
    } catch (IOException e) {
      throw BundleErrors.unreadable("model " + resource.getFileName(), e);
    }
  }

  private static Path temporaryDirectory() {
    try {
      return Files.createTempDirectory("vaccel-model-");
    } catch (IOException e) {
      throw BundleErrors.unreadable("the temporary folder", e);
    }
  }
}
