package dev.vaccel.models;

import java.util.SplittableRandom;

/**
 * One step of a {@link Network} on one image. Layers hold no state: what they learn is in {@link
 * Parameters}, what they compute is in {@link LayerMemory}. Thread-safe.
 */
sealed interface Layer
    permits Convolution,
        Rectifier,
        GlobalAverage,
        GlobalMaximum,
        Dense,
        Upsample,
        SmoothUpsample,
        Concat,
        Embedding {
  FeatureShape input();

  FeatureShape output();

  /** New parameters, all zero; a layer that learns nothing has none. */
  default Parameters newParameters() {
    return Parameters.NONE;
  }

  /** Sets the weights, if any, to random values of a scale that keeps the signal's strength. */
  default void initialise(Parameters parameters, SplittableRandom random) {}

  /** Floats that {@link #forward} leaves in {@link LayerMemory#kept} for {@link #backward}. */
  default int keptSize() {
    return 0;
  }

  /** Floats that {@link #backward} needs for a moment in {@link LayerMemory#temporary}. */
  default int temporarySize() {
    return 0;
  }

  /** Computes the output from the input. */
  void forward(Parameters parameters, LayerMemory memory);

  /**
   * Adds to {@code gradient} what the output's gradient says about the parameters, and sets the
   * input's gradient unless {@link LayerMemory#inputGradient} is null.
   */
  void backward(Parameters parameters, Parameters gradient, LayerMemory memory);

  /** Gaussian weights with variance 2 / inputs: He et al. 2015, for layers before a rectifier. */
  static void fillGaussian(float[] weights, int inputs, SplittableRandom random) {
    double deviation = StrictMath.sqrt(2.0 / inputs);
    for (int i = 0; i < weights.length; i++) {
      // Box-Muller with StrictMath: the same weights on every machine.
      double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
      double angle = 2 * Math.PI * random.nextDouble();
      weights[i] = (float) (deviation * radius * StrictMath.cos(angle));
    }
  }
}
