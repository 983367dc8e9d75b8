package dev.vaccel.transport.socket;

import dev.vaccel.testing.RawPeer;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.LinkOptions;
import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** Peers that speak TLS through the JDK's own sockets. */
final class TlsPeer {
  private TlsPeer() {}

  static RawPeer connect(Address address, LinkOptions options) throws IOException {
    SSLContext context = TlsContext.read(options);
    Socket carrier = TcpPeer.connect(address);
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(carrier, "127.0.0.1", 0, true);
    socket.startHandshake();
    return new TcpPeer(socket, carrier);
  }
}
