package dev.vaccel.models;

import java.util.List;

/**
 * How models are trained and measured.
 *
 * @param program name of the main class
 * @param purpose what it trains, for its help text
 * @param network to train
 * @param objective to train it for
 * @param scoreName what the objective's score is called in the log
 * @param stepsPerLine steps whose means one line of the log tells
 * @param steps of a run, unless the caller says otherwise
 * @param batch samples of a step
 * @param peakRate largest learning rate
 * @param averaged whether the models get a running average of the parameters
 * @param output directory, unless the caller says otherwise
 * @param products models that are made of the trained network
 */
record Recipe(
    String program,
    String purpose,
    Network network,
    Objective objective,
    String scoreName,
    int stepsPerLine,
    int steps,
    int batch,
    double peakRate,
    boolean averaged,
    String output,
    List<Product> products) {

  Recipe {
    products = List.copyOf(products);
  }

  /**
   * One bundle.
   *
   * @param suffix that its directory has after the output directory's name
   * @param card what it says of itself
   * @param testScenes how many it is measured on
   * @param measure how
   */
  record Product(String suffix, ModelCard card, int testScenes, Measure measure) {}

  /** Measures a model on the first scenes of a stream. */
  interface Measure {
    Result of(Predictor model, long seed, int scenes);
  }

  /**
   * How a model did.
   *
   * @param line figures as {@code key=value}
   * @param table more lines for the log; may be empty
   * @param description of the model with its figures, for its bundle
   */
  record Result(String line, String table, String description) {}
}
