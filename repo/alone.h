/* alone.h: a repository taken for oneself alone, by who mends it, in whatever state it is. */
#ifndef REPO_ALONE_H
#define REPO_ALONE_H

#include "repo/control.h"

/*
 * Opens control (mode as for control_open) for one who holds the restore privilege, and keeps
 * all others out until it is closed. flags: REPO_FORCE: who is here is put out, once nobody
 * writes (wait: for so many milliseconds; -1: as long as it takes); without it CIM_EBUSY, and
 * the fault says who rebuilds the repository, if that is the reason. On failure control is
 * closed.
 */
enum cim_err alone_take(struct control *control, const char *path, unsigned mode, unsigned flags,
    int64_t wait, struct cim_fault *fault);

#endif
