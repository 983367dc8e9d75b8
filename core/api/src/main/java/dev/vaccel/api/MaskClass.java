package dev.vaccel.api;

/**
 * A class that occurs in a {@link Segmentation}.
 *
 * @param index class number, the value in the mask
 * @param text the label, or {@code class N} where the bundle has no labels
 * @param share of the picture, above 0 to 1
 */
public record MaskClass(int index, String text, float share) {}
