package dev.vaccel.cli;

import java.util.Locale;

/** Draws plots as SVG, whose texts stay texts. Confined to one thread. */
final class SvgCanvas implements PlotCanvas {
  private final StringBuilder svg = new StringBuilder();

  private SvgCanvas() {}

  /** The whole file. */
  static String draw(Plot plot) {
    SvgCanvas canvas = new SvgCanvas();
    String size = " width=\"" + PlotDrawing.WIDTH + "\" height=\"" + PlotDrawing.HEIGHT + "\"";
    canvas.add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 "
            + PlotDrawing.WIDTH
            + " "
            + PlotDrawing.HEIGHT
            + "\""
            + size
            + " font-family=\"Helvetica, Arial, sans-serif\">");
    canvas.add("<title>" + escaped(plot.title()) + "</title>");
    canvas.add("<rect" + size + " fill=\"#ffffff\"/>");
    PlotDrawing.draw(plot, canvas);
    canvas.add("</svg>");
    return canvas.svg.toString();
  }

  private void add(String element) {
    svg.append(element).append('\n');
  }

  @Override
  public void line(
      double x1, double y1, double x2, double y2, String color, double width, boolean dashed) {
    add(
        "<line"
            + attribute("x1", x1)
            + attribute("y1", y1)
            + attribute("x2", x2)
            + attribute("y2", y2)
            + attribute("stroke", color)
            + attribute("stroke-width", width)
            + (dashed ? attribute("stroke-dasharray", "6 4") : "")
            + "/>");
  }

  @Override
  public void disc(double x, double y, double radius, String fill, String edge) {
    add(
        "<circle"
            + attribute("cx", x)
            + attribute("cy", y)
            + attribute("r", radius)
            + attribute("fill", fill)
            + attribute("stroke", edge)
            + attribute("stroke-width", 1.6)
            + "/>");
  }

  @Override
  public void text(
      double x, double y, String text, Anchor anchor, double size, String color, boolean isUpward) {
    add(
        "<text"
            + attribute("x", x)
            + attribute("y", y)
            + attribute("font-size", size)
            + attribute("fill", color)
            + attribute("text-anchor", anchor.name().toLowerCase(Locale.ROOT))
            + (isUpward
                ? attribute("transform", "rotate(-90 " + text(x) + " " + text(y) + ")")
                : "")
            + ">"
            + escaped(text)
            + "</text>");
  }

  private static String attribute(String name, double value) {
    return attribute(name, text(value));
  }

  private static String attribute(String name, String value) {
    return " " + name + "=\"" + value + "\"";
  }

  private static String text(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
