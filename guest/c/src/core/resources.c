#include "frame.h"

#include <vaccel/session.h>

#include <string.h>

enum { PART_MAX = 4 << 20 };

/* What a transfer is about. */
struct upload {
  struct vaccel_session *session;
  const struct vaccel_session_resource_file *files;
  const void *const *contents;
  size_t count;
  uint64_t sent, total;
};

static void hash(const void *bytes, int64_t length, struct vaccel_resource *resource) {
  struct vaccel_sha256 sha;
  vaccel_sha256_begin(&sha);
  vaccel_sha256_add(&sha, bytes, (size_t)length);
  vaccel_sha256_end(&sha, resource->sha256);
}

static void add_decimal(struct vaccel_sha256 *sha, uint64_t number) {
  char digits[DECIMAL_SIZE];
  const char *first = vaccel_decimal(number, digits);
  vaccel_sha256_add(sha, first, text_length(first));
}

/* The name of a tree: the hash of the list of its files. Source: docs/protocol.md, section 14. */
static void hash_tree(
    const struct vaccel_session_resource_file *files, size_t count, struct vaccel_resource *resource) {
  struct vaccel_sha256 sha;
  vaccel_sha256_begin(&sha);
  vaccel_sha256_add(&sha, "vaccel-tree-1\n", 14);
  for (size_t i = 0; i < count; i++) {
    for (size_t j = 0; j < 32; j++) {
      uint8_t byte = files[i].hash.sha256[j];
      char digits[2] = {"0123456789abcdef"[byte >> 4], "0123456789abcdef"[byte & 15]};
      vaccel_sha256_add(&sha, digits, 2);
    }
    vaccel_sha256_add(&sha, " ", 1);
    add_decimal(&sha, (uint64_t)files[i].length_bytes);
    vaccel_sha256_add(&sha, " ", 1);
    vaccel_sha256_add(&sha, files[i].path, text_length(files[i].path));
    vaccel_sha256_add(&sha, "\n", 1);
  }
  vaccel_sha256_end(&sha, resource->sha256);
}

static size_t find(const struct upload *upload, const struct vaccel_resource *hash) {
  size_t i = 0;
  while (i < upload->count && memcmp(&upload->files[i].hash, hash, sizeof *hash) != 0) {
    i++;
  }
  return i;
}

static int send_file(struct upload *upload, const struct vaccel_session_missing_file *missing) {
  struct vaccel_client *client = upload->session->client;
  size_t i = find(upload, &missing->file);
  if (i == upload->count || missing->offset < 0 || missing->offset > upload->files[i].length_bytes) {
    return vaccel_fail(client, VACCEL_MALFORMED_BODY, "the agent misses a file that was not announced");
  }
  const uint8_t *bytes = upload->contents[i];
  int64_t largest = client->max_bytes < PART_MAX ? (int64_t)client->max_bytes : PART_MAX;
  int64_t offset = missing->offset;
  while (offset < upload->files[i].length_bytes) {
    int64_t left = upload->files[i].length_bytes - offset;
    int64_t part = left < largest ? left : largest;
    int status = vaccel_session_put(upload->session, &missing->file, offset, bytes + offset, (size_t)part);
    if (status != 0) {
      return status;
    }
    offset += part;
    upload->sent += (uint64_t)part;
    if (upload->session->progress != NULL) {
      upload->session->progress(upload->session->progress_context, upload->sent, upload->total);
    }
  }
  return 0;
}

static int send_missing(struct upload *upload, const struct vaccel_session_missing_file_list *missing) {
  struct vaccel_client *client = upload->session->client;
  for (size_t i = 0; i < missing->count; i++) {
    size_t at = find(upload, &missing->items[i].file);
    if (at < upload->count) {
      upload->total += (uint64_t)(upload->files[at].length_bytes - missing->items[i].offset);
    }
  }
  /* The list lies in the client's memory: the calls that follow get what is behind it. */
  size_t kept = client->area_used + (size_t)(-client->area_used & 63);
  if (kept > client->area_size || client->area_size - kept < VACCEL_MEMORY_MIN / 4) {
    return vaccel_fail(
        client,
        VACCEL_EXHAUSTED,
        "a resource of %d files: give the client more memory than %d bytes",
        (int64_t)upload->count,
        (int64_t)client->area_size);
  }
  client->area += kept;
  client->area_size -= kept;
  int status = 0;
  for (size_t i = 0; i < missing->count && status == 0; i++) {
    status = send_file(upload, &missing->items[i]);
  }
  client->area -= kept;
  client->area_size += kept;
  return status;
}

int vaccel_register_files(
    struct vaccel_session *session,
    bool tree,
    struct vaccel_session_resource_file *files,
    const void *const *contents,
    size_t count,
    struct vaccel_resource *resource) {
  if (!tree && count != 1) {
    return vaccel_fail(
        session->client, VACCEL_INVALID_ARGUMENT, "%d files that are no tree: expected 1", (int64_t)count);
  }
  for (size_t i = 0; i < count; i++) {
    hash(contents[i], files[i].length_bytes, &files[i].hash);
  }
  if (tree) {
    hash_tree(files, count, resource);
  } else {
    *resource = files[0].hash;
  }
  struct vaccel_session_resource_manifest manifest = {.directory = tree, .files = {files, count}};
  struct vaccel_session_missing_file_list missing;
  int status = vaccel_session_announce(session, &manifest, &missing);
  if (status != 0 || missing.count == 0) {
    return status;
  }
  struct upload upload = {.session = session, .files = files, .contents = contents, .count = count};
  status = send_missing(&upload, &missing);
  return status != 0 ? status : vaccel_session_commit(session, &manifest);
}

int vaccel_register_bytes(
    struct vaccel_session *session, const void *bytes, size_t length, struct vaccel_resource *resource) {
  struct vaccel_session_resource_file file = {.path = "data", .length_bytes = (int64_t)length};
  return vaccel_register_files(session, false, &file, &bytes, 1, resource);
}
