package dev.vaccel.runtime;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.AccessException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ProtocolException;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.TransportException;
import dev.vaccel.api.VaccelException;
import dev.vaccel.testing.Background;
import dev.vaccel.testing.FramePeer;
import dev.vaccel.wire.FrameLayout;
import dev.vaccel.wire.Hello;
import dev.vaccel.wire.WireError;
import dev.vaccel.wire.spi.LinkOptions;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a client makes of the first answer. */
class HandshakeTest extends ClientFixture {
  /** Connects to an agent that answers HELLO so, and returns how that fails. */
  private VaccelException refusedBy(Consumer<FramePeer> answer) {
    Background<Boolean> answering =
        Background.run(
            () -> {
              FramePeer guest = agent().accept();
              guest.receive(FrameLayout.HELLO);
              answer.accept(guest);
            });
    VaccelException failure =
        assertThrows(
            VaccelException.class,
            () -> RemoteAgent.connect(agent().address(), RemoteOptions.DEFAULT));
    answering.await();
    return failure;
  }

  private static Consumer<FramePeer> error(int opcode, ErrorCode code, String text) {
    return guest -> guest.send(0, 0, body -> new WireError(code, 0, text).write(body, opcode));
  }

  @Test
  void aRefusalKeepsItsTypeAndText() {
    VaccelException failure =
        refusedBy(error(FrameLayout.ERROR, ErrorCode.UNAUTHENTICATED, "a credential is needed"));
    assertEquals(AccessException.class, failure.getClass());
    assertEquals("a credential is needed", failure.getMessage());
    failure = refusedBy(error(FrameLayout.ERROR, ErrorCode.EXHAUSTED, "too many connections"));
    assertEquals(ResourceException.class, failure.getClass());
  }

  @Test
  void anAgentThatShutsDownSaysSoBeforeItsWelcome() {
    VaccelException failure =
        refusedBy(error(FrameLayout.GOODBYE, ErrorCode.CONNECTION_LOST, "shutting down"));
    assertEquals(TransportException.class, failure.getClass());
    String text = failure.getMessage();
    assertTrue(text.contains("(shutting down); no call was sent"), text);
  }

  @Test
  void aVersionThatWasNotOfferedIsRefused() {
    Background<Boolean> answering =
        Background.run(
            () -> {
              FramePeer guest = agent().accept();
              Hello hello = Hello.read(ScriptedAgent.segment(guest.receive(FrameLayout.HELLO)));
              ScriptedAgent.welcome(hello, FrameLayout.VERSION + 1, 8, 1, guest);
            });
    ProtocolException failure =
        assertThrows(
            ProtocolException.class,
            () -> RemoteAgent.connect(agent().address(), RemoteOptions.DEFAULT));
    answering.await();
    assertEquals(ErrorCode.VERSION_MISMATCH, failure.code());
    assertTrue(failure.getMessage().contains("version 2"), failure.getMessage());
  }

  private void isNoAgent(ErrorCode why, Consumer<FramePeer> answer) {
    VaccelException failure = refusedBy(answer);
    assertEquals(ErrorCode.UNREACHABLE, failure.code());
    assertTrue(failure.getMessage().contains("not as a vaccel agent does"), failure.getMessage());
    ProtocolException cause = (ProtocolException) failure.getCause();
    assertEquals(why, cause == null ? null : cause.code());
  }

  @Test
  void whateverIsNoWelcomeComesFromNoAgent() {
    isNoAgent(
        ErrorCode.MALFORMED_FRAME,
        guest -> guest.sendBytes("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII)));
    isNoAgent(
        ErrorCode.MALFORMED_FRAME,
        guest -> guest.sendFrame(64, FrameLayout.WELCOME, 0, 0, new byte[64]));
    isNoAgent(
        ErrorCode.MALFORMED_BODY,
        guest -> guest.sendFrame(8, FrameLayout.WELCOME, 0, 0, "VACL\1\0\0\0".getBytes(US_ASCII)));
    isNoAgent(
        ErrorCode.FRAME_TOO_LARGE, guest -> guest.sendFrame(1 << 30, FrameLayout.WELCOME, 0, 0));
    isNoAgent(ErrorCode.UNEXPECTED_FRAME, guest -> guest.sendFrame(0, FrameLayout.CANCEL, 0, 0));
  }

  @Test
  void anAgentThatHangsUpIsReported() {
    VaccelException failure = refusedBy(FramePeer::close);
    assertEquals(ErrorCode.CONNECTION_LOST, failure.code());
    failure =
        refusedBy(
            guest -> {
              guest.sendFrame(104, FrameLayout.WELCOME, 0, 0, new byte[10]);
              guest.close();
            });
    assertEquals(ErrorCode.CONNECTION_LOST, failure.code());
  }

  @Test
  void anAgentThatIsSilentIsGivenUp() {
    // Nobody even accepts: the kernel does.
    TransportException failure =
        assertThrows(
            TransportException.class, () -> RemoteAgent.connect(agent().address(), impatient(150)));
    assertEquals(ErrorCode.UNREACHABLE, failure.code());
    assertTrue(failure.getMessage().matches(".* for 1[0-5]\\d ms.*"), failure.getMessage());
  }

  @Test
  void anAgentThatStopsInTheMiddleOfItsAnswerIsGivenUp() {
    Background<Boolean> answering =
        Background.run(
            () -> {
              FramePeer guest = agent().accept();
              guest.receive(FrameLayout.HELLO);
              guest.sendFrame(104, FrameLayout.WELCOME, 0, 0, new byte[10]);
              guest.receiveEnd();
            });
    TransportException failure =
        assertThrows(
            TransportException.class, () -> RemoteAgent.connect(agent().address(), impatient(150)));
    assertEquals(ErrorCode.UNREACHABLE, failure.code());
    assertTrue(failure.getMessage().contains("150 ms"), failure.getMessage());
    answering.await();
  }

  @Test
  void anAddressWhereNobodyListensIsReportedAtOnce() {
    agent().close();
    TransportException failure =
        assertThrows(
            TransportException.class,
            () ->
                RemoteAgent.connect(agent().address(), new RemoteOptions(LinkOptions.DEFAULT, "")));
    assertEquals(ErrorCode.UNREACHABLE, failure.code());
    assertTrue(failure.getMessage().contains("no agent listens there"), failure.getMessage());
  }
}
