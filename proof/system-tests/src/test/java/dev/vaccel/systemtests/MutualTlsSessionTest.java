package dev.vaccel.systemtests;

import dev.vaccel.agent.AgentOptions;
import dev.vaccel.runtime.RemoteOptions;
import dev.vaccel.testing.TlsFiles;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.LinkOptions;
import java.nio.file.Path;
import java.util.List;

class MutualTlsSessionTest extends SessionContract {
  @Override
  AgentOptions agentOptions(Path freshDirectory) {
    LinkOptions keys =
        LinkOptions.DEFAULT.withTls(
            TlsFiles.file("agent.pem"), TlsFiles.file("authority.crt"), null);
    Address address = Address.parse("tls://127.0.0.1:0");
    return AgentOptions.at(address).withListen(List.of(new AgentOptions.Listen(address, keys)));
  }

  @Override
  RemoteOptions remoteOptions() {
    return new RemoteOptions(
        LinkOptions.DEFAULT.withTls(
            TlsFiles.file("guest.pem"), TlsFiles.file("authority.crt"), null),
        "");
  }

  @Override
  long largestBytes() {
    return 64L << 20;
  }
}
