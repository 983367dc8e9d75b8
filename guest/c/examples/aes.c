/* vaccel-aes: how long an agent takes to encrypt. */
#include "timing.h"

#include <vaccel/crypto.h>

#define PROGRAM "vaccel-aes"

enum { BLOCK = 16, SIZES_MAX = 32 };

static const struct vaccel_api *const api = &vaccel_crypto_api;

static const char usage[] =
    "Usage: " PROGRAM " [--connect ADDRESS] [--repeat N] [--json | --times] [BYTES...]\n"
    "Lets an agent encrypt with AES-256-CBC (default 1024, 65536 and 1048576 bytes), checks a published answer\n"
    "and that decrypting undoes it, and prints how long a call takes.\n"
    TIMING_CONNECT
    TIMING_SIZES ENVIRONMENT;

/* NIST SP 800-38A, F.2.5: key, IV, and the first block with its ciphertext. */
static const unsigned char test_key[] = {
    0x60, 0x3d, 0xeb, 0x10, 0x15, 0xca, 0x71, 0xbe, 0x2b, 0x73, 0xae, 0xf0, 0x85, 0x7d, 0x77, 0x81,
    0x1f, 0x35, 0x2c, 0x07, 0x3b, 0x61, 0x08, 0xd7, 0x2d, 0x98, 0x10, 0xa3, 0x09, 0x14, 0xdf, 0xf4};
static const unsigned char test_iv[BLOCK] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
static const unsigned char test_plain[BLOCK] = {
    0x6b, 0xc1, 0xbe, 0xe2, 0x2e, 0x40, 0x9f, 0x96, 0xe9, 0x3d, 0x7e, 0x11, 0x73, 0x93, 0x17, 0x2a};
static const unsigned char test_cipher[BLOCK] = {
    0xf5, 0x8c, 0x4c, 0x04, 0xd6, 0xe5, 0xf1, 0xba, 0x77, 0x9e, 0xab, 0xfb, 0x5f, 0x7b, 0xfb, 0xd6};

static int check(struct vaccel_session *session, struct vaccel_crypto_key_handle key) {
  unsigned char found[BLOCK];
  if (vaccel_crypto_encrypt(session, key, test_iv, BLOCK, test_plain, BLOCK, found) != 0) {
    return report(PROGRAM, &session->client->error);
  }
  if (memcmp(found, test_cipher, BLOCK) != 0) {
    fprintf(stderr, PROGRAM ": the agent's AES-256-CBC is not that of SP 800-38A\n");
    return EXIT_FAILED;
  }
  return 0;
}

static int measure(
    struct vaccel_session *session, struct vaccel_crypto_key_handle key, size_t size, const struct timing *timing) {
  unsigned char *plain = malloc(size);
  unsigned char *cipher = malloc(size);
  double *times = calloc(timing->repeat, sizeof *times);
  int status = 0;
  if (plain == NULL || cipher == NULL || times == NULL) {
    fprintf(stderr, PROGRAM ": no memory for %zu bytes\n", size);
    status = EXIT_FAILED;
  }
  for (size_t i = 0; i < size && status == 0; i++) {
    plain[i] = (unsigned char)(i * 31 + (i >> 8));
  }
  size_t warm = timing->repeat / 4;
  for (size_t i = 0; i < warm + timing->repeat && status == 0; i++) {
    double from = now_us();
    if (vaccel_crypto_encrypt(session, key, test_iv, BLOCK, plain, size, cipher) != 0) {
      status = report(PROGRAM, &session->client->error);
    }
    if (i >= warm) {
      times[i - warm] = now_us() - from;
    }
  }
  /* In place: back into the memory that it came from. */
  if (status == 0 && vaccel_crypto_decrypt(session, key, test_iv, BLOCK, cipher, size, cipher) != 0) {
    status = report(PROGRAM, &session->client->error);
  }
  if (status == 0 && memcmp(plain, cipher, size) != 0) {
    fprintf(stderr, PROGRAM ": %zu bytes came back changed\n", size);
    status = EXIT_FAILED;
  }
  if (status == 0) {
    print_timing(timing, size, times, "");
  }
  free(times);
  free(cipher);
  free(plain);
  return status;
}

static size_t size_of(const char *text) {
  size_t size = (size_t)number_of(PROGRAM, "BYTES", text, BLOCK, 1L << 30);
  if (size % BLOCK != 0) {
    fprintf(stderr, PROGRAM ": BYTES '%s': expected whole blocks of %d bytes\n", text, BLOCK);
    exit(EXIT_USAGE);
  }
  return size;
}

int main(int argc, char **argv) {
  size_t sizes[SIZES_MAX] = {1024, 65536, 1048576};
  size_t count = 0;
  struct timing timing = {.repeat = 200};
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
      fputs(usage, stdout);
      return finish(PROGRAM, 0);
    } else if (timing_option(PROGRAM, &timing, argc, argv, &i)) {
      continue;
    } else if (argv[i][0] == '-' || count == SIZES_MAX) {
      fprintf(stderr, PROGRAM ": cannot use %s; see " PROGRAM " --help\n", argv[i]);
      return EXIT_USAGE;
    } else {
      sizes[count++] = size_of(argv[i]);
    }
  }
  count = count == 0 ? 3 : count;
  struct vaccel_posix posix;
  struct vaccel_session session;
  struct vaccel_crypto_key_handle key;
  int status = open_tool(PROGRAM, &posix, &session, timing.address, &api);
  if (status == 0
      && vaccel_crypto_import_key(
             &session, VACCEL_CRYPTO_CIPHER_ALGORITHM_AES_256_CBC, test_key, sizeof test_key, &key)
             != 0) {
    status = report(PROGRAM, &session.client->error);
  }
  status = status == 0 ? check(&session, key) : status;
  for (size_t i = 0; i < count && status == 0; i++) {
    status = measure(&session, key, sizes[i], &timing);
  }
  close_tool(&posix, &session);
  return finish(PROGRAM, status);
}
