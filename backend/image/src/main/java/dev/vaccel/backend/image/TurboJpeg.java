package dev.vaccel.backend.image;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.spi.BackendSettings;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * JPEG by libturbojpeg, which uses the processor's vector units and can reduce a picture while it
 * decodes: less is transformed, coloured and written. Only for pictures without any fault; what it
 * does not like, Java's own decoder judges, so that errors are the same with and without it.
 *
 * <p>Thread-safe: each call has a decoder of its own, whose set-up takes microseconds.
 */
final class TurboJpeg {
  /** The setting. */
  static final String SETTING = "jpeg";

  private static final int EIGHTHS = 8;

  /** Reductions whose inverse transforms are vector code (simd/*: 2x2 and 4x4; 1x1 is a copy). */
  private static final int[] REDUCTIONS = {1, 2, 4};

  private final TurboJpegBindings library;

  private TurboJpeg(TurboJpegBindings library) {
    this.library = library;
  }

  /**
   * What was found.
   *
   * @param decoder null: JPEG is decoded in Java
   * @param reason why, where there is none
   */
  record Outcome(@Nullable TurboJpeg decoder, String reason) {
    private static Outcome none(String reason) {
      return new Outcome(null, reason);
    }
  }

  /**
   * Looks for the library, unless the setting {@code jpeg} is {@code java}.
   *
   * @throws ConfigException if the setting is neither {@code auto} nor {@code java}
   */
  static Outcome search(BackendSettings settings) {
    String wanted = settings.text(SETTING, "auto");
    if (wanted.equals("java")) {
      return Outcome.none("jpeg=java");
    }
    if (!wanted.equals("auto")) {
      throw new ConfigException(
          ErrorCode.INVALID_CONFIG, SETTING + "=" + wanted + ": expected auto or java");
    }
    if (ValueLayout.ADDRESS.byteSize() != Long.BYTES) {
      return Outcome.none("jpeg by libturbojpeg needs a 64-bit system");
    }
    try {
      return new Outcome(new TurboJpeg(TurboJpegBindings.load()), "");
    } catch (IllegalCallerException _) {
      Module module = TurboJpeg.class.getModule();
      return Outcome.none(
          "native access is denied: start java with --enable-native-access="
              + (module.isNamed() ? module.getName() : "ALL-UNNAMED"));
    } catch (IllegalArgumentException | NoSuchElementException _) {
      return Outcome.none("no libturbojpeg: apt install libturbojpeg0");
    }
  }

  /**
   * Decodes, at the least of 1/8, 1/4, 1/2 and 1/1 of the size that is enough. Not turned upright.
   *
   * @param header of this picture; its size was accepted
   * @return nothing if the library has anything to say about the picture
   */
  Optional<Decoded> decode(MemorySegment jpeg, JpegHeader header, int orientation, Enough enough) {
    int eighths = eighths(header, orientation, enough);
    int width = scaled(header.width(), eighths);
    int height = scaled(header.height(), eighths);
    int stored = header.components();
    int format =
        switch (stored) {
          case 1 -> TurboJpegBindings.GRAY;
          case 3 -> TurboJpegBindings.RGB;
          case 4 -> TurboJpegBindings.CMYK;
          default -> -1;
        };
    long bytes = (long) width * height * stored;
    if (format < 0 || !header.isCommon() || bytes > Integer.MAX_VALUE - EIGHTHS) {
      return Optional.empty();
    }
    byte[] data = new byte[(int) bytes];
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment target = arena.allocate(bytes);
      if (!decompress(nativeMemory(jpeg, arena), target, width, height, stored, format)) {
        return Optional.empty();
      }
      MemorySegment.copy(target, ValueLayout.JAVA_BYTE, 0, data, 0, data.length);
    }
    Pixels pixels =
        stored == 4
            ? Cmyk.toRgb(data, width, height, false)
            : new Pixels(width, height, stored, false, data);
    // What the library adds to make blocks of 8x8 whole is at the right and at the bottom.
    double reduction = eighths / (double) EIGHTHS;
    Area shown = new Area(0, 0, header.width() * reduction, header.height() * reduction);
    return Optional.of(new Decoded(pixels, header.width(), header.height(), shown));
  }

  private boolean decompress(
      MemorySegment jpeg, MemorySegment target, int width, int height, int channels, int format) {
    MemorySegment handle = library.initDecompress();
    if (handle.address() == 0) {
      return false;
    }
    try {
      // The library reads the header again and fails where the picture does not fit the target: a
      // guest that changes its bytes meanwhile gains nothing.
      return library.decompress(
              handle,
              jpeg,
              target,
              width,
              width * channels,
              height,
              format,
              TurboJpegBindings.STOP_ON_WARNING)
          == 0;
    } finally {
      library.destroy(handle);
    }
  }

  /** Not pinned arrays: a collection would wait until a large picture is decoded. */
  private static MemorySegment nativeMemory(MemorySegment bytes, Arena arena) {
    return bytes.isNative() ? bytes : arena.allocate(bytes.byteSize()).copyFrom(bytes);
  }

  private static int eighths(JpegHeader header, int orientation, Enough enough) {
    for (int eighths : REDUCTIONS) {
      int width = scaled(header.width(), eighths);
      int height = scaled(header.height(), eighths);
      boolean swapped = Upright.swapsSides(orientation);
      if (enough.test(swapped ? height : width, swapped ? width : height)) {
        return eighths;
      }
    }
    return EIGHTHS;
  }

  /** TJSCALED of turbojpeg.h. */
  private static int scaled(int size, int eighths) {
    return (size * eighths + EIGHTHS - 1) / EIGHTHS;
  }
}
