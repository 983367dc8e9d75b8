package dev.vaccel.backend.image;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.UnsupportedException;
import java.awt.image.Raster;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;

/** The JDK's own readers. Thread-safe. */
final class JavaDecoder {
  /** In libjpeg's warning (jerror.h, JWRN_HIT_MARKER); the rest would come out gray. */
  private static final String CUT_SHORT = "premature end of data";

  private static final int CMYK_COMPONENTS = 4;
  private static final int ADOBE_YCCK = 2;

  private JavaDecoder() {}

  /** What is done with a reader that has its input and the size of whose picture was accepted. */
  private interface Reading {
    Pixels read(ImageReader reader) throws IOException;
  }

  static Pixels decode(PictureFormat format, MemorySegment picture, SizeCheck size)
      throws IOException {
    return read(format, picture, size, reader -> RasterPixels.of(reader.read(0)));
  }

  /** As stored, not upright. */
  static Pixels jpeg(MemorySegment picture, Optional<JpegHeader> header, SizeCheck size)
      throws IOException {
    boolean cmyk = header.isPresent() && header.get().components() == CMYK_COMPONENTS;
    return read(
        PictureFormat.JPEG,
        picture,
        size,
        reader -> {
          if (!cmyk) {
            return RasterPixels.of(reader.read(0));
          }
          // As pictures, Java refuses them.
          Raster raster = reader.readRaster(0, null);
          byte[] inks = new byte[Math.multiplyExact(raster.getWidth() * raster.getHeight(), 4)];
          raster.getDataElements(
              raster.getMinX(), raster.getMinY(), raster.getWidth(), raster.getHeight(), inks);
          boolean ycck = header.get().adobeTransform() == ADOBE_YCCK;
          return Cmyk.toRgb(inks, raster.getWidth(), raster.getHeight(), ycck);
        });
  }

  private static Pixels read(
      PictureFormat format, MemorySegment picture, SizeCheck size, Reading reading)
      throws IOException {
    ImageReader reader = reader(format);
    try (SegmentImageStream stream = new SegmentImageStream(picture)) {
      reader.setInput(stream, true, true);
      AtomicBoolean cutShort = new AtomicBoolean();
      reader.addIIOReadWarningListener(
          (_, warning) -> cutShort.compareAndSet(false, warning.contains(CUT_SHORT)));
      size.check(format, reader.getWidth(0), reader.getHeight(0));
      Pixels pixels = reading.read(reader);
      if (cutShort.get()) {
        throw new DamagedPictureException("it is cut short");
      }
      return pixels;
    } finally {
      reader.dispose();
    }
  }

  /** The JDK's own reader: another one on the path would decode, and fail, differently. */
  private static ImageReader reader(PictureFormat format) {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format.readerName());
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      if (reader.getClass().getModule() == ImageIO.class.getModule()) {
        return reader;
      }
      reader.dispose();
    }
    throw new UnsupportedException(
        ErrorCode.UNSUPPORTED_TYPE, "picture: this Java has no decoder for " + format);
  }
}
