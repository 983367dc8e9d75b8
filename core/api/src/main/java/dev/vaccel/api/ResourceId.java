package dev.vaccel.api;

import java.util.HexFormat;

/**
 * Name of immutable content: the SHA-256 of a file, or of the canonical manifest of a directory.
 *
 * @param sha256 64 lower-case hexadecimal digits
 */
public record ResourceId(String sha256) {
  /** Bytes of an id on the wire. */
  public static final int BYTES = 32;

  /** Checks the digits. */
  public ResourceId {
    if (sha256.length() != 2 * BYTES || !sha256.chars().allMatch(ResourceId::isLowerHex)) {
      throw new InvalidArgumentException(
          ErrorCode.INVALID_ARGUMENT,
          "resource id '" + sha256 + "': expected 64 lower-case hexadecimal digits (a SHA-256)");
    }
  }

  /** The id with these 32 bytes. */
  public static ResourceId of(byte[] digest) {
    return new ResourceId(HexFormat.of().formatHex(digest));
  }

  /** The 32 bytes. */
  public byte[] bytes() {
    return HexFormat.of().parseHex(sha256);
  }

  /** The first 12 digits, for people. */
  public String shortName() {
    return sha256.substring(0, 12);
  }

  private static boolean isLowerHex(int c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  }
}
