package dev.vaccel.models;

/** What a network is trained for: labelled samples and a loss. Stateless and thread-safe. */
interface Objective {
  /**
   * Draws one sample. The same seed and index give the same sample on every machine.
   *
   * @param input receives the network's input
   * @return what the network's output is measured against
   */
  Truth draw(long seed, long index, float[] input);

  /** What is true of one sample. Confined to one thread. */
  interface Truth {
    /**
     * How far the network's output is from the truth.
     *
     * @param output of the last layer
     * @param gradient receives the derivative of the result by each value of the output
     */
    double loss(float[] output, float[] gradient);

    /** Share of the sample, 0 to 1, that the output gets right; for the training's log. */
    double score(float[] output);
  }
}
