/* look.h: what stands in a repository's directory, read and not touched. */
#ifndef REPO_LOOK_H
#define REPO_LOOK_H

#include <stdbool.h>
#include <stdint.h>

#include "repo/repo.h"

#define LOOK_GENERATIONS 64

struct look {
	const char *path;
	bool format_bad, current_bad, control_bad;
	bool any;			/* something of a repository is there */
	uint64_t named;			/* by current; 0: none */
	uint64_t generation;		/* the one that lives, as far as it can be told; 0: it cannot */
	uint64_t last;			/* the highest that is there */
	uint64_t there[LOOK_GENERATIONS];	/* those with a data.mdb; the first ones if there are more */
	unsigned count;
};

/*
 * Tells what is wrong with the small files and the generations. CIM_OK, whatever it told.
 * CIM_ENOENT: nothing of a repository is there. CIM_ENEWER: it is a newer program's.
 */
enum cim_err look_at(const char *path, struct look *out, repo_finding_fn each, void *ctx,
    struct cim_fault *fault);
/* DIR/gen-N, to be freed; NULL: no memory. */
char *look_generation_path(const struct look *look, uint64_t generation);

#endif
