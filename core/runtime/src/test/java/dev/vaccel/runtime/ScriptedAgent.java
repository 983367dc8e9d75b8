package dev.vaccel.runtime;

import dev.vaccel.testing.FramePeer;
import dev.vaccel.testing.FramePeer.Frame;
import dev.vaccel.wire.FrameLayout;
import dev.vaccel.wire.Hello;
import dev.vaccel.wire.Welcome;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.LinkOptions;
import dev.vaccel.wire.spi.Listener;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;

/** An agent that does what a test says, over a unix socket. */
final class ScriptedAgent implements AutoCloseable {
  static final int MAX_CALLS = 8;
  static final long MAX_BYTES = 256L << 20;

  private static final AtomicInteger LAST = new AtomicInteger();

  private final Listener listener;
  private final Deque<FramePeer> guests = new ArrayDeque<>();

  ScriptedAgent() {
    this("unix:@vaccel-scripted-" + ProcessHandle.current().pid() + "-" + LAST.incrementAndGet());
  }

  private ScriptedAgent(String address) {
    this.listener = Transports.listen(Address.parse(address), LinkOptions.DEFAULT);
  }

  Address address() {
    return listener.address();
  }

  /** Another agent at the address of one that was closed. */
  static ScriptedAgent at(Address address) {
    return new ScriptedAgent(address.toString());
  }

  /** How a client reaches it, with little patience for the handshake. */
  RemoteOptions options(Duration patience) {
    return new RemoteOptions(LinkOptions.DEFAULT.withConnectTimeout(patience), "");
  }

  /** The next connection. */
  FramePeer accept() {
    FramePeer guest = new FramePeer(listener.accept());
    synchronized (guests) {
      guests.push(guest);
    }
    return guest;
  }

  /** The next connection, greeted. */
  FramePeer acceptAndGreet() {
    return greet(accept(), MAX_CALLS, MAX_BYTES);
  }

  static FramePeer greet(FramePeer guest, int maxCalls, long maxBytes) {
    Hello hello = Hello.read(segment(guest.receive(FrameLayout.HELLO)));
    welcome(hello, FrameLayout.VERSION, maxCalls, maxBytes, guest);
    return guest;
  }

  static void welcome(Hello hello, int version, int maxCalls, long maxBytes, FramePeer guest) {
    guest.send(
        0,
        0,
        body ->
            new Welcome(
                    version,
                    0,
                    FrameLayout.MAX_PAYLOAD,
                    maxCalls,
                    maxBytes,
                    "scripted agent",
                    hello.apis())
                .write(body));
  }

  static MemorySegment segment(Frame frame) {
    return MemorySegment.ofArray(frame.payload());
  }

  /** Takes the call that opens a session and answers it. */
  static Frame open(FramePeer guest) {
    Frame call = guest.receive(FrameLayout.CALL);
    org.junit.jupiter.api.Assertions.assertEquals(64, call.api(), "expected session.open");
    org.junit.jupiter.api.Assertions.assertEquals(1, call.operation(), "expected session.open");
    done(guest, call);
    return call;
  }

  /** Answers a call with an empty reply. */
  static void done(FramePeer guest, Frame call) {
    guest.send(call.sequence(), call.session(), dev.vaccel.wire.BodyWriter::beginReply);
  }

  /** Answers an echo. */
  static void echo(FramePeer guest, Frame call, byte[] data) {
    guest.send(
        call.sequence(),
        call.session(),
        body -> {
          body.beginReply();
          body.putSegment(MemorySegment.ofArray(data), data.length);
        });
  }

  /** Bulk bytes that a CALL announces. */
  static long bulkBytes(Frame call) {
    return call.number(16);
  }

  @Override
  public void close() {
    listener.close();
    synchronized (guests) {
      while (!guests.isEmpty()) {
        guests.pop().close();
      }
    }
  }
}
