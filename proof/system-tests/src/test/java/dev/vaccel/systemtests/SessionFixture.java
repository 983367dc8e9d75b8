package dev.vaccel.systemtests;

import dev.vaccel.agent.Agent;
import dev.vaccel.agent.AgentOptions;
import dev.vaccel.runtime.RemoteAgent;
import dev.vaccel.runtime.RemoteOptions;
import dev.vaccel.wire.spi.Address;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An agent of this process and a client of it, over a carrier that a subclass chooses. */
abstract class SessionFixture {
  @TempDir Path directory;
  Agent agent;
  RemoteAgent client;

  /** Options of an agent at a fresh address of the carrier. */
  abstract AgentOptions agentOptions(Path freshDirectory);

  /** How a client reaches it. */
  RemoteOptions remoteOptions() {
    return RemoteOptions.DEFAULT;
  }

  @BeforeEach
  void start() {
    agent = Agent.start(agentOptions(directory).withBackends(Set.of("noop", "blas")));
    client = connect();
  }

  @AfterEach
  void stop() {
    client.close();
    agent.close();
  }

  Address address() {
    return agent.addresses().getFirst();
  }

  RemoteAgent connect() {
    return RemoteAgent.connect(address(), remoteOptions());
  }
}
