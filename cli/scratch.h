/* scratch.h: a directory where temporary files are, for a repository that lives for a moment. */
#ifndef CLI_SCRATCH_H
#define CLI_SCRATCH_H

#include <stddef.h>

#include "cim/err.h"

/* Makes one, of the mode 0700; its path goes into out. */
enum cim_err scratch_make(char *out, size_t size, struct cim_fault *fault);
/* Removes it with all that is in it, and follows no link. What cannot be removed stays. */
void scratch_remove(const char *path);

#endif
