/* What the example programs share: options, messages and exit codes like those of the vaccel command. */
#ifndef TOOL_H
#define TOOL_H

#define _POSIX_C_SOURCE 200809L

#include <vaccel/posix.h>
#include <vaccel/session.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_NO_BACKEND = 3, EXIT_NO_AGENT = 4 };

/* Of a virtual machine whose VMM is the agent's device. */
#define DEFAULT_ADDRESS "vsock://2:2048"

#define ENVIRONMENT                                                                                          \
  "Environment: VACCEL_ADDRESS, the agent's address (default " DEFAULT_ADDRESS "); VACCEL_CREDENTIAL, what it asks for.\n" \
  "Exit codes: 0 done, 1 failed, 2 usage, 3 no back end, 4 no agent or not allowed.\n"

/* As the vaccel command does it. */
static inline int exit_code(int code) {
  switch (code) {
    case 0:
      return 0;
    case VACCEL_INVALID_CONFIG:
      return EXIT_USAGE;
    case VACCEL_UNKNOWN_API:
    case VACCEL_UNKNOWN_OPERATION:
    case VACCEL_NO_BACKEND:
      return EXIT_NO_BACKEND;
    case VACCEL_UNREACHABLE:
    case VACCEL_CONNECTION_LOST:
    case VACCEL_TLS_FAILED:
    case VACCEL_VERSION_MISMATCH:
    case VACCEL_UNAUTHENTICATED:
    case VACCEL_NOT_ALLOWED:
      return EXIT_NO_AGENT;
    default:
      return EXIT_FAILED;
  }
}

static inline int report(const char *program, const struct vaccel_error *error) {
  fprintf(stderr, "%s: %s (error %d)\n", program, error->text, error->code);
  return exit_code(error->code);
}

/* The value of argument i if that is this option, as --name VALUE (which moves i on) or --name=VALUE; NULL if it is another. */
static inline const char *option(const char *program, const char *name, int argc, char **argv, int *i) {
  size_t length = strlen(name);
  if (strncmp(argv[*i], name, length) != 0 || (argv[*i][length] != 0 && argv[*i][length] != '=')) {
    return NULL;
  }
  if (argv[*i][length] == '=') {
    return argv[*i] + length + 1;
  }
  if (*i + 1 >= argc) {
    fprintf(stderr, "%s: %s needs a value; see %s --help\n", program, name, program);
    exit(EXIT_USAGE);
  }
  return argv[++*i];
}

static inline long number_of(const char *program, const char *what, const char *text, long least, long most) {
  char *end;
  errno = 0;
  long number = strtol(text, &end, 10);
  if (errno != 0 || end == text || *end != 0 || number < least || number > most) {
    fprintf(stderr, "%s: %s '%s': expected a number from %ld to %ld\n", program, what, text, least, most);
    exit(EXIT_USAGE);
  }
  return number;
}

/* Connects and opens a session; an exit code, after a message if it is not 0. close_tool in any case. */
static inline int open_tool(
    const char *program,
    struct vaccel_posix *posix,
    struct vaccel_session *session,
    const char *address,
    const struct vaccel_api *const *api) { /* one, which must outlive the connection */
  const char *to = address != NULL ? address : getenv("VACCEL_ADDRESS");
  struct vaccel_posix_options options = {.credential = getenv("VACCEL_CREDENTIAL"), .apis = api, .api_count = 1};
  int status = vaccel_posix_connect(posix, to == NULL || to[0] == 0 ? DEFAULT_ADDRESS : to, &options);
  if (status == 0) {
    status = vaccel_open_session(&posix->client, session, NULL, 0);
  }
  if (status != 0) {
    session->client = NULL;
    return report(program, &posix->client.error);
  }
  return 0;
}

/* Without closing the session the agent would take the caller for lost. */
static inline void close_tool(struct vaccel_posix *posix, struct vaccel_session *session) {
  if (session->client != NULL && !posix->client.lost) {
    (void)vaccel_session_close(session);
  }
  vaccel_posix_close(posix);
}

/* A whole file, to be freed; NULL after a message. */
static inline void *read_file(const char *program, const char *path, size_t *length) {
  FILE *file = fopen(path, "rb");
  char *bytes = NULL;
  size_t capacity = 0;
  *length = 0;
  while (file != NULL && !feof(file) && !ferror(file)) {
    if (*length == capacity) {
      capacity = capacity == 0 ? 1 << 16 : 2 * capacity;
      char *more = realloc(bytes, capacity);
      if (more == NULL) {
        break;
      }
      bytes = more;
    }
    *length += fread(bytes + *length, 1, capacity - *length, file);
  }
  if (file == NULL || ferror(file) || !feof(file)) {
    fprintf(stderr, "%s: %s: cannot read it: %s\n", program, path, strerror(errno));
    free(bytes);
    bytes = NULL;
  }
  if (file != NULL) {
    fclose(file);
  }
  return bytes;
}

static inline double now_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static inline int by_value(const void *left, const void *right) {
  double a = *(const double *)left;
  double b = *(const double *)right;
  return (a > b) - (a < b);
}

static inline double median(double *values, size_t count) {
  qsort(values, count, sizeof *values, by_value);
  return values[count / 2];
}

/* Every call's time as a member of a JSON object, in their order: before median() sorts them. */
static inline void print_times(const double *us, size_t count) {
  printf("\"times\": [");
  for (size_t i = 0; i < count; i++) {
    printf("%s%.1f", i == 0 ? "" : ", ", us[i]);
  }
  printf("], ");
}

/* What was printed has arrived, or the program fails. */
static inline int finish(const char *program, int status) {
  if (fflush(stdout) != 0 || ferror(stdout)) {
    fprintf(stderr, "%s: cannot write: %s\n", program, strerror(errno));
    return status == 0 ? EXIT_FAILED : status;
  }
  return status;
}

#endif
