/**
 * Links over sockets. {@link dev.vaccel.transport.socket.SocketTransportProvider} reads the address
 * and picks {@code UnixTransport}, {@code TcpTransport}, {@code TlsTransport}, {@code
 * VsockTransport} or {@code HybridTransport}. A {@code StreamLink} moves bytes between the kernel
 * and the caller's memory without a copy of its own; a {@code TlsLink} puts TLS 1.3 on top of one.
 */
package dev.vaccel.transport.socket;
