/* vaccel-echo: how long calls take that compute nothing. */
#include "tool.h"

#include <vaccel/noop.h>

#define PROGRAM "vaccel-echo"

static const struct vaccel_api *const api = &vaccel_noop_api;

static const char usage[] =
    "Usage: " PROGRAM " [--connect ADDRESS] [--repeat N] [--noop] [--json | --times] [BYTES...]\n"
    "Lets an agent send bytes back (default 64, 65536 and 1048576) and prints how long that takes.\n"
    "  --connect ADDRESS  the agent: vsock://2:2048, unix:///path, unix:@name, tcp://host:port, serial:///path\n"
    "  --repeat N         calls that are measured, after a quarter as many to warm up (default 200)\n"
    "  --noop             a call that carries nothing, in place of bytes\n"
    "  --json             one JSON object for each size\n"
    "  --times            as --json, with the time of each call in microseconds\n" ENVIRONMENT;

struct settings {
  size_t repeat;
  bool noop;
  bool json;
  bool times;
};

static int call(struct vaccel_session *session, bool noop, const void *there, size_t size, void *back) {
  return noop ? vaccel_noop_noop(session) : vaccel_noop_echo(session, there, size, back);
}

static int measure(struct vaccel_session *session, size_t size, const struct settings *settings) {
  size_t repeat = settings->repeat;
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
    if (settings->json) {
      printf("{");
      if (settings->times) {
        print_times(times, repeat);
      }
    }
    double middle = median(times, repeat);
    const char *format =
        settings->json ? "\"bytes\": %zu, \"medianMicroseconds\": %.2f, \"p90Microseconds\": %.2f, \"mibPerSecond\": %.1f}\n"
                       : "%zu bytes: median %.1f us, p90 %.1f us, %.1f MiB/s each way\n";
    /* Sorted by the median. */
    printf(format, size, middle, times[repeat * 9 / 10], (double)size / 1.048576 / middle);
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
  const char *address = NULL;
  const char *value;
  struct settings settings = {.repeat = 200};
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
      fputs(usage, stdout);
      return finish(PROGRAM, 0);
    } else if ((value = option(PROGRAM, "--connect", argc, argv, &i)) != NULL) {
      address = value;
    } else if ((value = option(PROGRAM, "--repeat", argc, argv, &i)) != NULL) {
      settings.repeat = (size_t)number_of(PROGRAM, "--repeat", value, 1, 10000000);
    } else if (strcmp(argv[i], "--json") == 0) {
      settings.json = true;
    } else if (strcmp(argv[i], "--times") == 0) {
      settings.json = settings.times = true;
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
  int status = open_tool(PROGRAM, &posix, &session, address, &api);
  for (size_t i = 0; i < count && status == 0; i++) {
    status = measure(&session, sizes[i], &settings);
  }
  close_tool(&posix, &session);
  return finish(PROGRAM, status);
}
