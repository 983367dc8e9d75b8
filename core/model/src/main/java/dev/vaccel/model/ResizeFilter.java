package dev.vaccel.model;

import java.util.Locale;

/** Which source pixels a scaled pixel is made of. */
public enum ResizeFilter {
  /** A triangle as wide as the reduction, so that every source pixel counts. */
  ANTIALIAS,
  /** The four nearest source pixels, whatever the reduction; pixel centres at one half. */
  BILINEAR;

  /** The name in a bundle: {@code antialias}. */
  public String bundleName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
