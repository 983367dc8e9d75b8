package dev.vaccel.cli;

/** What a plot is drawn on: pixels from the upper left corner, colours as {@code #rrggbb}. */
interface PlotCanvas {
  /** Where a text lies beside its point. */
  enum Anchor {
    /** It begins there. */
    START,
    /** Its middle lies there. */
    MIDDLE,
    /** It ends there. */
    END
  }

  /** A straight line. */
  void line(double x1, double y1, double x2, double y2, String color, double width, boolean dashed);

  /** A disc with an edge. */
  void disc(double x, double y, double radius, String fill, String edge);

  /**
   * A text on a baseline.
   *
   * @param isUpward whether it is read from below to above
   */
  void text(
      double x, double y, String text, Anchor anchor, double size, String color, boolean isUpward);
}
