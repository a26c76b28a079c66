/* compile.h: MOF into a transaction, for those who have some; for the rooms of lib/ alone. */
#ifndef LIB_COMPILE_H
#define LIB_COMPILE_H

#include "lib/handle.h"
#include "mof/mof.h"

/* Who hears of diagnostics, and what is kept of the first error. */
struct compile_told {
	void (*each)(void *ctx, const wk_diagnostic *diagnostic);
	void *ctx;
	wk_status code;			/* of the first error; 0: there was none */
	char text[400];
};

/* The diagnostics of a unit, told and kept. */
enum cim_err compile_tell(struct compile_told *told, struct mof_unit *unit);
/*
 * A unit that was parsed, into the transaction. CIM_EINPUT: there are errors. It can only be aborted then.
 */
enum cim_err compile_into(struct mof_unit *unit, struct repo_txn *txn, struct repo_counts *counts);

#endif
