package dev.vaccel.backend.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vaccel.model.ResizeRule;
import org.junit.jupiter.api.Test;

class FrameTest {
  @Test
  void stretchedPicturesFillTheInput() {
    Frame frame = Frame.of(ResizeRule.STRETCH, 200, 100, 50, 50);
    assertEquals(50, frame.x(0.25f));
    assertEquals(75, frame.y(0.75f));
    assertEquals(new Part(0, 0, 8, 8), frame.visible(8, 8));
  }

  @Test
  void borderAroundAPictureIsNotInIt() {
    // 200 x 100 becomes 50 x 25, twelve rows from the top.
    Frame frame = Frame.of(ResizeRule.LETTERBOX, 200, 100, 50, 50);
    assertEquals(100, frame.x(0.5f));
    assertEquals(0, frame.y(0.1f));
    assertEquals(0, frame.y(0.24f));
    assertEquals(100, frame.y(37 / 50f), 1e-3);
    assertEquals(100, frame.y(1));
    assertEquals(50, frame.y(24.5f / 50), 1e-3);
    assertEquals(new Part(0, 12, 50, 25), frame.visible(50, 50));
    assertEquals(new Part(0, 0, 1, 1), frame.visible(1, 1));
  }

  @Test
  void croppedPicturesAreSeenInTheMiddle() {
    Frame frame = Frame.of(ResizeRule.CROP, 200, 100, 50, 50);
    assertEquals(50, frame.x(0));
    assertEquals(150, frame.x(1));
    assertEquals(50, frame.y(0.5f));
  }

  @Test
  void nothingLeavesThePicture() {
    Frame frame = Frame.of(ResizeRule.STRETCH, 200, 100, 50, 50);
    assertEquals(0, frame.x(-1e30f));
    assertEquals(200, frame.x(Float.MAX_VALUE));
    assertEquals(100, frame.y(7));
  }
}
