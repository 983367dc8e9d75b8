package dev.vaccel.backend.afalg;

import dev.vaccel.api.UnsupportedException;
import dev.vaccel.api.crypto.CipherAlgorithm;
import dev.vaccel.api.crypto.spi.KeyMemory;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;

/** Finds out by use whether the kernel computes AES for us. */
final class KernelProbe {
  /** AES-128 of a block of zeros under a key of zeros. Source: FIPS 197 by way of SP 800-38D, H. */
  private static final String ANSWER = "66e94bd4ef8a2c3b884cfa59ca342b2e";

  private KernelProbe() {}

  /**
   * Encrypts a block.
   *
   * @throws UnsupportedException with the reason if that does not work
   */
  static void require() {
    MemorySegment zeros = MemorySegment.ofArray(new byte[16]);
    byte[] result = new byte[16];
    try (KeyMemory key = new KeyMemory(zeros);
        StreamCipher cipher =
            StreamCipher.probe(CipherAlgorithm.AES_128_CBC, key, new KernelMemory())) {
      cipher.crypt(true, zeros, zeros, MemorySegment.ofArray(result));
    }
    if (!HexFormat.of().formatHex(result).equals(ANSWER)) {
      throw AfalgErrors.wrongAnswer();
    }
  }
}
