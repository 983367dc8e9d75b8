package dev.vaccel.backend.image;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.api.VaccelException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import org.jspecify.annotations.Nullable;

/**
 * Decodes JPEG, PNG, GIF (its first picture) and BMP. Pictures come from strangers: the size is
 * checked before memory is taken, and whatever a decoder stumbles over is an error of the picture.
 */
final class PictureDecoder {
  /** In libjpeg's warning (jerror.h, JWRN_HIT_MARKER); the rest would come out gray. */
  private static final String CUT_SHORT = "premature end of data";

  private final int maxPixels;

  PictureDecoder(int maxPixels) {
    this.maxPixels = maxPixels;
  }

  Pixels decode(MemorySegment picture) {
    PictureFormat format = PictureFormat.of(picture);
    ImageReader reader = reader(format);
    try (SegmentImageStream stream = new SegmentImageStream(picture)) {
      reader.setInput(stream, true, true);
      AtomicBoolean cutShort = new AtomicBoolean();
      reader.addIIOReadWarningListener(
          (_, warning) -> cutShort.compareAndSet(false, warning.contains(CUT_SHORT)));
      checkSize(format, reader.getWidth(0), reader.getHeight(0));
      BufferedImage image = reader.read(0);
      if (cutShort.get()) {
        throw damaged(format, "it is cut short", null);
      }
      int orientation = format == PictureFormat.JPEG ? JpegOrientation.of(picture) : 1;
      return Upright.of(RasterPixels.of(image), orientation);
    } catch (IIOException e) {
      if (String.valueOf(e.getMessage()).contains("Unsupported Image Type")) {
        throw new UnsupportedException(
            ErrorCode.UNSUPPORTED_TYPE,
            "picture: "
                + format
                + " in CMYK or another uncommon colour space: expected gray or RGB",
            e);
      }
      throw damaged(format, String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw damaged(format, String.valueOf(e.getMessage()), e);
    } catch (VaccelException e) {
      throw e;
    } catch (RuntimeException e) {
      // ImageIO's readers let what damaged files make of their arithmetic through.
      throw damaged(format, e.toString(), e);
    } finally {
      reader.dispose();
    }
  }

  private void checkSize(PictureFormat format, int width, int height) {
    if (width <= 0 || height <= 0 || (long) width * height > maxPixels) {
      throw new InvalidArgumentException(
          ErrorCode.INVALID_ARGUMENT,
          "picture: "
              + format
              + " of "
              + width
              + "x"
              + height
              + " pixels: expected 1 to "
              + maxPixels
              + " pixels");
    }
  }

  private static ResourceException damaged(
      PictureFormat format, String reason, @Nullable Throwable cause) {
    return new ResourceException(
        ErrorCode.CORRUPT, "picture: this " + format + " is damaged: " + reason, cause);
  }

  /** The JDK's own reader: another one on the path would decode, and fail, differently. */
  private static ImageReader reader(PictureFormat format) {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format.readerName);
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
