package dev.vaccel.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.BlasApi;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ExecApi;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.NoopApi;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.testing.Background;
import dev.vaccel.testing.Deadline;
import dev.vaccel.testing.FramePeer;
import dev.vaccel.testing.FramePeer.Frame;
import dev.vaccel.wire.ApiOffer;
import dev.vaccel.wire.ApiOffer.OperationOffer;
import dev.vaccel.wire.FrameLayout;
import dev.vaccel.wire.Hello;
import dev.vaccel.wire.Welcome;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The life of a session in an agent. */
class RemoteSessionTest extends ClientFixture {
  private static Background<Boolean> closing(Client client) {
    return Background.run(() -> client.session().close());
  }

  @Test
  void afterClosingEverythingSaysThatItIsClosed() {
    Client client = connect();
    NoopApi noop = client.noop();
    Background<Boolean> closing = closing(client);
    Frame close = client.guest().receive(FrameLayout.CALL);
    assertEquals(2, close.operation());
    ScriptedAgent.done(client.guest(), close);
    closing.await();
    client.session().close();
    for (Runnable use :
        List.<Runnable>of(
            noop::noop,
            client::noop,
            () -> client.session().allocate(1),
            () -> client.session().register(Path.of("pom.xml")),
            () -> client.session().operations())) {
      assertEquals(ErrorCode.CLOSED, assertThrows(ResourceException.class, use::run).code());
    }
  }

  @Test
  void memoryIsFreedWithTheSessionButUnderNoCall() {
    Client client = connect();
    FramePeer guest = client.guest();
    MemorySegment memory = client.session().allocate(100_000);
    assertEquals(0, memory.address() % 64);
    NoopApi noop = client.noop();
    Background<Boolean> call = Background.run(() -> noop.echo(memory, memory));
    Frame echo = guest.receive(FrameLayout.CALL);
    guest.receiveBulk(echo.sequence(), 100_000);
    Background<Boolean> closing = closing(client);
    ScriptedAgent.done(guest, guest.receive(FrameLayout.CALL));
    closing.await();
    assertTrue(memory.scope().isAlive(), "a call still uses it");
    ScriptedAgent.echo(guest, echo, new byte[100_000]);
    call.await();
    Deadline.await("memory is freed", () -> !memory.scope().isAlive());
  }

  @Test
  void memoryOfAnIdleSessionIsFreedAtOnce() {
    Client client = connect();
    MemorySegment memory = client.session().allocate(100);
    assertThrows(InvalidArgumentException.class, () -> client.session().allocate(-1));
    Background<Boolean> closing = closing(client);
    ScriptedAgent.done(client.guest(), client.guest().receive(FrameLayout.CALL));
    closing.await();
    assertFalse(memory.scope().isAlive());
  }

  @Test
  void closingDoesNotWaitForAnAgentThatIsSilent() {
    Client client = connect();
    client.session().close();
    client.session().close();
  }

  @Test
  void anAgentThatKnowsLessIsToldApart() {
    Background<FramePeer> accepting =
        Background.start(
            () -> {
              FramePeer guest = agent().accept();
              Hello hello = Hello.read(ScriptedAgent.segment(guest.receive(FrameLayout.HELLO)));
              List<ApiOffer> less =
                  hello.apis().stream()
                      .filter(api -> api.id() == 64 || api.id() == 1)
                      .map(RemoteSessionTest::withOtherEcho)
                      .toList();
              guest.send(
                  0,
                  0,
                  body -> new Welcome(1, 0, 1 << 20, 4, 1 << 20, "old agent", less).write(body));
              ScriptedAgent.open(guest);
              return guest;
            });
    RemoteAgent remote = closeLater(RemoteAgent.connect(agent().address(), RemoteOptions.DEFAULT));
    RemoteSession session = remote.openSession();
    FramePeer guest = accepting.await();
    assertEquals("old agent", remote.name());
    UnsupportedException failure =
        assertThrows(UnsupportedException.class, () -> session.api(BlasApi.class));
    assertEquals(ErrorCode.UNKNOWN_API, failure.code());
    failure = assertThrows(UnsupportedException.class, () -> session.api(ExecApi.class));
    assertTrue(failure.getMessage().contains("must be enabled there"), failure.getMessage());
    NoopApi noop = session.api(NoopApi.class);
    MemorySegment none = MemorySegment.ofArray(new byte[0]);
    failure = assertThrows(UnsupportedException.class, () -> noop.echo(none, none));
    assertEquals(ErrorCode.UNKNOWN_OPERATION, failure.code());
    assertTrue(failure.getMessage().contains("noop.echo"), failure.getMessage());
    Background<Boolean> known = Background.run(noop::noop);
    ScriptedAgent.done(guest, guest.receive(FrameLayout.CALL));
    known.await();
  }

  private static ApiOffer withOtherEcho(ApiOffer api) {
    return api.id() == 64
        ? api
        : new ApiOffer(
            api.id(),
            api.version(),
            api.hash(),
            api.operations().stream()
                .map(o -> o.code() == 2 ? new OperationOffer(2, o.signature() + 1) : o)
                .toList());
  }
}
