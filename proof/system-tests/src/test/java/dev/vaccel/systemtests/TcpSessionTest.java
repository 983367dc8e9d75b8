package dev.vaccel.systemtests;

import dev.vaccel.agent.AgentOptions;
import dev.vaccel.wire.spi.Address;
import java.nio.file.Path;

class TcpSessionTest extends SessionContract {
  @Override
  AgentOptions agentOptions(Path freshDirectory) {
    return AgentOptions.at(Address.parse("tcp://127.0.0.1:0"));
  }
}
