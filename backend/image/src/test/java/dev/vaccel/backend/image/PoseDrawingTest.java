package dev.vaccel.backend.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.Annotation;
import dev.vaccel.api.KeyPoint;
import dev.vaccel.api.Pose;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Points, and what joins them. */
final class PoseDrawingTest {
  private static final Pixels PICTURE = Drawn.plain(600, 400, 128);
  private static final int GROUND = 0x808080;

  private static KeyPoint point(String name, float x, float y) {
    return new KeyPoint(0, name, 0.9f, x, y);
  }

  private static BufferedImage draw(KeyPoint... points) throws Exception {
    List<Pose> poses = List.of(new Pose(0.9f, List.of(points)));
    return Drawn.image(new Annotator().poses(Annotation.PNG, PICTURE, poses));
  }

  @Test
  void knownNamesAreJoinedInTheColorOfTheirSide() throws Exception {
    BufferedImage left = draw(point("left_hip", 100, 100), point("left_knee", 100, 300));
    assertEquals(Palette.LEFT, Drawn.rgb(left, 100, 200));
    assertEquals(Palette.LEFT, Drawn.rgb(left, 100, 100), "the point");
    BufferedImage right = draw(point("r_hand", 100, 100), point("r_elbow", 300, 100));
    assertEquals(Palette.RIGHT, Drawn.rgb(right, 200, 100));
    BufferedImage across = draw(point("left hip", 100, 100), point("Right-Hip", 300, 100));
    assertEquals(Palette.MIDDLE, Drawn.rgb(across, 200, 100));
    BufferedImage apart = draw(point("left_ear", 100, 100), point("left_ankle", 300, 100));
    assertEquals(GROUND, Drawn.rgb(apart, 200, 100), "no bone");
  }

  @Test
  void unknownSetsArePointsOnly() throws Exception {
    BufferedImage image =
        draw(point("left_hip", 100, 100), point("left_knee", 100, 300), point("tail", 400, 100));
    assertEquals(GROUND, Drawn.rgb(image, 100, 200));
    assertEquals(Palette.LEFT, Drawn.rgb(image, 100, 300));
    assertEquals(Palette.MIDDLE, Drawn.rgb(image, 400, 100));
  }

  @Test
  void pointsThatAreNowhereAreNotDrawn() throws Exception {
    float nan = Float.NaN;
    BufferedImage image =
        draw(
            point("left_hip", nan, 100),
            point("left_knee", 100, nan),
            point("right_hip", 1e30f, 100),
            point("right_knee", -5, 100),
            point("nose", 100, Float.POSITIVE_INFINITY),
            new KeyPoint(0, "left_eye", nan, 100, 100));
    assertEquals(600 * 400, Drawn.count(image, Drawn.whole(image), GROUND));
  }

  @Test
  void severalBodiesHaveScores() throws Exception {
    Pose one = new Pose(0.9f, List.of(point("nose", 100, 100), point("left_eye", 120, 90)));
    Pose two = new Pose(0.4f, List.of(point("nose", 400, 100), point("left_eye", 420, 90)));
    BufferedImage alone = Drawn.image(new Annotator().poses(Annotation.PNG, PICTURE, List.of(one)));
    BufferedImage both =
        Drawn.image(new Annotator().poses(Annotation.PNG, PICTURE, List.of(one, two)));
    Part above = new Part(102, 72, 30, 16);
    assertEquals(0, Drawn.count(alone, above, Palette.INK));
    assertTrue(Drawn.count(both, above, Palette.INK) > 200);
  }

  @Test
  void skeletonsAreChosenByTheirNames() {
    assertEquals(16, Skeleton.joining(Set.of("nose", "left_knee")).size());
    assertEquals(14, Skeleton.joining(Set.of("head_top", "left_knee")).size());
    assertEquals(8, Skeleton.joining(Set.of("hip", "left_hand")).size());
    assertEquals(List.of(), Skeleton.joining(Set.of("hip", "left_knee")));
    assertEquals("left_hand", Skeleton.name(" L_Hand"));
  }
}
