package dev.vaccel.transport.socket;

import dev.vaccel.testing.RawPeer;
import dev.vaccel.wire.spi.Address;
import java.io.IOException;
import java.net.Socket;

/** A peer on one of the JDK's sockets, plain or with TLS on top. */
final class TcpPeer implements RawPeer {
  private final Socket carrier;
  private final Socket socket;

  /**
   * A peer.
   *
   * @param socket what bytes go through
   * @param carrier the connection below: the same, or what {@code socket} is layered on
   */
  TcpPeer(Socket socket, Socket carrier) throws IOException {
    this.carrier = carrier;
    this.socket = socket;
    carrier.setTcpNoDelay(true);
  }

  static Socket connect(Address address) throws IOException {
    TcpLocation location = TcpLocation.parse(address);
    return new Socket(location.host(), location.port());
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  @Override
  public int read(byte[] bytes) throws IOException {
    return socket.getInputStream().read(bytes);
  }

  @Override
  public void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  @Override
  public void vanish() throws IOException {
    carrier.setSoLinger(true, 0); // Closing then resets instead of ending.
    carrier.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
    carrier.close();
  }
}
