package dev.vaccel.transport.socket;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.TransportException;
import java.nio.ByteBuffer;
import java.time.Duration;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The handshake of one link, from start to end within a time limit. Confined to one thread. */
final class TlsHandshake {
  private final StreamLink carrier;
  private final SSLEngine engine;
  private final TlsRecords records;
  private final Duration limit;
  private final Stopwatch watch;

  TlsHandshake(StreamLink carrier, SSLEngine engine, TlsRecords records, Duration limit) {
    this.carrier = carrier;
    this.engine = engine;
    this.records = records;
    this.limit = limit;
    this.watch = new Stopwatch(limit);
  }

  /**
   * Runs it.
   *
   * @param plain where application data would go; none comes before the end
   * @throws TransportException TLS_FAILED when the peers do not agree or trust each other,
   *     UNREACHABLE when the time is over
   */
  void run(ByteBuffer plain) {
    try {
      engine.beginHandshake();
      while (true) {
        switch (engine.getHandshakeStatus()) {
          case NEED_WRAP -> records.sendOwn();
          case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> receive(plain);
          case NEED_TASK -> throw new IllegalStateException("tasks are run with each record");
          case FINISHED, NOT_HANDSHAKING -> {
            return;
          }
        }
      }
    } catch (SSLException failure) {
      records.sayGoodbye();
      throw failed(String.valueOf(failure.getMessage()), failure);
    }
  }

  private void receive(ByteBuffer plain) throws SSLException {
    if (records.hasInbound()
        && records.unwrap(plain).getStatus() != SSLEngineResult.Status.BUFFER_UNDERFLOW) {
      return;
    }
    if (!carrier.awaitReadable(watch.leftNs())) {
      throw new TransportException(
          ErrorCode.UNREACHABLE,
          "no TLS handshake with "
              + carrier.name()
              + " within "
              + limit.toMillis()
              + " ms; expected a peer that speaks TLS 1.3");
    }
    if (!records.fill()) {
      throw failed("the peer ended the connection; expected one that speaks TLS 1.3", null);
    }
  }

  private TransportException failed(String why, @Nullable SSLException cause) {
    return new TransportException(
        ErrorCode.TLS_FAILED,
        "TLS handshake with " + carrier.name() + " failed after " + watch.spent() + ": " + why,
        cause);
  }
}
