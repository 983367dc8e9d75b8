package dev.vaccel.cli;

import java.util.List;
import java.util.function.DoubleFunction;

/**
 * Lines over two logarithmic axes, to be drawn by {@link PlotDrawing}.
 *
 * @param name of its files, without their ending
 * @param title above it
 * @param note below the title; may be empty
 * @param xLabel below the horizontal axis
 * @param xTicks what is marked there: every x that occurs
 * @param yLabel beside the vertical axis
 * @param yText what a mark of the vertical axis says
 * @param yMarked where the grid is darker; 0: nowhere
 * @param series in the order of the legend
 */
record Plot(
    String name,
    String title,
    String note,
    String xLabel,
    List<Tick> xTicks,
    String yLabel,
    DoubleFunction<String> yText,
    double yMarked,
    List<Series> series) {
  Plot {
    xTicks = List.copyOf(xTicks);
    series = List.copyOf(series);
  }

  /**
   * A mark of the horizontal axis.
   *
   * @param x above 0
   */
  record Tick(double x, String text) {}

  /**
   * A line.
   *
   * @param color {@code #rrggbb}
   * @param dashed for baselines
   */
  record Series(String label, String color, boolean dashed, List<Point> points) {
    Series {
      points = List.copyOf(points);
    }
  }

  /**
   * One measurement.
   *
   * @param x above 0
   * @param y above 0
   * @param isCertain drawn filled; else hollow
   */
  record Point(double x, double y, boolean isCertain) {}
}
