package dev.vaccel.transport.socket;

import dev.vaccel.testing.LinkContract;
import dev.vaccel.testing.RawPeer;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.PeerIdentity;
import dev.vaccel.wire.spi.TransportProvider;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class RingLinkTest extends LinkContract {
  @TempDir private static Path directory;
  private int addresses;

  @Override
  protected TransportProvider provider() {
    return new SocketTransportProvider();
  }

  @Override
  protected Address freeAddress() {
    return Address.parse("shm+unix://" + directory.resolve("agent-" + addresses++ + ".sock"));
  }

  @Override
  protected PeerIdentity expectedClient() throws IOException {
    return UnixPathLinkTest.me();
  }

  @Override
  protected RawPeer connectRaw(Address address) throws IOException {
    return new RingPeer(address);
  }

  @Override
  protected Address stalledAddress() throws IOException {
    Address address = freeAddress();
    closeLater(Stalled.full(UnixLocation.parse(address)));
    return address;
  }
}
