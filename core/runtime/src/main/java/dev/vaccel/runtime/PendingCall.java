package dev.vaccel.runtime;

import dev.vaccel.api.Cancellation;
import dev.vaccel.api.CancelledException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.ProtocolException;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.spi.ArgumentReader;
import dev.vaccel.api.spi.OperationDescription;
import dev.vaccel.api.spi.OutgoingCall;
import dev.vaccel.wire.BodyReader;
import dev.vaccel.wire.BodyWriter;
import dev.vaccel.wire.FrameReader;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One outstanding call of a connection; the object is reused from call to call. Two threads meet
 * here: the caller, who fills the request and waits, and whoever reads the connection, who fills
 * the reply. The caller owns everything until it is sent; then the reader owns the reply until
 * {@link #state} leaves WAITING; then the caller again. An abandoned call belongs to the reader for
 * good.
 */
final class PendingCall implements OutgoingCall {
  static final int PREPARING = 0;
  static final int WAITING = 1;
  static final int DONE = 2;
  static final int ABANDONED = 3;

  private final Connection connection;
  final int slot;
  private final BodyWriter request = new BodyWriter();
  private final BodyReader reader = new BodyReader(true);
  private final ReplyMemory reply = new ReplyMemory();
  private final AtomicInteger state = new AtomicInteger();

  private int generation;
  int sequence;
  private int session;
  private @Nullable OperationDescription operation;
  private long deadlineNs;
  private @Nullable Cancellation cancellation;
  private volatile boolean cancelAsked;
  private @Nullable RuntimeException failure;
  private long takenBytes;
  volatile @Nullable Thread waiter;

  /** Whether the caller has sent all and waits; before that it cannot read for others. */
  volatile boolean awaiting;

  /** Whether the caller reads the connection itself while it waits. Written before it is sent. */
  boolean leads;

  // One object, so that the listener that was added is the one that is removed.
  private final Runnable onCancel = this::askToCancel;

  PendingCall(Connection connection, int slot) {
    this.connection = connection;
    this.slot = slot;
  }

  /** Starts a call. The slot has been taken for the calling thread. */
  PendingCall begin(
      OperationDescription newOperation,
      int newSession,
      long timeoutNs,
      @Nullable Cancellation newCancellation) {
    // 15 bits keep the sequence positive; 0 belongs to the connection itself.
    generation = generation == 0x7fff ? 1 : generation + 1;
    sequence = generation << 16 | slot;
    session = newSession;
    operation = newOperation;
    deadlineNs = timeoutNs == 0 ? 0 : System.nanoTime() + timeoutNs;
    cancellation = newCancellation;
    cancelAsked = false;
    awaiting = false;
    failure = null;
    state.setRelease(PREPARING);
    request.beginCall(newOperation.apiId(), newOperation.code(), timeoutNs);
    // A virtual thread in a native read would hold its carrier; one that may give up must not be
    // inside a read. Both let the connection's own thread read.
    leads = timeoutNs == 0 && newCancellation == null && !Thread.currentThread().isVirtual();
    reply.begin(timeoutNs == 0 && newCancellation == null);
    return this;
  }

  private void askToCancel() {
    cancelAsked = true;
    wake();
  }

  OperationDescription operation() {
    OperationDescription current = operation;
    if (current == null) {
      throw new IllegalStateException("call not begun");
    }
    return current;
  }

  int session() {
    return session;
  }

  // The caller's side.

  @Override
  public void putLong(long value) {
    request.putLong(value);
  }

  @Override
  public void putFloat(float value) {
    request.putFloat(value);
  }

  @Override
  public void putDouble(double value) {
    request.putDouble(value);
  }

  @Override
  public void putString(String value) {
    request.putString(value);
  }

  @Override
  public void putResource(ResourceId value) {
    request.putResource(value);
  }

  @Override
  public void putTensor(Tensor value) {
    request.putTensor(value);
  }

  @Override
  public void putSegment(MemorySegment segment, long lengthBytes) {
    request.putSegment(segment, lengthBytes);
  }

  @Override
  public void receiveInto(MemorySegment destination, long lengthBytes) {
    reply.receiveInto(destination, lengthBytes);
  }

  @Override
  public ArgumentReader invoke() {
    OperationDescription current = operation();
    request.checkPayload(current.fullName(), connection.welcome().maxPayload());
    long bulkBytes = request.bulk().streamBytes();
    if (bulkBytes > connection.window().limit()) {
      throw new InvalidArgumentException(
          ErrorCode.EXHAUSTED,
          current.fullName()
              + ": "
              + bulkBytes
              + " bytes of arguments, the agent takes at most "
              + connection.window().limit());
    }
    if (bulkBytes > 0) {
      connection.window().take(bulkBytes);
      takenBytes = bulkBytes;
    }
    waiter = Thread.currentThread();
    Cancellation token = cancellation;
    if (token != null) {
      token.onCancel(onCancel);
    }
    try {
      connection.send(this, request);
      connection.await(this);
    } finally {
      if (token != null) {
        token.removeListener(onCancel);
      }
    }
    RuntimeException failed = failure;
    if (failed != null) {
      // A stack trace of the thread that called, not of the one that read.
      failed.setStackTrace(Thread.currentThread().getStackTrace());
      throw failed;
    }
    reply.finish(reader);
    return reader;
  }

  /** What makes a waiting caller give up now; null for nothing yet. */
  @Nullable CancelledException givesUp() {
    if (cancelAsked) {
      return new CancelledException(
          ErrorCode.CANCELLED, operation().fullName() + " was cancelled by its caller");
    }
    if (deadlineNs != 0 && System.nanoTime() - deadlineNs >= 0) {
      return new CancelledException(
          ErrorCode.DEADLINE_EXCEEDED,
          operation().fullName() + " was not answered before its deadline");
    }
    return null;
  }

  /** Nanoseconds that the caller may sleep; 0 for without limit. */
  long sleepNs() {
    return deadlineNs == 0 ? 0 : Math.max(1, deadlineNs - System.nanoTime());
  }

  void markSent() {
    state.setRelease(WAITING);
  }

  /** Leaves the call to the reader. False if the reply arrived first. */
  boolean abandon() {
    return state.compareAndSet(WAITING, ABANDONED);
  }

  @Override
  public void close() {
    if (state.getAcquire() != ABANDONED) {
      release();
    }
  }

  private void release() {
    if (takenBytes > 0) {
      connection.window().give(takenBytes);
      takenBytes = 0;
    }
    waiter = null;
    operation = null;
    reply.clear();
    connection.releaseSlot(this);
  }

  // The reader's side. Thread: the one that leads the connection.

  boolean isWaiting() {
    int now = state.getAcquire();
    return now == WAITING || now == ABANDONED;
  }

  boolean isDone() {
    return state.getAcquire() == DONE;
  }

  /** A REPLY arrived. True when nothing more is to come. */
  boolean replyArrived(MemorySegment payload) {
    return reply.arrived(payload);
  }

  /** A BULK frame arrived. True when nothing more is to come. */
  boolean bulkArrived(FrameReader frames) {
    return reply.bulkArrived(frames);
  }

  /**
   * Ends the wait.
   *
   * @param newFailure null for a reply
   * @return false if it had ended before
   */
  boolean complete(@Nullable RuntimeException newFailure) {
    failure = newFailure;
    if (state.compareAndSet(WAITING, DONE)) {
      wake();
      return true;
    }
    if (state.compareAndSet(ABANDONED, DONE)) {
      release();
      return true;
    }
    return false;
  }

  void wake() {
    Thread thread = waiter;
    if (thread != null) {
      java.util.concurrent.locks.LockSupport.unpark(thread);
    }
  }

  static ProtocolException unexpected(String what) {
    return new ProtocolException(ErrorCode.UNEXPECTED_FRAME, what);
  }
}
