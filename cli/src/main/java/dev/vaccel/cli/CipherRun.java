package dev.vaccel.cli;

import dev.vaccel.api.crypto.CipherAlgorithm;
import dev.vaccel.api.crypto.CipherMode;
import dev.vaccel.api.crypto.CryptoApi;
import dev.vaccel.api.crypto.KeyHandle;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.util.Arrays;

/** One file through one cipher, as a single message or data unit. CBC pads as openssl enc does. */
final class CipherRun {
  private static final int BLOCK = CryptoApi.BLOCK_BYTES;

  /** CTR and CBC know no limit; what is held at once does. */
  private static final long MAX_BYTES = 1 << 30;

  private final CipherOptions options;
  private final CipherAlgorithm algorithm;
  private final byte[] iv;
  private final byte[] aad;
  private final byte[] key;

  CipherRun(CipherOptions options) throws IOException {
    this.options = options;
    algorithm = options.algorithm();
    iv = options.iv(algorithm);
    aad = options.aad(algorithm);
    key = CipherFiles.key(options.keyFile(), algorithm.keyBytes());
  }

  /**
   * Encrypts or decrypts.
   *
   * @return bytes written
   */
  long run(Terminal terminal, TargetOptions target, boolean encrypt) throws IOException {
    try (CipherFiles.Source source = CipherFiles.Source.open(options.input());
        OpenSession open = OpenSession.open(terminal, target, CryptoApi.class)) {
      long bytes = Files.size(options.input());
      if (bytes > MAX_BYTES) {
        throw Failure.failed(
            options.input() + " has " + bytes + " bytes; expected at most " + MAX_BYTES);
      }
      MemorySegment memory = open.session().allocate(bytes + BLOCK);
      MemorySegment data = memory.asSlice(0, source.read(memory.asSlice(0, bytes)));
      CryptoApi crypto = open.session().api(CryptoApi.class);
      KeyHandle handle = crypto.importKey(algorithm, MemorySegment.ofArray(key));
      MemorySegment result;
      try {
        result = encrypt ? encrypt(crypto, handle, data, memory) : decrypt(crypto, handle, data);
      } finally {
        Arrays.fill(key, (byte) 0);
      }
      try (CipherFiles.Target file = CipherFiles.Target.open(options.output())) {
        file.write(result);
        file.done();
      }
      crypto.dropKey(handle);
      return result.byteSize();
    }
  }

  private MemorySegment encrypt(
      CryptoApi crypto, KeyHandle handle, MemorySegment data, MemorySegment memory) {
    long bytes = data.byteSize();
    if (algorithm.mode() == CipherMode.GCM) {
      MemorySegment sealed = memory.asSlice(0, bytes + CryptoApi.TAG_BYTES);
      crypto.seal(handle, MemorySegment.ofArray(iv), MemorySegment.ofArray(aad), data, sealed);
      return sealed;
    }
    MemorySegment padded = data;
    if (algorithm.mode() == CipherMode.CBC) {
      long padding = BLOCK - bytes % BLOCK;
      padded = memory.asSlice(0, bytes + padding);
      padded.asSlice(bytes).fill((byte) padding);
    }
    crypto.encrypt(handle, MemorySegment.ofArray(iv), padded, padded);
    return padded;
  }

  private MemorySegment decrypt(CryptoApi crypto, KeyHandle handle, MemorySegment data) {
    if (algorithm.mode() == CipherMode.GCM) {
      MemorySegment opened = data.asSlice(0, Math.max(0, data.byteSize() - CryptoApi.TAG_BYTES));
      crypto.open(handle, MemorySegment.ofArray(iv), MemorySegment.ofArray(aad), data, opened);
      return opened;
    }
    crypto.decrypt(handle, MemorySegment.ofArray(iv), data, data);
    return algorithm.mode() == CipherMode.CBC ? withoutPadding(data) : data;
  }

  private MemorySegment withoutPadding(MemorySegment data) {
    long bytes = data.byteSize();
    int padding = bytes == 0 ? 0 : data.get(ValueLayout.JAVA_BYTE, bytes - 1);
    boolean right = padding >= 1 && padding <= BLOCK;
    for (long at = bytes - padding; right && at < bytes; at++) {
      right = data.get(ValueLayout.JAVA_BYTE, at) == padding;
    }
    if (!right) {
      throw Failure.failed(
          options.input()
              + " does not decrypt to padded data: another key, IV or cipher, or not what encrypt"
              + " wrote");
    }
    return data.asSlice(0, bytes - padding);
  }
}
