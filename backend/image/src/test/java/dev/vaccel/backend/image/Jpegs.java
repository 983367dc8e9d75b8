package dev.vaccel.backend.image;

import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;

/** Writes kinds of JPEG that are not everyday's. */
final class Jpegs {
  private Jpegs() {}

  /** By libjpeg-turbo, with options of its command line. */
  static byte[] cjpeg(byte[] ppm, String options) {
    return PictureTools.run(ppm, "cjpeg", options.split(" "));
  }

  /** Four components as Java writes them: raw, without a word about their meaning. */
  static byte[] cmyk(Pixels scene) throws IOException {
    int width = scene.width;
    int height = scene.height;
    WritableRaster raster =
        Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, width, height, 4, null);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int[] inks = new int[4];
        for (int c = 0; c < 3; c++) {
          inks[c] = Scenes.value(scene, x, y, c);
        }
        inks[3] = 255 - (x + y) * 105 / (width + height);
        raster.setPixel(x, y, inks);
      }
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (var stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(null, new IIOImage(raster, null, null), null);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  /** The same numbers with an Adobe segment that says YCCK. */
  static byte[] asYcck(byte[] cmyk) {
    byte[] adobe = {
      (byte) 0xFF, (byte) 0xEE, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 2
    };
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(cmyk, 0, 2);
    out.writeBytes(adobe);
    out.write(cmyk, 2, cmyk.length - 2);
    return out.toByteArray();
  }
}
