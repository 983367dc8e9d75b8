package dev.vaccel.virtio;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What waits for buffers of the guest: answers first, then one packet of each connection in turn.
 * Guarded by the device's turn.
 */
final class VsockOutbox {
  // With more the guest must take some first.
  private static final int MOST_REPLIES = 256;

  private final long cid;
  private final Consumer<VsockConnection> afterSending;
  private final Deque<Reply> replies = new ArrayDeque<>();
  // Connections with something to send.
  private final Deque<VsockConnection> turns = new ArrayDeque<>();
  private final VsockPacket packet = new VsockPacket();

  private record Reply(
      int hostPort, int guestPort, int operation, int flags, @Nullable VsockConnection of) {
    /** Whether its connection is no more: the port may belong to another by now. */
    boolean isStale() {
      return of != null && of.isGone();
    }
  }

  /**
   * An empty one.
   *
   * @param cid of the guest
   * @param afterSending sees what else a connection needs after a packet of it
   */
  VsockOutbox(long cid, Consumer<VsockConnection> afterSending) {
    this.cid = cid;
    this.afterSending = afterSending;
  }

  /** Answers, or tells something, for a connection. */
  void reply(VsockConnection connection, int operation, int flags) {
    replies.add(new Reply(connection.hostPort, connection.guestPort, operation, flags, connection));
  }

  /** Tells that there is no such connection. */
  void reset(int hostPort, int guestPort) {
    replies.add(new Reply(hostPort, guestPort, VsockPacket.OP_RST, 0, null));
  }

  /** Lets a connection send what it has, when its turn comes. */
  void takeTurn(VsockConnection connection) {
    if (!connection.inTurn && connection.credit() > 0) {
      connection.inTurn = true;
      turns.add(connection);
    }
  }

  /** Whether so many answers wait that nothing that makes more is to be done. */
  boolean isFull() {
    return replies.size() >= MOST_REPLIES;
  }

  boolean isEmpty() {
    return replies.isEmpty() && turns.isEmpty();
  }

  void clear() {
    replies.clear();
    turns.clear();
  }

  /**
   * Fills buffers of the guest.
   *
   * @return whether there may be more to send and buffers for it
   */
  boolean send(SplitQueue rx) {
    for (int i = 0; i < VirtioDevice.MOST_CHAINS; i++) {
      while (!replies.isEmpty() && replies.element().isStale()) {
        replies.remove();
      }
      while (replies.isEmpty() && !turns.isEmpty() && sendable(turns.element()) == 0) {
        turns.remove().inTurn = false;
      }
      if (isEmpty() || !rx.next()) {
        return false;
      }
      if (rx.writableBytes() < VsockPacket.BYTES) {
        throw new BrokenGuestException("a buffer of " + rx.writableBytes() + " bytes");
      }
      Reply reply = replies.poll();
      rx.complete(reply == null ? sendNext(rx) : send(rx, reply));
    }
    return true;
  }

  private static int sendable(VsockConnection connection) {
    return connection.isGone() ? 0 : Math.min(connection.toSend(), connection.credit());
  }

  private long send(SplitQueue rx, Reply reply) {
    VsockConnection of = reply.of();
    packet.set(
        cid,
        reply.hostPort(),
        reply.guestPort(),
        0,
        reply.operation(),
        reply.flags(),
        of == null ? 0 : VsockConnection.BUFFER_BYTES,
        of == null ? 0 : of.advertise());
    rx.copyTo(0, packet.bytes(), 0, VsockPacket.BYTES);
    return VsockPacket.BYTES;
  }

  private long sendNext(SplitQueue rx) {
    VsockConnection connection = turns.remove();
    connection.inTurn = false;
    long room = Math.min(VsockPacket.MOST_PAYLOAD, rx.writableBytes() - VsockPacket.BYTES);
    int bytes = (int) Math.min(room, sendable(connection));
    if (bytes == 0) {
      takeTurn(connection); // A buffer for headers alone: the guest gets it back empty.
      return 0;
    }
    packet.set(
        cid,
        connection.hostPort,
        connection.guestPort,
        bytes,
        VsockPacket.OP_RW,
        0,
        VsockConnection.BUFFER_BYTES,
        connection.advertise());
    rx.copyTo(0, packet.bytes(), 0, VsockPacket.BYTES);
    connection.send(
        bytes, (ring, offset, done, n) -> rx.copyTo(VsockPacket.BYTES + done, ring, offset, n));
    afterSending.accept(connection);
    return VsockPacket.BYTES + (long) bytes;
  }
}
