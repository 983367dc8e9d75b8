package dev.vaccel.modelstore;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ResourceException;
import dev.vaccel.runtime.ResourceFile;
import dev.vaccel.runtime.ResourceManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The files of a model: copying them in, and noticing that they were changed since. */
final class ContentFiles {
  /**
   * Everything in a store has this time, so that whoever writes to it later gives themselves away.
   */
  private static final FileTime TIME = FileTime.from(Instant.parse("2000-01-01T00:00:00Z"));

  private static final Set<PosixFilePermission> READ_ONLY =
      PosixFilePermissions.fromString("r--------");

  private ContentFiles() {}

  /**
   * Copies a directory. A link in it is copied as what it leads to, which must lie inside.
   *
   * @throws ResourceException CORRUPT for links out of it and for what is no file; EXHAUSTED beyond
   *     the limits
   */
  static void copyTree(Path from, Path to, long maxBytes) throws IOException {
    Path root = from.toRealPath();
    long left = maxBytes;
    int files = 0;
    List<Path> tree;
    try (Stream<Path> walk = Files.walk(root)) {
      // One more of each than a tree at the limit may have, directories included.
      tree = walk.limit(2L * ResourceManifest.MAX_FILES + 2).sorted().toList();
    }
    for (Path each : tree) {
      Path target = to.resolve(root.relativize(each).toString());
      if (Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectories(target);
        continue;
      }
      String name = root.relativize(each).toString();
      Path real = each.toRealPath();
      if (!real.startsWith(root) || !Files.isRegularFile(real)) {
        throw new ResourceException(
            ErrorCode.CORRUPT,
            from + ": " + name + " is a link out of it or no file; a model has files only");
      }
      left -= Files.size(real);
      if (left < 0 || ++files > ResourceManifest.MAX_FILES) {
        throw new ResourceException(
            ErrorCode.EXHAUSTED,
            from
                + ": a model may have at most "
                + maxBytes
                + " bytes in "
                + ResourceManifest.MAX_FILES
                + " files");
      }
      Files.copy(real, target);
    }
    if (tree.size() > 2 * ResourceManifest.MAX_FILES + 1) {
      throw new ResourceException(
          ErrorCode.EXHAUSTED, from + ": more directories than a model may have");
    }
  }

  /** Makes files read-only and gives them the time by which changes are noticed. */
  static void seal(Path root, ResourceManifest manifest) throws IOException {
    for (ResourceFile file : manifest.files()) {
      Path path = path(root, manifest, file);
      Files.setPosixFilePermissions(path, READ_ONLY);
      Files.setLastModifiedTime(path, TIME);
    }
  }

  /** Where one file of a model lies, whose path is {@code root}. */
  static Path path(Path root, ResourceManifest manifest, ResourceFile file) {
    return manifest.directory() ? root.resolve(file.path()) : root;
  }

  /**
   * What shows that a model's files are not those that were added; empty if nothing does. Looks at
   * sizes and times, and reads no content.
   */
  static Optional<String> change(Path root, ResourceManifest manifest) throws IOException {
    for (ResourceFile file : manifest.files()) {
      Path path = path(root, manifest, file);
      BasicFileAttributes found;
      try {
        found = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      } catch (NoSuchFileException _) {
        return Optional.of(file.path() + " is missing");
      }
      if (!found.isRegularFile()
          || found.size() != file.lengthBytes()
          || !found.lastModifiedTime().equals(TIME)) {
        return Optional.of(file.path() + " was changed");
      }
    }
    return Optional.empty();
  }
}
