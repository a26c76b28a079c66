/* verdict.h: whether a difference breaks those who use what is declared, and why. */
#ifndef CIM_VERDICT_H
#define CIM_VERDICT_H

#include "cim/class.h"
#include "cim/compare.h"

/* The worst of several is the highest. */
enum cim_verdict { CIM_NEUTRAL, CIM_COMPATIBLE, CIM_BREAKING };

/* "neutral", "compatible", "breaking" */
const char *cim_verdict_to_string(enum cim_verdict verdict);

/* Of one difference in a declaration; *why is a clause, never NULL. doc/diff.txt has the table. */
enum cim_verdict cim_verdict_of(const struct cim_difference *difference, const char **why);

/* Of a declaration as a whole, added or removed; of any deletion as CIM_ITEM_DELETE_CLASS. */
enum cim_verdict cim_verdict_whole(enum cim_item_kind kind, enum cim_sign sign, const char **why);

/* The rows of the table, in the order of asking, for documentation and tests; false behind the end. */
struct cim_verdict_row {
	const char *what;		/* "property added", "qualifier Key" */
	const char *when;		/* "changed"; a condition, or "" */
	enum cim_verdict verdict;
	const char *why;
};
bool cim_verdict_row(size_t i, struct cim_verdict_row *out);

#endif
