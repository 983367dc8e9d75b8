/* Generated from the description of the API by 'vaccel generate c'. Do not edit. */
/*
 * What a remote session asks of its agent beside the accelerator APIs: described like them, so that
 * one machinery carries both. The frame's session number names the session.
 */
#ifndef VACCEL_SESSION_H
#define VACCEL_SESSION_H

#include <vaccel/guest.h>

#ifdef __cplusplus
extern "C" {
#endif

/* For struct vaccel_options. */
extern const struct vaccel_api vaccel_session_api;

struct vaccel_session_missing_file {
  struct vaccel_resource file;
  int64_t offset;
};

struct vaccel_session_named_model {
  const char *name;
  struct vaccel_resource resource;
  int64_t length_bytes;
  const char *task;
  const char *format;
  const char *licence;
};

struct vaccel_session_operation_status {
  const char *api;
  const char *operation;
  const char *backend;
  const char *device;
  bool available;
  const char *detail;
};

struct vaccel_session_resource_file {
  const char *path;
  int64_t length_bytes;
  struct vaccel_resource hash;
};

struct vaccel_session_resource_file_list {
  const struct vaccel_session_resource_file *items;
  size_t count;
};

struct vaccel_session_resource_manifest {
  bool directory;
  struct vaccel_session_resource_file_list files;
};

struct vaccel_session_missing_file_list {
  const struct vaccel_session_missing_file *items;
  size_t count;
};

struct vaccel_session_operation_status_list {
  const struct vaccel_session_operation_status *items;
  size_t count;
};

struct vaccel_session_named_model_list {
  const struct vaccel_session_named_model *items;
  size_t count;
};

/*
 * Opens the session.
 *
 * backends: names of the back ends that may serve it; empty: any
 */
int vaccel_session_open(struct vaccel_session *session, const char *const *backends, size_t backends_count);

/* Closes the session and frees all it owns. */
int vaccel_session_close(struct vaccel_session *session);

/*
 * Announces a resource.
 *
 * result: what is still to be sent; empty when the agent has all of it and the session holds it
 */
int vaccel_session_announce(
    struct vaccel_session *session,
    const struct vaccel_session_resource_manifest *manifest,
    struct vaccel_session_missing_file_list *result);

/*
 * Sends the next part of a missing file.
 *
 * file: the file's hash, as announced
 * offset: number of its bytes sent before
 * data: the next bytes
 */
int vaccel_session_put(
    struct vaccel_session *session,
    const struct vaccel_resource *file,
    int64_t offset,
    const void *data,
    size_t data_length);

/* Completes a resource whose missing files were sent; the session holds it from now on. */
int vaccel_session_commit(struct vaccel_session *session, const struct vaccel_session_resource_manifest *manifest);

/* The table of operations as this session sees it. */
int vaccel_session_operations(struct vaccel_session *session, struct vaccel_session_operation_status_list *result);

/*
 * Shares memory: the region that the frame of this call brings along, see docs/protocol.md.
 *
 * region: what arguments call it; more than 0, unused in this session
 * length_bytes: its exact size
 */
int vaccel_session_share(struct vaccel_session *session, int64_t region, int64_t length_bytes);

/*
 * Makes a model that the agent has under a name a resource of the session, as if it had been
 * announced and committed.
 *
 * name: NAME or NAME:VERSION
 */
int vaccel_session_model(struct vaccel_session *session, const char *name, struct vaccel_resource *result);

/* The models that the session's owner may use by name. */
int vaccel_session_models(struct vaccel_session *session, struct vaccel_session_named_model_list *result);

#ifdef __cplusplus
}
#endif

#endif
