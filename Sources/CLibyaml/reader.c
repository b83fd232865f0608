#include "CLibyaml.h"

#include <stdlib.h>
#include <string.h>

struct dora_yaml_reader {
  yaml_parser_t parser;
  yaml_event_t event;
  int has_event;
};

dora_yaml_reader *dora_yaml_open(const uint8_t *bytes, size_t length) {
  dora_yaml_reader *reader = calloc(1, sizeof *reader);
  if (!reader) return NULL;
  if (!yaml_parser_initialize(&reader->parser)) {
    free(reader);
    return NULL;
  }
  yaml_parser_set_encoding(&reader->parser, YAML_UTF8_ENCODING);
  yaml_parser_set_input_string(&reader->parser, bytes, length);
  return reader;
}

int dora_yaml_next(dora_yaml_reader *reader, dora_yaml_event *out) {
  memset(out, 0, sizeof *out);
  if (reader->has_event) yaml_event_delete(&reader->event);
  reader->has_event = 0;
  if (!yaml_parser_parse(&reader->parser, &reader->event)) return -1;
  reader->has_event = 1;
  yaml_event_t *event = &reader->event;
  out->line = event->start_mark.line + 1;
  switch (event->type) {
    case YAML_NO_EVENT:
    case YAML_STREAM_END_EVENT:
      out->kind = DORA_YAML_END;
      break;
    case YAML_DOCUMENT_START_EVENT:
      out->kind = DORA_YAML_DOCUMENT;
      out->is_unusual = event->data.document_start.version_directive != NULL ||
                        event->data.document_start.tag_directives.start !=
                            event->data.document_start.tag_directives.end;
      break;
    case YAML_SCALAR_EVENT:
      out->kind = DORA_YAML_SCALAR;
      out->text = event->data.scalar.value;
      out->length = event->data.scalar.length;
      out->anchor = (const char *)event->data.scalar.anchor;
      out->is_plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
      out->is_unusual = event->data.scalar.tag != NULL;
      break;
    case YAML_ALIAS_EVENT:
      out->kind = DORA_YAML_ALIAS;
      out->anchor = (const char *)event->data.alias.anchor;
      break;
    case YAML_SEQUENCE_START_EVENT:
      out->kind = DORA_YAML_SEQUENCE;
      out->anchor = (const char *)event->data.sequence_start.anchor;
      out->is_flow = event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE;
      out->is_unusual = event->data.sequence_start.tag != NULL;
      break;
    case YAML_SEQUENCE_END_EVENT:
      out->kind = DORA_YAML_SEQUENCE_END;
      break;
    case YAML_MAPPING_START_EVENT:
      out->kind = DORA_YAML_MAPPING;
      out->anchor = (const char *)event->data.mapping_start.anchor;
      out->is_flow = event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE;
      out->is_unusual = event->data.mapping_start.tag != NULL;
      break;
    case YAML_MAPPING_END_EVENT:
      out->kind = DORA_YAML_MAPPING_END;
      break;
    default:
      out->kind = DORA_YAML_OTHER;
  }
  return 0;
}

void dora_yaml_close(dora_yaml_reader *reader) {
  if (!reader) return;
  if (reader->has_event) yaml_event_delete(&reader->event);
  yaml_parser_delete(&reader->parser);
  free(reader);
}
