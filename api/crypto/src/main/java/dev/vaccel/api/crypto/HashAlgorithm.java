package dev.vaccel.api.crypto;

import dev.vaccel.api.WireEnum;

/** A digest of the SHA-2 family. Source: FIPS 180-4. */
public enum HashAlgorithm implements WireEnum {
  /** 28 bytes. */
  SHA224(1, 28),
  /** 32 bytes. */
  SHA256(2, 32),
  /** 48 bytes. */
  SHA384(3, 48),
  /** 64 bytes. */
  SHA512(4, 64);

  private final int number;
  private final int digestBytes;

  HashAlgorithm(int number, int digestBytes) {
    this.number = number;
    this.digestBytes = digestBytes;
  }

  @Override
  public int number() {
    return number;
  }

  /** Length of its digests in bytes. */
  public int digestBytes() {
    return digestBytes;
  }
}
