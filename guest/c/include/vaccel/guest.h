/*
 * The vaccel client for guests: calls operations of an agent over any byte stream.
 *
 * Freestanding: C11, no allocation, no global state, nothing of a C library but memcpy, memset, memmove and memcmp. The
 * caller gives memory and a link; <vaccel/posix.h> has links for systems with sockets. One header for each API beside
 * this one declares its operations. Source of the format: docs/protocol.md of the project.
 *
 * Thread: a client with all its sessions belongs to one thread at a time.
 * Errors: a function that returns int returns 0, or the code of an error (enum vaccel_code) of which client->error has
 * the rest. After VACCEL_CONNECTION_LOST, VACCEL_MALFORMED_FRAME and the like client->lost is set: connect anew.
 * Results: what a call returns beside numbers (texts, lists, memory) lies in the client's memory and is valid until the
 * client's next call. Byte order of memory that travels: little-endian.
 */
#ifndef VACCEL_GUEST_H
#define VACCEL_GUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "vaccel: tensors and matrices travel as they lie in memory, which must be little-endian"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Errors: docs/protocol.md, section 11. The hundreds are the kind. */
enum vaccel_code {
  VACCEL_OK = 0,
  VACCEL_INVALID_CONFIG = 100,
  VACCEL_INVALID_ARGUMENT = 200,
  VACCEL_SIZE_MISMATCH = 201,
  VACCEL_UNREACHABLE = 300,
  VACCEL_CONNECTION_LOST = 301,
  VACCEL_TLS_FAILED = 302,
  VACCEL_MALFORMED_FRAME = 400,
  VACCEL_FRAME_TOO_LARGE = 401,
  VACCEL_VERSION_MISMATCH = 402,
  VACCEL_UNEXPECTED_FRAME = 403,
  VACCEL_MALFORMED_BODY = 404,
  VACCEL_NOT_FOUND = 500,
  VACCEL_CLOSED = 501,
  VACCEL_EXHAUSTED = 502,
  VACCEL_OUT_OF_RANGE = 503,
  VACCEL_STORE_FULL = 504,
  VACCEL_CORRUPT = 505,
  VACCEL_BACKEND_FAILED = 600,
  VACCEL_MODEL_INVALID = 601,
  VACCEL_DEVICE_LOST = 602,
  VACCEL_UNKNOWN_API = 700,
  VACCEL_UNKNOWN_OPERATION = 701,
  VACCEL_NO_BACKEND = 702,
  VACCEL_UNSUPPORTED_TYPE = 703,
  VACCEL_UNAUTHENTICATED = 800,
  VACCEL_NOT_ALLOWED = 801,
  VACCEL_CANCELLED = 900,
  VACCEL_DEADLINE_EXCEEDED = 901,
  VACCEL_INTERNAL = 1000
};

struct vaccel_error {
  int code;        /* 0: none */
  int32_t vendor;  /* what a framework or device reported; 0: nothing */
  char text[256];  /* one line, cut where it is longer; ends with a zero */
};

/* Bytes to send. */
struct vaccel_part {
  const void *bytes;
  size_t length;
};

/* How bytes travel. A hook that fails ends the connection. */
struct vaccel_link {
  void *context;
  /* Sends all parts, at most 8, one after the other, as one piece if it can. 0, or anything else for failure. */
  int (*send)(void *context, const struct vaccel_part *parts, size_t count);
  /* Waits for bytes, at most `capacity` (at least 1). Their number; 0 at the end; negative for failure. */
  ptrdiff_t (*receive)(void *context, void *bytes, size_t capacity);
  /* What failed last, as one line. May be NULL. */
  const char *(*fault)(void *context);
};

/* One operation as its description has it. */
struct vaccel_operation {
  const char *name;
  uint32_t code;
  uint32_t signature;
};

/* One API as its description has it; each API's header declares its own. */
struct vaccel_api {
  const char *name;
  uint16_t id;
  uint16_t version;
  uint64_t hash;
  const struct vaccel_operation *operations;
  size_t operation_count;
};

struct vaccel_options {
  const char *name;                     /* for the agent's log; NULL: "vaccel-guest" */
  const char *credential;               /* what the agent asks for; NULL: nothing */
  const struct vaccel_api *const *apis; /* those that will be called; they must outlive the client */
  size_t api_count;
  void *memory;       /* holds the frames and results of a call; must outlive the client */
  size_t memory_size; /* at least VACCEL_MEMORY_MIN; results that are longer fail with VACCEL_EXHAUSTED */
};

/* Least memory of a client: bodies of up to about 100 KiB. */
#define VACCEL_MEMORY_MIN ((size_t)128 * 1024)

/* A connection to an agent. Its fields are the library's, but for those that are told of. */
struct vaccel_client {
  struct vaccel_error error; /* of the last function that failed; to read */
  bool lost;                 /* the connection has ended; to read */
  int64_t timeout_ns;        /* how long a call may wait for its turn at the agent, 0: for ever; to write */
  struct vaccel_link link;
  const struct vaccel_api *const *apis;
  size_t api_count;
  uint8_t *served; /* for each operation of the session API and of apis whether the agent serves it */
  uint8_t *ahead;  /* bytes that came with others */
  size_t ahead_from, ahead_to;
  uint8_t *area; /* where calls are made */
  size_t area_size;
  size_t area_used; /* by the results of the last call */
  uint64_t max_payload, max_bytes;
  uint32_t sequence, sessions;
  char goodbye[128]; /* what the agent said before it closed */
};

/* Own models, resources, handles: a space of its own that ends with it. */
struct vaccel_session {
  struct vaccel_client *client;
  uint32_t number;
  /* Told while a resource is sent: bytes that went, of how many. May be NULL. */
  void (*progress)(void *context, uint64_t sent, uint64_t total);
  void *progress_context;
};

/* Content by its name: the SHA-256 (docs/protocol.md, section 14). */
struct vaccel_resource {
  uint8_t sha256[32];
};

/* Memory that came as a result, or travels inside a record. */
struct vaccel_bytes {
  const void *data;
  size_t length;
};

/* Element types of tensors: docs/protocol.md, section 8. */
enum vaccel_type {
  VACCEL_F16 = 1,
  VACCEL_BF16 = 2,
  VACCEL_F32 = 3,
  VACCEL_F64 = 4,
  VACCEL_I8 = 5,
  VACCEL_U8 = 6,
  VACCEL_I16 = 7,
  VACCEL_U16 = 8,
  VACCEL_I32 = 9,
  VACCEL_U32 = 10,
  VACCEL_I64 = 11,
  VACCEL_U64 = 12,
  VACCEL_BOOL = 13,
  VACCEL_STRING = 14 /* for each element a 32-bit length and its bytes */
};

#define VACCEL_RANK_MAX 16

/* Dense, row-major, outermost extent first. */
struct vaccel_tensor {
  int32_t type; /* enum vaccel_type */
  uint32_t rank;
  int64_t dims[VACCEL_RANK_MAX];
  struct vaccel_bytes data;
};

/*
 * Says hello to an agent at the other end of `link`, which must outlive the client. The client is whatever it was before:
 * everything in it is set.
 */
int vaccel_connect(struct vaccel_client *client, const struct vaccel_link *link, const struct vaccel_options *options);

/* Whether the agent serves an operation, which it does when it describes it in the same way and its operator allows it. */
bool vaccel_serves(const struct vaccel_client *client, const struct vaccel_api *api, uint32_t code);

/*
 * Opens a session. `backends`: names of those that may serve it, none: any. It ends with vaccel_session_close of
 * <vaccel/session.h>, or with the connection.
 */
int vaccel_open_session(
    struct vaccel_client *client, struct vaccel_session *session, const char *const *backends, size_t backend_count);

/* Registers bytes as a resource: sends them unless the agent has them. */
int vaccel_register_bytes(
    struct vaccel_session *session, const void *bytes, size_t length, struct vaccel_resource *resource);

struct vaccel_session_resource_file;

/*
 * Registers files. A tree: any number of files by rising path, as bytes compare; the names of paths are part of the resource. No
 * tree: one file, whose path is only told in errors. `contents`: the bytes of each file. The hashes in `files` are set.
 */
int vaccel_register_files(
    struct vaccel_session *session,
    bool tree,
    struct vaccel_session_resource_file *files,
    const void *const *contents,
    size_t count,
    struct vaccel_resource *resource);

/* Computes a SHA-256. */
struct vaccel_sha256 {
  uint32_t state[8];
  uint64_t length;
  uint8_t block[64];
};
void vaccel_sha256_begin(struct vaccel_sha256 *sha);
void vaccel_sha256_add(struct vaccel_sha256 *sha, const void *bytes, size_t length);
void vaccel_sha256_end(struct vaccel_sha256 *sha, uint8_t digest[32]);

#ifdef __cplusplus
}
#endif

#endif
