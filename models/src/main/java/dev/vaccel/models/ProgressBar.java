package dev.vaccel.models;

import java.io.PrintStream;
import java.util.Locale;

/**
 * A line on standard error that shows how far training is. Silent unless the program runs at a
 * terminal. Confined to the training thread.
 */
final class ProgressBar implements Trainer.Listener {
  private static final int WIDTH = 40;
  private static final long REDRAW_NS = 200_000_000;

  private final PrintStream out;
  private final boolean terminal;
  private final int steps;
  private final String scoreName;
  private final long startNs = System.nanoTime();
  private long drawnNs = startNs - REDRAW_NS;

  ProgressBar(PrintStream out, int steps, String scoreName) {
    this(out, steps, scoreName, atTerminal());
  }

  ProgressBar(PrintStream out, int steps, String scoreName, boolean terminal) {
    this.out = out;
    this.steps = steps;
    this.scoreName = scoreName;
    this.terminal = terminal;
  }

  // JDK 25 has no console at all where input or output is redirected; JDK 22 to 24 had one.
  @SuppressWarnings("SystemConsoleNull")
  private static boolean atTerminal() {
    var console = System.console();
    return console != null && console.isTerminal();
  }

  @Override
  public void stepped(int step, double loss, double score) {
    long nowNs = System.nanoTime();
    if (!terminal || (step < steps && nowNs - drawnNs < REDRAW_NS)) {
      return;
    }
    drawnNs = nowNs;
    int filled = (int) ((long) WIDTH * step / steps);
    double leftSeconds = (nowNs - startNs) / 1e9 / step * (steps - step);
    out.printf(
        Locale.ROOT,
        "\r[%s%s] %d/%d  loss %.3f  %s %.0f %%  %.0f s left ",
        "#".repeat(filled),
        ".".repeat(WIDTH - filled),
        step,
        steps,
        loss,
        scoreName,
        100 * score,
        leftSeconds);
    if (step == steps) {
      out.println();
    }
    out.flush();
  }
}
