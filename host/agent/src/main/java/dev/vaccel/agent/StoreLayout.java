package dev.vaccel.agent;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.ResourceId;
import dev.vaccel.runtime.ResourceFile;
import dev.vaccel.runtime.ResourceManifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Paths and file operations of a {@link ResourceStore}. Stateless but for its lock. */
final class StoreLayout implements AutoCloseable {
  private static final Logger LOG = System.getLogger(StoreLayout.class.getName());
  private static final FileAttribute<?> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  /** Back ends get the files themselves: none must change what others use. */
  private static final Set<PosixFilePermission> READ_ONLY =
      PosixFilePermissions.fromString("r--------");

  private static final List<String> PARTS = List.of("files", "incoming", "resources");

  private final Path root;
  private final FileChannel lock;

  private StoreLayout(Path root, FileChannel lock) {
    this.root = root;
    this.lock = lock;
  }

  static StoreLayout open(Path directory) {
    Path root = directory.toAbsolutePath().normalize();
    try {
      Files.createDirectories(root, PRIVATE);
      StoreLayout layout = new StoreLayout(root, lock(root));
      try {
        layout.clear();
        for (String name : PARTS) {
          // Whatever the mode of a directory that was there, nobody else sees into these.
          Files.createDirectory(root.resolve(name), PRIVATE);
        }
        return layout;
      } catch (IOException | RuntimeException e) {
        layout.lock.close();
        throw e;
      }
    } catch (IOException | UncheckedIOException e) {
      throw new ConfigException(
          ErrorCode.INVALID_CONFIG,
          "resource store " + directory + ": cannot be used as a directory: " + e,
          e);
    }
  }

  /** Two agents in one directory would remove each other's files. */
  private static FileChannel lock(Path root) throws IOException {
    FileChannel channel =
        FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException _) {
      // by another agent in this process
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    throw new ConfigException(
        ErrorCode.INVALID_CONFIG,
        "resource store " + root + ": another agent uses it; give each its own");
  }

  private Path file(ResourceId hash) {
    return root.resolve("files").resolve(hash.sha256());
  }

  private Path incoming(long number) {
    return root.resolve("incoming").resolve(Long.toString(number));
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

  /** Writes the next bytes of a file that arrives. */
  void append(long number, long offset, MemorySegment bytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(incoming(number), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ByteBuffer source = bytes.asByteBuffer();
      while (source.hasRemaining()) {
        int _ = channel.write(source, offset + source.position());
      }
    }
  }

  /** Moves a file that has arrived to where complete ones are. */
  void complete(long number, ResourceId hash, boolean isEmpty) throws IOException {
    if (isEmpty) {
      Files.createFile(incoming(number));
    }
    Files.setPosixFilePermissions(incoming(number), READ_ONLY);
    Files.move(incoming(number), file(hash), StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Gives a file of somebody else a name here, under which it stays when they remove theirs.
   *
   * @throws IOException if it lies on another file system, or they do not let us
   */
  void adopt(ResourceId hash, Path file) throws IOException {
    Files.createLink(file(hash), file);
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

  void truncate(long number, long bytes) {
    try (FileChannel channel = FileChannel.open(incoming(number), StandardOpenOption.WRITE)) {
      channel.truncate(bytes);
    } catch (IOException e) {
      LOG.log(Logger.Level.DEBUG, "nothing to truncate incoming={0} cause={1}", number, e);
    }
  }

  void deleteIncoming(long number) {
    delete(incoming(number));
  }

  void deleteFile(ResourceId hash) {
    delete(file(hash));
  }

  /** Removes what a store keeps, and nothing else that may lie in the directory. */
  private void clear() {
    for (String name : PARTS) {
      delete(root.resolve(name));
    }
  }

  /** Removes the store's content and its lock; the directory stays. Idempotent. */
  @Override
  public void close() {
    if (!lock.isOpen()) {
      return;
    }
    clear();
    delete(root.resolve("lock"));
    try {
      lock.close();
    } catch (IOException e) {
      LOG.log(Logger.Level.WARNING, "cannot close the lock of path={0} cause={1}", root, e);
    }
  }

  private static void delete(Path path) {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
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
