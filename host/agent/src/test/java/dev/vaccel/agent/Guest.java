package dev.vaccel.agent;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.TransportException;
import dev.vaccel.api.spi.ApiBinding;
import dev.vaccel.runtime.ApiBindings;
import dev.vaccel.runtime.Transports;
import dev.vaccel.testing.Deadline;
import dev.vaccel.testing.FramePeer;
import dev.vaccel.testing.FramePeer.Frame;
import dev.vaccel.wire.ApiOffer;
import dev.vaccel.wire.BodyWriter;
import dev.vaccel.wire.FrameLayout;
import dev.vaccel.wire.Hello;
import dev.vaccel.wire.WireError;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.LinkOptions;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;

/** A guest that writes its frames itself. Its connection ends when a test takes far too long. */
final class Guest implements AutoCloseable {
  static final int NOOP = 1;
  static final int BLAS = 2;
  static final int SESSION = 64;
  static final List<ApiOffer> ALL =
      ApiBindings.load().all().stream().map(ApiBinding::description).map(ApiOffer::of).toList();

  private static final ScheduledExecutorService FUSES =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("test-fuses").factory());

  final FramePeer peer;
  private final ScheduledFuture<?> fuse;
  private volatile boolean burnt;
  private final Map<Integer, Frame> answers = new HashMap<>();
  private final Map<Integer, byte[]> bulk = new HashMap<>();

  private Guest(FramePeer peer) {
    this.peer = peer;
    this.fuse =
        FUSES.schedule(
            () -> {
              burnt = true;
              peer.link().shutdown();
            },
            Deadline.LIMIT.toSeconds() / 2,
            TimeUnit.SECONDS);
  }

  static Guest dial(Address address) {
    return of(new FramePeer(Transports.connect(address, LinkOptions.DEFAULT.withoutRings())));
  }

  static Guest of(FramePeer peer) {
    return new Guest(peer);
  }

  static Hello hello(int minVersion, int maxVersion, String credential) {
    return hello(minVersion, maxVersion, 0, credential);
  }

  private static Hello hello(int minVersion, int maxVersion, long features, String credential) {
    int payload = FrameLayout.MAX_PAYLOAD;
    return new Hello(minVersion, maxVersion, features, payload, "test", credential, ALL);
  }

  Guest greet() {
    peer.send(0, 0, hello(1, 1, "")::write);
    peer.receive(FrameLayout.WELCOME);
    return this;
  }

  /** The handshake of a guest that can share memory; whether the agent takes part. */
  boolean greetSharing() {
    peer.send(0, 0, hello(1, 1, FrameLayout.FEATURE_SHARED_MEMORY, "")::write);
    Frame welcome = peer.receive(FrameLayout.WELCOME);
    return welcome.number(8) == FrameLayout.FEATURE_SHARED_MEMORY;
  }

  void open(int session) {
    sendOpen(session, session);
    Assertions.assertEquals("REPLY", outcome(session));
  }

  void sendOpen(int sequence, int session) {
    call(sequence, session, SESSION, 1, 0, 0L);
  }

  void sendClose(int sequence, int session) {
    call(sequence, session, SESSION, 2, 0);
  }

  void sendNoop(int sequence, int session) {
    call(sequence, session, NOOP, 1, 0);
  }

  /** Sends a computing call that does what {@link GatedBackend} makes of {@code alpha}. */
  void sendBlas(int sequence, int session, float alpha) {
    sendBlas(sequence, session, alpha, 0, 0);
  }

  /** As {@link #sendBlas(int, int, float)}, with a result of {@code 4 * m * n} bytes. */
  void sendBlas(int sequence, int session, float alpha, int m, int n) {
    peer.send(
        sequence,
        session,
        body -> {
          body.beginCall(BLAS, 1, 0);
          for (long value : new long[] {0, 0, m, n, 0}) {
            body.putLong(value);
          }
          body.putFloat(alpha);
          body.putLong(1);
          body.putLong(Math.max(1, n));
          body.putFloat(0);
          body.putLong(Math.max(1, n));
          for (int matrix = 0; matrix < 3; matrix++) {
            body.putLong(0);
            body.putLong(0);
          }
        });
  }

  /** Sends an echo and its bulk. */
  void sendEcho(int sequence, int session, byte[] data) {
    MemorySegment memory = Arena.ofAuto().allocate(Math.max(1, data.length), 64);
    memory = memory.asSlice(0, data.length).copyFrom(MemorySegment.ofArray(data));
    BodyWriter body = new BodyWriter();
    body.beginCall(NOOP, 2, 0);
    body.putSegment(memory, data.length);
    peer.send(body, sequence, session);
  }

  byte[] echo(int sequence, int session, byte[] data) {
    sendEcho(sequence, session, data);
    Assertions.assertEquals("REPLY", outcome(sequence));
    return java.util.Objects.requireNonNull(bulk.remove(sequence));
  }

  /** Announces an echo of so many bytes; they are to follow in BULK frames. */
  void announceEcho(int sequence, int session, long bytes) {
    call(sequence, session, NOOP, 2, bytes, bytes, 1L);
  }

  void sendBulk(int sequence, int session, int bytes) {
    peer.sendFrame(bytes, FrameLayout.BULK, sequence, session, new byte[bytes]);
  }

  /** Sends a CALL whose arguments are numbers. */
  void call(int sequence, int session, int api, int operation, long bulkBytes, long... numbers) {
    callFrame(sequence, session, api | operation << 16, 0, 0, bulkBytes, numbers);
  }

  /** Sends a CALL with every field as given. */
  void callFrame(
      int sequence,
      int session,
      int operation,
      int reserved,
      long timeoutNs,
      long bulkBytes,
      long... numbers) {
    byte[] payload = new byte[FrameLayout.CALL_BYTES + 8 * numbers.length];
    MemorySegment out = MemorySegment.ofArray(payload);
    out.set(ValueLayout.JAVA_INT_UNALIGNED, 0, operation);
    out.set(ValueLayout.JAVA_INT_UNALIGNED, 4, reserved);
    out.set(ValueLayout.JAVA_LONG_UNALIGNED, 8, timeoutNs);
    out.set(ValueLayout.JAVA_LONG_UNALIGNED, 16, bulkBytes);
    for (int i = 0; i < numbers.length; i++) {
      out.set(ValueLayout.JAVA_LONG_UNALIGNED, FrameLayout.CALL_BYTES + 8L * i, numbers[i]);
    }
    peer.sendFrame(payload.length, FrameLayout.CALL, sequence, session, payload);
  }

  /** Receives until this call is answered: "REPLY" or the name of the error's code. */
  String outcome(int sequence) {
    while (!answers.containsKey(sequence)) {
      Frame frame = peer.receive();
      if (frame.opcode() == FrameLayout.REPLY || frame.opcode() == FrameLayout.ERROR) {
        answers.put(frame.sequence(), frame);
        if (frame.opcode() == FrameLayout.REPLY && frame.number(0) > 0) {
          bulk.put(frame.sequence(), peer.receiveBulk(frame.sequence(), frame.number(0)));
        }
      } else {
        Assertions.assertEquals("PONG", FrameLayout.name(frame.opcode()), frame.toString());
      }
    }
    Frame answer = answers.remove(sequence);
    return answer.opcode() == FrameLayout.REPLY ? "REPLY" : code(answer).name();
  }

  /** The sequence of the next call that is answered, with success. */
  int nextAnswered() {
    Frame reply = peer.receive(FrameLayout.REPLY);
    peer.receiveBulk(reply.sequence(), reply.number(0));
    return reply.sequence();
  }

  /** The reason of an ERROR or GOODBYE. */
  static ErrorCode code(Frame frame) {
    return WireError.read(MemorySegment.ofArray(frame.payload())).code();
  }

  /** Receives the GOODBYE with this reason, answers before it aside, and then the end. */
  void expectGoodbye(ErrorCode reason) {
    Frame frame = peer.receive();
    while (frame.opcode() != FrameLayout.GOODBYE) {
      frame = peer.receive();
    }
    Assertions.assertEquals(reason, code(frame));
    expectEnd();
  }

  /** Receives the ERROR that refuses the handshake, and then the end. */
  void expectRefusal(ErrorCode reason) {
    Frame frame = peer.receive(FrameLayout.ERROR);
    Assertions.assertEquals(0, frame.sequence());
    Assertions.assertEquals(reason, code(frame));
    expectEnd();
  }

  /** Receives until the agent ends the connection. */
  void expectEnd() {
    try {
      peer.receiveEnd();
    } catch (TransportException reset) {
      // The agent did not read all that was sent.
    }
    Assertions.assertFalse(burnt, "the connection was still open");
  }

  @Override
  public void close() {
    fuse.cancel(false);
    peer.close();
  }
}
