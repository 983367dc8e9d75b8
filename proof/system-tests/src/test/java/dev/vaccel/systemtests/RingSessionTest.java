package dev.vaccel.systemtests;

import dev.vaccel.agent.AgentOptions;
import dev.vaccel.wire.spi.Address;
import java.nio.file.Path;

class RingSessionTest extends SessionContract {
  @Override
  AgentOptions agentOptions(Path freshDirectory) {
    return AgentOptions.at(Address.parse("shm+unix://" + freshDirectory.resolve("agent.sock")));
  }
}
