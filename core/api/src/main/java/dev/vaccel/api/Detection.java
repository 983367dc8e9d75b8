package dev.vaccel.api;

/**
 * A thing found in a picture and the box around it, in pixels of the upright picture from its top
 * left corner; a box never leaves the picture.
 *
 * @param index class number, position in the bundle's labels from 0
 * @param text the label, or {@code class N} where the bundle has no labels
 * @param score from 0 to 1
 * @param left smallest x
 * @param top smallest y
 * @param right largest x, not below {@code left}
 * @param bottom largest y, not below {@code top}
 */
public record Detection(
    int index, String text, float score, float left, float top, float right, float bottom) {}
