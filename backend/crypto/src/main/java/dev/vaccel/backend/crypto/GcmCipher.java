package dev.vaccel.backend.crypto;

import dev.vaccel.api.crypto.CipherAlgorithm;
import dev.vaccel.api.crypto.CryptoApi;
import dev.vaccel.api.crypto.spi.KeyedCipher;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/** GCM with tags of 16 bytes. */
final class GcmCipher implements KeyedCipher {
  private static final int TAG_BYTES = CryptoApi.TAG_BYTES;

  private final CipherAlgorithm algorithm;
  private final AesKey key;
  private final Staging staging;
  private final Cipher cipher;

  GcmCipher(CipherAlgorithm algorithm, AesKey key, Staging staging) {
    this.algorithm = algorithm;
    this.key = key;
    this.staging = staging;
    this.cipher = JdkAlgorithms.cipher(JdkAlgorithms.name(algorithm.mode()));
  }

  /** In pieces: what is in the staging array is written before the next part of data is read. */
  @Override
  public void seal(MemorySegment iv, MemorySegment aad, MemorySegment data, MemorySegment result) {
    long bytes = data.byteSize();
    int chunk = (int) Math.min(bytes, Staging.CHUNK_BYTES);
    byte[] array = staging.array(chunk + TAG_BYTES);
    try {
      init(true, iv, aad);
      long at = 0;
      for (; bytes - at > chunk; at += chunk) {
        Staging.in(data, at, array, chunk);
        // Whole blocks: the cipher keeps none of them back.
        int done = cipher.update(array, 0, chunk, array, 0);
        if (done != chunk) {
          throw new IllegalStateException("update of " + chunk + " bytes gave " + done);
        }
        Staging.out(array, 0, result, at, done);
      }
      int last = (int) (bytes - at);
      Staging.in(data, at, array, last);
      int done = cipher.doFinal(array, 0, last, array, 0);
      Staging.out(array, 0, result, at, done);
    } catch (GeneralSecurityException e) {
      throw CryptoErrors.failed(algorithm.name(), e);
    } finally {
      Staging.wipe(array, chunk + TAG_BYTES);
    }
  }

  /** At once, and in the array alone until the tag is found right: the result is the caller's. */
  @Override
  public boolean open(
      MemorySegment iv, MemorySegment aad, MemorySegment data, MemorySegment result) {
    int bytes = Math.toIntExact(data.byteSize());
    byte[] array = staging.array(bytes);
    try {
      init(false, iv, aad);
      Staging.in(data, 0, array, bytes);
      int done = cipher.doFinal(array, 0, bytes, array, 0);
      Staging.out(array, 0, result, 0, done);
      return true;
    } catch (AEADBadTagException _) {
      return false;
    } catch (GeneralSecurityException e) {
      throw CryptoErrors.failed(algorithm.name(), e);
    } finally {
      Staging.wipe(array, bytes);
    }
  }

  private void init(boolean encrypt, MemorySegment iv, MemorySegment aad)
      throws GeneralSecurityException {
    byte[] ivBytes = iv.toArray(ValueLayout.JAVA_BYTE);
    key.init(cipher, encrypt, new GCMParameterSpec(8 * TAG_BYTES, ivBytes));
    if (aad.byteSize() > 0) {
      cipher.updateAAD(aad.toArray(ValueLayout.JAVA_BYTE));
    }
  }

  @Override
  public void crypt(boolean encrypt, MemorySegment iv, MemorySegment data, MemorySegment result) {
    throw new IllegalStateException(algorithm + " needs a tag");
  }

  @Override
  public void close() {}
}
