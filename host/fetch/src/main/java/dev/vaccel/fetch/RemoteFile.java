package dev.vaccel.fetch;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ResourceException;
import java.net.URI;

/**
 * A file that a server has, and what is known of it.
 *
 * @param address as {@link HttpsAddress#parse} reads it
 * @param leastBytes least size that it may have
 * @param mostBytes largest size that it may have
 * @param sha256 of its content
 */
public record RemoteFile(URI address, long leastBytes, long mostBytes, Sha256 sha256) {
  /** Checks the sizes. */
  public RemoteFile {
    if (leastBytes < 0 || leastBytes > mostBytes) {
      throw new IllegalArgumentException(leastBytes + " to " + mostBytes + " bytes");
    }
  }

  /** A file of known size. */
  public static RemoteFile exactly(URI address, long bytes, Sha256 sha256) {
    return new RemoteFile(address, bytes, bytes, sha256);
  }

  /** A file of at most this size. */
  public static RemoteFile atMost(URI address, long bytes, Sha256 sha256) {
    return new RemoteFile(address, 0, bytes, sha256);
  }

  /**
   * Its size if that is known.
   *
   * @param announced what the server says; negative: nothing
   * @return 0 if nobody says it
   */
  long total(long announced) {
    return leastBytes == mostBytes ? mostBytes : Math.max(0, announced);
  }

  /**
   * Looks at a size that a server announces.
   *
   * @throws ResourceException CORRUPT if it is another than expected, EXHAUSTED if it is beyond the
   *     limit
   */
  void requireLength(Route from, long bytes) {
    if (bytes < leastBytes) {
      throw new ResourceException(
          ErrorCode.CORRUPT, from + ": it has " + bytes + " bytes, expected " + leastBytes);
    }
    requireAtMost(from, bytes);
  }

  /** Looks at what has come of it, as {@link #requireLength}. */
  void requireAtMost(Route from, long bytes) {
    if (bytes > mostBytes) {
      throw leastBytes == mostBytes
          ? new ResourceException(
              ErrorCode.CORRUPT,
              from + ": it has more than " + mostBytes + " bytes, which were expected")
          : new ResourceException(
              ErrorCode.EXHAUSTED, from + ": it has more than " + mostBytes + " bytes");
    }
  }

  /** Looks at all of it. */
  void requireSame(Route from, long bytes, Sha256 actual) {
    requireLength(from, bytes);
    if (!actual.equals(sha256)) {
      throw new ResourceException(
          ErrorCode.CORRUPT, from + ": its SHA-256 is " + actual + ", expected " + sha256);
    }
  }
}
