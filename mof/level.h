/* level.h: what each named check weighs in one run: its row, --strict, and what was wished for. */
#ifndef MOF_LEVEL_H
#define MOF_LEVEL_H

#include <stdbool.h>
#include <stddef.h>

#include "cim/arena.h"
#include "cim/err.h"
#include "mof/mof.h"

struct mof_level {
	const char *id;
	enum mof_severity usual;	/* its row's, without --strict and wishes */
	bool promoted;			/* -E names it */
	enum mof_severity severity;
	bool hidden;		/* -W no-NAME: neither told nor counted */
	bool shown;		/* -W NAME: told even where notes are not */
};

/* Sorted by id; empty while nobody wished for anything. */
struct mof_levels {
	struct mof_level *rows;
	size_t count;
};

/* By the wishes of the options. CIM_EINVAL: one of them does not hold (mof_wish_check). */
enum cim_err mof_levels_init(
    struct mof_levels *levels, struct arena *arena, const struct mof_options *options);

/* The level of an id, or NULL: as it is told. levels may be NULL. */
const struct mof_level *mof_level_find(const struct mof_levels *levels, const char *id);

#endif
