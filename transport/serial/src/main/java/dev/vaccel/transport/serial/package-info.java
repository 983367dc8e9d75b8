/**
 * Links over a port of virtio-serial, a byte stream that knows no connections: {@code
 * serial:///path}. Start at {@link dev.vaccel.transport.serial.SerialTransportProvider}; the bytes
 * are drawn at {@code Packets}, their rules are in docs/protocol.md, section 17.
 */
package dev.vaccel.transport.serial;
