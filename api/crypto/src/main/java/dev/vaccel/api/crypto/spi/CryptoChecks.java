package dev.vaccel.api.crypto.spi;

import dev.vaccel.api.crypto.CipherAlgorithm;
import dev.vaccel.api.crypto.CipherMode;
import dev.vaccel.api.crypto.CryptoApi;
import java.lang.foreign.MemorySegment;

/** What arguments must be, before any memory is taken or written. */
final class CryptoChecks {
  private CryptoChecks() {}

  static void key(CipherAlgorithm algorithm, MemorySegment key) {
    if (key.byteSize() != algorithm.keyBytes()) {
      throw CryptoErrors.keyLength(algorithm, key.byteSize());
    }
  }

  /** With equal keys XTS is not secure against chosen ciphertexts; IEEE 1619-2018 forbids them. */
  static void differentKeys(CipherAlgorithm algorithm, MemorySegment key) {
    long half = key.byteSize() / 2;
    if (algorithm.mode() == CipherMode.XTS
        && key.asSlice(half).mismatch(key.asSlice(0, half)) < 0) {
      throw CryptoErrors.equalKeys(algorithm);
    }
  }

  /** That an operation and a key's algorithm belong together. */
  static void authenticates(String operation, CipherAlgorithm algorithm, boolean expected) {
    if (algorithm.mode().isAuthenticated() != expected) {
      throw CryptoErrors.wrongOperation(operation, algorithm);
    }
  }

  static void iv(String operation, CipherAlgorithm algorithm, MemorySegment iv) {
    if (iv.byteSize() != algorithm.mode().ivBytes()) {
      throw CryptoErrors.ivLength(operation, algorithm, iv.byteSize());
    }
  }

  /** Lengths of data that a mode without tag accepts. */
  static void data(String operation, CipherAlgorithm algorithm, long bytes) {
    switch (algorithm.mode()) {
      case CBC -> {
        if (bytes % CryptoApi.BLOCK_BYTES != 0) {
          throw CryptoErrors.notWholeBlocks(operation, algorithm, bytes);
        }
      }
      case XTS -> {
        if (bytes < CryptoApi.BLOCK_BYTES || bytes > CryptoApi.MAX_XTS_BYTES) {
          throw CryptoErrors.dataUnit(operation, algorithm, bytes);
        }
      }
      case CTR, GCM -> {}
    }
  }

  /** Lengths of what is sealed at once: an opener holds all of it until the tag is found right. */
  static void message(String operation, long plainBytes, long aadBytes) {
    if (plainBytes > CryptoApi.MAX_GCM_BYTES || aadBytes > CryptoApi.MAX_GCM_BYTES) {
      throw CryptoErrors.messageLength(operation, Math.max(plainBytes, aadBytes));
    }
  }

  /** The length of the plaintext of what was sealed. */
  static long sealed(long bytes) {
    if (bytes < CryptoApi.TAG_BYTES) {
      throw CryptoErrors.noTag(bytes);
    }
    return bytes - CryptoApi.TAG_BYTES;
  }

  /** The part of a result that is written. */
  static MemorySegment result(
      String operation, MemorySegment data, MemorySegment result, long bytes) {
    MemorySegment exact = writable(operation, result, bytes);
    if (data.asOverlappingSlice(exact).isPresent() && data.address() != exact.address()) {
      throw CryptoErrors.overlaps(operation);
    }
    return exact;
  }

  /** The part of a digest's memory that is written. */
  static MemorySegment digest(MemorySegment digest, long bytes) {
    return writable("hash", digest, bytes);
  }

  private static MemorySegment writable(String operation, MemorySegment result, long bytes) {
    if (result.byteSize() < bytes) {
      throw CryptoErrors.resultLength(operation, result.byteSize(), bytes);
    }
    if (result.isReadOnly()) {
      throw CryptoErrors.readOnly(operation);
    }
    return result.asSlice(0, bytes);
  }
}
