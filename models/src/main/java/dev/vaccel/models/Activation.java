package dev.vaccel.models;

/** What an output of a model does to the network's values. */
enum Activation {
  /** Nothing: the values themselves. */
  NONE,
  /** To 0 to 1, each value on its own. */
  SIGMOID,
  /** To probabilities over the channels. */
  SOFTMAX;

  /** 1 / (1 + e^-v), the same on every machine. */
  static double sigmoid(double value) {
    return 1 / (1 + StrictMath.exp(-value));
  }
}
