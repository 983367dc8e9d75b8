package dev.vaccel.api.array;

/**
 * What {@link ArrayApi#minmax} found among the elements after the threshold.
 *
 * @param min the smallest number; NaN where there is none
 * @param max the greatest number; NaN where there is none
 */
public record MinMax(double min, double max) {}
