package dev.vaccel.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DirectoryLockTest {
  private static final long LONG_NS = 60_000_000_000L;

  @TempDir private Path directory;

  private DirectoryLock take(long timeoutNs) throws SystemCallException {
    return DirectoryLock.take(directory.toString(), timeoutNs);
  }

  @Test
  void oneAtATimeAlsoInOneProcess() throws Exception {
    DirectoryLock first = take(LONG_NS);
    SystemCallException busy = assertThrows(SystemCallException.class, () -> take(1));
    assertEquals(Errno.EAGAIN, busy.number());
    first.close();
    first.close();
    take(LONG_NS).close();
  }

  @Test
  void leavesNothingBehind() throws Exception {
    take(LONG_NS).close();
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(0, files.count());
    }
  }

  @Test
  void saysWhichDirectoryIsNotThere() {
    Path missing = directory.resolve("missing");
    SystemCallException failure =
        assertThrows(SystemCallException.class, () -> DirectoryLock.take(missing.toString(), 1));
    assertEquals(Errno.ENOENT, failure.number());
  }
}
