package dev.vaccel.cli;

import java.io.IOException;
import java.util.List;

/**
 * Calls from inside a virtual machine, made by a program that runs there once for each turn: its
 * first calls, which find everything new, do not count. Confined to one thread.
 */
final class SuiteMachineCalls implements SuiteTurns {
  private static final int FIRST_CALLS = 8;
  private static final int LEAST_CALLS = 3;
  // Their times go through the guest's console.
  private static final int MOST_CALLS = 300;
  private static final int WARM_UP_SHARE = 4;

  private final SuiteMachine machine;
  private final String command;
  private double callNs = Double.NaN;

  SuiteMachineCalls(SuiteMachine machine, SuiteTask task) {
    this.machine = machine;
    this.command = machine.command(task);
  }

  @Override
  public void warmUp(long lengthNs) throws IOException {
    callNs = calls(FIRST_CALLS).summary().medianNs();
    callNs = take(lengthNs).times().summary().medianNs();
  }

  @Override
  public Turn take(long lengthNs) throws IOException {
    LatencyLog times = calls((int) Math.clamp(lengthNs / callNs, LEAST_CALLS, MOST_CALLS));
    return new Turn(times, times.count(), times.sumNs(), 0);
  }

  private LatencyLog calls(int counted) throws IOException {
    int first = 1 + counted / WARM_UP_SHARE;
    List<Long> all = machine.times(command.formatted(first + counted));
    LatencyLog times = new LatencyLog();
    all.stream().skip(first).forEach(times::add);
    if (times.count() == 0) {
      throw new IOException(command + " told of " + all.size() + " calls, not of all");
    }
    return times;
  }

  @Override
  public int size() {
    return 1;
  }

  @Override
  public int callsPerTime() {
    return 1;
  }

  /** The machine goes on: it makes other calls too. */
  @Override
  public void close() {}
}
