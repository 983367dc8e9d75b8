package dev.vaccel.models;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Writes the course of a training run as lines of {@code key=value}, so that it can be counted and
 * plotted. Confined to the training thread; the owner closes it.
 */
final class TrainingLog implements Trainer.Listener, AutoCloseable {
  static final int STEPS_PER_LINE = 250;

  private final PrintWriter out;
  private final int steps;
  private double loss;
  private double accuracy;
  private int since;

  TrainingLog(Path file, int steps) throws IOException {
    this.out = new PrintWriter(Files.newBufferedWriter(file));
    this.steps = steps;
  }

  /** A line of its own: settings, results. */
  void note(String line) {
    out.println(line);
    out.flush();
  }

  /** Collects a step; each {@value #STEPS_PER_LINE} steps and at the end writes their means. */
  @Override
  public void stepped(int step, double loss, double accuracy) {
    this.loss += loss;
    this.accuracy += accuracy;
    since++;
    if (since == STEPS_PER_LINE || step == steps) {
      note(line(step, this.loss / since, this.accuracy / since));
      this.loss = 0;
      this.accuracy = 0;
      since = 0;
    }
  }

  /** The line for the steps up to {@code step}, with their mean loss and accuracy. */
  static String line(int step, double loss, double accuracy) {
    return String.format(Locale.ROOT, "step=%d loss=%.4f accuracy=%.4f", step, loss, accuracy);
  }

  @Override
  public void close() {
    out.close();
  }
}
