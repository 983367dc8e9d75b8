package dev.vaccel.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.CallOptions;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ModelHandle;
import dev.vaccel.api.NoopApi;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.TensorApi;
import dev.vaccel.api.TransportException;
import dev.vaccel.testing.Background;
import dev.vaccel.testing.BlockedThread;
import dev.vaccel.testing.FramePeer;
import dev.vaccel.testing.FramePeer.Frame;
import dev.vaccel.wire.FrameLayout;
import dev.vaccel.wire.WireError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a session does when its connection ends. */
class ReconnectTest extends ClientFixture {
  private static final int ANNOUNCE = 3;
  private static final int PUT = 4;
  private static final int COMMIT = 5;

  /** Accepts the next connection and answers everything; returns the calls that it saw. */
  private Background<List<String>> serveNext(ScriptedAgent agent, int calls) {
    return Background.start(
        () -> {
          FramePeer guest = agent.acceptAndGreet();
          List<String> seen = new ArrayList<>();
          while (seen.size() < calls) {
            Frame call = guest.receive(FrameLayout.CALL);
            seen.add(call.api() + "." + call.operation());
            serve(guest, call);
          }
          return seen;
        });
  }

  private static void serve(FramePeer guest, Frame call) {
    guest.receiveBulk(call.sequence(), ScriptedAgent.bulkBytes(call));
    guest.send(
        call.sequence(),
        call.session(),
        body -> {
          body.beginReply();
          if (call.api() == 64 && call.operation() == ANNOUNCE) {
            // One missing file: the one that the manifest names.
            body.putLong(1);
            body.putResource(announced(call).files().getFirst().hash());
            body.putLong(0);
          }
        });
  }

  private static ResourceManifest announced(Frame call) {
    var body = call.body(FrameLayout.CALL_BYTES);
    boolean directory = body.getBoolean();
    int count = body.getCount(8);
    List<ResourceFile> files = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      files.add(new ResourceFile(body.getString(), body.getLong(), body.getResource()));
    }
    return new ResourceManifest(directory, files);
  }

  private static void loseConnection(Client client) {
    client.guest().close();
    assertThrows(TransportException.class, () -> client.noop().noop());
  }

  @Test
  void theNextCallConnectsAgainAndOpensTheSession() {
    Client client = connect();
    loseConnection(client);
    Background<List<String>> seen = serveNext(agent(), 2);
    client.noop().noop();
    assertEquals(List.of("64.1", "1.1"), seen.await());
  }

  @Test
  void resourcesAreRegisteredAgain(@TempDir Path directory) throws Exception {
    Path model = Files.write(directory.resolve("model"), new byte[20_000]);
    Client client = connect();
    Background<ResourceId> registering = Background.start(() -> client.session().register(model));
    for (int i = 0; i < 3; i++) {
      serve(client.guest(), client.guest().receive(FrameLayout.CALL));
    }
    registering.await();
    loseConnection(client);
    Background<List<String>> seen = serveNext(restartAgent(), 5);
    client.noop().noop();
    assertEquals(
        List.of("64.1", "64." + ANNOUNCE, "64." + PUT, "64." + COMMIT, "1.1"), seen.await());
  }

  @Test
  void aResourceWhoseFileIsGoneDoesNotStopTheOthers(@TempDir Path directory) throws Exception {
    Path model = Files.write(directory.resolve("model"), new byte[100]);
    Client client = connect();
    Background<ResourceId> registering = Background.start(() -> client.session().register(model));
    for (int i = 0; i < 3; i++) {
      serve(client.guest(), client.guest().receive(FrameLayout.CALL));
    }
    registering.await();
    Files.delete(model);
    loseConnection(client);
    Background<List<String>> seen = serveNext(agent(), 2);
    client.noop().noop();
    assertEquals(List.of("64.1", "1.1"), seen.await());
  }

  @Test
  void handlesOfBeforeAreTheAgentsToRefuse() {
    Client client = connect();
    TensorApi tensor = client.session().api(TensorApi.class);
    loseConnection(client);
    Background<Long> handle =
        Background.start(
            () -> {
              FramePeer guest = agent().acceptAndGreet();
              ScriptedAgent.open(guest);
              Frame call = guest.receive(FrameLayout.CALL);
              guest.send(
                  call.sequence(),
                  call.session(),
                  body ->
                      new WireError(ErrorCode.NOT_FOUND, 0, "handle is not known")
                          .write(body, FrameLayout.ERROR));
              return call.body(FrameLayout.CALL_BYTES).getLong();
            });
    ResourceException failure =
        assertThrows(ResourceException.class, () -> tensor.unload(new ModelHandle(99)));
    assertEquals(ErrorCode.NOT_FOUND, failure.code());
    assertEquals(99, handle.await());
  }

  @Test
  void anIdempotentCallIsRepeatedOnceIfAskedFor() {
    Client client = connect();
    NoopApi retrying =
        client.session().api(NoopApi.class, CallOptions.DEFAULT.withRetryIdempotent());
    client.guest().close();
    Background<List<String>> seen = serveNext(agent(), 2);
    retrying.noop();
    assertEquals(List.of("64.1", "1.1"), seen.await());
  }

  @Test
  void anIdempotentCallIsNotRepeatedTwice() {
    Client client = connect();
    NoopApi retrying =
        client.session().api(NoopApi.class, CallOptions.DEFAULT.withRetryIdempotent());
    client.guest().close();
    Background<Boolean> second =
        Background.run(
            () -> {
              FramePeer guest = agent().acceptAndGreet();
              ScriptedAgent.open(guest);
              guest.receive(FrameLayout.CALL);
              guest.close();
            });
    TransportException failure = assertThrows(TransportException.class, retrying::noop);
    assertEquals(ErrorCode.CONNECTION_LOST, failure.code());
    second.await();
  }

  @Test
  void anOtherCallIsNotRepeated() {
    Client client = connect();
    TensorApi retrying =
        client.session().api(TensorApi.class, CallOptions.DEFAULT.withRetryIdempotent());
    client.guest().close();
    TransportException failure =
        assertThrows(TransportException.class, () -> retrying.load(new ResourceId("0".repeat(64))));
    assertTrue(failure.getMessage().contains("may or may not have run"), failure.getMessage());
  }

  @Test
  void goodbyeSendsNewCallsElsewhereAndLetsOldOnesEnd() {
    Client client = connect();
    Background<Boolean> old = Background.run(() -> client.noop().noop());
    Frame call = client.guest().receive(FrameLayout.CALL);
    client
        .guest()
        .send(
            0,
            0,
            body ->
                new WireError(ErrorCode.CONNECTION_LOST, 0, "shutting down")
                    .write(body, FrameLayout.GOODBYE));
    // The reader answers in order: with the pong, the goodbye has been taken.
    client.guest().sendFrame(8, FrameLayout.PING, 0, 0, new byte[8]);
    client.guest().receive(FrameLayout.PONG);

    Background<List<String>> seen = serveNext(agent(), 2);
    client.noop().noop();
    assertEquals(List.of("64.1", "1.1"), seen.await());
    ScriptedAgent.done(client.guest(), call);
    assertTrue(old.await(), "its reply comes over the old connection");
    client.guest().receiveEnd();
  }

  @Test
  void callersThatWaitForAnAgentShareItsSilence() {
    ScriptedAgent silent = agent();
    Background<FramePeer> first = Background.start(silent::acceptAndGreet);
    RemoteAgent remote =
        closeLater(RemoteAgent.connect(silent.address(), silent.options(Duration.ofSeconds(2))));
    FramePeer guest = first.await();
    Background<Boolean> opened = Background.run(() -> ScriptedAgent.open(guest));
    RemoteSession session = remote.openSession();
    opened.await();
    NoopApi noop = session.api(NoopApi.class);
    guest.close();
    assertThrows(TransportException.class, noop::noop);

    List<Background<Boolean>> callers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      callers.add(Background.run(noop::noop));
    }
    callers.subList(1, 20).forEach(c -> BlockedThread.await(c.thread(), "connection"));
    long attempts = 0;
    for (Background<Boolean> caller : callers) {
      TransportException failure = assertThrows(TransportException.class, caller::await);
      assertEquals(ErrorCode.UNREACHABLE, failure.code());
      attempts += failure.getSuppressed().length == 0 ? 1 : 0;
    }
    // One attempt for all that waited; a few more only if this machine was slow to start them.
    assertTrue(attempts < 10, attempts + " attempts, one after the other");
  }

  @Test
  void anAgentThatComesBackIsUsed() {
    Client client = connect();
    agent().close();
    assertThrows(TransportException.class, () -> client.noop().noop());
    assertEquals(
        ErrorCode.UNREACHABLE,
        assertThrows(TransportException.class, () -> client.noop().noop()).code());
    Background<List<String>> seen = serveNext(restartAgent(), 2);
    client.noop().noop();
    assertEquals(List.of("64.1", "1.1"), seen.await());
  }
}
