package dev.vaccel.backend.afalg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.vaccel.api.UnsupportedException;
import dev.vaccel.api.crypto.CipherAlgorithm;
import dev.vaccel.api.crypto.KeyHandle;
import dev.vaccel.api.spi.Backend;
import dev.vaccel.api.spi.BackendProvider;
import dev.vaccel.api.spi.BackendSettings;
import dev.vaccel.testing.CryptoContract;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * The contract on the kernel's ciphers. Skipped where the kernel has none, which no package
 * changes: no switch makes that a failure.
 */
class AfalgBackendTest extends CryptoContract {
  @Override
  protected BackendProvider provider() {
    return new AfalgBackendProvider();
  }

  @Override
  protected Backend openBackend() {
    try {
      return provider().open(BackendSettings.NONE);
    } catch (UnsupportedException e) {
      Assumptions.abort(e.getMessage());
      throw e;
    }
  }

  /** With room for additional data and tag. */
  @Override
  protected int largest(CipherAlgorithm algorithm) {
    return switch (algorithm.mode()) {
      case CBC, CTR -> Integer.MAX_VALUE;
      case GCM -> KernelMemory.BYTES - 100;
      case XTS -> KernelMemory.BYTES;
    };
  }

  /** What the kernel holds at once bounds a data unit and a message. */
  @Test
  void saysWhatItCannotTake() {
    byte[] keys = new byte[32];
    keys[0] = 1;
    KeyHandle xts = crypto().importKey(CipherAlgorithm.AES_128_XTS, heap(keys));
    byte[] data = new byte[131073];
    UnsupportedException error =
        assertThrows(
            UnsupportedException.class,
            () -> crypto().encrypt(xts, heap(new byte[16]), heap(data), heap(data)));
    assertEquals(
        "xts(aes) of 131073 bytes: back end afalg takes at most 131072 at once (GCM: with the"
            + " additional data); back end crypto takes more",
        error.getMessage());
    KeyHandle gcm = importZeroKey(CipherAlgorithm.AES_128_GCM);
    byte[] longer = new byte[data.length + 16];
    assertThrows(
        UnsupportedException.class,
        () -> crypto().seal(gcm, heap(new byte[12]), heap(new byte[0]), heap(data), heap(longer)));
  }
}
