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

/**
 * Third-party models and expected outputs that lie beside the repository, not in it. Where they are
 * missing, tests are skipped; with VACCEL_REQUIRE_ALL=1 they fail.
 */
public final class SharedModels {
  private static final Path FOLDER =
      Path.of(System.getProperty("vaccel.root", "../.."), "..", "shared", "models").normalize();

  private SharedModels() {}

  /** A file of this name. */
  public static Path file(String name) {
    Path file = FOLDER.resolve(name);
    Prerequisites.require(
        Files.exists(file), "no " + name + " in ../shared/models beside the repository");
    return file;
  }

  /** The text of an expected output. */
  public static String expected(String name) throws IOException {
    return Files.readString(file("expected/" + name + ".json"));
  }

  /** The numbers in a file of numpy's format 1.0: C order, little-endian f4, f2, i4, i8 or u1. */
  public static float[] npy(String name) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.wrap(Files.readAllBytes(file("expected/" + name + ".npy")))
            .order(ByteOrder.LITTLE_ENDIAN);
    int headerLength = bytes.getShort(8);
    String header = new String(bytes.array(), 10, headerLength, StandardCharsets.US_ASCII);
    Matcher facts =
        Pattern.compile("'descr': '([^']+)', 'fortran_order': False, 'shape': \\(([^)]*)\\)")
            .matcher(header);
    if (!facts.find()) {
      throw new IOException(name + ": " + header);
    }
    int count =
        Arrays.stream(facts.group(2).split(",", -1))
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
            default -> throw new IOException(name + ": " + header);
          };
    }
    return values;
  }
}
