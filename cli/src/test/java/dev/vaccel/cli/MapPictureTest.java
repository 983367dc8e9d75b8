package dev.vaccel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ElementType;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import java.awt.image.BufferedImage;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The numbers come back out of the pictures. */
final class MapPictureTest {
  @TempDir Path directory;

  @Test
  void aMasksIndicesAreItsClasses() throws Exception {
    byte[] classes = {0, 1, 2, 15, (byte) 200, (byte) 255};
    Path file = directory.resolve("mask.png");
    MapPicture.writeMask(
        file, new Tensor(ElementType.U8, Shape.of(2, 3), MemorySegment.ofArray(classes)));
    BufferedImage image = ImageIO.read(file.toFile());
    assertEquals(3, image.getWidth());
    assertEquals(2, image.getHeight());
    for (int i = 0; i < classes.length; i++) {
      assertEquals(classes[i] & 0xFF, image.getRaster().getSample(i % 3, i / 3, 0));
    }
    // PASCAL VOC: background, aeroplane, bicycle, person.
    assertEquals(0xFF000000, image.getRGB(0, 0));
    assertEquals(0xFF800000, image.getRGB(1, 0));
    assertEquals(0xFF008000, image.getRGB(2, 0));
    assertEquals(0xFFC08080, image.getRGB(0, 1));
  }

  @Test
  void distancesAreSixteenBitsFromLeastToGreatest() throws Exception {
    Tensor map = Tensor.ofFloats(Shape.of(1, 5), 1, 3, 2, Float.NaN, Float.POSITIVE_INFINITY);
    DepthRange range = DepthRange.of(map);
    assertEquals(new DepthRange(1, 2, 3), range);
    Path file = directory.resolve("depth.png");
    MapPicture.writeDepth(file, map, range);
    BufferedImage image = ImageIO.read(file.toFile());
    assertEquals(BufferedImage.TYPE_USHORT_GRAY, image.getType());
    int[] levels = image.getRaster().getSamples(0, 0, 5, 1, 0, new int[5]);
    assertEquals(0, levels[0]);
    assertEquals(65_535, levels[1]);
    assertEquals(32_768, levels[2]);
    assertEquals(0, levels[3] + levels[4]);
  }

  @Test
  void aMapWithoutNumbersHasNoRange() throws Exception {
    Tensor map = Tensor.ofFloats(Shape.of(1, 2), Float.NaN, Float.NaN);
    DepthRange range = DepthRange.of(map);
    assertTrue(Float.isNaN(range.least()) && Float.isNaN(range.greatest()));
    MapPicture.writeDepth(directory.resolve("none.png"), map, range);
    Tensor flat = Tensor.ofFloats(Shape.of(1, 2), 4, 4);
    MapPicture.writeDepth(directory.resolve("flat.png"), flat, DepthRange.of(flat));
  }
}
