package dev.vaccel.fuzz;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.TransportException;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.Link;
import dev.vaccel.wire.spi.LinkOptions;
import dev.vaccel.wire.spi.Listener;
import dev.vaccel.wire.spi.PeerIdentity;
import dev.vaccel.wire.spi.TransportProvider;
import java.lang.foreign.MemorySegment;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Addresses {@code fuzz:...}: an agent's connections are handed to it by the test. */
public final class FuzzTransport implements TransportProvider {
  private static final LinkedBlockingQueue<Link> WAITING = new LinkedBlockingQueue<>();
  private static final AtomicInteger OPEN = new AtomicInteger();

  /** For {@link java.util.ServiceLoader}. */
  public FuzzTransport() {}

  /** Gives a link to the agent. */
  static void connect(Link link) {
    OPEN.incrementAndGet();
    WAITING.add(new Counted(link));
  }

  /** Whether the agent has closed every link that it was given. */
  static boolean isIdle() {
    return OPEN.get() == 0;
  }

  /** Counts its end. */
  private static final class Counted implements Link {
    private final Link link;
    private boolean closed;

    Counted(Link link) {
      this.link = link;
    }

    @Override
    public void write(MemorySegment[] parts, int count) {
      link.write(parts, count);
    }

    @Override
    public long read(MemorySegment destination) {
      return link.read(destination);
    }

    @Override
    public boolean awaitReadable(long timeoutNs) {
      return link.awaitReadable(timeoutNs);
    }

    @Override
    public PeerIdentity peer() {
      return link.peer();
    }

    @Override
    public void shutdown() {
      link.shutdown();
    }

    @Override
    public synchronized void close() {
      link.close();
      if (!closed) {
        closed = true;
        OPEN.decrementAndGet();
      }
    }
  }

  @Override
  public Set<String> schemes() {
    return Set.of("fuzz");
  }

  @Override
  public Link connect(Address address, LinkOptions options) {
    throw new TransportException(ErrorCode.UNREACHABLE, "fuzz addresses are for listeners");
  }

  @Override
  public Listener listen(Address address, LinkOptions options) {
    return new Listener() {
      private final Link end = new BytesLink(new byte[0], 1);
      private volatile boolean closed;

      @Override
      public Address address() {
        return address;
      }

      @Override
      @SuppressWarnings("ReferenceEquality") // The one link that stands for the end.
      public Link accept() {
        try {
          Link link = WAITING.take();
          if (link != end && !closed) {
            return link;
          }
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        throw new TransportException(ErrorCode.CONNECTION_LOST, "the listener is closed");
      }

      @Override
      public void close() {
        closed = true;
        WAITING.add(end);
      }
    };
  }
}
