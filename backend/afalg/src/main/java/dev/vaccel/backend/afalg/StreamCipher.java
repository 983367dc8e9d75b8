package dev.vaccel.backend.afalg;

import dev.vaccel.api.crypto.CipherAlgorithm;
import dev.vaccel.api.crypto.CipherMode;
import dev.vaccel.api.crypto.spi.KeyMemory;
import dev.vaccel.api.crypto.spi.KeyedCipher;
import dev.vaccel.posix.KernelAlgorithm;
import dev.vaccel.posix.KernelComputation;
import dev.vaccel.posix.SystemCallException;
import java.lang.foreign.MemorySegment;

/**
 * CBC, CTR and XTS. In pieces: the kernel carries the IV of CBC and CTR on from one to the next. A
 * data unit of XTS is one piece.
 */
final class StreamCipher implements KeyedCipher {
  private final CipherMode mode;
  private final KernelAlgorithm algorithm;
  private final KernelComputation computation;
  private final KernelMemory memory;

  private StreamCipher(
      CipherMode mode,
      KernelAlgorithm algorithm,
      KernelComputation computation,
      KernelMemory memory) {
    this.mode = mode;
    this.algorithm = algorithm;
    this.computation = computation;
    this.memory = memory;
  }

  static StreamCipher open(CipherAlgorithm algorithm, KeyMemory key, KernelMemory memory) {
    try {
      return make(algorithm.mode(), key, memory);
    } catch (SystemCallException e) {
      throw AfalgErrors.notOpened(KernelEngine.name(algorithm.mode()), e);
    }
  }

  /** As {@link #open}, where a failure means that there is no AF_ALG. */
  static StreamCipher probe(CipherAlgorithm algorithm, KeyMemory key, KernelMemory memory) {
    try {
      return make(algorithm.mode(), key, memory);
    } catch (SystemCallException e) {
      throw AfalgErrors.noSockets(e);
    }
  }

  private static StreamCipher make(CipherMode mode, KeyMemory key, KernelMemory memory)
      throws SystemCallException {
    KernelAlgorithm algorithm = KernelAlgorithm.open("skcipher", KernelEngine.name(mode));
    try {
      algorithm.key(key.bytes());
      return new StreamCipher(mode, algorithm, algorithm.begin(), memory);
    } catch (SystemCallException e) {
      algorithm.close();
      throw e;
    }
  }

  @Override
  public void crypt(boolean encrypt, MemorySegment iv, MemorySegment data, MemorySegment result) {
    long bytes = data.byteSize();
    if (mode == CipherMode.XTS && bytes > KernelMemory.BYTES) {
      throw AfalgErrors.tooLong("xts(aes)", bytes);
    }
    if (bytes == 0) {
      return;
    }
    try {
      computation.start(encrypt, iv, -1);
      for (long at = 0; at < bytes; at += KernelMemory.BYTES) {
        long length = Math.min(KernelMemory.BYTES, bytes - at);
        piece(data.asSlice(at, length), result.asSlice(at, length), at + length < bytes);
      }
    } catch (SystemCallException e) {
      throw AfalgErrors.failed(KernelEngine.name(mode), e);
    } finally {
      memory.wipe(Math.min(bytes, KernelMemory.BYTES));
    }
  }

  private void piece(MemorySegment data, MemorySegment result, boolean more)
      throws SystemCallException {
    computation.send(memory.asNative(data), more);
    MemorySegment room = memory.room(result);
    long read = 0;
    while (read < room.byteSize()) {
      long count = computation.read(room.asSlice(read));
      if (count == 0 || (mode == CipherMode.XTS && count < room.byteSize())) {
        throw AfalgErrors.shortResult(KernelEngine.name(mode), read + count, room.byteSize());
      }
      read += count;
    }
    if (!room.equals(result)) {
      result.copyFrom(room);
    }
  }

  @Override
  public void seal(MemorySegment iv, MemorySegment aad, MemorySegment data, MemorySegment result) {
    throw new IllegalStateException(mode + " has no tag");
  }

  @Override
  public boolean open(
      MemorySegment iv, MemorySegment aad, MemorySegment data, MemorySegment result) {
    throw new IllegalStateException(mode + " has no tag");
  }

  /** The kernel zeroes its copy of the key when its last socket is gone. */
  @Override
  public void close() {
    computation.close();
    algorithm.close();
  }
}
