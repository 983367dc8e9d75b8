package dev.vaccel.cli;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a load came to, for people and for programs.
 *
 * @param callers threads that called
 * @param seconds for each rate
 * @param openSeconds until all sessions were open
 * @param capacity calls for each second of callers that do not wait; NaN: one rate was asked for
 * @param rows by rate
 */
record LoadReport(
    String address,
    LoadCalls calls,
    LoadOptions options,
    int callers,
    double seconds,
    long seed,
    double openSeconds,
    double capacity,
    List<LoadRow> rows) {

  void print(Terminal terminal, boolean json) {
    if (json) {
      Json.print(terminal, json());
      return;
    }
    Table table = LoadRow.table();
    rows.forEach(row -> row.addTo(table, mark(row)));
    table.print(terminal.out(), terminal.width());
    lines().forEach(terminal.out()::println);
  }

  /** Writes the figures, and the plot if the knee was looked for. */
  void write(Path directory, Terminal terminal) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve(LoadPlot.NAME + ".json"), Json.text(json()) + "\n");
    if (isSearch()) {
      LoadPlot.write(LoadPlot.of(title(), rows), directory, terminal);
    }
    terminal.note("wrote " + LoadPlot.NAME + ".* to " + directory);
  }

  private String title() {
    String scheme = address.substring(0, address.indexOf(':'));
    String size =
        switch (calls.op()) {
          case NOOP, CLASSIFY, INFER -> "";
          case ECHO, AES -> " of " + ByteSize.format(calls.size());
          case SGEMM, DGEMM -> " n=" + calls.size();
        };
    return calls.op().lowerName()
        + size
        + " over "
        + scheme
        + ": "
        + options.tenants()
        + " sessions on "
        + options.connections()
        + " connections";
  }

  private boolean isSearch() {
    return !Double.isNaN(capacity);
  }

  private Optional<LoadRow> knee() {
    return isSearch() ? Knee.find(rows) : Optional.empty();
  }

  private String mark(LoadRow row) {
    if (!isSearch()) {
      return "-";
    }
    if (knee().filter(row::equals).isPresent()) {
      return "knee";
    }
    return Knee.holds(row, rows) ? "holds" : "no";
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%d sessions over %d connections, open after %.1f s; %d callers",
            options.tenants(),
            options.connections(),
            openSeconds,
            callers));
    if (isSearch()) {
      lines.add(
          "callers that do not wait: "
              + LoadRow.rate(capacity)
              + " calls/s; knee: "
              + knee().map(row -> LoadRow.rate(row.offered()) + " calls/s").orElse("none found"));
    }
    LoadRow shown = knee().orElse(rows.getLast());
    lines.add(
        String.format(
            Locale.ROOT,
            "at %s calls/s: calls begin %s after they are due (median), the slowest tenant takes"
                + " %.2f x the mean; processors busy: %.2f with calling%s",
            LoadRow.rate(shown.offered()),
            Durations.format(shown.delayMedianNs()),
            shown.slowestTenant(),
            shown.generatorCpus(),
            Double.isNaN(shown.agentCpus())
                ? ""
                : String.format(
                    Locale.ROOT,
                    ", %.2f with answering, of %d",
                    shown.agentCpus(),
                    Runtime.getRuntime().availableProcessors())));
    if (rows.stream().anyMatch(row -> row.limit().equals("generator"))) {
      lines.add(
          "LIMIT generator: this process did not get to calls for which it had a caller; what"
              + " those rates show is not the agent's");
    }
    return lines;
  }

  JsonObject json() {
    List<JsonObject> all = new ArrayList<>();
    for (LoadRow row : rows) {
      JsonObject object = row.json();
      if (isSearch()) {
        object.addProperty("holds", Knee.holds(row, rows));
      }
      all.add(object);
    }
    return Json.object(
        "address",
        address,
        "op",
        calls.op().lowerName(),
        "size",
        calls.size(),
        "tenants",
        options.tenants(),
        "connections",
        options.connections(),
        "callers",
        callers,
        "secondsPerRate",
        seconds,
        "seed",
        seed,
        "cpus",
        Runtime.getRuntime().availableProcessors(),
        "java",
        Runtime.version(),
        "openSeconds",
        openSeconds,
        "closedLoopCallsPerSecond",
        isSearch() ? capacity : null,
        "kneeRule",
        isSearch() ? Knee.RULE : null,
        "kneeCallsPerSecond",
        knee().map(LoadRow::offered).orElse(null),
        "rows",
        all);
  }
}
