package dev.vaccel.runtime;

import dev.vaccel.api.Cancellation;
import dev.vaccel.api.CancelledException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.ProtocolException;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.TransportException;
import dev.vaccel.api.spi.ArgumentReader;
import dev.vaccel.api.spi.OperationDescription;
import dev.vaccel.api.spi.OutgoingCall;
import dev.vaccel.wire.BodyReader;
import dev.vaccel.wire.BodyWriter;
import dev.vaccel.wire.FrameLayout;
import dev.vaccel.wire.FrameReader;
import dev.vaccel.wire.spi.SharedRegion;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One outstanding call of a connection; the object is reused from call to call. Two threads meet
 * here: the caller, who fills the request and waits, and whoever reads the connection, who fills
 * the reply. The caller owns everything until it is sent; then the reader owns the reply until
 * {@link #state} leaves WAITING; then the caller again.
 *
 * <pre>
 *  PREPARING ── sent ──► WAITING ── reply or failure ──────────────────► DONE ── close ──► free
 *                           └─ given up ──► ABANDONED ── reply ─────────► DONE ── close ──► free
 *                                               └── close ──► LEFT ── reply ─────────────► free
 * </pre>
 *
 * The slot becomes free when both have let go of it: the caller by closing, the agent by answering.
 */
final class PendingCall implements OutgoingCall {
  private static final int PREPARING = 0;
  private static final int WAITING = 1;
  private static final int DONE = 2;
  private static final int ABANDONED = 3;
  private static final int LEFT = 4;
  private static final MemorySegment EMPTY = MemorySegment.ofArray(new byte[0]);
  // How often a caller that may give up looks while it waits for room.
  private static final long LOOK_EVERY_NS = 20_000_000;

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
  private @Nullable CallsInFlight inFlight;
  private @Nullable SessionMemory memory;
  private @Nullable SharedRegion passed;
  // Why it failed, and why the connection did; written before the state leaves WAITING.
  private @Nullable RuntimeException failure;
  private @Nullable RuntimeException lost;
  private long takenBytes;
  private final BorrowedBlocks borrowed = new BorrowedBlocks();
  volatile @Nullable Thread waiter;

  /** Whether the caller waits for the reply whatever happens. */
  private boolean patient;

  /** Whether the caller reads the connection itself while it waits. Written before it is sent. */
  boolean leads;

  /** Whether its caller has sent everything and can be woken to read. */
  private volatile boolean mayLead;

  // One object, so that the listener that was added is the one that is removed.
  private final Runnable onCancel = this::wake;

  PendingCall(Connection connection, int slot) {
    this.connection = connection;
    this.slot = slot;
  }

  /**
   * Starts a call. The slot has been taken for the calling thread.
   *
   * @param newDeadlineNs by {@link System#nanoTime}; 0 for none
   * @param newInFlight told when the call has ended; has been entered
   * @param newMemory whose regions the arguments may lie in
   */
  PendingCall begin(
      OperationDescription newOperation,
      int newSession,
      long newDeadlineNs,
      @Nullable Cancellation newCancellation,
      @Nullable CallsInFlight newInFlight,
      @Nullable SessionMemory newMemory) {
    // 15 bits keep the sequence positive; 0 belongs to the connection itself.
    generation = generation == 0x7fff ? 1 : generation + 1;
    sequence = generation << 16 | slot;
    session = newSession;
    operation = newOperation;
    deadlineNs = newDeadlineNs;
    cancellation = newCancellation;
    inFlight = newInFlight;
    memory = newMemory;
    failure = null;
    lost = null;
    mayLead = false;
    state.setRelease(PREPARING);
    patient = newDeadlineNs == 0 && newCancellation == null;
    request.beginCall(newOperation.apiId(), newOperation.code(), patient ? 0 : sleepNs());
    // A virtual thread in a native read would hold its carrier; one that may give up must not be
    // inside a read. Both let the connection's own thread read.
    leads = patient && !Thread.currentThread().isVirtual();
    reply.begin(patient);
    return this;
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
    request.putTensorType(value);
    putSegment(value.data(), value.data().byteSize());
  }

  @Override
  public void putSegment(MemorySegment segment, long lengthBytes) {
    requireUsable(segment);
    SessionMemory.Region region = region(segment, lengthBytes);
    if (region != null) {
      request.putRegion(region.number(), region.offsetOf(segment), lengthBytes);
      return;
    }
    StagingMemory.Block block = stage(lengthBytes);
    if (block != null) {
      MemorySegment.copy(segment, 0, block.segment(), 0, lengthBytes);
      request.putRegion(block.region(), block.offset(), lengthBytes);
      return;
    }
    request.putSegment(segment, lengthBytes);
  }

  @Override
  public void receiveInto(MemorySegment destination, long lengthBytes) {
    requireUsable(destination);
    if (destination.isReadOnly()) {
      throw new InvalidArgumentException(
          ErrorCode.INVALID_ARGUMENT,
          operation().fullName() + ": a memory segment for results is read-only");
    }
    // A call that is given up must not be written to by an agent that is late.
    SessionMemory.Region region = patient ? region(destination, lengthBytes) : null;
    if (region != null) {
      reply.receiveInto(destination, lengthBytes, region.number(), region.offsetOf(destination));
      return;
    }
    StagingMemory.Block block = stage(lengthBytes);
    if (block != null) {
      reply.receiveInto(destination, lengthBytes, block);
      return;
    }
    reply.receiveInto(destination, lengthBytes);
  }

  /** A block for a large segment that lies elsewhere; null: its bytes are sent. */
  private StagingMemory.@Nullable Block stage(long lengthBytes) {
    SessionMemory current = memory;
    return current == null || lengthBytes <= FrameLayout.INLINE_LIMIT
        ? null
        : borrowed.borrow(current.staging(connection), lengthBytes);
  }

  /** The region shared with the agent that a large segment lies in; null for none. */
  private SessionMemory.@Nullable Region region(MemorySegment segment, long lengthBytes) {
    SessionMemory current = memory;
    return current == null || lengthBytes <= FrameLayout.INLINE_LIMIT
        ? null
        : current.find(segment, lengthBytes, connection);
  }

  /** Hands a region to the agent with this call. */
  void pass(SharedRegion region) {
    passed = region;
  }

  @Nullable SharedRegion passed() {
    return passed;
  }

  /** Found while it is being sent, it would cost everybody the connection. */
  private void requireUsable(MemorySegment segment) {
    if (!segment.scope().isAlive() || !segment.isAccessibleBy(Thread.currentThread())) {
      throw new InvalidArgumentException(
          ErrorCode.INVALID_ARGUMENT,
          operation().fullName()
              + ": a memory segment of "
              + segment.byteSize()
              + " bytes is closed or belongs to another thread");
    }
  }

  @Override
  public ArgumentReader invoke() {
    OperationDescription current = operation();
    reply.writePlaces(request);
    long maxPayload = connection.welcome().maxPayload();
    if (!request.fits(maxPayload)) {
      throw request.tooLarge(current.fullName(), maxPayload);
    }
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
    requirePatience();
    borrowed.reportMissed();
    if (bulkBytes > 0) {
      takeRoom(bulkBytes);
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
    RuntimeException reason = lost;
    RuntimeException failed = reason == null ? failure : lost(current, reason);
    if (failed != null) {
      // A stack trace of the thread that called, not of the one that read.
      failed.setStackTrace(Thread.currentThread().getStackTrace());
      throw failed;
    }
    reply.finish(reader);
    return reader;
  }

  private static TransportException lost(OperationDescription operation, RuntimeException reason) {
    return new TransportException(
        ErrorCode.CONNECTION_LOST,
        operation.fullName()
            + ": the connection was lost before its reply ("
            + reason.getMessage()
            + "); "
            + (operation.idempotent()
                ? "it is idempotent and may be repeated"
                : "it may or may not have run"),
        reason);
  }

  private void takeRoom(long bulkBytes) {
    ByteWindow window = connection.window();
    while (!window.take(bulkBytes, patient ? Long.MAX_VALUE : LOOK_EVERY_NS)) {
      requirePatience();
    }
    takenBytes = bulkBytes;
  }

  private void requirePatience() {
    CancelledException reason = givesUp();
    if (reason != null) {
      throw reason;
    }
  }

  /** What makes a waiting caller give up now; null for nothing yet. */
  @Nullable CancelledException givesUp() {
    return givesUp(operation(), deadlineNs, cancellation);
  }

  /** As {@link #givesUp()}, for a caller that has no slot yet. */
  static @Nullable CancelledException givesUp(
      OperationDescription operation, long deadlineNs, @Nullable Cancellation cancellation) {
    if (cancellation != null && cancellation.isCancelled()) {
      return new CancelledException(
          ErrorCode.CANCELLED, operation.fullName() + " was cancelled by its caller");
    }
    if (deadlineNs != 0 && System.nanoTime() - deadlineNs >= 0) {
      return new CancelledException(
          ErrorCode.DEADLINE_EXCEEDED,
          operation.fullName() + " was not answered before its deadline");
    }
    return null;
  }

  /** Nanoseconds that the caller may sleep; 0 for without limit. */
  long sleepNs() {
    return deadlineNs == 0 ? 0 : Math.max(1, deadlineNs - System.nanoTime());
  }

  /**
   * From here on the reader may complete it. A full fence: what the caller looks at next (is the
   * connection broken, does somebody read) is looked at after whoever changes that can see the
   * call.
   */
  void markSent() {
    state.set(WAITING);
  }

  /** Says that the caller has sent everything and waits. */
  void offerToLead() {
    mayLead = leads;
  }

  /** Leaves the call to the reader. False if the reply arrived first. */
  boolean abandon() {
    return state.compareAndSet(WAITING, ABANDONED);
  }

  @Override
  public void close() {
    if (!state.compareAndSet(ABANDONED, LEFT)) {
      release();
    }
  }

  private void release() {
    if (takenBytes > 0) {
      connection.window().give(takenBytes);
      takenBytes = 0;
    }
    mayLead = false;
    waiter = null;
    operation = null;
    cancellation = null;
    memory = null;
    passed = null;
    // Memory of the caller and of the reply is not kept alive by a slot that waits for reuse.
    request.clear();
    reply.clear();
    reader.reset(EMPTY);
    borrowed.giveBack();
    CallsInFlight calls = inFlight;
    inFlight = null;
    connection.releaseSlot(this);
    if (calls != null) {
      calls.exit();
    }
  }

  // The reader's side. Thread: the one that leads the connection.

  boolean isWaiting() {
    int now = state.get();
    return now == WAITING || now == ABANDONED || now == LEFT;
  }

  /** Whether its caller is there to read the connection. */
  boolean canLead() {
    return isWaiting() && mayLead;
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

  /** Why what arrived is of no use; null if it is. */
  @Nullable RuntimeException replyFailure() {
    return reply.failure();
  }

  /**
   * Ends the wait with what the agent answered.
   *
   * @param newFailure null for a reply
   * @return false if it had ended before
   */
  boolean complete(@Nullable RuntimeException newFailure) {
    failure = newFailure;
    return end();
  }

  /** Ends the wait because the connection is gone. */
  boolean completeLost(RuntimeException reason) {
    lost = reason;
    return end();
  }

  private boolean end() {
    if (state.compareAndSet(WAITING, DONE)) {
      // Who reads its own reply looks at the state next.
      if (!Thread.currentThread().equals(waiter)) {
        wake();
      }
      return true;
    }
    if (state.compareAndSet(ABANDONED, DONE)) {
      return true;
    }
    if (state.compareAndSet(LEFT, DONE)) {
      release();
      return true;
    }
    return false;
  }

  void wake() {
    Thread thread = waiter;
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }

  static ProtocolException unexpected(String what) {
    return new ProtocolException(ErrorCode.UNEXPECTED_FRAME, what);
  }
}
