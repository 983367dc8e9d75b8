package dev.vaccel.cli;

import dev.vaccel.api.Tensor;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Masks and distances as PNG, with the numbers still in it. */
final class MapPicture {
  private static final int CLASSES = 256;
  private static final int DEEPEST = 65_535;

  private MapPicture() {}

  /** A picture with a palette: each index is a class number. {@code mask}: u8[h,w]. */
  static void writeMask(Path file, Tensor mask) throws IOException {
    int height = Math.toIntExact(mask.shape().dim(0));
    int width = Math.toIntExact(mask.shape().dim(1));
    BufferedImage image =
        new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, palette());
    byte[] classes = mask.data().toArray(ValueLayout.JAVA_BYTE);
    image.getRaster().setDataElements(0, 0, width, height, classes);
    ImageIO.write(image, "png", file.toFile());
  }

  /** Gray, 16 bits: 0 is the least number, 65535 the greatest; what is no number is 0. */
  static void writeDepth(Path file, Tensor map, DepthRange range) throws IOException {
    int height = Math.toIntExact(map.shape().dim(0));
    int width = Math.toIntExact(map.shape().dim(1));
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_USHORT_GRAY);
    WritableRaster raster = image.getRaster();
    float[] numbers = map.floats();
    double span = (double) range.greatest() - range.least();
    for (int i = 0; i < numbers.length; i++) {
      double share = span > 0 ? (numbers[i] - range.least()) / span : 0;
      long level = Float.isFinite(numbers[i]) ? Math.round(DEEPEST * share) : 0;
      raster.setSample(i % width, i / width, 0, (int) level);
    }
    ImageIO.write(image, "png", file.toFile());
  }

  /**
   * The palette of PASCAL VOC's masks, which tools expect: the class number's bits, three at a
   * time, become the highest bits of red, green and blue. Class 0 is black.
   */
  private static IndexColorModel palette() {
    byte[] red = new byte[CLASSES];
    byte[] green = new byte[CLASSES];
    byte[] blue = new byte[CLASSES];
    for (int i = 0; i < CLASSES; i++) {
      int rest = i;
      for (int bit = 7; rest != 0; bit--) {
        red[i] |= (byte) ((rest & 1) << bit);
        green[i] |= (byte) ((rest >> 1 & 1) << bit);
        blue[i] |= (byte) ((rest >> 2 & 1) << bit);
        rest >>= 3;
      }
    }
    return new IndexColorModel(8, CLASSES, red, green, blue);
  }
}
