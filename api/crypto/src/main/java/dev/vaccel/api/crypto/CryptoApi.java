package dev.vaccel.api.crypto;

import dev.vaccel.api.AcceleratorApi;
import dev.vaccel.api.In;
import dev.vaccel.api.Operation;
import dev.vaccel.api.Out;
import java.lang.foreign.MemorySegment;

/**
 * AES and SHA-2. Keys live in the session and leave it never: they are zeroed when they are dropped
 * and when the session closes.
 *
 * <p>The output may be the very memory of the data (same start): the operation then works in place.
 * Otherwise the two must not overlap; that is {@code INVALID_ARGUMENT}. Memory needs no alignment.
 * An operation that fails has written nothing to the output. IVs have the length that {@link
 * CipherMode#ivBytes} says, exactly.
 */
@AcceleratorApi(id = 6, name = "crypto")
public interface CryptoApi {
  /** Bytes of the tag of {@link #seal}, behind the ciphertext. */
  int TAG_BYTES = 16;

  /** Bytes of a block of AES. */
  int BLOCK_BYTES = 16;

  /** Most bytes of one data unit of XTS: 2^20 blocks (SP 800-38E). */
  int MAX_XTS_BYTES = 1 << 24;

  /** Most bytes that are sealed or opened at once, and most of additional data: 64 MiB. */
  int MAX_GCM_BYTES = 1 << 26;

  /**
   * Gives a key to the session. The session copies it; the caller may overwrite its own at once.
   *
   * @param algorithm the only one that the key will be used with
   * @param key its bytes, as many as {@link CipherAlgorithm#keyBytes} says; the two keys of XTS
   *     must differ
   * @return handle for the other operations, valid in this session only
   */
  @Operation(code = 1)
  KeyHandle importKey(CipherAlgorithm algorithm, @In MemorySegment key);

  /**
   * Encrypts with CBC, CTR or XTS. CBC takes whole blocks and does not pad; XTS takes one data unit
   * of 16 bytes to {@link #MAX_XTS_BYTES}, with ciphertext stealing where it is no whole number of
   * blocks.
   *
   * @param key a key of another algorithm than GCM
   * @param iv 16 bytes
   * @param data any bytes
   * @param output receives the ciphertext, as long as the data; may be larger
   */
  @Operation(code = 2, inPlace = true, cost = "data.length")
  void encrypt(
      KeyHandle key,
      @In MemorySegment iv,
      @In MemorySegment data,
      @Out("data.length") MemorySegment output);

  /**
   * Undoes {@link #encrypt}. Data that was changed comes out as other data, without an error.
   *
   * @param key the key that encrypted
   * @param iv the IV that encrypted
   * @param data the ciphertext
   * @param output receives the plaintext, as long as the data; may be larger
   */
  @Operation(code = 3, inPlace = true, cost = "data.length")
  void decrypt(
      KeyHandle key,
      @In MemorySegment iv,
      @In MemorySegment data,
      @Out("data.length") MemorySegment output);

  /**
   * Encrypts with GCM and authenticates data and {@code aad}.
   *
   * <p>Two calls with one key and one IV give the plaintexts and the authentication away: use a
   * counter, and a new key before 2^32 calls. An IV that is the one of the call before is refused;
   * that is a mistake caught, not a guarantee.
   *
   * @param key a key of a GCM algorithm
   * @param iv 12 bytes, never used with this key before
   * @param aad what is authenticated and does not become part of the result; may be empty
   * @param data at most {@link #MAX_GCM_BYTES}; may be empty
   * @param output receives the ciphertext, as long as the data, and behind it the tag
   */
  @Operation(code = 4, inPlace = true, cost = "data.length")
  void seal(
      KeyHandle key,
      @In MemorySegment iv,
      @In MemorySegment aad,
      @In MemorySegment data,
      @Out("data.length + 16") MemorySegment output);

  /**
   * Undoes {@link #seal}. If key, IV, {@code aad}, ciphertext or tag is not what it was, fails with
   * {@code CORRUPT} and writes nothing; that error has no other cause here.
   *
   * @param key the key that sealed
   * @param iv the IV that sealed
   * @param aad as it was
   * @param data ciphertext and tag, at least 16 bytes
   * @param output receives the plaintext, 16 bytes less than the data; may be larger
   */
  @Operation(code = 5, inPlace = true, cost = "data.length")
  void open(
      KeyHandle key,
      @In MemorySegment iv,
      @In MemorySegment aad,
      @In MemorySegment data,
      @Out("data.length - 16") MemorySegment output);

  /** Zeroes the key; its handle is "not found" from now on. */
  @Operation(code = 6)
  void dropKey(KeyHandle key);

  /**
   * Digests data.
   *
   * @param algorithm which digest
   * @param data any bytes
   * @param digest receives {@link HashAlgorithm#digestBytes} bytes; may be larger
   */
  @Operation(code = 7, idempotent = true, inPlace = true, cost = "data.length")
  void hash(
      HashAlgorithm algorithm,
      @In MemorySegment data,
      @Out(
              "if(algorithm == SHA224, 28, if(algorithm == SHA256, 32, if(algorithm == SHA384, 48,"
                  + " 64)))")
          MemorySegment digest);

  /**
   * Begins a digest of data that comes in parts.
   *
   * @return handle for the other operations, valid in this session only
   */
  @Operation(code = 8)
  HashHandle beginHash(HashAlgorithm algorithm);

  /** Adds the next part, which may be empty. */
  @Operation(code = 9, inPlace = true, cost = "data.length")
  void updateHash(HashHandle hash, @In MemorySegment data);

  /**
   * Ends a digest; its handle is "not found" from now on.
   *
   * @return {@link HashAlgorithm#digestBytes} bytes
   */
  @Operation(code = 10)
  MemorySegment finishHash(HashHandle hash);
}
