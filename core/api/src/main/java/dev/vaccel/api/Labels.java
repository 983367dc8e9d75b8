package dev.vaccel.api;

import java.util.List;

/**
 * What a classifier says of one picture.
 *
 * @param width of the upright picture in pixels
 * @param height of the upright picture in pixels
 * @param items the most likely labels by falling score
 * @param annotated u8[n], the picture with its answer as the {@link Annotation} asked; u8[0] for
 *     none
 */
public record Labels(int width, int height, List<Label> items, Tensor annotated) {
  /** Copies the list. */
  public Labels {
    items = List.copyOf(items);
  }
}
