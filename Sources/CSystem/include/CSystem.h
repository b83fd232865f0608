// What Swift's Glibc module lacks of Linux.
#ifndef DORA_CSYSTEM_H
#define DORA_CSYSTEM_H
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// How a child is tied to us; flags for dora_spawn.
enum {
  DORA_SESSION = 1,       // A new session: no terminal, its own process group.
  DORA_GROUP = 2,         // A new process group in this session.
  DORA_DIES_WITH_US = 4,  // The kernel kills it when this process ends, however it ends.
  DORA_KEEP_IGNORED = 8,  // Signals that we ignore stay ignored, as under nohup.
};

// Starts `path` with `argv` and `envp` in `directory` (NULL: here). `input`, `output` and `error` become
// its descriptors 0 to 2, all above are closed but those in `keep` (count `kept`), which keep their number.
// `how` is a sum of the flags above. The child's signal mask is emptied and, unless told to keep those that
// are ignored, every signal is set to its default. Returns 0 and *pid, or an errno.
int dora_spawn(
  pid_t *pid, const char *path, char *const argv[], char *const envp[], const char *directory,
  int input, int output, int error, const int *keep, int kept, int how);

// Locks the whole file for writing, by its open description: the lock goes when the last descriptor of it
// is closed, so with the process that holds it. Waits if `wait`. Returns 0, or an errno (EAGAIN: another's).
int dora_lock(int file, int wait);

// Whether another open description holds a lock on the file: 1 or 0. Takes nothing, so it disturbs nobody.
int dora_is_locked(int file);

// How many bytes `size` bytes may become when they're compressed.
size_t dora_zlib_bound(size_t size);

// Compresses as zlib does by default, or undoes that; the number of bytes written to `out`, which has `room`. -1 when the
// bytes aren't zlib's, -2 when there is no room.
long dora_zlib_compress(const uint8_t *bytes, size_t size, uint8_t *out, size_t room);
long dora_zlib_decompress(const uint8_t *bytes, size_t size, uint8_t *out, size_t room);

// Opens a file that is in memory only and goes when its last descriptor does. Returns 0 and *file, or an errno.
int dora_scratch(int *file);
#endif
