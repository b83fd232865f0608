// The manual's pages, which the binary carries for machines without man(1), or where only the binary was copied.
#ifndef DORA_CMANUAL_H
#define DORA_CMANUAL_H
#include <stddef.h>

// One page: the name of its file in man/, and its text in mdoc.
struct dora_page {
  const char *file;
  const unsigned char *text;
  size_t size;
};

// The pages by place, from 0, sorted by name; past the last, one whose `file` is NULL.
struct dora_page dora_page_at(size_t place);

#endif
