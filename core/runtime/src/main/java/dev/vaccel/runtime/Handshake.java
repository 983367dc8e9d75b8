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
import java.util.List;

/** The client's side of HELLO and WELCOME. */
final class Handshake {
  private Handshake() {}

  static Welcome perform(
      Link link,
      String peer,
      FrameReader reader,
      FrameWriter writer,
      ApiBindings bindings,
      String credential,
      long timeoutNs) {
    List<ApiOffer> offers =
        bindings.all().stream().map(ApiBinding::description).map(ApiOffer::of).toList();
    BodyWriter out = new BodyWriter();
    new Hello(
            FrameLayout.VERSION,
            FrameLayout.VERSION,
            0,
            FrameLayout.MAX_PAYLOAD,
            "vaccel-java",
            credential,
            offers)
        .write(out);
    writer.send(out, 0, 0);
    if (!link.awaitReadable(timeoutNs)) {
      throw new TransportException(
          ErrorCode.UNREACHABLE,
          peer
              + " accepted the connection but did not answer within "
              + timeoutNs / 1_000_000
              + " ms");
    }
    if (!reader.next()) {
      throw new TransportException(
          ErrorCode.CONNECTION_LOST, peer + " closed the connection during the handshake");
    }
    if (reader.opcode() == FrameLayout.ERROR) {
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
