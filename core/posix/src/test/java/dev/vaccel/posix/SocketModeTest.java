package dev.vaccel.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever lies where a socket was bound, no other file's mode is changed. */
final class SocketModeTest {
  private static final Set<PosixFilePermission> SHARED =
      PosixFilePermissions.fromString("rw-rw----");
  private static final Set<PosixFilePermission> OWN = PosixFilePermissions.fromString("rw-------");

  @TempDir Path directory;

  private Path socket(String name) throws SystemCallException, IOException {
    Path path = directory.resolve(name);
    ListeningSocket.bind(new Endpoint.UnixPath(path.toString())).close();
    Files.setPosixFilePermissions(path, OWN);
    return path;
  }

  @Test
  void setsThatOfASocket() throws Exception {
    Path socket = socket("agent.sock");
    SocketMode.set(socket, SHARED);
    assertEquals(SHARED, Files.getPosixFilePermissions(socket));
    // A link on the way is the operator's.
    Path linked = Files.createSymbolicLink(directory.resolve("run"), directory);
    SocketMode.set(linked.resolve("agent.sock"), OWN);
    assertEquals(OWN, Files.getPosixFilePermissions(socket));
  }

  @Test
  void leavesWhatALinkInItsPlaceNames() throws Exception {
    Path secret = Files.createFile(directory.resolve("secret"));
    Files.setPosixFilePermissions(secret, OWN);
    for (Path target : new Path[] {secret, socket("other.sock")}) {
      Path link = directory.resolve("agent.sock");
      Files.createSymbolicLink(link, target);
      assertThrows(IOException.class, () -> SocketMode.set(link, SHARED));
      assertEquals(OWN, Files.getPosixFilePermissions(target));
      Files.delete(link);
    }
    assertThrows(IOException.class, () -> SocketMode.set(secret, SHARED));
    assertEquals(OWN, Files.getPosixFilePermissions(secret));
    assertThrows(
        NoSuchFileException.class, () -> SocketMode.set(directory.resolve("none"), SHARED));
  }
}
