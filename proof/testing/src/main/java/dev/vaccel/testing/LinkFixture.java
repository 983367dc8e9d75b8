package dev.vaccel.testing;

import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.Link;
import dev.vaccel.wire.spi.LinkOptions;
import dev.vaccel.wire.spi.Listener;
import dev.vaccel.wire.spi.PeerIdentity;
import dev.vaccel.wire.spi.TransportProvider;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What the parts of {@link LinkContract} stand on: a listener for each test, links to it, threads,
 * memory, and all of it closed at the end.
 */
public abstract class LinkFixture {
  /** Options with a time limit for connecting that a slow machine does not reach either. */
  protected static final LinkOptions PATIENT =
      LinkOptions.DEFAULT.withConnectTimeout(Deadline.LIMIT);

  private static final long LOOK_NS = 1_000_000;
  private static final AtomicInteger THREADS = new AtomicInteger();

  private final Deque<AutoCloseable> toClose = new ArrayDeque<>();
  private @Nullable Listener listener;
  private @Nullable Arena arena;

  /** For the parts of the contract. */
  protected LinkFixture() {}

  /** The transport under test. */
  protected abstract TransportProvider provider();

  /** An address where nobody listens and a listener can be made, another one at each call. */
  protected abstract Address freeAddress() throws Exception;

  /** Whom the accepting side sees when this process connects. */
  protected abstract PeerIdentity expectedClient() throws Exception;

  /** Connects without a link. The other side must be accepted and used meanwhile. */
  protected abstract RawPeer connectRaw(Address address) throws Exception;

  /** What an agent must be told to listen on, so that it is reached at the address. */
  protected Address agentAddress(Address address) {
    return address;
  }

  /** What the listening side is given. */
  protected LinkOptions listenOptions() throws Exception {
    return PATIENT;
  }

  /** What the connecting side is given. */
  protected LinkOptions connectOptions() throws Exception {
    return PATIENT;
  }

  /**
   * A place that takes connections and never answers, or whose queue is full; null where that
   * cannot be made. Kept open with {@link #closeLater}.
   */
  protected @Nullable Address stalledAddress() throws Exception {
    return null;
  }

  @BeforeEach
  final void openListener() throws Exception {
    arena = Arena.ofShared();
    listener = provider().listen(freeAddress(), listenOptions());
  }

  @AfterEach
  final void closeEverything() throws Exception {
    while (!toClose.isEmpty()) {
      toClose.pop().close();
    }
    listener().close();
    memory().close();
  }

  /** The listener of this test. */
  protected final Listener listener() {
    if (listener == null) {
      throw new IllegalStateException("no listener outside a test");
    }
    return listener;
  }

  /** Memory until the end of the test. */
  protected final Arena memory() {
    if (arena == null) {
      throw new IllegalStateException("no memory outside a test");
    }
    return arena;
  }

  /** Closes it after the test, the last one first. */
  protected final <T extends AutoCloseable> T closeLater(T resource) {
    synchronized (toClose) {
      toClose.push(resource);
    }
    return resource;
  }

  /** Work on a platform thread of its own. */
  protected static final class Work<T> extends FutureTask<T> {
    private final Thread thread;

    private Work(Callable<T> work) {
      super(work);
      thread =
          Thread.ofPlatform().daemon().name("work-" + THREADS.incrementAndGet()).unstarted(this);
    }

    /** The thread, for {@link BlockedThread}. */
    public Thread thread() {
      return thread;
    }
  }

  /** Starts work on a thread of its own. */
  protected static <T> Work<T> start(Callable<T> work) {
    Work<T> started = new Work<>(work);
    started.thread.start();
    return started;
  }

  /** Both ends of one connection. */
  protected record Pair(Link client, Link server) {}

  /** Connects to the test's listener. */
  protected final Pair connect() throws Exception {
    return connect(listener());
  }

  /** Connects to a listener. */
  protected final Pair connect(Listener place) throws Exception {
    CountDownLatch connected = new CountDownLatch(1);
    Work<Link> accepting = start(() -> acceptAndMeet(place, connected));
    try {
      Link client = closeLater(provider().connect(place.address(), connectOptions()));
      connected.countDown();
      return new Pair(client, Deadline.get("accept", accepting));
    } finally {
      connected.countDown();
    }
  }

  /**
   * As {@link #connect()}, beside links that stay; a carrier whose listener has one at a time makes
   * another listener for it.
   */
  protected Pair connectBeside() throws Exception {
    return connect();
  }

  /** A peer of ours that is no link, and the accepted end. */
  protected record RawPair(RawPeer peer, Link link) {}

  /** Connects to the test's listener without a link on that side. */
  protected final RawPair connectRaw() throws Exception {
    CountDownLatch connected = new CountDownLatch(1);
    Work<Link> accepting = start(() -> acceptAndMeet(listener(), connected));
    try {
      RawPeer peer = closeLater(connectRaw(listener().address()));
      connected.countDown();
      return new RawPair(peer, Deadline.get("accept", accepting));
    } finally {
      connected.countDown();
    }
  }

  /**
   * Accepts; asking who it is, or waiting for bytes, runs a handshake, if there is one, as the
   * link's own thread would.
   */
  private Link acceptAndMeet(Listener place, CountDownLatch connected) {
    Link link = closeLater(place.accept());
    link.peer();
    while (connected.getCount() > 0 && !link.awaitReadable(LOOK_NS)) {
      // The other side is not there yet.
    }
    return link;
  }

  /** Native memory with these bytes. */
  protected final MemorySegment bytes(byte... bytes) {
    return memory()
        .allocate(Math.max(1, bytes.length))
        .asSlice(0, bytes.length)
        .copyFrom(MemorySegment.ofArray(bytes));
  }

  /** Writes one part. */
  protected static void write(Link link, MemorySegment part) {
    link.write(new MemorySegment[] {part}, 1);
  }

  /** Reads until the segment is full. */
  protected static void readFully(Link link, MemorySegment destination) throws IOException {
    long filled = 0;
    while (filled < destination.byteSize()) {
      long read = link.read(destination.asSlice(filled));
      if (read < 1) {
        throw new IOException("the stream ended after " + filled + " bytes");
      }
      filled += read;
    }
  }
}
