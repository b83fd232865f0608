#define _GNU_SOURCE
#include "CLibgit2.h"

#include <fcntl.h>

int dora_write_out(int file, int wait) {
  unsigned flags = SYNC_FILE_RANGE_WRITE;
  if (wait) flags |= SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WAIT_AFTER;
  return sync_file_range(file, 0, 0, flags);
}
