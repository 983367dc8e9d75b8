package dev.vaccel.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How {@code vaccel bench} loads an agent with calls that are due at given times. */
final class LoadOptions {
  /** Most sessions of a load. */
  static final int MAX_TENANTS = 10_000;

  /** Most connections of a load. */
  static final int MAX_CONNECTIONS = 500;

  private static final int MIN_CALLERS = 2;
  private static final int MAX_CALLERS = 64;
  private static final int CALLERS = 32;

  @Option(
      names = "--tenants",
      paramLabel = "N",
      description =
          "Load the agent instead: calls of N sessions (1 to "
              + MAX_TENANTS
              + ") are due at random times, and latency counts from when a call was due. Finds the"
              + " knee, "
              + Knee.RULE
              + ", among rates from 10 to 120 %% of what callers get that do not wait; each takes"
              + " --seconds.")
  private @Nullable Integer tenants;

  @Option(
      names = "--rate",
      paramLabel = "R",
      description = "With --tenants: this rate only, calls for each second of all together.")
  private @Nullable Double rate;

  @Option(
      names = "--connections",
      paramLabel = "N",
      description =
          "With --tenants: connections that the sessions share (1 to "
              + MAX_CONNECTIONS
              + "); default one for each, at most "
              + MAX_CONNECTIONS
              + ".")
  private @Nullable Integer connections;

  /** Whether a load is asked for; checks the options if so, and that none is given if not. */
  boolean areUsed() {
    if (tenants == null) {
      if (rate != null || connections != null) {
        throw Failure.usage("--rate and --connections need --tenants");
      }
      return false;
    }
    check("--tenants", tenants, 1, MAX_TENANTS);
    check("--connections", connections(), 1, MAX_CONNECTIONS);
    if (connections() > tenants) {
      throw Failure.usage(
          "--connections "
              + connections()
              + ": expected at most one for each of the "
              + tenants
              + " tenants");
    }
    if (rate != null && !(rate > 0 && rate <= 1e7)) {
      throw Failure.usage("--rate " + rate + ": expected calls for each second, above 0 to 1e7");
    }
    return true;
  }

  int tenants() {
    return tenants == null ? 1 : tenants;
  }

  int connections() {
    return connections == null ? Math.min(tenants(), MAX_CONNECTIONS) : connections;
  }

  /** Calls for each second; null: find the knee. */
  @Nullable Double rate() {
    return rate;
  }

  /**
   * Threads that make the calls.
   *
   * @param threads as asked for; 0: not
   */
  static int callers(int threads) {
    if (threads == 0) {
      return CALLERS;
    }
    check("--threads", threads, MIN_CALLERS, MAX_CALLERS);
    return threads;
  }

  private static void check(String option, int value, int min, int max) {
    if (value < min || value > max) {
      throw Failure.usage(option + " " + value + ": expected " + min + " to " + max);
    }
  }
}
