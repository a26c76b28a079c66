/* said.h: places from which on a file says its own dialect, in a comment or an object of JSON. */
#ifndef MOF_SAID_H
#define MOF_SAID_H

#include <stdbool.h>
#include <stdint.h>

#include "cim/arena.h"
#include "mof/source.h"

/* One such place; a source has them in its order. */
struct mof_saying {
	struct cim_place place;	/* of the word */
	uint8_t dialect;	/* enum mof_dialect that holds from here on; AUTO: signs tell */
	bool unknown;		/* no such word: what held before goes on */
};

enum cim_err mof_said_add(struct arena *arena, struct mof_source *source, struct cim_place place,
    struct cim_str word);
/* The word of a comment that is one: "// wbemkit: dialect WORD". */
bool mof_said_in(struct cim_str comment, struct cim_str *word);
/* What holds at a place of the source, or NULL. */
const struct mof_saying *mof_said_at(const struct mof_source *source, uint32_t at);

#endif
