package dev.vaccel.fetch;

/** What servers and others say, for messages. */
final class ForeignText {
  private static final int MOST = 300;

  private ForeignText() {}

  /** One line of it that does nothing to a terminal. */
  static String printable(String text) {
    String start = text.substring(0, Math.min(text.length(), 2 * MOST));
    String line = start.replaceAll("\\s+", " ").replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "?").strip();
    return line.length() <= MOST ? line : line.substring(0, MOST) + "...";
  }
}
