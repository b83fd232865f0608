#define _GNU_SOURCE
#include "CSystem.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

// The numbers of memfd_create, which old C libraries don't name.
int dora_scratch(int *file) {
  *file = (int)syscall(SYS_memfd_create, "dora", 1u);
  return *file < 0 ? errno : 0;
}
