// libgit2 for Swift: its headers, and what Swift can't import.
#ifndef DORA_CLIBGIT2_H
#define DORA_CLIBGIT2_H
#include <git2.h>
#include <git2/sys/repository.h>
#include <zlib.h>

// git_libgit2_opts is variadic, which Swift can't call.

// Verifying each object that a tree or commit names costs a look-up each, and we have just written them.
static inline int dora_git_strict_object_creation(int on) {
  return git_libgit2_opts(GIT_OPT_ENABLE_STRICT_OBJECT_CREATION, on);
}

// Whether a repository owned by another user is refused, as git's safe.directory does.
static inline int dora_git_owner_validation(int on) {
  return git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, on);
}

// deflateInit2 is a macro in zlib. Records are small: the smaller hash table costs less to reset for each, and a code made
// for each would take longer, here and in every reader, than it saves.
static inline int dora_deflate_init(z_stream *stream, int level) {
  return deflateInit2(stream, level, Z_DEFLATED, 15, 5, Z_FIXED);
}

// Has the kernel write a file's pages to the disk, and with `wait` waits until they're there. Unlike fsync this neither
// flushes the disk's cache nor waits for the file system's journal, on which others may be writing gigabytes.
int dora_write_out(int file, int wait);
#endif
