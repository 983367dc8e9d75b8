package dev.vaccel.backend.image;

import dev.vaccel.api.BackendException;
import dev.vaccel.api.ErrorCode;
import java.util.List;

/**
 * What classes or points are called.
 *
 * @param labels of the bundle; empty if there are none
 * @param word for those without a label: {@code class}
 */
record ClassNames(List<String> labels, String word) {
  /** Highest class number and one: 16 bits. */
  static final int MAX_CLASSES = 1 << 16;

  String of(int index) {
    return labels.isEmpty() ? word + " " + index : labels.get(index);
  }

  /** Whether there are as many labels as classes. */
  boolean fits(int classes) {
    return labels.size() == classes;
  }

  /** Requires a label for each, and not absurdly many. */
  void requireCount(int classes, String output) {
    if (classes > MAX_CLASSES || (!labels.isEmpty() && !fits(classes))) {
      throw new BackendException(
          ErrorCode.MODEL_INVALID,
          "the bundle has "
              + labels.size()
              + " labels, but the model's output '"
              + output
              + "' has "
              + classes
              + (word.equals("class") ? " classes" : " " + word + "s")
              + ": expected one label for each, at most "
              + MAX_CLASSES);
    }
  }

  /** Requires that the number of one class can be named. */
  void requireKnown(int index, String output) {
    if (index < 0 || index >= (labels.isEmpty() ? MAX_CLASSES : labels.size())) {
      throw new BackendException(
          ErrorCode.MODEL_INVALID,
          "output '"
              + output
              + "' names "
              + word
              + " "
              + index
              + ": "
              + (labels.isEmpty()
                  ? "expected 0 to " + (MAX_CLASSES - 1)
                  : "the bundle has " + labels.size() + " labels"));
    }
  }
}
