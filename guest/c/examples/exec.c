/* vaccel-exec: calls a function of a native library that is sent to the agent. */
#include "tool.h"

#include <vaccel/exec.h>

#define PROGRAM "vaccel-exec"
enum { ARGUMENTS_MAX = 64 };

static const struct vaccel_api *const api = &vaccel_exec_api;

static const char usage[] =
    "Usage: " PROGRAM " [--connect ADDRESS] --library LIB --symbol SYM [--returns TYPE] [--arg ARG]...\n"
    "Calls a function of a library at the agent, whose operator must allow it.\n"
    "  --connect ADDRESS  the agent: vsock://2:2048, unix:///path, unix:@name, tcp://host:port, serial:///path\n"
    "  --library LIB      shared object for the agent's machine\n"
    "  --symbol SYM       function in it\n"
    "  --returns TYPE     void (default), i32, i64, f32 or f64\n"
    "  --arg ARG          i32:N, i64:N, f32:X, f64:X, in:@FILE, out:BYTES or inout:@FILE\n"
    "Prints the result, then each buffer that the function wrote as hexadecimal digits.\n" ENVIRONMENT;

static _Noreturn void invalid(const char *option, const char *text) {
  fprintf(stderr, PROGRAM ": %s '%s' cannot be read; see " PROGRAM " --help\n", option, text);
  exit(EXIT_USAGE);
}

static enum vaccel_exec_exec_kind returns_of(const char *text) {
  static const char *const names[] = {"void", "i32", "i64", "f32", "f64"};
  for (int i = 0; i < 5; i++) {
    if (strcmp(text, names[i]) == 0) {
      return (enum vaccel_exec_exec_kind)i;
    }
  }
  invalid("--returns", text);
}

static int64_t bits_of_f32(float value) {
  int32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

static int64_t bits_of_f64(double value) {
  int64_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

static struct vaccel_exec_exec_argument argument_of(const char *text) {
  struct vaccel_exec_exec_argument argument = {.kind = VACCEL_EXEC_EXEC_KIND_VOID};
  const char *colon = strchr(text, ':');
  if (colon == NULL || colon[1] == 0) {
    invalid("--arg", text);
  }
  const char *value = colon + 1;
  size_t kind = (size_t)(colon - text);
  char *end = NULL;
  errno = 0;
  if (strncmp(text, "i32", kind) == 0 && kind == 3) {
    long long number = strtoll(value, &end, 0);
    argument.kind = VACCEL_EXEC_EXEC_KIND_I32;
    argument.bits = (int32_t)number;
    end = number < INT32_MIN || number > INT32_MAX ? NULL : end;
  } else if (strncmp(text, "i64", kind) == 0 && kind == 3) {
    argument.kind = VACCEL_EXEC_EXEC_KIND_I64;
    argument.bits = strtoll(value, &end, 0);
  } else if (strncmp(text, "f32", kind) == 0 && kind == 3) {
    argument.kind = VACCEL_EXEC_EXEC_KIND_F32;
    argument.bits = bits_of_f32(strtof(value, &end));
  } else if (strncmp(text, "f64", kind) == 0 && kind == 3) {
    argument.kind = VACCEL_EXEC_EXEC_KIND_F64;
    argument.bits = bits_of_f64(strtod(value, &end));
  } else if (strncmp(text, "out", kind) == 0 && kind == 3) {
    argument.kind = VACCEL_EXEC_EXEC_KIND_BUFFER_OUT;
    argument.bits = strtoll(value, &end, 10);
    end = argument.bits < 0 ? NULL : end;
  } else if (((strncmp(text, "in", kind) == 0 && kind == 2) || (strncmp(text, "inout", kind) == 0 && kind == 5)) &&
             value[0] == '@') {
    static char none[] = "";
    argument.kind = kind == 2 ? VACCEL_EXEC_EXEC_KIND_BUFFER_IN : VACCEL_EXEC_EXEC_KIND_BUFFER_INOUT;
    argument.data.data = read_file(PROGRAM, value + 1, &argument.data.length);
    if (argument.data.data == NULL) {
      exit(EXIT_FAILED);
    }
    end = none;
  }
  if (end == NULL || *end != 0 || end == value || errno != 0) {
    invalid("--arg", text);
  }
  return argument;
}

static void print(enum vaccel_exec_exec_kind returns, const struct vaccel_exec_exec_result *result) {
  float f32;
  double f64;
  int32_t low = (int32_t)result->bits;
  memcpy(&f32, &low, sizeof f32);
  memcpy(&f64, &result->bits, sizeof f64);
  switch (returns) {
    case VACCEL_EXEC_EXEC_KIND_I32:
    case VACCEL_EXEC_EXEC_KIND_I64:
      printf("%lld\n", (long long)result->bits);
      break;
    case VACCEL_EXEC_EXEC_KIND_F32:
      printf("%.9g\n", (double)f32);
      break;
    case VACCEL_EXEC_EXEC_KIND_F64:
      printf("%.17g\n", f64);
      break;
    case VACCEL_EXEC_EXEC_KIND_VOID:
    case VACCEL_EXEC_EXEC_KIND_BUFFER_IN:
    case VACCEL_EXEC_EXEC_KIND_BUFFER_OUT:
    case VACCEL_EXEC_EXEC_KIND_BUFFER_INOUT:
      break;
  }
  for (size_t i = 0; i < result->buffers.count; i++) {
    const unsigned char *bytes = result->buffers.items[i].data;
    for (size_t j = 0; j < result->buffers.items[i].length; j++) {
      printf("%02x", bytes[j]);
    }
    printf("\n");
  }
}

int main(int argc, char **argv) {
  struct vaccel_exec_exec_argument arguments[ARGUMENTS_MAX];
  size_t count = 0;
  const char *address = NULL;
  const char *library = NULL;
  const char *symbol = NULL;
  enum vaccel_exec_exec_kind returns = VACCEL_EXEC_EXEC_KIND_VOID;
  const char *value;
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
      fputs(usage, stdout);
      return finish(PROGRAM, 0);
    } else if ((value = option(PROGRAM, "--connect", argc, argv, &i)) != NULL) {
      address = value;
    } else if ((value = option(PROGRAM, "--library", argc, argv, &i)) != NULL) {
      library = value;
    } else if ((value = option(PROGRAM, "--symbol", argc, argv, &i)) != NULL) {
      symbol = value;
    } else if ((value = option(PROGRAM, "--returns", argc, argv, &i)) != NULL) {
      returns = returns_of(value);
    } else if ((value = option(PROGRAM, "--arg", argc, argv, &i)) != NULL) {
      if (count == ARGUMENTS_MAX) {
        fprintf(stderr, PROGRAM ": more than %d arguments\n", ARGUMENTS_MAX);
        return EXIT_USAGE;
      }
      arguments[count++] = argument_of(value);
    } else {
      fprintf(stderr, PROGRAM ": cannot use %s; see " PROGRAM " --help\n", argv[i]);
      return EXIT_USAGE;
    }
  }
  if (library == NULL || symbol == NULL) {
    fprintf(stderr, PROGRAM ": --library and --symbol are needed\n%s", usage);
    return EXIT_USAGE;
  }
  struct vaccel_posix posix;
  struct vaccel_session session;
  struct vaccel_resource id;
  struct vaccel_exec_exec_result result;
  int status = open_tool(PROGRAM, &posix, &session, address, &api);
  if (status == 0 && (vaccel_posix_register(&session, library, &id) != 0 ||
                      vaccel_exec_call(&session, &id, symbol, returns, arguments, count, &result) != 0)) {
    status = report(PROGRAM, &posix.client.error);
  } else if (status == 0) {
    print(returns, &result);
  }
  close_tool(&posix, &session);
  for (size_t i = 0; i < count; i++) {
    free((void *)(uintptr_t)arguments[i].data.data);
  }
  return finish(PROGRAM, status);
}
