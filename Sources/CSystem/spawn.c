#define _GNU_SOURCE
#include "CSystem.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef CLOSE_RANGE_CLOEXEC
#define CLOSE_RANGE_CLOEXEC 4
#endif

// Marks everything above 2 close-on-exec, but for what is kept. close_range is Linux 5.9; before it, a loop.
static void close_all_but(const int *keep, int kept) {
  if (syscall(SYS_close_range, 3u, ~0u, CLOSE_RANGE_CLOEXEC) != 0) {
    long limit = sysconf(_SC_OPEN_MAX);
    if (limit < 0 || limit > 65536) limit = 65536;
    for (int fd = 3; fd < limit; fd++) fcntl(fd, F_SETFD, FD_CLOEXEC);
  }
  for (int i = 0; i < kept; i++) fcntl(keep[i], F_SETFD, 0);
}

int dora_spawn(
  pid_t *pid, const char *path, char *const argv[], char *const envp[], const char *directory,
  int input, int output, int error, const int *keep, int kept, int how) {
  // fork and not posix_spawn: the child changes directory, session, signals and many descriptors, for
  // which posix_spawn has no portable words; dora is small and single-threaded, so fork costs ~0.2 ms.
  int report[2];
  if (pipe2(report, O_CLOEXEC) != 0) return errno;
  sigset_t all, before;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, &before);
  pid_t parent = getpid();
  pid_t child = fork();
  if (child == 0) {
    int failed = 0;
    if (how & DORA_DIES_WITH_US) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      // It may have died before it was asked for.
      if (getppid() != parent) _exit(127);
    }
    if (!(how & DORA_KEEP_IGNORED))
      for (int s = 1; s < NSIG; s++) signal(s, SIG_DFL);
    if (how & DORA_SESSION) setsid();
    if (how & DORA_GROUP) setpgid(0, 0);
    if (directory && chdir(directory) != 0) failed = errno;
    int from[3] = {input, output, error};
    // Through high numbers first, so that no descriptor is overwritten before it was copied.
    for (int i = 0; i < 3 && !failed; i++) {
      from[i] = fcntl(from[i], F_DUPFD_CLOEXEC, 64);
      if (from[i] < 0) failed = errno;
    }
    for (int i = 0; i < 3 && !failed; i++)
      if (dup2(from[i], i) < 0) failed = errno;
    if (!failed) {
      close_all_but(keep, kept);
      fcntl(report[1], F_SETFD, FD_CLOEXEC);
      sigset_t none;
      sigemptyset(&none);
      sigprocmask(SIG_SETMASK, &none, NULL);
      execve(path, argv, envp);
      failed = errno;
    }
    ssize_t written = write(report[1], &failed, sizeof failed);
    (void)written;
    _exit(127);
  }
  int saved = errno;
  sigprocmask(SIG_SETMASK, &before, NULL);
  close(report[1]);
  if (child < 0) {
    close(report[0]);
    return saved;
  }
  int failed = 0;
  ssize_t got;
  do got = read(report[0], &failed, sizeof failed);
  while (got < 0 && errno == EINTR);
  close(report[0]);
  if (got == (ssize_t)sizeof failed) {
    waitpid(child, NULL, 0);
    return failed;
  }
  *pid = child;
  return 0;
}
