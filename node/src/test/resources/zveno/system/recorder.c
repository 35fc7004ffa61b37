/*
 * Records what one program does to the files below a folder, in order and with the bytes, so that PowerLossTest can say
 * what a file system may show after a loss of power at any moment. To be loaded by LD_PRELOAD.
 *
 *   RECORDER_ROOT     the folder, absolute and without symbolic links
 *   RECORDER_LOG      where the records go
 *   RECORDER_CONTROL  a file of 4096 bytes, shared with the test (struct control)
 *
 * Nothing is forced to the real disk: an fsync is recorded, and takes a moment. The order of records is the order of
 * what they tell, since both happen under one lock. mmap is not seen; neither is what the C library writes by itself
 * (fopen), which is the engine's diary for people only.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum kind { CREATED = 1, TRUNCATED, WRITTEN, RENAMED, LINKED, REMOVED, FOLDER_MADE, SYNCED, SYNC_FAILED };

struct record {
  uint32_t magic, kind;
  uint64_t file, place, since;
  uint32_t name_length, data_length;
};

enum fault { NO_FAULT, WRITE_FAILS, HALF_A_WRITE, SYNC_FAILS, SYNC_LIES };

struct control {
  volatile uint64_t records; /* so far */
  volatile uint32_t fault;
  volatile uint32_t error;   /* its errno */
  volatile int32_t spared;   /* so many go well before the first fault */
  volatile int32_t times;    /* how many there are to be */
  volatile uint32_t fired;   /* how many there have been */
  volatile uint32_t sync_micros;
  char part[64];             /* of the path of the files that it happens to */
};

enum { MAGIC = 0x2e7a7672, MAX_DESCRIPTORS = 1 << 16 };

static struct { uint64_t file; char *path; } watched[MAX_DESCRIPTORS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct control *control;
static const char *root;
static size_t root_length;
static int out = -1;
static int broken = -1; /* half a write was made there: the rest fails */


__attribute__((constructor)) static void start(void) {
  const char *folder = getenv("RECORDER_ROOT"), *log = getenv("RECORDER_LOG"), *shared = getenv("RECORDER_CONTROL");
  if (!folder || !log || !shared) return;
  int file = (int)syscall(SYS_openat, AT_FDCWD, shared, O_RDWR | O_CLOEXEC, 0);
  int records = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0 || records < 0) _exit(121);
  out = (int)syscall(SYS_fcntl, records, F_DUPFD_CLOEXEC, 900);
  control = (struct control *)syscall(SYS_mmap, 0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (out < 0 || control == MAP_FAILED) _exit(122);
  root_length = strlen(folder);
  root = folder;
}

/* The path below the root, with single slashes; null if it is elsewhere. */
static char *below(const char *path, char buffer[PATH_MAX]) {
  if (!root || !path || path[0] != '/') return NULL;
  size_t n = 0;
  for (const char *c = path; *c && n < PATH_MAX - 1; c++)
    if (!(c[0] == '/' && (c[1] == '/' || !c[1]))) buffer[n++] = *c;
  buffer[n] = 0;
  if (strncmp(buffer, root, root_length) != 0) return NULL;
  if (buffer[root_length] == 0) return buffer + root_length;
  return buffer[root_length] == '/' ? buffer + root_length + 1 : NULL;
}

/* Under the lock. */
static void note(enum kind kind, uint64_t file, uint64_t place, uint64_t since, const char *name, const void *data, size_t length) {
  struct record r = {MAGIC, kind, file, place, since, (uint32_t)(name ? strlen(name) : 0), (uint32_t)length};
  struct iovec parts[3] = {{&r, sizeof r}, {(void *)name, r.name_length}, {(void *)data, length}};
  control->records++;
  if (syscall(SYS_writev, out, parts, 3) != (long)(sizeof r + r.name_length + length)) _exit(123);
}

static int is_watched(int fd) { return root && fd >= 0 && fd < MAX_DESCRIPTORS && watched[fd].path; }

static int fails(enum fault fault, const char *path) {
  if (control->fault != (uint32_t)fault || control->times <= 0 || !strstr(path, control->part)) return 0;
  if (control->spared > 0) {
    control->spared--;
    return 0;
  }
  control->times--;
  control->fired++;
  return 1;
}

/* ---- names */

static int opened(int fd, const char *path, int flags, int existed, off_t before) {
  struct stat s;
  if (fd < 0 || fd >= MAX_DESCRIPTORS || fstat(fd, &s) != 0) return fd;
  watched[fd].file = s.st_ino;
  watched[fd].path = strdup(path);
  if (!existed) note(CREATED, s.st_ino, 0, 0, path, NULL, 0);
  else if ((flags & O_TRUNC) && before > 0) note(TRUNCATED, s.st_ino, 0, 0, NULL, NULL, 0);
  return fd;
}

static int open_any(int folder, const char *path, int flags, mode_t mode) {
  char buffer[PATH_MAX], *name = below(path, buffer);
  if (!name) return (int)syscall(SYS_openat, folder, path, flags, mode);
  struct stat s = {0};
  pthread_mutex_lock(&lock);
  int existed = stat(path, &s) == 0;
  int fd = (int)syscall(SYS_openat, folder, path, flags, mode);
  if (fd >= 0) opened(fd, name, flags, existed, s.st_size);
  int error = errno;
  pthread_mutex_unlock(&lock);
  errno = error;
  return fd;
}

#define MODE(flags)                                                                                                      \
  mode_t mode = 0;                                                                                                       \
  if ((flags) & (O_CREAT | __O_TMPFILE)) {                                                                               \
    va_list more;                                                                                                        \
    va_start(more, flags);                                                                                               \
    mode = va_arg(more, mode_t);                                                                                         \
    va_end(more);                                                                                                        \
  }

int open(const char *path, int flags, ...) { MODE(flags) return open_any(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags) return open_any(AT_FDCWD, path, flags, mode); }
int openat(int folder, const char *path, int flags, ...) { MODE(flags) return open_any(folder, path, flags, mode); }
int openat64(int folder, const char *path, int flags, ...) { MODE(flags) return open_any(folder, path, flags, mode); }
int creat(const char *path, mode_t mode) { return open_any(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }

int close(int fd) {
  if (is_watched(fd)) {
    pthread_mutex_lock(&lock);
    free(watched[fd].path);
    watched[fd].path = NULL;
    pthread_mutex_unlock(&lock);
  }
  return (int)syscall(SYS_close, fd);
}

static int removed(int folder, const char *path, int flags) {
  char buffer[PATH_MAX], *name = below(path, buffer);
  pthread_mutex_lock(&lock);
  int result = (int)syscall(SYS_unlinkat, folder, path, flags);
  int error = errno;
  if (result == 0 && name) note(REMOVED, 0, 0, 0, name, NULL, 0);
  pthread_mutex_unlock(&lock);
  errno = error;
  return result;
}

int unlink(const char *path) { return removed(AT_FDCWD, path, 0); }
int rmdir(const char *path) { return removed(AT_FDCWD, path, AT_REMOVEDIR); }
int unlinkat(int folder, const char *path, int flags) { return removed(folder, path, flags); }
int remove(const char *path) {
  int result = unlink(path);
  return result != 0 && (errno == EISDIR || errno == EPERM) ? rmdir(path) : result;
}

static int named(enum kind kind, const char *from, const char *to) {
  char one[PATH_MAX], two[PATH_MAX], *old = below(from, one), *new = below(to, two);
  pthread_mutex_lock(&lock);
  int result = (int)(kind == RENAMED ? syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to)
                                     : syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0));
  int error = errno;
  if (result == 0 && old && new) note(kind, 0, 0, 0, old, new, strlen(new));
  pthread_mutex_unlock(&lock);
  errno = error;
  return result;
}

int rename(const char *from, const char *to) { return named(RENAMED, from, to); }
int link(const char *from, const char *to) { return named(LINKED, from, to); }

int mkdir(const char *path, mode_t mode) {
  char buffer[PATH_MAX], *name = below(path, buffer);
  struct stat s;
  pthread_mutex_lock(&lock);
  int result = (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
  int error = errno;
  if (result == 0 && name && stat(path, &s) == 0) note(FOLDER_MADE, s.st_ino, 0, 0, name, NULL, 0);
  pthread_mutex_unlock(&lock);
  errno = error;
  return result;
}

/* ---- bytes */

static ssize_t wrote(int fd, const void *data, size_t length, off_t place, int at_place) {
  pthread_mutex_lock(&lock);
  if (broken == fd || fails(WRITE_FAILS, watched[fd].path)) {
    broken = -1;
    pthread_mutex_unlock(&lock);
    errno = (int)control->error;
    return -1;
  }
  if (length > 1 && fails(HALF_A_WRITE, watched[fd].path)) {
    length /= 2;
    broken = fd;
  }
  if (!at_place) place = lseek(fd, 0, fcntl(fd, F_GETFL) & O_APPEND ? SEEK_END : SEEK_CUR);
  ssize_t result = at_place ? (ssize_t)syscall(SYS_pwrite64, fd, data, length, place) : (ssize_t)syscall(SYS_write, fd, data, length);
  int error = errno;
  if (result > 0) {
    note(WRITTEN, watched[fd].file, (uint64_t)place, 0, NULL, data, (size_t)result);
    if (fcntl(fd, F_GETFL) & (O_SYNC | O_DSYNC)) note(SYNCED, watched[fd].file, 0, control->records, NULL, NULL, 0);
  }
  pthread_mutex_unlock(&lock);
  errno = error;
  return result;
}

ssize_t write(int fd, const void *data, size_t length) {
  return is_watched(fd) ? wrote(fd, data, length, 0, 0) : (ssize_t)syscall(SYS_write, fd, data, length);
}

ssize_t pwrite(int fd, const void *data, size_t length, off_t place) {
  return is_watched(fd) ? wrote(fd, data, length, place, 1) : (ssize_t)syscall(SYS_pwrite64, fd, data, length, place);
}

ssize_t pwrite64(int fd, const void *data, size_t length, off64_t place) { return pwrite(fd, data, length, place); }

ssize_t writev(int fd, const struct iovec *parts, int count) {
  if (!is_watched(fd)) return (ssize_t)syscall(SYS_writev, fd, parts, count);
  ssize_t all = 0;
  for (int i = 0; i < count; i++) {
    ssize_t one = wrote(fd, parts[i].iov_base, parts[i].iov_len, 0, 0);
    if (one < 0) return all > 0 ? all : one;
    all += one;
    if ((size_t)one < parts[i].iov_len) break;
  }
  return all;
}

int ftruncate(int fd, off_t length) {
  if (!is_watched(fd)) return (int)syscall(SYS_ftruncate, fd, length);
  pthread_mutex_lock(&lock);
  int result = (int)syscall(SYS_ftruncate, fd, length);
  int error = errno;
  if (result == 0) note(TRUNCATED, watched[fd].file, (uint64_t)length, 0, NULL, NULL, 0);
  pthread_mutex_unlock(&lock);
  errno = error;
  return result;
}

int ftruncate64(int fd, off64_t length) { return ftruncate(fd, length); }

/* Whoever copies or reserves in another way is to do it by plain writes. */
int fallocate(int fd, int mode, off_t from, off_t length) {
  if (!is_watched(fd)) return (int)syscall(SYS_fallocate, fd, mode, from, length);
  errno = EOPNOTSUPP;
  return -1;
}

ssize_t copy_file_range(int in, off64_t *from, int to, off64_t *place, size_t length, unsigned flags) {
  if (!is_watched(to)) return (ssize_t)syscall(SYS_copy_file_range, in, from, to, place, length, flags);
  errno = ENOSYS;
  return -1;
}

ssize_t sendfile(int to, int in, off_t *from, size_t length) {
  if (!is_watched(to)) return (ssize_t)syscall(SYS_sendfile, to, in, from, length);
  errno = EINVAL;
  return -1;
}

ssize_t sendfile64(int to, int in, off64_t *from, size_t length) { return sendfile(to, in, from, length); }

/* ---- what is certain */

static int forced(int fd) {
  pthread_mutex_lock(&lock);
  uint64_t since = control->records, file = watched[fd].file;
  int lies = fails(SYNC_LIES, watched[fd].path), failed = !lies && fails(SYNC_FAILS, watched[fd].path);
  if (failed) note(SYNC_FAILED, file, 0, since, NULL, NULL, 0);
  pthread_mutex_unlock(&lock);
  if (failed) {
    errno = (int)control->error;
    return -1;
  }
  struct timespec moment = {0, (long)control->sync_micros * 1000};
  nanosleep(&moment, NULL); /* others go on meanwhile, and what they write is not covered */
  if (!lies) {
    pthread_mutex_lock(&lock);
    note(SYNCED, file, 0, since, NULL, NULL, 0);
    pthread_mutex_unlock(&lock);
  }
  return 0;
}

int fsync(int fd) { return is_watched(fd) ? forced(fd) : (int)syscall(SYS_fsync, fd); }
int fdatasync(int fd) { return is_watched(fd) ? forced(fd) : (int)syscall(SYS_fdatasync, fd); }
