package dev.vaccel.transport.serial;

import dev.vaccel.posix.Endpoint;
import dev.vaccel.posix.ListeningSocket;
import dev.vaccel.testing.LinkContract;
import dev.vaccel.testing.RawPeer;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.PeerIdentity;
import dev.vaccel.wire.spi.TransportProvider;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Links without a virtual machine between: what connects to the socket is the guest's end. */
final class SerialLinkTest extends LinkContract {
  @TempDir private static Path directory;
  private int addresses;

  @Override
  protected TransportProvider provider() {
    return new SerialTransportProvider();
  }

  @Override
  protected Address freeAddress() {
    return Address.parse("serial://" + directory.resolve("vm-" + addresses++ + ".sock"));
  }

  @Override
  protected PeerIdentity expectedClient() {
    return new PeerIdentity("vm", listener().address().location());
  }

  @Override
  protected RawPeer connectRaw(Address address) throws IOException {
    return PlayedGuest.connect(Path.of(address.location()), 77).open().awaitAccept();
  }

  /** A port carries one link: each has a machine of its own. */
  @Override
  protected Pair connectBeside() throws Exception {
    return connect(closeLater(provider().listen(freeAddress(), listenOptions())));
  }

  @Override
  protected Address stalledAddress() throws Exception {
    Address address = freeAddress();
    closeLater(ListeningSocket.open(new Endpoint.UnixPath(address.location())));
    return address;
  }
}
