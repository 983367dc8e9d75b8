package dev.vaccel.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Known boxes of an SSD as a file: four 32-bit little-endian floats for each. */
final class AnchorFile {
  private static final int BOX_BYTES = 16;
  private static final long MAX_BYTES = 16 << 20;

  private AnchorFile() {}

  static AnchorBoxes read(Path file) {
    String name = String.valueOf(file.getFileName());
    try {
      if (!Files.isRegularFile(file)) {
        throw BundleErrors.missing("anchor file " + name + " does not exist or is no file");
      }
      long bytes = Files.size(file);
      if (bytes == 0 || bytes > MAX_BYTES || bytes % BOX_BYTES != 0) {
        throw BundleErrors.corrupt(
            name + " has " + bytes + " bytes: expected 16 for each box, at most " + MAX_BYTES);
      }
      float[] numbers = new float[(int) (bytes / Float.BYTES)];
      ByteBuffer.wrap(Files.readAllBytes(file))
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .get(numbers);
      for (int i = 0; i < numbers.length; i++) {
        if (!Float.isFinite(numbers[i])) {
          throw BundleErrors.corrupt(
              name + ": number " + i + " is " + numbers[i] + ": expected finite ones");
        }
      }
      return new AnchorBoxes(numbers);
    } catch (IOException e) {
      throw BundleErrors.unreadable(name, e);
    }
  }
}
