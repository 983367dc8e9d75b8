package dev.vaccel.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A bundle whose model file can be read. What a zip was unpacked to is deleted by {@link #close()};
 * other bundles are left as they are. Confined to one thread at a time.
 */
public final class OpenBundle implements AutoCloseable {
  private final ModelBundle bundle;
  private final Path modelPath;
  private final @Nullable Path unpacked;

  OpenBundle(ModelBundle bundle, Path modelPath, @Nullable Path unpacked) {
    this.bundle = bundle;
    this.modelPath = modelPath;
    this.unpacked = unpacked;
  }

  /** What the bundle says. */
  public ModelBundle bundle() {
    return bundle;
  }

  /** The model's file, or its directory for a SavedModel. Readable until {@link #close()}. */
  public Path modelPath() {
    return modelPath;
  }

  /** Deletes what was unpacked. Idempotent. */
  @Override
  public void close() {
    if (unpacked != null) {
      deleteTree(unpacked);
    }
  }

  /** Deletes as much as it can: what stays is in the temporary folder and hurts nobody. */
  static void deleteTree(Path directory) {
    try (Stream<Path> tree = Files.walk(directory)) {
      List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      System.getLogger(OpenBundle.class.getName())
          .log(System.Logger.Level.DEBUG, "unpacked bundle stays: " + directory, e);
    }
  }
}
