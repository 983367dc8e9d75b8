package dev.vaccel.models;

import java.nio.file.Path;

/**
 * The command line of {@link TrainShapes}.
 *
 * @param settings what determines the result
 * @param output directory of the bundle
 * @param help whether only the help text was asked for
 */
record TrainOptions(TrainingSettings settings, Path output, boolean help) {
  static final String USAGE =
      """
      Usage: TrainShapes [--steps N] [--seed N] [--threads N] [--output DIR]
      Trains the classifier of synthetic shapes and writes its model bundle.
        --steps N     parameter updates of 64 images each (default 9000)
        --seed N      of the first weights and the scenes (default 1)
        --threads N   1 to 8; changes the time, not the result (default 2)
        --output DIR  created if missing (default models/shapes)
      """;

  private static final int DEFAULT_STEPS = 9_000;
  private static final long DEFAULT_SEED = 1;
  private static final int DEFAULT_THREADS = 2;

  /**
   * Reads the arguments.
   *
   * @throws IllegalArgumentException with one line for the user if they make no sense
   */
  static TrainOptions parse(String... arguments) {
    int steps = DEFAULT_STEPS;
    long seed = DEFAULT_SEED;
    int threads = DEFAULT_THREADS;
    var output = Path.of("models", "shapes");
    boolean help = false;
    for (int i = 0; i < arguments.length; i++) {
      String option = arguments[i];
      if (option.equals("--help")) {
        help = true;
        continue;
      }
      if (i + 1 == arguments.length) {
        throw new IllegalArgumentException("option " + option + " is unknown or lacks its value");
      }
      String value = arguments[++i];
      switch (option) {
        case "--steps" -> steps = Math.toIntExact(number(option, value));
        case "--seed" -> seed = number(option, value);
        case "--threads" -> threads = Math.toIntExact(number(option, value));
        case "--output" -> output = Path.of(value);
        default -> throw new IllegalArgumentException("unknown option " + option + "; try --help");
      }
    }
    if (seed == Evaluation.TEST_SEED) {
      throw new IllegalArgumentException(
          "--seed " + seed + " is kept for the test images; any other number works");
    }
    var settings =
        new TrainingSettings(
            steps,
            TrainingSettings.DEFAULT_BATCH,
            TrainingSettings.DEFAULT_PEAK_RATE,
            seed,
            threads);
    return new TrainOptions(settings, output, help);
  }

  private static long number(String option, String value) {
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(option + " " + value + ": expected a whole number", e);
    }
  }
}
