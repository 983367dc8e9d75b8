package dev.vaccel.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.models.FigureScene.Point;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class FigureScenesTest {
  @Test
  void sameSeedAndIndexGiveTheSameBytesOnEveryMachine() {
    byte[] rgb = FigureScenes.sample(1, 5).image().copyOfRgb();
    assertArrayEquals(rgb, FigureScenes.sample(1, 5).image().copyOfRgb());
    assertEquals(
        "647c97719eb60a11b87831198c0959262dc630d40f238cfb6f88198f528257f3",
        ModelBundle.sha256(rgb));
    assertFalse(Arrays.equals(rgb, FigureScenes.sample(1, 6).image().copyOfRgb()));
    assertFalse(Arrays.equals(rgb, FigureScenes.sample(2, 5).image().copyOfRgb()));
  }

  @Test
  void everyJointLiesInsideThePicture() {
    for (int i = 0; i < 200; i++) {
      var joints = FigureScenes.sample(3, i).joints();
      assertEquals(Figure.LABELS.size(), joints.size());
      for (var joint : joints) {
        assertTrue(joint.x() > 1 && joint.x() < ShapeModel.SIDE - 1, joint.toString());
        assertTrue(joint.y() > 1 && joint.y() < ShapeModel.SIDE - 1, joint.toString());
      }
    }
  }

  @Test
  void limbsHaveTheColoursOfTheirSide() {
    for (int seed = 0; seed < 20; seed++) {
      var scene = FigureScenes.picture(seed, 256);
      var joints = scene.joints();
      assertNear(new int[] {230, 51, 51}, scene, joints.get(Figure.LEFT_FOOT));
      assertNear(new int[] {51, 77, 242}, scene, joints.get(Figure.RIGHT_FOOT));
      assertNear(new int[] {51, 77, 242}, scene, joints.get(Figure.RIGHT_HAND));
    }
  }

  private static void assertNear(int[] expected, FigureScene scene, Point point) {
    byte[] rgb = scene.image().copyOfRgb();
    int row = (int) point.y();
    int column = (int) point.x();
    int at = 3 * (row * scene.image().width() + column);
    for (int channel = 0; channel < 3; channel++) {
      assertEquals(expected[channel], rgb[at + channel] & 0xff, 2, scene.joints().toString());
    }
  }

  @Test
  void aJointIsWhereItsMapIsLargest() {
    float[] maps = new float[FigureModel.JOINTS * FigureModel.PLANE];
    maps[2 * FigureModel.PLANE + 7 * FigureModel.CELLS + 3] = 0.5f;
    assertEquals(new Point(28, 60), FigureScore.joint(maps, 2, 256));
  }
}
