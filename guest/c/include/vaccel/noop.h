/* Generated from the description of the API by 'vaccel generate c'. Do not edit. */
/* Operations that compute nothing: they measure and check the path itself. */
#ifndef VACCEL_NOOP_H
#define VACCEL_NOOP_H

#include <vaccel/guest.h>

#ifdef __cplusplus
extern "C" {
#endif

/* For struct vaccel_options. */
extern const struct vaccel_api vaccel_noop_api;

/* Does nothing. */
int vaccel_noop_noop(struct vaccel_session *session);

/*
 * Copies input to output.
 *
 * input: any bytes
 * output: receives input.byteSize() bytes; may be larger
 *
 * output: input.length bytes are written
 */
int vaccel_noop_echo(struct vaccel_session *session, const void *input, size_t input_length, void *output);

#ifdef __cplusplus
}
#endif

#endif
