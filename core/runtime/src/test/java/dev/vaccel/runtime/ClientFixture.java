package dev.vaccel.runtime;

import dev.vaccel.api.NoopApi;
import dev.vaccel.testing.Background;
import dev.vaccel.testing.FramePeer;
import dev.vaccel.wire.spi.LinkOptions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A scripted agent, a client and one session for each test. */
abstract class ClientFixture {
  private @Nullable ScriptedAgent agent;
  private final Deque<AutoCloseable> toClose = new ArrayDeque<>();

  /** A client of the agent with one open session. */
  record Client(FramePeer guest, RemoteAgent remote, RemoteSession session) {
    NoopApi noop() {
      return session.api(NoopApi.class);
    }
  }

  @BeforeEach
  final void startAgent() {
    agent = new ScriptedAgent();
  }

  @AfterEach
  final void stopAgent() throws Exception {
    // The agent first: a client that closes its session would wait for an answer.
    agent().close();
    while (!toClose.isEmpty()) {
      toClose.pop().close();
    }
  }

  final ScriptedAgent agent() {
    if (agent == null) {
      throw new IllegalStateException("no agent outside a test");
    }
    return agent;
  }

  /** Closes the agent and starts another one at its address. */
  final ScriptedAgent restartAgent() {
    ScriptedAgent old = agent();
    old.close();
    agent = ScriptedAgent.at(old.address());
    return agent;
  }

  final <T extends AutoCloseable> T closeLater(T resource) {
    synchronized (toClose) {
      toClose.push(resource);
    }
    return resource;
  }

  final Client connect() {
    return connect(ScriptedAgent.MAX_CALLS, ScriptedAgent.MAX_BYTES);
  }

  final Client connect(int maxCalls, long maxBytes) {
    Background<FramePeer> accepting =
        Background.start(
            () -> {
              FramePeer guest = ScriptedAgent.greet(agent().accept(), maxCalls, maxBytes);
              ScriptedAgent.open(guest);
              return guest;
            });
    RemoteAgent remote =
        closeLater(RemoteAgent.connect(agent().address(), agent().options(Duration.ofSeconds(30))));
    RemoteSession session = remote.openSession();
    return new Client(accepting.await(), remote, session);
  }

  /** Options for the handshake tests. */
  static RemoteOptions impatient(long millis) {
    return new RemoteOptions(LinkOptions.DEFAULT.withConnectTimeout(Duration.ofMillis(millis)), "");
  }
}
