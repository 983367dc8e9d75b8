package dev.vaccel.backend.tensor;

import dev.vaccel.model.BundleDescription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A model to load.
 *
 * @param name for messages
 * @param path its file or directory; readable during the load only, since a zip's files are
 *     unpacked for as long
 * @param alone whether the file is no bundle's: beside it may lie what belongs to other tenants
 * @param description what its bundle says
 */
public record ModelFile(String name, Path path, boolean alone, BundleDescription description) {
  /** Size of what belongs to the model: the file alone, else all files of its directory. */
  public long bytes() throws IOException {
    Path folder = Files.isDirectory(path) ? path : path.getParent();
    if (alone || folder == null) {
      return Files.size(path);
    }
    List<Path> files;
    try (Stream<Path> tree = Files.walk(folder)) {
      files = tree.filter(Files::isRegularFile).toList();
    }
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.size(file);
    }
    return bytes;
  }
}
