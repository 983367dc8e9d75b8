package dev.vaccel.models;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.Locale;

/**
 * The training recipe of the bundled shape classifier, as a program. Run it with {@code --help} for
 * its options; {@code models/README.md} tells which ones made the shipped file.
 */
public final class TrainShapes {
  private static final int TEST_SCENES = 4000;

  private TrainShapes() {}

  /**
   * Trains, measures and writes the bundle and {@code training.log}. Exit codes: 0 done, 1 failed,
   * 2 wrong usage.
   */
  public static void main(String[] arguments) {
    System.exit(run(System.out, System.err, arguments));
  }

  static int run(PrintStream out, PrintStream err, String... arguments) {
    TrainOptions options;
    try {
      options = TrainOptions.parse(arguments);
    } catch (IllegalArgumentException | ArithmeticException e) {
      err.println("TrainShapes: " + e.getMessage());
      return 2;
    }
    if (options.help()) {
      out.print(TrainOptions.USAGE);
      return 0;
    }
    try {
      train(options, out, err);
      return 0;
    } catch (IOException e) {
      err.println("TrainShapes: cannot write the bundle to " + options.output() + ": " + e);
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      err.println("TrainShapes: interrupted, nothing written but the log");
      return 1;
    }
  }

  private static void train(TrainOptions options, PrintStream out, PrintStream err)
      throws IOException, InterruptedException {
    var settings = options.settings();
    var network = ShapeModel.network();
    Files.createDirectories(options.output());
    long startNs = System.nanoTime();
    try (var log = new TrainingLog(options.output().resolve("training.log"), settings.steps())) {
      log.note(
          String.format(
              Locale.ROOT,
              "seed=%d steps=%d batch=%d peak-rate=%s parameters=%d",
              settings.seed(),
              settings.steps(),
              settings.batch(),
              settings.peakRate(),
              network.parameterCount()));
      var bar = new ProgressBar(err, settings.steps());
      var parameters =
          new Trainer(network, settings)
              .train(
                  (step, loss, accuracy) -> {
                    log.stepped(step, loss, accuracy);
                    bar.stepped(step, loss, accuracy);
                  });
      var evaluation =
          Evaluation.of(
              Evaluation.classifier(network, parameters), Evaluation.TEST_SEED, TEST_SCENES);
      String result =
          String.format(
              Locale.ROOT,
              "test-images=%d accuracy=%.4f",
              evaluation.count(),
              evaluation.accuracy());
      log.note(result);
      log.note(evaluation.table().stripTrailing());
      log.note(
          String.format(
              Locale.ROOT,
              "threads=%d seconds=%.0f",
              settings.threads(),
              (System.nanoTime() - startNs) / 1e9));
      ModelBundle.write(options.output(), network, parameters, description(evaluation));
      out.println(result + " bundle=" + options.output());
    }
  }

  private static String description(Evaluation evaluation) {
    return String.format(
        Locale.ROOT,
        "Classifies synthetic shapes into %d classes: %.2f %% top-1 on %d fresh generated images."
            + " Trained from scratch on generated scenes; not meant for photographs.",
        Shape.classes().size(),
        100 * evaluation.accuracy(),
        evaluation.count());
  }
}
