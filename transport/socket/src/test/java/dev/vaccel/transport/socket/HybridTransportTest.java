package dev.vaccel.transport.socket;

import static dev.vaccel.testing.Links.read;
import static dev.vaccel.testing.Links.write;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.TransportException;
import dev.vaccel.posix.Endpoint;
import dev.vaccel.testing.Background;
import dev.vaccel.testing.Deadline;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.Link;
import dev.vaccel.wire.spi.LinkOptions;
import dev.vaccel.wire.spi.Listener;
import dev.vaccel.wire.spi.PeerIdentity;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hybrid vsock against a VMM that is played here. */
class HybridTransportTest {
  private static final LinkOptions PATIENT = LinkOptions.DEFAULT.withConnectTimeout(Deadline.LIMIT);

  @TempDir Path directory;
  private final SocketTransportProvider provider = new SocketTransportProvider();

  private Path uds() {
    return directory.resolve("kata.hvsock");
  }

  private Address address(String suffix) {
    return Address.parse("hvsock://" + uds() + suffix);
  }

  @Test
  void aGuestArrivesAtThePathWithItsPort() throws Exception {
    try (Listener listener = provider.listen(address(""), PATIENT);
        PosixPeer guest = new PosixPeer(new Endpoint.UnixPath(uds() + "_2048"));
        Link link = listener.accept()) {
      assertEquals(address(""), listener.address());
      assertEquals(new PeerIdentity("vm", uds().toString()), link.peer());
      guest.write(new byte[] {1, 2, 3});
      assertArrayEquals(new byte[] {1, 2, 3}, read(link, 3));
      write(link, new byte[] {4});
      byte[] back = new byte[1];
      assertEquals(1, guest.read(back));
      assertEquals(4, back[0]);
    }
    assertTrue(Files.notExists(Path.of(uds() + "_2048")));
  }

  /** Plays a VMM: takes a connection, reads the line, answers. */
  private Background<String> vmm(String answer, boolean ends) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(uds()));
    return Background.start(
        () -> {
          SocketChannel client = server.accept();
          ByteBuffer line = ByteBuffer.allocate(64);
          client.read(line);
          client.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.US_ASCII)));
          if (ends) {
            client.close();
          }
          server.close();
          Files.delete(uds());
          return new String(line.array(), 0, line.position(), StandardCharsets.US_ASCII);
        });
  }

  @Test
  void theHostReachesAPortInTheGuest() throws Exception {
    Background<String> vmm = vmm("OK 1073741824\nhello", false);
    try (Link link = provider.connect(address("#52"), PATIENT)) {
      assertEquals("CONNECT 52\n", vmm.await());
      assertArrayEquals("hello".getBytes(StandardCharsets.US_ASCII), read(link, 5));
    }
  }

  @Test
  void saysWhatCameInstead() throws Exception {
    String[][] answers = {
      {"", "nothing in the guest listens on port 52"},
      {"OK", "closed after 'OK'"},
      {"NO 5\n", "answer 'NO 5'"},
      {"OK 12345678901\n", "answer 'OK 12345678901'"},
      {"x".repeat(100), "answer '" + "x".repeat(32) + "'"},
      {"\u0007\n", "answer '?'"},
    };
    for (String[] answer : answers) {
      Background<String> vmm = vmm(answer[0], true);
      TransportException failure =
          assertThrows(
              TransportException.class, () -> provider.connect(address("#52"), PATIENT).close());
      assertEquals(ErrorCode.UNREACHABLE, failure.code());
      assertTrue(failure.toString().contains(answer[1]), failure::toString);
      vmm.await();
    }
  }

  @Test
  void givesUpOnAVmmThatDoesNotAnswer() throws Exception {
    Background<String> vmm = vmm("OK", false);
    TransportException failure =
        assertThrows(
            TransportException.class,
            () ->
                provider
                    .connect(address("#52"), PATIENT.withConnectTimeout(Duration.ofMillis(300)))
                    .close());
    assertTrue(failure.toString().contains("does not answer"), failure::toString);
    vmm.await();
  }

  @Test
  void takesAResetForAnEnd() throws Exception {
    for (boolean asked : new boolean[] {true, false}) {
      Background<Boolean> vmm = vmmThatDoesNotRead(asked);
      TransportException failure =
          assertThrows(
              TransportException.class, () -> provider.connect(address("#52"), PATIENT).close());
      assertEquals(ErrorCode.UNREACHABLE, failure.code());
      assertTrue(
          failure.toString().contains("nothing in the guest listens on port 52"),
          failure::toString);
      vmm.await();
    }
  }

  /** Closes a connection and leaves the line unread: the kernel reports a reset. */
  private Background<Boolean> vmmThatDoesNotRead(boolean asked) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(uds()));
    return Background.run(
        () -> {
          try (server;
              SocketChannel client = server.accept();
              Selector selector = Selector.open()) {
            if (asked) {
              client.configureBlocking(false);
              client.register(selector, SelectionKey.OP_READ);
              selector.select(Deadline.LIMIT.toMillis());
            }
          } finally {
            Files.delete(uds());
          }
        });
  }

  @Test
  void saysThatAVmmIsBusy() throws Exception {
    try (Stalled _ = Stalled.full(new Endpoint.UnixPath(uds().toString()))) {
      TransportException failure =
          assertThrows(
              TransportException.class,
              () ->
                  provider
                      .connect(address("#52"), PATIENT.withConnectTimeout(Duration.ofMillis(300)))
                      .close());
      assertTrue(failure.toString().contains("the VMM accepts no connection"), failure::toString);
    }
  }

  @Test
  void saysThatNoVmmIsThere() {
    TransportException failure =
        assertThrows(
            TransportException.class, () -> provider.connect(address("#52"), PATIENT).close());
    assertTrue(failure.toString().contains("no VMM has its vsock there"), failure::toString);
  }

  @Test
  void refusesAddressesThatAreNone() {
    for (String wrong :
        new String[] {
          "hvsock://relative",
          "hvsock://#5",
          "hvsock:///",
          "hvsock:///#5",
          "hvsock:///run/",
          "hvsock:///x#+1",
          "hvsock:///x#\u0661",
          "hvsock:///x#99999999999999999999",
          "hvsock:///x#",
          "hvsock:///x#-1",
          "hvsock:///x#4294967295",
          "hvsock:///x#port",
          "hvsock:///" + "x".repeat(102)
        }) {
      ConfigException refusal =
          assertThrows(
              ConfigException.class, () -> provider.listen(Address.parse(wrong), PATIENT).close());
      assertTrue(refusal.toString().contains("expected hvsock:///path#port"), wrong);
    }
  }

  @Test
  void twoAgentsDoNotShareAPort() {
    try (Listener taken = provider.listen(address("#7"), PATIENT)) {
      ConfigException refusal =
          assertThrows(
              ConfigException.class, () -> provider.listen(taken.address(), PATIENT).close());
      assertTrue(refusal.toString().contains("address in use"), refusal::toString);
    }
  }
}
