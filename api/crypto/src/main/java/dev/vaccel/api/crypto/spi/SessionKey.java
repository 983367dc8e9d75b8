package dev.vaccel.api.crypto.spi;

import dev.vaccel.api.crypto.CipherAlgorithm;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** A key of one session, with what it must not be used with again. */
final class SessionKey implements AutoCloseable {
  private final CipherAlgorithm algorithm;
  private final KeyMemory memory;
  private final KeyedCipher cipher;
  private byte[] lastIv = {};

  SessionKey(CipherAlgorithm algorithm, KeyMemory memory, KeyedCipher cipher) {
    this.algorithm = algorithm;
    this.memory = memory;
    this.cipher = cipher;
  }

  CipherAlgorithm algorithm() {
    return algorithm;
  }

  KeyedCipher cipher() {
    return cipher;
  }

  /**
   * Notes that a message is sealed with this IV; refuses the one of the message before.
   *
   * @return the IV as it was checked: a guest can still change its own memory
   */
  MemorySegment sealsWith(MemorySegment iv) {
    byte[] bytes = iv.toArray(ValueLayout.JAVA_BYTE);
    if (Arrays.equals(bytes, lastIv)) {
      throw CryptoErrors.usedIv();
    }
    lastIv = bytes;
    return MemorySegment.ofArray(bytes);
  }

  /** Zeroes the key. Idempotent. */
  @Override
  public void close() {
    try {
      cipher.close();
    } finally {
      memory.close();
    }
  }
}
