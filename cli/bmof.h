/* bmof.h: a binary MOF to where it is wanted, in the form that is wanted. */
#ifndef CLI_BMOF_H
#define CLI_BMOF_H

#include "cim/name.h"
#include "cli/opts.h"

/*
 * Writes it to a file, complete or not at all, or ("-") to standard output. A status; why not was
 * told.
 */
int bmof_write(const char *path, enum cmd_bmof form, struct cim_str bytes);

#endif
