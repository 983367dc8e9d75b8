package dev.vaccel.backend.crypto;

import dev.vaccel.api.crypto.CipherAlgorithm;
import dev.vaccel.api.crypto.CryptoApi;
import dev.vaccel.api.crypto.spi.KeyedCipher;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;

/**
 * XTS, made of AES in whole batches of blocks: C = E1(P xor T) xor T, where T is E2(IV) for the
 * first block and twice the one before for each next. Where the data is no whole number of blocks,
 * the last block and the rest of it are swapped (ciphertext stealing). Source: IEEE 1619-2018,
 * section 5.
 */
final class XtsCipher implements KeyedCipher {
  private static final int BLOCK = CryptoApi.BLOCK_BYTES;

  private final CipherAlgorithm algorithm;
  private final AesKey dataKey;
  private final AesKey tweakKey;
  private final Staging staging;
  private final Cipher encryptor = JdkAlgorithms.cipher(JdkAlgorithms.BLOCKS);
  private final Cipher decryptor = JdkAlgorithms.cipher(JdkAlgorithms.BLOCKS);
  private final Cipher tweakCipher = JdkAlgorithms.cipher(JdkAlgorithms.BLOCKS);
  private final Tweaks tweaks;

  /**
   * A cipher.
   *
   * @param tweaks the session's, as is the staging array: a guest may import many keys
   */
  XtsCipher(CipherAlgorithm algorithm, MemorySegment keys, Staging staging, Tweaks tweaks) {
    this.algorithm = algorithm;
    this.staging = staging;
    this.tweaks = tweaks;
    long half = keys.byteSize() / 2;
    dataKey = new AesKey(keys.asSlice(0, half));
    tweakKey = new AesKey(keys.asSlice(half));
    try {
      // Without an IV a cipher in ECB keeps no state between calls: told the key once, it does.
      dataKey.init(encryptor, true, null);
      dataKey.init(decryptor, false, null);
      tweakKey.init(tweakCipher, true, null);
    } catch (GeneralSecurityException e) {
      throw CryptoErrors.failed(algorithm.name(), e);
    }
  }

  @Override
  public void crypt(boolean encrypt, MemorySegment iv, MemorySegment data, MemorySegment result) {
    int rest = (int) (data.byteSize() % BLOCK);
    // With a rest the last whole block is done together with it.
    long plain = rest == 0 ? data.byteSize() : data.byteSize() - rest - BLOCK;
    byte[] array = staging.array(Staging.CHUNK_BYTES);
    int used = (int) Math.min(Staging.CHUNK_BYTES, data.byteSize() + BLOCK);
    Cipher cipher = encrypt ? encryptor : decryptor;
    try {
      tweaks.start(tweakCipher.doFinal(iv.toArray(ValueLayout.JAVA_BYTE)));
      for (long at = 0; at < plain; at += Staging.CHUNK_BYTES) {
        int bytes = (int) Math.min(Staging.CHUNK_BYTES, plain - at);
        Staging.in(data, at, array, bytes);
        blocks(cipher, array, bytes);
        Staging.out(array, 0, result, at, bytes);
      }
      if (rest > 0) {
        Staging.in(data.asSlice(plain), 0, array, BLOCK + rest);
        steal(cipher, encrypt, array, rest);
        Staging.out(array, 0, result, plain, BLOCK + rest);
      }
    } catch (GeneralSecurityException e) {
      throw CryptoErrors.failed(algorithm.name(), e);
    } finally {
      Staging.wipe(array, used);
      tweaks.wipe();
    }
  }

  /** The next blocks, in place. */
  private void blocks(Cipher cipher, byte[] array, int bytes) throws GeneralSecurityException {
    tweaks.next(bytes / BLOCK);
    tweaks.apply(array, bytes);
    int _ = cipher.doFinal(array, 0, bytes, array, 0);
    tweaks.apply(array, bytes);
  }

  /**
   * The last whole block and the rest behind it, in place. Whichever way: one of the two tweaks is
   * for the whole block, the other for the rest and what it stole; decryption meets them in the
   * other order.
   */
  private void steal(Cipher cipher, boolean encrypt, byte[] array, int rest)
      throws GeneralSecurityException {
    tweaks.next(2);
    block(cipher, array, encrypt ? 0 : 1);
    // The block's head becomes the short end; its tail fills the block up.
    for (int i = 0; i < rest; i++) {
      byte head = array[i];
      array[i] = array[BLOCK + i];
      array[BLOCK + i] = head;
    }
    block(cipher, array, encrypt ? 1 : 0);
  }

  private void block(Cipher cipher, byte[] array, int tweak) throws GeneralSecurityException {
    tweaks.applyOne(array, tweak);
    int _ = cipher.doFinal(array, 0, BLOCK, array, 0);
    tweaks.applyOne(array, tweak);
  }

  @Override
  public void seal(MemorySegment iv, MemorySegment aad, MemorySegment data, MemorySegment result) {
    throw new IllegalStateException(algorithm + " has no tag");
  }

  @Override
  public boolean open(
      MemorySegment iv, MemorySegment aad, MemorySegment data, MemorySegment result) {
    throw new IllegalStateException(algorithm + " has no tag");
  }

  @Override
  public void close() {}
}
