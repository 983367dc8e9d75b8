package dev.vaccel.modelstore;

import dev.vaccel.api.ResourceId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * The files of a store and the lock of those who change it.
 *
 * <pre>
 *  DIR/names/NAME[:VERSION].json  an entry; whoever sees it sees its content too
 *  DIR/content/SHA256/            content by resource id: a tree, or one file called model.*
 *  DIR/incoming/add-NUMBER/       what one process is adding: its lock `owner`, and files
 *  DIR/lock                       held while names or content change, and no longer
 * </pre>
 *
 * A name appears and goes by one rename or deletion. What a killed process leaves is in {@code
 * incoming} without anybody who holds its lock, or in {@code content} without a name; the next
 * change removes both. Reading takes no lock and writes nothing. Thread-safe.
 */
final class StoreDirectory {
  private static final String SUFFIX = ".json";
  private static final FileAttribute<?> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  // A file's lock is the process's: threads need one of their own beside it, and a process must not
  // open and close a file that it holds the lock of.
  private static final Map<Path, ReentrantLock> LOCKS = new ConcurrentHashMap<>();
  private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

  private final Path root;

  StoreDirectory(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  Path root() {
    return root;
  }

  Path entry(ModelName name) {
    return root.resolve("names").resolve(name + SUFFIX);
  }

  Path content(ResourceId id) {
    return root.resolve("content").resolve(id.sha256());
  }

  /** Every name, in order; none where there is no store yet. */
  List<ModelName> names() throws IOException {
    List<ModelName> names = new ArrayList<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(root.resolve("names"), "*" + SUFFIX)) {
      for (Path file : files) {
        String base = String.valueOf(file.getFileName());
        ModelName.of(base.substring(0, base.length() - SUFFIX.length())).ifPresent(names::add);
      }
    } catch (NoSuchFileException _) {
      return List.of();
    }
    names.sort(Comparator.comparing(ModelName::toString));
    return names;
  }

  /** Who changes the store. Belongs to the thread that opened it. */
  static final class Change implements AutoCloseable {
    private final ReentrantLock threads;
    private final FileChannel channel;

    private Change(ReentrantLock threads, FileChannel channel) {
      this.threads = threads;
      this.channel = channel;
    }

    @Override
    public void close() throws IOException {
      try {
        channel.close();
      } finally {
        threads.unlock();
      }
    }
  }

  /** Waits until nobody else changes the store; makes it where there is none. */
  Change change() throws IOException {
    Files.createDirectories(root, PRIVATE);
    for (String part : List.of("names", "content", "incoming")) {
      Path directory = root.resolve(part);
      if (!Files.isDirectory(directory)) {
        Files.createDirectories(directory, PRIVATE);
      }
    }
    ReentrantLock threads = LOCKS.computeIfAbsent(root.toRealPath(), _ -> new ReentrantLock());
    threads.lock();
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      var _ = channel.lock();
      return new Change(threads, channel);
    } catch (IOException | RuntimeException e) {
      if (channel != null) {
        channel.close();
      }
      threads.unlock();
      throw e;
    }
  }

  /** A place for what is being added, which goes with {@link #close}. */
  static final class Staging implements AutoCloseable {
    private final Path directory;
    private final FileChannel owner;

    private Staging(Path directory, FileChannel owner) {
      this.directory = directory;
      this.owner = owner;
    }

    Path file(String name) {
      return directory.resolve(name);
    }

    /** A file in a directory of its own, which is made. */
    Path file(String part, String name) throws IOException {
      return Files.createDirectories(directory.resolve(part)).resolve(name);
    }

    @Override
    public void close() throws IOException {
      delete(directory);
      owner.close();
      OURS.remove(directory);
    }
  }

  /** Makes a staging place, after removing those that nobody holds any more. */
  Staging stage() throws IOException {
    try (Change _ = change()) {
      removeAbandoned();
      Path directory = Files.createTempDirectory(root.resolve("incoming"), "add-", PRIVATE);
      OURS.add(directory);
      FileChannel owner =
          FileChannel.open(
              directory.resolve("owner"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      var _ = owner.lock();
      return new Staging(directory, owner);
    }
  }

  private void removeAbandoned() throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(root.resolve("incoming"))) {
      for (Path each : all) {
        if (!OURS.contains(each) && isAbandoned(each)) {
          delete(each);
        }
      }
    }
  }

  private static boolean isAbandoned(Path staging) throws IOException {
    try (FileChannel owner = FileChannel.open(staging.resolve("owner"), StandardOpenOption.WRITE)) {
      return owner.tryLock() != null;
    } catch (NoSuchFileException _) {
      return true;
    } catch (OverlappingFileLockException _) {
      return false;
    }
  }

  /** Moves content to its place, where it replaces what is there. Inside a {@link Change}. */
  void place(Path content, ResourceId id, Staging staging) throws IOException {
    Path target = content(id);
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      Files.move(target, staging.file("replaced"), StandardCopyOption.ATOMIC_MOVE);
    }
    Files.move(content, target, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Removes content that none of these name. Inside a {@link Change}. */
  void removeAllBut(Set<String> ids) throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(root.resolve("content"))) {
      for (Path each : all) {
        if (!ids.contains(String.valueOf(each.getFileName()))) {
          delete(each);
        }
      }
    }
  }

  /** Deletes a tree; links in it are not followed. */
  static void delete(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> walk = Files.walk(path)) {
      for (Path each : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }
}
