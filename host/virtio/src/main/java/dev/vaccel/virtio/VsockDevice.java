package dev.vaccel.virtio;

import dev.vaccel.wire.spi.PeerIdentity;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * A virtio socket device: streams of a guest to one port of the host, which become links. One
 * thread at a time, but for {@link #wanted}.
 *
 * <p>Source: Virtual I/O Device (VIRTIO) Version 1.2, section 5.10.
 */
final class VsockDevice implements VirtioDevice {
  private static final int RECEIVE = 0;
  private static final int TRANSMIT = 1;
  private static final int MOST_CONNECTIONS = 256;
  // Answers that wait for the guest's buffers; with more it must take some first.
  private static final int MOST_REPLIES = 256;
  private static final int MOST_PAYLOAD = 64 * 1024;
  // Chains of one turn, so that messages of the VMM are read between.
  private static final int TURN = 256;
  // A guest has this long to confirm an end.
  private static final long END_NS = 2_000_000_000;

  private final long cid;
  private final int port;
  private final PeerIdentity peer;
  private final Bell bell;
  private final Acceptor acceptor;
  private final Map<Long, VsockConnection> connections = new HashMap<>();
  private final Deque<Reply> replies = new ArrayDeque<>();
  // Connections with something to send, in the order of their turns.
  private final Deque<VsockConnection> turns = new ArrayDeque<>();
  private final Deque<VsockConnection> ending = new ArrayDeque<>();
  private final Queue<VsockConnection> wanted = new ConcurrentLinkedQueue<>();
  private final VsockPacket in = new VsockPacket();
  private final VsockPacket out = new VsockPacket();
  private @Nullable SplitQueue receive;
  private @Nullable SplitQueue transmit;

  /** Takes new connections. */
  @FunctionalInterface
  interface Acceptor {
    /** Whether the connection is taken; called in the device's turn, does not block. */
    boolean accept(VsockConnection connection);
  }

  private record Reply(
      int hostPort, int guestPort, int operation, int flags, @Nullable VsockConnection of) {}

  /**
   * A device.
   *
   * @param cid the guest's context identifier, at least 3
   * @param port of the host that guests reach
   * @param peer who its guest is
   */
  VsockDevice(long cid, int port, PeerIdentity peer, Bell bell, Acceptor acceptor) {
    this.cid = cid;
    this.port = port;
    this.peer = peer;
    this.bell = bell;
    this.acceptor = acceptor;
  }

  @Override
  public int queues() {
    return 2;
  }

  @Override
  public MemorySegment configuration() {
    return VsockPacket.configuration(cid);
  }

  @Override
  public void start(SplitQueue[] queues) {
    receive = queues[RECEIVE];
    transmit = queues[TRANSMIT];
  }

  @Override
  public void suspend() {
    receive = null;
    transmit = null;
  }

  @Override
  public void reset() {
    suspend();
    connections.values().forEach(VsockConnection::vanish);
    connections.clear();
    replies.clear();
    turns.clear();
    ending.clear();
    wanted.clear();
  }

  /** A connection has something to be sent; by its session's thread. Thread-safe. */
  void wanted(VsockConnection connection) {
    if (queue(connection)) {
      bell.serviceOrRing();
    }
  }

  /** A connection was ended, by whatever thread. Thread-safe. */
  void ended(VsockConnection connection) {
    if (queue(connection)) {
      bell.ring();
    }
  }

  private boolean queue(VsockConnection connection) {
    boolean first = !connection.isGone() && connection.queued.compareAndSet(false, true);
    if (first) {
      wanted.add(connection);
    }
    return first;
  }

  @Override
  public boolean isIdle() {
    return connections.isEmpty();
  }

  @Override
  public boolean isWanted() {
    return !wanted.isEmpty();
  }

  @Override
  public long service() {
    SplitQueue rx = receive;
    SplitQueue tx = transmit;
    if (rx == null || tx == null) {
      return NEVER;
    }
    takeWanted();
    long endNs = endOverdue();
    boolean more = takePackets(tx);
    more |= send(rx);
    rx.notifyDriver();
    tx.notifyDriver();
    if (more) {
      return 0;
    }
    if (replies.size() < MOST_REPLIES && !tx.awaitNext()) {
      return 0;
    }
    if (isBlocked() && !rx.awaitNext()) {
      return 0;
    }
    return endNs;
  }

  /** Whether something waits for the guest's buffers. */
  private boolean isBlocked() {
    return !replies.isEmpty() || !turns.isEmpty();
  }

  private void takeWanted() {
    for (VsockConnection next = wanted.poll(); next != null; next = wanted.poll()) {
      // Before looking: what comes afterwards queues it again.
      next.queued.set(false);
      if (isOpen(next)) {
        look(next);
      }
    }
  }

  private static long key(int hostPort, int guestPort) {
    return (long) hostPort << 32 | Integer.toUnsignedLong(guestPort);
  }

  /** Sees what a connection needs to have sent. */
  private void look(VsockConnection connection) {
    if (connection.isEnded() && connection.endNs == 0) {
      connection.endNs = System.nanoTime() + END_NS | 1;
      ending.add(connection);
    }
    if (connection.toSend() > 0) {
      takeTurn(connection);
    } else if (connection.isEnded() && !connection.toldEnd) {
      connection.toldEnd = true;
      reply(connection, VsockPacket.OP_SHUTDOWN, VsockPacket.NO_RECEIVE | VsockPacket.NO_SEND);
    }
    // Also while data waits for the guest: it may read only after it has written all.
    if (connection.owesUpdate() && !connection.tellsRoom && !connection.isEnded()) {
      connection.tellsRoom = true;
      reply(connection, VsockPacket.OP_CREDIT_UPDATE, 0);
    }
  }

  private void takeTurn(VsockConnection connection) {
    if (!connection.inTurn && connection.credit() > 0) {
      connection.inTurn = true;
      turns.add(connection);
    }
  }

  private void reply(VsockConnection connection, int operation, int flags) {
    replies.add(new Reply(connection.hostPort, connection.guestPort, operation, flags, connection));
  }

  private void reset(int hostPort, int guestPort) {
    replies.add(new Reply(hostPort, guestPort, VsockPacket.OP_RST, 0, null));
  }

  /** Returns whether there may be more. */
  private boolean takePackets(SplitQueue tx) {
    for (int i = 0; i < TURN; i++) {
      // While answers wait for buffers no more packets are taken.
      if (replies.size() >= MOST_REPLIES || !tx.next()) {
        return false;
      }
      take(tx);
      tx.complete(0);
    }
    return true;
  }

  private void take(SplitQueue tx) {
    if (tx.readableBytes() < VsockPacket.BYTES) {
      throw new BrokenGuestException("a packet of " + tx.readableBytes() + " bytes");
    }
    // Checked and used from here: the guest can change its own copy.
    tx.copyFrom(0, in.bytes(), 0, VsockPacket.BYTES);
    int length = in.length();
    if (length < 0 || length > MOST_PAYLOAD || length > tx.readableBytes() - VsockPacket.BYTES) {
      throw new BrokenGuestException(
          "a packet that announces "
              + Integer.toUnsignedString(length)
              + " bytes and has "
              + (tx.readableBytes() - VsockPacket.BYTES));
    }
    if (in.sourceCid() != cid || in.destinationCid() != VsockPacket.HOST) {
      return; // Not from this guest, or not to us.
    }
    int hostPort = in.destinationPort();
    int guestPort = in.sourcePort();
    VsockConnection connection = connections.get(key(hostPort, guestPort));
    if (in.type() != VsockPacket.TYPE_STREAM) {
      reset(hostPort, guestPort);
    } else if (connection == null) {
      open(hostPort, guestPort);
    } else {
      connection.guestCredit(in.bufferBytes(), in.forwarded());
      handle(connection, tx, length);
    }
  }

  private void open(int hostPort, int guestPort) {
    int operation = in.operation();
    if (operation == VsockPacket.OP_RST) {
      return;
    }
    if (operation == VsockPacket.OP_REQUEST
        && hostPort == port
        && connections.size() < MOST_CONNECTIONS) {
      VsockConnection connection =
          new VsockConnection(
              this,
              hostPort,
              guestPort,
              peer,
              "port " + Integer.toUnsignedString(guestPort) + " of " + peer);
      connection.guestCredit(in.bufferBytes(), in.forwarded());
      if (acceptor.accept(connection)) {
        connections.put(key(hostPort, guestPort), connection);
        reply(connection, VsockPacket.OP_RESPONSE, 0);
        return;
      }
    }
    reset(hostPort, guestPort);
  }

  private void handle(VsockConnection connection, SplitQueue tx, int length) {
    switch (in.operation()) {
      case VsockPacket.OP_RW -> {
        if (!connection.receive(
            length,
            (ring, offset, done, bytes) ->
                tx.copyFrom(VsockPacket.BYTES + done, ring, offset, bytes))) {
          end(connection, true); // It sent more than there was room for.
        }
      }
      case VsockPacket.OP_CREDIT_UPDATE -> {}
      case VsockPacket.OP_CREDIT_REQUEST -> reply(connection, VsockPacket.OP_CREDIT_UPDATE, 0);
      case VsockPacket.OP_SHUTDOWN -> {
        boolean sends = (in.flags() & VsockPacket.NO_SEND) == 0;
        boolean receives = (in.flags() & VsockPacket.NO_RECEIVE) == 0;
        connection.guestEnds(sends, receives);
        if (connection.isGuestDone()) {
          end(connection, true);
        }
      }
      case VsockPacket.OP_RST -> end(connection, false);
      default -> end(connection, true);
    }
    if (isOpen(connection) && connection.toSend() > 0) {
      takeTurn(connection); // There may be credit now.
    }
  }

  private void end(VsockConnection connection, boolean tell) {
    connections.remove(key(connection.hostPort, connection.guestPort));
    if (connection.endNs != 0) {
      ending.remove(connection);
    }
    if (tell) {
      reset(connection.hostPort, connection.guestPort);
    }
    connection.vanish();
  }

  /**
   * Fills the guest's buffers: answers first, then one packet of each connection in turn.
   *
   * @return whether there may be more
   */
  private boolean send(SplitQueue rx) {
    for (int i = 0; i < TURN; i++) {
      while (!replies.isEmpty() && isStale(replies.element())) {
        replies.remove();
      }
      while (replies.isEmpty() && !turns.isEmpty() && sendable(turns.element()) == 0) {
        turns.remove().inTurn = false;
      }
      if (!isBlocked() || !rx.next()) {
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

  /** Whether it is of a connection that is no more: its port may belong to another by now. */
  private boolean isStale(Reply reply) {
    VsockConnection of = reply.of();
    return of != null && !isOpen(of);
  }

  private boolean isOpen(VsockConnection connection) {
    return connections.get(key(connection.hostPort, connection.guestPort)) == connection;
  }

  /** How many bytes of a connection may be sent now. */
  private int sendable(VsockConnection connection) {
    return isOpen(connection) ? Math.min(connection.toSend(), connection.credit()) : 0;
  }

  private long send(SplitQueue rx, Reply reply) {
    VsockConnection of = reply.of();
    out.set(
        cid,
        reply.hostPort(),
        reply.guestPort(),
        0,
        reply.operation(),
        reply.flags(),
        of == null ? 0 : VsockConnection.BUFFER_BYTES,
        of == null ? 0 : of.advertise());
    if (of != null) {
      of.tellsRoom = false;
    }
    rx.copyTo(0, out.bytes(), 0, VsockPacket.BYTES);
    return VsockPacket.BYTES;
  }

  private long sendNext(SplitQueue rx) {
    VsockConnection connection = turns.remove();
    connection.inTurn = false;
    long room = Math.min(MOST_PAYLOAD, rx.writableBytes() - VsockPacket.BYTES);
    int bytes = (int) Math.min(room, sendable(connection));
    if (bytes == 0) {
      takeTurn(connection); // A buffer for headers alone: the guest gets it back empty.
      return 0;
    }
    out.set(
        cid,
        connection.hostPort,
        connection.guestPort,
        bytes,
        VsockPacket.OP_RW,
        0,
        VsockConnection.BUFFER_BYTES,
        connection.advertise());
    rx.copyTo(0, out.bytes(), 0, VsockPacket.BYTES);
    connection.send(
        bytes, (ring, offset, done, n) -> rx.copyTo(VsockPacket.BYTES + done, ring, offset, n));
    look(connection);
    return VsockPacket.BYTES + (long) bytes;
  }

  /** Ends what guests do not confirm; returns how long until the next. */
  private long endOverdue() {
    long now = System.nanoTime();
    // All have the same time: the first to end is the first here.
    while (!ending.isEmpty()) {
      VsockConnection first = ending.element();
      long leftNs = first.endNs - now;
      if (leftNs > 0) {
        return leftNs;
      }
      end(first, true);
    }
    return NEVER;
  }
}
