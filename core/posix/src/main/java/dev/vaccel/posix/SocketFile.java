package dev.vaccel.posix;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The file that a listening unix socket is known by. A file that nobody listens on any more is
 * replaced, a live one is an error, and only our own file is removed at the end. Thread-safe.
 */
public final class SocketFile {
  /** Owner and group may connect: connecting takes write permission. */
  private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rw-rw----");

  /** Asking whether somebody listens takes microseconds; a live but full backlog takes this. */
  private static final long PROBE_NS = 200_000_000;

  /** Others who hold the directory are starting an agent there; more than this takes none. */
  private static final long LOCK_NS = 1_000_000_000;

  private static final int S_IFMT = 0170000;
  private static final int S_IFSOCK = 0140000;

  private final Object address;
  private final String text;
  private final Path path;
  private final ListeningSocket socket;
  private final Object identity;

  /**
   * Binds and listens.
   *
   * @param address what messages call the place
   * @param text the path
   * @throws SystemCallException why it cannot be bound
   * @throws ConfigException if it is in use, or what is there is not ours to replace
   */
  public SocketFile(Object address, String text) throws SystemCallException {
    this.address = address;
    this.text = text;
    try {
      this.path = Path.of(text);
    } catch (InvalidPathException unreadable) {
      throw new ConfigException(
          ErrorCode.INVALID_CONFIG,
          "address '" + address + "': not a path under this locale: " + unreadable.getReason(),
          unreadable);
    }
    DirectoryLock lock = lock();
    try {
      this.socket = bind();
      boolean listening = false;
      try {
        // Before listen: until then nobody gets in whatever the process's mask allowed.
        SocketMode.set(path, MODE);
        this.identity = identity();
        socket.listen();
        listening = true;
      } catch (IOException failure) {
        throw unusable("its mode cannot be set: " + failure.getMessage(), failure);
      } finally {
        if (!listening) {
          socket.close();
        }
      }
    } finally {
      if (lock != null) {
        lock.close();
      }
    }
  }

  /** Where connections arrive. Closing it leaves the file: see {@link #remove}. */
  public ListeningSocket socket() {
    return socket;
  }

  /**
   * Of two agents that replace a stale file at once, one would remove the other's. Null where the
   * directory cannot be locked: that is no reason not to listen.
   */
  private @Nullable DirectoryLock lock() {
    Path directory = path.toAbsolutePath().getParent();
    try {
      return directory == null ? null : DirectoryLock.take(directory.toString(), LOCK_NS);
    } catch (SystemCallException _) {
      return null;
    }
  }

  private ListeningSocket bind() throws SystemCallException {
    Endpoint endpoint = new Endpoint.UnixPath(text);
    try {
      return ListeningSocket.bind(endpoint);
    } catch (SystemCallException failure) {
      if (failure.number() != Errno.EADDRINUSE) {
        throw failure;
      }
    }
    removeIfStale();
    return ListeningSocket.bind(endpoint);
  }

  private void removeIfStale() {
    try {
      int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
      if ((mode & S_IFMT) != S_IFSOCK) {
        throw unusable("the file exists and is not a socket; remove it or use another path", null);
      }
      StreamSocket.connect(new Endpoint.UnixPath(text), PROBE_NS).close();
      throw unusable("address in use, an agent already listens on " + address, null);
    } catch (SystemCallException answer) {
      switch (answer.number()) {
        case Errno.ECONNREFUSED -> delete();
        case Errno.ENOENT -> {}
        case Errno.ETIMEDOUT ->
            throw unusable("address in use, a busy agent already listens on " + address, answer);
        default ->
            throw unusable(
                "the socket exists and cannot be asked whether it is in use: "
                    + answer.getMessage(),
                answer);
      }
    } catch (IOException gone) {
      // Removed since the first try: the next one tells.
    }
  }

  private void delete() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException failure) {
      throw unusable("the socket that an earlier agent left cannot be removed", failure);
    }
  }

  /** Device and inode. */
  private Object identity() throws IOException {
    return Objects.requireNonNull(
        Files.getAttribute(path, "unix:fileKey", LinkOption.NOFOLLOW_LINKS));
  }

  /** Whether the file is there and still ours. */
  public boolean isThere() {
    try {
      return identity().equals(identity);
    } catch (IOException gone) {
      return false;
    }
  }

  /** Removes the file if it still is ours; before the socket is closed. */
  public void remove() {
    if (isThere()) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException gone) {
        // Somebody removed it before us, or we may not: nothing of ours is left to protect.
      }
    }
  }

  private ConfigException unusable(String why, @Nullable Throwable cause) {
    return new ConfigException(
        ErrorCode.INVALID_CONFIG, "cannot listen on " + address + ": " + why, cause);
  }
}
