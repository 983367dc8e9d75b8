package dev.vaccel.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/**
 * Sets the mode of a socket's file in a directory where somebody else may write: chmod(2) follows a
 * link that has taken the file's place, so that an agent with more rights would open somebody
 * else's file to him. Here the file is held first, and it has to be a socket at that very place.
 *
 * <p>Source: open(2), O_PATH; proc(5), /proc/self/fd.
 */
final class SocketMode {
  private static final int S_IFMT = 0170000;
  private static final int S_IFSOCK = 0140000;
  private static final Path HELD = Path.of("/proc/self/fd");

  private SocketMode() {}

  /**
   * Sets it.
   *
   * @throws IOException if it cannot be set, or another file has taken the place
   */
  static void set(Path path, Set<PosixFilePermission> mode) throws IOException {
    if (!Files.isDirectory(HELD)) {
      Files.setPosixFilePermissions(path, mode); // No /proc, nothing to hold a file by.
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      CallState state = new CallState(arena);
      int flags = LinuxConstants.O_PATH | LinuxConstants.O_CLOEXEC;
      int number =
          PosixBindings.open(state.segment, arena.allocateFrom(path.toString()).address(), flags);
      if (number < 0) {
        throw new NoSuchFileException(path.toString());
      }
      try (OwnedFd _ = OwnedFd.of(number, path.toString())) {
        Path held = HELD.resolve(Integer.toString(number));
        Path place = path.toAbsolutePath();
        Path expected = place.resolveSibling(".").toRealPath().resolve(place.getFileName());
        int found = (int) Files.getAttribute(held, "unix:mode");
        if ((found & S_IFMT) != S_IFSOCK || !Files.readSymbolicLink(held).equals(expected)) {
          throw new IOException("another file has taken its place");
        }
        Files.setPosixFilePermissions(held, mode);
      }
    }
  }
}
