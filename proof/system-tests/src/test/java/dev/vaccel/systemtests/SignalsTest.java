package dev.vaccel.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.Disposition;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ExecApi;
import dev.vaccel.api.ExecArgument;
import dev.vaccel.api.ExecKind;
import dev.vaccel.api.NoopApi;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Session;
import dev.vaccel.api.TransportException;
import dev.vaccel.api.VaccelException;
import dev.vaccel.runtime.Vaccel;
import dev.vaccel.systemtests.VaccelProcess.Result;
import dev.vaccel.testing.Background;
import dev.vaccel.testing.Deadline;
import dev.vaccel.testing.Prerequisites;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an agent does with signals while calls run. */
class SignalsTest {
  @TempDir Path directory;

  private AgentProcess agent(String... more) throws Exception {
    List<String> options = new ArrayList<>();
    options.add("--listen=unix://" + directory.resolve("agent.sock"));
    options.addAll(List.of("--backend=noop", "--backend=exec", "--enable=exec"));
    options.addAll(List.of(more));
    return AgentProcess.start(options.toArray(String[]::new));
  }

  private static Path libc() {
    for (String place :
        List.of("/lib/x86_64-linux-gnu", "/lib/aarch64-linux-gnu", "/lib64", "/usr/lib")) {
      Path library = Path.of(place, "libc.so.6");
      if (Files.exists(library)) {
        return library;
      }
    }
    Prerequisites.require(false, "no libc.so.6 in the usual places");
    throw new IllegalStateException();
  }

  /** A call that runs in the agent for so long, which the agent's counters show. */
  private static Background<Long> sleep(AgentProcess agent, Session session, int microseconds) {
    ResourceId library = session.register(libc());
    ExecApi exec = session.api(ExecApi.class);
    List<ExecArgument> arguments =
        List.of(
            ExecArgument.ofInt(microseconds),
            // The function does not look at it; the agent counts it for as long as the call lasts.
            ExecArgument.in(MemorySegment.ofArray(new byte[100_000])));
    Background<Long> call =
        Background.start(() -> exec.call(library, "usleep", ExecKind.I32, arguments).bits());
    Deadline.await("the call runs", () -> agent.counter("vaccel_bulk_bytes") > 0);
    return call;
  }

  private static boolean isRefused(NoopApi noop) {
    try {
      noop.noop();
      return false;
    } catch (VaccelException refusal) {
      requireRefusal(refusal);
      return true;
    }
  }

  private static void requireRefusal(VaccelException refusal) {
    assertTrue(
        refusal.disposition() == Disposition.RETRY_CALL
            || refusal.disposition() == Disposition.RECONNECT,
        refusal.toString());
    assertTrue(
        List.of(ErrorCode.EXHAUSTED, ErrorCode.UNREACHABLE, ErrorCode.CONNECTION_LOST)
            .contains(refusal.code()),
        refusal.toString());
  }

  @Test
  void sigtermLetsRunningCallsEndAndRefusesNewOnes() throws Exception {
    try (AgentProcess agent = agent();
        Session busy = Vaccel.connect(agent.address());
        Session other = Vaccel.connect(agent.address())) {
      NoopApi noop = other.api(NoopApi.class);
      noop.noop();
      Background<Long> running = sleep(agent, busy, 3_000_000);
      agent.command().terminate();
      Deadline.await("it drains", () -> !agent.isReady());
      Deadline.await("calls are refused", () -> isRefused(noop));
      requireRefusal(
          assertThrows(VaccelException.class, () -> Vaccel.connect(agent.address()).close()));
      assertFalse(running.isDone(), "it still runs");
      assertEquals(0, running.await());
      Result end = agent.command().finish();
      assertEquals(0, end.exitCode(), end.messages());
      assertTrue(end.messages().contains("complete=true"), end.messages());
      assertFalse(Files.exists(directory.resolve("agent.sock")));
    }
  }

  @Test
  void aCallThatOutlastsTheDrainIsLostAndTheExitCodeSaysSo() throws Exception {
    try (AgentProcess agent = agent("--drain-seconds=1");
        Session busy = Vaccel.connect(agent.address())) {
      Background<Long> running = sleep(agent, busy, 100_000_000);
      agent.command().terminate();
      requireLost(running);
      Result end = agent.command().finish();
      assertEquals(1, end.exitCode(), end.messages());
      assertTrue(end.messages().contains("complete=false"), end.messages());
    }
  }

  @Test
  void aSecondSigtermEndsTheDrain() throws Exception {
    try (AgentProcess agent = agent("--drain-seconds=600");
        Session busy = Vaccel.connect(agent.address())) {
      Background<Long> running = sleep(agent, busy, 100_000_000);
      agent.command().terminate();
      Deadline.await("it drains", () -> !agent.isReady());
      // One that follows at once counts as an echo of the first: it is sent until it is taken.
      Deadline.await(
          "the second is taken",
          () -> {
            agent.command().terminate();
            return agent.command().messages().contains("stopping at once");
          });
      requireLost(running);
      Result end = agent.command().finish();
      assertEquals(1, end.exitCode(), end.messages());
      assertFalse(Files.exists(directory.resolve("agent.sock")));
    }
  }

  private static void requireLost(Background<Long> call) throws IOException {
    TransportException lost = assertThrows(TransportException.class, call::await);
    assertEquals(ErrorCode.CONNECTION_LOST, lost.code(), lost.toString());
    assertTrue(lost.getMessage().contains("it may or may not have run"), lost.getMessage());
  }
}
