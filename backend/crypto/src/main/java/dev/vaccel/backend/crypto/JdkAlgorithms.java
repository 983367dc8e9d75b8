package dev.vaccel.backend.crypto;

import dev.vaccel.api.crypto.CipherMode;
import dev.vaccel.api.crypto.HashAlgorithm;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Cipher;

/** The JDK's names of algorithms. Source: Java Security Standard Algorithm Names. */
final class JdkAlgorithms {
  /** What XTS is made of, which the JDK lacks. */
  static final String BLOCKS = "AES/ECB/NoPadding";

  private JdkAlgorithms() {}

  static String name(CipherMode mode) {
    return switch (mode) {
      case CBC -> "AES/CBC/NoPadding";
      case CTR -> "AES/CTR/NoPadding";
      case GCM -> "AES/GCM/NoPadding";
      case XTS -> BLOCKS;
    };
  }

  static String name(HashAlgorithm algorithm) {
    return switch (algorithm) {
      case SHA224 -> "SHA-224";
      case SHA256 -> "SHA-256";
      case SHA384 -> "SHA-384";
      case SHA512 -> "SHA-512";
    };
  }

  /** A cipher of its own for each key: two keys in one would make it expand them anew each time. */
  static Cipher cipher(String name) {
    try {
      return Cipher.getInstance(name);
    } catch (GeneralSecurityException e) {
      throw CryptoErrors.missing(name, e);
    }
  }

  static MessageDigest digest(HashAlgorithm algorithm) {
    try {
      return MessageDigest.getInstance(name(algorithm));
    } catch (GeneralSecurityException e) {
      throw CryptoErrors.missing(name(algorithm), e);
    }
  }

  /** Asks for each of them once. */
  static void requireAll() {
    for (CipherMode mode : CipherMode.values()) {
      cipher(name(mode));
    }
    for (HashAlgorithm algorithm : HashAlgorithm.values()) {
      digest(algorithm);
    }
  }
}
