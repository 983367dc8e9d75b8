package dev.vaccel.runtime;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ProtocolException;
import dev.vaccel.api.TransportException;
import dev.vaccel.api.spi.ApiBinding;
import dev.vaccel.wire.ApiOffer;
import dev.vaccel.wire.BodyWriter;
import dev.vaccel.wire.FrameLayout;
import dev.vaccel.wire.FrameReader;
import dev.vaccel.wire.FrameWriter;
import dev.vaccel.wire.Hello;
import dev.vaccel.wire.Welcome;
import dev.vaccel.wire.WireError;
import dev.vaccel.wire.spi.Link;
import dev.vaccel.wire.spi.SharingLink;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The client's side of HELLO and WELCOME. */
final class Handshake {
  private Handshake() {}

  /**
   * Greets the agent.
   *
   * @param timeoutNs longest time for all of it: an agent that stops in the middle of its answer,
   *     or does not even take ours, is as bad as one that does not answer
   */
  static Welcome perform(
      Link link,
      String peer,
      FrameReader reader,
      FrameWriter writer,
      ApiBindings bindings,
      String credential,
      long timeoutNs) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    var _ =
        done.orTimeout(timeoutNs, TimeUnit.NANOSECONDS)
            .whenComplete(
                (_, late) -> {
                  if (late != null) {
                    link.shutdown();
                  }
                });
    try {
      Welcome welcome = greet(link, reader, writer, bindings, credential);
      if (done.complete(null)) {
        return welcome;
      }
      throw tooLate(peer, timeoutNs, null);
    } catch (TransportException e) {
      throw done.isCompletedExceptionally() ? tooLate(peer, timeoutNs, e) : lost(peer, e);
    } catch (ProtocolException e) {
      throw e.code() == ErrorCode.VERSION_MISMATCH ? e : noAgent(peer, e);
    } finally {
      boolean _ = done.complete(null);
    }
  }

  private static TransportException tooLate(
      String peer, long timeoutNs, @Nullable TransportException cause) {
    return new TransportException(
        ErrorCode.UNREACHABLE,
        peer
            + " accepted the connection but did not answer within "
            + timeoutNs / 1_000_000
            + " ms; it is stopped or overloaded, or no vaccel agent",
        cause);
  }

  /** Whoever made the call that needs the connection learns that it was not even sent. */
  private static TransportException lost(String peer, TransportException cause) {
    return cause.code() != ErrorCode.CONNECTION_LOST
        ? cause
        : new TransportException(
            ErrorCode.CONNECTION_LOST,
            peer
                + " ended the connection during the handshake ("
                + cause.getMessage()
                + "); no call was sent",
            cause);
  }

  private static TransportException noAgent(String peer, ProtocolException cause) {
    return new TransportException(
        ErrorCode.UNREACHABLE,
        peer + " answered, but not as a vaccel agent does (" + cause.getMessage() + ")",
        cause);
  }

  private static Welcome greet(
      Link link, FrameReader reader, FrameWriter writer, ApiBindings bindings, String credential) {
    List<ApiOffer> offers =
        bindings.all().stream().map(ApiBinding::description).map(ApiOffer::of).toList();
    BodyWriter out = new BodyWriter();
    new Hello(
            FrameLayout.VERSION,
            FrameLayout.VERSION,
            link instanceof SharingLink ? FrameLayout.FEATURE_SHARED_MEMORY : 0,
            FrameLayout.MAX_PAYLOAD,
            "vaccel-java",
            credential,
            offers)
        .write(out);
    writer.send(out, 0, 0);
    if (!reader.next()) {
      throw new TransportException(
          ErrorCode.CONNECTION_LOST,
          "without an answer; it may be no vaccel agent, or one that expects tls://");
    }
    // An agent that is shutting down says goodbye even before it says hello.
    if (reader.opcode() == FrameLayout.ERROR || reader.opcode() == FrameLayout.GOODBYE) {
      throw WireError.read(reader.payload()).toException();
    }
    if (reader.opcode() != FrameLayout.WELCOME) {
      throw new ProtocolException(
          ErrorCode.UNEXPECTED_FRAME, "expected WELCOME, got " + FrameLayout.name(reader.opcode()));
    }
    Welcome welcome = Welcome.read(reader.payload());
    if (welcome.version() != FrameLayout.VERSION) {
      throw new ProtocolException(
          ErrorCode.VERSION_MISMATCH,
          "the agent chose protocol version "
              + welcome.version()
              + ", offered was "
              + FrameLayout.VERSION);
    }
    reader.maxPayload(FrameLayout.MAX_PAYLOAD);
    return welcome;
  }
}
