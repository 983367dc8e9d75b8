/* Generated from the description of the API by 'vaccel generate c'. Do not edit. */
#include <vaccel/call.h>
#include <vaccel/crypto.h>

static const struct vaccel_operation operations[] = {
  {"importKey", 1, UINT32_C(0x5b7ad667)},
  {"encrypt", 2, UINT32_C(0xec83df8c)},
  {"decrypt", 3, UINT32_C(0x87739132)},
  {"seal", 4, UINT32_C(0xe21f3d61)},
  {"open", 5, UINT32_C(0x51585cbc)},
  {"dropKey", 6, UINT32_C(0x2bdb3861)},
  {"hash", 7, UINT32_C(0x115ce91b)},
  {"beginHash", 8, UINT32_C(0x3cb3b5f0)},
  {"updateHash", 9, UINT32_C(0x26855ab3)},
  {"finishHash", 10, UINT32_C(0xf9c48691)}
};

const struct vaccel_api vaccel_crypto_api = {
  "crypto", 6, 1, UINT64_C(0x3f35c2acce2d3d75), operations, sizeof operations / sizeof *operations};

int vaccel_crypto_import_key(
    struct vaccel_session *session,
    enum vaccel_crypto_cipher_algorithm algorithm,
    const void *key,
    size_t key_length,
    struct vaccel_crypto_key_handle *result) {
  struct vaccel_call state;
  struct vaccel_call *call = &state;
  vaccel_call_begin(call, session, &vaccel_crypto_api, 0);
  vaccel_put_i64(call, (int64_t)algorithm);
  vaccel_put_memory(call, key, key_length);
  vaccel_call_invoke(call);
  result->value = vaccel_get_i64(call);
  return vaccel_call_end(call);
}

int vaccel_crypto_encrypt(
    struct vaccel_session *session,
    struct vaccel_crypto_key_handle key,
    const void *iv,
    size_t iv_length,
    const void *data,
    size_t data_length,
    void *output) {
  struct vaccel_call state;
  struct vaccel_call *call = &state;
  vaccel_call_begin(call, session, &vaccel_crypto_api, 1);
  uint64_t size_of_output = vaccel_size(call, "output", (int64_t)data_length);
  vaccel_put_i64(call, key.value);
  vaccel_put_memory(call, iv, iv_length);
  vaccel_put_memory(call, data, data_length);
  vaccel_call_invoke(call);
  vaccel_get_memory(call, output, size_of_output);
  return vaccel_call_end(call);
}

int vaccel_crypto_decrypt(
    struct vaccel_session *session,
    struct vaccel_crypto_key_handle key,
    const void *iv,
    size_t iv_length,
    const void *data,
    size_t data_length,
    void *output) {
  struct vaccel_call state;
  struct vaccel_call *call = &state;
  vaccel_call_begin(call, session, &vaccel_crypto_api, 2);
  uint64_t size_of_output = vaccel_size(call, "output", (int64_t)data_length);
  vaccel_put_i64(call, key.value);
  vaccel_put_memory(call, iv, iv_length);
  vaccel_put_memory(call, data, data_length);
  vaccel_call_invoke(call);
  vaccel_get_memory(call, output, size_of_output);
  return vaccel_call_end(call);
}

int vaccel_crypto_seal(
    struct vaccel_session *session,
    struct vaccel_crypto_key_handle key,
    const void *iv,
    size_t iv_length,
    const void *aad,
    size_t aad_length,
    const void *data,
    size_t data_length,
    void *output) {
  struct vaccel_call state;
  struct vaccel_call *call = &state;
  vaccel_call_begin(call, session, &vaccel_crypto_api, 3);
  uint64_t size_of_output = vaccel_size(call, "output", vaccel_add(call, (int64_t)data_length, 16));
  vaccel_put_i64(call, key.value);
  vaccel_put_memory(call, iv, iv_length);
  vaccel_put_memory(call, aad, aad_length);
  vaccel_put_memory(call, data, data_length);
  vaccel_call_invoke(call);
  vaccel_get_memory(call, output, size_of_output);
  return vaccel_call_end(call);
}

int vaccel_crypto_open(
    struct vaccel_session *session,
    struct vaccel_crypto_key_handle key,
    const void *iv,
    size_t iv_length,
    const void *aad,
    size_t aad_length,
    const void *data,
    size_t data_length,
    void *output) {
  struct vaccel_call state;
  struct vaccel_call *call = &state;
  vaccel_call_begin(call, session, &vaccel_crypto_api, 4);
  uint64_t size_of_output = vaccel_size(call, "output", vaccel_sub(call, (int64_t)data_length, 16));
  vaccel_put_i64(call, key.value);
  vaccel_put_memory(call, iv, iv_length);
  vaccel_put_memory(call, aad, aad_length);
  vaccel_put_memory(call, data, data_length);
  vaccel_call_invoke(call);
  vaccel_get_memory(call, output, size_of_output);
  return vaccel_call_end(call);
}

int vaccel_crypto_drop_key(struct vaccel_session *session, struct vaccel_crypto_key_handle key) {
  struct vaccel_call state;
  struct vaccel_call *call = &state;
  vaccel_call_begin(call, session, &vaccel_crypto_api, 5);
  vaccel_put_i64(call, key.value);
  vaccel_call_invoke(call);
  return vaccel_call_end(call);
}

int vaccel_crypto_hash(
    struct vaccel_session *session,
    enum vaccel_crypto_hash_algorithm algorithm,
    const void *data,
    size_t data_length,
    void *digest) {
  struct vaccel_call state;
  struct vaccel_call *call = &state;
  vaccel_call_begin(call, session, &vaccel_crypto_api, 6);
  uint64_t size_of_digest = vaccel_size(
      call,
      "digest",
      (algorithm == VACCEL_CRYPTO_HASH_ALGORITHM_SHA224 ? 28 : (algorithm == VACCEL_CRYPTO_HASH_ALGORITHM_SHA256 ? 32 : (algorithm == VACCEL_CRYPTO_HASH_ALGORITHM_SHA384 ? 48 : 64))));
  vaccel_put_i64(call, (int64_t)algorithm);
  vaccel_put_memory(call, data, data_length);
  vaccel_call_invoke(call);
  vaccel_get_memory(call, digest, size_of_digest);
  return vaccel_call_end(call);
}

int vaccel_crypto_begin_hash(
    struct vaccel_session *session,
    enum vaccel_crypto_hash_algorithm algorithm,
    struct vaccel_crypto_hash_handle *result) {
  struct vaccel_call state;
  struct vaccel_call *call = &state;
  vaccel_call_begin(call, session, &vaccel_crypto_api, 7);
  vaccel_put_i64(call, (int64_t)algorithm);
  vaccel_call_invoke(call);
  result->value = vaccel_get_i64(call);
  return vaccel_call_end(call);
}

int vaccel_crypto_update_hash(
    struct vaccel_session *session,
    struct vaccel_crypto_hash_handle hash,
    const void *data,
    size_t data_length) {
  struct vaccel_call state;
  struct vaccel_call *call = &state;
  vaccel_call_begin(call, session, &vaccel_crypto_api, 8);
  vaccel_put_i64(call, hash.value);
  vaccel_put_memory(call, data, data_length);
  vaccel_call_invoke(call);
  return vaccel_call_end(call);
}

int vaccel_crypto_finish_hash(
    struct vaccel_session *session,
    struct vaccel_crypto_hash_handle hash,
    struct vaccel_bytes *result) {
  struct vaccel_call state;
  struct vaccel_call *call = &state;
  vaccel_call_begin(call, session, &vaccel_crypto_api, 9);
  vaccel_put_i64(call, hash.value);
  vaccel_call_invoke(call);
  vaccel_get_bytes(call, result);
  return vaccel_call_end(call);
}
