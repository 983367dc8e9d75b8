package dev.vaccel.systemtests;

import dev.vaccel.agent.AgentOptions;
import dev.vaccel.wire.spi.Address;
import java.nio.file.Path;

class UnixAbstractSessionTest extends SessionContract {
  @Override
  AgentOptions agentOptions(Path freshDirectory) {
    return AgentOptions.at(Address.parse("unix:@vaccel" + freshDirectory));
  }

  @Override
  long largestBytes() {
    return 64L << 20;
  }
}
