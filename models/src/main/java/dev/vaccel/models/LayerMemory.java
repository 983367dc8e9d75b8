package dev.vaccel.models;

import org.jspecify.annotations.Nullable;

/**
 * The arrays that one layer reads and writes while one image passes. The output of a layer is the
 * input of the next: the same array. Confined to one thread.
 */
final class LayerMemory {
  final float[] input;
  final float[] output;

  /** Null for the first layer: nobody needs the gradient of the pixels. */
  final float @Nullable [] inputGradient;

  final float[] outputGradient;
  final float[] kept;

  /** A {@link Concat}'s second input; empty for all other layers. */
  final float[] skip;

  /** Set by {@link Concat#backward}; the pass adds it to what the skipped layers passed down. */
  final float[] skipGradient;

  /** Shared by all layers of a pass; worth nothing after a call. */
  final float[][] temporary;

  LayerMemory(
      Layer layer,
      float[] input,
      float @Nullable [] inputGradient,
      float[] skip,
      float[][] temporary) {
    this.input = input;
    this.inputGradient = inputGradient;
    this.output = new float[layer.output().size()];
    this.outputGradient = new float[layer.output().size()];
    this.kept = new float[layer.keptSize()];
    this.skip = skip;
    this.skipGradient = new float[skip.length];
    this.temporary = temporary;
  }
}
