package dev.vaccel.benchmarks;

import java.util.Collection;
import java.util.Objects;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs the JMH benchmarks and compares their scores. */
final class Jmh {
  private static final double DISPATCH_BAR_NS = 150;
  private static final double ALLOCATION_BAR_BYTES = 200;

  private Jmh() {}

  static void localDispatch(Report report, Scale scale) throws Exception {
    Collection<RunResult> results = run(LocalDispatchBenchmark.class, scale);
    for (String operation : new String[] {"noop", "echo", "sgemm32"}) {
      double direct = score(results, operation + "Direct");
      double through = score(results, operation + "Runtime");
      report.addAtMost(operation + " direct", direct, "ns", 0);
      report.addAtMost(operation + " through the runtime", through, "ns", 0);
      report.addAtMost(operation + " added", through - direct, "ns", DISPATCH_BAR_NS);
    }
  }

  static void remoteNoop(Report report, Scale scale) throws Exception {
    for (RunResult result : run(RemoteNoopBenchmark.class, scale)) {
      String name = result.getPrimaryResult().getLabel();
      report.addAtMost(name, result.getPrimaryResult().getScore(), "us mean", 0);
      report.addAtMost(
          name + ", client",
          Objects.requireNonNull(result.getSecondaryResults().get("gc.alloc.rate.norm")).getScore(),
          "bytes of heap for each call",
          name.equals("noop") ? ALLOCATION_BAR_BYTES : 0);
    }
  }

  private static Collection<RunResult> run(Class<?> benchmark, Scale scale) throws Exception {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("^" + benchmark.getName().replace(".", "\\.") + "\\.")
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true);
    if (!scale.equals(Scale.FULL)) {
      options
          .forks(0)
          .warmupIterations(0)
          .measurementIterations(1)
          .measurementTime(TimeValue.milliseconds(50))
          .verbosity(VerboseMode.SILENT);
    }
    return new Runner(options.build()).run();
  }

  private static double score(Collection<RunResult> results, String label) {
    for (RunResult result : results) {
      if (result.getPrimaryResult().getLabel().equals(label)) {
        return result.getPrimaryResult().getScore();
      }
    }
    throw new IllegalStateException("JMH ran no benchmark " + label);
  }
}
