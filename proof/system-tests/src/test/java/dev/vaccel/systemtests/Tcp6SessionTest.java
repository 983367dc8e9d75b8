package dev.vaccel.systemtests;

import dev.vaccel.agent.AgentOptions;
import dev.vaccel.testing.Prerequisites;
import dev.vaccel.wire.spi.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;

class Tcp6SessionTest extends SessionContract {
  @BeforeAll
  static void needsIpv6() throws IOException {
    boolean present = NetworkInterface.getByInetAddress(InetAddress.ofLiteral("::1")) != null;
    Prerequisites.require(present, "no address ::1; enable IPv6 on the loopback interface");
  }

  @Override
  AgentOptions agentOptions(Path freshDirectory) {
    return AgentOptions.at(Address.parse("tcp://[::1]:0"));
  }

  @Override
  long largestBytes() {
    return 64L << 20;
  }
}
