package dev.vaccel.transport.socket;

import dev.vaccel.posix.Endpoint;
import dev.vaccel.posix.ListeningSocket;
import dev.vaccel.posix.StreamSocket;
import dev.vaccel.posix.SystemCallException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** A listener that nobody serves. */
final class Stalled implements AutoCloseable {
  private final ListeningSocket listener;
  private final Deque<StreamSocket> waiting = new ArrayDeque<>();

  private Stalled(Endpoint endpoint, int backlog) throws IOException {
    listener = ListeningSocket.bind(endpoint);
    listener.listen(backlog);
  }

  /** Takes connections and never says a word. */
  static Stalled silent(Endpoint endpoint) throws IOException {
    return new Stalled(endpoint, 64);
  }

  /** Its queue is full: who connects waits, over TCP as behind a firewall that drops packets. */
  static Stalled full(Endpoint endpoint) throws IOException {
    Stalled stalled = new Stalled(endpoint, 0);
    int failures = 0;
    while (failures < 2) { // One may be due to a slow machine.
      try {
        stalled.waiting.push(StreamSocket.connect(stalled.endpoint(), 100_000_000));
        failures = 0;
      } catch (SystemCallException timedOut) {
        failures++;
      }
    }
    return stalled;
  }

  /** As bound. */
  Endpoint endpoint() throws SystemCallException {
    return listener.localEndpoint();
  }

  @Override
  public void close() {
    waiting.forEach(StreamSocket::close);
    listener.close();
  }
}
