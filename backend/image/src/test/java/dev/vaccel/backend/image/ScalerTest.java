package dev.vaccel.backend.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vaccel.model.ResizeFilter;
import dev.vaccel.model.ResizeRule;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ScalerTest {
  private final Scaler scaler = new Scaler();

  @ParameterizedTest
  @EnumSource(ResizeFilter.class)
  void sameSizeChangesNothing(ResizeFilter filter) {
    Pixels picture = random(17, 9, 3, 1);
    assertArrayEquals(picture.data, scale(picture, 17, 9, filter).data);
  }

  @ParameterizedTest
  @EnumSource(ResizeFilter.class)
  void evenPicturesStayEven(ResizeFilter filter) {
    for (int value : new int[] {0, 1, 127, 128, 254, 255}) {
      for (int size = 1; size < 40; size += 3) {
        Pixels picture = new Pixels(31, 23, 3, false, filled(31 * 23 * 3, value));
        assertArrayEquals(
            filled(size * (size + 1) * 3, value), scale(picture, size, size + 1, filter).data);
      }
    }
  }

  @Test
  void halvingAntialiasedWeighsNeighboursByDistance() {
    // Triangle of half-width 2 at centre 1: weights 1,3,3,1 of the four nearest, cut at the edge.
    Pixels picture = new Pixels(4, 1, 1, false, new byte[] {0, 80, (byte) 160, (byte) 240});
    byte[] halved = scale(picture, 2, 1, ResizeFilter.ANTIALIAS).data;
    assertArrayEquals(new byte[] {57, (byte) 183}, halved);
  }

  @Test
  void halvingBilinearlyMeetsInTheMiddle() {
    Pixels picture = new Pixels(4, 1, 1, false, new byte[] {0, 80, (byte) 160, (byte) 240});
    byte[] halved = scale(picture, 2, 1, ResizeFilter.BILINEAR).data;
    assertArrayEquals(new byte[] {40, (byte) 200}, halved);
  }

  @ParameterizedTest
  @CsvSource({"40,30,7,11", "7,11,40,30", "100,3,1,3", "5,5,64,2", "333,222,100,50", "1,1,8,8"})
  void agreesWithPlainArithmetic(int width, int height, int toWidth, int toHeight) {
    for (int channels : new int[] {1, 3}) {
      Pixels picture = random(width, height, channels, width + height + channels);
      for (ResizeFilter filter : ResizeFilter.values()) {
        byte[] fast = scale(picture, toWidth, toHeight, filter).data;
        double[] plain = plain(picture, toWidth, toHeight, filter);
        for (int i = 0; i < plain.length; i++) {
          // 0.5 for each of two roundings, and a little for weights in 22 bits.
          assertEquals(plain[i], fast[i] & 0xFF, 1.02, filter + " at " + i);
        }
      }
    }
  }

  /**
   * Buffers for all rows of the tall one, or for all columns of the wide one, would be gigabytes.
   */
  @Test
  void veryTallAndVeryWidePicturesAreScaled() {
    byte[] data = filled(3_000_000 * 3, 77);
    byte[] expected = filled(16 * 16 * 3, 77);
    for (Pixels picture :
        new Pixels[] {
          new Pixels(1, 3_000_000, 3, false, data), new Pixels(3_000_000, 1, 3, false, data)
        }) {
      assertArrayEquals(expected, scale(picture, 16, 16, ResizeFilter.ANTIALIAS).data);
    }
  }

  @Test
  void buffersOfALargerPictureDoNotShowInTheNext() {
    Pixels small = random(9, 7, 3, 5);
    byte[] expected = scale(small, 4, 5, ResizeFilter.ANTIALIAS).data;
    scale(random(200, 150, 3, 6), 64, 64, ResizeFilter.ANTIALIAS);
    scale(random(50, 50, 1, 7), 4, 5, ResizeFilter.ANTIALIAS);
    assertArrayEquals(expected, scale(small, 4, 5, ResizeFilter.ANTIALIAS).data);
  }

  @ParameterizedTest
  @EnumSource(ResizeFilter.class)
  void partsAreScaledIntoParts(ResizeFilter filter) {
    Pixels picture = random(20, 10, 3, 9);
    Pixels cut = new Pixels(8, 6, 3, false, new byte[8 * 6 * 3]);
    for (int y = 0; y < 6; y++) {
      System.arraycopy(picture.data, ((y + 2) * 20 + 5) * 3, cut.data, y * 24, 24);
    }
    Pixels expected = scale(cut, 4, 3, filter);
    Pixels target = new Pixels(6, 5, 3, false, filled(6 * 5 * 3, 9));
    scaler.scale(picture, new Part(5, 2, 8, 6), target, new Part(1, 2, 4, 3), filter);
    for (int y = 0; y < 5; y++) {
      for (int x = 0; x < 6; x++) {
        boolean inside = x >= 1 && x < 5 && y >= 2;
        int want = inside ? expected.data[((y - 2) * 4 + x - 1) * 3] : 9;
        assertEquals(want, target.data[(y * 6 + x) * 3], x + "," + y);
      }
    }
  }

  @Test
  void partsThatEndInsideOfPixelsAreScaledAsTheyLie() {
    // Squares of 8x8, the last ones with one column and three rows of the picture.
    Pixels picture = waves(401, 299);
    Pixels reduced = squares(picture, 8);
    Part whole = Part.whole(20, 15);
    Pixels expected = scale(picture, 20, 15, ResizeFilter.ANTIALIAS);
    Pixels actual = new Pixels(20, 15, 1, false, new byte[20 * 15]);
    Area shown = new Area(0, 0, 401 / 8.0, 299 / 8.0);
    scaler.scale(reduced, shown, actual, whole, ResizeFilter.ANTIALIAS);
    Scenes.assertClose(expected, actual, 2, 0.5);
    // A part of it, cut in the middle of squares.
    Part part = new Part(101, 61, 205, 155);
    scaler.scale(picture, part, expected, whole, ResizeFilter.ANTIALIAS);
    Area area = new Area(101 / 8.0, 61 / 8.0, 205 / 8.0, 155 / 8.0);
    scaler.scale(reduced, area, actual, whole, ResizeFilter.ANTIALIAS);
    Scenes.assertClose(expected, actual, 3, 0.8);
  }

  @Test
  void partsFollowTheirRule() {
    assertEquals(new Part(0, 0, 40, 30), Part.taken(ResizeRule.STRETCH, 40, 30, 10, 10));
    assertEquals(new Part(0, 0, 10, 10), Part.filled(ResizeRule.STRETCH, 40, 30, 10, 10));
    assertEquals(new Part(5, 0, 30, 30), Part.taken(ResizeRule.CROP, 40, 30, 10, 10));
    assertEquals(new Part(0, 0, 10, 10), Part.filled(ResizeRule.CROP, 40, 30, 10, 10));
    assertEquals(new Part(0, 0, 40, 30), Part.taken(ResizeRule.LETTERBOX, 40, 30, 10, 10));
    assertEquals(new Part(0, 1, 10, 8), Part.filled(ResizeRule.LETTERBOX, 40, 30, 10, 10));
    assertEquals(new Part(0, 4, 10, 1), Part.filled(ResizeRule.LETTERBOX, 5000, 1, 10, 10));
    assertEquals(new Part(2499, 0, 1, 1), Part.taken(ResizeRule.CROP, 5000, 1, 10, 10));
  }

  /** Rises and falls by two or three at each step, right to the edges. */
  private static Pixels waves(int width, int height) {
    byte[] data = new byte[width * height];
    for (int i = 0; i < data.length; i++) {
      double across = Math.sin(i % width / 24.0);
      int row = i / width;
      double down = Math.cos(row / 20.0);
      data[i] = (byte) Math.round(127 + 60 * across + 60 * down);
    }
    return new Pixels(width, height, 1, false, data);
  }

  /** The mean of each square, as far as there is a picture. */
  private static Pixels squares(Pixels picture, int side) {
    int width = (picture.width + side - 1) / side;
    int height = (picture.height + side - 1) / side;
    byte[] data = new byte[width * height];
    for (int i = 0; i < data.length; i++) {
      int left = i % width * side;
      int top = i / width * side;
      int right = Math.min(left + side, picture.width);
      int bottom = Math.min(top + side, picture.height);
      double sum = 0;
      for (int y = top; y < bottom; y++) {
        for (int x = left; x < right; x++) {
          sum += Scenes.value(picture, x, y, 0);
        }
      }
      data[i] = (byte) Math.round(sum / ((right - left) * (bottom - top)));
    }
    return new Pixels(width, height, 1, false, data);
  }

  private Pixels scale(Pixels picture, int width, int height, ResizeFilter filter) {
    Pixels target =
        new Pixels(
            width,
            height,
            picture.channels,
            picture.bgr,
            new byte[width * height * picture.channels]);
    scaler.scale(
        picture,
        Part.whole(picture.width, picture.height),
        target,
        Part.whole(width, height),
        filter);
    return target;
  }

  /** Both axes in doubles, without rounding in between. */
  private static double[] plain(Pixels from, int width, int height, ResizeFilter filter) {
    double[] out = new double[width * height * from.channels];
    for (int y = 0; y < height; y++) {
      double[] down = weights(y, from.height, height, filter);
      for (int x = 0; x < width; x++) {
        double[] across = weights(x, from.width, width, filter);
        for (int c = 0; c < from.channels; c++) {
          double sum = 0;
          for (int sy = 0; sy < from.height; sy++) {
            for (int sx = 0; sx < from.width && down[sy] > 0; sx++) {
              int pixel = from.data[(sy * from.width + sx) * from.channels + c] & 0xFF;
              sum += down[sy] * across[sx] * pixel;
            }
          }
          out[(y * width + x) * from.channels + c] = sum;
        }
      }
    }
    return out;
  }

  private static double[] weights(int i, int source, int target, ResizeFilter filter) {
    double scale = (double) source / target;
    double[] weights = new double[source];
    if (filter == ResizeFilter.BILINEAR) {
      double position = Math.clamp((i + 0.5) * scale - 0.5, 0, source - 1);
      int near = (int) position;
      weights[near] += 1 - (position - near);
      weights[Math.min(near + 1, source - 1)] += position - near;
      return weights;
    }
    double width = Math.max(1, scale);
    double sum = 0;
    for (int s = 0; s < source; s++) {
      weights[s] = Math.max(0, 1 - Math.abs(s + 0.5 - (i + 0.5) * scale) / width);
      sum += weights[s];
    }
    for (int s = 0; s < source; s++) {
      weights[s] /= sum;
    }
    return weights;
  }

  private static Pixels random(int width, int height, int channels, int seed) {
    byte[] data = new byte[width * height * channels];
    new Random(seed).nextBytes(data);
    return new Pixels(width, height, channels, false, data);
  }

  private static byte[] filled(int length, int value) {
    byte[] data = new byte[length];
    Arrays.fill(data, (byte) value);
    return data;
  }
}
