// What Swift's Glibc module lacks of Linux.
#ifndef DORA_CSYSTEM_H
#define DORA_CSYSTEM_H
#include <sys/types.h>

// Starts `path` with `argv` and `envp` in `directory` (NULL: here). `input`, `output` and `error` become
// its descriptors 0 to 2, all above are closed but those in `keep` (count `kept`), which keep their number.
// `session` 1: a new session (no terminal, own process group); 2: a new process group in this session.
// The child's signal mask is emptied and every signal set to its default. Returns 0 and *pid, or an errno.
int dora_spawn(
  pid_t *pid, const char *path, char *const argv[], char *const envp[], const char *directory,
  int input, int output, int error, const int *keep, int kept, int session);
#endif
