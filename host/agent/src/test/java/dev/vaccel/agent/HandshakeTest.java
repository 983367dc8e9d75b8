package dev.vaccel.agent;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.wire.BodyWriter;
import dev.vaccel.wire.FrameLayout;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class HandshakeTest {
  private static final TimeLimits IMPATIENT =
      TimeLimits.DEFAULT.withHandshake(Duration.ofMillis(100));

  private TestAgent agent = new TestAgent();

  @AfterEach
  void close() {
    agent.close();
  }

  private void restart(TimeLimits times) {
    agent.close();
    agent = new TestAgent(o -> o.withTimes(times));
  }

  @Test
  void cutsOffAPeerThatSaysNothing() {
    restart(IMPATIENT);
    try (Guest silent = agent.dial()) {
      silent.expectEnd();
    }
    agent.servesAnother();
  }

  @Test
  void cutsOffAPeerThatStopsInsideHello() {
    restart(IMPATIENT);
    byte[] hello = hello("");
    try (Guest slow = agent.dial()) {
      slow.peer.sendBytes(Arrays.copyOf(hello, hello.length - 1));
      slow.expectEnd();
    }
    agent.servesAnother();
  }

  @Test
  void aGreetedGuestMayBeSilentForLonger() {
    restart(IMPATIENT);
    try (Guest guest = agent.guest();
        Guest silent = agent.dial()) {
      silent.expectEnd(); // The time is over for both.
      guest.sendNoop(2, 1);
      Assertions.assertEquals("REPLY", guest.outcome(2));
    }
    agent.awaitNothing();
  }

  @Test
  void peersThatSayNothingCannotTakeAllPlaces() {
    restart(TimeLimits.DEFAULT.withHandshake(Duration.ofHours(1)));
    List<Guest> silent = new ArrayList<>();
    for (int i = 0; i < 4 * TestAgent.LIMITS.connections(); i++) {
      silent.add(agent.dial());
    }
    // Those beyond the limit are dropped at once.
    silent.getLast().expectEnd();
    silent.forEach(Guest::close);
    agent.servesAnother();
  }

  @Test
  void aCrowdBeyondALowLimitHearsWhy() {
    agent.close();
    agent =
        new TestAgent(
            o -> o.withLimits(new Limits(2, 9, 9, 9, 1 << 20, 8 << 20, 64 << 20, 32 << 20, 1)));
    try (Guest _ = agent.guest()) {
      List<Guest> crowd = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        crowd.add(agent.dial());
      }
      for (Guest guest : crowd) {
        guest.peer.send(0, 0, Guest.hello(1, 1, "")::write);
        guest.expectRefusal(ErrorCode.EXHAUSTED);
        guest.close();
      }
    }
    agent.awaitNothing();
    agent.servesAnother();
  }

  @Test
  void refusesAnotherFirstFrame() {
    try (Guest guest = agent.dial()) {
      guest.sendNoop(1, 1);
      guest.expectRefusal(ErrorCode.UNEXPECTED_FRAME);
    }
    agent.servesAnother();
  }

  @Test
  void refusesAnotherProtocol() {
    byte[] hello = hello("");
    hello[FrameLayout.HEADER_BYTES] ^= 1;
    refuses(hello, ErrorCode.MALFORMED_FRAME);
  }

  @Test
  void refusesTextThatIsNone() {
    refuses(
        "GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.UTF_8),
        ErrorCode.MALFORMED_FRAME);
  }

  @Test
  void refusesAHelloThatIsCut() {
    byte[] hello = hello("");
    ByteBuffer header = ByteBuffer.wrap(hello).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(0, header.getInt(0) - 8);
    refuses(Arrays.copyOf(hello, hello.length - 8), ErrorCode.MALFORMED_BODY);
  }

  @Test
  void refusesAHelloThatIsTooLarge() {
    byte[] header = Arrays.copyOf(hello(""), FrameLayout.HEADER_BYTES);
    ByteBuffer.wrap(header)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(0, FrameLayout.MAX_HELLO_PAYLOAD + 8);
    refuses(header, ErrorCode.FRAME_TOO_LARGE);
  }

  @Test
  void refusesOtherVersions() {
    try (Guest guest = agent.dial()) {
      guest.peer.send(0, 0, Guest.hello(2, 9, "")::write);
      guest.expectRefusal(ErrorCode.VERSION_MISMATCH);
    }
    agent.servesAnother();
  }

  @Test
  void refusesAnotherCredential() {
    agent.close();
    agent = new TestAgent(o -> o.withCredential("open sesame"));
    for (String wrong : List.of("", "open", "open sesame!", "OPEN SESAME")) {
      try (Guest guest = agent.dial()) {
        guest.peer.send(0, 0, Guest.hello(1, 1, wrong)::write);
        guest.expectRefusal(ErrorCode.UNAUTHENTICATED);
      }
    }
    try (Guest guest = agent.dial()) {
      guest.peer.send(0, 0, Guest.hello(1, 1, "open sesame")::write);
      guest.peer.receive(FrameLayout.WELCOME);
      guest.open(1);
    }
    agent.awaitNothing();
  }

  private void refuses(byte[] first, ErrorCode reason) {
    try (Guest guest = agent.dial()) {
      guest.peer.sendBytes(first);
      guest.expectRefusal(reason);
    }
    agent.servesAnother();
  }

  private static byte[] hello(String credential) {
    BodyWriter out = new BodyWriter();
    Guest.hello(1, 1, credential).write(out);
    return out.frame(0, 0).toArray(ValueLayout.JAVA_BYTE);
  }
}
