/* vaccel-echo: how long calls take that compute nothing. */
#include "timing.h"

#include <vaccel/noop.h>

#define PROGRAM "vaccel-echo"

static const struct vaccel_api *const api = &vaccel_noop_api;

static const char usage[] =
    "Usage: " PROGRAM " [--connect ADDRESS] [--repeat N] [--noop] [--json | --times] [BYTES...]\n"
    "Lets an agent send bytes back (default 64, 65536 and 1048576) and prints how long that takes.\n"
    TIMING_CONNECT
    "  --noop             a call that carries nothing, in place of bytes\n"
    TIMING_SIZES ENVIRONMENT;

struct settings {
  struct timing timing;
  bool noop;
};

static int call(struct vaccel_session *session, bool noop, const void *there, size_t size, void *back) {
  return noop ? vaccel_noop_noop(session) : vaccel_noop_echo(session, there, size, back);
}

static int measure(struct vaccel_session *session, size_t size, const struct settings *settings) {
  size_t repeat = settings->timing.repeat;
  unsigned char *there = malloc(size + 1);
  unsigned char *back = malloc(size + 1);
  double *times = calloc(repeat, sizeof *times);
  int status = 0;
  if (there == NULL || back == NULL || times == NULL) {
    fprintf(stderr, PROGRAM ": no memory for %zu bytes\n", size);
    status = EXIT_FAILED;
  }
  for (size_t i = 0; i < size && status == 0; i++) {
    there[i] = (unsigned char)(i * 31 + (i >> 8));
  }
  size_t warm = repeat / 4;
  for (size_t i = 0; i < warm + repeat && status == 0; i++) {
    double from = now_us();
    if (call(session, settings->noop, there, size, back) != 0) {
      status = report(PROGRAM, &session->client->error);
    }
    if (i >= warm) {
      times[i - warm] = now_us() - from;
    }
  }
  if (status == 0 && memcmp(there, back, size) != 0) {
    fprintf(stderr, PROGRAM ": %zu bytes came back changed\n", size);
    status = EXIT_FAILED;
  }
  if (status == 0) {
    print_timing(&settings->timing, size, times, " each way");
  }
  free(times);
  free(back);
  free(there);
  return status;
}

int main(int argc, char **argv) {
  static const size_t defaults[] = {64, 65536, 1048576};
  enum { SIZES_MAX = 32 };
  size_t sizes[SIZES_MAX];
  size_t count = 0;
  struct settings settings = {.timing = {.repeat = 200}};
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
      fputs(usage, stdout);
      return finish(PROGRAM, 0);
    } else if (timing_option(PROGRAM, &settings.timing, argc, argv, &i)) {
      continue;
    } else if (strcmp(argv[i], "--noop") == 0) {
      settings.noop = true;
    } else if (argv[i][0] == '-' || count == SIZES_MAX) {
      fprintf(stderr, PROGRAM ": cannot use %s; see " PROGRAM " --help\n", argv[i]);
      return EXIT_USAGE;
    } else {
      sizes[count++] = (size_t)number_of(PROGRAM, "BYTES", argv[i], 0, 1L << 30);
    }
  }
  if (settings.noop && count > 0) {
    fprintf(stderr, PROGRAM ": --noop and BYTES exclude each other\n");
    return EXIT_USAGE;
  }
  if (settings.noop) {
    count = 1;
    sizes[0] = 0;
  } else if (count == 0) {
    count = sizeof defaults / sizeof *defaults;
    memcpy(sizes, defaults, sizeof defaults);
  }
  struct vaccel_posix posix;
  struct vaccel_session session;
  int status = open_tool(PROGRAM, &posix, &session, settings.timing.address, &api);
  for (size_t i = 0; i < count && status == 0; i++) {
    status = measure(&session, sizes[i], &settings);
  }
  close_tool(&posix, &session);
  return finish(PROGRAM, status);
}
