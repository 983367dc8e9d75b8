package dev.vaccel.api.crypto;

import dev.vaccel.api.WireEnum;

/**
 * What a key is for: AES (FIPS 197) in one mode. A key is bound to one, so that it is never used in
 * two.
 */
public enum CipherAlgorithm implements WireEnum {
  /** CBC, SP 800-38A; key of 16 bytes. */
  AES_128_CBC(1, 16, CipherMode.CBC),
  /** CBC, SP 800-38A; key of 32 bytes. */
  AES_256_CBC(2, 32, CipherMode.CBC),
  /** CTR, SP 800-38A; key of 16 bytes. */
  AES_128_CTR(3, 16, CipherMode.CTR),
  /** CTR, SP 800-38A; key of 32 bytes. */
  AES_256_CTR(4, 32, CipherMode.CTR),
  /** GCM, SP 800-38D; key of 16 bytes. */
  AES_128_GCM(5, 16, CipherMode.GCM),
  /** GCM, SP 800-38D; key of 32 bytes. */
  AES_256_GCM(6, 32, CipherMode.GCM),
  /** XTS, IEEE 1619; two keys of 16 bytes, that of the data first. */
  AES_128_XTS(7, 32, CipherMode.XTS),
  /** XTS, IEEE 1619; two keys of 32 bytes, that of the data first. */
  AES_256_XTS(8, 64, CipherMode.XTS);

  private final int number;
  private final int keyBytes;
  private final CipherMode mode;

  CipherAlgorithm(int number, int keyBytes, CipherMode mode) {
    this.number = number;
    this.keyBytes = keyBytes;
    this.mode = mode;
  }

  @Override
  public int number() {
    return number;
  }

  /** Length of its keys in bytes; XTS: of both keys together. */
  public int keyBytes() {
    return keyBytes;
  }

  /** Its mode. */
  public CipherMode mode() {
    return mode;
  }
}
