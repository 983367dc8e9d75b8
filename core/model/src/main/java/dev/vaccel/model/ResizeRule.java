package dev.vaccel.model;

import java.util.Locale;

/** How a picture of another aspect ratio becomes the model's. */
public enum ResizeRule {
  /** Both sides are scaled on their own. */
  STRETCH,
  /** The largest centred part with the model's aspect ratio is scaled; the rest is cut off. */
  CROP,
  /** The whole picture is scaled to fit, centred, with black around it. */
  LETTERBOX;

  /** The name in a bundle: {@code stretch}. */
  public String bundleName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
