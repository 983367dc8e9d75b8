package dev.vaccel.agent;

import dev.vaccel.wire.BodyReader;
import dev.vaccel.wire.BufferPool;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * One call of a guest; the object is reused from call to call. The connection's reader owns it
 * until it is ready; then the thread that runs it.
 */
final class ServerCall {
  /** Longer bodies are counted, and kept in memory of the connection, while they wait. */
  static final long SMALL_BODY_BYTES = 4096;

  private static final MemorySegment EMPTY = MemorySegment.ofArray(new byte[0]);

  final BodyReader arguments = new BodyReader(false);
  final CallRegions regions;
  final ReplyFrame reply;
  private final CallMemory results;
  private MemorySegment memory = EMPTY;
  private BufferPool.@Nullable Buffer bulk;
  private BufferPool.@Nullable Buffer largeBody;

  int sequence;
  int session;

  /** The session that it belongs to; null for a call that is refused. */
  @Nullable ServerSession owner;

  Served.@Nullable Entry entry;
  private long deadlineNs;
  long bulkBytes;
  long bulkReceived;

  /** Bytes of its bulk that the connection's window counts. */
  long windowBytes;

  /** Whether the connection counts it. */
  boolean outstanding;

  /** Bytes of a large body that are counted. */
  long bodyBytes;

  /** Why the call is answered with an error instead of being run; null: it is run. */
  @Nullable RuntimeException refusal;

  volatile boolean cancelled;

  /** Whether all of it has arrived. Guarded by the session's lock. */
  boolean ready;

  ServerCall(CallMemory results) {
    this.results = results;
    this.regions = new CallRegions(results);
    this.reply = new ReplyFrame(results, regions);
    arguments.regions(regions);
  }

  void begin(int newSequence, int newSession, Served.@Nullable Entry newEntry, long timeoutNs) {
    sequence = newSequence;
    session = newSession;
    entry = newEntry;
    deadlineNs = timeoutNs == 0 ? 0 : System.nanoTime() + timeoutNs;
    owner = null;
    bulkBytes = 0;
    bulkReceived = 0;
    bodyBytes = 0;
    windowBytes = 0;
    refusal = null;
    cancelled = false;
    ready = false;
  }

  /**
   * Uses the body where it lies: the call is run before the next frame is read.
   *
   * @param placesBytes how much of its end are result places
   */
  void useBody(MemorySegment body, long placesBytes) {
    read(body, placesBytes, EMPTY);
  }

  private void read(MemorySegment body, long placesBytes, MemorySegment bulkStream) {
    if (placesBytes == 0) {
      arguments.reset(body, bulkStream);
      return;
    }
    long bodyBytes = body.byteSize() - placesBytes;
    regions.places(body.asSlice(bodyBytes));
    arguments.reset(body.asSlice(0, bodyBytes), bulkStream);
  }

  /**
   * Copies the body, which is about to be overwritten by the next frame, and takes memory for bulk.
   *
   * @throws dev.vaccel.api.ResourceException EXHAUSTED if there is no memory
   */
  void copyBody(MemorySegment body, long placesBytes, long newBulkBytes, BufferPool pool) {
    long bytes = body.byteSize();
    MemorySegment target;
    if (bytes > SMALL_BODY_BYTES) {
      BufferPool.Buffer large = pool.take(bytes);
      largeBody = large;
      target = large.segment();
    } else {
      if (memory.byteSize() < bytes) {
        memory = Arena.ofAuto().allocate(Math.max(256, 2 * bytes), 64);
      }
      target = memory.asSlice(0, bytes);
    }
    MemorySegment.copy(body, 0, target, 0, bytes);
    MemorySegment stream = EMPTY;
    if (newBulkBytes > 0) {
      BufferPool.Buffer buffer = pool.take(newBulkBytes);
      bulk = buffer;
      stream = buffer.segment();
    }
    read(target, placesBytes, stream);
  }

  /** Where the next {@code bytes} bytes of bulk go. */
  MemorySegment bulkSlice(long bytes) {
    BufferPool.Buffer buffer = bulk;
    if (buffer == null) {
      throw new IllegalStateException("call without bulk");
    }
    return buffer.segment().asSlice(bulkReceived, bytes);
  }

  boolean isLate() {
    return deadlineNs != 0 && System.nanoTime() - deadlineNs >= 0;
  }

  /** Frees what the call held, once its reply is sent. Its bulk budget is the connection's. */
  void release() {
    BufferPool.Buffer buffer = bulk;
    if (buffer != null) {
      buffer.close();
      bulk = null;
    }
    BufferPool.Buffer large = largeBody;
    if (large != null) {
      large.close();
      largeBody = null;
    }
    reply.release();
    regions.release();
    results.release();
    entry = null;
    owner = null;
    refusal = null;
  }
}
