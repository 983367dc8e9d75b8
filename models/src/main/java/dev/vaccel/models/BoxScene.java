package dev.vaccel.models;

import java.util.List;

/**
 * A picture of several shapes with its ground truth.
 *
 * @param image the pixels
 * @param boxes one for each shape, in the order they were drawn
 */
public record BoxScene(Raster image, List<LabelledBox> boxes) {
  /** Copies the list. */
  public BoxScene {
    boxes = List.copyOf(boxes);
  }
}
