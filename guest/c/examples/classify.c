/* vaccel-classify: the labels of pictures, from an agent. */
#include "tool.h"

#include <vaccel/image.h>

#define PROGRAM "vaccel-classify"
#define DEFAULT_MODEL "/usr/share/vaccel/model"

static const struct vaccel_api *const api = &vaccel_image_api;

static const char usage[] =
    "Usage: " PROGRAM " [--connect ADDRESS] [--model PATH] [--top K] [--repeat N] [--json | --times] IMAGE...\n"
    "Prints the labels of pictures (JPEG, PNG, BMP, GIF, WebP); decoding and the model run beside the accelerator.\n"
    "  --connect ADDRESS  the agent: vsock://2:2048, unix:///path, unix:@name, tcp://host:port, serial:///path\n"
    "  --model PATH       model bundle (directory or zip) or model file; default: $VACCEL_MODEL, " DEFAULT_MODEL ";\n"
    "                     or the name of a model that the agent has, where there is no such file\n"
    "  --top K            number of labels, 1 to 1000 (default 1)\n"
    "  --repeat N         call N times for each picture and print the median time\n"
    "  --json             one JSON object for each picture\n"
    "  --times            as --json, with the time of each call in microseconds\n" ENVIRONMENT;

struct settings {
  const char *address;
  const char *model;
  int32_t top;
  size_t repeat;
  bool json;
  bool times;
};

static void print_json_text(const char *text) {
  putchar('"');
  for (; *text != 0; text++) {
    unsigned char c = (unsigned char)*text;
    if (c == '"' || c == '\\') {
      printf("\\%c", c);
    } else if (c < 0x20) {
      printf("\\u%04x", c);
    } else {
      putchar(c);
    }
  }
  putchar('"');
}

static void print(
    const struct settings *settings, const char *path, const struct vaccel_image_label_list *labels, double *times) {
  if (settings->json) {
    printf("{\"image\": ");
    print_json_text(path);
    printf(", ");
    if (settings->times) {
      print_times(times, settings->repeat);
    }
  }
  double us = median(times, settings->repeat);
  if (settings->json) {
    printf("\"microseconds\": %.1f, \"labels\": [", us);
    for (size_t i = 0; i < labels->count; i++) {
      printf("%s{\"index\": %d, \"text\": ", i == 0 ? "" : ", ", (int)labels->items[i].index);
      print_json_text(labels->items[i].text);
      printf(", \"score\": %.6f}", (double)labels->items[i].score);
    }
    printf("]}\n");
    return;
  }
  for (size_t i = 0; i < labels->count; i++) {
    const struct vaccel_image_label *label = &labels->items[i];
    printf("%s  %.4f  ", path, (double)label->score);
    if (label->text[0] == 0) {
      printf("class %d", (int)label->index);
    } else {
      printf("%s", label->text);
    }
    if (settings->repeat > 1 && i == 0) {
      printf("  %.2f ms", us / 1e3);
    }
    printf("\n");
  }
}

static int classify(
    struct vaccel_session *session,
    const struct vaccel_resource *model,
    const struct settings *settings,
    const char *path) {
  size_t length;
  void *image = read_file(PROGRAM, path, &length);
  double *times = calloc(settings->repeat, sizeof *times);
  struct vaccel_image_label_list labels = {0};
  int status = image == NULL ? EXIT_FAILED : 0;
  if (times == NULL) {
    fprintf(stderr, PROGRAM ": no memory\n");
    status = EXIT_FAILED;
  }
  for (size_t i = 0; i < settings->repeat && status == 0; i++) {
    double from = now_us();
    if (vaccel_image_classify(session, model, image, length, settings->top, &labels) != 0) {
      fprintf(stderr, "%s: ", path);
      status = report(PROGRAM, &session->client->error);
    }
    times[i] = now_us() - from;
  }
  if (status == 0) {
    print(settings, path, &labels, times);
  }
  free(times);
  free(image);
  return status;
}

/* A name has no / in it, a path that is missing is told as one. */
static int find_model(struct vaccel_session *session, const char *model, struct vaccel_resource *resource) {
  FILE *file = fopen(model, "r");
  if (file != NULL) {
    fclose(file);
  }
  return file != NULL || strchr(model, '/') != NULL ? vaccel_posix_register(session, model, resource)
                                                    : vaccel_session_model(session, model, resource);
}

static int run(const struct settings *settings, char **images, int count) {
  struct vaccel_posix posix;
  struct vaccel_session session;
  struct vaccel_resource model;
  int status = open_tool(PROGRAM, &posix, &session, settings->address, &api);
  if (status == 0 && find_model(&session, settings->model, &model) != 0) {
    status = report(PROGRAM, &posix.client.error);
  }
  if (status == 0) {
    for (int i = 0; i < count && !posix.client.lost; i++) {
      int one = classify(&session, &model, settings, images[i]);
      status = one != 0 ? one : status;
    }
  }
  close_tool(&posix, &session);
  return finish(PROGRAM, status);
}

int main(int argc, char **argv) {
  const char *model = getenv("VACCEL_MODEL");
  struct settings settings = {
      .model = model == NULL || model[0] == 0 ? DEFAULT_MODEL : model, .top = 1, .repeat = 1};
  const char *value;
  int i = 1;
  for (; i < argc && argv[i][0] == '-' && argv[i][1] != 0; i++) {
    if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
      fputs(usage, stdout);
      return finish(PROGRAM, 0);
    } else if ((value = option(PROGRAM, "--connect", argc, argv, &i)) != NULL) {
      settings.address = value;
    } else if ((value = option(PROGRAM, "--model", argc, argv, &i)) != NULL) {
      settings.model = value;
    } else if ((value = option(PROGRAM, "--top", argc, argv, &i)) != NULL) {
      settings.top = (int32_t)number_of(PROGRAM, "--top", value, 1, 1000);
    } else if ((value = option(PROGRAM, "--repeat", argc, argv, &i)) != NULL) {
      settings.repeat = (size_t)number_of(PROGRAM, "--repeat", value, 1, 1000000);
    } else if (strcmp(argv[i], "--json") == 0) {
      settings.json = true;
    } else if (strcmp(argv[i], "--times") == 0) {
      settings.json = settings.times = true;
    } else if (strcmp(argv[i], "--") == 0) {
      i++;
      break;
    } else {
      fprintf(stderr, PROGRAM ": unknown option %s; see " PROGRAM " --help\n", argv[i]);
      return EXIT_USAGE;
    }
  }
  if (i == argc) {
    fprintf(stderr, PROGRAM ": no IMAGE given\n%s", usage);
    return EXIT_USAGE;
  }
  return run(&settings, argv + i, argc - i);
}
