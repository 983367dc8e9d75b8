package dev.vaccel.model;

import java.util.List;

/**
 * What is known of a model without its weights.
 *
 * @param description from {@code vaccel-model.json}, or what could be found out without it
 * @param labels one for each class, in order; empty if there are none
 * @param anchors the boxes of the bundle's anchor file; none if there is no such file
 * @param bare there was no {@code vaccel-model.json}: inputs and outputs are to be guessed
 */
public record ModelBundle(
    BundleDescription description, List<String> labels, AnchorBoxes anchors, boolean bare) {
  /** Copies the list. */
  public ModelBundle {
    labels = List.copyOf(labels);
  }

  /** A bundle without an anchor file. */
  public ModelBundle(BundleDescription description, List<String> labels, boolean bare) {
    this(description, labels, AnchorBoxes.NONE, bare);
  }
}
