package dev.vaccel.transport.socket;

import dev.vaccel.posix.Endpoint;
import dev.vaccel.testing.LinkContract;
import dev.vaccel.testing.RawPeer;
import dev.vaccel.testing.TlsFiles;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.LinkOptions;
import dev.vaccel.wire.spi.PeerIdentity;
import dev.vaccel.wire.spi.TransportProvider;
import java.io.IOException;
import java.net.InetAddress;

/** Only the agent has a certificate; keys from PEM files. */
final class TlsLinkTest extends LinkContract {
  @Override
  protected TransportProvider provider() {
    return new SocketTransportProvider();
  }

  @Override
  protected Address freeAddress() {
    return Address.parse("tls://127.0.0.1:0");
  }

  @Override
  protected LinkOptions listenOptions() {
    return PATIENT.withTls(TlsFiles.file("agent.pem"), null, null);
  }

  @Override
  protected LinkOptions connectOptions() {
    return PATIENT.withTls(null, TlsFiles.file("authority.crt"), null);
  }

  @Override
  protected PeerIdentity expectedClient() {
    return new PeerIdentity("address", "127.0.0.1");
  }

  @Override
  protected RawPeer connectRaw(Address address) throws IOException {
    return TlsPeer.connect(address, connectOptions());
  }

  @Override
  protected Address stalledAddress() throws IOException {
    Endpoint any = new Endpoint.Inet(InetAddress.ofLiteral("127.0.0.1"), 0);
    return Address.parse("tls://" + closeLater(Stalled.silent(any)).endpoint());
  }
}
