/* bmof_view.h: what the records of a binary MOF mean: names, types, and parameters put together again. */
#ifndef MOF_BMOF_VIEW_H
#define MOF_BMOF_VIEW_H

#include <stdbool.h>
#include <stdint.h>

#include "cim/arena.h"
#include "cim/name.h"
#include "mof/bmof.h"

/* Whether a text is this name, in any case. */
bool mof_bmof_text_is(struct mof_bmof_text text, const char *name);
bool mof_bmof_text_same(struct mof_bmof_text a, struct mof_bmof_text b);
/*
 * As UTF-8 in the arena, NUL behind it; a surrogate without its other half is U+FFFD. ptr NULL without
 * memory.
 */
struct cim_str mof_bmof_text_utf8(struct arena *arena, struct mof_bmof_text text);
/* An integer that is written with a code of that shape, signed. False: it is none. */
bool mof_bmof_value_integer(const struct mof_bmof_record *record, int64_t *out);
/* The text of a value that is one; false: it is none. */
bool mof_bmof_value_text(const struct mof_bmof_record *record, struct mof_bmof_text *out);

/* The first qualifier of a name, in any case, or NULL. */
const struct mof_bmof_record *mof_bmof_qualifier(
    const struct mof_bmof_record *record, const char *name);
/* A property such as "__CLASS", or NULL. Members that are written are those that are none. */
const struct mof_bmof_record *mof_bmof_system(
    const struct mof_bmof_record *object, const char *name);
bool mof_bmof_is_system(const struct mof_bmof_record *member);

/* What a member was declared as: its CIMTYPE, and the qualifiers that the compiler added with it. */
struct mof_bmof_declared {
	struct mof_bmof_text type;	/* "uint32", "object:X"; none: it has no CIMTYPE */
	const struct mof_bmof_record *cimtype, *id, *max;	/* those that were added, or NULL */
	int64_t size;			/* of max */
};
/* position: of a parameter, where its ID is added; -1: no parameter. */
struct mof_bmof_declared mof_bmof_declared(const struct mof_bmof_record *member, int64_t position);

/* A parameter as it was written: once, with what IN and OUT share. */
struct mof_bmof_parameter {
	const struct mof_bmof_record *in, *out;	/* one may be NULL */
	int64_t id;
};
struct mof_bmof_method {
	uint32_t count;
	struct mof_bmof_parameter *parameters;
	const struct mof_bmof_record *returns;	/* ReturnValue, or NULL: void */
};
/* In the arena; CIM_ENOMEM. */
enum cim_err mof_bmof_method(struct arena *arena, const struct mof_bmof_record *method,
    struct mof_bmof_method *out);

#endif
