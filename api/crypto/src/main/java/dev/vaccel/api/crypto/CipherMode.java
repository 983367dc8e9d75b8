package dev.vaccel.api.crypto;

/** Modes of {@link CipherAlgorithm} and what they ask of an IV. */
public enum CipherMode {
  /** Whole blocks; the IV is unpredictable. Hides content only: nothing notices a change of it. */
  CBC(16),
  /** Any length; the IV is the first counter block. Nothing notices a change of the content. */
  CTR(16),
  /** Any length, with a tag; the IV is never used twice with one key. */
  GCM(12),
  /** One data unit (a sector); the IV is its number, little-endian. Nothing notices a change. */
  XTS(16);

  private final int ivBytes;

  CipherMode(int ivBytes) {
    this.ivBytes = ivBytes;
  }

  /** Length of its IVs in bytes. */
  public int ivBytes() {
    return ivBytes;
  }

  /** Whether it authenticates: {@link CryptoApi#seal} and {@link CryptoApi#open} are its own. */
  public boolean isAuthenticated() {
    return this == GCM;
  }
}
