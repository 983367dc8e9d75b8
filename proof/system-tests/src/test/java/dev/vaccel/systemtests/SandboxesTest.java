package dev.vaccel.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.vaccel.agent.Agent;
import dev.vaccel.agent.AgentOptions;
import dev.vaccel.agent.Limits;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.NoopApi;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.Session;
import dev.vaccel.api.TransportException;
import dev.vaccel.testing.Deadline;
import dev.vaccel.wire.spi.Address;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One agent for all sandboxes of a node: what a guest of each would say arrives at its socket. */
class SandboxesTest {
  private static final Limits ONE_SESSION_EACH =
      new Limits(1024, 4096, 1, 256, 1 << 30, 1 << 30, 1 << 30, 1 << 30, 1);

  @TempDir Path directory;

  private Path sandbox(String name) throws IOException {
    Path device = Files.createDirectory(directory.resolve(name)).resolve("clh.sock");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(device));
    }
    return device;
  }

  private static Session fromTheGuest(Path device) {
    return Carriers.connect("unix://" + device + "_2048");
  }

  /** As a guest does that comes up beside its agent's looking. */
  private static Session fromTheGuestAsSoonAsItCan(Path device) {
    List<Session> opened = new ArrayList<>();
    Deadline.await(
        device + " is served",
        () -> {
          try {
            return opened.add(fromTheGuest(device));
          } catch (TransportException notYet) {
            return false;
          }
        });
    return opened.getFirst();
  }

  @Test
  void eachIsATenant() throws Exception {
    Path early = sandbox("early");
    Address address = Address.parse("hvsock://" + directory + "/*/clh.sock#2048");
    try (Agent agent =
        Agent.start(
            AgentOptions.at(address).withBackends(Set.of("noop")).withLimits(ONE_SESSION_EACH))) {
      try (Session first = fromTheGuest(early)) {
        Path late = sandbox("late");
        try (Session second = fromTheGuestAsSoonAsItCan(late)) {
          first.api(NoopApi.class).noop();
          second.api(NoopApi.class).noop();
          assertEquals(2, agent.status().sessions());
          ResourceException refused =
              assertThrows(ResourceException.class, () -> fromTheGuest(early).close());
          assertEquals(ErrorCode.EXHAUSTED, refused.code());
        }
      }
      Deadline.await("the sessions are closed", () -> agent.status().sessions() == 0);
    }
  }
}
