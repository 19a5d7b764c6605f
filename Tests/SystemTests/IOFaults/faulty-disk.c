// A disk that fails when told to: preloaded into the program under test (LD_PRELOAD), it counts the operations that change
// files in one folder and lets one of them fail, or that one and all later ones.
//
//   IOFAULT_FOLDER      absolute path without links; nothing outside it is counted
//   IOFAULT_AT          number of the operation that fails, from 1; 0 or unset: only count
//   IOFAULT_ERROR       ENOSPC, EROFS or EIO (the default)
//   IOFAULT_PERSISTENT  1: everything after it fails too
//   IOFAULT_SHORT       1: a write first takes half of its bytes, and the next write to the same file fails
//   IOFAULT_LOG         file outside the folder: a line for the failed operation, and "count N" at the end of the process
//
// What fails with "no space" is what needs space: removing a file always works on a full disk, so there it fails only with
// EIO, and in a persistently full disk not at all.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static char folder[PATH_MAX];
static size_t folder_length;
static long failing;
static int error_code = EIO;
static int persistent, shortened;
static const char *log_path;
static atomic_long count;
// The file whose next write fails, after a short one; -1: none.
static atomic_int owed = -1;

static void say(const char *line) {
  if (!log_path) return;
  int file = (int)syscall(SYS_openat, AT_FDCWD, log_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0) return;
  syscall(SYS_write, file, line, strlen(line));
  syscall(SYS_close, file);
}

__attribute__((constructor)) static void begin(void) {
  const char *text = getenv("IOFAULT_FOLDER");
  if (!text) return;
  snprintf(folder, sizeof folder, "%s", text);
  folder_length = strlen(folder);
  if ((text = getenv("IOFAULT_AT"))) failing = atol(text);
  if ((text = getenv("IOFAULT_ERROR"))) error_code = !strcmp(text, "ENOSPC") ? ENOSPC : !strcmp(text, "EROFS") ? EROFS : EIO;
  if ((text = getenv("IOFAULT_PERSISTENT"))) persistent = atoi(text);
  if ((text = getenv("IOFAULT_SHORT"))) shortened = atoi(text);
  log_path = getenv("IOFAULT_LOG");
}

__attribute__((destructor)) static void end(void) {
  char line[64];
  snprintf(line, sizeof line, "count %ld\n", atomic_load(&count));
  say(line);
}

static int is_inside(const char *path) {
  return folder_length > 0 && strncmp(path, folder, folder_length) == 0
         && (path[folder_length] == '/' || path[folder_length] == 0);
}

// The path behind a descriptor when it lies in the folder; else null.
static const char *path_of(int file, char *buffer) {
  if (folder_length == 0) return NULL;
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, link, buffer, PATH_MAX - 1);
  if (length <= 0) return NULL;
  buffer[length] = 0;
  return is_inside(buffer) ? buffer : NULL;
}

enum verdict { passes, fails, is_short };

// Counts an operation and says what becomes of it; errno is set when it fails.
static enum verdict judge(const char *kind, const char *path, int file, size_t bytes) {
  if (!path) return passes;
  int is_write = bytes > 0;
  int is_removal = strcmp(kind, "unlink") == 0;
  long number = atomic_fetch_add(&count, 1) + 1;
  int is_due = failing > 0 && (number == failing || (persistent && number > failing));
  if (is_due && is_removal && error_code == ENOSPC && persistent) is_due = 0;
  if (!is_due) {
    if (!is_write || atomic_load(&owed) != file) return passes;
    atomic_store(&owed, -1);
    errno = error_code;
    return fails;
  }
  if (number == failing) {
    char line[PATH_MAX + 64];
    snprintf(line, sizeof line, "failed %ld %s %s\n", number, kind, path + folder_length);
    say(line);
    if (shortened && bytes > 1) {
      atomic_store(&owed, file);
      return is_short;
    }
  }
  errno = is_removal ? EIO : error_code;
  return fails;
}

// The function that would have been called without this library.
#define NEXT(name) \
  static __typeof__(name) *next; \
  if (!next) next = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

ssize_t write(int file, const void *bytes, size_t length) {
  NEXT(write);
  char buffer[PATH_MAX];
  switch (judge("write", path_of(file, buffer), file, length)) {
    case fails: return -1;
    case is_short: return next(file, bytes, length / 2);
    default: return next(file, bytes, length);
  }
}

ssize_t pwrite(int file, const void *bytes, size_t length, off_t offset) {
  NEXT(pwrite);
  char buffer[PATH_MAX];
  switch (judge("pwrite", path_of(file, buffer), file, length)) {
    case fails: return -1;
    case is_short: return next(file, bytes, length / 2, offset);
    default: return next(file, bytes, length, offset);
  }
}

ssize_t pwrite64(int file, const void *bytes, size_t length, off64_t offset) {
  NEXT(pwrite64);
  char buffer[PATH_MAX];
  switch (judge("pwrite", path_of(file, buffer), file, length)) {
    case fails: return -1;
    case is_short: return next(file, bytes, length / 2, offset);
    default: return next(file, bytes, length, offset);
  }
}

ssize_t writev(int file, const struct iovec *parts, int number) {
  NEXT(writev);
  char buffer[PATH_MAX];
  switch (judge("writev", path_of(file, buffer), file, 1)) {
    case fails: return -1;
    default: return next(file, parts, number);
  }
}

int fsync(int file) {
  NEXT(fsync);
  char buffer[PATH_MAX];
  return judge("fsync", path_of(file, buffer), file, 0) == fails ? -1 : next(file);
}

int fdatasync(int file) {
  NEXT(fdatasync);
  char buffer[PATH_MAX];
  return judge("fdatasync", path_of(file, buffer), file, 0) == fails ? -1 : next(file);
}

int ftruncate(int file, off_t length) {
  NEXT(ftruncate);
  char buffer[PATH_MAX];
  return judge("ftruncate", path_of(file, buffer), file, 0) == fails ? -1 : next(file, length);
}

int ftruncate64(int file, off64_t length) {
  NEXT(ftruncate64);
  char buffer[PATH_MAX];
  return judge("ftruncate", path_of(file, buffer), file, 0) == fails ? -1 : next(file, length);
}

int rename(const char *from, const char *to) {
  NEXT(rename);
  return judge("rename", is_inside(to) ? to : NULL, -1, 0) == fails ? -1 : next(from, to);
}

int unlink(const char *path) {
  NEXT(unlink);
  return judge("unlink", is_inside(path) ? path : NULL, -1, 0) == fails ? -1 : next(path);
}

int mkdir(const char *path, mode_t mode) {
  NEXT(mkdir);
  int is_new = is_inside(path) && access(path, F_OK) != 0;
  return judge("mkdir", is_new ? path : NULL, -1, 0) == fails ? -1 : next(path, mode);
}

// Opening counts only when it makes a file.
static int open_fails(const char *path, int flags) {
  int is_new = (flags & O_CREAT) && is_inside(path) && access(path, F_OK) != 0;
  return judge("create", is_new ? path : NULL, -1, 0) == fails;
}

#define MODE(flags) \
  mode_t mode = 0; \
  if ((flags) & O_CREAT) { \
    va_list rest; \
    va_start(rest, flags); \
    mode = va_arg(rest, mode_t); \
    va_end(rest); \
  }

int open(const char *path, int flags, ...) {
  NEXT(open);
  MODE(flags)
  return open_fails(path, flags) ? -1 : next(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  NEXT(open64);
  MODE(flags)
  return open_fails(path, flags) ? -1 : next(path, flags, mode);
}

int openat(int directory, const char *path, int flags, ...) {
  NEXT(openat);
  MODE(flags)
  return open_fails(path, flags) ? -1 : next(directory, path, flags, mode);
}
