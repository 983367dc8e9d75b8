package dev.vaccel.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Sizes and start-up: guest jars, an idle agent's memory, {@code ./vaccel ops}. */
final class Footprint {
  private static final List<String> GUEST_JARS =
      List.of("core/api", "core/wire", "core/posix", "core/runtime", "transport/socket");
  private static final double JARS_BAR_KB = 400;
  private static final double RSS_BAR_MB = 150;
  private static final double OPS_BAR_S = 0.7;
  private static final long IDLE_SECONDS = 3;
  private static final long STOP_SECONDS = 30;

  private Footprint() {}

  static void run(Report report, Scale scale, Path directory, Path root) throws Exception {
    jars(report, root);
    if (scale.equals(Scale.FULL)) {
      launched(report, directory, root.resolve("vaccel"));
      ops(report, root.resolve("vaccel"));
    } else {
      report.skip("./vaccel agent, ./vaccel ops", "the launcher builds on first use");
    }
  }

  /** An agent as users start it, with all back ends, that has served nobody. */
  private static void launched(Report report, Path directory, Path launcher) throws Exception {
    Process agent =
        new ProcessBuilder(
                launcher.toString(), "agent", "--listen", RoundTrip.address("unix", directory))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader output = agent.inputReader(StandardCharsets.UTF_8)) {
      // The launcher becomes the agent: one process, whose first line is its address.
      if (output.readLine() == null) {
        report.skip("idle agent", "./vaccel agent ended at once");
        return;
      }
      // Idle is what is left when starting is over; there is no event to wait for.
      Thread.sleep(1000 * IDLE_SECONDS);
      double megabytes = residentBytes(agent.pid()) / 1e6;
      report.addAtMost("idle agent, all back ends", megabytes, "MB resident", RSS_BAR_MB);
    } finally {
      agent.destroy();
      if (!agent.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        agent.destroyForcibly();
      }
    }
  }

  private static void jars(Report report, Path root) throws IOException {
    long bytes = 0;
    for (String module : GUEST_JARS) {
      Path target = root.resolve(module).resolve("target");
      try (Stream<Path> files = Files.isDirectory(target) ? Files.list(target) : Stream.empty()) {
        List<Path> jars = files.filter(f -> f.getFileName().toString().endsWith(".jar")).toList();
        if (jars.size() != 1) {
          report.skip("guest jars", "expected one jar in " + target + ", found " + jars.size());
          return;
        }
        bytes += Files.size(jars.getFirst());
      }
    }
    report.addAtMost("guest jars together", bytes / 1e3, "KB (1000 bytes)", JARS_BAR_KB);
  }

  /** Memory of a process that is not swapped out. */
  static long residentBytes(long pid) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
      }
    }
    throw new IOException("no VmRSS of process " + pid);
  }

  private static void ops(Report report, Path launcher) throws Exception {
    if (run(launcher) == 0) {
      long[] wallNs = new long[15];
      for (int i = 0; i < wallNs.length; i++) {
        long startNs = System.nanoTime();
        run(launcher);
        wallNs[i] = System.nanoTime() - startNs;
      }
      Arrays.sort(wallNs);
      report.addAtMost("./vaccel ops", wallNs[wallNs.length / 2] / 1e9, "s", OPS_BAR_S);
    } else {
      report.skip("./vaccel ops", "it failed");
    }
  }

  private static int run(Path launcher) throws Exception {
    Process process =
        new ProcessBuilder(launcher.toString(), "ops")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(20, TimeUnit.MINUTES)) {
      process.destroy();
      return -1;
    }
    return process.exitValue();
  }
}
