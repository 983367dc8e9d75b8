package dev.vaccel.transport.socket;

import dev.vaccel.testing.RawPeer;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.LinkOptions;
import java.io.IOException;

class RingLinkTest extends UnixPathLinkTest {
  @Override
  String scheme() {
    return "shm+unix";
  }

  @Override
  protected LinkOptions connectOptions() {
    return PATIENT;
  }

  @Override
  protected RawPeer connectRaw(Address address) throws IOException {
    return new RingPeer(address);
  }
}
