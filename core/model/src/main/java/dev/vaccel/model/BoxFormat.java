package dev.vaccel.model;

import java.util.Locale;

/** Order of the four numbers of a box. */
public enum BoxFormat {
  /** Left, top, right, bottom. */
  X1Y1X2Y2,
  /** Top, left, bottom, right. */
  Y1X1Y2X2,
  /** Centre across, centre down, width, height. */
  CXCYWH,
  /** Centre down, centre across, height, width. */
  CYCXHW;

  /** Whether the numbers are a centre and a size, not two corners. */
  public boolean centred() {
    return this == CXCYWH || this == CYCXHW;
  }

  /** Whether what is down comes before what is across. */
  public boolean downFirst() {
    return this == Y1X1Y2X2 || this == CYCXHW;
  }

  /** The name in a bundle: {@code x1y1x2y2}. */
  public String bundleName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
