package dev.vaccel.api;

/**
 * One answer of a classifier.
 *
 * @param index position among the model's outputs, from 0
 * @param text the label, or {@code class N} where the bundle has no labels
 * @param score probability from 0 to 1
 */
public record Label(int index, String text, float score) {}
