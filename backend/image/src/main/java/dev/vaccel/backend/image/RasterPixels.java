package dev.vaccel.backend.image;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;

/**
 * Takes the stored values out of what ImageIO decoded. Not through getRGB where that can be
 * avoided: it is slow, and would brighten gray pictures, whose values Java takes for linear light.
 * Colour profiles are ignored and transparency is dropped, as the tools that models are trained
 * with do.
 */
final class RasterPixels {
  private RasterPixels() {}

  static Pixels of(BufferedImage image) {
    Raster raster = image.getRaster();
    ColorModel colors = image.getColorModel();
    if (colors instanceof IndexColorModel palette) {
      return indexed(raster, palette);
    }
    if (raster.getSampleModel() instanceof PixelInterleavedSampleModel model) {
      int depth = raster.getSampleModel().getDataType();
      if (depth == DataBuffer.TYPE_BYTE && raster.getDataBuffer() instanceof DataBufferByte bytes) {
        return interleaved(raster, model, bytes.getData());
      }
      if (depth == DataBuffer.TYPE_USHORT) {
        return highBytes(raster);
      }
    }
    return converted(image);
  }

  private static Pixels interleaved(Raster raster, PixelInterleavedSampleModel model, byte[] data) {
    int width = raster.getWidth();
    int height = raster.getHeight();
    int[] offsets = model.getBandOffsets();
    int channels = offsets.length >= 3 ? 3 : 1;
    int stride = model.getPixelStride();
    int rowStride = model.getScanlineStride();
    int start =
        raster.getDataBuffer().getOffset()
            - raster.getSampleModelTranslateX() * stride
            - raster.getSampleModelTranslateY() * rowStride;
    boolean dense = stride == channels && rowStride == stride * width && start == 0;
    if (dense && channels == 1) {
      return new Pixels(width, height, 1, false, data);
    }
    if (dense && offsets[1] == 1 && offsets[0] + offsets[2] == 2) {
      return new Pixels(width, height, 3, offsets[0] == 2, data);
    }
    byte[] packed = new byte[width * height * channels];
    int to = 0;
    for (int y = 0; y < height; y++) {
      int from = start + y * rowStride;
      for (int x = 0; x < width; x++, from += stride) {
        for (int c = 0; c < channels; c++) {
          packed[to++] = data[from + offsets[c]];
        }
      }
    }
    return new Pixels(width, height, channels, false, packed);
  }

  /** 16 bits per channel: the upper 8 are kept. */
  private static Pixels highBytes(Raster raster) {
    int width = raster.getWidth();
    int height = raster.getHeight();
    int bands = raster.getNumBands();
    int channels = bands >= 3 ? 3 : 1;
    byte[] packed = new byte[width * height * channels];
    int[] row = new int[width * bands];
    int to = 0;
    for (int y = 0; y < height; y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < channels; c++) {
          packed[to++] = (byte) (row[x * bands + c] >> 8);
        }
      }
    }
    return new Pixels(width, height, channels, false, packed);
  }

  private static Pixels indexed(Raster raster, IndexColorModel palette) {
    int width = raster.getWidth();
    int height = raster.getHeight();
    int[] colors = new int[1 << palette.getPixelSize()];
    palette.getRGBs(colors);
    byte[] packed = new byte[width * height * 3];
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int x = 0; x < width; x++) {
        put(packed, 3 * (y * width + x), colors[row[x]]);
      }
    }
    return new Pixels(width, height, 3, false, packed);
  }

  /** Packed pixels (16- and 32-bit BMP): sRGB already, so that nothing is brightened. */
  private static Pixels converted(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    byte[] packed = new byte[width * height * 3];
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int x = 0; x < width; x++) {
        put(packed, 3 * (y * width + x), row[x]);
      }
    }
    return new Pixels(width, height, 3, false, packed);
  }

  private static void put(byte[] packed, int at, int rgb) {
    packed[at] = (byte) (rgb >> 16);
    packed[at + 1] = (byte) (rgb >> 8);
    packed[at + 2] = (byte) rgb;
  }
}
