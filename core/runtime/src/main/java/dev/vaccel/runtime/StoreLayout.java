package dev.vaccel.runtime;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.ResourceId;
import java.io.IOException;
import java.lang.System.Logger;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Paths and file operations of a {@link ResourceStore}.
 *
 * @param root the store's directory
 */
record StoreLayout(Path root) {
  private static final Logger LOG = System.getLogger(StoreLayout.class.getName());

  static StoreLayout open(Path directory) {
    StoreLayout layout = new StoreLayout(directory.toAbsolutePath().normalize());
    try {
      Files.createDirectories(
          layout.root,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      layout.clear();
      for (String name : List.of("files", "incoming", "resources")) {
        Files.createDirectories(layout.root.resolve(name));
      }
    } catch (IOException e) {
      throw new ConfigException(
          ErrorCode.INVALID_CONFIG,
          "resource store " + directory + ": cannot be used as a directory: " + e,
          e);
    }
    return layout;
  }

  Path file(ResourceId hash) {
    return root.resolve("files").resolve(hash.sha256());
  }

  Path incoming(ResourceId hash) {
    return root.resolve("incoming").resolve(hash.sha256());
  }

  private Path resource(ResourceId id) {
    return root.resolve("resources").resolve(id.sha256());
  }

  /** What back ends get: the directory, or the one file in it. */
  Path path(ResourceId id, ResourceManifest manifest) {
    return manifest.directory()
        ? resource(id)
        : resource(id).resolve(manifest.files().getFirst().path());
  }

  long length(ResourceId hash) {
    try {
      return Files.size(file(hash));
    } catch (IOException _) {
      return -1;
    }
  }

  void link(ResourceId id, ResourceManifest manifest) {
    Path directory = resource(id);
    try {
      Files.createDirectories(directory);
      for (ResourceFile file : manifest.files()) {
        Path link = directory.resolve(file.path()).normalize();
        if (!link.startsWith(directory)) {
          throw new IllegalStateException("unchecked path " + file.path());
        }
        Files.createDirectories(link.getParent());
        Files.deleteIfExists(link);
        Files.createLink(link, file(file.hash()));
      }
    } catch (IOException e) {
      delete(directory);
      throw full("resource " + id.shortName(), e);
    }
  }

  void unlink(ResourceId id) {
    delete(resource(id));
  }

  void truncate(ResourceId hash, long bytes) {
    try (FileChannel channel = FileChannel.open(incoming(hash), StandardOpenOption.WRITE)) {
      channel.truncate(bytes);
    } catch (IOException e) {
      LOG.log(Logger.Level.DEBUG, "nothing to truncate file={0} cause={1}", hash.shortName(), e);
    }
  }

  void deleteIncoming(ResourceId hash) {
    delete(incoming(hash));
  }

  void deleteFile(ResourceId hash) {
    delete(file(hash));
  }

  /** Removes what a store keeps, and nothing else that may lie in the directory. */
  void clear() {
    for (String name : List.of("files", "incoming", "resources")) {
      delete(root.resolve(name));
    }
  }

  private static void delete(Path path) {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> walk = Files.walk(path)) {
      for (Path entry : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(entry);
      }
    } catch (IOException e) {
      LOG.log(Logger.Level.WARNING, "cannot remove path={0} cause={1}", path, e);
    }
  }

  /** The failure of writing to the store. */
  static ResourceException full(String what, IOException cause) {
    return new ResourceException(
        ErrorCode.STORE_FULL, what + " cannot be stored: " + cause.getMessage(), cause);
  }
}
