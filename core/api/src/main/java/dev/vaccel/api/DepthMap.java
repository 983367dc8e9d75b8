package dev.vaccel.api;

/**
 * How far each part of one picture is.
 *
 * @param width of the upright picture in pixels
 * @param height of the upright picture in pixels
 * @param inverse whether larger numbers are nearer; else farther
 * @param depth f32[h,w] in the model's resolution and unit; covers the whole picture
 * @param annotated u8[n], the picture with its answer as the {@link Annotation} asked; u8[0] for
 *     none
 */
public record DepthMap(int width, int height, boolean inverse, Tensor depth, Tensor annotated) {}
