package dev.vaccel.transport.socket;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.posix.ListeningSocket;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.Link;
import dev.vaccel.wire.spi.LinkOptions;
import dev.vaccel.wire.spi.Listener;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * Links over TLS 1.3 on TCP. A client checks the agent's certificate and that it is made out to the
 * host in the address. A listener with trusted certificates asks clients for theirs.
 */
final class TlsTransport {
  private TlsTransport() {}

  static Link connect(Address address, LinkOptions options, Stopwatch watch) {
    TcpLocation location = TcpLocation.parse(address);
    SSLContext context = TlsContext.read(options);
    StreamLink carrier = TcpTransport.connect(address, location, watch);
    TlsLink link =
        new TlsLink(carrier, clientEngine(context, location), Duration.ofNanos(watch.leftNs()));
    try {
      link.handshake();
      return link;
    } catch (RuntimeException failure) {
      link.close();
      throw failure;
    }
  }

  private static SSLEngine clientEngine(SSLContext context, TcpLocation location) {
    SSLEngine engine = context.createSSLEngine(location.host(), location.port());
    engine.setUseClientMode(true);
    SSLParameters parameters = onlyTls13(engine);
    // The rule for matching certificate and host (RFC 2818); it has nothing to do with HTTP.
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    engine.setSSLParameters(parameters);
    return engine;
  }

  static Listener listen(Address address, LinkOptions options) {
    TcpLocation location = TcpLocation.parse(address);
    if (options.key() == null) {
      throw new ConfigException(
          ErrorCode.INVALID_CONFIG,
          "cannot listen on "
              + address
              + ": a tls listener needs its private key and certificate"
              + " (a PKCS12 file, or a PEM file with both)");
    }
    SSLContext context = TlsContext.read(options);
    boolean mutual = options.trust() != null;
    ListeningSocket socket =
        TcpTransport.bind(address, TcpTransport.resolveOwn(address, location), location.port());
    Address bound = TcpTransport.boundAddress(address, location, socket);
    return new SocketListener(
        socket,
        bound,
        accepted -> {
          StreamLink carrier = TcpTransport.accepted(accepted, bound);
          return new TlsLink(carrier, serverEngine(context, mutual), options.connectTimeout());
        },
        () -> {});
  }

  private static SSLEngine serverEngine(SSLContext context, boolean mutual) {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters parameters = onlyTls13(engine);
    parameters.setNeedClientAuth(mutual);
    engine.setSSLParameters(parameters);
    return engine;
  }

  private static SSLParameters onlyTls13(SSLEngine engine) {
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.3"});
    return parameters;
  }
}
