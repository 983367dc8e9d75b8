package dev.vaccel.virtio;

import dev.vaccel.posix.SocketFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The least that a vsock device can do: one thread sends back what a guest sends, from its transmit
 * queue straight into its receive queue; or it takes messages of a size that is named, and answers
 * each by one byte. What the agent's device is compared with. In the package of that device, whose
 * queues and connection to the VMM it uses.
 */
public final class EchoDevice implements VirtioDevice {
  private static final long CID = 3;
  private static final int BUFFER_BYTES = 256 * 1024;

  private final VsockPacket in = new VsockPacket();
  private final VsockPacket out = new VsockPacket();
  private final MemorySegment payload = Arena.ofAuto().allocate(64 * 1024);
  private @Nullable SplitQueue receive;
  private @Nullable SplitQueue transmit;
  private final long messageBytes;
  private int forwarded;
  private int told;
  private long taken;

  private EchoDevice(long messageBytes) {
    this.messageBytes = messageBytes;
  }

  /** Serves one VMM after the other at the socket that is named. */
  public static void main(String[] arguments) throws Exception {
    // News of virtual machines would mix with figures.
    Logger.getLogger("").setLevel(Level.WARNING);
    SocketFile file = new SocketFile(arguments[0], arguments[0]);
    long messageBytes = arguments.length > 1 ? Long.parseLong(arguments[1]) : 0;
    System.out.println(arguments[0]);
    Thread.ofPlatform().daemon().start(EchoDevice::endWithInput);
    while (true) {
      new VhostUserConnection(
              file.socket().accept(), arguments[0], _ -> new EchoDevice(messageBytes))
          .run();
    }
  }

  private static void endWithInput() {
    try {
      while (System.in.read() >= 0) {
        // Until its parent ends.
      }
    } catch (IOException e) {
      // As good as its end.
    }
    Runtime.getRuntime().halt(0);
  }

  @Override
  public int queues() {
    return 2;
  }

  @Override
  public MemorySegment configuration() {
    return VsockPacket.configuration(CID);
  }

  @Override
  public void start(SplitQueue[] queues) {
    receive = queues[0];
    transmit = queues[1];
  }

  @Override
  public boolean isIdle() {
    return false;
  }

  @Override
  public boolean isWanted() {
    return false;
  }

  @Override
  public void suspend() {
    receive = null;
    transmit = null;
  }

  @Override
  public void reset() {
    forwarded = 0;
    told = 0;
    taken = 0;
  }

  @Override
  public long service() {
    SplitQueue rx = receive;
    SplitQueue tx = transmit;
    if (rx == null || tx == null) {
      return NEVER;
    }
    while (tx.next()) {
      tx.copyFrom(0, in.bytes(), 0, VsockPacket.BYTES);
      int bytes = in.length();
      switch (in.operation()) {
        case VsockPacket.OP_REQUEST -> answer(rx, VsockPacket.OP_RESPONSE, 0);
        case VsockPacket.OP_RW -> {
          forwarded += bytes;
          tx.copyFrom(VsockPacket.BYTES, payload, 0, bytes);
          if (messageBytes == 0) {
            answer(rx, VsockPacket.OP_RW, bytes);
          } else {
            sink(rx, bytes);
          }
        }
        case VsockPacket.OP_SHUTDOWN -> answer(rx, VsockPacket.OP_RST, 0);
        default -> {}
      }
      tx.complete(0);
    }
    rx.notifyDriver();
    tx.notifyDriver();
    return tx.awaitNext() ? NEVER : 0;
  }

  private void sink(SplitQueue rx, int bytes) {
    taken += bytes;
    if (taken >= messageBytes) {
      taken -= messageBytes;
      answer(rx, VsockPacket.OP_RW, 1);
    } else if (forwarded - told >= BUFFER_BYTES / 4) {
      answer(rx, VsockPacket.OP_CREDIT_UPDATE, 0);
    }
  }

  /** A guest that plays ping-pong has a buffer free. */
  private void answer(SplitQueue rx, int operation, int bytes) {
    if (!rx.next()) {
      throw new BrokenGuestException("no buffer for an answer");
    }
    told = forwarded;
    out.set(
        CID, in.destinationPort(), in.sourcePort(), bytes, operation, 0, BUFFER_BYTES, forwarded);
    rx.copyTo(0, out.bytes(), 0, VsockPacket.BYTES);
    rx.copyTo(VsockPacket.BYTES, payload, 0, bytes);
    rx.complete(VsockPacket.BYTES + (long) bytes);
  }
}
