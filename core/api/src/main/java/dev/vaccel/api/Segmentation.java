package dev.vaccel.api;

import java.util.List;

/**
 * The class of each part of one picture.
 *
 * @param width of the upright picture in pixels
 * @param height of the upright picture in pixels
 * @param classes those that occur, by falling share
 * @param mask u8[h,w], class numbers in the model's resolution; covers the whole picture
 * @param annotated u8[n], the picture with its answer as the {@link Annotation} asked; u8[0] for
 *     none
 */
public record Segmentation(
    int width, int height, List<MaskClass> classes, Tensor mask, Tensor annotated) {
  /** Copies the list. */
  public Segmentation {
    classes = List.copyOf(classes);
  }
}
