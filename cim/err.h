/* err.h: the error codes of every floor, and the fault that tells where. */
#ifndef CIM_ERR_H
#define CIM_ERR_H

#include <stddef.h>
#include <stdint.h>

/*
 * What a function answers. Each code says what it means and what the caller
 * may do. Only cli/ turns a code into a sentence and an exit status.
 */
enum cim_err {
	CIM_OK = 0,
	CIM_ENOENT,	/* not there: an answer, not a failure; never sticks */
	CIM_EEXIST,	/* there already: choose another name or allow overwriting */
	CIM_EINVAL,	/* malformed name, path, value or argument: correct it */
	CIM_ERANGE,	/* a number outside its type: correct it */
	CIM_ELIMIT,	/* a limit of limits.h: make the input smaller */
	CIM_EINPUT,	/* the input is at fault: the diagnostics say where */
	CIM_ENOMEM,	/* out of memory: nothing was changed */
	CIM_EIO,	/* an I/O error: the state before holds; do not retry an fsync */
	CIM_ENOSPC,	/* no space: the state before holds; make room and retry */
	CIM_EFOREIGN,	/* not a repository, snapshot or record of ours */
	CIM_EDAMAGED,	/* ours, but damaged: restore or salvage */
	CIM_ENEWER,	/* written by a newer program: update the program */
	CIM_EBUSY,	/* locked or in use by another: wait or retry */
	CIM_EDENIED,	/* a permission or a rule forbids it */
	CIM_EFULL,	/* the store's map is full: enlarge, run the deed again */
	CIM_ECONFLICT,	/* would break what others need: see the fault's text */
	CIM_ECANCELED,	/* the caller's callback asked to stop */
	CIM_EBROKEN,	/* a restore broke the connection: close it and open it again */
	CIM_EPRIVILEGE,	/* a privilege is not held, or not enabled on the connection */
	CIM_ENOPROVIDER,	/* the class is dynamic, and nobody registered its provider */
	CIM_EPROVIDER	/* a provider failed, took too long, or answered what is no answer */
};

/* A short English name for a code, e.g. "out of memory". Never NULL. */
const char *cim_strerror(enum cim_err err);

/* The code that fits an errno value. 0 gives CIM_OK. */
enum cim_err cim_err_from_errno(int sys_errno);

/*
 * Where and why something failed: kept by the handle or given by the caller.
 * The first failure stays; later ones do not overwrite it.
 */
struct cim_fault {
	enum cim_err err;	/* CIM_OK: nothing failed yet */
	int sys_errno;		/* the system's reason, or 0 */
	uint32_t wbem;		/* the code of WBEM's, where it says more than err; or 0 */
	char text[400];		/* which part, at which offset or key; UTF-8 */
};

void cim_fault_clear(struct cim_fault *fault);

/*
 * Notes a failure (fault may be NULL) and returns err, so that one can write
 * return cim_fault(f, CIM_EDAMAGED, "block %u: bad checksum", n);
 * Control characters in the text are replaced by '?', bytes that are no UTF-8 by \xHH. Cut
 * between characters, never overrun.
 */
enum cim_err cim_fault(struct cim_fault *fault, enum cim_err err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same for a system call: takes errno, maps it, appends its sentence. */
enum cim_err cim_fault_errno(struct cim_fault *fault, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
