package dev.vaccel.backend.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Colours differ, stay, and carry readable text. */
final class PaletteTest {
  @Test
  void classesHaveColorsOfTheirOwn() {
    Set<Integer> colors = new HashSet<>();
    for (int index = 0; index < 256; index++) {
      assertTrue(colors.add(Palette.ofClass(index)), "class " + index);
    }
    Palette.ofClass(Integer.MIN_VALUE);
    Palette.ofClass(Integer.MAX_VALUE);
  }

  @Test
  void colorsArePartOfWhatUsersKnow() {
    assertEquals(0xE69F00, Palette.ofClass(0));
    assertEquals(0x0072B2, Palette.ofClass(6));
    assertEquals(Palette.ofClass(80), Palette.ofClass(80));
  }

  /** WCAG asks for 3 with large or bold text and 4.5 with other. */
  @Test
  void textStandsOutFromEveryColor() {
    for (int index = 0; index < 1000; index++) {
      int color = Palette.ofClass(index);
      double contrast = Palette.contrast(color, Palette.textOn(color));
      assertTrue(contrast >= 4, "class " + index + ": " + contrast);
    }
    assertEquals(21, Palette.contrast(0, Palette.WHITE), 0.01);
  }
}
