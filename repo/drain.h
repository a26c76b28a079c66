/* drain.h: who is let in, and how all are put out: the epochs of chapter 2 of the format. */
#ifndef REPO_DRAIN_H
#define REPO_DRAIN_H

#include "repo/control.h"

/*
 * Joins those who are connected. CIM_EBUSY: somebody rebuilds the repository, or wants to be
 * alone; the fault says who. CIM_EBROKEN: the epoch changed just now; open control once more.
 */
enum cim_err drain_enter(struct control *control, struct cim_fault *fault);

/*
 * Keeps all who are not here yet from entering. *others: who is here already stays for now, and
 * drain_break puts him out; without force (others NULL) there must be nobody, else CIM_EBUSY.
 * CIM_EBROKEN as above. Ends with the descriptor, so also with the process.
 */
enum cim_err drain_seize(struct control *control, bool *others, struct cim_fault *fault);

/*
 * Puts out all others, once nobody writes: who is at it is waited for, so many milliseconds (-1:
 * as long as it takes; else CIM_EBUSY, and nobody was put out). Every later call of theirs is
 * CIM_EBROKEN. Nobody enters before drain_seize's lock is dropped.
 */
enum cim_err drain_break(struct control *control, int64_t wait, struct cim_fault *fault);

/*
 * Both at once, by one who is connected and stays so. CIM_EBUSY: somebody writes, or is at it
 * already.
 */
enum cim_err drain_others(struct control *control, int64_t wait, struct cim_fault *fault);

/* CIM_EBROKEN with the sentence for it, when this connection is. */
enum cim_err drain_check(const struct control *control, struct cim_fault *fault);

#endif
