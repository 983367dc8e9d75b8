package dev.vaccel.runtime;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.ResourceId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Hashes of files and trees. */
public final class ContentHash {
  private static final int BUFFER_BYTES = 1 << 20;

  private ContentHash() {}

  /** A fresh SHA-256. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The hash of a file's content. */
  public static ResourceId of(Path file) throws IOException {
    MessageDigest digest = sha256();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return ResourceId.of(digest.digest());
  }

  /**
   * The manifest of a file or of all regular files below a directory; links are followed.
   *
   * @throws ResourceException if the path does not exist or cannot be read
   */
  public static ResourceManifest manifest(Path path) {
    try {
      if (Files.isDirectory(path)) {
        List<Path> found;
        try (Stream<Path> walk = Files.walk(path, FileVisitOption.FOLLOW_LINKS)) {
          found =
              walk.filter(Files::isRegularFile)
                  .sorted(Comparator.comparing(f -> relative(path, f)))
                  .toList();
        }
        List<ResourceFile> files = new ArrayList<>();
        for (Path file : found) {
          files.add(new ResourceFile(relative(path, file), Files.size(file), of(file)));
        }
        return new ResourceManifest(true, files);
      }
      Path name = path.toAbsolutePath().normalize().getFileName();
      if (!Files.isRegularFile(path) || name == null) {
        throw new ResourceException(
            ErrorCode.NOT_FOUND, "resource " + path + ": no such file or directory");
      }
      return new ResourceManifest(
          false, List.of(new ResourceFile(name.toString(), Files.size(path), of(path))));
    } catch (IOException | java.io.UncheckedIOException e) {
      throw new ResourceException(
          ErrorCode.NOT_FOUND, "resource " + path + ": cannot read " + e, e);
    }
  }

  private static String relative(Path root, Path file) {
    return root.relativize(file).toString();
  }
}
