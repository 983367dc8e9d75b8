package dev.vaccel.transport.socket;

import dev.vaccel.testing.RawPeer;
import dev.vaccel.wire.spi.Address;
import java.io.IOException;

final class RingLinkTest extends UnixPathLinkTest {
  @Override
  String scheme() {
    return "shm+unix";
  }

  @Override
  protected RawPeer connectRaw(Address address) throws IOException {
    return new RingPeer(address);
  }
}
