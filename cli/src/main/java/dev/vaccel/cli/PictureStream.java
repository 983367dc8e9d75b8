package dev.vaccel.cli;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Encoded pictures that come one after the other with nothing between them, JPEG or PNG, as {@code
 * ffmpeg -f image2pipe} writes the frames of a video. Finds where each ends and decodes nothing.
 * Confined to one thread.
 *
 * <p>Sources: ITU-T T.81, annex B (markers), and the PNG specification, section 5 (chunks).
 */
final class PictureStream {
  /** Longest picture. */
  static final int MAX_BYTES = 64 << 20;

  private static final String NO_PICTURE = "is neither JPEG nor PNG";
  private static final String TOO_LONG =
      "has more than " + ByteSize.format(MAX_BYTES) + ": no frame is so large";
  private static final long PNG_SIGNATURE = 0x8950_4e47_0d0a_1a0aL;
  private static final int PNG_IEND = 0x4945_4e44;
  private static final int MARKER = 0xff;
  private static final int SOI = 0xd8;
  private static final int EOI = 0xd9;
  private static final int SOS = 0xda;

  private final InputStream in;
  // The picture from 0 to at, and what has been read beyond it.
  private byte[] data = new byte[1 << 16];
  private int at;
  private int size;
  private long begin;
  private int number;

  PictureStream(InputStream in) {
    this.in = in;
  }

  /**
   * The next picture; null at the end.
   *
   * @throws IOException if what comes is no picture, is too long or ends within one
   */
  byte @Nullable [] next() throws IOException {
    size -= at;
    System.arraycopy(data, at, data, 0, size);
    begin += at;
    at = 0;
    if (size == 0 && !fill()) {
      return null;
    }
    number++;
    try {
      int first = read();
      switch (first) {
        case MARKER -> jpeg();
        case (int) (PNG_SIGNATURE >>> 56) -> png();
        default -> throw new IOException(NO_PICTURE);
      }
    } catch (EOFException _) {
      throw failure("ends in the middle, after " + at + " bytes");
    } catch (IOException e) {
      throw failure(String.valueOf(e.getMessage()));
    }
    return Arrays.copyOf(data, at);
  }

  private IOException failure(String what) {
    return new IOException("frame " + number + ", at byte " + begin + " of the input, " + what);
  }

  private void png() throws IOException {
    for (int shift = 48; shift >= 0; shift -= 8) {
      if (read() != (int) (PNG_SIGNATURE >>> shift & 0xff)) {
        throw new IOException(NO_PICTURE);
      }
    }
    int type;
    do {
      long length = read32() & 0xffff_ffffL;
      type = read32();
      skip(length + Integer.BYTES);
    } while (type != PNG_IEND);
  }

  private void jpeg() throws IOException {
    if (read() != SOI) {
      throw new IOException(NO_PICTURE);
    }
    int marker = marker();
    while (marker != EOI) {
      if (hasLength(marker)) {
        int length = read() << 8 | read();
        if (length < 2) {
          throw new IOException("has a segment of " + length + " bytes");
        }
        skip(length - 2);
      }
      marker = marker == SOS ? afterScan() : marker();
    }
  }

  /** TEM and the restart markers stand alone. */
  private static boolean hasLength(int marker) {
    return marker != 0x01 && !isRestart(marker);
  }

  private static boolean isRestart(int marker) {
    return marker >= 0xd0 && marker <= 0xd7;
  }

  private int marker() throws IOException {
    int value = read();
    if (value != MARKER) {
      throw new IOException("is broken: byte " + at + " is no marker");
    }
    while (value == MARKER) {
      value = read(); // as many fill bytes as somebody liked
    }
    if (value == 0 || value == SOI) {
      throw new IOException("is broken: marker " + value + " at byte " + at);
    }
    return value;
  }

  /** Compressed data until a marker that ends them: 0 behind 0xff is data, restarts are inside. */
  private int afterScan() throws IOException {
    while (true) {
      int value = read();
      while (value == MARKER) {
        value = read();
        if (value == SOI) {
          throw new IOException("has no end: the next one begins " + at + " bytes behind it");
        }
        if (value != 0 && value != MARKER && !isRestart(value)) {
          return value;
        }
      }
    }
  }

  private int read32() throws IOException {
    return read() << 24 | read() << 16 | read() << 8 | read();
  }

  private int read() throws IOException {
    if (at == size && !fill()) {
      throw new EOFException();
    }
    return data[at++] & 0xff;
  }

  private void skip(long length) throws IOException {
    long left = length;
    while (left > size - at) {
      left -= size - at;
      at = size;
      if (at + left > MAX_BYTES) {
        throw new IOException(TOO_LONG);
      }
      if (!fill()) {
        throw new EOFException();
      }
    }
    at += (int) left;
  }

  /** Reads what there is, at least a byte; false at the end. */
  private boolean fill() throws IOException {
    if (size == data.length) {
      if (size >= MAX_BYTES) {
        throw new IOException(TOO_LONG);
      }
      data = Arrays.copyOf(data, 2 * size);
    }
    int read = in.read(data, size, data.length - size);
    size += Math.max(0, read);
    return read > 0;
  }
}
