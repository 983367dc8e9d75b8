package dev.vaccel.backend.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our own font: every character has its own shape, and text stays where it was measured to be. */
final class TextLineTest {
  private static final String ALL = all();

  private static String all() {
    StringBuilder all = new StringBuilder();
    for (char c = ' '; c <= '~'; c++) {
      all.append(c);
    }
    return all.toString();
  }

  private static Canvas drawn(String text, int capHeight) {
    Canvas canvas = new Canvas(80, 60);
    TextLine line = new TextLine(text, capHeight);
    line.draw(canvas, new Coverage(80, 60), 20, 40, 0xFFFFFF);
    return canvas;
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 12, 24})
  void everyPrintableCharacterLooksLikeNoOther(int capHeight) {
    Set<Integer> shapes = new HashSet<>();
    for (int i = 1; i < ALL.length(); i++) {
      Canvas canvas = drawn(ALL.substring(i, i + 1), capHeight);
      long bright = brightPixels(canvas);
      assertTrue(bright >= 2, ALL.charAt(i) + " has " + bright + " pixels");
      assertTrue(shapes.add(Arrays.hashCode(canvas.data)), "twice: " + ALL.charAt(i));
    }
    int unknown = Arrays.hashCode(drawn("\u25A1", capHeight).data);
    assertTrue(shapes.add(unknown), "the box");
    assertEquals(unknown, Arrays.hashCode(drawn("\u4E2D", capHeight).data));
    assertEquals(0, brightPixels(drawn(" ", capHeight)));
  }

  private static long brightPixels(Canvas canvas) {
    long bright = 0;
    for (int i = 0; i < canvas.data.length; i += Canvas.CHANNELS) {
      bright += (canvas.data[i] & 0xFF) > 128 ? 1 : 0;
    }
    return bright;
  }

  @ParameterizedTest
  @ValueSource(ints = {9, 10, 11, 12, 14, 17, 31})
  void textLiesWithinItsBox(int capHeight) {
    int pad = (capHeight + 1) / 2;
    TextLine line = new TextLine(ALL, capHeight);
    int width = (int) Math.ceil(line.width()) + 40;
    int height = capHeight + 2 * pad + 20;
    Canvas canvas = new Canvas(width, height);
    line.draw(canvas, new Coverage(width, height), 20, 10 + pad + capHeight, 0xFFFFFF);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        boolean isOutside = y < 10 || y >= height - 10 || x < 18 || x >= width - 18;
        assertFalse(isOutside && canvas.rgb(x, y) != 0, capHeight + ": " + x + "," + y);
      }
    }
  }

  @Test
  void capitalsHaveSharpEdges() {
    Canvas canvas = drawn("E", 12);
    assertEquals(0xFFFFFF, canvas.rgb(20, 34), "the stem's first column");
    assertEquals(0, canvas.rgb(19, 34));
    assertEquals(0xFFFFFF, canvas.rgb(22, 40 - 12), "the top row");
    assertEquals(0, canvas.rgb(22, 40 - 13));
    assertEquals(0xFFFFFF, canvas.rgb(22, 39), "the bottom row");
    assertEquals(0, canvas.rgb(22, 40));
  }

  @Test
  void longTextIsCutToFit() {
    TextLine cut = TextLine.fitting("a rather long label", 12, 80);
    assertTrue(cut.width() <= 80, "" + cut.width());
    assertTrue(cut.text().matches("a rath.*\\.\\.\\."), cut.text());
    assertEquals("short", TextLine.fitting("short", 12, 80).text());
    assertEquals("", TextLine.fitting("short", 12, 3).text());
    assertEquals("", TextLine.fitting("short", 12, -50).text());
  }

  @Test
  void labelsOfStrangersBecomeOneLineOfAscii() {
    assertEquals("Cafe Strasse", PlainLabel.of("Caf\u00E9 Stra\u00DFe"));
    assertEquals("a b c", PlainLabel.of("  a\u0000\n\tb\u001B\u0007 c\r"));
    assertEquals("[31mred", PlainLabel.of("\u001B[31mred"));
    assertEquals("x\u25A1\u25A1", PlainLabel.of("x\u4E2D\uD83D\uDE00"), "one box for a pair");
    assertEquals("ab", PlainLabel.of("a\u202E\u200Db"), "no marks of direction");
    assertEquals("", PlainLabel.of("\u0000\u0301\u0301"));
    String endless = PlainLabel.of("y".repeat(1_000_000));
    assertEquals(203, endless.length());
    assertTrue(endless.endsWith("..."));
  }
}
