/* Generated from the description of the API by 'vaccel generate c'. Do not edit. */
/*
 * AES and SHA-2. Keys live in the session and leave it never: they are zeroed when they are dropped
 * and when the session closes.
 *
 * <p>The output may be the very memory of the data (same start): the operation then works in place.
 * Otherwise the two must not overlap; that is INVALID_ARGUMENT. Memory needs no alignment.
 * An operation that fails has written nothing to the output. IVs have the length that {@link
 * CipherMode.ivBytes} says, exactly.
 */
#ifndef VACCEL_CRYPTO_H
#define VACCEL_CRYPTO_H

#include <vaccel/guest.h>

#ifdef __cplusplus
extern "C" {
#endif

/* For struct vaccel_options. */
extern const struct vaccel_api vaccel_crypto_api;

enum vaccel_crypto_cipher_algorithm {
  VACCEL_CRYPTO_CIPHER_ALGORITHM_AES_128_CBC = 1,
  VACCEL_CRYPTO_CIPHER_ALGORITHM_AES_256_CBC = 2,
  VACCEL_CRYPTO_CIPHER_ALGORITHM_AES_128_CTR = 3,
  VACCEL_CRYPTO_CIPHER_ALGORITHM_AES_256_CTR = 4,
  VACCEL_CRYPTO_CIPHER_ALGORITHM_AES_128_GCM = 5,
  VACCEL_CRYPTO_CIPHER_ALGORITHM_AES_256_GCM = 6,
  VACCEL_CRYPTO_CIPHER_ALGORITHM_AES_128_XTS = 7,
  VACCEL_CRYPTO_CIPHER_ALGORITHM_AES_256_XTS = 8
};

enum vaccel_crypto_hash_algorithm {
  VACCEL_CRYPTO_HASH_ALGORITHM_SHA224 = 1,
  VACCEL_CRYPTO_HASH_ALGORITHM_SHA256 = 2,
  VACCEL_CRYPTO_HASH_ALGORITHM_SHA384 = 3,
  VACCEL_CRYPTO_HASH_ALGORITHM_SHA512 = 4
};

/* Valid in the session that made it. */
struct vaccel_crypto_hash_handle {
  int64_t value;
};

/* Valid in the session that made it. */
struct vaccel_crypto_key_handle {
  int64_t value;
};

/*
 * Gives a key to the session. The session copies it; the caller may overwrite its own at once.
 *
 * algorithm: the only one that the key will be used with
 * key: its bytes, as many as CipherAlgorithm.keyBytes says; the two keys of XTS
 * must differ
 * result: handle for the other operations, valid in this session only
 */
int vaccel_crypto_import_key(
    struct vaccel_session *session,
    enum vaccel_crypto_cipher_algorithm algorithm,
    const void *key,
    size_t key_length,
    struct vaccel_crypto_key_handle *result);

/*
 * Encrypts with CBC, CTR or XTS. CBC takes whole blocks and does not pad; XTS takes one data unit
 * of 16 bytes to MAX_XTS_BYTES, with ciphertext stealing where it is no whole number of
 * blocks.
 *
 * key: a key of another algorithm than GCM
 * iv: 16 bytes
 * data: any bytes
 * output: receives the ciphertext, as long as the data; may be larger
 *
 * output: data.length bytes are written
 */
int vaccel_crypto_encrypt(
    struct vaccel_session *session,
    struct vaccel_crypto_key_handle key,
    const void *iv,
    size_t iv_length,
    const void *data,
    size_t data_length,
    void *output);

/*
 * Undoes encrypt. Data that was changed comes out as other data, without an error.
 *
 * key: the key that encrypted
 * iv: the IV that encrypted
 * data: the ciphertext
 * output: receives the plaintext, as long as the data; may be larger
 *
 * output: data.length bytes are written
 */
int vaccel_crypto_decrypt(
    struct vaccel_session *session,
    struct vaccel_crypto_key_handle key,
    const void *iv,
    size_t iv_length,
    const void *data,
    size_t data_length,
    void *output);

/*
 * Encrypts with GCM and authenticates data and aad.
 *
 * <p>Two calls with one key and one IV give the plaintexts and the authentication away: use a
 * counter, and a new key before 2^32 calls. An IV that is the one of the call before is refused;
 * that is a mistake caught, not a guarantee.
 *
 * key: a key of a GCM algorithm
 * iv: 12 bytes, never used with this key before
 * aad: what is authenticated and does not become part of the result; may be empty
 * data: at most MAX_GCM_BYTES; may be empty
 * output: receives the ciphertext, as long as the data, and behind it the tag
 *
 * output: data.length + 16 bytes are written
 */
int vaccel_crypto_seal(
    struct vaccel_session *session,
    struct vaccel_crypto_key_handle key,
    const void *iv,
    size_t iv_length,
    const void *aad,
    size_t aad_length,
    const void *data,
    size_t data_length,
    void *output);

/*
 * Undoes seal. If key, IV, aad, ciphertext or tag is not what it was, fails with
 * CORRUPT and writes nothing; that error has no other cause here.
 *
 * key: the key that sealed
 * iv: the IV that sealed
 * aad: as it was
 * data: ciphertext and tag, at least 16 bytes
 * output: receives the plaintext, 16 bytes less than the data; may be larger
 *
 * output: data.length - 16 bytes are written
 */
int vaccel_crypto_open(
    struct vaccel_session *session,
    struct vaccel_crypto_key_handle key,
    const void *iv,
    size_t iv_length,
    const void *aad,
    size_t aad_length,
    const void *data,
    size_t data_length,
    void *output);

/* Zeroes the key; its handle is "not found" from now on. */
int vaccel_crypto_drop_key(struct vaccel_session *session, struct vaccel_crypto_key_handle key);

/*
 * Digests data.
 *
 * algorithm: which digest
 * data: any bytes
 * digest: receives HashAlgorithm.digestBytes bytes; may be larger
 *
 * digest: if(algorithm == SHA224, 28, if(algorithm == SHA256, 32, if(algorithm == SHA384, 48, 64))) bytes are written
 */
int vaccel_crypto_hash(
    struct vaccel_session *session,
    enum vaccel_crypto_hash_algorithm algorithm,
    const void *data,
    size_t data_length,
    void *digest);

/*
 * Begins a digest of data that comes in parts.
 *
 * result: handle for the other operations, valid in this session only
 */
int vaccel_crypto_begin_hash(
    struct vaccel_session *session,
    enum vaccel_crypto_hash_algorithm algorithm,
    struct vaccel_crypto_hash_handle *result);

/* Adds the next part, which may be empty. */
int vaccel_crypto_update_hash(
    struct vaccel_session *session,
    struct vaccel_crypto_hash_handle hash,
    const void *data,
    size_t data_length);

/*
 * Ends a digest; its handle is "not found" from now on.
 *
 * result: HashAlgorithm.digestBytes bytes
 */
int vaccel_crypto_finish_hash(
    struct vaccel_session *session,
    struct vaccel_crypto_hash_handle hash,
    struct vaccel_bytes *result);

#ifdef __cplusplus
}
#endif

#endif
