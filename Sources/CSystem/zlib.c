#include <zlib.h>

#include "CSystem.h"

size_t dora_zlib_bound(size_t size) { return compressBound(size); }

static long length(int status, uLongf size) {
  return status == Z_OK ? (long)size : status == Z_BUF_ERROR ? -2 : -1;
}

long dora_zlib_compress(const uint8_t *bytes, size_t size, uint8_t *out, size_t room) {
  uLongf written = room;
  int status = compress(out, &written, bytes, size);
  return length(status, written);
}

long dora_zlib_decompress(const uint8_t *bytes, size_t size, uint8_t *out, size_t room) {
  uLongf written = room;
  int status = uncompress(out, &written, bytes, size);
  return length(status, written);
}
