/* linediff.h: the unified difference of two texts. */
#ifndef CLI_LINEDIFF_H
#define CLI_LINEDIFF_H

#include "cim/err.h"
#include "cim/name.h"
#include "cim/stream.h"

/*
 * Writes what turns one text into the other, as patch(1) reads it, under the names for both.
 * Nothing when they are equal. CIM_OK, CIM_ENOMEM, or what the sink answers.
 */
enum cim_err linediff_write(struct cim_str before, struct cim_str after, const char *before_name,
    const char *after_name, struct cim_sink sink);

#endif
