package dev.vaccel.virtio;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** A stream socket in the guest, with the credit that its kernel would keep. One at a time. */
final class GuestStream {
  static final int BUFFER = 64 * 1024;

  private final GuestDriver driver;
  private final int port;
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private int taken;
  private int told;
  private int sent;
  private int hostBuffer;
  private int hostForwarded;

  /** Whether the host has ended it. */
  boolean ended;

  /** Whether the host refused it or broke it off. */
  boolean reset;

  private GuestStream(GuestDriver driver, int port) {
    this.driver = driver;
    this.port = port;
  }

  static GuestStream connect(GuestDriver driver, int port) {
    GuestStream stream = new GuestStream(driver, port);
    stream.send(VsockPacket.OP_REQUEST, 0, new byte[0]);
    GuestDriver.Packet answer = driver.receive();
    stream.take(answer);
    if (answer.operation() != VsockPacket.OP_RESPONSE) {
      stream.reset = true;
    }
    return stream;
  }

  void send(int operation, int flags, byte[] payload) {
    told = taken;
    driver.transmit(VhostUserListener.PORT, port, operation, flags, BUFFER, taken, payload);
  }

  void write(byte[] bytes) {
    int at = 0;
    while (at < bytes.length) {
      while (driver.hasPacket()) {
        take(driver.receive());
      }
      int credit = hostBuffer - (sent - hostForwarded);
      if (credit == 0) {
        take(driver.receive());
        continue;
      }
      int part = Math.min(Math.min(credit, 64 * 1024), bytes.length - at);
      send(VsockPacket.OP_RW, 0, Arrays.copyOfRange(bytes, at, at + part));
      sent += part;
      at += part;
    }
  }

  byte[] read(int bytes) {
    while (received.size() < bytes) {
      take(driver.receive());
    }
    byte[] all = received.toByteArray();
    received.reset();
    received.write(all, bytes, all.length - bytes);
    taken += bytes;
    if (taken - told > BUFFER / 2) {
      send(VsockPacket.OP_CREDIT_UPDATE, 0, new byte[0]);
    }
    return Arrays.copyOf(all, bytes);
  }

  /** Waits until the host ends or breaks off. */
  void awaitEnd() {
    while (!ended && !reset) {
      take(driver.receive());
    }
  }

  private void take(GuestDriver.Packet packet) {
    if (packet.guestPort() != port) {
      throw new AssertionError("a packet for port " + packet.guestPort());
    }
    hostBuffer = packet.bufferBytes();
    hostForwarded = packet.forwarded();
    received.writeBytes(packet.payload().toArray(ValueLayout.JAVA_BYTE));
    if (received.size() > BUFFER) {
      throw new AssertionError("the host sent more than there was room for");
    }
    ended |= packet.operation() == VsockPacket.OP_SHUTDOWN;
    reset |= packet.operation() == VsockPacket.OP_RST;
  }
}
