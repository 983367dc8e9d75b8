package dev.vaccel.virtio;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes the seeds of this package's targets: a driver that connects and sends, and a VMM that
 * starts a device. Argument: src/test/resources/dev/vaccel/virtio.
 */
final class VirtioSeeds {
  private static final int BUFFERS = 0x400;
  private static final int NEXT = 1;
  private static final int WRITE = 2;
  private static final int INDIRECT = 4;

  private final ByteBuffer memory = ByteBuffer.allocate(0x1000).order(ByteOrder.LITTLE_ENDIAN);

  private VirtioSeeds() {}

  /** Writes the seeds. */
  public static void main(String[] arguments) throws IOException {
    Path target = Path.of(arguments[0]);
    write(target, "RingsFuzzTestInputs/rings/connects-and-sends", connects(false));
    write(target, "RingsFuzzTestInputs/rings/indirect", connects(true));
    write(target, "VhostUserFuzzTestInputs/messages/starts", starts());
  }

  private static void write(Path target, String name, byte[] bytes) throws IOException {
    Path file = target.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }

  private static byte[] connects(boolean indirect) {
    VirtioSeeds guest = new VirtioSeeds();
    for (int i = 0; i < 4; i++) {
      guest.descriptor(16 * i, BUFFERS + 0x400 + 0x80 * i, 0x80, WRITE, 0);
    }
    guest.available(0, 4);
    int sending = RingsFuzzTest.QUEUE_BYTES;
    guest.packet(BUFFERS, VsockPacket.OP_REQUEST, 0);
    guest.packet(BUFFERS + 0x80, VsockPacket.OP_RW, 16);
    guest.packet(BUFFERS + 0x100, VsockPacket.OP_SHUTDOWN, 0);
    if (indirect) {
      guest.descriptor(sending, BUFFERS + 0x200, 32, INDIRECT, 0);
      guest.descriptor(BUFFERS + 0x200, BUFFERS, 20, NEXT, 1);
      guest.descriptor(BUFFERS + 0x210, BUFFERS + 20, 24, 0, 0);
    } else {
      guest.descriptor(sending, BUFFERS, 44, 0, 0);
    }
    guest.descriptor(sending + 16, BUFFERS + 0x80, 44, NEXT, 3);
    guest.descriptor(sending + 32, BUFFERS + 0x100, 44, 0, 0);
    guest.descriptor(sending + 48, BUFFERS + 0x80 + 44, 16, 0, 0);
    guest.available(1, 3);
    return guest.memory.array();
  }

  private void descriptor(int at, long address, int length, int flags, int next) {
    memory.putLong(at, address).putInt(at + 8, length);
    memory.putShort(at + 12, (short) flags).putShort(at + 14, (short) next);
  }

  private void available(int queue, int heads) {
    int at = queue * RingsFuzzTest.QUEUE_BYTES + RingsFuzzTest.AVAILABLE;
    for (int i = 0; i < heads; i++) {
      memory.putShort(at + 4 + 2 * i, (short) i);
    }
    memory.putShort(at + 2, (short) heads);
  }

  private void packet(int at, int operation, int length) {
    memory.putLong(at, 3).putLong(at + 8, VsockPacket.HOST);
    memory.putInt(at + 16, 5000).putInt(at + 20, 2048).putInt(at + 24, length);
    memory.putShort(at + 28, (short) VsockPacket.TYPE_STREAM);
    memory.putShort(at + 30, (short) operation);
    memory.putInt(at + 32, 3).putInt(at + 36, 1 << 18);
  }

  /** The order of QEMU 7.2; rings as those of the other target. */
  private static byte[] starts() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    long user = 0x10_0000_0000L;
    message(all, 0, VhostUserMessage.GET_FEATURES, 0);
    message(all, 0, VhostUserMessage.GET_PROTOCOL_FEATURES, 0);
    message(all, 0, VhostUserMessage.SET_PROTOCOL_FEATURES, 0, 0x208);
    message(all, 0, VhostUserMessage.SET_FEATURES, 0, 0x1_7000_0000L);
    message(all, 1, VhostUserMessage.SET_MEM_TABLE, 8, 1, 0, RingsFuzzTest.MEMORY_BYTES, user, 0);
    for (int queue = 0; queue < 2; queue++) {
      long at = user + (long) queue * RingsFuzzTest.QUEUE_BYTES;
      long number = (long) RingsFuzzTest.ENTRIES << 32;
      message(all, 0, VhostUserMessage.SET_VRING_NUM, 0, queue | number);
      message(all, 0, VhostUserMessage.SET_VRING_BASE, 0, queue);
      message(
          all,
          0,
          VhostUserMessage.SET_VRING_ADDR,
          0,
          queue,
          at,
          at + RingsFuzzTest.USED,
          at + RingsFuzzTest.AVAILABLE,
          0);
      message(all, 2, VhostUserMessage.SET_VRING_KICK, 0, queue);
      message(all, 2, VhostUserMessage.SET_VRING_CALL, 0, queue);
      message(all, 0, VhostUserMessage.SET_VRING_ENABLE, 8, queue | 1L << 32);
    }
    message(all, 0, VhostUserMessage.GET_CONFIG, 0, 8L << 32, 0, 0);
    message(all, 0, VhostUserMessage.GET_VRING_BASE, 0, 0);
    return all.toByteArray();
  }

  private static void message(
      ByteArrayOutputStream all, int along, int request, int flags, long... payload) {
    ByteBuffer message =
        ByteBuffer.allocate(13 + 8 * payload.length).order(ByteOrder.LITTLE_ENDIAN);
    message.put((byte) along).putInt(request).putInt(1 | flags).putInt(8 * payload.length);
    for (long word : payload) {
      message.putLong(word);
    }
    all.writeBytes(message.array());
  }
}
