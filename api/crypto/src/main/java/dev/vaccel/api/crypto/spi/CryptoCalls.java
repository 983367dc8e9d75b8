package dev.vaccel.api.crypto.spi;

import dev.vaccel.api.crypto.CipherAlgorithm;
import dev.vaccel.api.crypto.CryptoApi;
import dev.vaccel.api.crypto.HashAlgorithm;
import dev.vaccel.api.crypto.HashHandle;
import dev.vaccel.api.crypto.KeyHandle;
import dev.vaccel.api.spi.SessionContext;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;

/** The operations: handles and checks here, what is computed in the engine. One call at a time. */
final class CryptoCalls implements CryptoApi, AutoCloseable {
  /** Each holds memory that no byte budget counts. */
  static final int MAX_KEYS = 1024;

  static final int MAX_HASHES = 256;

  private final SessionContext context;
  private final CryptoEngine engine;
  private final Map<Long, SessionKey> keys = new HashMap<>();
  private final Map<Long, SessionHash> hashes = new HashMap<>();
  private boolean closed;

  private record SessionHash(HashAlgorithm algorithm, RunningHash hash) {}

  CryptoCalls(SessionContext context, CryptoEngine engine) {
    this.context = context;
    this.engine = engine;
  }

  @Override
  public KeyHandle importKey(CipherAlgorithm algorithm, MemorySegment key) {
    requireOpen();
    CryptoChecks.key(algorithm, key);
    if (keys.size() >= MAX_KEYS) {
      throw CryptoErrors.tooMany("keys", MAX_KEYS, "drop some with dropKey");
    }
    KeyMemory memory = new KeyMemory(key);
    KeyedCipher cipher;
    try {
      CryptoChecks.differentKeys(algorithm, memory.bytes());
      cipher = engine.cipher(algorithm, memory);
    } catch (RuntimeException e) {
      memory.close();
      throw e;
    }
    long handle = context.newHandle();
    keys.put(handle, new SessionKey(algorithm, memory, cipher));
    return new KeyHandle(handle);
  }

  @Override
  public void encrypt(KeyHandle key, MemorySegment iv, MemorySegment data, MemorySegment result) {
    crypt(true, "encrypt", key, iv, data, result);
  }

  @Override
  public void decrypt(KeyHandle key, MemorySegment iv, MemorySegment data, MemorySegment result) {
    crypt(false, "decrypt", key, iv, data, result);
  }

  private void crypt(
      boolean encrypt,
      String operation,
      KeyHandle handle,
      MemorySegment iv,
      MemorySegment data,
      MemorySegment result) {
    SessionKey key = key(handle);
    CryptoChecks.authenticates(operation, key.algorithm(), false);
    CryptoChecks.iv(operation, key.algorithm(), iv);
    CryptoChecks.data(operation, key.algorithm(), data.byteSize());
    MemorySegment exact = CryptoChecks.result(operation, data, result, data.byteSize());
    key.cipher().crypt(encrypt, iv, data, exact);
  }

  @Override
  public void seal(
      KeyHandle handle,
      MemorySegment iv,
      MemorySegment aad,
      MemorySegment data,
      MemorySegment result) {
    SessionKey key = key(handle);
    CryptoChecks.authenticates("seal", key.algorithm(), true);
    CryptoChecks.iv("seal", key.algorithm(), iv);
    CryptoChecks.message("seal", data.byteSize(), aad.byteSize());
    MemorySegment exact =
        CryptoChecks.result("seal", data, result, data.byteSize() + CryptoApi.TAG_BYTES);
    key.cipher().seal(key.sealsWith(iv), aad, data, exact);
  }

  @Override
  public void open(
      KeyHandle handle,
      MemorySegment iv,
      MemorySegment aad,
      MemorySegment data,
      MemorySegment result) {
    SessionKey key = key(handle);
    CryptoChecks.authenticates("open", key.algorithm(), true);
    CryptoChecks.iv("open", key.algorithm(), iv);
    long plainBytes = CryptoChecks.sealed(data.byteSize());
    CryptoChecks.message("open", plainBytes, aad.byteSize());
    MemorySegment exact = CryptoChecks.result("open", data, result, plainBytes);
    if (!key.cipher().open(iv, aad, data, exact)) {
      throw CryptoErrors.notAuthentic(data.byteSize());
    }
  }

  @Override
  public void dropKey(KeyHandle handle) {
    SessionKey key = key(handle);
    keys.remove(handle.value());
    context.dropHandle(handle.value());
    key.close();
  }

  @Override
  public void hash(HashAlgorithm algorithm, MemorySegment data, MemorySegment digest) {
    requireOpen();
    MemorySegment exact = CryptoChecks.digest(digest, algorithm.digestBytes());
    try (RunningHash hash = engine.hash(algorithm)) {
      hash.update(data);
      hash.finish(exact);
    }
  }

  @Override
  public HashHandle beginHash(HashAlgorithm algorithm) {
    requireOpen();
    if (hashes.size() >= MAX_HASHES) {
      throw CryptoErrors.tooMany("digests", MAX_HASHES, "end some with finishHash");
    }
    RunningHash hash = engine.hash(algorithm);
    long handle = context.newHandle();
    hashes.put(handle, new SessionHash(algorithm, hash));
    return new HashHandle(handle);
  }

  @Override
  public void updateHash(HashHandle handle, MemorySegment data) {
    hashOf(handle).hash().update(data);
  }

  @Override
  public MemorySegment finishHash(HashHandle handle) {
    SessionHash running = hashOf(handle);
    hashes.remove(handle.value());
    context.dropHandle(handle.value());
    try (RunningHash hash = running.hash()) {
      MemorySegment digest = MemorySegment.ofArray(new byte[running.algorithm().digestBytes()]);
      hash.finish(digest);
      return digest;
    }
  }

  /** Zeroes all keys. Idempotent. */
  @Override
  public void close() {
    closed = true;
    keys.values().forEach(SessionKey::close);
    keys.clear();
    hashes.values().forEach(hash -> hash.hash().close());
    hashes.clear();
  }

  private SessionKey key(KeyHandle handle) {
    requireOpen();
    SessionKey key = keys.get(handle.value());
    if (key == null) {
      throw CryptoErrors.unknownHandle("key", handle.value());
    }
    return key;
  }

  private SessionHash hashOf(HashHandle handle) {
    requireOpen();
    SessionHash hash = hashes.get(handle.value());
    if (hash == null) {
      throw CryptoErrors.unknownHandle("digest", handle.value());
    }
    return hash;
  }

  private void requireOpen() {
    if (closed) {
      throw CryptoErrors.closed();
    }
  }
}
