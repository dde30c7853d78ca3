/* Records, in one total order, what a process does to the files below one directory, and which answers it sends.
 *
 *   gcc -O2 -shared -fPIC -o powercut_recorder.so powercut_recorder.c
 *   POWERCUT_DIR=/abs/data POWERCUT_TRACE=/abs/trace LD_PRELOAD=/abs/powercut_recorder.so SERVER ...
 *
 * powercut.py turns the trace into the disks that a power cut could leave behind. The format of the trace:
 * records one after another, each a header of 40 bytes (struct header, little-endian) and `length` bytes of payload.
 *
 * Order: a record gets its place when its call has returned, and also carries `began`, the number of records there
 * were when the call started. So a sync covers exactly the writes with a place below its `began`, and at a cut after
 * record number c the calls in flight are those with began <= c <= place. Answers are recorded before they are sent:
 * whoever has received one finds its record, and the promise to have the data on disk was made at that point.
 *
 * Seen are calls through the dynamic linker: LMDB and Swift make no others, even when they are linked statically.
 * Not seen: stores through a shared writable mapping (LMDB would make them with WRITEMAP, which is never used; such a
 * mapping of a file below the directory is recorded as unsupported; lock.mdb, which is not data, is let pass), stdio,
 * io_uring and system calls made by hand. powercut.py compares the replayed trace with the real files, so a
 * gap cannot hide.
 *
 * All work is done by direct system calls, so nothing has to be looked up and the recorder is ready at once.
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
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define DESCRIPTORS 65536
#define ANSWER_BYTES 2000
#define PARTS_MAX 1024
static const char answer_start[] = "HTTP/1.1 201";

struct header {
    uint8_t kind;
    uint8_t reserved;
    uint16_t version;
    uint32_t length;
    uint32_t handle;
    uint32_t thread;
    uint64_t began;
    uint64_t nanoseconds;
    uint64_t number; /* offset, size or open flags */
};
_Static_assert(sizeof(struct header) == 40, "powercut.py reads 40 bytes");

enum kind {
    OPENED = 'O', WROTE = 'W', TRUNCATED = 'T', EXTENDED = 'E', SYNCED = 'S', SYNCED_ALL = 'Y', RENAMED = 'R',
    LINKED = 'L', REMOVED = 'U', MADE_DIRECTORY = 'M', ANSWERED = 'A', UNSUPPORTED = 'X'
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int trace = -1;
static char root[PATH_MAX];
static size_t root_length;
static uint64_t places;              /* records so far; written under `lock` */
static uint32_t handles;             /* opened files so far */
static uint32_t handle_of[DESCRIPTORS]; /* 0: a descriptor that is none of ours */

__attribute__((constructor)) static void start(void) {
    const char *directory = getenv("POWERCUT_DIR"), *path = getenv("POWERCUT_TRACE");
    if (directory == NULL || path == NULL) return;
    if (directory[0] != '/' || strlen(directory) >= sizeof root) {
        fprintf(stderr, "powercut recorder: POWERCUT_DIR must be an absolute path\n");
        _exit(70);
    }
    strcpy(root, directory);
    root_length = strlen(root);
    int fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    /* Out of the way of the descriptors that the process would get without the recorder. */
    trace = fd < 0 ? fd : fcntl(fd, F_DUPFD_CLOEXEC, 900);
    if (trace < 0) {
        fprintf(stderr, "powercut recorder: cannot open the trace %s: %s\n", path, strerror(errno));
        _exit(70);
    }
    syscall(SYS_close, fd);
    /* A child (a crash reporter, say) must not write into the trace. */
    unsetenv("LD_PRELOAD");
}

/* MARK: The trace */

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static uint64_t place(void) { return __atomic_load_n(&places, __ATOMIC_ACQUIRE); }

/* Appends one record whose payload is the first `length` bytes of the parts. Leaves errno alone. */
static void record(
    enum kind kind, uint32_t handle, uint64_t began, uint64_t number, const struct iovec *parts, int count,
    size_t length
) {
    if (trace < 0) return;
    int saved = errno;
    struct header header = {
        .kind = (uint8_t)kind, .version = 1, .length = (uint32_t)length, .handle = handle,
        .thread = (uint32_t)syscall(SYS_gettid), .began = began, .number = number
    };
    struct iovec out[PARTS_MAX + 1];
    size_t left = length, total = sizeof header + length;
    int used = 1;
    out[0] = (struct iovec){ &header, sizeof header };
    for (int i = 0; i < count && left > 0 && used <= PARTS_MAX; i++) {
        size_t take = parts[i].iov_len < left ? parts[i].iov_len : left;
        out[used++] = (struct iovec){ parts[i].iov_base, take };
        left -= take;
    }
    pthread_mutex_lock(&lock);
    header.nanoseconds = now();
    ssize_t put = used <= IOV_MAX ? syscall(SYS_writev, trace, out, used) : -1;
    if (put != (ssize_t)total) {
        fprintf(stderr, "powercut recorder: the trace cannot be written (%zd of %zu bytes)\n", put, total);
        _exit(70); /* a trace with a hole would prove nothing */
    }
    __atomic_store_n(&places, places + 1, __ATOMIC_RELEASE);
    pthread_mutex_unlock(&lock);
    errno = saved;
}

static void record_text(
    enum kind kind, uint32_t handle, uint64_t began, uint64_t number, const char *a, const char *b
) {
    struct iovec parts[2] = { { (void *)a, strlen(a) }, { (void *)b, b ? strlen(b) : 0 } };
    if (b) parts[0].iov_len++; /* two paths are separated by a NUL */
    record(kind, handle, began, number, parts, 2, parts[0].iov_len + parts[1].iov_len);
}

/* MARK: Paths and descriptors */

/* Writes the absolute form of a path and says whether it is below the directory (or is it). There are no symbolic
 * links below it, so `..` is the folder before it. */
static int ours(int directory, const char *path, char absolute[PATH_MAX]) {
    if (trace < 0 || path == NULL) return 0;
    char base[PATH_MAX] = "";
    if (path[0] != '/') {
        char link[64];
        if (directory == AT_FDCWD) snprintf(link, sizeof link, "/proc/self/cwd");
        else snprintf(link, sizeof link, "/proc/self/fd/%d", directory);
        ssize_t got = readlink(link, base, sizeof base - 1);
        if (got < 0) return 0;
        base[got] = 0;
    }
    size_t length = 0;
    const char *sources[2] = { base, path };
    for (int i = 0; i < 2; i++) {
        for (const char *c = sources[i]; *c;) {
            while (*c == '/') c++;
            const char *end = strchrnul(c, '/');
            if (end == c + 2 && c[0] == '.' && c[1] == '.') {
                while (length > 0 && absolute[--length] != '/') {}
            } else if (end > c && !(end == c + 1 && *c == '.')) {
                if (length + (size_t)(end - c) + 2 > PATH_MAX) return 0;
                absolute[length++] = '/';
                memcpy(absolute + length, c, (size_t)(end - c));
                length += (size_t)(end - c);
            }
            c = end;
        }
    }
    absolute[length] = 0;
    return strncmp(absolute, root, root_length) == 0 && (absolute[root_length] == '/' || absolute[root_length] == 0);
}

static uint32_t handle(int fd) { return fd >= 0 && fd < DESCRIPTORS ? handle_of[fd] : 0; }

static void set_handle(int fd, uint32_t value) {
    if (fd >= 0 && fd < DESCRIPTORS) handle_of[fd] = value;
}

static void unsupported(const char *what, int fd) {
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t got = readlink(link, path, sizeof path - 1);
    path[got < 0 ? 0 : got] = 0;
    record_text(UNSUPPORTED, handle(fd), place(), 0, what, path);
}

/* MARK: Opening and closing */

static int open_recorded(int directory, const char *path, int flags, mode_t mode) {
    char absolute[PATH_MAX];
    int mine = ours(directory, path, absolute);
    uint64_t began = place();
    int fd = (int)syscall(SYS_openat, directory, path, flags, mode);
    if (fd < 0 || trace < 0) return fd;
    uint32_t opened = mine ? __atomic_add_fetch(&handles, 1, __ATOMIC_RELAXED) : 0;
    set_handle(fd, opened);
    if (mine) record_text(OPENED, opened, began, (uint64_t)(unsigned)flags, absolute, NULL);
    if (mine && fd >= DESCRIPTORS) unsupported("descriptor number", fd);
    return fd;
}

#define OPEN_MODE(flags) \
    mode_t mode = 0; \
    if (((flags) & O_CREAT) || ((flags) & O_TMPFILE) == O_TMPFILE) { \
        va_list list; \
        va_start(list, flags); \
        mode = va_arg(list, mode_t); \
        va_end(list); \
    }

int open(const char *path, int flags, ...) { OPEN_MODE(flags) return open_recorded(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { OPEN_MODE(flags) return open_recorded(AT_FDCWD, path, flags, mode); }
int openat(int at, const char *path, int flags, ...) { OPEN_MODE(flags) return open_recorded(at, path, flags, mode); }
int openat64(int at, const char *path, int flags, ...) { OPEN_MODE(flags) return open_recorded(at, path, flags, mode); }
int __open_2(const char *path, int flags) { return open_recorded(AT_FDCWD, path, flags, 0); }
int __open64_2(const char *path, int flags) { return open_recorded(AT_FDCWD, path, flags, 0); }
int __openat_2(int at, const char *path, int flags) { return open_recorded(at, path, flags, 0); }
int __openat64_2(int at, const char *path, int flags) { return open_recorded(at, path, flags, 0); }
int creat(const char *path, mode_t mode) { return open_recorded(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }

int close(int fd) {
    if (fd == trace && trace >= 0) { /* somebody closes "all" descriptors */
        errno = EBADF;
        return -1;
    }
    set_handle(fd, 0); /* before the call: the number may be given out again at once */
    return (int)syscall(SYS_close, fd);
}

int dup(int fd) {
    int copy = (int)syscall(SYS_dup, fd);
    if (copy >= 0) set_handle(copy, handle(fd));
    return copy;
}

int dup3(int fd, int target, int flags) {
    int copy = (int)syscall(SYS_dup3, fd, target, flags);
    if (copy >= 0) set_handle(copy, handle(fd));
    return copy;
}

int dup2(int fd, int target) { return fd == target ? target : dup3(fd, target, 0); }

/* MARK: Writing */

static size_t size_of(const struct iovec *parts, int count) {
    size_t size = 0;
    for (int i = 0; i < count; i++) size += parts[i].iov_len;
    return size;
}

/* Answers may begin in one part and go on in the next, and Swift's server sends head and body in two. */
static void note_answer(const struct iovec *parts, int count) {
    if (trace < 0 || count < 1 || parts[0].iov_len < sizeof answer_start - 1) return;
    if (memcmp(parts[0].iov_base, answer_start, sizeof answer_start - 1) != 0) return;
    size_t size = size_of(parts, count);
    record(ANSWERED, 0, place(), 0, parts, count, size < ANSWER_BYTES ? size : ANSWER_BYTES);
}

/* A write at the descriptor's own position: where it went is known afterwards. */
static ssize_t write_here(int fd, const struct iovec *parts, int count) {
    uint32_t file = handle(fd);
    if (file == 0) note_answer(parts, count);
    uint64_t began = place();
    ssize_t put = count == 1 ? syscall(SYS_write, fd, parts[0].iov_base, parts[0].iov_len)
                             : syscall(SYS_writev, fd, parts, count);
    if (file != 0 && put > 0) {
        off_t end = lseek(fd, 0, SEEK_CUR);
        if (end < 0) unsupported("write without a position", fd);
        else record(WROTE, file, began, (uint64_t)(end - put), parts, count, (size_t)put);
    }
    return put;
}

static ssize_t write_at(int fd, const struct iovec *parts, int count, off_t offset) {
    uint64_t began = place();
    ssize_t put = count == 1 ? syscall(SYS_pwrite64, fd, parts[0].iov_base, parts[0].iov_len, offset)
                             : syscall(SYS_pwritev, fd, parts, count, offset, 0);
    if (handle(fd) != 0 && put > 0) record(WROTE, handle(fd), began, (uint64_t)offset, parts, count, (size_t)put);
    return put;
}

ssize_t write(int fd, const void *bytes, size_t size) {
    struct iovec part = { (void *)bytes, size };
    return write_here(fd, &part, 1);
}

ssize_t writev(int fd, const struct iovec *parts, int count) { return write_here(fd, parts, count); }

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t offset) {
    struct iovec part = { (void *)bytes, size };
    return write_at(fd, &part, 1, offset);
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t offset) { return pwrite(fd, bytes, size, offset); }

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset) {
    return write_at(fd, parts, count, offset);
}

ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t offset) {
    return write_at(fd, parts, count, offset);
}

ssize_t pwritev2(int fd, const struct iovec *parts, int count, off_t offset, int flags) {
    if (flags != 0 && handle(fd) != 0) unsupported("pwritev2 with flags", fd);
    return offset == -1 ? write_here(fd, parts, count) : write_at(fd, parts, count, offset);
}

ssize_t pwritev64v2(int fd, const struct iovec *parts, int count, off64_t offset, int flags) {
    return pwritev2(fd, parts, count, offset, flags);
}

ssize_t send(int fd, const void *bytes, size_t size, int flags) {
    struct iovec part = { (void *)bytes, size };
    note_answer(&part, 1);
    return syscall(SYS_sendto, fd, bytes, size, flags, NULL, 0);
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags) {
    note_answer(message->msg_iov, (int)message->msg_iovlen);
    return syscall(SYS_sendmsg, fd, message, flags);
}

int sendmmsg(int fd, struct mmsghdr *messages, unsigned count, int flags) {
    for (unsigned i = 0; i < count; i++) note_answer(messages[i].msg_hdr.msg_iov, (int)messages[i].msg_hdr.msg_iovlen);
    return (int)syscall(SYS_sendmmsg, fd, messages, count, flags);
}

ssize_t sendfile(int out, int in, off_t *offset, size_t count) {
    if (handle(out) != 0) unsupported("sendfile", out);
    return syscall(SYS_sendfile, out, in, offset, count);
}

ssize_t sendfile64(int out, int in, off64_t *offset, size_t count) { return sendfile(out, in, offset, count); }

ssize_t copy_file_range(int in, off64_t *in_offset, int out, off64_t *out_offset, size_t count, unsigned flags) {
    if (handle(out) != 0) unsupported("copy_file_range", out);
    return syscall(SYS_copy_file_range, in, in_offset, out, out_offset, count, flags);
}

void *mmap(void *address, size_t length, int protection, int flags, int fd, off_t offset) {
    int stores = (protection & PROT_WRITE) && !(flags & MAP_PRIVATE);
    if (handle(fd) != 0 && stores) unsupported("shared writable mapping", fd);
    return (void *)syscall(SYS_mmap, address, length, protection, flags, fd, offset);
}

void *mmap64(void *address, size_t length, int protection, int flags, int fd, off64_t offset) {
    return mmap(address, length, protection, flags, fd, offset);
}

/* MARK: Sizes */

int ftruncate(int fd, off_t size) {
    uint64_t began = place();
    int result = (int)syscall(SYS_ftruncate, fd, size);
    if (result == 0 && handle(fd) != 0) record(TRUNCATED, handle(fd), began, (uint64_t)size, NULL, 0, 0);
    return result;
}

int ftruncate64(int fd, off64_t size) { return ftruncate(fd, size); }

int truncate(const char *path, off_t size) {
    int fd = open_recorded(AT_FDCWD, path, O_WRONLY | O_CLOEXEC, 0);
    if (fd < 0) return -1;
    int result = ftruncate(fd, size), saved = errno;
    close(fd);
    errno = saved;
    return result;
}

int truncate64(const char *path, off64_t size) { return truncate(path, size); }

int fallocate(int fd, int mode, off_t offset, off_t length) {
    uint64_t began = place();
    int result = (int)syscall(SYS_fallocate, fd, mode, offset, length);
    if (result != 0 || handle(fd) == 0) return result;
    if (mode == 0) record(EXTENDED, handle(fd), began, (uint64_t)(offset + length), NULL, 0, 0);
    else if (mode != FALLOC_FL_KEEP_SIZE) unsupported("fallocate that changes content", fd);
    return result;
}

int fallocate64(int fd, int mode, off64_t offset, off64_t length) { return fallocate(fd, mode, offset, length); }
int posix_fallocate(int fd, off_t offset, off_t length) { return fallocate(fd, 0, offset, length) == 0 ? 0 : errno; }
int posix_fallocate64(int fd, off64_t offset, off64_t length) { return posix_fallocate(fd, offset, length); }

/* MARK: Syncing. A sync that fails promises nothing and is not recorded. */

static int sync_recorded(long call, int fd) {
    uint64_t began = place();
    int result = (int)syscall(call, fd);
    if (result == 0 && handle(fd) != 0) record(SYNCED, handle(fd), began, 0, NULL, 0, 0);
    return result;
}

int fsync(int fd) { return sync_recorded(SYS_fsync, fd); }
int fdatasync(int fd) { return sync_recorded(SYS_fdatasync, fd); }

void sync(void) {
    uint64_t began = place();
    syscall(SYS_sync);
    record(SYNCED_ALL, 0, began, 0, NULL, 0, 0);
}

int syncfs(int fd) {
    uint64_t began = place();
    int result = (int)syscall(SYS_syncfs, fd);
    if (result == 0 && handle(fd) != 0) record(SYNCED_ALL, 0, began, 0, NULL, 0, 0);
    return result;
}

/* MARK: Names */

int renameat2(int from_at, const char *from, int to_at, const char *to, unsigned flags) {
    char source[PATH_MAX], target[PATH_MAX];
    int mine = ours(from_at, from, source), inside = ours(to_at, to, target);
    uint64_t began = place();
    int result = (int)syscall(SYS_renameat2, from_at, from, to_at, to, flags);
    if (result != 0 || !(mine || inside)) return result;
    if (mine && inside && flags <= 1) record_text(RENAMED, 0, began, flags, source, target);
    else record_text(UNSUPPORTED, 0, began, 0, "rename across the directory", source);
    return result;
}

int renameat(int from_at, const char *from, int to_at, const char *to) {
    return renameat2(from_at, from, to_at, to, 0);
}

int rename(const char *from, const char *to) { return renameat2(AT_FDCWD, from, AT_FDCWD, to, 0); }

int linkat(int from_at, const char *from, int to_at, const char *to, int flags) {
    char source[PATH_MAX], target[PATH_MAX];
    int mine = ours(from_at, from, source), inside = ours(to_at, to, target);
    uint64_t began = place();
    int result = (int)syscall(SYS_linkat, from_at, from, to_at, to, flags);
    if (result == 0 && inside) record_text(mine ? LINKED : UNSUPPORTED, 0, began, 0, source, target);
    return result;
}

int link(const char *from, const char *to) { return linkat(AT_FDCWD, from, AT_FDCWD, to, 0); }

int unlinkat(int at, const char *path, int flags) {
    char absolute[PATH_MAX];
    int mine = ours(at, path, absolute);
    uint64_t began = place();
    int result = (int)syscall(SYS_unlinkat, at, path, flags);
    if (result == 0 && mine) record_text(REMOVED, 0, began, 0, absolute, NULL);
    return result;
}

int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }
int rmdir(const char *path) { return unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }

int remove(const char *path) {
    int result = unlink(path);
    return result != 0 && (errno == EISDIR || errno == EPERM) ? rmdir(path) : result;
}

int mkdirat(int at, const char *path, mode_t mode) {
    char absolute[PATH_MAX];
    int mine = ours(at, path, absolute);
    uint64_t began = place();
    int result = (int)syscall(SYS_mkdirat, at, path, mode);
    if (result == 0 && mine) record_text(MADE_DIRECTORY, 0, began, 0, absolute, NULL);
    return result;
}

int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }
