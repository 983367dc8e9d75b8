package dev.vaccel.transport.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ConfigException;
import dev.vaccel.posix.Endpoint;
import dev.vaccel.posix.ListeningSocket;
import dev.vaccel.testing.Deadline;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.LinkOptions;
import dev.vaccel.wire.spi.Listener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SocketFileTest {
  private static final LinkOptions PATIENT =
      LinkOptions.DEFAULT.withConnectTimeout(Deadline.LIMIT).withoutRings();

  private final SocketTransportProvider provider = new SocketTransportProvider();
  @TempDir private Path directory;

  private Path file() {
    return directory.resolve("agent.sock");
  }

  private Listener listen(String address) {
    return provider.listen(Address.parse(address), PATIENT);
  }

  private String refusal(String address) {
    return assertThrows(ConfigException.class, () -> listen(address).close()).getMessage();
  }

  @Test
  void letsOwnerAndGroupConnect() throws Exception {
    try (Listener listener = listen("unix://" + file())) {
      assertEquals(
          "rw-rw----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
      assertEquals("unix://" + file(), listener.address().toString());
    }
  }

  @Test
  void removesTheFileAtTheEnd() {
    listen("unix://" + file()).close();
    assertFalse(Files.exists(file()));
  }

  @Test
  void replacesAFileThatNobodyListensOn() throws Exception {
    ListeningSocket.bind(new Endpoint.UnixPath(file().toString())).close();
    assertTrue(Files.exists(file()), "a killed agent leaves its file");
    try (Listener listener = listen("unix://" + file())) {
      provider.connect(listener.address(), PATIENT).close();
    }
  }

  @Test
  void leavesAFileThatIsNoSocket() throws Exception {
    Files.writeString(file(), "precious");
    String refusal = refusal("unix://" + file());
    assertTrue(refusal.contains("exists and is not a socket"), refusal);
    assertEquals("precious", Files.readString(file()));
  }

  @Test
  void leavesTheFileOfItsSuccessor() throws Exception {
    Listener first = listen("unix://" + file());
    Files.delete(file());
    try (Listener second = listen("unix://" + file())) {
      first.close();
      provider.connect(second.address(), PATIENT).close();
    }
  }

  @Test
  void takesALiveButFullSocketForInUse() throws Exception {
    try (Stalled _ = Stalled.full(new Endpoint.UnixPath(file().toString()))) {
      String refusal = refusal("unix://" + file());
      assertTrue(refusal.contains("address in use, a busy agent"), refusal);
    }
  }

  @Test
  void saysWhatIsWrongWithTheAddress() {
    String missing = refusal("unix://" + directory.resolve("no/agent.sock"));
    assertTrue(missing.contains("ENOENT") && missing.contains("directory does not exist"), missing);

    String tooLong = "/" + "x".repeat(107);
    String refusal = refusal("unix://" + tooLong);
    assertTrue(refusal.contains("108 bytes, expected 1 to 107"), refusal);

    refusal = refusal("unix:@" + "y".repeat(108));
    assertTrue(refusal.contains("108 bytes, expected 1 to 107"), refusal);

    refusal = refusal("unix://run/agent.sock");
    assertTrue(refusal.contains("absolute path: unix:///run/agent.sock"), refusal);

    refusal = refusal("unix:@");
    assertTrue(refusal.contains("expected 1 to 107"), refusal);

    refusal = refusal("unix:///run/a\0b");
    assertTrue(refusal.contains("zero byte"), refusal);

    refusal = refusal("carrier-pigeon://coop");
    assertTrue(refusal.contains("sockets serve unix:///path"), refusal);
  }
}
