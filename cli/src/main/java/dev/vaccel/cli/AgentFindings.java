package dev.vaccel.cli;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.NoopApi;
import dev.vaccel.api.VaccelException;
import dev.vaccel.runtime.RemoteAgent;
import dev.vaccel.runtime.RemoteOptions;
import dev.vaccel.runtime.RemoteSession;
import dev.vaccel.wire.spi.Address;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What {@code vaccel doctor} finds out about the agent. */
final class AgentFindings {
  private static final int ROUNDS = 200;
  private static final String SUBJECT = "agent";

  private AgentFindings() {}

  static List<Finding> all(Terminal terminal, TargetOptions options) throws IOException {
    Optional<TargetOptions.Target> target = options.target(terminal);
    if (target.isPresent()) {
      String named = target.get().text() + " (" + target.get().source() + ")";
      return List.of(probe(target.get().text(), named, options.remoteOptions()));
    }
    Address usual = DefaultSocket.usual();
    if (usual != null && Files.exists(Path.of(usual.location()))) {
      return List.of(
          probe(usual.toString(), usual + " (the usual place)", options.remoteOptions()));
    }
    return List.of(
        Finding.ok(SUBJECT, "none asked for (--connect, VACCEL_ADDRESS): operations run here"));
  }

  private static Finding probe(String address, String named, RemoteOptions options) {
    try (RemoteAgent agent = RemoteAgent.connect(Address.parse(address), options);
        RemoteSession session = agent.openSession()) {
      NoopApi noop = session.api(NoopApi.class);
      long[] ns = new long[ROUNDS];
      for (int i = 0; i < ROUNDS; i++) {
        long started = System.nanoTime();
        noop.noop();
        ns[i] = System.nanoTime() - started;
      }
      Arrays.sort(ns);
      return Finding.ok(
          SUBJECT,
          agent.name()
              + " at "
              + named
              + ", round trip "
              + Durations.format((double) ns[ROUNDS / 2])
              + " (median of "
              + ROUNDS
              + ")");
    } catch (VaccelException e) {
      // An address that cannot be read is not one to listen on either.
      boolean away = e.code() == ErrorCode.UNREACHABLE;
      return Finding.fail(
          SUBJECT, named + ": " + e.getMessage(), away ? "vaccel agent --listen " + address : "");
    }
  }
}
