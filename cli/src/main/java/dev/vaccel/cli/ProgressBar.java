package dev.vaccel.cli;

import java.io.PrintStream;

/**
 * One line on stderr that shows how far something is; nothing at all where stderr is no terminal.
 * Redrawn at most ten times a second. Confined to one thread.
 */
final class ProgressBar implements AutoCloseable {
  private static final int CELLS = 24;
  private static final long REDRAW_NS = 100_000_000;

  private final PrintStream out;
  private final boolean shown;
  private final String label;
  private long drawnAtNs;
  private boolean drawn;

  ProgressBar(Terminal terminal, String label) {
    this.out = terminal.err();
    this.shown = terminal.errIsTerminal();
    this.label = label;
  }

  /** Shows that {@code done} of {@code total} is done, with a text such as an amount. */
  void update(long done, long total, String text) {
    if (!shown || total <= 0) {
      return;
    }
    long now = System.nanoTime();
    if (drawn && done < total && now - drawnAtNs < REDRAW_NS) {
      return;
    }
    drawnAtNs = now;
    drawn = true;
    out.print("\r\u001b[K" + line(label, done, total, text));
    out.flush();
  }

  static String line(String label, long done, long total, String text) {
    double share = Math.clamp((double) done / total, 0, 1);
    int full = (int) (share * CELLS);
    return "%s [%s%s] %3d%% %s"
        .formatted(label, "=".repeat(full), " ".repeat(CELLS - full), (int) (share * 100), text)
        .stripTrailing();
  }

  @Override
  public void close() {
    clear();
  }

  /** Removes the line, so that a message can take its place; the next update draws it again. */
  void clear() {
    if (drawn) {
      out.print("\r\u001b[K");
      out.flush();
      drawn = false;
    }
  }
}
