package dev.vaccel.transport.socket;

import dev.vaccel.posix.Endpoint;
import dev.vaccel.testing.LinkContract;
import dev.vaccel.testing.RawPeer;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.PeerIdentity;
import dev.vaccel.wire.spi.TransportProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

final class TcpLinkTest extends LinkContract {
  @Override
  protected TransportProvider provider() {
    return new SocketTransportProvider();
  }

  @Override
  protected Address freeAddress() {
    return Address.parse("tcp://127.0.0.1:0");
  }

  @Override
  protected PeerIdentity expectedClient() {
    return new PeerIdentity("address", "127.0.0.1");
  }

  @Override
  protected RawPeer connectRaw(Address address) throws IOException {
    Socket socket = TcpPeer.connect(address);
    return new TcpPeer(socket, socket);
  }

  @Override
  protected Address stalledAddress() throws IOException {
    Endpoint any = new Endpoint.Inet(InetAddress.ofLiteral("127.0.0.1"), 0);
    return Address.parse("tcp://" + closeLater(Stalled.full(any)).endpoint());
  }
}
