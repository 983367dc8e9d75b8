package dev.vaccel.model;

import java.util.Locale;

/** What coordinates of a model's output count. */
public enum CoordinateUnit {
  /** 1 is the width or height of the model's input. */
  FRACTION,
  /** 1 is a pixel of the model's input. */
  PIXELS;

  /** The name in a bundle: {@code fraction}. */
  public String bundleName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
