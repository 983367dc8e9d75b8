package dev.vaccel.transport.serial;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Writes the seeds of this package's targets: guests that call, leave half a packet, and send wrong
 * ones. Argument: src/test/resources/dev/vaccel/transport/serial.
 */
final class SerialSeeds {
  private final Path target;

  private SerialSeeds(Path target) {
    this.target = target;
  }

  /** Writes the seeds. */
  public static void main(String[] arguments) throws IOException {
    SerialSeeds seeds = new SerialSeeds(Path.of(arguments[0]));
    byte[] call =
        join(
            PlayedPort.packet(Packets.OPEN, 1),
            PlayedPort.packet(Packets.DATA, 1, (byte) 1, (byte) 2, (byte) 3),
            PlayedPort.packet(Packets.END, 1),
            PlayedPort.packet(Packets.CLOSE, 1));
    byte[] half = Arrays.copyOf(PlayedPort.packet(Packets.DATA, 1, new byte[300]), 100);
    byte[] broken =
        PlayedPort.packet(Packets.DATA, 1, join(new byte[9], PlayedPort.packet(Packets.OPEN, 2)));
    broken[17]++;
    seeds.write("calls", call);
    seeds.write("leaves-half-a-packet", join(PlayedPort.packet(Packets.OPEN, 1), half));
    seeds.write("opens-inside-a-broken-packet", join(call, broken));
    seeds.write(
        "opens-again",
        join(PlayedPort.packet(Packets.OPEN, 1), PlayedPort.packet(Packets.OPEN, 2), call));
    seeds.write(
        "packets-of-nobody",
        join(
            PlayedPort.packet(Packets.DATA, 9, (byte) 1),
            PlayedPort.packet(Packets.ACCEPT, 9),
            PlayedPort.packet(Packets.OPEN, 0)));
  }

  private void write(String name, byte[] stream) throws IOException {
    write("PacketReaderFuzzTestInputs/packets", name, join(new byte[] {0x1f}, stream));
    write("SerialGuestFuzzTestInputs/guest", name, stream);
  }

  private void write(String directory, String name, byte[] bytes) throws IOException {
    Path file = target.resolve(directory).resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
