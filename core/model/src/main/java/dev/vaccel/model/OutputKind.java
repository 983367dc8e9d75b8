package dev.vaccel.model;

import java.util.Locale;

/** What the numbers of an output are: the first two of a classifier, the others of a detector. */
public enum OutputKind {
  /** From 0 to 1. */
  PROBABILITIES,
  /** Any real numbers; softmax makes probabilities of them. */
  LOGITS,
  /** Four numbers for each box. */
  BOXES,
  /** Scores of each box. */
  SCORES,
  /** The class of each box. */
  CLASSES,
  /** How many boxes there are. */
  COUNT;

  /** The name in a bundle: {@code logits}. */
  public String bundleName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
