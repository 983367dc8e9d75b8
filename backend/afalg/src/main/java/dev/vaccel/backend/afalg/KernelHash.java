package dev.vaccel.backend.afalg;

import dev.vaccel.api.crypto.HashAlgorithm;
import dev.vaccel.api.crypto.spi.RunningHash;
import dev.vaccel.posix.KernelAlgorithm;
import dev.vaccel.posix.KernelComputation;
import dev.vaccel.posix.SystemCallException;
import java.lang.foreign.MemorySegment;
import java.util.Locale;

/** A digest of SHA-2. */
final class KernelHash implements RunningHash {
  private final String name;
  private final KernelComputation computation;
  private final KernelMemory memory;

  private KernelHash(String name, KernelComputation computation, KernelMemory memory) {
    this.name = name;
    this.computation = computation;
    this.memory = memory;
  }

  static KernelHash open(HashAlgorithm algorithm, KernelMemory memory) {
    String name = algorithm.name().toLowerCase(Locale.ROOT);
    // Without a key the computation needs nothing of the algorithm's socket.
    try (KernelAlgorithm kernel = KernelAlgorithm.open("hash", name)) {
      return new KernelHash(name, kernel.begin(), memory);
    } catch (SystemCallException e) {
      throw AfalgErrors.notOpened(name, e);
    }
  }

  @Override
  public void update(MemorySegment data) {
    long bytes = data.byteSize();
    try {
      for (long at = 0; at < bytes; at += KernelMemory.BYTES) {
        long length = Math.min(KernelMemory.BYTES, bytes - at);
        computation.send(memory.asNative(data.asSlice(at, length)), true);
      }
    } catch (SystemCallException e) {
      throw AfalgErrors.failed(name, e);
    } finally {
      memory.wipe(data.isNative() ? 0 : Math.min(bytes, KernelMemory.BYTES));
    }
  }

  @Override
  public void finish(MemorySegment digest) {
    MemorySegment output = memory.output(digest.byteSize());
    try {
      long read = computation.read(output);
      if (read != digest.byteSize()) {
        throw AfalgErrors.shortResult(name, read, digest.byteSize());
      }
    } catch (SystemCallException e) {
      throw AfalgErrors.failed(name, e);
    }
    digest.copyFrom(output);
  }

  @Override
  public void close() {
    computation.close();
  }
}
