package dev.vaccel.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One path of a task while it is measured. Confined to one thread. */
final class SuiteCell implements AutoCloseable {
  private final SuitePath path;
  private final SuiteTurns turns;
  private final List<ProcessHandle> servers;
  private final long argumentBytes;
  private final LatencyLog times = new LatencyLog();
  private final List<Double> rounds = new ArrayList<>();
  private long calls;
  private long elapsedNs;
  private long allocatedBytes;
  private long cpuNs;

  /**
   * A cell that owns its turns.
   *
   * @param servers the processes that answer, this one excepted
   * @param argumentBytes of the largest argument
   */
  SuiteCell(SuitePath path, SuiteTurns turns, List<ProcessHandle> servers, long argumentBytes) {
    this.path = path;
    this.turns = turns;
    this.servers = servers;
    this.argumentBytes = argumentBytes;
  }

  SuitePath path() {
    return path;
  }

  void warmUp(long lengthNs) throws IOException {
    turns.warmUp(lengthNs);
  }

  /** Makes calls for so long and keeps what they came to. */
  void round(long lengthNs) throws IOException {
    long cpuBefore = cpuNs();
    SuiteTurns.Turn round = turns.take(lengthNs);
    cpuNs += cpuNs() - cpuBefore;
    times.addAll(round.times());
    rounds.add(
        turns.size() == 1
            ? round.times().summary().medianNs() / turns.callsPerTime()
            : (double) round.elapsedNs() / round.calls());
    calls += round.calls();
    elapsedNs += round.elapsedNs();
    allocatedBytes += round.allocatedBytes();
  }

  /** Processor time of all processes, in steps of the kernel's clock, 10 ms. */
  private long cpuNs() {
    return cpuNs(ProcessHandle.current()) + servers.stream().mapToLong(SuiteCell::cpuNs).sum();
  }

  private static long cpuNs(ProcessHandle process) {
    Optional<Duration> spent = process.info().totalCpuDuration();
    return spent.isPresent() ? spent.get().toNanos() : 0;
  }

  SuiteResult result(SuiteTask task) {
    LatencySummary summary = times.summary();
    int together = turns.callsPerTime();
    return new SuiteResult(
        task,
        path,
        summary.medianNs() / together,
        summary.p99Ns() / together,
        calls,
        together,
        calls * 1e9 / elapsedNs,
        cpuNs / 1e9 / calls,
        (double) allocatedBytes / calls,
        path.copies(task.op(), argumentBytes),
        rounds);
  }

  @Override
  public void close() {
    turns.close();
  }
}
