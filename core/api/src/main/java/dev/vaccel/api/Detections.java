package dev.vaccel.api;

import java.util.List;

/**
 * What was found in one picture.
 *
 * @param width of the upright picture in pixels
 * @param height of the upright picture in pixels
 * @param items by falling score
 * @param annotated u8[n], the picture with its answer as the {@link Annotation} asked; u8[0] for
 *     none
 */
public record Detections(int width, int height, List<Detection> items, Tensor annotated) {
  /** Copies the list. */
  public Detections {
    items = List.copyOf(items);
  }
}
