package dev.vaccel.cli;

import dev.vaccel.api.Session;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs benchmarks: the operation and its baseline in turns, round by round, so that what disturbs
 * the machine disturbs both.
 *
 * @param calls makes the calls
 * @param remote opens a session in the agent, over a connection of its own
 * @param local opens a session of this process
 * @param bare the bare echo server; null: none
 * @param seconds measured for each row, half of it for the baseline; warm-up comes on top
 */
record BenchRun(
    BenchCalls calls,
    Supplier<Session> remote,
    Supplier<Session> local,
    @Nullable BareServer bare,
    double seconds) {
  private static final int ROUNDS = 10;
  // Enough for the compiler to have done what it will do to a path of microseconds.
  private static final long MIN_WARM_UP_NS = 400_000_000;

  // Header and fixed fields of a call and of a reply without arguments: docs/protocol.md.
  private static final int NOOP_REQUEST_BYTES = 40;
  private static final int NOOP_REPLY_BYTES = 24;

  /** Measures one row; {@code progress} is told shares from 0 to 1. */
  BenchRow run(BenchCase benchCase, DoubleConsumer progress) throws IOException {
    List<AutoCloseable> opened = new ArrayList<>();
    try {
      BenchSide measured = new BenchSide(steps(benchCase, remote, opened));
      BenchSide baseline = new BenchSide(baseline(benchCase, opened));
      long sliceNs = (long) (seconds * 1e9 / (2 * ROUNDS));
      progress.accept(0);
      long warmUpNs = Math.min(Math.max(2 * sliceNs, MIN_WARM_UP_NS), ROUNDS * sliceNs);
      measured.warmUp(warmUpNs);
      baseline.warmUp(warmUpNs);
      for (int round = 0; round < ROUNDS; round++) {
        if (round % 2 == 0) {
          baseline.round(sliceNs);
          measured.round(sliceNs);
        } else {
          measured.round(sliceNs);
          baseline.round(sliceNs);
        }
        progress.accept((round + 1.0) / ROUNDS);
      }
      return new BenchRow(
          benchCase,
          measured.latency(),
          measured.callsPerSecond(),
          baseline.latency(),
          baseline.callsPerSecond(),
          measured.ratioTo(baseline));
    } finally {
      close(opened);
    }
  }

  private List<BenchStep> steps(
      BenchCase benchCase, Supplier<Session> opener, List<AutoCloseable> opened)
      throws IOException {
    List<Session> sessions = new ArrayList<>();
    for (int i = 0; i < benchCase.sessions(); i++) {
      Session session = opener.get();
      opened.add(session);
      sessions.add(session);
    }
    List<BenchStep> steps = new ArrayList<>();
    for (int i = 0; i < benchCase.threads(); i++) {
      steps.add(calls.step(benchCase, sessions.get(i % sessions.size())));
    }
    return steps;
  }

  private List<BenchStep> baseline(BenchCase benchCase, List<AutoCloseable> opened)
      throws IOException {
    if (!benchCase.op().isAgainstSocket()) {
      return steps(benchCase, local, opened);
    }
    if (bare == null) {
      throw new IllegalStateException("no bare server for " + benchCase);
    }
    List<BenchStep> steps = new ArrayList<>();
    for (int i = 0; i < benchCase.threads(); i++) {
      BarePeer peer = peer(bare.address(), benchCase);
      opened.add(peer);
      steps.add(peer::ping);
    }
    return steps;
  }

  /** A bare connection whose requests and replies are as long as those of a noop or an echo. */
  static BarePeer peer(String address, BenchCase benchCase) throws IOException {
    boolean isEcho = benchCase.op() == BenchOp.ECHO;
    return BarePeer.connect(
        address,
        isEcho ? Math.toIntExact(benchCase.size()) : NOOP_REQUEST_BYTES,
        isEcho ? Math.toIntExact(benchCase.size()) : NOOP_REPLY_BYTES);
  }

  private static void close(List<AutoCloseable> opened) {
    for (AutoCloseable each : opened) {
      try {
        each.close();
      } catch (Exception e) {
        System.getLogger(BenchRun.class.getName())
            .log(System.Logger.Level.DEBUG, "closing after a benchmark failed", e);
      }
    }
  }
}
