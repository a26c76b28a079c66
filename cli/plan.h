/* plan.h: what a batch would change, told object by object and property by property. */
#ifndef CLI_PLAN_H
#define CLI_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "cim/bytes.h"
#include "repo/repo.h"

/* The text grows here, and is printed when all is known: a deed may run twice. */
struct plan {
	struct bytes_writer w;
	bool json;
	struct cim_str ns;	/* that of -n: it is not named */
	uint64_t changes;
};

void plan_begin(struct plan *plan);		/* empty again */
/* For repo_deed.changed; ctx is the plan. */
enum cim_err plan_change(void *ctx, const struct repo_change *change);
void plan_refused(struct plan *plan, const struct repo_refusal *refusal);
/* To standard output. */
enum cim_err plan_print(struct plan *plan);
void plan_free(struct plan *plan);

#endif
