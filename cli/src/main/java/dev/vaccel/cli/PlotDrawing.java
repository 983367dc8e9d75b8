package dev.vaccel.cli;

import dev.vaccel.cli.PlotCanvas.Anchor;
import java.util.ArrayList;
import java.util.List;

/** Draws one plot: title, axes with a grid, lines with their measurements, legend. */
final class PlotDrawing {
  /** Pixels. */
  static final int WIDTH = 900;

  static final int HEIGHT = 520;

  private static final double LEFT = 110;
  private static final double RIGHT = 712;
  private static final double TOP = 76;
  private static final double BOTTOM = 440;
  private static final String INK = "#1d2733";
  private static final String FAINT = "#6b6b6b";
  private static final String GRID = "#e3e6ea";
  private static final double MARK = 4;
  // With less from bottom to top, noise would look like hills.
  private static final double LEAST_SPAN = 10;
  // Closer marks of the horizontal axis would write over each other.
  private static final double MIN_TICK_GAP = 44;

  private final Plot plot;
  private final PlotCanvas canvas;
  private final double minX;
  private final double maxX;
  private final double minY;
  private final double maxY;

  private PlotDrawing(Plot plot, PlotCanvas canvas) {
    this.plot = plot;
    this.canvas = canvas;
    minX = plot.xTicks().stream().mapToDouble(Plot.Tick::x).min().orElse(1);
    double largest = plot.xTicks().stream().mapToDouble(Plot.Tick::x).max().orElse(2);
    maxX = largest > minX ? largest : 2 * minX;
    double low = Double.MAX_VALUE;
    double high = 0;
    for (Plot.Series series : plot.series()) {
      for (Plot.Point point : series.points()) {
        low = Math.min(low, point.y());
        high = Math.max(high, point.y());
      }
    }
    double middle = Math.sqrt(low * high);
    double reach = Math.max(Math.sqrt(LEAST_SPAN), 1.25 * Math.sqrt(high / low));
    minY = middle / reach;
    maxY = middle * reach;
  }

  static void draw(Plot plot, PlotCanvas canvas) {
    PlotDrawing drawing = new PlotDrawing(plot, canvas);
    drawing.axes();
    drawing.lines();
    drawing.legend();
  }

  private double x(double value) {
    return LEFT + 14 + (RIGHT - LEFT - 28) * Math.log(value / minX) / Math.log(maxX / minX);
  }

  private double y(double value) {
    return BOTTOM - (BOTTOM - TOP) * Math.log(value / minY) / Math.log(maxY / minY);
  }

  private void axes() {
    canvas.text(LEFT, 34, plot.title(), Anchor.START, 19, INK, false);
    canvas.text(LEFT, 57, plot.note(), Anchor.START, 12.5, FAINT, false);
    double free = 0;
    for (Plot.Tick tick : plot.xTicks()) {
      double at = x(tick.x());
      canvas.line(at, TOP, at, BOTTOM + 5, GRID, 1, false);
      if (at >= free) {
        canvas.text(at, BOTTOM + 22, tick.text(), Anchor.MIDDLE, 13, INK, false);
        free = at + MIN_TICK_GAP;
      }
    }
    for (double value : yTicks(minY, maxY)) {
      canvas.line(
          LEFT, y(value), RIGHT, y(value), value == plot.yMarked() ? FAINT : GRID, 1, false);
      String text = plot.yText().apply(value);
      canvas.text(LEFT - 10, y(value) + 4.5, text, Anchor.END, 13, INK, false);
    }
    canvas.line(LEFT, BOTTOM, RIGHT, BOTTOM, INK, 1.2, false);
    canvas.line(LEFT, TOP, LEFT, BOTTOM, INK, 1.2, false);
    double middle = (LEFT + RIGHT) / 2;
    canvas.text(middle, BOTTOM + 52, plot.xLabel(), Anchor.MIDDLE, 14, INK, false);
    canvas.text(24, (TOP + BOTTOM) / 2, plot.yLabel(), Anchor.MIDDLE, 14, INK, true);
  }

  /** Powers of ten; over fewer than three of them also twice and five times as much. */
  static List<Double> yTicks(double min, double max) {
    double[] steps = Math.log10(max / min) < 3 ? new double[] {1, 2, 5} : new double[] {1};
    List<Double> ticks = new ArrayList<>();
    for (int power = (int) Math.floor(Math.log10(min)); power <= Math.log10(max); power++) {
      for (double step : steps) {
        double value = step * Math.pow(10, power);
        if (value >= min && value <= max) {
          ticks.add(value);
        }
      }
    }
    return ticks;
  }

  private void lines() {
    for (Plot.Series series : plot.series()) {
      List<Plot.Point> points = series.points();
      for (int i = 1; i < points.size(); i++) {
        canvas.line(
            x(points.get(i - 1).x()),
            y(points.get(i - 1).y()),
            x(points.get(i).x()),
            y(points.get(i).y()),
            series.color(),
            2,
            series.dashed());
      }
      points.forEach(point -> mark(x(point.x()), y(point.y()), series, point.isCertain()));
    }
  }

  private void mark(double x, double y, Plot.Series series, boolean isFilled) {
    canvas.disc(x, y, MARK, isFilled ? series.color() : "#ffffff", series.color());
  }

  private void legend() {
    double at = TOP + 14;
    for (Plot.Series series : plot.series()) {
      canvas.line(RIGHT + 20, at, RIGHT + 48, at, series.color(), 2, series.dashed());
      mark(RIGHT + 34, at, series, true);
      canvas.text(RIGHT + 56, at + 4.5, series.label(), Anchor.START, 13, INK, false);
      at += 24;
    }
  }
}
