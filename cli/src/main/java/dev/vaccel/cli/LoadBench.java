package dev.vaccel.cli;

import dev.vaccel.runtime.SessionOptions;
import dev.vaccel.wire.spi.Address;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code vaccel bench --tenants}: loads an agent at a rate, or at rates around its knee.
 *
 * @param calls what is called
 * @param callers threads that call
 * @param seconds for each rate
 * @param out where files are written; null: nowhere
 */
record LoadBench(
    Terminal terminal,
    TargetOptions target,
    LoadOptions options,
    LoadCalls calls,
    int callers,
    double seconds,
    @Nullable Path out,
    boolean json) {
  private static final long SEED = 42;
  // Enough for compilers at both ends to have done what they will do to a path of microseconds.
  private static final double WARM_UP_SECONDS = 2;

  /**
   * Runs it and prints what it came to.
   *
   * @param start kind of socket of an agent of its own; null: only where no other is named
   */
  int run(@Nullable String start) throws IOException {
    checkRates();
    OpenFiles.requireConnections(options.connections(), OpenFiles.limit());
    Optional<TargetOptions.Target> agent =
        start == null ? target.target(terminal) : Optional.empty();
    if (agent.isPresent()) {
      return load(agent.get().text(), null);
    }
    try (ChildAgent own = ChildAgent.start(place(start), agentOptions())) {
      terminal.note("started an agent at " + own.address() + " for this run");
      return load(own.address(), own.process().handle());
    }
  }

  /** Before anything is started. */
  private void checkRates() {
    Double rate = options.rate();
    if (rate != null) {
      LoadSchedule.check(rate, seconds);
    }
  }

  private static Function<Path, String> place(@Nullable String start) {
    return switch (start) {
      case null -> directory -> "unix://" + directory.resolve("agent.sock");
      case "unix" -> directory -> "unix://" + directory.resolve("agent.sock");
      case "shm" -> directory -> "shm+unix://" + directory.resolve("agent.sock");
      case "tcp" -> _ -> "tcp://127.0.0.1:0";
      default -> throw Failure.usage("--start " + start + ": expected unix, tcp or shm");
    };
  }

  private List<String> agentOptions() {
    List<String> all = new ArrayList<>();
    calls.op().backends().forEach(name -> all.add("--backend=" + name));
    // All tenants of the load are one user, who may have half of the connections.
    all.add("--max-connections=" + 2 * options.connections());
    all.add("--max-sessions=" + options.tenants());
    all.add("--max-sessions-per-tenant=" + options.tenants());
    return all;
  }

  private int load(String address, @Nullable ProcessHandle agent) throws IOException {
    int tenants = options.tenants();
    List<LoadRow> rows;
    double capacity = Double.NaN;
    double openSeconds;
    long begunNs = System.nanoTime();
    try (ProgressBar bar = new ProgressBar(terminal, "loading");
        LoadTenants all =
            LoadTenants.open(
                Address.parse(address),
                target.remoteOptions(),
                new SessionOptions(target.backends()),
                tenants,
                options.connections(),
                opened -> bar.update(opened, tenants, "sessions open"));
        Arena arena = Arena.ofShared()) {
      openSeconds = (System.nanoTime() - begunNs) / 1e9;
      LoadCall call =
          calls.in(
              all.sessions(),
              callers,
              arena,
              ready -> bar.update(ready, tenants, "sessions have the model"));
      LoadCallers threads = new LoadCallers(call, tenants, callers, agent);
      Double rate = options.rate();
      if (rate != null) {
        bar.update(0, 2, "warming up");
        threads.run(LoadSchedule.of(rate, Math.min(seconds, WARM_UP_SECONDS), SEED - 1));
        rows = List.of(measure(threads, rate, 1, 2, bar));
      } else {
        capacity = capacity(threads, bar);
        int[] done = {0};
        rows = Knee.search(capacity, r -> measure(threads, r, done[0]++, Knee.STEPS, bar));
      }
    }
    LoadReport report =
        new LoadReport(
            address, calls, options, callers, seconds, SEED, openSeconds, capacity, rows);
    if (out != null) {
      report.write(out, terminal);
    }
    report.print(terminal, json);
    return ExitCodes.DONE;
  }

  private double capacity(LoadCallers threads, ProgressBar bar) {
    bar.update(0, Knee.STEPS, "warming up");
    threads.saturate((long) (Math.min(seconds, WARM_UP_SECONDS) * 1e9));
    bar.update(0, Knee.STEPS, "calling without a pause");
    return threads.saturate((long) (seconds * 1e9));
  }

  private LoadRow measure(LoadCallers threads, double rate, int done, int total, ProgressBar bar) {
    bar.update(done, total, LoadRow.rate(rate) + " calls/s");
    return LoadRow.of(threads.run(LoadSchedule.of(rate, seconds, SEED)));
  }
}
