package dev.vaccel.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ShapeScenesTest {
  @Test
  void sameSeedAndIndexGiveTheSameBytesOnEveryMachine() {
    var scene = ShapeScenes.sample(1, 5);
    assertEquals(Shape.STAR, scene.shape());
    assertEquals(
        "c7869f50c56a5a52bf9482a3d9ec6cb7a5269228dcd84b6be085431284792812",
        ModelBundle.sha256(scene.image().copyOfRgb()));
    assertArrayEquals(scene.image().copyOfRgb(), ShapeScenes.sample(1, 5).image().copyOfRgb());
  }

  @Test
  void otherSeedsAndIndicesGiveOtherScenes() {
    byte[] scene = ShapeScenes.sample(1, 5).image().copyOfRgb();
    assertFalse(Arrays.equals(scene, ShapeScenes.sample(1, 6).image().copyOfRgb()));
    assertFalse(Arrays.equals(scene, ShapeScenes.sample(2, 5).image().copyOfRgb()));
  }

  @Test
  void everyShapeIsAboutEquallyLikely() {
    int[] seen = new int[Shape.classes().size()];
    for (int i = 0; i < 1000; i++) {
      seen[ShapeScenes.sample(3, i).shape().classIndex()]++;
    }
    for (var shape : Shape.classes()) {
      int times = seen[shape.classIndex()];
      // 100 expected, standard deviation 9.5.
      assertTrue(times > 60 && times < 140, shape.label() + " " + times + " times of 1000");
    }
  }

  @ParameterizedTest
  @EnumSource
  void shapeStaysInsideTheUnitCircleAndFillsSomeOfIt(Shape shape) {
    var random = new SplittableRandom(7);
    int covered = 0;
    for (int i = 0; i < 100_000; i++) {
      double u = random.nextDouble(-1.5, 1.5);
      double v = random.nextDouble(-1.5, 1.5);
      if (shape.covers(u, v)) {
        covered++;
        assertTrue(Math.hypot(u, v) <= 1.01, shape.label() + " covers " + u + ", " + v);
      }
    }
    // Of the square of side 3 the unit circle is 35 %, the thinnest shape 10 %.
    assertTrue(covered > 9_000 && covered < 35_000, shape.label() + " covers " + covered);
  }

  @Test
  void classIndicesAreTheOrderOfTheLabels() {
    for (int i = 0; i < Shape.classes().size(); i++) {
      assertEquals(i, Shape.classes().get(i).classIndex());
    }
  }

  @Test
  void pictureHasTheSizeAndShapeAskedFor() {
    var scene = ShapeScenes.picture(Shape.ARROW, 4, 32, 20);
    assertEquals(Shape.ARROW, scene.shape());
    assertEquals(32, scene.image().width());
    assertEquals(20, scene.image().height());
    assertEquals(3 * 32 * 20, scene.image().copyOfRgb().length);
  }

  @Test
  void modelInputIsPlanesOfScaledPixels() {
    var image = ShapeScenes.picture(Shape.DISC, 1, 4, 3).image();
    float[] input = new float[36];
    image.toModelInput(input);
    byte[] rgb = image.copyOfRgb();
    assertEquals(((rgb[1] & 0xff) - 127.5) / 127.5, input[12], 1e-6, "green of the first pixel");
    assertEquals(((rgb[3 * 11 + 2] & 0xff) - 127.5) / 127.5, input[35], 1e-6, "last blue");
  }
}
