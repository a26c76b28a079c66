/* bmof_source.h: a binary MOF as the text that it was made of: one more encoding of a source. */
#ifndef MOF_BMOF_SOURCE_H
#define MOF_BMOF_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cim/arena.h"
#include "cim/err.h"
#include "mof/bmof.h"

/* Whether bytes begin as a binary MOF does, with its container or without. */
static inline bool
mof_bmof_begins(const void *bytes, size_t n)
{
	const unsigned char *p = bytes;
	return n >= 20 && p[0] == 'F' && p[1] == 'O' && p[2] == 'M' && p[3] == 'B';
}

/*
 * All binary MOFs that stand one behind the other in some bytes, as text in the arena, with two
 * NULs behind it. What is wrong with them goes to *problems, whose texts tell offsets of the file. CIM_EFOREIGN,
 * CIM_ELIMIT (with a fault), CIM_ENOMEM.
 */
enum cim_err mof_bmof_decode(struct arena *arena, const void *bytes, size_t n, char **text,
    size_t *len, struct mof_bmof_problems *problems, struct cim_fault *fault);

#endif
