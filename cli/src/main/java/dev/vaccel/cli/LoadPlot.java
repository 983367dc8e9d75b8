package dev.vaccel.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Latency against load, as pictures. */
final class LoadPlot {
  /** Name of the files, without their ending. */
  static final String NAME = "load";

  private LoadPlot() {}

  /**
   * The plot of rates that were tried.
   *
   * @param title what was loaded
   * @param rows by rate
   */
  static Plot of(String title, List<LoadRow> rows) {
    Optional<LoadRow> knee = Knee.find(rows);
    return new Plot(
        NAME,
        title,
        knee.map(row -> "knee at " + LoadRow.rate(row.offered()) + " calls/s").orElse("no knee")
            + "; hollow: not achieved, or p99 above 10 x the lowest",
        "calls/s offered",
        rows.stream().map(row -> new Plot.Tick(row.offered(), rate(row.offered()))).toList(),
        "time from when a call was due",
        LoadPlot::time,
        0,
        List.of(
            line("p99.9", "#9aa5b1", rows, LoadRow::p999Ns),
            line("p99", "#d1495b", rows, LoadRow::p99Ns),
            line("median", "#00798c", rows, LoadRow::medianNs)));
  }

  private static Plot.Series line(
      String label, String color, List<LoadRow> rows, ToDoubleFunction<LoadRow> value) {
    return new Plot.Series(
        label,
        color,
        false,
        rows.stream()
            .map(
                row ->
                    new Plot.Point(
                        row.offered(),
                        // A logarithmic axis has no place for less.
                        Math.max(1, value.applyAsDouble(row)),
                        Knee.holds(row, rows)))
            .toList());
  }

  /** Short, since the marks of high rates are close to each other. */
  private static String rate(double callsPerSecond) {
    return callsPerSecond < 1000
        ? LoadRow.rate(callsPerSecond)
        : String.format(Locale.ROOT, "%.1fk", callsPerSecond / 1000);
  }

  private static String time(double ns) {
    String unit = ns < 1e3 ? " ns" : ns < 1e6 ? " µs" : ns < 1e9 ? " ms" : " s";
    double value = ns < 1e3 ? ns : ns < 1e6 ? ns / 1e3 : ns < 1e9 ? ns / 1e6 : ns / 1e9;
    return String.format(Locale.ROOT, "%.0f", value) + unit;
  }

  /** Writes {@code load.svg} and, where Java can draw text, {@code load.png}. */
  static void write(Plot plot, Path directory, Terminal terminal) throws IOException {
    Files.writeString(directory.resolve(NAME + ".svg"), SvgCanvas.draw(plot));
    Path png = directory.resolve(NAME + ".png");
    try {
      PngCanvas.draw(plot, png);
    } catch (LinkageError | RuntimeException e) {
      // An earlier run's would show other figures.
      Files.deleteIfExists(png);
      terminal.note("no load.png, SVG only: Java cannot draw text here (" + e + ")");
    }
  }
}
