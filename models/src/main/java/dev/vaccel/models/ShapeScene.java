package dev.vaccel.models;

/**
 * A picture with its ground truth.
 *
 * @param image the pixels
 * @param shape the one shape in it
 */
public record ShapeScene(Raster image, Shape shape) {}
