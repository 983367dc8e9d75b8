package dev.vaccel.api;

import java.util.List;

/**
 * The bodies of one picture.
 *
 * @param width of the upright picture in pixels
 * @param height of the upright picture in pixels
 * @param items by falling score
 * @param annotated u8[n], the picture with its answer as the {@link Annotation} asked; u8[0] for
 *     none
 */
public record Poses(int width, int height, List<Pose> items, Tensor annotated) {
  /** Copies the list. */
  public Poses {
    items = List.copyOf(items);
  }
}
