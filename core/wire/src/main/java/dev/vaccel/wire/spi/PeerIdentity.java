package dev.vaccel.wire.spi;

/**
 * Who the transport says the peer is. The peer cannot choose it.
 *
 * @param kind what proves it: {@code uid}, {@code certificate}, {@code address}, {@code vm}, {@code
 *     cid}
 * @param name the user id, the certificate's subject, the network address without port, the socket
 *     of the virtual machine's device
 */
public record PeerIdentity(String kind, String name) {
  @Override
  public String toString() {
    return kind + ":" + name;
  }
}
