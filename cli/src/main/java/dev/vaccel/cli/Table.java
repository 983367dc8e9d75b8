package dev.vaccel.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows in aligned columns. Where they are wider than the terminal, the last column is broken at
 * blanks; its further lines stand below its first. Confined to one thread.
 */
final class Table {
  private static final int GAP = 2;
  private static final int MIN_LAST = 16;

  private final String[] titles;
  private final boolean[] right;
  private final int[] widths;
  private final List<String[]> rows = new ArrayList<>();
  private boolean begun;

  /** Columns with these titles; a title that begins with {@code >} is of a column of numbers. */
  Table(String... titles) {
    this.titles = titles.clone();
    this.right = new boolean[titles.length];
    this.widths = new int[titles.length];
    for (int i = 0; i < titles.length; i++) {
      right[i] = titles[i].startsWith(">");
      this.titles[i] = right[i] ? titles[i].substring(1) : titles[i];
    }
  }

  /** Adds a row, with a cell for each column. */
  void add(String... cells) {
    if (cells.length != titles.length) {
      throw new IllegalArgumentException(cells.length + " cells for " + titles.length + " columns");
    }
    String[] row = new String[cells.length];
    for (int i = 0; i < cells.length; i++) {
      row[i] = PlainText.line(cells[i]);
    }
    rows.add(row);
  }

  /**
   * Prints the rows that were added since the last time, titles the first time; none wider than
   * {@code width} columns where that is possible.
   */
  void print(PrintStream out, int width) {
    int last = titles.length - 1;
    List<String[]> all = new ArrayList<>();
    if (!begun) {
      all.add(titles);
      begun = true;
    }
    all.addAll(rows);
    rows.clear();
    int before = 0;
    for (int i = 0; i <= last; i++) {
      for (String[] row : all) {
        widths[i] = Math.max(widths[i], length(row[i]));
      }
      before += i < last ? widths[i] + GAP : 0;
    }
    if (!right[last]) {
      widths[last] = Math.max(MIN_LAST, Math.min(widths[last], width - before));
    }
    for (String[] row : all) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < last; i++) {
        pad(line, row[i], widths[i], right[i]);
        line.append(" ".repeat(GAP));
      }
      List<String> pieces = right[last] ? List.of(row[last]) : broken(row[last], widths[last]);
      for (String piece : pieces) {
        pad(line, piece, right[last] ? widths[last] : 0, right[last]);
        out.println(line.toString().stripTrailing());
        line.setLength(0);
        line.append(" ".repeat(before));
      }
    }
  }

  private static void pad(StringBuilder line, String text, int width, boolean right) {
    String blanks = " ".repeat(Math.max(0, width - length(text)));
    line.append(right ? blanks + text : text + blanks);
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  private static List<String> broken(String text, int width) {
    List<String> pieces = new ArrayList<>();
    String rest = text;
    while (rest.length() > width) {
      int at = rest.lastIndexOf(' ', width);
      if (at <= 0) {
        at = rest.indexOf(' '); // a word that is too long stands alone: a path must stay whole
        if (at < 0) {
          break;
        }
      }
      pieces.add(rest.substring(0, at));
      rest = rest.substring(at).stripLeading();
    }
    pieces.add(rest);
    return pieces;
  }
}
