package dev.vaccel.backend.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecodedTest {
  @Test
  void everyPixelIsWhereItIs() {
    Decoded full = Decoded.full(Drawn.plain(4001, 7, 1));
    assertEquals("4001x7", full.width() + "x" + full.height());
    for (Part part : new Part[] {Part.whole(4001, 7), new Part(1333, 2, 1999, 3)}) {
      assertEquals(Area.of(part), full.area(part));
      assertEquals(part, full.area(part).enclosing());
      assertEquals(new Span(part.width(), 0, part.width()), full.area(part).across());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1,  0, 0, 17, 11",
    "2,  0.875, 0, 17, 11",
    "3,  0.875, 0.625, 17, 11",
    "4,  0, 0.625, 17, 11",
    "5,  0, 0, 11, 17",
    "6,  0.625, 0, 11, 17",
    "7,  0.625, 0.875, 11, 17",
    "8,  0, 0.875, 11, 17",
    "9,  0, 0, 17, 11",
  })
  void restOfTheLastSquaresTurnsWithThePicture(
      int orientation, double left, double top, int width, int height) {
    // 17 x 11 in squares of eight: three columns, two rows.
    Decoded stored = new Decoded(Drawn.plain(3, 2, 1), 17, 11, new Area(0, 0, 17 / 8.0, 11 / 8.0));
    Decoded upright = Upright.of(stored, orientation);
    assertEquals(width, upright.width());
    assertEquals(height, upright.height());
    assertEquals(new Area(left, top, width / 8.0, height / 8.0), upright.shown());
    assertEquals(
        Part.whole(upright.pixels().width, upright.pixels().height), upright.shown().enclosing());
    Area part = upright.area(new Part(3, 2, 5, 6));
    assertEquals(new Area(left + 3 / 8.0, top + 2 / 8.0, 5 / 8.0, 6 / 8.0), part);
  }

  @Test
  void pixelsAtTheEndsHaveTheirShare() {
    Span span = Span.of(2.25, 2.5);
    assertEquals(new Span(3, 0.25, 2.5), span);
    assertEquals(0.75, span.share(0));
    assertEquals(1, span.share(1));
    assertEquals(0.75, span.share(2));
    assertEquals(0.5, new Span(1, 0.25, 0.5).share(0));
  }
}
