package dev.vaccel.backend.afalg;

import dev.vaccel.api.crypto.CipherMode;
import dev.vaccel.api.crypto.CryptoApi;
import dev.vaccel.api.crypto.spi.KeyMemory;
import dev.vaccel.api.crypto.spi.KeyedCipher;
import dev.vaccel.posix.Errno;
import dev.vaccel.posix.KernelAlgorithm;
import dev.vaccel.posix.KernelComputation;
import dev.vaccel.posix.SystemCallException;
import java.lang.foreign.MemorySegment;

/**
 * GCM. The kernel takes a message at once and gives it back with the additional data before it, so
 * the result is copied out of the session's memory; that it must be for opening anyway, since the
 * kernel writes before it knows that the tag is right.
 */
final class TagCipher implements KeyedCipher {
  private static final String NAME = KernelEngine.name(CipherMode.GCM);
  private static final int TAG_BYTES = CryptoApi.TAG_BYTES;

  private final KernelAlgorithm algorithm;
  private final KernelComputation computation;
  private final KernelMemory memory;

  private TagCipher(KernelAlgorithm algorithm, KernelComputation computation, KernelMemory memory) {
    this.algorithm = algorithm;
    this.computation = computation;
    this.memory = memory;
  }

  static TagCipher open(KeyMemory key, KernelMemory memory) {
    try {
      KernelAlgorithm algorithm = KernelAlgorithm.open("aead", NAME);
      try {
        algorithm.key(key.bytes());
        algorithm.tagBytes(TAG_BYTES);
        return new TagCipher(algorithm, algorithm.begin(), memory);
      } catch (SystemCallException e) {
        algorithm.close();
        throw e;
      }
    } catch (SystemCallException e) {
      throw AfalgErrors.notOpened(NAME, e);
    }
  }

  @Override
  public void seal(MemorySegment iv, MemorySegment aad, MemorySegment data, MemorySegment result) {
    try {
      compute(true, iv, aad, data, result);
    } catch (SystemCallException e) {
      throw AfalgErrors.failed(NAME, e);
    }
  }

  @Override
  public boolean open(
      MemorySegment iv, MemorySegment aad, MemorySegment data, MemorySegment result) {
    try {
      compute(false, iv, aad, data, result);
      return true;
    } catch (SystemCallException e) {
      if (e.number() == Errno.EBADMSG) {
        return false;
      }
      throw AfalgErrors.failed(NAME, e);
    }
  }

  private void compute(
      boolean encrypt,
      MemorySegment iv,
      MemorySegment aad,
      MemorySegment data,
      MemorySegment result)
      throws SystemCallException {
    long aadBytes = aad.byteSize();
    long sent = aadBytes + data.byteSize();
    if (sent > KernelMemory.BYTES) {
      throw AfalgErrors.tooLong(NAME, sent);
    }
    try {
      MemorySegment input = memory.input(sent);
      input.asSlice(0, aadBytes).copyFrom(aad);
      input.asSlice(aadBytes).copyFrom(data);
      MemorySegment output = memory.output(aadBytes + result.byteSize());
      computation.start(encrypt, iv, (int) aadBytes);
      computation.send(input, false);
      long read = computation.read(output);
      if (read != output.byteSize()) {
        throw AfalgErrors.shortResult(NAME, read, output.byteSize());
      }
      result.copyFrom(output.asSlice(aadBytes));
    } finally {
      memory.wipe(sent + TAG_BYTES);
    }
  }

  @Override
  public void crypt(boolean encrypt, MemorySegment iv, MemorySegment data, MemorySegment result) {
    throw new IllegalStateException(NAME + " needs a tag");
  }

  /** The kernel zeroes its copy of the key when its last socket is gone. */
  @Override
  public void close() {
    computation.close();
    algorithm.close();
  }
}
