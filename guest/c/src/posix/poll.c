/*
 * The polling driver on Linux: registers through sysfs, memory whose pages stay, physical addresses from pagemap. A device
 * writes to physical memory whoever has it, so a process beside ours stops the device when ours has died.
 */
#define _GNU_SOURCE
#include "poll.h"

#include "../core/frame.h"
#include "../virtio/ring.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define DEVICES "/sys/bus/pci/devices"
#define PFN_MASK ((UINT64_C(1) << 55) - 1)
#define PAGE_PRESENT (UINT64_C(1) << 63)
enum {
  PAGE = 4096,
  HUGE_PAGE = 2 << 20,
  PAGES = 1024 * 1024 / PAGE,
  BARS = 6,
  COMMAND = 4,
  MEMORY_AND_MASTER = 6,
  PORT = 2048,
  OPEN_SECONDS = 10
};
_Static_assert(PAGES * PAGE == VACCEL_VSOCK_MEMORY, "a frame for each page");

struct vaccel_poll {
  struct vaccel_vsock vsock;
  struct vaccel_virtio registers;
  char name[16]; /* 0000:00:05.0 */
  int config;    /* its configuration space, locked; its copy in the guard shares the lock */
  int guard;     /* a pipe: its end tells the guard to stop the device, a byte not to */
  void *bars[BARS];
  size_t bar_sizes[BARS];
  uint8_t *memory;
  size_t memory_size;
  uint64_t frames[PAGES]; /* physical address of each page */
  time_t open_until;      /* 0: open */
};

/* --- Files of sysfs --- */

static int open_file(const struct vaccel_poll *poll, const char *file, int flags) {
  char path[sizeof DEVICES + sizeof poll->name + 32];
  snprintf(path, sizeof path, DEVICES "/%s/%s", poll->name, file);
  return open(path, flags | O_CLOEXEC);
}

static bool read_number(const struct vaccel_poll *poll, const char *file, unsigned long *number) {
  char text[32];
  int fd = open_file(poll, file, O_RDONLY);
  ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
  if (fd >= 0) {
    close(fd);
  }
  if (length <= 0) {
    return false;
  }
  text[length] = 0;
  *number = strtoul(text, NULL, 16);
  return true;
}

static bool is_vsock(const struct vaccel_poll *poll) {
  unsigned long vendor;
  unsigned long device;
  return read_number(poll, "vendor", &vendor) && read_number(poll, "device", &device) &&
         vendor == VACCEL_PCI_VIRTIO && device == VACCEL_PCI_VSOCK;
}

/* --- The address --- */

/* virtio-poll://[0000:00:05.0][#port] */
static bool parse(struct vaccel_poll *poll, const char *address, uint32_t *port) {
  const char *rest = address + sizeof VACCEL_POLL_SCHEME - 1;
  size_t length = strcspn(rest, "#");
  if (length >= sizeof poll->name || strspn(rest, "0123456789abcdef:.") < length) {
    return false;
  }
  memcpy(poll->name, rest, length);
  *port = PORT;
  if (rest[length] == '#') {
    char *end;
    errno = 0;
    unsigned long long number = strtoull(rest + length + 1, &end, 10);
    if (!isdigit((unsigned char)rest[length + 1]) || errno != 0 || *end != 0 || number >= UINT32_MAX) {
      return false;
    }
    *port = (uint32_t)number;
  }
  return true;
}

/* The only device there is, if the address names none. */
static int find(struct vaccel_posix *posix, struct vaccel_poll *poll, const char *address) {
  if (poll->name[0] != 0) {
    return is_vsock(poll) ? 0
                          : vaccel_fail(
                                &posix->client,
                                VACCEL_UNREACHABLE,
                                "%s: there is no virtio-vsock device (1af4:1053) at %s of the PCI bus",
                                address,
                                poll->name);
  }
  DIR *directory = opendir(DEVICES);
  struct dirent *entry;
  unsigned count = 0;
  char found[sizeof poll->name] = "";
  while (directory != NULL && (entry = readdir(directory)) != NULL) {
    size_t length = strlen(entry->d_name);
    if (entry->d_name[0] == '.' || length >= sizeof poll->name) {
      continue;
    }
    memcpy(poll->name, entry->d_name, length + 1);
    if (is_vsock(poll)) {
      memcpy(found, poll->name, sizeof found);
      count++;
    }
  }
  if (directory != NULL) {
    closedir(directory);
  }
  memcpy(poll->name, found, sizeof found);
  return count == 1 ? 0
                    : vaccel_fail(
                          &posix->client,
                          VACCEL_UNREACHABLE,
                          "%s: %d virtio-vsock devices (1af4:1053) below " DEVICES "%s",
                          address,
                          (int64_t)count,
                          count == 0 ? "" : ": name one, such as virtio-poll://0000:00:05.0");
}

/* --- What the driver needs --- */

static int failed(struct vaccel_posix *posix, const struct vaccel_poll *poll, const char *what, int number) {
  return vaccel_fail(
      &posix->client,
      VACCEL_UNREACHABLE,
      "virtio-poll device %s: %s: %s%s",
      poll->name,
      what,
      strerror(number),
      number == EACCES || number == EPERM ? " (it takes root)" : "");
}

static int take(struct vaccel_posix *posix, struct vaccel_poll *poll) {
  char path[sizeof DEVICES + sizeof poll->name + 32];
  snprintf(path, sizeof path, DEVICES "/%s/driver", poll->name);
  if (access(path, F_OK) == 0) {
    return vaccel_fail(
        &posix->client,
        VACCEL_UNREACHABLE,
        "virtio-poll device %s: the kernel's driver has it; take it away: echo %s >%s/unbind",
        poll->name,
        poll->name,
        path);
  }
  poll->config = open_file(poll, "config", O_RDWR);
  if (poll->config < 0) {
    return failed(posix, poll, "cannot open its configuration", errno);
  }
  if (flock(poll->config, LOCK_EX | LOCK_NB) != 0) {
    return errno == EWOULDBLOCK
               ? vaccel_fail(
                     &posix->client, VACCEL_UNREACHABLE, "virtio-poll device %s: another process has it", poll->name)
               : failed(posix, poll, "cannot lock it", errno);
  }
  int enable = open_file(poll, "enable", O_RDWR);
  char on = '0';
  uint16_t command;
  bool good = enable >= 0 && read(enable, &on, 1) == 1 && (on != '0' || pwrite(enable, "1", 1, 0) == 1) &&
              pread(poll->config, &command, 2, COMMAND) == 2;
  if (good) {
    command |= MEMORY_AND_MASTER;
    good = pwrite(poll->config, &command, 2, COMMAND) == 2;
  }
  int number = errno;
  if (enable >= 0) {
    close(enable);
  }
  return good ? 0 : failed(posix, poll, "cannot enable it", number);
}

static uint32_t read_config(void *context, unsigned offset) {
  const struct vaccel_poll *poll = context;
  uint32_t value;
  return pread(poll->config, &value, sizeof value, (off_t)offset) == sizeof value ? value : UINT32_MAX;
}

static volatile void *map_bar(void *context, unsigned bar, uint32_t offset, uint32_t length) {
  struct vaccel_poll *poll = context;
  if (poll->bars[bar] == NULL) {
    char file[] = "resource0";
    file[8] = (char)('0' + bar);
    int fd = open_file(poll, file, O_RDWR);
    struct stat status;
    if (fd >= 0 && fstat(fd, &status) == 0 && status.st_size > 0) {
      void *mapped = mmap(NULL, (size_t)status.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
      if (mapped != MAP_FAILED) {
        poll->bars[bar] = mapped;
        poll->bar_sizes[bar] = (size_t)status.st_size;
      }
    }
    if (fd >= 0) {
      close(fd);
    }
  }
  bool inside = offset <= poll->bar_sizes[bar] && length <= poll->bar_sizes[bar] - offset;
  return poll->bars[bar] != NULL && inside ? (volatile uint8_t *)poll->bars[bar] + offset : NULL;
}

/* A huge page if there is one; else pages that are locked. Shared, so that the guard keeps them as long as the device. */
static int get_memory(struct vaccel_posix *posix, struct vaccel_poll *poll) {
  int flags = MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE;
  poll->memory_size = HUGE_PAGE;
  void *memory = mmap(NULL, HUGE_PAGE, PROT_READ | PROT_WRITE, flags | MAP_HUGETLB, -1, 0);
  if (memory == MAP_FAILED) {
    poll->memory_size = VACCEL_VSOCK_MEMORY;
    memory = mmap(NULL, poll->memory_size, PROT_READ | PROT_WRITE, flags, -1, 0);
  }
  if (memory == MAP_FAILED) {
    return failed(posix, poll, "no memory for it", errno);
  }
  poll->memory = memory;
  if (mlock(memory, poll->memory_size) != 0) {
    return failed(posix, poll, "cannot lock memory for it", errno);
  }
  int pagemap = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
  if (pagemap < 0) {
    return failed(posix, poll, "cannot open /proc/self/pagemap", errno);
  }
  off_t at = (off_t)((uintptr_t)memory / PAGE * sizeof poll->frames[0]);
  bool good = sysconf(_SC_PAGESIZE) == PAGE && pread(pagemap, poll->frames, sizeof poll->frames, at) == sizeof poll->frames;
  close(pagemap);
  for (size_t i = 0; i < PAGES; i++) {
    good = good && (poll->frames[i] & PAGE_PRESENT) != 0 && (poll->frames[i] & PFN_MASK) != 0;
    poll->frames[i] = (poll->frames[i] & PFN_MASK) * PAGE;
  }
  return good ? 0 : failed(posix, poll, "cannot learn physical addresses of pages of 4096 bytes", EPERM);
}

static uint64_t physical(void *context, const void *bytes, size_t *length) {
  const struct vaccel_poll *poll = context;
  uintptr_t at = (uintptr_t)bytes - (uintptr_t)poll->memory;
  if (at >= VACCEL_VSOCK_MEMORY) {
    *length = 0;
    return 0;
  }
  size_t page = at / PAGE;
  size_t offset = at % PAGE;
  size_t contiguous = PAGE - offset;
  for (size_t i = page + 1; contiguous < *length && i < PAGES && poll->frames[i] == poll->frames[i - 1] + PAGE; i++) {
    contiguous += PAGE;
  }
  *length = contiguous;
  return poll->frames[page] + offset;
}

static time_t seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec;
}

static bool wait_a_little(void *context) {
  const struct vaccel_poll *poll = context;
  sched_yield();
  return poll->open_until == 0 || seconds() < poll->open_until;
}

/* --- The guard --- */

/* In the guard: nothing but what a signal handler may do, since the other threads of the program are not there. */
static _Noreturn void guard(const struct vaccel_poll *poll, int ending) {
  char byte;
  ssize_t got;
  setsid(); /* what ends a group of processes is not for it */
  /* Of the program's files it keeps two: what the program closes is to be closed. */
  unsigned low = (unsigned)(ending < poll->config ? ending : poll->config);
  unsigned high = (unsigned)(ending < poll->config ? poll->config : ending);
  close(poll->guard);
  if (low > 0) {
    syscall(SYS_close_range, 0u, low - 1, 0u);
  }
  if (high > low + 1) {
    syscall(SYS_close_range, low + 1, high - 1, 0u);
  }
  syscall(SYS_close_range, high + 1, ~0u, 0u);
  mlock(poll->memory, poll->memory_size);
  do {
    got = read(ending, &byte, 1);
  } while (got < 0 && errno == EINTR);
  if (got <= 0) {
    write8(poll->registers.common, DEVICE_STATUS, 0);
  }
  _exit(0);
}

static int start_guard(struct vaccel_posix *posix, struct vaccel_poll *poll) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) {
    return failed(posix, poll, "cannot guard it", errno);
  }
  poll->guard = ends[1];
  /* A child of a child: it is nobody's here to wait for. */
  pid_t child = fork();
  if (child == 0) {
    pid_t grandchild = fork();
    if (grandchild == 0) {
      guard(poll, ends[0]);
    }
    _exit(grandchild < 0);
  }
  int number = errno;
  int status = -1;
  close(ends[0]);
  while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  /* A program that ignores SIGCHLD gets no status. */
  return child > 0 && (status == 0 || status == -1) ? 0 : failed(posix, poll, "cannot guard it", number);
}

/* --- The link --- */

int vaccel_poll_open(struct vaccel_posix *posix, const char *address) {
  struct vaccel_poll *poll = calloc(1, sizeof *poll);
  uint32_t port;
  if (poll == NULL) {
    return vaccel_fail(&posix->client, VACCEL_EXHAUSTED, "no memory for a device");
  }
  posix->device = poll;
  poll->config = -1;
  poll->guard = -1;
  if (!parse(poll, address, &port)) {
    return vaccel_fail(
        &posix->client,
        VACCEL_INVALID_CONFIG,
        "address '%s': expected virtio-poll://, with a PCI address such as 0000:00:05.0 and #port behind it or not",
        address);
  }
  struct vaccel_pci pci = {poll, read_config, map_bar};
  if (find(posix, poll, address) != 0 || take(posix, poll) != 0 || get_memory(posix, poll) != 0) {
    return -1;
  }
  const char *fault = vaccel_virtio_pci(&pci, &poll->registers);
  if (fault == NULL && start_guard(posix, poll) != 0) {
    return -1;
  }
  struct vaccel_vsock_options options = {
      .memory = poll->memory,
      .context = poll,
      .physical = physical,
      .wait = wait_a_little,
      .port = port,
      .local_port = 1024 + ((uint32_t)getpid() & 0xffffff)};
  poll->open_until = seconds() + OPEN_SECONDS;
  if (fault == NULL && vaccel_vsock_open(&poll->vsock, &poll->registers, &options) != 0) {
    fault = poll->vsock.fault;
  }
  if (fault != NULL) {
    return vaccel_fail(
        &posix->client, VACCEL_UNREACHABLE, "cannot reach an agent at %s (%s): %s", address, poll->name, fault);
  }
  poll->open_until = 0;
  return 0;
}

struct vaccel_link vaccel_poll_link(struct vaccel_posix *posix) { return vaccel_vsock_link(&posix->device->vsock); }

void vaccel_poll_close(struct vaccel_posix *posix) {
  struct vaccel_poll *poll = posix->device;
  poll->open_until = seconds() + 1;
  vaccel_vsock_close(&poll->vsock);
  if (poll->guard >= 0) {
    /* The device has been reset: the guard has nothing to do, and what it does late would hit who comes next. */
    ssize_t ignored = write(poll->guard, "", 1);
    (void)ignored;
    close(poll->guard);
  }
  for (size_t i = 0; i < BARS; i++) {
    if (poll->bars[i] != NULL) {
      munmap(poll->bars[i], poll->bar_sizes[i]);
    }
  }
  if (poll->memory != NULL) {
    munmap(poll->memory, poll->memory_size);
  }
  if (poll->config >= 0) {
    flock(poll->config, LOCK_UN);
    close(poll->config);
  }
  free(poll);
  posix->device = NULL;
}
