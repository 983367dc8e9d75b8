import org.jspecify.annotations.NullMarked;

/**
 * Unix, TCP, TLS and vsock sockets as links. Exports nothing: the provider is found as a service.
 * The file in META-INF/services says the same for guests that run from a class path.
 */
@NullMarked
module dev.vaccel.transport.socket {
  requires dev.vaccel.api;
  requires dev.vaccel.posix;
  requires dev.vaccel.wire;
  requires static org.jspecify;

  provides dev.vaccel.wire.spi.TransportProvider with
      dev.vaccel.transport.socket.SocketTransportProvider;
}
