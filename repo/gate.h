/* gate.h: pause and resume: while the gate is shut nobody writes, and the files are at rest. */
#ifndef REPO_GATE_H
#define REPO_GATE_H

#include "repo/control.h"
#include "repo/repo.h"

/* What this connection holds of the gate. */
struct gate {
	uint64_t serial;	/* of its own pause; 0: none */
	uint64_t until;		/* when that opens by itself, in milliseconds of gate_now */
};

/* Milliseconds of a clock that counts while the machine sleeps, and that nobody sets. */
uint64_t gate_now(void);
/*
 * When something was, by the clock of today (seconds of time()): noted by it then, and at from of
 * gate_now. How long ago that is tells the clock that nobody sets; the two tick beside each
 * other, so within two seconds what was noted holds.
 */
int64_t gate_since(uint64_t noted, uint64_t from);

/*
 * What the gate is. A record that cannot be read, is of another boot, or whose lock nobody holds is
 * an open gate: it is the lock that shuts it. own may be NULL.
 */
enum cim_err gate_read(struct control *control, const struct gate *own, struct repo_gate *out,
    struct cim_fault *fault);

/* Shuts it; the caller holds the write lock, and has seen it open. */
enum cim_err gate_shut(struct control *control, struct gate *own, uint64_t limit,
    struct cim_fault *fault);
/* Opens it. CIM_ECONFLICT: it had opened by itself. */
enum cim_err gate_open(struct control *control, struct gate *own, struct cim_fault *fault);

#endif
