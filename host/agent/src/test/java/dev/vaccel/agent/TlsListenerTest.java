package dev.vaccel.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vaccel.runtime.Transports;
import dev.vaccel.testing.Deadline;
import dev.vaccel.testing.FramePeer;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.LinkOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsListenerTest {
  private static final String PASSWORD = "open sesame";

  @TempDir private static Path directory;

  @BeforeAll
  static void createKey() throws IOException, InterruptedException {
    keytool("-genkeypair", "-dname", "CN=agent", "-ext", "san=ip:127.0.0.1", "-keyalg", "EC");
    keytool("-exportcert", "-rfc", "-file", directory.resolve("agent.crt").toString());
  }

  private static void keytool(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-alias", "agent", "-storepass", PASSWORD, "-keystore"));
    command.add(directory.resolve("agent.p12").toString());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(Deadline.LIMIT.toSeconds(), TimeUnit.SECONDS)
        || process.exitValue() != 0) {
      throw new IOException("keytool: " + output);
    }
  }

  private static TestAgent agent(Duration handshake) {
    LinkOptions keys =
        LinkOptions.DEFAULT
            .withTls(directory.resolve("agent.p12"), null, PASSWORD)
            .withConnectTimeout(Duration.ofHours(1));
    return new TestAgent(
        o ->
            o.withListen(List.of(new AgentOptions.Listen(Address.parse("tls://127.0.0.1:0"), keys)))
                .withTimes(TimeLimits.DEFAULT.withHandshake(handshake)));
  }

  private static void isServed(TestAgent agent) {
    LinkOptions trust = LinkOptions.DEFAULT.withTls(null, directory.resolve("agent.crt"), null);
    try (Guest guest = Guest.of(new FramePeer(Transports.connect(agent.listensAt(), trust)))) {
      guest.greet().open(1);
      byte[] data = new byte[100_000];
      assertEquals(data.length, guest.echo(2, 1, data).length);
    }
  }

  /** Speaks TCP to the TLS listener. */
  private static Guest plain(TestAgent agent) {
    return Guest.dial(Address.parse("tcp://" + agent.listensAt().location()));
  }

  @Test
  void peersThatStallTheirHandshakeAreCutOffAndBlockNobody() {
    try (TestAgent agent = agent(Duration.ofSeconds(2))) {
      List<Guest> stalled = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        stalled.add(plain(agent));
      }
      // The start of a ClientHello, and nothing after it.
      stalled.getLast().peer.sendBytes((byte) 22, (byte) 3, (byte) 1, (byte) 1, (byte) 0);
      isServed(agent);
      for (Guest guest : stalled) {
        guest.expectEnd();
        guest.close();
      }
      agent.awaitNothing();
      isServed(agent);
      agent.awaitNothing();
    }
  }

  @Test
  void aPeerThatSpeaksNoTlsIsDropped() {
    try (TestAgent agent = agent(Duration.ofHours(1))) {
      try (Guest guest = plain(agent)) {
        guest.peer.send(0, 0, Guest.hello(1, 1, "")::write);
        guest.expectEnd();
      }
      isServed(agent);
      agent.awaitNothing();
    }
  }

  @Test
  void closingDoesNotWaitForAStalledHandshake() {
    TestAgent agent = agent(Duration.ofHours(1));
    try (Guest stalled = plain(agent)) {
      Deadline.await("it is being greeted", () -> agent.agent.links() == 1);
      agent.close();
      stalled.expectEnd();
    }
  }
}
