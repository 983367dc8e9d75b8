package dev.vaccel.backend.image;

import java.text.Normalizer;
import java.util.Map;

/**
 * Makes a label of anyone's text into what {@link Glyphs} can draw: accents are dropped, some
 * letters are spelt out, white space and control characters become single blanks, everything else a
 * character that is drawn as a box.
 */
final class PlainLabel {
  static final String ELLIPSIS = "...";

  /** Longer ones are cut before anything is done with them. */
  private static final int MAX_CHARACTERS = 200;

  private static final char BOX = '\u25A1';

  private static final Map<Character, String> SPELT =
      Map.ofEntries(
          Map.entry('\u00DF', "ss"),
          Map.entry('\u00C6', "AE"),
          Map.entry('\u00E6', "ae"),
          Map.entry('\u00D8', "O"),
          Map.entry('\u00F8', "o"),
          Map.entry('\u0141', "L"),
          Map.entry('\u0142', "l"),
          Map.entry('\u0152', "OE"),
          Map.entry('\u0153', "oe"),
          Map.entry('\u0110', "D"),
          Map.entry('\u0111', "d"),
          Map.entry('\u0131', "i"),
          Map.entry('\u2018', "'"),
          Map.entry('\u2019', "'"),
          Map.entry('\u201C', "\""),
          Map.entry('\u201D', "\""),
          Map.entry('\u2010', "-"),
          Map.entry('\u2013', "-"),
          Map.entry('\u2014', "-"),
          Map.entry('\u2026', ELLIPSIS),
          Map.entry('\u00B0', "deg"),
          Map.entry('\u00B5', "u"),
          Map.entry('\u00D7', "x"));

  private PlainLabel() {}

  /** The text without what cannot be drawn; maybe empty. */
  static String of(String text) {
    String cut = text.length() > MAX_CHARACTERS ? text.substring(0, MAX_CHARACTERS) : text;
    String apart = Normalizer.normalize(cut, Normalizer.Form.NFD);
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < apart.length(); i++) {
      char c = apart.charAt(i);
      String spelt = SPELT.get(c);
      if (spelt != null) {
        plain.append(spelt);
      } else if (c > ' ' && c <= '~') {
        plain.append(c);
      } else if (Character.isWhitespace(c) || Character.isISOControl(c)) {
        if (!plain.isEmpty() && plain.charAt(plain.length() - 1) != ' ') {
          plain.append(' ');
        }
      } else if (isSeen(c)) {
        plain.append(BOX);
      }
    }
    if (text.length() > MAX_CHARACTERS) {
      plain.append(ELLIPSIS);
    }
    return plain.toString().strip();
  }

  // Not accents, joiners or marks of direction; of a pair of surrogates the first.
  private static boolean isSeen(char c) {
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> false;
      case Character.SPACE_SEPARATOR -> false;
      default -> !Character.isLowSurrogate(c);
    };
  }
}
