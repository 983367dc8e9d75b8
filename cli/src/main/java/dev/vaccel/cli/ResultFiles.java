package dev.vaccel.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where one kind of result goes, a file for each picture: the one that the option names, or, in a
 * directory, one that is called like the picture. Everything that can be wrong is found before
 * anything is computed; nothing is replaced unasked, and a picture never.
 */
final class ResultFiles {
  private final List<Path> files;

  private ResultFiles(List<Path> files) {
    this.files = List.copyOf(files);
  }

  /**
   * How files of one kind are called.
   *
   * @param option for messages
   * @param extensions that may be given, with their dots, in lower case
   * @param suffix of names in a directory, between the picture's name and the extension
   * @param extension that files in a directory get, by picture
   */
  record Kind(
      String option, List<String> extensions, String suffix, Function<Path, String> extension) {}

  /**
   * Finds the files.
   *
   * @param target what the option says; null: no such results are wanted
   * @param force whether files may be replaced
   * @throws Failure if a file cannot be used
   */
  static ResultFiles of(Kind kind, @Nullable Path target, List<Path> images, boolean force) {
    if (target == null) {
      return new ResultFiles(List.of());
    }
    boolean isDirectory = Files.isDirectory(target) || images.size() > 1 || endsInSlash(target);
    List<Path> files =
        isDirectory ? inDirectory(kind, target, images) : List.of(single(kind, target));
    for (Path file : files) {
      check(kind.option(), file, images, force);
    }
    return new ResultFiles(files);
  }

  /**
   * Checks that the option names a directory, if anything: for more results than are known yet.
   *
   * @throws Failure if it does not
   */
  static void requireDirectory(Kind kind, @Nullable Path target) {
    boolean isFile =
        target != null
            && !Files.isDirectory(target)
            && (Files.exists(target) || !extension(target).isEmpty());
    if (isFile) {
      throw Failure.usage(kind.option() + " " + target + ": expected a directory for frames");
    }
  }

  /** Whether such results are wanted. */
  boolean wanted() {
    return !files.isEmpty();
  }

  /** The file of the picture at this position; null where none is wanted. */
  @Nullable Path of(int image) {
    return files.isEmpty() ? null : files.get(image);
  }

  /** Makes the directory that is written to, if need be. */
  void prepare() throws IOException {
    Path parent = files.isEmpty() ? null : files.getFirst().toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
  }

  /** The extension of a name, with its dot, in lower case; empty: none. */
  static String extension(Path path) {
    String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : name.substring(dot);
  }

  // A Path has forgotten the slash: a name without any extension is as good a sign.
  private static boolean endsInSlash(Path target) {
    return extension(target).isEmpty();
  }

  private static Path single(Kind kind, Path target) {
    if (!kind.extensions().contains(extension(target))) {
      throw Failure.usage(
          kind.option()
              + " "
              + target
              + ": expected a directory or a file that ends in "
              + String.join(" or ", kind.extensions()));
    }
    Path parent = target.toAbsolutePath().getParent();
    if (parent != null && !Files.isDirectory(parent)) {
      throw Failure.usage(
          kind.option() + " " + target + ": directory " + parent + " does not exist");
    }
    return target;
  }

  private static List<Path> inDirectory(Kind kind, Path directory, List<Path> images) {
    boolean isFile = Files.exists(directory) && !Files.isDirectory(directory);
    boolean isMeantAsFile =
        !Files.exists(directory) && kind.extensions().contains(extension(directory));
    if (isFile || isMeantAsFile) {
      throw Failure.usage(
          kind.option() + " " + directory + ": expected a directory for several images");
    }
    List<Path> files = new ArrayList<>();
    Set<Path> taken = new HashSet<>();
    for (Path image : images) {
      String name = String.valueOf(image.getFileName());
      String stem = name.substring(0, name.length() - extension(image).length());
      String end = kind.suffix() + kind.extension().apply(image);
      Path file = directory.resolve(stem + end);
      for (int again = 2; !taken.add(file); again++) {
        file = directory.resolve(stem + "-" + again + end);
      }
      files.add(file);
    }
    return files;
  }

  private static void check(String option, Path file, List<Path> images, boolean force) {
    Path whole = file.toAbsolutePath().normalize();
    for (Path image : images) {
      if (whole.equals(image.toAbsolutePath().normalize()) || isSame(file, image)) {
        throw Failure.usage(option + " " + file + ": would replace the picture itself");
      }
    }
    if (Files.exists(file) && !force) {
      throw Failure.usage(option + " " + file + ": exists already; --force replaces it");
    }
  }

  private static boolean isSame(Path file, Path image) {
    try {
      return Files.exists(file) && Files.exists(image) && Files.isSameFile(file, image);
    } catch (IOException _) {
      return false;
    }
  }
}
