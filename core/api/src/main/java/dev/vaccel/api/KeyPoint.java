package dev.vaccel.api;

/**
 * One point of a {@link Pose}, in pixels of the upright picture from its top left corner.
 *
 * @param index number of the point, position in the bundle's labels from 0
 * @param text the label, or {@code point N} where the bundle has no labels
 * @param score the model's confidence, 0 to 1 for most models
 * @param x to the right
 * @param y down
 */
public record KeyPoint(int index, String text, float score, float x, float y) {}
