/* schema.h: the instances of classes as a JSON Schema. */
#ifndef CLI_SCHEMA_H
#define CLI_SCHEMA_H

#include "cli/print.h"

/*
 * Writes a JSON Schema (draft 2020-12) of the instances of so many classes, in the form of
 * doc/json.txt. A name that is no class is passed to missing, and left out.
 */
enum cim_err schema_print(struct printer *p, const char *const *names, int count,
    void (*missing)(void *ctx, const char *name), void *ctx);

#endif
