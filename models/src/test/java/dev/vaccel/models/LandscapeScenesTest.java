package dev.vaccel.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class LandscapeScenesTest {
  @Test
  void sameSeedAndIndexGiveTheSameBytesOnEveryMachine() {
    byte[] rgb = LandscapeScenes.sample(1, 5).image().copyOfRgb();
    assertArrayEquals(rgb, LandscapeScenes.sample(1, 5).image().copyOfRgb());
    assertEquals(
        "e102eba9d580169b2f22ca4fa7f8b27f4dda0bcea78e1b1e07132be2baa80beb",
        ModelBundle.sha256(rgb));
    assertFalse(Arrays.equals(rgb, LandscapeScenes.sample(1, 6).image().copyOfRgb()));
    assertFalse(Arrays.equals(rgb, LandscapeScenes.sample(2, 5).image().copyOfRgb()));
  }

  @Test
  void everyClassOccurs() {
    int[] seen = new int[LandscapeModel.CLASSES];
    for (int i = 0; i < 50; i++) {
      for (byte each : LandscapeScenes.sample(3, i).classes()) {
        seen[each]++;
      }
    }
    for (int k = 0; k < seen.length; k++) {
      // Of 204 800 pixels.
      assertTrue(seen[k] > 4000, Landscape.LABELS.get(k) + " " + seen[k]);
    }
  }

  @Test
  void depthFollowsFromWhatIsThere() {
    var scene = LandscapeScenes.picture(5, 100);
    for (int i = 0; i < scene.classes().length; i++) {
      double depth = scene.inverseDepth()[i];
      switch (scene.classes()[i]) {
        case Landscape.SKY -> assertEquals(0, depth, "sky at " + i);
        case Landscape.GROUND -> {
          assertTrue(depth > 0 && depth <= 1, "ground of " + depth);
          if (i >= 100 && scene.classes()[i - 100] == Landscape.GROUND) {
            assertTrue(depth > scene.inverseDepth()[i - 100], "nearer ground is lower");
          }
        }
        // Nothing stands farther or nearer.
        default -> assertTrue(depth >= 0.2 && depth <= 0.9, "thing at " + depth);
      }
    }
  }

  @Test
  void aThingIsAsFarAsTheGroundItStandsOn() {
    int compared = 0;
    for (int index = 0; index < 20; index++) {
      var scene = LandscapeScenes.sample(9, index);
      int side = ShapeModel.SIDE;
      for (int i = 0; i + side < scene.classes().length; i++) {
        boolean foot =
            scene.classes()[i] == Landscape.BOX && scene.classes()[i + side] == Landscape.GROUND;
        if (foot) {
          compared++;
          double ground = scene.inverseDepth()[i + side];
          assertEquals(ground, scene.inverseDepth()[i], 0.05);
        }
      }
    }
    assertTrue(compared > 20, compared + " feet of boxes");
  }
}
