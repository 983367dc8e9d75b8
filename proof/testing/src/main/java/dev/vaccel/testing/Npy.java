package dev.vaccel.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Files of numpy's format 1.0: C order, little-endian f4, f2, i4, i8 or u1. */
final class Npy {
  private static final Pattern FACTS =
      Pattern.compile("'descr': '([^']+)', 'fortran_order': False, 'shape': \\(([^)]*)\\)");

  private Npy() {}

  static float[] read(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int headerLength = bytes.getShort(8);
    String header = new String(bytes.array(), 10, headerLength, StandardCharsets.US_ASCII);
    Matcher facts = FACTS.matcher(header);
    if (!facts.find()) {
      throw new IOException(file.getFileName() + ": " + header);
    }
    int count =
        Arrays.stream(facts.group(2).split(","))
            .map(String::strip)
            .filter(dim -> !dim.isEmpty())
            .mapToInt(Integer::parseInt)
            .reduce(1, Math::multiplyExact);
    float[] values = new float[count];
    bytes.position(10 + headerLength);
    for (int i = 0; i < count; i++) {
      values[i] =
          switch (facts.group(1)) {
            case "<f4" -> bytes.getFloat();
            case "<f2" -> Float.float16ToFloat(bytes.getShort());
            case "<i4" -> bytes.getInt();
            case "<i8" -> bytes.getLong();
            case "|u1" -> Byte.toUnsignedInt(bytes.get());
            default -> throw new IOException(file.getFileName() + ": " + header);
          };
    }
    return values;
  }
}
