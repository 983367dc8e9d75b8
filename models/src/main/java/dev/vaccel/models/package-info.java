/**
 * Draws labelled scenes (shapes, landscapes, stick figures), trains small convolutional networks on
 * them and writes them as model bundles: {@link dev.vaccel.models.TrainShapes}, {@link
 * dev.vaccel.models.TrainDetector}, {@link dev.vaccel.models.TrainLandscape}, {@link
 * dev.vaccel.models.TrainPose}. {@link dev.vaccel.models.ConvertShapes} writes the classifier in
 * the formats of other frameworks than ONNX Runtime.
 *
 * <p>Everything is reproducible: the same seed, step count and batch give the same weights, bit for
 * bit, whatever the number of threads or the width of the vector unit.
 */
package dev.vaccel.models;
