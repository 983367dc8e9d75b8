package dev.vaccel.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.crypto.CipherAlgorithm;
import dev.vaccel.api.crypto.CipherMode;
import dev.vaccel.api.crypto.CryptoApi;
import dev.vaccel.api.crypto.HashAlgorithm;
import dev.vaccel.api.crypto.HashHandle;
import dev.vaccel.api.crypto.KeyHandle;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What every back end of {@code crypto} computes: published answers, and OpenSSL's for random
 * input. Extend it once for each back end; {@link CryptoUseContract} is the other half.
 */
public abstract class CryptoContract extends CryptoUseContract {
  private static final int[] SIZES = {
    0, 1, 15, 16, 17, 31, 32, 33, 255, 4096, 65519, 65535, 65536, 65537, 65552, 131072, 200_001
  };

  /** For one back end. */
  protected CryptoContract() {}

  @Test
  void computesPublishedCiphertexts() {
    for (CryptoVector vector : CryptoVector.ciphers()) {
      CipherAlgorithm algorithm = CipherAlgorithm.valueOf(vector.algorithm());
      String what = vector.algorithm() + " of " + vector.plain().length + " bytes";
      KeyHandle key = crypto().importKey(algorithm, heap(vector.key()));
      byte[] made = encrypt(key, algorithm, vector.iv(), vector.aad(), vector.plain());
      assertArrayEquals(vector.result(), made, what);
      byte[] back = decrypt(key, algorithm, vector.iv(), vector.aad(), vector.result());
      assertArrayEquals(vector.plain(), back, what);
      crypto().dropKey(key);
    }
  }

  @Test
  void computesPublishedDigests() {
    for (CryptoVector vector : CryptoVector.hashes()) {
      HashAlgorithm algorithm = HashAlgorithm.valueOf(vector.algorithm());
      assertArrayEquals(vector.result(), hash(algorithm, vector.plain()), vector.algorithm());
    }
  }

  /** FIPS 180-4's long example: a million times 'a', at once and in parts. */
  @Test
  void digestsAMillionLetters() {
    byte[] letters = new byte[1_000_000];
    Arrays.fill(letters, (byte) 'a');
    String expected = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";
    assertEquals(expected, hex(hash(HashAlgorithm.SHA256, letters)));
    HashHandle hash = crypto().beginHash(HashAlgorithm.SHA256);
    MemorySegment all = heap(letters);
    for (int at = 0; at < letters.length; at += 99_999) {
      crypto().updateHash(hash, all.asSlice(at, Math.min(99_999, letters.length - at)));
    }
    assertEquals(expected, hex(bytes(crypto().finishHash(hash))));
  }

  /** A wrong line in the file cannot pass: OpenSSL computes all of them too. */
  @Test
  void agreesWithOpensslOnWhatIsPublished() {
    Libcrypto openssl = Libcrypto.require();
    for (CryptoVector v : CryptoVector.ciphers()) {
      byte[] made = openssl.encrypt(v.algorithm(), v.key(), v.iv(), v.aad(), v.plain());
      assertArrayEquals(v.result(), made, v.algorithm());
    }
  }

  @Test
  void agreesWithOpensslOnRandomInput() {
    Libcrypto openssl = Libcrypto.require();
    Random random = Seed.random("crypto");
    for (CipherAlgorithm algorithm : CipherAlgorithm.values()) {
      KeyHandle key = null;
      byte[] keyBytes = new byte[algorithm.keyBytes()];
      for (int round = 0; round < SIZES.length + 20; round++) {
        if (key == null || round % 5 == 0) {
          random.nextBytes(keyBytes);
          key = crypto().importKey(algorithm, heap(keyBytes));
        }
        int size = round < SIZES.length ? SIZES[round] : random.nextInt(3000);
        byte[] plain = random(random, accepted(algorithm, size));
        byte[] iv = random(random, algorithm.mode().ivBytes());
        byte[] aad = random(random, algorithm.mode() == CipherMode.GCM ? random.nextInt(70) : 0);
        byte[] made = encrypt(key, algorithm, iv, aad, plain);
        String what = algorithm + " of " + plain.length + " bytes";
        assertArrayEquals(openssl.encrypt(algorithm.name(), keyBytes, iv, aad, plain), made, what);
        assertArrayEquals(plain, decrypt(key, algorithm, iv, aad, made), what);
      }
    }
  }

  /** A counter that overflows 32 bits: GCM's would wrap there, CTR's carries on. */
  @Test
  void carriesCountersThroughAllBytes() {
    Libcrypto openssl = Libcrypto.require();
    byte[] keyBytes = new byte[16];
    byte[] iv = new byte[16];
    Arrays.fill(iv, (byte) 0xff);
    byte[] plain = new byte[100];
    KeyHandle key = crypto().importKey(CipherAlgorithm.AES_128_CTR, heap(keyBytes));
    assertArrayEquals(
        openssl.encrypt("AES_128_CTR", keyBytes, iv, new byte[0], plain),
        encrypt(key, CipherAlgorithm.AES_128_CTR, iv, new byte[0], plain));
  }

  @Test
  void agreesWithTheJdkOnDigestsOfRandomInput() throws Exception {
    Random random = Seed.random("hash");
    for (HashAlgorithm algorithm : HashAlgorithm.values()) {
      MessageDigest jdk = MessageDigest.getInstance(algorithm.name().replace("SHA", "SHA-"));
      for (int size : SIZES) {
        byte[] data = random(random, size);
        assertArrayEquals(jdk.digest(data), hash(algorithm, data), algorithm + " of " + size);
        HashHandle hash = crypto().beginHash(algorithm);
        int cut = random.nextInt(size + 1);
        crypto().updateHash(hash, heap(data).asSlice(0, cut));
        crypto().updateHash(hash, heap(data).asSlice(cut));
        assertArrayEquals(jdk.digest(data), bytes(crypto().finishHash(hash)));
      }
    }
  }

  /** In place, in native memory that is not aligned, with a result longer than needed. */
  @Test
  void worksInPlaceInNativeMemory() {
    Random random = Seed.random("in place");
    try (Arena arena = Arena.ofConfined()) {
      for (CipherAlgorithm algorithm : CipherAlgorithm.values()) {
        byte[] plain = random(random, accepted(algorithm, 150_007));
        byte[] iv = random(random, algorithm.mode().ivBytes());
        KeyHandle key = importRandomKey(algorithm, random);
        MemorySegment memory = arena.allocate(plain.length + 40L).asSlice(3);
        memory.fill((byte) 0x5a);
        MemorySegment data = memory.asSlice(0, plain.length).copyFrom(heap(plain));
        boolean gcm = algorithm.mode().isAuthenticated();
        if (gcm) {
          crypto().seal(key, heap(iv), heap(iv), data, memory);
        } else {
          crypto().encrypt(key, heap(iv), data, memory);
        }
        int made = plain.length + (gcm ? CryptoApi.TAG_BYTES : 0);
        assertEquals((byte) 0x5a, memory.get(ValueLayout.JAVA_BYTE, made), "behind the result");
        assertFalse(data.mismatch(heap(plain)) < 0, "nothing was encrypted");
        if (gcm) {
          crypto().open(key, heap(iv), heap(iv), memory.asSlice(0, made), memory);
        } else {
          crypto().decrypt(key, heap(iv), memory.asSlice(0, made), memory);
        }
        assertEquals(-1, data.mismatch(heap(plain)), algorithm::name);
      }
    }
  }

  @Test
  void opensNothingThatWasChanged() {
    Random random = Seed.random("tamper");
    KeyHandle key = importRandomKey(CipherAlgorithm.AES_256_GCM, random);
    byte[] iv = random(random, 12);
    byte[] aad = random(random, 20);
    byte[] plain = random(random, 1000);
    byte[] sealed = encrypt(key, CipherAlgorithm.AES_256_GCM, iv, aad, plain);
    for (int bit : new int[] {0, 7999, 8000, 8 * sealed.length - 1}) {
      byte[] changed = sealed.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      assertNotAuthentic(key, iv, aad, changed);
    }
    byte[] otherAad = aad.clone();
    otherAad[19] ^= 1;
    assertNotAuthentic(key, iv, otherAad, sealed);
    assertNotAuthentic(key, iv, new byte[0], sealed);
    byte[] otherIv = iv.clone();
    otherIv[0] ^= 1;
    assertNotAuthentic(key, otherIv, aad, sealed);
    assertNotAuthentic(importRandomKey(CipherAlgorithm.AES_256_GCM, random), iv, aad, sealed);
    assertNotAuthentic(key, iv, aad, Arrays.copyOf(sealed, sealed.length - 1));
    assertArrayEquals(plain, decrypt(key, CipherAlgorithm.AES_256_GCM, iv, aad, sealed));
  }

  private void assertNotAuthentic(KeyHandle key, byte[] iv, byte[] aad, byte[] sealed) {
    byte[] result = new byte[sealed.length];
    Arrays.fill(result, (byte) 0x5a);
    byte[] before = result.clone();
    var error =
        assertThrows(
            ResourceException.class,
            () -> crypto().open(key, heap(iv), heap(aad), heap(sealed), heap(result)));
    assertEquals(ErrorCode.CORRUPT, error.code());
    assertEquals(
        "open of "
            + sealed.length
            + " bytes: the tag is not right; key, IV, additional data or ciphertext is not what it"
            + " was when it was sealed",
        error.getMessage());
    assertArrayEquals(before, result, "something was written");
  }
}
