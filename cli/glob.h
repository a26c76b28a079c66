/* glob.h: patterns for names, without regard to case. */
#ifndef CLI_GLOB_H
#define CLI_GLOB_H

#include <stdbool.h>

#include "cim/arena.h"
#include "cim/err.h"
#include "cim/name.h"

struct glob {
	const char *folded;
	size_t len;
};

/*
 * '*' any text, '?' one character, [a-c] one of these, [!a-c] none of these; a pattern without
 * them matches anywhere.
 */
enum cim_err glob_init(struct glob *glob, struct arena *arena, const char *pattern);
bool glob_match(const struct glob *glob, struct cim_name name);

#endif
