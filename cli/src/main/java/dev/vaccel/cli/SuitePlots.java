package dev.vaccel.cli;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.function.Predicate;

/** The plots of a run: time and overhead against size, throughput against callers. */
final class SuitePlots {
  // A logarithmic axis has no 0: an overhead below this is drawn as this.
  private static final double LEAST_PERCENT = 0.1;

  private static final Map<SuitePath, String> COLORS =
      // Okabe and Ito's, told apart by people who see fewer colours; greys for baselines.
      new EnumMap<>(
          Map.of(
              SuitePath.MEMCPY, "#b0b0b0",
              SuitePath.BARE_UNIX, "#808080",
              SuitePath.BARE_TCP, "#404040",
              SuitePath.DIRECT, "#b8860b",
              SuitePath.LOCAL, "#e69f00",
              SuitePath.SHM, "#009e73",
              SuitePath.UNIX, "#0072b2",
              SuitePath.TCP, "#d55e00",
              SuitePath.TLS, "#cc79a7",
              SuitePath.VM, "#56b4e9"));

  private final SuiteTable table;
  private final List<Plot> plots = new ArrayList<>();

  private SuitePlots(SuiteTable table) {
    this.table = table;
  }

  /** Those for which something was measured. */
  static List<Plot> of(SuiteTable table) {
    SuitePlots plots = new SuitePlots(table);
    plots.echo();
    plots.overhead(new SuiteTask(BenchOp.SGEMM, 1, 1, ""), "n: rows and columns of each matrix");
    plots.overhead(new SuiteTask(BenchOp.AES, 1, 1, ""), "bytes of the chunk");
    for (String model : plots.models()) {
      plots.overhead(
          new SuiteTask(BenchOp.CLASSIFY, 1, 1, model), "width of the picture in pixels");
    }
    plots.throughput();
    return List.copyOf(plots.plots);
  }

  /**
   * What a plot says beside its lines.
   *
   * @param yText what a mark of the vertical axis says
   * @param yMarked where its grid is darker; 0: nowhere
   */
  private record Frame(
      String name,
      String title,
      String note,
      String xLabel,
      String yLabel,
      DoubleFunction<String> yText,
      double yMarked) {}

  private void echo() {
    Predicate<SuiteTask> tasks = task -> task.op() == BenchOp.ECHO && task.callers() == 1;
    add(
        new Frame(
            "echo-time",
            "echo: time of a call against size",
            "median, one caller; dashed: baselines",
            "bytes of the argument, and of the result",
            "time of a call",
            SuitePlots::time,
            0),
        List.of(SuitePath.values()),
        tasks,
        r -> Optional.of(new Plot.Point(r.task().size(), r.medianNs(), true)));
    add(
        new Frame(
            "echo-ratio",
            "echo: time over that of a bare socket",
            "one caller; below 1 × it is faster than the bare socket; hollow: no difference shown",
            "bytes of the argument, and of the result",
            "ratio of times",
            value -> number(value) + " ×",
            1),
        List.of(SuitePath.SHM, SuitePath.UNIX, SuitePath.TCP, SuitePath.TLS, SuitePath.VM),
        tasks,
        r -> compared(r, SuiteComparison::ratio));
  }

  private void overhead(SuiteTask kind, String xLabel) {
    add(
        new Frame(
            fileName(kind) + "-overhead",
            title(kind) + ": overhead over the direct call against size",
            "one caller; hollow: no difference shown; 0.1 % also stands for less and for faster",
            xLabel,
            "overhead",
            value -> number(value) + " %",
            0),
        List.of(
            SuitePath.LOCAL,
            SuitePath.SHM,
            SuitePath.UNIX,
            SuitePath.TCP,
            SuitePath.TLS,
            SuitePath.VM),
        task -> isLike(kind, task) && task.callers() == 1,
        r -> compared(r, c -> Math.max(LEAST_PERCENT, 100 * (c.ratio() - 1))));
  }

  private void throughput() {
    Set<SuiteTask> shared = new LinkedHashSet<>();
    for (SuiteResult result : table.results()) {
      SuiteTask task = result.task();
      if (task.callers() > 1) {
        shared.add(new SuiteTask(task.op(), task.size(), 1, task.model()));
      }
    }
    for (SuiteTask kind : shared) {
      add(
          new Frame(
              fileName(kind) + "-throughput",
              kind + ": throughput against callers",
              "each caller is a thread with a session and a connection of its own; dashed:"
                  + " baselines",
              "callers at the same time",
              kind.op().unit(),
              SuitePlots::number,
              0),
          inAnotherProcess(kind.op()),
          task -> isLike(kind, task) && task.size() == kind.size(),
          r -> Optional.of(new Plot.Point(r.task().callers(), r.throughput(), true)));
    }
  }

  /** Calls that only cross a function take a thousandth: beside them nothing else is told apart. */
  private static List<SuitePath> inAnotherProcess(BenchOp op) {
    List<SuitePath> local = List.of(SuitePath.MEMCPY, SuitePath.DIRECT, SuitePath.LOCAL);
    return SuitePath.of(op).stream()
        .filter(path -> !op.isAgainstSocket() || !local.contains(path))
        .toList();
  }

  private void add(
      Frame frame,
      List<SuitePath> paths,
      Predicate<SuiteTask> tasks,
      Function<SuiteResult, Optional<Plot.Point>> measure) {
    TreeMap<Double, String> ticks = new TreeMap<>();
    List<Plot.Series> series = new ArrayList<>();
    for (SuitePath path : paths) {
      List<Plot.Point> points = new ArrayList<>();
      for (SuiteResult result : table.results()) {
        if (result.path() == path && tasks.test(result.task())) {
          measure
              .apply(result)
              .ifPresent(
                  point -> {
                    points.add(point);
                    ticks.put(point.x(), tickText(result.task(), point.x()));
                  });
        }
      }
      if (!points.isEmpty()) {
        boolean isBaseline = path.compareTo(SuitePath.DIRECT) <= 0;
        series.add(
            new Plot.Series(path.text(), COLORS.getOrDefault(path, "#000000"), isBaseline, points));
      }
    }
    if (!series.isEmpty()) {
      plots.add(
          new Plot(
              frame.name,
              frame.title,
              frame.note,
              frame.xLabel,
              ticks.entrySet().stream().map(t -> new Plot.Tick(t.getKey(), t.getValue())).toList(),
              frame.yLabel,
              frame.yText,
              frame.yMarked,
              series));
    }
  }

  private static String tickText(SuiteTask task, double x) {
    boolean isBytes = task.op() == BenchOp.ECHO || task.op() == BenchOp.AES;
    return isBytes && x == task.size() ? ByteSize.format(task.size()) : number(x);
  }

  private Optional<Plot.Point> compared(
      SuiteResult result, Function<SuiteComparison, Double> value) {
    return table
        .comparison(result)
        .map(c -> new Plot.Point(result.task().size(), value.apply(c), c.isDifferent()));
  }

  private Set<String> models() {
    Set<String> models = new LinkedHashSet<>();
    table.results().stream()
        .filter(r -> r.task().op() == BenchOp.CLASSIFY)
        .forEach(r -> models.add(r.task().model()));
    return models;
  }

  private static boolean isLike(SuiteTask kind, SuiteTask task) {
    return task.op() == kind.op() && task.model().equals(kind.model());
  }

  private static String title(SuiteTask kind) {
    return kind.op().lowerName() + (kind.model().isEmpty() ? "" : " (" + kind.model() + ")");
  }

  private static String fileName(SuiteTask kind) {
    return (kind.op().lowerName() + " " + kind.model()).strip().replaceAll("[^a-z0-9._-]", "-");
  }

  /** A mark such as {@code 20 µs}: {@link Durations} without digits that say nothing. */
  private static String time(double ns) {
    return Durations.format(ns).replaceAll("\\.0+ ", " ");
  }

  /** Without digits that say nothing: {@code 0.5}, {@code 20}, {@code 50 000}. */
  static String number(double value) {
    if (value >= 10_000) {
      return String.format(Locale.ROOT, "%,.0f", value).replace(',', ' ');
    }
    String text = String.format(Locale.ROOT, "%.6f", value);
    return text.replaceAll("0+$", "").replaceAll("\\.$", "");
  }
}
