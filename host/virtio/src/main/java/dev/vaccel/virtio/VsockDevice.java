package dev.vaccel.virtio;

import dev.vaccel.wire.spi.PeerIdentity;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
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
  // A guest has this long to confirm an end.
  private static final long END_NS = 2_000_000_000;

  private final long cid;
  private final int port;
  private final PeerIdentity peer;
  private final Bell bell;
  private final Acceptor acceptor;
  private final Map<Long, VsockConnection> connections = new HashMap<>();
  private final Deque<VsockConnection> ending = new ArrayDeque<>();
  private final Queue<VsockConnection> wanted = new ConcurrentLinkedQueue<>();
  private final VsockPacket in = new VsockPacket();
  private final VsockOutbox outbox;
  private @Nullable SplitQueue receive;
  private @Nullable SplitQueue transmit;

  /** Takes new connections. */
  @FunctionalInterface
  interface Acceptor {
    /** Whether the connection is taken; called in the device's turn, does not block. */
    boolean accept(VsockConnection connection);
  }

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
    this.outbox = new VsockOutbox(cid, this::look);
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
    outbox.clear();
    ending.clear();
    wanted.clear();
  }

  /** A connection has something to be sent; by its session's thread. Thread-safe. */
  void wanted(VsockConnection connection) {
    if (queue(connection)) {
      bell.serviceOrRing();
    }
  }

  /** A connection waits for bytes, by its session's thread. Thread-safe. */
  void hearUntil(BooleanSupplier readable, long timeoutNs) {
    bell.hearUntil(readable, timeoutNs);
  }

  /** A thread in {@link #hearUntil} has to look again. Thread-safe. */
  void wakeHearer() {
    bell.wakeHearer();
  }

  /** A thread will not come back to {@link #hearUntil} soon. Thread-safe. */
  void hearNoMore() {
    bell.hearNoMore();
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
    more |= outbox.send(rx);
    rx.notifyDriver();
    if (more) {
      return 0;
    }
    if (!outbox.isFull() && !tx.awaitNext()) {
      return 0;
    }
    if (!outbox.isEmpty() && !rx.awaitNext()) {
      return 0;
    }
    return endNs;
  }

  @Override
  public void tellTaken() {
    SplitQueue tx = transmit;
    if (tx != null) {
      tx.notifyDriver();
    }
  }

  private void takeWanted() {
    for (VsockConnection next = wanted.poll(); next != null; next = wanted.poll()) {
      // Before looking: what comes afterwards queues it again.
      next.queued.set(false);
      if (!next.isGone()) {
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
      outbox.takeTurn(connection);
    } else if (connection.isEnded() && !connection.toldEnd) {
      connection.toldEnd = true;
      outbox.reply(
          connection, VsockPacket.OP_SHUTDOWN, VsockPacket.NO_RECEIVE | VsockPacket.NO_SEND);
    }
    // Also while data waits for the guest: it may read only after it has written all.
    if (connection.owesUpdate() && !connection.tellsRoom && !connection.isEnded()) {
      connection.tellsRoom = true;
      outbox.reply(connection, VsockPacket.OP_CREDIT_UPDATE, 0);
    }
  }

  /** Returns whether there may be more. */
  private boolean takePackets(SplitQueue tx) {
    for (int i = 0; i < MOST_CHAINS; i++) {
      // While answers wait for buffers no more packets are taken.
      if (outbox.isFull() || !tx.next()) {
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
    if (length < 0
        || length > VsockPacket.MOST_PAYLOAD
        || length > tx.readableBytes() - VsockPacket.BYTES) {
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
      outbox.reset(hostPort, guestPort);
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
        outbox.reply(connection, VsockPacket.OP_RESPONSE, 0);
        return;
      }
    }
    outbox.reset(hostPort, guestPort);
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
      case VsockPacket.OP_CREDIT_REQUEST ->
          outbox.reply(connection, VsockPacket.OP_CREDIT_UPDATE, 0);
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
    if (!connection.isGone() && connection.toSend() > 0) {
      outbox.takeTurn(connection); // There may be credit now.
    }
  }

  private void end(VsockConnection connection, boolean tell) {
    connections.remove(key(connection.hostPort, connection.guestPort));
    if (connection.endNs != 0) {
      ending.remove(connection);
    }
    if (tell) {
      outbox.reset(connection.hostPort, connection.guestPort);
    }
    connection.vanish();
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
