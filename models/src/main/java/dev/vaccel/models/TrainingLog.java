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
  private final PrintWriter out;
  private final int steps;
  private double loss;
  private final String scoreName;
  private final int stepsPerLine;
  private double score;
  private int since;

  TrainingLog(Path file, int steps, String scoreName, int stepsPerLine) throws IOException {
    this.out = new PrintWriter(Files.newBufferedWriter(file));
    this.steps = steps;
    this.scoreName = scoreName;
    this.stepsPerLine = stepsPerLine;
  }

  /** A line of its own: settings, results. */
  void note(String line) {
    out.println(line);
    out.flush();
  }

  /** Collects a step; after each line's steps and at the end writes their means. */
  @Override
  public void stepped(int step, double loss, double score) {
    this.loss += loss;
    this.score += score;
    since++;
    if (since == stepsPerLine || step == steps) {
      note(line(step, this.loss / since, scoreName, this.score / since));
      this.loss = 0;
      this.score = 0;
      since = 0;
    }
  }

  /** The line for the steps up to {@code step}, with their mean loss and score. */
  static String line(int step, double loss, String scoreName, double score) {
    return String.format(Locale.ROOT, "step=%d loss=%.4f %s=%.4f", step, loss, scoreName, score);
  }

  @Override
  public void close() {
    out.close();
  }
}
