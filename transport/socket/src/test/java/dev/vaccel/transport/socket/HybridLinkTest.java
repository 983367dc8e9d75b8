package dev.vaccel.transport.socket;

import dev.vaccel.posix.Endpoint;
import dev.vaccel.testing.LinkContract;
import dev.vaccel.testing.RawPeer;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.PeerIdentity;
import dev.vaccel.wire.spi.TransportProvider;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** One virtual machine with many ports: links go through its VMM, raw peers come as its guest. */
final class HybridLinkTest extends LinkContract {
  private static final int FIRST_PORT = 2048;

  @TempDir private static Path directory;
  private static PlayedVmm vmm;
  private int ports;

  private static Path device() {
    return directory.resolve("vm.vsock");
  }

  @BeforeAll
  static void startVmm() throws IOException {
    vmm = new PlayedVmm(device());
  }

  @AfterAll
  static void stopVmm() throws IOException {
    vmm.close();
  }

  @Override
  protected TransportProvider provider() {
    return new SocketTransportProvider();
  }

  @Override
  protected Address freeAddress() {
    return Address.parse("hvsock://" + device() + "#" + (FIRST_PORT + ports++));
  }

  @Override
  protected Address agentAddress(Address address) {
    return Address.parse("vsock://any:" + HybridTransport.Location.parse(address).port());
  }

  @Override
  protected PeerIdentity expectedClient() {
    return new PeerIdentity("vm", device().toString());
  }

  @Override
  protected RawPeer connectRaw(Address address) throws IOException {
    HybridTransport.Location location = HybridTransport.Location.parse(address);
    return new PosixPeer(new Endpoint.UnixPath(location.path() + "_" + location.port()));
  }

  @Override
  protected Address stalledAddress() throws IOException {
    Path silent = directory.resolve("silent.vsock");
    closeLater(Stalled.silent(new Endpoint.UnixPath(silent.toString())));
    return Address.parse("hvsock://" + silent);
  }
}
