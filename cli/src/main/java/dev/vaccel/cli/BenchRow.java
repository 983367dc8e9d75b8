package dev.vaccel.cli;

import com.google.gson.JsonObject;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What one benchmark came to.
 *
 * @param benchCase what was done
 * @param measured its times
 * @param callsPerSecond all threads together
 * @param baseline the times of what it is compared with; null: nothing
 * @param baselineCallsPerSecond all threads together
 * @param ratio of the medians; NaN without a baseline
 */
record BenchRow(
    BenchCase benchCase,
    LatencySummary measured,
    double callsPerSecond,
    @Nullable LatencySummary baseline,
    double baselineCallsPerSecond,
    double ratio) {
  /** The title row that {@link #addTo} fills. */
  static Table table() {
    return new Table(
        "OP", ">SIZE", ">MEDIAN", ">P90", ">P99", ">THROUGHPUT", ">BASELINE", "RATIO", "AGAINST");
  }

  void addTo(Table table) {
    table.add(
        benchCase.op().lowerName(),
        benchCase.sizeText(),
        Durations.format(measured.medianNs()),
        Durations.format(measured.p90Ns()),
        Durations.format(measured.p99Ns()),
        throughput(),
        baseline == null ? "-" : Durations.format(baseline.medianNs()),
        baseline == null ? "-" : String.format(Locale.ROOT, "%.2f x", ratio),
        baseline == null ? "-" : benchCase.baselineName());
  }

  private String throughput() {
    double units = callsPerSecond * benchCase.unitsPerCall();
    String number =
        units >= 100
            ? String.format(Locale.ROOT, "%.0f", units)
            : String.format(Locale.ROOT, "%.3g", units);
    return number + " " + benchCase.op().unit();
  }

  JsonObject json() {
    JsonObject object =
        Json.object(
            "op", benchCase.op().lowerName(),
            "model", benchCase.model() == null ? null : benchCase.model().name(),
            "backend", benchCase.model() == null ? null : benchCase.model().backend(),
            "size", benchCase.size(),
            "threads", benchCase.threads(),
            "sessions", benchCase.sessions());
    JsonObject times = measured.json();
    times.entrySet().forEach(e -> object.add(e.getKey(), e.getValue()));
    object.addProperty("callsPerSecond", callsPerSecond);
    object.addProperty("throughput", callsPerSecond * benchCase.unitsPerCall());
    object.addProperty("throughputUnit", benchCase.op().unit());
    if (baseline != null) {
      JsonObject against = baseline.json();
      against.addProperty("name", benchCase.baselineName());
      against.addProperty("callsPerSecond", baselineCallsPerSecond);
      object.add("baseline", against);
      object.addProperty("ratio", ratio);
      object.addProperty("throughputRatio", callsPerSecond / baselineCallsPerSecond);
    }
    return object;
  }
}
