package dev.vaccel.backend.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.spi.BackendProvider;
import dev.vaccel.testing.CryptoContract;
import java.lang.foreign.MemorySegment;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Test;

/** The contract on the JDK's ciphers, and what becomes of keys in it. */
class CryptoBackendTest extends CryptoContract {
  @Override
  protected BackendProvider provider() {
    return new CryptoBackendProvider();
  }

  @Test
  void zeroesEachCopyOfAKeyThatACipherAskedFor() throws Exception {
    byte[] bytes = new byte[16];
    bytes[3] = 77;
    AesKey key = new AesKey(MemorySegment.ofArray(bytes));
    byte[] copy = key.getEncoded();
    assertArrayEquals(bytes, copy);
    key.init(Cipher.getInstance(JdkAlgorithms.BLOCKS), true, null);
    assertArrayEquals(new byte[16], copy);
    assertEquals(77, bytes[3], "the session's own is not touched");
  }

  @Test
  void saysNothingOfAKey() {
    assertEquals("AES key", new AesKey(MemorySegment.ofArray(new byte[16])).toString());
  }

  @Test
  void leavesNoPlaintextInTheStagingArray() {
    Staging staging = new Staging();
    byte[] array = staging.array(100);
    java.util.Arrays.fill(array, (byte) 1);
    Staging.wipe(array, 100);
    assertArrayEquals(new byte[100], array);
  }

  @Test
  void isAlwaysThere() {
    assertTrue(openBackend().version().startsWith("JDK 25"), openBackend().version());
  }
}
