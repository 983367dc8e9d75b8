/* Resources by path: the files are mapped, so that they are read once and nothing is copied. */
#define _GNU_SOURCE
#include <vaccel/posix.h>
#include <vaccel/session.h>

#include "../core/frame.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILES_MAX = 4096, PATH_LIMIT = 512, DEPTH_MAX = 32 };

struct tree {
  struct vaccel_client *client;
  struct vaccel_session_resource_file *files;
  const void **contents;
  size_t count;
  size_t capacity;
};

static int unreadable(struct vaccel_client *client, const char *path, int number) {
  return vaccel_fail(client, VACCEL_NOT_FOUND, "resource %s: cannot read it: %s", path, strerror(number));
}

/* Maps a file; an empty one is nowhere. */
static int map(struct vaccel_client *client, int at, const char *path, const void **content, int64_t *length) {
  int fd = openat(at, path, O_RDONLY | O_CLOEXEC);
  struct stat status;
  if (fd < 0 || fstat(fd, &status) != 0) {
    int number = errno;
    if (fd >= 0) {
      close(fd);
    }
    return unreadable(client, path, number);
  }
  *length = status.st_size;
  *content = "";
  if (!S_ISREG(status.st_mode) || (uint64_t)status.st_size > PTRDIFF_MAX) {
    close(fd);
    return vaccel_fail(client, VACCEL_NOT_FOUND, "resource %s: expected a regular file", path);
  }
  if (status.st_size > 0) {
    void *mapped = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (mapped == MAP_FAILED) {
      int number = errno;
      close(fd);
      return unreadable(client, path, number);
    }
    *content = mapped;
  }
  close(fd);
  return 0;
}

static int add(struct tree *tree, int root, const char *path) {
  if (tree->count == FILES_MAX) {
    return vaccel_fail(
        tree->client, VACCEL_INVALID_ARGUMENT, "a resource of more than %d files", (int64_t)FILES_MAX);
  }
  if (tree->count == tree->capacity) {
    size_t capacity = tree->capacity == 0 ? 16 : 2 * tree->capacity;
    void *files = realloc(tree->files, capacity * sizeof *tree->files);
    tree->files = files == NULL ? tree->files : files;
    void *contents = realloc(tree->contents, capacity * sizeof *tree->contents);
    tree->contents = contents == NULL ? tree->contents : contents;
    if (files == NULL || contents == NULL) {
      return vaccel_fail(tree->client, VACCEL_EXHAUSTED, "no memory for a list of files");
    }
    tree->capacity = capacity;
  }
  struct vaccel_session_resource_file *file = &tree->files[tree->count];
  memset(file, 0, sizeof *file);
  int status = map(tree->client, root, path, &tree->contents[tree->count], &file->length_bytes);
  if (status != 0) {
    return status;
  }
  file->path = strdup(path);
  tree->count++; /* what is mapped is unmapped whatever follows */
  return file->path == NULL ? vaccel_fail(tree->client, VACCEL_EXHAUSTED, "no memory for a path") : 0;
}

static int walk(struct tree *tree, int root, const char *path, int depth) {
  int fd = openat(root, path[0] == 0 ? "." : path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *directory = fd < 0 ? NULL : fdopendir(fd);
  if (directory == NULL) {
    int number = errno;
    if (fd >= 0) {
      close(fd);
    }
    return unreadable(tree->client, path, number);
  }
  int status = depth < DEPTH_MAX ? 0
                                 : vaccel_fail(
                                       tree->client,
                                       VACCEL_INVALID_ARGUMENT,
                                       "resource %s: directories deeper than %d",
                                       path,
                                       (int64_t)DEPTH_MAX);
  struct dirent *entry;
  while (status == 0 && (entry = readdir(directory)) != NULL) {
    char below[PATH_LIMIT + 2];
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) {
      continue;
    }
    size_t length = strlen(path);
    if (length + 1 + strlen(entry->d_name) > PATH_LIMIT) {
      status = vaccel_fail(
          tree->client,
          VACCEL_INVALID_ARGUMENT,
          "resource file %s/%s: its path has more than %d bytes",
          path,
          entry->d_name,
          (int64_t)PATH_LIMIT);
      break;
    }
    memcpy(below, path, length);
    below[length] = '/';
    strcpy(below + (length == 0 ? 0 : length + 1), entry->d_name);
    struct stat kind;
    if (fstatat(root, below, &kind, 0) != 0) {
      status = errno == ENOENT ? 0 : unreadable(tree->client, below, errno); /* a link to nothing */
    } else if (S_ISDIR(kind.st_mode)) {
      status = walk(tree, root, below, depth + 1);
    } else if (S_ISREG(kind.st_mode)) {
      status = add(tree, root, below);
    }
  }
  closedir(directory);
  return status;
}

/* Files and what they hold are two arrays: sorted by insertion of indices into one of pairs. */
struct pair {
  struct vaccel_session_resource_file file;
  const void *content;
};

static int by_path(const void *left, const void *right) {
  return strcmp(((const struct pair *)left)->file.path, ((const struct pair *)right)->file.path);
}

static int sort(struct tree *tree) {
  struct pair *pairs = calloc(tree->count + 1, sizeof *pairs);
  if (pairs == NULL) {
    return vaccel_fail(tree->client, VACCEL_EXHAUSTED, "no memory to sort %d files", (int64_t)tree->count);
  }
  for (size_t i = 0; i < tree->count; i++) {
    pairs[i] = (struct pair){tree->files[i], tree->contents[i]};
  }
  qsort(pairs, tree->count, sizeof *pairs, by_path);
  for (size_t i = 0; i < tree->count; i++) {
    tree->files[i] = pairs[i].file;
    tree->contents[i] = pairs[i].content;
  }
  free(pairs);
  return 0;
}

static void release(struct tree *tree) {
  for (size_t i = 0; i < tree->count; i++) {
    if (tree->files[i].length_bytes > 0) {
      munmap((void *)(uintptr_t)tree->contents[i], (size_t)tree->files[i].length_bytes);
    }
    free((void *)(uintptr_t)tree->files[i].path);
  }
  free(tree->files);
  free(tree->contents);
}

int vaccel_posix_register(struct vaccel_session *session, const char *path, struct vaccel_resource *resource) {
  struct tree tree = {.client = session->client};
  struct stat kind;
  if (stat(path, &kind) != 0) {
    return unreadable(session->client, path, errno);
  }
  bool directory = S_ISDIR(kind.st_mode);
  int status;
  if (directory) {
    int root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    status = root < 0 ? unreadable(session->client, path, errno) : walk(&tree, root, "", 0);
    if (root >= 0) {
      close(root);
    }
    status = status != 0 ? status : sort(&tree);
  } else {
    status = add(&tree, AT_FDCWD, path);
    if (status == 0) {
      /* Not the whole path: the agent refuses what does not lie below a directory. */
      const char *slash = strrchr(path, '/');
      memmove((char *)(uintptr_t)tree.files[0].path, slash == NULL ? path : slash + 1, strlen(slash == NULL ? path : slash + 1) + 1);
    }
  }
  if (status == 0) {
    status = vaccel_register_files(session, directory, tree.files, tree.contents, tree.count, resource);
  }
  release(&tree);
  return status;
}
