package dev.vaccel.model;

import java.util.Locale;

/** What a model answers. */
public enum Task {
  /** One score for each class. */
  CLASSIFY,
  /** Boxes with classes. */
  DETECT,
  /** A class for each pixel. */
  SEGMENT,
  /** Key points of a body. */
  POSE,
  /** A distance for each pixel. */
  DEPTH,
  /** Anything else: tensors in, tensors out. */
  TENSOR;

  /** The name in a bundle: {@code classify}. */
  public String bundleName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
