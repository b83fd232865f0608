// libyaml for Swift: its parser, without the unions and enumerations that Swift reads awkwardly.
#ifndef DORA_CLIBYAML_H
#define DORA_CLIBYAML_H
#include <stddef.h>
#include <stdint.h>
#include <yaml.h>

// What an event of the parser is about.
enum {
  DORA_YAML_END = 0,
  DORA_YAML_OTHER,
  DORA_YAML_DOCUMENT,
  DORA_YAML_SCALAR,
  DORA_YAML_ALIAS,
  DORA_YAML_SEQUENCE,
  DORA_YAML_SEQUENCE_END,
  DORA_YAML_MAPPING,
  DORA_YAML_MAPPING_END,
};

// One event. The pointers live until the next call of dora_yaml_next.
typedef struct {
  int kind;
  const uint8_t *text;
  size_t length;
  const char *anchor;  // of an alias: the name it refers to
  int is_plain;        // a scalar without quotes or block indicator
  int is_flow;         // a sequence or mapping in brackets or braces
  int is_unusual;      // an explicit tag, or a document with directives or marks
  size_t line;         // from 1
} dora_yaml_event;

typedef struct dora_yaml_reader dora_yaml_reader;

// A reader of `length` bytes at `bytes`, which must outlive it; NULL without memory.
dora_yaml_reader *dora_yaml_open(const uint8_t *bytes, size_t length);

// Reads the next event; -1 when the text isn't YAML.
int dora_yaml_next(dora_yaml_reader *reader, dora_yaml_event *event);

void dora_yaml_close(dora_yaml_reader *reader);
#endif
