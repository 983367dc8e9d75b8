package dev.vaccel.model;

import java.util.Locale;

/** What makes scores from 0 to 1 of a model's numbers. */
public enum Activation {
  /** Nothing: they are. */
  NONE,
  /** The logistic function of each. */
  SIGMOID,
  /** Softmax over the classes of one box. */
  SOFTMAX;

  /** The name in a bundle: {@code sigmoid}. */
  public String bundleName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
