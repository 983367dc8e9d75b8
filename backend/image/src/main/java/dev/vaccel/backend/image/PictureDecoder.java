package dev.vaccel.backend.image;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.api.VaccelException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import javax.imageio.IIOException;
import org.jspecify.annotations.Nullable;

/**
 * Decodes JPEG, PNG, GIF, BMP and WebP. Pictures come from strangers: the size is checked before
 * memory is taken, and whatever a decoder stumbles over is an error of the picture. Thread-safe.
 */
final class PictureDecoder {
  /**
   * Of a progressive JPEG; encoders write 3 to 15. Each costs time for the whole picture, and very
   * few bytes.
   */
  private static final int MAX_SCANS = 100;

  private final int maxPixels;
  private final @Nullable TurboJpeg turbo;

  /**
   * A decoder.
   *
   * @param turbo decodes JPEG where it can; null: Java does
   */
  PictureDecoder(int maxPixels, @Nullable TurboJpeg turbo) {
    this.maxPixels = maxPixels;
    this.turbo = turbo;
  }

  /** The upright picture with every pixel. */
  Pixels decode(MemorySegment picture) {
    return decode(picture, Enough.ALL_PIXELS).pixels();
  }

  /** The upright picture, perhaps reduced, but so that it still is enough. */
  Decoded decode(MemorySegment picture, Enough enough) {
    PictureFormat format = PictureFormat.of(picture);
    try {
      return switch (format) {
        case JPEG -> jpeg(picture, enough);
        case WEBP -> Decoded.full(webp(picture));
        case BMP -> Decoded.full(bmp(picture));
        case PNG, GIF -> Decoded.full(JavaDecoder.decode(format, picture, this::checkSize));
      };
    } catch (IIOException e) {
      if (String.valueOf(e.getMessage()).contains("Unsupported Image Type")) {
        throw new UnsupportedException(
            ErrorCode.UNSUPPORTED_TYPE,
            "picture: " + format + " in an uncommon colour space: expected gray, RGB or CMYK",
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
    }
  }

  private Decoded jpeg(MemorySegment picture, Enough enough) throws IOException {
    int orientation = JpegOrientation.of(picture);
    Optional<JpegHeader> header = JpegHeader.of(picture);
    if (header.isPresent()) {
      JpegHeader known = header.get();
      checkSize(PictureFormat.JPEG, known.width(), known.height());
      if (known.scans() > MAX_SCANS) {
        throw new UnsupportedException(
            ErrorCode.UNSUPPORTED_TYPE,
            "picture: JPEG of " + known.scans() + " scans: expected at most " + MAX_SCANS);
      }
      if (known.cutShort()) {
        throw new DamagedPictureException("it is cut short");
      }
      if (turbo != null) {
        Optional<Decoded> stored = turbo.decode(picture, known, orientation, enough);
        if (stored.isPresent()) {
          return Upright.of(stored.get(), orientation);
        }
      }
    }
    Pixels stored = JavaDecoder.jpeg(picture, header, this::checkSize);
    return Decoded.full(Upright.of(stored, orientation));
  }

  private Pixels webp(MemorySegment picture) throws IOException {
    WebpContainer found = WebpContainer.of(picture);
    if (!found.lossless()) {
      return Upright.of(LossyWebp.decode(found.data(), this::checkSize), found.orientation());
    }
    Vp8lDecoder decoder = new Vp8lDecoder(found.data());
    checkSize(PictureFormat.WEBP, decoder.width(), decoder.height());
    return Upright.of(decoder.decode(), found.orientation());
  }

  /** Java would decode a JPEG or PNG inside, whatever its size. */
  private Pixels bmp(MemorySegment picture) throws IOException {
    if (BmpHeader.hasOtherFormatInside(picture)) {
      throw new UnsupportedException(
          ErrorCode.UNSUPPORTED_TYPE,
          "picture: BMP with a JPEG or PNG inside: expected pixels or run lengths");
    }
    return JavaDecoder.decode(PictureFormat.BMP, picture, this::checkSize);
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
}
