package dev.vaccel.agent;

import dev.vaccel.wire.BufferPool;
import dev.vaccel.wire.Spares;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one connection that are not done, and what they hold: places, bytes that the guest
 * may send, bytes of its tenant. Thread-safe, but for {@link #tenantBytes(ByteBudget)}.
 */
final class OpenCalls {
  private final Spares<ServerCall> free = new Spares<>();
  private final AtomicInteger outstanding = new AtomicInteger();
  private final AtomicInteger ofAll;
  private final BufferPool pool;
  // Bulk that the guest may send, and memory that is held for it and its tenant.
  private final ByteBudget window;
  private ByteBudget tenantBytes;

  /**
   * None yet.
   *
   * @param ofAll counts those of all connections
   * @param pool the connection's
   * @param tenantBytes until the tenant is known
   */
  OpenCalls(AtomicInteger ofAll, BufferPool pool, Limits limits, ByteBudget tenantBytes) {
    this.ofAll = ofAll;
    this.pool = pool;
    this.window = new ByteBudget("this connection", limits.bytesPerConnection(), null);
    this.tenantBytes = tenantBytes;
  }

  /** The tenant is known; before the first call. */
  void tenantBytes(ByteBudget newTenantBytes) {
    tenantBytes = newTenantBytes;
  }

  ByteBudget tenantBytes() {
    return tenantBytes;
  }

  /** Calls to which the guest has no answer yet. */
  int outstanding() {
    return outstanding.get();
  }

  /** Most bytes of arguments that may be on their way. */
  long windowBytes() {
    return window.limit();
  }

  /** A call that begins. */
  ServerCall begin(int sequence, int session, Served.@Nullable Entry entry, long timeoutNs) {
    ServerCall known = free.take();
    ServerCall call = known == null ? new ServerCall(new CallMemory(pool, tenantBytes)) : known;
    call.begin(sequence, session, entry, timeoutNs);
    call.outstanding = true;
    outstanding.incrementAndGet();
    ofAll.incrementAndGet();
    return call;
  }

  /** Takes from the budgets what a call's arguments need. */
  void reserve(ServerCall call, long bulkBytes, long bodyBytes) {
    if (bulkBytes > 0) {
      window.take(bulkBytes, "arguments");
      call.windowBytes = bulkBytes;
      tenantBytes.take(bulkBytes, "arguments");
      call.bulkBytes = bulkBytes;
    }
    if (bodyBytes > ServerCall.SMALL_BODY_BYTES) {
      tenantBytes.take(bodyBytes, "arguments");
      call.bodyBytes = bodyBytes;
    }
  }

  /** The guest, which may know its answer before we are done with the call, may send another. */
  void leaveRoom(ServerCall call) {
    if (call.outstanding) {
      call.outstanding = false;
      outstanding.decrementAndGet();
      window.give(call.windowBytes);
    }
  }

  /** A call is done: gives back all that it holds. */
  void end(ServerCall call) {
    leaveRoom(call);
    if (call.bulkBytes > 0) {
      tenantBytes.give(call.bulkBytes);
    }
    if (call.bodyBytes > 0) {
      tenantBytes.give(call.bodyBytes);
    }
    call.release();
    ofAll.decrementAndGet();
    free.give(call);
  }
}
