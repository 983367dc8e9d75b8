package dev.vaccel.runtime;

import dev.vaccel.api.Cancellation;
import dev.vaccel.api.CancelledException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InternalException;
import dev.vaccel.api.TransportException;
import dev.vaccel.api.spi.OperationDescription;
import dev.vaccel.wire.BodyWriter;
import dev.vaccel.wire.FrameLayout;
import dev.vaccel.wire.FrameReader;
import dev.vaccel.wire.FrameWriter;
import dev.vaccel.wire.Spares;
import dev.vaccel.wire.Welcome;
import dev.vaccel.wire.WireError;
import dev.vaccel.wire.spi.Link;
import dev.vaccel.wire.spi.SharedRegion;
import dev.vaccel.wire.spi.SharingLink;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One connection to an agent, shared by the threads of a process. A caller that waits reads the
 * connection itself and hands replies of others to them: no thread stands between the carrier and
 * the caller. Only for callers that cannot (a deadline, a cancellation, a virtual thread) does the
 * connection start a reading thread of its own. Thread-safe.
 */
final class Connection implements AutoCloseable {
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  // How often a caller that may give up looks while it waits for a slot.
  private static final long LOOK_EVERY_NS = 20_000_000;

  private final Link link;
  private final String peer;
  private final FrameReader frames;
  private final FrameWriter writer;
  private final Welcome welcome;
  private final ByteWindow window;
  // Operations that the agent takes: API, code and signature in one number, sorted.
  private final long[] offered;
  // Made when first needed, since each has memory of its own and few are in use at the same time.
  private final AtomicReferenceArray<@Nullable PendingCall> calls;
  private final AtomicInteger made = new AtomicInteger();
  private final Spares<PendingCall> free = new Spares<>();
  private final Semaphore slots;
  // Who reads now; null for nobody.
  private final AtomicReference<@Nullable Thread> leader = new AtomicReference<>();
  // Calls sent and not completed, and those among them that need the reading thread.
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger followers = new AtomicInteger();
  private final Lock sharingTurn = new ReentrantLock();
  private final Object readerLock = new Object();
  private volatile @Nullable Thread reader;
  private volatile @Nullable RuntimeException broken;
  private volatile @Nullable WireError goodbye;
  private volatile boolean retired;

  Connection(
      Link link, String peer, ApiBindings bindings, String credential, long handshakeTimeoutNs) {
    this.link = link;
    this.peer = peer;
    this.frames = new FrameReader(link, peer, FrameLayout.MAX_HELLO_PAYLOAD);
    this.writer = new FrameWriter(link);
    try {
      this.welcome =
          Handshake.perform(link, peer, frames, writer, bindings, credential, handshakeTimeoutNs);
    } catch (RuntimeException e) {
      link.close();
      throw e;
    }
    this.offered =
        welcome.apis().stream()
            .flatMapToLong(
                api ->
                    api.operations().stream()
                        .mapToLong(o -> key(api.id(), o.code(), o.signature())))
            .sorted()
            .toArray();
    this.window = new ByteWindow(welcome.maxBytes());
    this.calls = new AtomicReferenceArray<>(welcome.maxCalls());
    this.slots = new Semaphore(welcome.maxCalls());
  }

  Welcome welcome() {
    return welcome;
  }

  ByteWindow window() {
    return window;
  }

  /** Whether sessions can share memory with the agent. */
  boolean sharesMemory() {
    return link instanceof SharingLink
        && (welcome.features() & FrameLayout.FEATURE_SHARED_MEMORY) != 0;
  }

  /** Creates memory to share; only if {@link #sharesMemory()}. */
  SharedRegion createRegion(long lengthBytes) {
    if (!(link instanceof SharingLink sharing)) {
      throw new IllegalStateException("a carrier that shares no memory");
    }
    return sharing.createRegion(lengthBytes);
  }

  /** Held from sending a region until the agent has answered: it keeps one at a time. */
  Lock sharingTurn() {
    return sharingTurn;
  }

  /** Whether the agent takes the operation. */
  boolean offers(OperationDescription operation) {
    return Arrays.binarySearch(
            offered, key(operation.apiId(), operation.code(), operation.signature()))
        >= 0;
  }

  private static long key(int api, int code, int signature) {
    return (long) api << 48 | (long) code << 32 | Integer.toUnsignedLong(signature);
  }

  /** Whether new calls can be made here. */
  boolean isUsable() {
    return broken == null && goodbye == null;
  }

  /** Whether it has ended. */
  boolean isBroken() {
    return broken != null;
  }

  /**
   * Starts a call, waiting while as many as the agent allows are outstanding.
   *
   * @param deadlineNs by {@link System#nanoTime}; 0 for none
   * @param inFlight told when the call has ended; has been entered
   * @param memory whose regions the arguments may lie in
   * @throws CancelledException if the caller gives up before there is room
   */
  PendingCall begin(
      OperationDescription operation,
      int session,
      long deadlineNs,
      @Nullable Cancellation cancellation,
      @Nullable CallsInFlight inFlight,
      @Nullable SessionMemory memory) {
    if (!slots.tryAcquire()) {
      awaitSlot(operation, deadlineNs, cancellation);
    }
    PendingCall call = free.take();
    if (call == null) {
      call = newCall();
    }
    return call.begin(operation, session, deadlineNs, cancellation, inFlight, memory);
  }

  /** For who has a slot and found no call that is free: others have all that were made. */
  private PendingCall newCall() {
    int slot = made.getAndIncrement();
    PendingCall call = new PendingCall(this, slot);
    calls.set(slot, call);
    return call;
  }

  private void awaitSlot(
      OperationDescription operation, long deadlineNs, @Nullable Cancellation cancellation) {
    if (deadlineNs == 0 && cancellation == null) {
      slots.acquireUninterruptibly();
      return;
    }
    boolean interrupted = false;
    try {
      while (true) {
        CancelledException reason = PendingCall.givesUp(operation, deadlineNs, cancellation);
        if (reason != null) {
          throw reason;
        }
        try {
          if (slots.tryAcquire(LOOK_EVERY_NS, TimeUnit.NANOSECONDS)) {
            return;
          }
        } catch (InterruptedException _) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  void releaseSlot(PendingCall call) {
    free.give(call);
    slots.release();
  }

  void send(PendingCall call, BodyWriter request) {
    waiting.incrementAndGet();
    if (!call.leads) {
      followers.incrementAndGet();
    }
    call.markSent();
    RuntimeException failed = broken;
    if (failed != null) {
      completeLost(call, failed);
      return;
    }
    try {
      SharedRegion region = call.passed();
      if (region == null) {
        writer.send(request, call.sequence, call.session());
      } else {
        writer.send(request, call.sequence, call.session(), region);
      }
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  /** Waits until the call is completed; reads the connection meanwhile if nobody else does. */
  void await(PendingCall call) {
    boolean interrupted = false;
    if (call.leads) {
      call.offerToLead();
    } else {
      wakeReader();
    }
    while (!call.isDone()) {
      if (call.leads && leader.compareAndSet(null, Thread.currentThread())) {
        try {
          while (!call.isDone()) {
            receive();
          }
        } finally {
          leader.set(null);
          handOver();
        }
      } else {
        long sleepNs = call.sleepNs();
        if (sleepNs == 0) {
          LockSupport.park(this);
        } else {
          LockSupport.parkNanos(this, sleepNs);
        }
        // Left set, the flag would turn parking into spinning; it is the caller's to handle.
        interrupted |= Thread.interrupted();
        CancelledException reason = call.isDone() ? null : call.givesUp();
        if (reason != null && call.abandon()) {
          cancel(call);
          if (interrupted) {
            Thread.currentThread().interrupt();
          }
          throw reason;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void cancel(PendingCall call) {
    try {
      writer.sendSmall(FrameLayout.CANCEL, call.sequence, call.session(), 0, 0);
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  /** After reading: somebody else who waits must read now. */
  private void handOver() {
    if (waiting.get() == 0) {
      return;
    }
    if (broken != null) {
      drain();
      return;
    }
    int count = made.get();
    for (int i = 0; i < count; i++) {
      PendingCall call = calls.get(i);
      // Not one that is still sending: while nobody reads, the agent may not get to what it sends.
      if (call != null && call.canLead()) {
        call.wake();
        return;
      }
    }
    if (followers.get() > 0) {
      wakeReader();
    }
  }

  private void wakeReader() {
    Thread thread = reader;
    if (thread == null) {
      synchronized (readerLock) {
        if (reader == null) {
          reader =
              Thread.ofPlatform()
                  .daemon()
                  .name("vaccel-reader " + peer)
                  .start(this::readForFollowers);
        }
        return;
      }
    }
    LockSupport.unpark(thread);
  }

  private void readForFollowers() {
    while (broken == null) {
      if (followers.get() > 0 && leader.compareAndSet(null, Thread.currentThread())) {
        try {
          while (followers.get() > 0 && broken == null) {
            receive();
          }
        } finally {
          leader.set(null);
          handOver();
        }
      } else {
        LockSupport.park(this);
      }
    }
  }

  /** Reads one frame. Called by the leader alone. */
  private void receive() {
    try {
      if (!frames.next()) {
        WireError reason = goodbye;
        throw reason != null
            ? reason.toException()
            : new TransportException(
                ErrorCode.CONNECTION_LOST, "the agent at " + peer + " closed the connection");
      }
      switch (frames.opcode()) {
        case FrameLayout.REPLY -> {
          PendingCall call = call();
          if (call.replyArrived(frames.payload())) {
            complete(call, call.replyFailure());
          }
        }
        case FrameLayout.BULK -> {
          PendingCall call = call();
          if (call.bulkArrived(frames)) {
            frames.bulkDone();
            complete(call, call.replyFailure());
          }
        }
        case FrameLayout.ERROR -> complete(call(), WireError.read(frames.payload()).toException());
        case FrameLayout.PING -> writer.sendSmall(FrameLayout.PONG, 0, 0, Long.BYTES, pinged());
        case FrameLayout.GOODBYE -> goodbye = WireError.read(frames.payload());
        case FrameLayout.PONG, FrameLayout.CREDIT -> {}
        default ->
            throw PendingCall.unexpected(
                FrameLayout.name(frames.opcode()) + " is not for a client");
      }
    } catch (RuntimeException e) {
      fail(e);
    } catch (Error e) {
      // Out of memory, say: the callers must not wait for a reader that is gone.
      fail(new InternalException(ErrorCode.INTERNAL, "the reply cannot be taken: " + e));
    }
  }

  private long pinged() {
    if (frames.length() != Long.BYTES) {
      throw PendingCall.unexpected("PING of " + frames.length() + " bytes, expected 8");
    }
    return frames.payload().get(LONG, 0);
  }

  private PendingCall call() {
    int slot = frames.sequence() & 0xffff;
    if (slot < calls.length()) {
      PendingCall call = calls.get(slot);
      if (call != null && call.isWaiting() && call.sequence == frames.sequence()) {
        return call;
      }
    }
    throw PendingCall.unexpected(
        FrameLayout.name(frames.opcode())
            + " for call "
            + frames.sequence()
            + ", which is not outstanding");
  }

  private void complete(PendingCall call, @Nullable RuntimeException failure) {
    boolean follows = !call.leads;
    if (call.complete(failure)) {
      completed(follows);
    }
  }

  private void completeLost(PendingCall call, RuntimeException reason) {
    boolean follows = !call.leads;
    if (call.completeLost(reason)) {
      completed(follows);
    }
  }

  private void completed(boolean follows) {
    if (follows) {
      followers.decrementAndGet();
    }
    if (waiting.decrementAndGet() == 0 && retired) {
      close();
    }
  }

  /** Makes no more calls; closes when the outstanding ones have their replies. */
  void retire() {
    retired = true;
    if (waiting.get() == 0) {
      close();
    }
  }

  /** Ends the connection: every outstanding call fails with the reason. */
  private void fail(RuntimeException reason) {
    synchronized (readerLock) {
      if (broken == null) {
        broken = reason;
      }
    }
    // Wakes whoever reads; that thread then comes here itself.
    link.shutdown();
    drain();
    Thread thread = reader;
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }

  /**
   * Completes every outstanding call of a broken connection. Only the leader does, so that nobody
   * touches a reply that is being filled; a leader that is inside a read is woken and drains.
   */
  private void drain() {
    RuntimeException reason = broken;
    boolean leading = Thread.currentThread().equals(leader.get());
    if (reason == null || (!leading && !leader.compareAndSet(null, Thread.currentThread()))) {
      return;
    }
    try {
      int count = made.get();
      for (int i = 0; i < count; i++) {
        PendingCall call = calls.get(i);
        if (call != null && call.isWaiting()) {
          completeLost(call, reason);
        }
      }
    } finally {
      if (!leading) {
        leader.set(null);
      }
    }
  }

  /** Ends the connection at once. Idempotent. */
  @Override
  public void close() {
    fail(new TransportException(ErrorCode.CONNECTION_LOST, "the connection was closed here"));
    link.close();
  }
}
