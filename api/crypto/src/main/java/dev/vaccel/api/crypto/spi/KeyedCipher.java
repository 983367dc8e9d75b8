package dev.vaccel.api.crypto.spi;

import java.lang.foreign.MemorySegment;

/** A key ready for use. Results are exactly as long as they become, and may be the data itself. */
public interface KeyedCipher extends AutoCloseable {
  /**
   * CBC, CTR and XTS.
   *
   * @param encrypt the direction
   */
  void crypt(boolean encrypt, MemorySegment iv, MemorySegment data, MemorySegment result);

  /** GCM: ciphertext, behind it the tag. */
  void seal(MemorySegment iv, MemorySegment aad, MemorySegment data, MemorySegment result);

  /**
   * GCM, from ciphertext and tag.
   *
   * @return false if the tag is not right; nothing was written then
   */
  boolean open(MemorySegment iv, MemorySegment aad, MemorySegment data, MemorySegment result);

  /** Gives up what it holds. Idempotent. */
  @Override
  void close();
}
