package dev.vaccel.transport.serial;

import dev.vaccel.posix.SystemCallException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One byte stream after the other, and the link that it carries: at most one at a time. Whoever
 * waits for bytes of the link reads the stream itself; between links, and now and then while the
 * link's owner is busy, a host's listener does. Nothing here blocks. Thread-safe.
 */
final class SerialStream {
  /** Reads that one call makes at most: who keeps sending must not keep the stream. */
  private static final int MOST_READS = 4;

  private final boolean host;
  private final Runnable changed;
  private final PacketReader in = new PacketReader();
  private final PacketWriter out = new PacketWriter();

  // All guarded by this object.
  private @Nullable Port port;
  private @Nullable SerialLink link;
  // Of the last OPEN of this stream; of one that waits to be accepted; of a link that is not ours.
  private int lastOpened;
  private int opened;
  private int denied;

  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Without a stream yet.
   *
   * @param host whether links are opened by the other side
   * @param changed called when a link has begun or ended, or something is owed
   */
  SerialStream(boolean host, Runnable changed) {
    this.host = host;
    this.changed = changed;
  }

  /** What is written. */
  PacketWriter out() {
    return out;
  }

  /** Goes over to a stream that begins now. The link of the last one has ended. */
  void begin(Port newPort) {
    out.begin(newPort);
    synchronized (this) {
      in.restart();
      port = newPort;
      lastOpened = 0;
      opened = 0;
      denied = 0;
    }
  }

  /** Whether the stream has ended, or none has begun. */
  synchronized boolean isOver() {
    return port == null;
  }

  /** From now on the stream carries this link. */
  synchronized void carry(SerialLink newLink) {
    in.forget();
    link = newLink;
  }

  /** Makes the link of a number that the other side has chosen. */
  interface Acceptance {
    SerialLink link(Port port, int number) throws SystemCallException;
  }

  /**
   * Waits until the other side opens a link, and accepts it.
   *
   * @return null once this side accepts none any more
   */
  synchronized @Nullable SerialLink accept(Acceptance acceptance) throws SystemCallException {
    boolean interrupted = false;
    try {
      while (!closed.get()) {
        Port from = port;
        if (opened != 0 && from != null) {
          SerialLink accepted = acceptance.link(from, opened);
          carry(accepted);
          out.owe(Packets.ACCEPT, opened, true);
          opened = 0;
          changed.run();
          return accepted;
        }
        try {
          wait();
        } catch (InterruptedException _) {
          interrupted = true;
        }
      }
      return null;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** From now on no link is accepted. False if that was so. */
  boolean close() {
    boolean first = !closed.getAndSet(true);
    synchronized (this) {
      notifyAll();
    }
    changed.run();
    return first;
  }

  /** Whether no link is accepted any more. */
  boolean isClosed() {
    return closed.get();
  }

  /** Whether the stream carries a link that both sides use. */
  synchronized boolean isCarrying() {
    return link != null && link.isLive();
  }

  /**
   * Takes in what has come.
   *
   * @return false if nothing has, or what has come waits for the link to be read
   */
  synchronized boolean pump() {
    if (port == null || !look()) {
      return false;
    }
    try {
      long count = port.read(in.room());
      if (count > 0) {
        in.filled((int) count);
        look();
      } else if (count < 0) {
        end("the other end of the port is gone");
      }
      return count != 0;
    } catch (SystemCallException failure) {
      end("the port failed: " + failure.getMessage());
      return true;
    }
  }

  /** As {@link #pump}, unless the thread that reads the link waits for the port itself. */
  synchronized boolean pumpBesideLink() {
    return !(link != null && link.isLive() && link.waits) && pump();
  }

  /** Ends the stream, not its port. */
  synchronized void end(String why) {
    port = null;
    opened = 0;
    if (link != null) {
      link.over(why, true);
    }
    changed.run();
  }

  /** Whether it went through all that is there; false if a payload waits for room. */
  private boolean look() {
    while (true) {
      int type = in.next();
      switch (type) {
        case PacketReader.NOTHING -> {
          return true;
        }
        case PacketReader.GARBAGE -> garbage();
        case Packets.DATA -> {
          if (!data()) {
            return false;
          }
        }
        default -> {
          int number = in.link();
          in.pass();
          control(type, number);
        }
      }
    }
  }

  private void garbage() {
    if (link != null && link.isLive()) {
      lose(link, "the stream is out of step");
      out.owe(Packets.CLOSE, link.number(), false);
    }
  }

  private void lose(SerialLink lost, String why) {
    lost.over(why, false);
    changed.run();
  }

  private boolean data() {
    int number = in.link();
    if (link != null && link.isLive() && link.number() == number) {
      if (!in.canKeep()) {
        return false;
      }
      in.keep();
      return true;
    }
    in.pass();
    if (host && number != denied && (link == null || link.number() != number)) {
      // Of a link with somebody before us: told once, its owner need not wait for ever.
      denied = number;
      out.owe(Packets.CLOSE, number, false);
      changed.run();
    }
    return true;
  }

  private void control(int type, int number) {
    if (type == Packets.OPEN) {
      if (host && number != 0 && number != lastOpened) {
        lastOpened = number;
        opened = number;
        notifyAll();
        if (link != null) {
          in.forget();
          lose(link, "another program in the guest has opened the port");
          link = null;
        }
      }
    } else if (type == Packets.CLOSE && number == opened) {
      opened = 0;
    } else if (link != null && link.number() == number) {
      switch (type) {
        case Packets.ACCEPT -> link.accept();
        case Packets.END -> link.peerSendsNoMore();
        default -> {
          link.over("the peer ended the connection", true);
          changed.run();
        }
      }
    }
  }

  /**
   * Takes payload of the link.
   *
   * @return 0: none is there, and the caller waits for the port before it asks again; -1 once there
   *     will be none
   */
  synchronized long read(SerialLink reader, MemorySegment destination) {
    return awaitsNothing(reader) ? (isKept(reader) ? in.take(destination) : -1) : 0;
  }

  /** Whether payload of the link is there, or will never be; else the caller waits for the port. */
  synchronized boolean awaitsNothing(SerialLink reader) {
    reader.waits = false;
    boolean more = true;
    for (int reads = 0; !isKept(reader) && !reader.isReadOver(); reads++) {
      // Asked again when nothing has come: what came earlier may have waited for room.
      if (!more || reads == MOST_READS) {
        reader.waits = true;
        return false;
      }
      more = pump();
    }
    return true;
  }

  /** The reader of the link does not wait for the port any more. */
  synchronized void stopWaiting(SerialLink reader) {
    reader.waits = false;
  }

  private boolean isKept(SerialLink reader) {
    return reader == link && in.kept() > 0;
  }

  /** The link is ended from this side; the other side is told, if it does not know. */
  synchronized void leave(SerialLink leaver) {
    if (leaver == link && leaver.over() == null) {
      out.owe(Packets.CLOSE, leaver.number(), false);
    }
    changed.run();
  }
}
