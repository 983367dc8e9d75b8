package dev.vaccel.api.crypto.spi;

import dev.vaccel.api.crypto.CipherAlgorithm;
import dev.vaccel.api.crypto.HashAlgorithm;

/**
 * What a back end computes with, for one session. Arguments were checked before; calls come one at
 * a time, from changing threads.
 */
public interface CryptoEngine {
  /**
   * Prepares a key.
   *
   * @param key as long as the algorithm wants it; stays the caller's, which closes it after the
   *     returned cipher
   * @throws dev.vaccel.api.UnsupportedException if this engine lacks the algorithm
   */
  KeyedCipher cipher(CipherAlgorithm algorithm, KeyMemory key);

  /** Begins a digest. */
  RunningHash hash(HashAlgorithm algorithm);
}
