package dev.vaccel.examples;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Sound as 16-bit samples of one channel, as both audio models want it. */
final class WavFile {
  static final int SAMPLE_RATE = 16_000;

  private static final int RIFF = 0x46464952;
  private static final int FORMAT = 0x20746d66;
  private static final int DATA = 0x61746164;

  private WavFile() {}

  /** Samples from -1 to 1. */
  static float[] read(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.remaining() < 12 || bytes.getInt(0) != RIFF) {
      throw new IOException(file + " is no WAV file");
    }
    bytes.position(12);
    while (bytes.remaining() >= 8) {
      int chunk = bytes.getInt();
      int length = Math.min(bytes.getInt(), bytes.remaining());
      if (chunk == FORMAT && length >= 16) {
        requirePlain(file, bytes.slice(bytes.position(), length).order(ByteOrder.LITTLE_ENDIAN));
      } else if (chunk == DATA) {
        float[] samples = new float[length / 2];
        for (int i = 0; i < samples.length; i++) {
          samples[i] = bytes.getShort() / 32768f;
        }
        return samples;
      }
      bytes.position(bytes.position() + Math.max(0, length));
    }
    throw new IOException(file + " has no samples");
  }

  private static void requirePlain(Path file, ByteBuffer format) throws IOException {
    boolean plain =
        format.getShort(0) == 1
            && format.getShort(2) == 1
            && format.getInt(4) == SAMPLE_RATE
            && format.getShort(14) == 16;
    if (!plain) {
      throw new IOException(file + ": expected 16-bit PCM, one channel, 16 kHz");
    }
  }
}
