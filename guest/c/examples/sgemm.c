/* vaccel-sgemm: multiplies two matrices at an agent and compares with its own product. */
#include "timing.h"

#include <vaccel/blas.h>

#define PROGRAM "vaccel-sgemm"

static const struct vaccel_api *const api = &vaccel_blas_api;

static const char usage[] =
    "Usage: " PROGRAM " [--connect ADDRESS] [--repeat N] [--unchecked] [--json | --times] [SIZE]\n"
    "Multiplies two matrices of SIZE by SIZE (default 256) and checks the product.\n"
    TIMING_CONNECT
    "  --repeat N         call N times and print the median time\n"
    "  --unchecked        do not compare with a product of its own\n"
    "  --json             one JSON object\n"
    "  --times            as --json, with the time of each call in microseconds\n" ENVIRONMENT;

struct settings {
  struct timing timing;
  bool unchecked;
};

/* Small whole numbers: every sum of products is exact in f32, whatever the order. */
static void fill(float *matrix, size_t count, unsigned seed) {
  for (size_t i = 0; i < count; i++) {
    seed = seed * 1103515245u + 12345u;
    matrix[i] = (float)((int)(seed >> 16 & 15) - 8);
  }
}

static bool check(const float *a, const float *b, const float *c, size_t n) {
  for (size_t i = 0; i < n; i++) {
    /* All of small products, one row in 16 of large ones. */
    if (n > 256 && i % 16 != 0) {
      continue;
    }
    for (size_t j = 0; j < n; j++) {
      float sum = 0;
      for (size_t k = 0; k < n; k++) {
        sum += a[i * n + k] * b[k * n + j];
      }
      if (sum < c[i * n + j] || sum > c[i * n + j]) {
        fprintf(stderr, PROGRAM ": element %zu,%zu is %g, expected %g\n", i, j, (double)c[i * n + j], (double)sum);
        return false;
      }
    }
  }
  return true;
}

static void print(const struct settings *settings, size_t n, double *times) {
  double middle = begin_timing(&settings->timing, times);
  if (settings->timing.json) {
    printf("\"n\": %zu, \"medianMicroseconds\": %.2f}\n", n, middle);
  } else {
    printf("%zu by %zu: %s, %.2f ms\n", n, n, settings->unchecked ? "not checked" : "right", middle / 1e3);
  }
}

static int multiply(struct vaccel_session *session, size_t n, const struct settings *settings) {
  size_t repeat = settings->timing.repeat;
  float *a = malloc(n * n * sizeof *a);
  float *b = malloc(n * n * sizeof *b);
  float *c = malloc(n * n * sizeof *c);
  double *times = calloc(repeat, sizeof *times);
  int status = 0;
  if (a == NULL || b == NULL || c == NULL || times == NULL) {
    fprintf(stderr, PROGRAM ": no memory for matrices of %zu by %zu\n", n, n);
    status = EXIT_FAILED;
  } else {
    fill(a, n * n, 1);
    fill(b, n * n, 2);
  }
  int32_t size = (int32_t)n;
  for (size_t i = 0; i < repeat && status == 0; i++) {
    double from = now_us();
    if (vaccel_blas_sgemm(
            session,
            VACCEL_BLAS_TRANSPOSE_NONE,
            VACCEL_BLAS_TRANSPOSE_NONE,
            size,
            size,
            size,
            1,
            a,
            size,
            b,
            size,
            0,
            c,
            size) != 0) {
      status = report(PROGRAM, &session->client->error);
    }
    times[i] = now_us() - from;
  }
  if (status == 0 && !settings->unchecked && !check(a, b, c, n)) {
    status = EXIT_FAILED;
  }
  if (status == 0) {
    print(settings, n, times);
  }
  free(times);
  free(c);
  free(b);
  free(a);
  return status;
}

int main(int argc, char **argv) {
  size_t size = 256;
  struct settings settings = {.timing = {.repeat = 1}};
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
      fputs(usage, stdout);
      return finish(PROGRAM, 0);
    } else if (timing_option(PROGRAM, &settings.timing, argc, argv, &i)) {
      continue;
    } else if (strcmp(argv[i], "--unchecked") == 0) {
      settings.unchecked = true;
    } else if (argv[i][0] == '-') {
      fprintf(stderr, PROGRAM ": unknown option %s; see " PROGRAM " --help\n", argv[i]);
      return EXIT_USAGE;
    } else {
      size = (size_t)number_of(PROGRAM, "SIZE", argv[i], 1, 8192);
    }
  }
  struct vaccel_posix posix;
  struct vaccel_session session;
  int status = open_tool(PROGRAM, &posix, &session, settings.timing.address, &api);
  status = status != 0 ? status : multiply(&session, size, &settings);
  close_tool(&posix, &session);
  return finish(PROGRAM, status);
}
