package dev.vaccel.models;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;

/** Runs a {@link Recipe} as a program: trains, measures, writes bundles and the log. */
final class Training {
  static final String LOG_FILE = "training.log";

  /** Scenes that a checkpoint is measured on: fewer than the result, so as not to take long. */
  private static final int CHECKPOINT_SCENES = 200;

  private final Recipe recipe;
  private final TrainOptions options;
  private final PrintStream out;
  private final PrintStream err;

  private Training(Recipe recipe, TrainOptions options, PrintStream out, PrintStream err) {
    this.recipe = recipe;
    this.options = options;
    this.out = out;
    this.err = err;
  }

  /** Exit codes: 0 done, 1 failed, 2 wrong usage. */
  static int run(Recipe recipe, PrintStream out, PrintStream err, String... arguments) {
    TrainOptions options;
    try {
      options = TrainOptions.parse(recipe, arguments);
    } catch (IllegalArgumentException | ArithmeticException e) {
      err.println(recipe.program() + ": " + e.getMessage());
      return 2;
    }
    if (options.help()) {
      out.print(TrainOptions.usage(recipe));
      return 0;
    }
    try {
      new Training(recipe, options, out, err).train();
      return 0;
    } catch (IOException | UncheckedIOException e) {
      err.println(recipe.program() + ": cannot write the bundle to " + options.output() + ": " + e);
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      err.println(recipe.program() + ": interrupted, nothing written but log and checkpoints");
      return 1;
    }
  }

  private void train() throws IOException, InterruptedException {
    var settings = options.settings();
    for (var product : recipe.products()) {
      Files.createDirectories(directory(product));
    }
    Path logFile = directory(recipe.products().getFirst()).resolve(LOG_FILE);
    long startNs = System.nanoTime();
    try (var log =
        new TrainingLog(logFile, options.stopAfter(), recipe.scoreName(), recipe.stepsPerLine())) {
      log.note(
          String.format(
              Locale.ROOT,
              "seed=%d steps=%d batch=%d peak-rate=%s parameters=%d",
              settings.seed(),
              settings.steps(),
              settings.batch(),
              settings.peakRate(),
              recipe.network().parameterCount()));
      var bar = new ProgressBar(err, options.stopAfter(), recipe.scoreName());
      var trainer = new Trainer(recipe.network(), recipe.objective(), settings);
      var average = new RunningAverage(recipe.network());
      var last = trainer.train(options.stopAfter(), listener(log, bar, average));
      var parameters = recipe.averaged() ? average.parameters() : last;
      for (var product : recipe.products()) {
        var result = write(product, parameters, product.testScenes());
        String samples = product.card().input().samples();
        String line = "test-" + samples + "=" + product.testScenes() + " " + result.line();
        log.note(line);
        if (!result.table().isEmpty()) {
          log.note(result.table());
        }
        out.println(line + " bundle=" + directory(product));
      }
      log.note(
          String.format(
              Locale.ROOT,
              "threads=%d seconds=%.0f",
              settings.threads(),
              (System.nanoTime() - startNs) / 1e9));
    }
    for (var product : recipe.products()) {
      Path copy = directory(product).resolve(LOG_FILE);
      if (!copy.equals(logFile)) {
        Files.copy(logFile, copy, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private Trainer.Listener listener(TrainingLog log, ProgressBar bar, RunningAverage average) {
    return new Trainer.Listener() {
      @Override
      public void stepped(int step, double loss, double score) {
        log.stepped(step, loss, score);
        bar.stepped(step, loss, score);
      }

      @Override
      public void learned(int step, List<Parameters> parameters) {
        average.add(parameters);
        int every = options.checkpoint();
        if (every == 0 || step % every != 0 || step == options.stopAfter()) {
          return;
        }
        try {
          for (var product : recipe.products()) {
            var made = recipe.averaged() ? average.parameters() : parameters;
            var result = write(product, made, CHECKPOINT_SCENES);
            out.println("step=" + step + " " + result.line() + " bundle=" + directory(product));
          }
        } catch (IOException e) {
          throw new UncheckedIOException("writing the checkpoint of step " + step, e);
        }
      }
    };
  }

  private Recipe.Result write(Recipe.Product product, List<Parameters> parameters, int scenes)
      throws IOException {
    var model = Predictor.of(recipe.network(), parameters, product.card().heads());
    var result = product.measure().of(model, Evaluation.TEST_SEED, scenes);
    ModelBundle.write(
        directory(product), product.card(), recipe.network(), parameters, result.description());
    return result;
  }

  private Path directory(Recipe.Product product) {
    return Path.of(options.output() + product.suffix());
  }
}
