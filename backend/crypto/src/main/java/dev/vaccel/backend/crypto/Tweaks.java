package dev.vaccel.backend.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The tweaks of XTS for a batch of blocks: 128-bit numbers, little-endian, each twice the one
 * before modulo x^128 + x^7 + x^2 + x + 1. Source: IEEE 1619-2018, section 5.2.
 */
final class Tweaks {
  private static final int BLOCK = 16;
  private static final int POLYNOMIAL = 0x87;
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  // Low and high word of each block of the batch.
  private long[] words = {};
  private int used;
  private long low;
  private long high;

  /** Begins a data unit with its first tweak. */
  void start(byte[] tweak) {
    low = (long) WORDS.get(tweak, 0);
    high = (long) WORDS.get(tweak, Long.BYTES);
  }

  /** The tweaks of the next blocks. */
  void next(int blocks) {
    if (words.length < 2 * blocks) {
      words = new long[Staging.CHUNK_BYTES / Long.BYTES]; // Most sessions have no key for XTS.
    }
    used = Math.max(used, 2 * blocks);
    for (int i = 0; i < 2 * blocks; i += 2) {
      words[i] = low;
      words[i + 1] = high;
      long carry = high >> 63 & POLYNOMIAL;
      high = high << 1 | low >>> 63;
      low = low << 1 ^ carry;
    }
  }

  /** Adds its own tweak to each block. */
  void apply(byte[] array, int bytes) {
    for (int at = 0; at < bytes; at += Long.BYTES) {
      WORDS.set(array, at, (long) WORDS.get(array, at) ^ words[at / Long.BYTES]);
    }
  }

  /** Adds one tweak of the batch to the first block of an array. */
  void applyOne(byte[] array, int tweak) {
    for (int at = 0; at < BLOCK; at += Long.BYTES) {
      WORDS.set(array, at, (long) WORDS.get(array, at) ^ words[2 * tweak + at / Long.BYTES]);
    }
  }

  /** Forgets them. */
  void wipe() {
    Arrays.fill(words, 0, used, 0);
    used = 0;
    low = 0;
    high = 0;
  }
}
