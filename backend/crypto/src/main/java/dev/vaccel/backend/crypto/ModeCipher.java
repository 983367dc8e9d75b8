package dev.vaccel.backend.crypto;

import dev.vaccel.api.crypto.CipherAlgorithm;
import dev.vaccel.api.crypto.spi.KeyedCipher;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;

/** CBC and CTR. */
final class ModeCipher implements KeyedCipher {
  private final CipherAlgorithm algorithm;
  private final AesKey key;
  private final Staging staging;
  private final Cipher cipher;

  ModeCipher(CipherAlgorithm algorithm, AesKey key, Staging staging) {
    this.algorithm = algorithm;
    this.key = key;
    this.staging = staging;
    this.cipher = JdkAlgorithms.cipher(JdkAlgorithms.name(algorithm.mode()));
  }

  @Override
  public void crypt(boolean encrypt, MemorySegment iv, MemorySegment data, MemorySegment result) {
    long bytes = data.byteSize();
    int chunk = (int) Math.min(bytes, Staging.CHUNK_BYTES);
    byte[] array = staging.array(chunk);
    try {
      key.init(cipher, encrypt, new IvParameterSpec(iv.toArray(ValueLayout.JAVA_BYTE)));
      for (long at = 0; at < bytes; at += chunk) {
        int length = (int) Math.min(chunk, bytes - at);
        Staging.in(data, at, array, length);
        // All chunks but the last are whole blocks, and nothing is padded: as much comes out.
        int done = cipher.update(array, 0, length, array, 0);
        if (at + length == bytes) {
          done += cipher.doFinal(array, done);
        }
        Staging.out(array, 0, result, at, done);
      }
    } catch (GeneralSecurityException e) {
      throw CryptoErrors.failed(algorithm.name(), e);
    } finally {
      Staging.wipe(array, chunk);
    }
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
