package dev.vaccel.cli;

/**
 * Text from elsewhere (labels, names, a peer's messages) made harmless: an escape sequence in it
 * would otherwise be the terminal's to obey.
 */
final class PlainText {
  private PlainText() {}

  /** The text on one line, without control characters. */
  static String line(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i)) || isOddSeparator(text.charAt(i))) {
        return cleaned(text);
      }
    }
    return text;
  }

  private static String cleaned(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c) || isOddSeparator(c)) {
        boolean blank = c == '\n' || c == '\r' || c == '\t' || isOddSeparator(c);
        if (!blank) {
          clean.append('?');
        } else if (!clean.isEmpty() && clean.charAt(clean.length() - 1) != ' ') {
          clean.append(' ');
        }
      } else {
        clean.append(c);
      }
    }
    return clean.toString().stripTrailing();
  }

  // Line and paragraph separator, and the marks that change the direction of what follows.
  private static boolean isOddSeparator(char c) {
    return c == '\u2028' || c == '\u2029' || (c >= '\u202a' && c <= '\u202e');
  }
}
