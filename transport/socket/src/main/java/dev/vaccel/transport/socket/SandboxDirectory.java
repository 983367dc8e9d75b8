package dev.vaccel.transport.socket;

import java.io.IOException;
import java.lang.System.Logger;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * Finds the sockets that a pattern means, and waits until that may have changed. Links are not
 * followed below the pattern's directory: whoever may write in a sandbox cannot name a place
 * outside. Confined to one thread at a time; {@link #close()} any.
 */
final class SandboxDirectory implements AutoCloseable {
  private static final Logger LOG = System.getLogger(SandboxDirectory.class.getName());

  /** Events are a help. Where the kernel gives none, or no more, this is how late it is noticed. */
  private static final long LOOK_EVERY_NS = 1_000_000_000;

  private static final long SETTLE_NS = 20_000_000;

  /** Looking takes at most this part of one processor, however many sandboxes come and go. */
  private static final long SHARE = 10;

  private static final int S_IFMT = 0170000;
  private static final int S_IFDIR = 0040000;
  private static final int S_IFSOCK = 0140000;

  private final SandboxPattern pattern;
  private final Path directory;
  private final int mostWatched;
  private final WatchService service;
  private Map<Path, WatchKey> watched = new HashMap<>();
  private Map<Path, WatchKey> stillWatched = new HashMap<>();
  private boolean failing;
  private long tookNs;

  /**
   * Nothing is looked at yet.
   *
   * @param mostWatched directories that the kernel is asked to watch, at most
   */
  SandboxDirectory(SandboxPattern pattern, int mostWatched) throws IOException {
    this.pattern = pattern;
    this.directory = Path.of(pattern.directory());
    this.mostWatched = mostWatched;
    this.service = FileSystems.getDefault().newWatchService();
  }

  /** The names of the sandboxes that have their socket, in order. */
  SortedSet<String> look() {
    long startNs = System.nanoTime();
    SortedSet<String> found = new TreeSet<>();
    watch(directory);
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (hasSocket(entry)) {
          found.add(entry.getFileName().toString());
        }
      }
      failing = false;
    } catch (IOException | DirectoryIteratorException failure) {
      if (!failing) {
        LOG.log(
            Logger.Level.WARNING,
            "cannot look for sandboxes directory={0} reason={1} (trying on)",
            directory,
            failure);
      }
      failing = true;
    }
    forgetOthers();
    tookNs = System.nanoTime() - startNs;
    return found;
  }

  private boolean hasSocket(Path entry) {
    try {
      Path at = entry;
      for (String name : pattern.behind()) {
        if (!isOfType(at, S_IFDIR)) {
          return false;
        }
        watch(at); // Before it is looked into: nothing appears in between.
        at = at.resolve(name);
      }
      return isOfType(at, S_IFSOCK);
    } catch (IOException notThereOrNotOurs) {
      return false;
    }
  }

  private static boolean isOfType(Path path, int type) throws IOException {
    int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    return (mode & S_IFMT) == type;
  }

  private void watch(Path path) {
    WatchKey key = watched.remove(path);
    try {
      if ((key == null || !key.isValid()) && stillWatched.size() < mostWatched) {
        key =
            path.register(
                service,
                StandardWatchEventKinds.ENTRY_CREATE,
                StandardWatchEventKinds.ENTRY_DELETE);
      }
    } catch (IOException | ClosedWatchServiceException _) {
      key = null; // It is looked at without.
    }
    if (key != null) {
      stillWatched.put(path, key);
    }
  }

  private void forgetOthers() {
    watched.values().forEach(WatchKey::cancel);
    watched = stillWatched;
    stillWatched = new HashMap<>();
  }

  /**
   * Waits until something may have changed.
   *
   * @return false once this is closed
   */
  boolean await() {
    try {
      TimeUnit.NANOSECONDS.sleep(Math.min(LOOK_EVERY_NS, Math.max(SETTLE_NS, SHARE * tookNs)));
      WatchKey key = service.poll(LOOK_EVERY_NS, TimeUnit.NANOSECONDS);
      while (key != null) {
        key.pollEvents();
        key.reset();
        key = service.poll();
      }
      return true;
    } catch (ClosedWatchServiceException | InterruptedException end) {
      return false;
    }
  }

  /** Idempotent. */
  @Override
  public void close() throws IOException {
    service.close();
  }
}
