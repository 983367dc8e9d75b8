package dev.vaccel.models;

import java.nio.file.Path;

/**
 * The command line of the training programs.
 *
 * @param settings what determines the result
 * @param stopAfter steps that are made of those that the settings describe
 * @param output directory of the bundle
 * @param checkpoint steps after which the bundles are written while training goes on; 0: never
 * @param help whether only the help text was asked for
 */
record TrainOptions(
    TrainingSettings settings, int stopAfter, Path output, int checkpoint, boolean help) {
  private static final long DEFAULT_SEED = 1;
  private static final int DEFAULT_THREADS = 2;

  /** The help text of a program. */
  static String usage(Recipe recipe) {
    var suffixes = recipe.products().stream().map(Recipe.Product::suffix).toList();
    String directories =
        suffixes.size() == 1
            ? "created if missing"
            : "of the bundles, with " + String.join(" and ", suffixes) + " after it";
    return """
    Usage: %s [--steps N] [--stop-after N] [--seed N] [--threads N] [--checkpoint N] [--output DIR]
    Trains %s on generated samples and writes what it learned as model bundle.
      --steps N       parameter updates of %d samples each (default %d)
      --stop-after N  make only the first N of those steps
      --seed N        of the first weights and the samples (default 1)
      --threads N     1 to 8; changes the time, not the result (default 2)
      --checkpoint N  also write the bundle after each N steps
      --output DIR    %s (default %s)
    """
        .formatted(
            recipe.program(),
            recipe.purpose(),
            recipe.batch(),
            recipe.steps(),
            directories,
            recipe.output());
  }

  /**
   * Reads the arguments.
   *
   * @throws IllegalArgumentException with one line for the user if they make no sense
   */
  static TrainOptions parse(Recipe recipe, String... arguments) {
    int steps = recipe.steps();
    long seed = DEFAULT_SEED;
    int threads = DEFAULT_THREADS;
    var output = Path.of(recipe.output());
    int checkpoint = 0;
    int stopAfter = 0;
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
        case "--stop-after" -> stopAfter = Math.toIntExact(number(option, value));
        case "--checkpoint" -> checkpoint = Math.toIntExact(number(option, value));
        case "--output" -> output = Path.of(value);
        default -> throw new IllegalArgumentException("unknown option " + option + "; try --help");
      }
    }
    if (seed == Evaluation.TEST_SEED) {
      throw new IllegalArgumentException(
          "--seed " + seed + " is kept for the test samples; any other number works");
    }
    if (stopAfter < 0 || stopAfter > steps) {
      throw new IllegalArgumentException(
          "--stop-after " + stopAfter + ": must be 1 to the number of steps, " + steps);
    }
    if (checkpoint < 0) {
      throw new IllegalArgumentException("--checkpoint " + checkpoint + ": must not be negative");
    }
    var settings = new TrainingSettings(steps, recipe.batch(), recipe.peakRate(), seed, threads);
    return new TrainOptions(settings, stopAfter == 0 ? steps : stopAfter, output, checkpoint, help);
  }

  private static long number(String option, String value) {
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(option + " " + value + ": expected a whole number", e);
    }
  }
}
