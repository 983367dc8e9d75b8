package dev.vaccel.backend.crypto;

import dev.vaccel.api.crypto.spi.RunningHash;
import java.lang.foreign.MemorySegment;
import java.security.MessageDigest;

/** A digest of SHA-2. */
final class JdkHash implements RunningHash {
  private final MessageDigest digest;
  private final Staging staging;

  JdkHash(MessageDigest digest, Staging staging) {
    this.digest = digest;
    this.staging = staging;
  }

  @Override
  public void update(MemorySegment data) {
    long bytes = data.byteSize();
    int chunk = (int) Math.min(bytes, Staging.CHUNK_BYTES);
    byte[] array = staging.array(chunk);
    for (long at = 0; at < bytes; at += chunk) {
      int length = (int) Math.min(chunk, bytes - at);
      Staging.in(data, at, array, length);
      digest.update(array, 0, length);
    }
    Staging.wipe(array, chunk);
  }

  @Override
  public void finish(MemorySegment result) {
    byte[] bytes = digest.digest();
    Staging.out(bytes, 0, result, 0, bytes.length);
  }

  /** A digest that is not ended is forgotten. */
  @Override
  public void close() {
    digest.reset();
  }
}
