package dev.vaccel.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

final class PatchesTest {
  @Test
  void aRowHasZerosBesideItAndNoneAboveIt() {
    var patches = new Patches(new FeatureShape(1, 1, 6), 1, 5, 2);
    float[] matrix = new float[patches.rows() * patches.columns()];
    patches.gather(new float[] {1, 2, 3, 4, 5, 6}, matrix);
    assertArrayEquals(
        new float[] {
          0, 1, 3, //
          0, 2, 4, //
          1, 3, 5, //
          2, 4, 6, //
          3, 5, 0
        },
        matrix);
    float[] back = new float[6];
    patches.scatter(matrix, back);
    // Each feature as often as it is under a tap.
    assertArrayEquals(new float[] {2, 4, 9, 8, 10, 6}, back);
  }

  @Test
  void filtersMayBeWiderThanTheMap() {
    var patches = new Patches(new FeatureShape(1, 1, 2), 1, 7, 1);
    float[] matrix = new float[patches.rows() * patches.columns()];
    patches.gather(new float[] {1, 2}, matrix);
    assertArrayEquals(new float[] {0, 0, 0, 0, 0, 1, 1, 2, 2, 0, 0, 0, 0, 0}, matrix);
  }

  @Test
  void rejectsSizesThatMakeNoSense() {
    var shape = new FeatureShape(1, 8, 8);
    assertThrows(IllegalArgumentException.class, () -> new Patches(shape, 2, 1));
    assertThrows(IllegalArgumentException.class, () -> new Patches(shape, 1, 11, 1));
    assertThrows(IllegalArgumentException.class, () -> new Patches(shape, -1, 3, 1));
    assertThrows(IllegalArgumentException.class, () -> new Patches(shape, 3, 3));
    assertThrows(IllegalArgumentException.class, () -> new Embedding(shape, 4));
    var builder = new Network.Builder(new FeatureShape(1, 1, 8)).rectifier();
    assertThrows(IllegalStateException.class, () -> builder.embedding(4));
  }
}
