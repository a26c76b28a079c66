/* cpp.h: runs the system's C preprocessor over a file. */
#ifndef CLI_CPP_H
#define CLI_CPP_H

#include "cim/arena.h"
#include "cim/err.h"
#include "cli/input.h"
#include "cli/opts.h"

/*
 * Fills in what $CPP (or cpp) makes of a file, or of standard input ("-"), with the -I and -D of
 * the command line; once an input. Its messages go to standard error. Its failure is CIM_EINVAL
 * with a fault.
 */
enum cim_err cpp_run(const struct cmd *cmd, struct arena *arena, struct input *in,
    const char *path, struct cim_fault *fault);

#endif
