/* Generated from the description of the API by 'vaccel generate c'. Do not edit. */
#include <vaccel/call.h>
#include <vaccel/noop.h>

static const struct vaccel_operation operations[] = {
  {"noop", 1, UINT32_C(0x0b5a50b8)},
  {"echo", 2, UINT32_C(0xf2ae2c81)}
};

const struct vaccel_api vaccel_noop_api = {
  "noop", 1, 1, UINT64_C(0xf73b4ac92fbd3155), operations, sizeof operations / sizeof *operations};

int vaccel_noop_noop(struct vaccel_session *session) {
  struct vaccel_call state;
  struct vaccel_call *call = &state;
  vaccel_call_begin(call, session, &vaccel_noop_api, 0);
  vaccel_call_invoke(call);
  return vaccel_call_end(call);
}

int vaccel_noop_echo(struct vaccel_session *session, const void *input, size_t input_length, void *output) {
  struct vaccel_call state;
  struct vaccel_call *call = &state;
  vaccel_call_begin(call, session, &vaccel_noop_api, 1);
  uint64_t size_of_output = vaccel_size(call, "output", (int64_t)input_length);
  vaccel_put_memory(call, input, input_length);
  vaccel_call_invoke(call);
  vaccel_get_memory(call, output, size_of_output);
  return vaccel_call_end(call);
}
