package dev.vaccel.backend.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.Annotation;
import dev.vaccel.api.Detection;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Boxes and their labels, looked at pixel by pixel. */
final class BoxDrawingTest {
  private static final Pixels PICTURE = Drawn.plain(600, 400, 128);
  private static final int GROUND = 0x808080;

  private static BufferedImage draw(Detection... detections) throws Exception {
    return Drawn.image(new Annotator().detections(Annotation.PNG, PICTURE, List.of(detections)));
  }

  private static Detection box(int index, float left, float top, float right, float bottom) {
    return new Detection(index, "thing", 0.5f, left, top, right, bottom);
  }

  @Test
  void theFrameHasTheClassesColorAndLeavesTheInsideAlone() throws Exception {
    BufferedImage image = draw(box(1, 100, 100, 500, 300));
    int color = Palette.ofClass(1);
    for (int x = 100; x < 500; x += 50) {
      assertEquals(color, Drawn.rgb(image, x, 300 - 1));
    }
    for (int y = 150; y < 300; y += 50) {
      assertEquals(color, Drawn.rgb(image, 100, y));
      assertEquals(color, Drawn.rgb(image, 500 - 1, y));
    }
    Part inside = new Part(110, 130, 380, 160);
    assertEquals(380 * 160, Drawn.count(image, inside, GROUND));
    // The dark edge, then nothing.
    assertNotEquals(GROUND, Drawn.rgb(image, 300, 300));
    assertEquals(GROUND, Drawn.rgb(image, 300, 305));
  }

  @Test
  void theLabelStandsAboveItsBoxInItsColor() throws Exception {
    BufferedImage image = draw(box(2, 100, 100, 500, 300));
    int color = Palette.ofClass(2);
    Part above = new Part(104, 82, 50, 16);
    assertTrue(Drawn.count(image, above, color) > 400, "a filled box");
    assertTrue(Drawn.count(image, above, Palette.textOn(color)) > 20, "with text");
    assertEquals(0, Drawn.count(image, above, GROUND), "opaque");
  }

  @Test
  void whatIsNoBoxInThePictureIsNotDrawn() throws Exception {
    float nan = Float.NaN;
    BufferedImage image =
        draw(
            box(1, nan, 10, 50, 50),
            box(1, 10, nan, 50, 50),
            box(1, 10, 10, nan, 50),
            box(1, 10, 10, 50, nan),
            box(1, Float.NEGATIVE_INFINITY, 10, Float.POSITIVE_INFINITY, nan),
            box(1, -100, -100, -10, -10),
            box(1, 700, 10, 800, 100),
            box(1, 50, 50, 10, 10),
            box(1, 50, 50, 50, 90),
            new Detection(1, "no score", nan, 10, 10, 100, 100));
    assertEquals(600 * 400, Drawn.count(image, Drawn.whole(image), GROUND));
  }

  @Test
  void aBoxThatLeavesThePictureIsCutByIt() throws Exception {
    BufferedImage image = draw(box(3, -1e30f, 100, 1e30f, Float.POSITIVE_INFINITY));
    int color = Palette.ofClass(3);
    assertEquals(color, Drawn.rgb(image, 0, 200));
    assertEquals(color, Drawn.rgb(image, 599, 200));
    assertEquals(color, Drawn.rgb(image, 300, 399));
  }

  @Test
  void theHigherScoreLiesOnTop() throws Exception {
    BufferedImage image = draw(box(1, 100, 100, 300, 300), box(2, 100, 100, 300, 300));
    assertEquals(Palette.ofClass(1), Drawn.rgb(image, 100, 250));
  }

  @Test
  void labelsOfOneCrowdDoNotCoverEachOther() {
    LabelLayout layout = new LabelLayout(600, 400);
    List<Part> placed = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      Part place = layout.place(new Part(200 + i, 150 + i, 200, 150), 90, 20);
      assertTrue(place != null, "there is room");
      assertTrue(place.left() >= 0 && place.left() + place.width() <= 600, place.toString());
      assertTrue(place.top() >= 0 && place.top() + place.height() <= 400, place.toString());
      for (Part other : placed) {
        boolean isApart =
            place.left() + place.width() <= other.left()
                || other.left() + other.width() <= place.left()
                || place.top() + place.height() <= other.top()
                || other.top() + other.height() <= place.top();
        assertTrue(isApart, place + " covers " + other);
      }
      placed.add(place);
    }
  }

  @Test
  void labelsStayInThePictureAtItsCorners() {
    LabelLayout layout = new LabelLayout(100, 60);
    for (Part box : List.of(new Part(95, 0, 5, 5), new Part(0, 55, 5, 5), new Part(95, 55, 5, 5))) {
      Part place = layout.place(box, 40, 20);
      assertTrue(place != null && place.left() >= 0 && place.left() <= 60, "" + place);
      assertTrue(place.top() >= 0 && place.top() <= 40, "" + place);
    }
    assertNull(layout.place(new Part(0, 0, 10, 10), 101, 20));
    assertNull(layout.place(new Part(0, 0, 10, 10), 40, 61));
  }

  @Test
  void scoresHaveTheDigitsThatCount() {
    assertEquals("87%", Tags.percent(0.874f));
    assertEquals("4.3%", Tags.percent(0.043f));
    assertEquals("10%", Tags.percent(0.0999f));
    assertEquals("100%", Tags.percent(3f));
    assertEquals("0%", Tags.percent(-3f));
  }
}
