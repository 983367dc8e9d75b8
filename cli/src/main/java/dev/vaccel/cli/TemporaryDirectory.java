package dev.vaccel.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A directory of this user alone (0700), deleted by {@link #close()} or, at last, with the JVM. */
final class TemporaryDirectory implements AutoCloseable {
  private static final int MOST_ATTEMPTS = 100;

  private static final FileAttribute<Set<PosixFilePermission>> ONLY_THIS_USER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path path;

  private TemporaryDirectory(Path path) {
    this.path = path;
  }

  static TemporaryDirectory create(String prefix) throws IOException {
    return AtExit.begin(
        () -> new TemporaryDirectory(Files.createTempDirectory(prefix, ONLY_THIS_USER)),
        TemporaryDirectory::delete);
  }

  /** One below another directory: what is made there can be moved into it in one step. */
  static TemporaryDirectory createIn(Path parent, String prefix) throws IOException {
    return AtExit.begin(
        () -> new TemporaryDirectory(Files.createTempDirectory(parent, prefix, ONLY_THIS_USER)),
        TemporaryDirectory::delete);
  }

  Path path() {
    return path;
  }

  @Override
  public void close() {
    delete();
    AtExit.ended(this);
  }

  private void delete() {
    // Interrupted, our own threads may still be writing there.
    for (int i = 0; i < MOST_ATTEMPTS && Files.exists(path); i++) {
      deleteOnce();
    }
  }

  private void deleteOnce() {
    try (Stream<Path> tree = Files.walk(path)) {
      List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
      for (Path each : deepestFirst) {
        Files.deleteIfExists(each);
      }
    } catch (IOException | java.io.UncheckedIOException _) {
      // it is in the temporary folder; what cannot be deleted now hurts nobody
    }
  }
}
