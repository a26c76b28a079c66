/* turn.h: the write lock for those who have no handle: a build, and who breaks connections. */
#ifndef REPO_TURN_H
#define REPO_TURN_H

#include "repo/control.h"

/*
 * Holds writers off by a share of the write lock, whether the gate is shut or not; waits for one
 * who writes as long as wait says, in milliseconds (-1: for ever). slot: of whom asks, or
 * SLOT_NONE. The caller drops CONTROL_WRITER. CIM_EBUSY names the writer; CIM_ECANCELED: a
 * signal came.
 */
enum cim_err turn_without_gate(
    struct control *control, uint32_t slot, int64_t wait, struct cim_fault *fault);

#endif
