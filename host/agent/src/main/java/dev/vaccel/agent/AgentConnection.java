package dev.vaccel.agent;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.ProtocolException;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.TransportException;
import dev.vaccel.api.VaccelException;
import dev.vaccel.runtime.SessionControl;
import dev.vaccel.wire.BodyWriter;
import dev.vaccel.wire.BufferPool;
import dev.vaccel.wire.FrameLayout;
import dev.vaccel.wire.FrameReader;
import dev.vaccel.wire.FrameWriter;
import dev.vaccel.wire.Hello;
import dev.vaccel.wire.Welcome;
import dev.vaccel.wire.WireError;
import dev.vaccel.wire.spi.Link;
import dev.vaccel.wire.spi.SharingLink;
import java.lang.System.Logger;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One guest's connection. Its thread reads frames; a cheap call that nothing is before runs on it,
 * at once and in place; any other goes to its session's queue. A frame that breaks the format ends
 * the connection and its sessions, and nothing else. Confined to its thread but for {@link #finish}
 * of calls, which workers do, and {@link #goodbye} and {@link #shutdown}.
 */
final class AgentConnection implements Runnable {
  private static final Logger LOG = System.getLogger(Agent.class.getName());
  private static final long KEPT_BYTES = 64L << 20;
  // Above this the wake-up of a worker does not count.
  private static final long MAX_BULK_HERE = 16L << 20;
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final AgentCore core;
  private final Link link;
  private final WatchedLink output;
  private final String place;
  private final Runnable onEnd;
  private final FrameReader frames;
  private final FrameWriter writer;
  private final BufferPool pool;
  private final OpenCalls calls;
  private final Map<Integer, ServerSession> sessions = new ConcurrentHashMap<>();
  private final IncomingBulk incoming;
  private String tenant = "unknown";
  private CallRunner runner;
  private @Nullable Served served;
  // The link, if guest and operator agree to share memory.
  private @Nullable SharingLink sharing;
  private volatile boolean draining;

  /**
   * A connection that owns its link.
   *
   * @param place where it was accepted
   * @param onEnd runs last
   */
  AgentConnection(AgentCore core, Link link, String place, Runnable onEnd) {
    this.core = core;
    this.link = link;
    this.output = new WatchedLink(link);
    this.place = place;
    this.onEnd = onEnd;
    this.frames = new FrameReader(link, "guest", FrameLayout.MAX_HELLO_PAYLOAD);
    this.writer = new FrameWriter(output);
    this.pool = new BufferPool(KEPT_BYTES, core.kept());
    this.calls = new OpenCalls(core.outstanding(), pool, core.options().limits(), core.budget());
    this.incoming = new IncomingBulk(core.options().limits());
    this.runner = new CallRunner(core, tenant);
  }

  static ResourceException notOpen() {
    return new ResourceException(ErrorCode.NOT_FOUND, "the session is not open");
  }

  @Override
  public void run() {
    boolean counted = false;
    ScheduledFuture<?> cutOff = null;
    try {
      // A peer that stalls its handshake, TLS included, is cut off.
      cutOff =
          core.timer()
              .schedule(
                  link::shutdown,
                  core.options().times().handshake().toMillis(),
                  TimeUnit.MILLISECONDS);
      if (awaitHello()) {
        calls.tenantBytes(core.tenants().openConnection(tenant));
        counted = true;
        greet();
        cutOff.cancel(false);
        while (frames.next()) {
          receive();
        }
      }
    } catch (TransportException e) {
      LOG.log(Logger.Level.DEBUG, "connection ended tenant={0} reason={1}", tenant, e.getMessage());
    } catch (VaccelException e) {
      refuse(e);
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.log(Logger.Level.ERROR, "connection failed for a reason of ours tenant=" + tenant, e);
      refuse(e);
    } finally {
      if (cutOff != null) {
        cutOff.cancel(false);
      }
      end();
      if (counted) {
        core.tenants().closeConnection(tenant);
      }
      onEnd.run();
    }
  }

  /**
   * Finds out who the guest is and reads its first frame.
   *
   * @return false if there is none, or if too many of this name have not sent theirs
   */
  private boolean awaitHello() {
    Handshakes handshakes = core.tenants().handshakes();
    String name = place;
    try {
      handshakes.begin(name);
      try {
        tenant = link.peer().toString();
      } finally {
        handshakes.end(name);
      }
      runner = new CallRunner(core, tenant);
      name = tenant;
      handshakes.begin(name);
    } catch (ResourceException e) {
      core.fault(tenant, e.code(), e.getMessage());
      return false;
    }
    try {
      return frames.next() && !draining;
    } finally {
      handshakes.end(name);
    }
  }

  private void greet() {
    Hello hello = Greeting.read(frames, core.options());
    boolean shares = Greeting.agreesToShare(hello, core.options());
    sharing = shares && link instanceof SharingLink capable ? capable : null;
    Served offered = new Served(core.runtime().bindings(), hello, core.options().enabled());
    served = offered;
    BodyWriter out = new BodyWriter();
    new Welcome(
            FrameLayout.VERSION,
            sharing == null ? 0 : FrameLayout.FEATURE_SHARED_MEMORY,
            FrameLayout.MAX_PAYLOAD,
            core.options().limits().callsPerConnection(),
            calls.windowBytes(),
            Agent.NAME,
            offered.offers())
        .write(out);
    frames.maxPayload(FrameLayout.MAX_PAYLOAD);
    writer.send(out, 0, 0);
  }

  private void receive() {
    switch (frames.opcode()) {
      case FrameLayout.CALL -> call();
      case FrameLayout.BULK -> bulk();
      case FrameLayout.CANCEL -> {
        ServerSession session = sessions.get(frames.session());
        if (session != null) {
          session.cancel(frames.sequence());
        }
      }
      case FrameLayout.PING -> {
        if (frames.length() != 8) {
          throw new ProtocolException(
              ErrorCode.MALFORMED_FRAME, "PING of " + frames.length() + " bytes, expected 8");
        }
        writer.sendSmall(FrameLayout.PONG, 0, 0, 8, frames.payload().get(LONG, 0));
      }
      case FrameLayout.PONG, FrameLayout.GOODBYE -> {}
      default ->
          throw new ProtocolException(
              ErrorCode.UNEXPECTED_FRAME,
              FrameLayout.name(frames.opcode()) + " is not for an agent");
    }
  }

  private void call() {
    MemorySegment payload = frames.payload();
    if (payload.byteSize() < FrameLayout.CALL_BYTES) {
      throw new ProtocolException(
          ErrorCode.MALFORMED_FRAME,
          "CALL of " + payload.byteSize() + " bytes, at least 24 needed");
    }
    int word = payload.get(INT, 0);
    int places = payload.get(INT, 4);
    long timeoutNs = payload.get(LONG, 8);
    long bulkBytes = payload.get(LONG, 16);
    int sequence = frames.sequence();
    long placesBytes = (long) places * FrameLayout.PLACE_BYTES;
    if (placesBytes < 0
        || placesBytes > (sharing == null ? 0 : payload.byteSize() - FrameLayout.CALL_BYTES)) {
      throw new ProtocolException(
          ErrorCode.MALFORMED_FRAME,
          "CALL of "
              + payload.byteSize()
              + " bytes with "
              + places
              + " result places"
              + (sharing == null ? " on a connection that shares no memory" : ""));
    }
    if (timeoutNs < 0 || bulkBytes < 0 || sequence == 0) {
      throw new ProtocolException(
          ErrorCode.MALFORMED_FRAME, "CALL without sequence or with a negative number");
    }
    incoming.requireFree(sequence);
    Served.Entry entry = find(word & 0xffff, word >>> 16);
    RuntimeException refusal = refusal(word, entry, bulkBytes);
    ServerCall call = calls.begin(sequence, frames.session(), entry, timeoutNs);
    if (refusal == null && entry != null) {
      MemorySegment body = payload.asSlice(FrameLayout.CALL_BYTES);
      refusal = enter(call, entry, body, placesBytes, bulkBytes);
    }
    if (refusal != null) {
      call.refusal = refusal;
      if (bulkBytes > 0) {
        incoming.drop(sequence, bulkBytes);
      }
      finish(call);
    }
  }

  /**
   * Lets a call into its session: runs it here, or takes what it needs and puts it into the queue.
   *
   * @return why not; null if it is in
   */
  private @Nullable RuntimeException enter(
      ServerCall call, Served.Entry entry, MemorySegment body, long placesBytes, long bulkBytes) {
    boolean opened = sessions.containsKey(call.session);
    ServerSession session = null;
    boolean runs;
    try {
      session = session(entry);
      runs = bulkBytes == 0 && runsHere(entry) && session.tryEnter();
      if (!runs) {
        calls.reserve(call, bulkBytes, body.byteSize());
        call.copyBody(body, placesBytes, bulkBytes, pool);
      }
    } catch (ResourceException | OutOfMemoryError e) {
      if (session != null && !opened) {
        session.close();
      }
      return e instanceof ResourceException known
          ? known
          : new ResourceException(ErrorCode.EXHAUSTED, "no memory for the call: " + e.getMessage());
    }
    call.owner = session;
    if (runs) {
      call.useBody(body, placesBytes);
      runHere(call, entry, session);
    } else {
      if (bulkBytes > 0) {
        incoming.receive(call);
      }
      session.queue(call, bulkBytes == 0);
    }
    return null;
  }

  /**
   * Whether the reading thread itself may run a call, which saves waking another thread: a cheap
   * one always; any while the connection has one session only, whose calls run one after the other
   * in any case.
   */
  private boolean runsHere(Served.Entry entry) {
    return entry.operation().cheap() || sessions.size() == 1;
  }

  /** By the reading thread, which has entered the session. */
  private void runHere(ServerCall call, Served.Entry entry, ServerSession session) {
    if (!entry.operation().cheap()) {
      link.stepAside();
    }
    try {
      finish(call);
    } finally {
      session.exit();
    }
  }

  private Served.@Nullable Entry find(int api, int code) {
    Served known = served;
    return known == null ? null : known.find(api, code);
  }

  /** Why a call is not even queued; null if it is. */
  private @Nullable RuntimeException refusal(
      int word, Served.@Nullable Entry entry, long bulkBytes) {
    Served known = served;
    if (known == null || entry == null) {
      return known == null ? notOpen() : known.refusal(word & 0xffff, word >>> 16);
    }
    if (draining) {
      return new ResourceException(ErrorCode.EXHAUSTED, "the agent is shutting down");
    }
    if (calls.outstanding() >= core.options().limits().callsPerConnection()) {
      return new ResourceException(
          ErrorCode.EXHAUSTED,
          "more than "
              + core.options().limits().callsPerConnection()
              + " calls are outstanding on this connection");
    }
    if (bulkBytes > calls.windowBytes()) {
      return new InvalidArgumentException(
          ErrorCode.EXHAUSTED,
          bulkBytes + " bytes of arguments: one connection may hold " + calls.windowBytes());
    }
    return null;
  }

  /** The session of the current frame, opened if that is what the call asks for. */
  private ServerSession session(Served.Entry entry) {
    int id = frames.session();
    ServerSession session = sessions.get(id);
    if (session != null) {
      return session;
    }
    boolean opens =
        entry.binding().type() == SessionControl.class && entry.operation().name().equals("open");
    if (!opens || id == 0) {
      throw new ResourceException(
          ErrorCode.NOT_FOUND, "session " + id + " is not open on this connection");
    }
    try {
      core.tenants().openSession(tenant);
    } catch (ResourceException e) {
      core.refused().increment();
      throw e;
    }
    session =
        new ServerSession(
            core.runtime()::openSession,
            core.store(),
            core.workers(),
            this::finish,
            new SharedRegions(sharing, calls.tenantBytes()),
            core.models().source(),
            core.models().allowedTo(tenant),
            () -> {
              sessions.remove(id);
              core.tenants().closeSession(tenant);
            });
    sessions.put(id, session);
    return session;
  }

  private void bulk() {
    ServerCall call = incoming.take(frames);
    if (call != null) {
      arrived(call);
    }
  }

  private void arrived(ServerCall call) {
    ServerSession session = call.owner;
    Served.Entry entry = call.entry;
    if (session == null || entry == null) {
      throw new IllegalStateException("bulk for a call that was refused");
    }
    if (runsHere(entry) && call.bulkBytes <= MAX_BULK_HERE && session.tryTake(call)) {
      runHere(call, entry, session);
    } else {
      session.completed(call);
    }
  }

  /** Runs a call, sends its reply and frees it. */
  private void finish(ServerCall call) {
    runner.run(call);
    ServerSession session = call.owner;
    if (session != null && session.local() == null) {
      // Its opening failed, was cancelled or came too late: it takes no place.
      session.close();
    }
    BodyWriter answer = call.reply.body();
    if (!answer.fits(FrameLayout.MAX_PAYLOAD)) {
      call.reply.fail(answer.tooLarge("reply", FrameLayout.MAX_PAYLOAD));
    }
    calls.leaveRoom(call);
    try {
      writer.send(call.reply.body(), call.sequence, call.session);
    } catch (TransportException _) {
      // The reading thread sees the end of the connection too, and does what is to be done.
      link.shutdown();
    } catch (RuntimeException | Error e) {
      LOG.log(Logger.Level.ERROR, "a reply cannot be sent tenant=" + tenant, e);
      link.shutdown();
    } finally {
      calls.end(call);
    }
  }

  /** Takes no more calls from now on. */
  void refuseCalls() {
    draining = true;
  }

  /** Tells the guest that no more calls are taken; blocks while the guest does not read. */
  void goodbye(WireError reason) {
    tell(reason, FrameLayout.GOODBYE);
  }

  private void refuse(Throwable failure) {
    WireError error = WireError.of(failure);
    core.fault(tenant, error.code(), error.text());
    tell(error, served == null ? FrameLayout.ERROR : FrameLayout.GOODBYE);
  }

  private void tell(WireError error, int opcode) {
    try {
      BodyWriter out = new BodyWriter();
      error.write(out, opcode);
      writer.send(out, 0, 0);
    } catch (TransportException e) {
      LOG.log(Logger.Level.DEBUG, "cannot tell tenant={0} reason={1}", tenant, e.getMessage());
    }
  }

  /** Ends the connection if its guest has not read for longer than this. */
  void endIfStalled(Duration limit) {
    if (output.isStalled(limit.toNanos())) {
      core.fault(
          tenant,
          ErrorCode.DEADLINE_EXCEEDED,
          "it has not read for " + limit + "; the connection is ended");
      link.shutdown();
    }
  }

  /** Ends the connection from another thread. */
  void shutdown() {
    draining = true;
    link.shutdown();
  }

  private void end() {
    link.shutdown();
    Set<ServerSession> all = new HashSet<>(sessions.values());
    int open = all.size();
    // Sessions that are closed may still have calls whose bulk has not come.
    for (ServerCall call : incoming.calls()) {
      if (call.owner != null) {
        all.add(call.owner);
      }
    }
    for (ServerSession session : all) {
      try {
        session.abort(calls::end);
      } catch (RuntimeException | Error e) {
        LOG.log(Logger.Level.ERROR, "session did not close cleanly tenant=" + tenant, e);
      }
    }
    pool.close();
    link.close();
    if (open > 0 && !draining) {
      core.lost(tenant, open);
    }
  }
}
