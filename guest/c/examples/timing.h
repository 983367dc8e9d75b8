/* What the example programs that measure share: how often, and how the times are told. */
#ifndef TIMING_H
#define TIMING_H

#include "tool.h"

/* The lines of --help about these options. */
#define TIMING_CONNECT \
  "  --connect ADDRESS  the agent: vsock://2:2048, unix:///path, unix:@name, tcp://host:port, serial:///path\n"
#define TIMING_SIZES \
  "  --repeat N         calls that are measured, after a quarter as many to warm up (default 200)\n" \
  "  --json             one JSON object for each size\n" \
  "  --times            as --json, with the time of each call in microseconds\n"

struct timing {
  const char *address;
  size_t repeat;
  bool json;
  bool times;
};

/* Whether argument i is one of these options; its value, if it has one, moves i on. */
static inline bool timing_option(const char *program, struct timing *timing, int argc, char **argv, int *i) {
  const char *value;
  if ((value = option(program, "--connect", argc, argv, i)) != NULL) {
    timing->address = value;
  } else if ((value = option(program, "--repeat", argc, argv, i)) != NULL) {
    timing->repeat = (size_t)number_of(program, "--repeat", value, 1, 10000000);
  } else if (strcmp(argv[*i], "--json") == 0) {
    timing->json = true;
  } else if (strcmp(argv[*i], "--times") == 0) {
    timing->json = timing->times = true;
  } else {
    return false;
  }
  return true;
}

/* Begins the JSON object of one size, if one is wanted, and sorts the times; their median. */
static inline double begin_timing(const struct timing *timing, double *times) {
  if (timing->json) {
    printf("{");
    if (timing->times) {
      print_times(times, timing->repeat);
    }
  }
  return median(times, timing->repeat);
}

/* Tells the times of one size in bytes; rate: what is said behind the rate. */
static inline void print_timing(const struct timing *timing, size_t size, double *times, const char *rate) {
  double middle = begin_timing(timing, times);
  double p90 = times[timing->repeat * 9 / 10];
  double mib = (double)size / 1.048576 / middle;
  if (timing->json) {
    printf(
        "\"bytes\": %zu, \"medianMicroseconds\": %.2f, \"p90Microseconds\": %.2f, \"mibPerSecond\": %.1f}\n",
        size,
        middle,
        p90,
        mib);
  } else {
    printf("%zu bytes: median %.1f us, p90 %.1f us, %.1f MiB/s%s\n", size, middle, p90, mib, rate);
  }
}

#endif
