package dev.vaccel.backend.afalg;

import dev.vaccel.api.crypto.CipherAlgorithm;
import dev.vaccel.api.crypto.CipherMode;
import dev.vaccel.api.crypto.HashAlgorithm;
import dev.vaccel.api.crypto.spi.CryptoEngine;
import dev.vaccel.api.crypto.spi.KeyMemory;
import dev.vaccel.api.crypto.spi.KeyedCipher;
import dev.vaccel.api.crypto.spi.RunningHash;

/** One session's engine. Its calls come one at a time and share its memory. */
final class KernelEngine implements CryptoEngine {
  private final KernelMemory memory = new KernelMemory();

  /** The kernel's name of a mode, as in /proc/crypto. */
  static String name(CipherMode mode) {
    return switch (mode) {
      case CBC -> "cbc(aes)";
      case CTR -> "ctr(aes)";
      case GCM -> "gcm(aes)";
      case XTS -> "xts(aes)";
    };
  }

  @Override
  public KeyedCipher cipher(CipherAlgorithm algorithm, KeyMemory key) {
    return algorithm.mode() == CipherMode.GCM
        ? TagCipher.open(key, memory)
        : StreamCipher.open(algorithm, key, memory);
  }

  @Override
  public RunningHash hash(HashAlgorithm algorithm) {
    return KernelHash.open(algorithm, memory);
  }
}
