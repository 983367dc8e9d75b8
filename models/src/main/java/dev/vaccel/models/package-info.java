/**
 * Draws labelled scenes of one shape each ({@link dev.vaccel.models.ShapeScenes}), trains a small
 * convolutional network on them and writes it as an ONNX model bundle ({@link
 * dev.vaccel.models.TrainShapes}).
 *
 * <p>Everything is reproducible: the same seed, step count and batch give the same weights, bit for
 * bit, whatever the number of threads or the width of the vector unit.
 */
package dev.vaccel.models;
