package dev.vaccel.transport.socket;

import dev.vaccel.testing.LinkContract;
import dev.vaccel.testing.RawPeer;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.LinkOptions;
import dev.vaccel.wire.spi.PeerIdentity;
import dev.vaccel.wire.spi.TransportProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class UnixPathLinkTest extends LinkContract {
  @TempDir private static Path directory;
  private int addresses;

  String scheme() {
    return "unix";
  }

  @Override
  protected TransportProvider provider() {
    return new SocketTransportProvider();
  }

  @Override
  protected Address freeAddress() {
    return Address.parse(scheme() + "://" + directory.resolve("agent-" + addresses++ + ".sock"));
  }

  @Override
  protected PeerIdentity expectedClient() throws IOException {
    return me();
  }

  @Override
  protected LinkOptions connectOptions() {
    return PATIENT.withoutRings();
  }

  /** This process's user, as the owner of what it created. */
  static PeerIdentity me() throws IOException {
    return new PeerIdentity("uid", Files.getAttribute(Path.of("/proc/self"), "unix:uid") + "");
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
