package dev.vaccel.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where and with what a run measures: names and values, for people and in JSON. */
final class SuiteFacts {
  private SuiteFacts() {}

  /** All of them, taken when the run begins. */
  static Map<String, String> collect(SuitePlan plan, Map<String, String> backends) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("begun", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    facts.put("vaccel", VersionReport.version());
    facts.put("commit", VersionReport.commit().orElse("unknown"));
    facts.put(
        "processors",
        Runtime.getRuntime().availableProcessors()
            + " × "
            + value("/proc/cpuinfo", "model name").orElse(System.getProperty("os.arch")));
    facts.put("memory", value("/proc/meminfo", "MemTotal").orElse("unknown"));
    facts.put("load before", load());
    facts.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put(
        "java",
        System.getProperty("java.runtime.version")
            + " ("
            + System.getProperty("java.vendor")
            + ", "
            + System.getProperty("java.vm.name")
            + ")");
    List<String> versions = new ArrayList<>();
    backends.forEach((name, version) -> versions.add(name + ": " + version));
    facts.put("back ends", String.join("; ", versions));
    facts.put("rounds", Integer.toString(plan.rounds()));
    facts.put("seconds for each cell", Double.toString(plan.seconds()));
    return facts;
  }

  private static Optional<String> value(String file, String name) {
    try {
      return Files.readAllLines(Path.of(file)).stream()
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /** Of the last minute, five and fifteen: whether the machine was idle. */
  private static String load() {
    try {
      return Files.readString(Path.of("/proc/loadavg"))
          .replaceAll("(\\S+ \\S+ \\S+) .*", "$1")
          .strip();
    } catch (IOException _) {
      return "unknown";
    }
  }
}
