package dev.vaccel.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Paths that a bundle names. They stay inside the bundle, whatever they say. */
final class BundlePaths {
  private static final int MAX_LENGTH = 1024;

  private BundlePaths() {}

  /**
   * Whether the text is a plain relative path with {@code /} between its parts: not absolute on any
   * system, no {@code ..}, no empty part, no control character.
   */
  static boolean isPlain(String path) {
    if (path.isEmpty()
        || path.length() > MAX_LENGTH
        || path.indexOf('\\') >= 0
        || path.indexOf(':') >= 0
        || path.chars().anyMatch(Character::isISOControl)) {
      return false;
    }
    for (String part : path.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        return false;
      }
    }
    return true;
  }

  /**
   * The existing file or directory that a field names, with symbolic links followed.
   *
   * @param field for messages: {@code labels}
   */
  static Path resolve(Path root, String field, String path) {
    if (!isPlain(path)) {
      throw BundleErrors.corrupt(
          Bundles.FILE_NAME
              + ": "
              + field
              + " is \""
              + path
              + "\": expected a relative path inside the bundle, such as model.onnx");
    }
    Path file = root.resolve(path);
    if (!Files.exists(file)) {
      throw BundleErrors.missing(
          Bundles.FILE_NAME + ": " + field + " names " + path + ", which the bundle does not have");
    }
    try {
      Path real = file.toRealPath();
      if (!real.startsWith(root.toRealPath())) {
        throw BundleErrors.corrupt(
            Bundles.FILE_NAME
                + ": "
                + field
                + " names "
                + path
                + ", a symbolic link that leaves the bundle");
      }
      return real;
    } catch (IOException e) {
      throw BundleErrors.unreadable(field + " " + path, e);
    }
  }
}
