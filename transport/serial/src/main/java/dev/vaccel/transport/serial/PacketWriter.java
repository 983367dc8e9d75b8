package dev.vaccel.transport.serial;

import dev.vaccel.posix.OwnedFd;
import dev.vaccel.posix.Poller;
import dev.vaccel.posix.SystemCallException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Writes packets into a port: payload for the thread that writes to the link, and packets without
 * any, which are owed until the port takes them. Payload is copied: its check must be that of the
 * bytes that travel, whoever may change the originals, and eight packets go in one call.
 * Thread-safe.
 */
final class PacketWriter {
  private static final int PACKETS_AT_ONCE = 8;
  private static final long LINGER_NS = 500_000_000;

  private final MemorySegment memory =
      Arena.ofAuto().allocate((long) PACKETS_AT_ONCE * Packets.PREAMBLE_BYTES);
  private final ByteBuffer bytes = memory.asByteBuffer();
  private final CRC32 crc = new CRC32();

  /** Whoever has it may write to the port. */
  private final ReentrantLock turn = new ReentrantLock();

  // Guarded by the turn: what of the memory goes to the port next, and the next bytes of payload.
  private volatile @Nullable Port port;
  private int written;
  private int end;
  private boolean torn;
  private int part;
  private long offset;

  /** Whether a packet that was owed is not all written. Set with the turn. */
  private volatile boolean unfinished;

  // Guarded by this object: the packet that is owed. A later one takes its place.
  private int owedType;
  private int owedLink;
  private boolean owedPreamble;

  /** Goes over to another port. What was owed to the last one is forgotten. */
  void begin(Port newPort) {
    turn.lock();
    try {
      synchronized (this) {
        owedType = 0;
      }
      port = newPort;
      drop();
      torn = true; // By whoever wrote before us.
    } finally {
      turn.unlock();
    }
  }

  /** Forgets what is half written. */
  private void drop() {
    written = 0;
    end = 0;
    unfinished = false;
  }

  private Port port() {
    return Objects.requireNonNull(port, "nothing is written before a port is there");
  }

  /**
   * Has a packet without payload sent as soon as {@link #flush} can.
   *
   * @param preamble whether zeros go before it in any case, else only if they must
   */
  synchronized void owe(int type, int link, boolean preamble) {
    owedType = type;
    owedLink = link;
    owedPreamble = preamble;
  }

  /** Whether something waits for the port. */
  boolean owes() {
    synchronized (this) {
      return owedType != 0 || unfinished;
    }
  }

  /** Writes what is owed as far as the port takes it; does not block. */
  void flush() {
    // Again, behind the turn: who came meanwhile and did not get it has left it to us.
    while (owes() && turn.tryLock()) {
      try {
        if (!writeOwed()) {
          return;
        }
      } catch (SystemCallException portIsGone) {
        drop(); // Its reader notices.
        return;
      } finally {
        turn.unlock();
      }
    }
  }

  /**
   * Waits a moment until nothing is owed any more, before the port is closed: the other side of a
   * virtual machine does not see that, it has to be told.
   */
  void linger() {
    long startNs = System.nanoTime();
    Poller poller = new Poller(1);
    flush();
    while (owes()) {
      long leftNs = LINGER_NS - (System.nanoTime() - startNs);
      if (leftNs <= 0 || Thread.currentThread().isInterrupted()) {
        return;
      }
      OwnedFd fd = port().fd();
      poller.clear();
      poller.addWritable(fd, false);
      try {
        poller.await(leftNs);
      } catch (SystemCallException _) {
        return;
      }
      if (fd.isClosed() || poller.isHungUp(0)) {
        return;
      }
      flush();
    }
  }

  /** Whether all is written. With the turn. */
  private boolean writeOwed() throws SystemCallException {
    while (true) {
      while (written < end) {
        int count = (int) port().write(memory.asSlice(written, end - written));
        if (count == 0) {
          return false;
        }
        written += count;
      }
      if (!composeOwed()) {
        return true;
      }
    }
  }

  private boolean composeOwed() {
    int type;
    int link;
    boolean preamble;
    synchronized (this) {
      type = owedType;
      link = owedLink;
      preamble = owedPreamble || torn;
      owedType = 0;
      unfinished = type != 0; // Until it is written: whoever waits for it sees no gap.
    }
    written = 0;
    end = 0;
    if (type == 0) {
      return false;
    }
    end = (preamble ? Packets.PREAMBLE_BYTES : 0) + Packets.HEADER_BYTES;
    torn = false;
    memory.asSlice(0, end).fill((byte) 0);
    Packets.seal(memory, bytes, crc, end - Packets.HEADER_BYTES, type, 0, link);
    return true;
  }

  /** How the thread that writes to a link waits, and learns that it is over. */
  interface Writing {
    /** The link's number. */
    int number();

    /** Throws if nothing can be written to the link any more. */
    void requireWritable();

    /** Waits until the port may take bytes, or the link is over. */
    void awaitRoom(OwnedFd fd) throws SystemCallException;
  }

  /** Writes all parts. Blocks while the port takes nothing. */
  void write(MemorySegment[] parts, int count, Writing link) throws SystemCallException {
    turn.lock();
    try {
      part = 0;
      offset = 0;
      while (true) {
        link.requireWritable();
        if (!writeOwed()) {
          link.awaitRoom(port().fd());
        } else if (compose(parts, count, link.number())) {
          writeComposed(link);
        } else {
          return;
        }
      }
    } finally {
      turn.unlock();
      flush();
    }
  }

  private void writeComposed(Writing link) throws SystemCallException {
    try {
      while (written < end) {
        int count = (int) port().write(memory.asSlice(written, end - written));
        written += count;
        if (count == 0) {
          link.requireWritable();
          link.awaitRoom(port().fd());
        }
      }
    } finally {
      // All packets but the last are full.
      torn = written < end && written % Packets.PREAMBLE_BYTES != 0;
      drop();
    }
  }

  /** The next packets; false if there is no more payload. */
  private boolean compose(MemorySegment[] parts, int count, int link) {
    int at = 0;
    for (int packet = 0; packet < PACKETS_AT_ONCE; packet++) {
      int length = fill(parts, count, at + Packets.HEADER_BYTES);
      if (length == 0) {
        break;
      }
      Packets.seal(memory, bytes, crc, at, Packets.DATA, length, link);
      at += Packets.HEADER_BYTES + length;
    }
    written = 0;
    end = at;
    return at > 0;
  }

  private int fill(MemorySegment[] parts, int count, int at) {
    int length = 0;
    while (part < count && length < Packets.MOST_PAYLOAD_BYTES) {
      long left = parts[part].byteSize() - offset;
      int now = (int) Math.min(left, Packets.MOST_PAYLOAD_BYTES - length);
      MemorySegment.copy(parts[part], offset, memory, at + length, now);
      length += now;
      offset += now;
      if (now == left) {
        part++;
        offset = 0;
      }
    }
    return length;
  }
}
