package dev.vaccel.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * A published known answer; {@code crypto-vectors.txt} names the sources.
 *
 * @param algorithm name of a cipher or digest
 * @param result ciphertext (GCM: and tag) or digest
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares or changes it.
public record CryptoVector(
    String algorithm, byte[] key, byte[] iv, byte[] aad, byte[] plain, byte[] result) {

  /** Those of ciphers. */
  public static List<CryptoVector> ciphers() {
    return all().stream().filter(v -> v.algorithm().startsWith("AES")).toList();
  }

  /** Those of digests. */
  public static List<CryptoVector> hashes() {
    return all().stream().filter(v -> v.algorithm().startsWith("SHA")).toList();
  }

  private static List<CryptoVector> all() {
    InputStream file = CryptoVector.class.getResourceAsStream("crypto-vectors.txt");
    try (var lines =
        new BufferedReader(
            new InputStreamReader(Objects.requireNonNull(file), StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(CryptoVector::parse)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CryptoVector parse(String line) {
    String[] fields = line.split(" ", -1);
    if (fields.length != 6) {
      throw new IllegalArgumentException(line);
    }
    return new CryptoVector(
        fields[0], hex(fields[1]), hex(fields[2]), hex(fields[3]), hex(fields[4]), hex(fields[5]));
  }

  private static byte[] hex(String text) {
    return text.equals("-") ? new byte[0] : HexFormat.of().parseHex(text);
  }
}
