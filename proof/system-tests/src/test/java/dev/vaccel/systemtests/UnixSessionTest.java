package dev.vaccel.systemtests;

import dev.vaccel.agent.AgentOptions;
import dev.vaccel.runtime.RemoteOptions;
import dev.vaccel.wire.spi.Address;
import java.nio.file.Path;

class UnixSessionTest extends SessionContract {
  @Override
  AgentOptions agentOptions(Path freshDirectory) {
    return AgentOptions.at(Address.parse("unix://" + freshDirectory.resolve("agent.sock")));
  }

  @Override
  RemoteOptions remoteOptions() {
    return Carriers.options("unix:");
  }
}
