#pragma once

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

// Reads TOML and returns JSON that ends with a NUL; the caller gives it back with ctoml_free.
// Null only when there is no memory. It never lets an exception out.
//
// Every value is {"type": …, "line": …, "column": …, "value": …}; lines and columns count from 1.
// Types: "table" (value: object; each member also has "key_line" and "key_column"), "array"
// (value: array), "string", "integer", "boolean", and "float", "date", "time" or "date-time", whose
// value is null.
// A text that is no TOML becomes {"type": "error", "line": …, "column": …, "value": "the reason"}.
char *ctoml_parse(const char *text, size_t length);

void ctoml_free(char *json);

#ifdef __cplusplus
}
#endif
