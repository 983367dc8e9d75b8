/* Classifies the pictures of its archive by an agent: no operating system below, no framework inside. */
#include "machine.h"

#include <vaccel/image.h>
#include <vaccel/session.h>

#include <string.h>

enum { FILES_MAX = 256, PORT = 2048, CPIO_HEADER = 110, CPIO_SIZE = 54, CPIO_NAME_SIZE = 94, REGULAR = 8 };

/* Files of a cpio archive ("newc"), which stays where the VMM put it. */
struct files {
  struct vaccel_session_resource_file items[FILES_MAX];
  const void *contents[FILES_MAX];
  size_t count;
};

static uint8_t device_memory[VACCEL_VSOCK_MEMORY] __attribute__((aligned(4096)));
static uint8_t call_memory[1024 * 1024] __attribute__((aligned(4096)));
static struct files model;
static struct files pictures;
static struct vaccel_vsock vsock;
static struct vaccel_client client;
static struct vaccel_session session;

void main(const struct start_info *info);

static _Noreturn void fail(const char *what, const char *why) {
  print("vaccel: ");
  print(what);
  print(": ");
  print(why);
  print("\n");
  power_off(true);
}

static bool hexadecimal(const uint8_t *digits, uint32_t *number) {
  *number = 0;
  for (int i = 0; i < 8; i++) {
    uint32_t c = digits[i] | 0x20u; /* a digit has this bit, a letter gets it */
    uint32_t digit = c - '0' < 10 ? c - '0' : c - 'a' < 6 ? c - 'a' + 10 : 16;
    if (digit > 15) {
      return false;
    }
    *number = *number << 4 | digit;
  }
  return true;
}

static int compare(const char *left, const char *right) {
  while (*left != 0 && *left == *right) {
    left++;
    right++;
  }
  return (uint8_t)*left - (uint8_t)*right;
}

/* Adds a file where its path belongs: an agent wants them by rising path. */
static void add(struct files *files, const char *path, const void *content, uint32_t length) {
  if (files->count == FILES_MAX) {
    fail("archive", "too many files");
  }
  size_t i = files->count++;
  for (; i > 0 && compare(files->items[i - 1].path, path) > 0; i--) {
    files->items[i] = files->items[i - 1];
    files->contents[i] = files->contents[i - 1];
  }
  files->items[i] = (struct vaccel_session_resource_file){.path = path, .length_bytes = length};
  files->contents[i] = content;
}

/* model/...: the bundle; images/...: the pictures. Source: Linux, buffer-format.rst. */
static void read_archive(const uint8_t *archive, uint64_t size) {
  uint64_t offset = 0;
  for (;;) {
    uint32_t mode;
    uint32_t length;
    uint32_t name_length;
    const uint8_t *header = archive + offset;
    if (size - offset < CPIO_HEADER || memcmp(header, "070701", 6) != 0 || !hexadecimal(header + 14, &mode) ||
        !hexadecimal(header + CPIO_SIZE, &length) || !hexadecimal(header + CPIO_NAME_SIZE, &name_length)) {
      fail("archive", "expected a cpio archive of the format newc");
    }
    uint64_t content = (offset + CPIO_HEADER + name_length + 3) & ~UINT64_C(3);
    const char *name = (const char *)header + CPIO_HEADER;
    if (name_length == 0 || content > size || length > size - content || name[name_length - 1] != 0) {
      fail("archive", "a file leaves it");
    }
    if (compare(name, "TRAILER!!!") == 0) {
      return;
    }
    if (mode >> 12 == REGULAR && name_length > 6 && memcmp(name, "model/", 6) == 0) {
      add(&model, name + 6, archive + content, length);
    } else if (mode >> 12 == REGULAR && name_length > 7 && memcmp(name, "images/", 7) == 0) {
      add(&pictures, name + 7, archive + content, length);
    }
    offset = (content + length + 3) & ~UINT64_C(3);
    if (offset > size) {
      fail("archive", "it has no end");
    }
  }
}

static void find_files(const struct start_info *info) {
  if (info->magic != START_MAGIC || info->module_count == 0) {
    fail("archive", "none was given: QEMU's -initrd");
  }
  const struct module *module = (const struct module *)(uintptr_t)info->modules;
  read_archive((const uint8_t *)(uintptr_t)module->address, module->size);
  if (model.count == 0 || pictures.count == 0) {
    fail("archive", "expected files below model/ and images/");
  }
}

/* Memory is where its address says. */
static uint64_t physical(void *context, const void *bytes, size_t *length) {
  (void)context;
  (void)length;
  return (uintptr_t)bytes;
}

static void connect(void) {
  static const struct vaccel_api *const apis[] = {&vaccel_image_api};
  struct vaccel_virtio device;
  const char *fault = find_vsock(&device);
  if (fault != NULL) {
    fail("device", fault);
  }
  struct vaccel_vsock_options options = {
      .memory = device_memory, .physical = physical, .port = PORT, .local_port = 1024 + ((uint32_t)ticks() & 0xffffff)};
  if (vaccel_vsock_open(&vsock, &device, &options) != 0) {
    fail("connection", vsock.fault);
  }
  struct vaccel_link link = vaccel_vsock_link(&vsock);
  struct vaccel_options rest = {
      .name = "unikernel", .apis = apis, .api_count = 1, .memory = call_memory, .memory_size = sizeof call_memory};
  if (vaccel_connect(&client, &link, &rest) != 0 || vaccel_open_session(&client, &session, NULL, 0) != 0) {
    fail("agent", client.error.text);
  }
}

static void classify(const struct vaccel_resource *bundle, size_t picture) {
  struct vaccel_image_label_list labels;
  size_t length = (size_t)pictures.items[picture].length_bytes;
  if (vaccel_image_classify(&session, bundle, pictures.contents[picture], length, 1, &labels) != 0) {
    fail(pictures.items[picture].path, client.error.text);
  }
  for (size_t i = 0; i < labels.count; i++) {
    uint64_t score = (uint64_t)(labels.items[i].score * 10000 + 0.5f);
    print(pictures.items[picture].path);
    print("  ");
    print_number(score / 10000, 1);
    print(".");
    print_number(score % 10000, 4);
    print("  ");
    print(labels.items[i].text);
    print("\n");
  }
}

void main(const struct start_info *info) {
  struct vaccel_resource bundle;
  find_files(info);
  connect();
  if (vaccel_register_files(&session, true, model.items, model.contents, model.count, &bundle) != 0) {
    fail("model", client.error.text);
  }
  for (size_t i = 0; i < pictures.count; i++) {
    classify(&bundle, i);
  }
  vaccel_session_close(&session);
  vaccel_vsock_close(&vsock);
  power_off(false);
}
