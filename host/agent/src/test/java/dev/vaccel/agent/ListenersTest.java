package dev.vaccel.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.testing.Background;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.LinkOptions;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListenersTest {
  @TempDir private Path directory;

  private Address address() {
    return Address.parse("unix://" + directory.resolve("agent.sock"));
  }

  private static AgentOptions at(Address... addresses) {
    List<AgentOptions.Listen> places = new ArrayList<>();
    for (Address address : addresses) {
      places.add(new AgentOptions.Listen(address, LinkOptions.DEFAULT));
    }
    return TestAgent.options(addresses[0]).withListen(places);
  }

  @Test
  void anAddressGivenTwiceIsAnError() {
    ConfigException error =
        assertThrows(ConfigException.class, () -> Agent.start(at(address(), address())));
    assertEquals(ErrorCode.INVALID_CONFIG, error.code());
    assertTrue(error.getMessage().contains("given twice"), error.getMessage());
  }

  @Test
  void anAddressInUseIsAnErrorThatLeavesNothingBehind() {
    try (TestAgent first = new TestAgent(_ -> at(address()))) {
      GatedBackend backend = new GatedBackend();
      Address free = TestAgent.address();
      ConfigException error =
          assertThrows(
              ConfigException.class,
              () -> Agent.start(at(free, address()), TestAgent.runtime(backend)));
      assertTrue(error.getMessage().contains("already listens"), error.getMessage());
      assertTrue(backend.closed);
      try (TestAgent _ = new TestAgent(_ -> at(free))) {
        first.servesAnother();
      }
    }
    assertFalse(Files.exists(directory.resolve("agent.sock")));
  }

  @Test
  void aStoreThatCannotBeUsedLeavesNothingBehind() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    AgentOptions options = at(address());
    GatedBackend backend = new GatedBackend();
    assertThrows(
        ConfigException.class,
        () -> Agent.start(options.withStore(file), TestAgent.runtime(backend)));
    assertTrue(backend.closed);
  }

  @Test
  void ofTwoAgentsThatReplaceAFileOneListens() throws IOException {
    Path path = directory.resolve("agent.sock");
    for (int round = 0; round < 100; round++) {
      leaveSocketFile(path);
      List<Background<TestAgent>> agents =
          List.of(
              Background.start(() -> new TestAgent(_ -> at(address()))),
              Background.start(() -> new TestAgent(_ -> at(address()))));
      List<TestAgent> started = new ArrayList<>();
      for (Background<TestAgent> agent : agents) {
        try {
          started.add(agent.await());
        } catch (ConfigException other) {
          assertEquals(ErrorCode.INVALID_CONFIG, other.code());
        }
      }
      int count = started.size();
      started.forEach(TestAgent::close);
      assertEquals(1, count, "round " + round);
    }
  }

  @Test
  void aSocketFileThatAnEarlierAgentLeftIsReplaced() throws IOException {
    Path path = directory.resolve("agent.sock");
    leaveSocketFile(path);
    try (TestAgent agent = new TestAgent(_ -> at(address()))) {
      agent.servesAnother();
    }
    assertFalse(Files.exists(path));
  }

  private static void leaveSocketFile(Path path) throws IOException {
    try (ServerSocketChannel earlier = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      earlier.bind(UnixDomainSocketAddress.of(path));
    }
    assertTrue(Files.exists(path));
  }

  @Test
  void oneAgentServesSeveralAddresses() {
    try (TestAgent agent =
        new TestAgent(
            _ -> at(address(), TestAgent.address(), Address.parse("tcp://127.0.0.1:0")))) {
      for (Address place : agent.agent.addresses()) {
        try (Guest guest = Guest.dial(place).greet()) {
          guest.open(1);
          TestAgent.serves(guest, 2);
        }
      }
      agent.awaitNothing();
    }
  }
}
