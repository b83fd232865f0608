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

// deflateInit is a macro in zlib.
static inline int dora_deflate_init(z_stream *stream, int level) {
  return deflateInit(stream, level);
}
#endif
