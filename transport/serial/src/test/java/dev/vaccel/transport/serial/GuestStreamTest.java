package dev.vaccel.transport.serial;

import static dev.vaccel.testing.Links.read;
import static dev.vaccel.testing.Links.write;
import static dev.vaccel.transport.serial.PlayedGuest.PREAMBLE;
import static dev.vaccel.transport.serial.PlayedGuest.join;
import static dev.vaccel.transport.serial.PlayedGuest.packet;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.TransportException;
import dev.vaccel.testing.Background;
import dev.vaccel.testing.Deadline;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.Link;
import dev.vaccel.wire.spi.LinkOptions;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A guest's end of a stream, with an agent that is played here. */
class GuestStreamTest {
  private static final byte[] HELLO = {1, 2, 3};
  private static final LinkOptions PATIENT = LinkOptions.DEFAULT.withConnectTimeout(Deadline.LIMIT);
  private static final LinkOptions HASTY =
      LinkOptions.DEFAULT.withConnectTimeout(Duration.ofMillis(300));

  @TempDir Path directory;
  private ServerSocketChannel server;

  @BeforeEach
  void listen() throws IOException {
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(directory.resolve("port")));
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  private static Link connect(Path port, LinkOptions options) {
    return new SerialTransportProvider().connect(Address.parse("serial://" + port), options);
  }

  private Background<Link> connecting() {
    return Background.start(() -> connect(directory.resolve("port"), PATIENT));
  }

  private static String refusal(Path port) {
    TransportException failure =
        assertThrows(TransportException.class, () -> connect(port, HASTY).close());
    assertEquals(ErrorCode.UNREACHABLE, failure.code());
    return failure.toString();
  }

  @Test
  void findsTheAnswerBehindWhatAnEarlierAgentLeft() throws Exception {
    Background<Link> connecting = connecting();
    try (PlayedGuest agent = PlayedGuest.accept(server)) {
      byte[] half = Arrays.copyOf(packet(Packets.DATA, 99, new byte[8192]), 3000);
      Arrays.fill(half, 16, half.length, (byte) 'V');
      agent.send(
          packet(Packets.DATA, agent.link(), HELLO),
          packet(Packets.ACCEPT, agent.link() ^ 1),
          packet(Packets.CLOSE, agent.link() ^ 1),
          half,
          PREAMBLE,
          packet(Packets.ACCEPT, agent.link()));
      try (Link link = connecting.await()) {
        agent.write(new byte[] {7});
        assertArrayEquals(new byte[] {7}, read(link, 1), "what came before ACCEPT is not ours");
        write(link, HELLO);
        assertEquals(3, agent.read(new byte[8192]));
      }
      assertEquals(Packets.CLOSE, agent.receiveMine().type());
    }
  }

  @Test
  void asksAgainUntilItIsAnswered() throws Exception {
    Background<Link> connecting = connecting();
    try (PlayedGuest agent = PlayedGuest.accept(server)) {
      PlayedGuest.Packet again = agent.receive();
      assertEquals(Packets.OPEN, again.type());
      assertEquals(agent.link(), again.link());
      agent.send(packet(Packets.ACCEPT, agent.link()));
      connecting.await().close();
    }
  }

  @Test
  void anAgentThatDiesInAPacketIsALostConnection() throws Exception {
    for (boolean announced : new boolean[] {true, false}) {
      Background<Link> connecting = connecting();
      try (PlayedGuest agent = PlayedGuest.accept(server)) {
        agent.send(packet(Packets.ACCEPT, agent.link()));
        try (Link link = connecting.await()) {
          agent.write(HELLO);
          byte[] payload = new byte[100];
          Arrays.fill(payload, (byte) 9);
          agent.send(Arrays.copyOf(packet(Packets.DATA, agent.link(), payload), 60));
          byte[] next = announced ? packet(Packets.CLOSE, agent.link()) : new byte[0];
          agent.send(join(PREAMBLE, next));
          assertArrayEquals(HELLO, read(link, 3));
          TransportException lost = assertThrows(TransportException.class, () -> read(link, 1));
          assertEquals(ErrorCode.CONNECTION_LOST, lost.code());
          assertThrows(TransportException.class, () -> write(link, HELLO));
        }
      }
    }
  }

  @Test
  void saysThatNobodyAnswers() throws Exception {
    String silence = refusal(directory.resolve("port"));
    assertTrue(silence.contains("silence after"), silence);
    assertTrue(silence.contains("vaccel agent --listen serial:///path"), silence);
  }

  @Test
  void saysThatItWasRefused() throws Exception {
    for (boolean politely : new boolean[] {true, false}) {
      Background<Link> connecting = connecting();
      try (PlayedGuest agent = PlayedGuest.accept(server)) {
        if (politely) {
          agent.send(packet(Packets.CLOSE, agent.link()));
        }
        agent.vanish();
        TransportException refused = assertThrows(TransportException.class, connecting::await);
        assertEquals(ErrorCode.UNREACHABLE, refused.code());
        assertTrue(refused.toString().contains("closed after"), refused::toString);
      }
    }
  }

  @Test
  void saysWhatAPortIs() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    assertTrue(refusal(file).contains("neither a device nor a socket"));
    String missing = refusal(directory.resolve("none/vport0p1"));
    assertTrue(missing.contains("ENOENT") && missing.contains("virtio_console"), missing);
    // A device whose reads end at once is one whose host is not there.
    String absent = refusal(Path.of("/dev/null"));
    assertTrue(absent.contains("the port's other end is not there after"), absent);
    for (String wrong : new String[] {"serial://relative", "serial:///", "serial:///run/"}) {
      ConfigException refused =
          assertThrows(
              ConfigException.class,
              () -> new SerialTransportProvider().connect(Address.parse(wrong), HASTY).close());
      assertTrue(refused.toString().contains("expected serial:///path"), refused::toString);
    }
  }
}
