package dev.vaccel.backend.crypto;

import dev.vaccel.api.crypto.CipherAlgorithm;
import dev.vaccel.api.crypto.HashAlgorithm;
import dev.vaccel.api.crypto.spi.CryptoEngine;
import dev.vaccel.api.crypto.spi.KeyMemory;
import dev.vaccel.api.crypto.spi.KeyedCipher;
import dev.vaccel.api.crypto.spi.RunningHash;

/**
 * One session's engine. Its calls come one at a time and share one staging array and the tweaks of
 * XTS.
 */
final class JdkEngine implements CryptoEngine {
  private final Staging staging = new Staging();
  private final Tweaks tweaks = new Tweaks();

  @Override
  public KeyedCipher cipher(CipherAlgorithm algorithm, KeyMemory key) {
    return switch (algorithm.mode()) {
      case CBC, CTR -> new ModeCipher(algorithm, new AesKey(key.bytes()), staging);
      case GCM -> new GcmCipher(algorithm, new AesKey(key.bytes()), staging);
      case XTS -> new XtsCipher(algorithm, key.bytes(), staging, tweaks);
    };
  }

  @Override
  public RunningHash hash(HashAlgorithm algorithm) {
    return new JdkHash(JdkAlgorithms.digest(algorithm), staging);
  }
}
