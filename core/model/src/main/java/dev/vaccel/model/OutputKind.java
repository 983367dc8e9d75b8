package dev.vaccel.model;

import java.util.Locale;

/** What the numbers of a classifier's output are. */
public enum OutputKind {
  /** From 0 to 1. */
  PROBABILITIES,
  /** Any real numbers; softmax makes probabilities of them. */
  LOGITS;

  /** The name in a bundle: {@code logits}. */
  public String bundleName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
