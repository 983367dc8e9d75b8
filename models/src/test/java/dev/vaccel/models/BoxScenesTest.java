package dev.vaccel.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class BoxScenesTest {
  @Test
  void sameSeedAndIndexGiveTheSameBytesOnEveryMachine() {
    byte[] rgb = BoxScenes.sample(1, 5).image().copyOfRgb();
    assertArrayEquals(rgb, BoxScenes.sample(1, 5).image().copyOfRgb());
    assertEquals(
        "4aac730c579fa590b381f72737ceca96f88426119945891efbc7d66d3d21aa11",
        ModelBundle.sha256(rgb));
    assertFalse(Arrays.equals(rgb, BoxScenes.sample(1, 6).image().copyOfRgb()));
    assertFalse(Arrays.equals(rgb, BoxScenes.sample(2, 5).image().copyOfRgb()));
  }

  @Test
  void everyShapeOccursAndLiesInsideThePicture() {
    Map<Shape, Integer> seen = new EnumMap<>(Shape.class);
    for (int i = 0; i < 200; i++) {
      var boxes = BoxScenes.sample(3, i).boxes();
      assertTrue(boxes.size() >= 1 && boxes.size() <= 4, boxes.size() + " boxes");
      for (var box : boxes) {
        seen.merge(box.shape(), 1, Integer::sum);
        assertTrue(box.centreX() - box.width() / 2 > -1, box.toString());
        assertTrue(box.centreX() + box.width() / 2 < ShapeModel.SIDE + 1, box.toString());
        assertTrue(box.centreY() - box.height() / 2 > -1, box.toString());
        assertTrue(box.centreY() + box.height() / 2 < ShapeModel.SIDE + 1, box.toString());
      }
    }
    assertEquals(BoxScenes.classes().size(), seen.size());
    // About 125 of each expected.
    seen.forEach((shape, times) -> assertTrue(times > 70 && times < 180, shape + " " + times));
  }

  @Test
  void boxIsWhatTheShapeCovers() {
    var random = new SplittableRandom(8);
    for (var shape : BoxScenes.classes()) {
      for (int i = 0; i < 5; i++) {
        double turn = random.nextDouble(-4, 4);
        double radius = random.nextDouble(20, 40);
        var place =
            new Placement(50, 50, radius, 0.8 * radius, StrictMath.cos(turn), StrictMath.sin(turn));
        int left = 100;
        int right = 0;
        int top = 100;
        int bottom = 0;
        for (int pixel = 0; pixel < 10_000; pixel++) {
          int x = pixel % 100;
          int y = pixel / 100;
          if (place.cover(shape, x, y) > 0) {
            left = Math.min(left, x);
            right = Math.max(right, x + 1);
            top = Math.min(top, y);
            bottom = Math.max(bottom, y + 1);
          }
        }
        var box = Outline.box(shape, place);
        String text = shape.label() + " turned by " + turn;
        // The drawn shape is cut to whole pixels, and its thinnest corners to sub-pixels.
        assertEquals(left, box.centreX() - box.width() / 2, 1.3, text);
        assertEquals(right, box.centreX() + box.width() / 2, 1.3, text);
        assertEquals(top, box.centreY() - box.height() / 2, 1.3, text);
        assertEquals(bottom, box.centreY() + box.height() / 2, 1.3, text);
      }
    }
  }

  @Test
  void overlapIsIntersectionByUnion() {
    var box = new LabelledBox(Shape.DISC, 10, 10, 4, 4);
    assertEquals(1, box.overlap(box), 1e-12);
    assertEquals(8.0 / 24, box.overlap(new LabelledBox(Shape.DISC, 12, 10, 4, 4)), 1e-12);
    assertEquals(0, box.overlap(new LabelledBox(Shape.DISC, 20, 10, 4, 4)), 1e-12);
  }

  @Test
  void decoderReadsBackWhatTheTruthSays() {
    int plane = BoxModel.PLANE;
    float[] scores = new float[BoxModel.CLASSES * plane];
    float[] boxes = new float[4 * plane];
    int cell = 3 * BoxModel.CELLS + 5;
    scores[2 * plane + cell] = 0.9f;
    // A neighbour that means the same triangle, a little less sure.
    scores[2 * plane + cell + 1] = 0.6f;
    boxes[cell] = 0.25f;
    boxes[cell + 1] = -0.75f;
    for (int each = cell; each <= cell + 1; each++) {
      boxes[plane + each] = -0.5f;
      boxes[2 * plane + each] = 0.25f;
      boxes[3 * plane + each] = 0.5f;
    }
    var outputs = Map.of(BoxModel.SCORES, scores, BoxModel.BOXES, boxes);
    var detections = BoxDecoder.decode(outputs, 128);
    assertEquals(1, detections.size(), detections.toString());
    var expected = new LabelledBox(Shape.TRIANGLE, 5.75 * 8, 3 * 8, 32, 64);
    assertEquals(expected, detections.getFirst().box());
  }
}
