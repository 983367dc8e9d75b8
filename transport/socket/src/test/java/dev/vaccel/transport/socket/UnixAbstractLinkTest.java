package dev.vaccel.transport.socket;

import dev.vaccel.testing.LinkContract;
import dev.vaccel.testing.RawPeer;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.PeerIdentity;
import dev.vaccel.wire.spi.TransportProvider;
import java.io.IOException;
import java.util.UUID;

final class UnixAbstractLinkTest extends LinkContract {
  @Override
  protected TransportProvider provider() {
    return new SocketTransportProvider();
  }

  @Override
  protected Address freeAddress() {
    return Address.parse("unix:@vaccel-test-" + UUID.randomUUID());
  }

  @Override
  protected PeerIdentity expectedClient() throws IOException {
    return UnixPathLinkTest.me();
  }

  @Override
  protected RawPeer connectRaw(Address address) throws IOException {
    return new PosixPeer(UnixLocation.parse(address));
  }

  @Override
  protected Address stalledAddress() throws IOException {
    Address address = freeAddress();
    closeLater(Stalled.full(UnixLocation.parse(address)));
    return address;
  }
}
