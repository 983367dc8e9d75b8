package dev.vaccel.benchmarks;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * What a benchmark found: a line for each figure on standard output, and all of it with the raw
 * medians and the facts of the machine as JSON in a file. Confined to one thread.
 */
final class Report {
  private final String benchmark;
  private final JsonObject machine = new JsonObject();
  private final JsonArray figures = new JsonArray();

  Report(String benchmark) {
    this.benchmark = benchmark;
    machine.addProperty("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    machine.addProperty("cpu", cpu());
    machine.addProperty("processors", Runtime.getRuntime().availableProcessors());
    machine.addProperty("kernel", System.getProperty("os.version"));
    machine.addProperty(
        "jdk", System.getProperty("java.vm.vendor") + " " + Runtime.version().toString());
    machine.addProperty("commit", System.getProperty("vaccel.commit", "unknown"));
    machine.addProperty("load-before", load());
  }

  private static String cpu() {
    return firstLine(Path.of("/proc/cpuinfo"), "model name").replaceFirst(".*:\\s*", "");
  }

  private static String load() {
    return firstLine(Path.of("/proc/loadavg"), "");
  }

  private static String firstLine(Path file, String start) {
    try {
      for (String line : Files.readAllLines(file)) {
        if (line.startsWith(start)) {
          return line;
        }
      }
    } catch (IOException _) {
      // Not Linux: the fact is missing, the figures are not.
    }
    return "unknown";
  }

  /** Adds a comparison of times; {@code bar} is the highest ratio promised, 0 for none. */
  void add(Comparison found, double bar) {
    double[] ratios = found.ratios();
    JsonObject figure = new JsonObject();
    figure.addProperty("name", found.name());
    figure.addProperty("baseline-us", found.baselineMedianNs() / 1e3);
    figure.addProperty("subject-us", found.subjectMedianNs() / 1e3);
    figure.addProperty("ratio", found.ratio());
    figure.addProperty("ratio-quartiles", quartiles(ratios));
    figure.addProperty("fast-ratio", found.fastRatio());
    figure.addProperty("bar", bar);
    figure.add("baseline-all-us", distribution(found.baseline()));
    figure.add("subject-all-us", distribution(found.subject()));
    figure.add("baseline-medians-ns", array(found.baselineNs()));
    figure.add("subject-medians-ns", array(found.subjectNs()));
    figures.add(figure);
    System.out.printf(
        Locale.ROOT,
        "%-34s baseline %10.1f us  ours %10.1f us  ratio %.3f (quartiles %s; of p10 %.3f)%s%n",
        found.name(),
        found.baselineMedianNs() / 1e3,
        found.subjectMedianNs() / 1e3,
        found.ratio(),
        quartiles(ratios),
        found.fastRatio(),
        bar == 0 ? "" : verdict(found.ratio() <= bar, "<= " + bar));
  }

  /** Adds a figure that must not be above {@code bar}; a bar of 0 is none. */
  void addAtMost(String name, double value, String unit, double bar) {
    add(name, value, unit, bar, bar == 0 ? "" : verdict(value <= bar, "<= " + bar));
  }

  /** Adds a figure that must not be below {@code bar}; a bar of 0 is none. */
  void addAtLeast(String name, double value, String unit, double bar) {
    add(name, value, unit, bar, bar == 0 ? "" : verdict(value >= bar, ">= " + bar));
  }

  private void add(String name, double value, String unit, double bar, String verdict) {
    JsonObject figure = new JsonObject();
    figure.addProperty("name", name);
    figure.addProperty("value", value);
    figure.addProperty("unit", unit);
    figure.addProperty("bar", bar);
    figures.add(figure);
    System.out.printf(Locale.ROOT, "%-34s %.3f %s%s%n", name, value, unit, verdict);
  }

  /** Says why something was not measured. */
  void skip(String name, String reason) {
    JsonObject figure = new JsonObject();
    figure.addProperty("name", name);
    figure.addProperty("skipped", reason);
    figures.add(figure);
    System.out.printf("%-34s not measured: %s%n", name, reason);
  }

  private static String verdict(boolean holds, String bar) {
    return (holds ? "  holds " : "  MISSED ") + bar;
  }

  private static String quartiles(double[] sorted) {
    return String.format(
        Locale.ROOT,
        "%.3f to %.3f",
        sorted[sorted.length / 4],
        sorted[Math.min(sorted.length - 1, 3 * sorted.length / 4)]);
  }

  private static JsonObject distribution(Samples samples) {
    JsonObject found = new JsonObject();
    found.addProperty("calls", samples.count());
    found.addProperty("p10", samples.quantile(0.1) / 1e3);
    found.addProperty("p50", samples.median() / 1e3);
    found.addProperty("p99", samples.quantile(0.99) / 1e3);
    found.addProperty("p99.9", samples.quantile(0.999) / 1e3);
    found.addProperty("max", samples.max() / 1e3);
    return found;
  }

  private static JsonArray array(long[] values) {
    JsonArray array = new JsonArray();
    for (long value : values) {
      array.add(value);
    }
    return array;
  }

  /** Writes the file {@code NAME.json} into a directory. */
  void write(Path directory) throws IOException {
    machine.addProperty("load-after", load());
    JsonObject all = new JsonObject();
    all.addProperty("benchmark", benchmark);
    all.add("machine", machine);
    all.add("figures", figures);
    Files.createDirectories(directory);
    Path file = directory.resolve(benchmark + ".json");
    Files.writeString(file, new GsonBuilder().setPrettyPrinting().create().toJson(all) + "\n");
    System.out.printf(
        "load %s before, %s after; raw figures: %s%n",
        text("load-before"), text("load-after"), file);
  }

  private String text(String name) {
    return machine.get(name).getAsString().replaceFirst(" [0-9]+/.*", "");
  }
}
