/* literal.h: a literal's text to a typed value, with errors at its place. */
#ifndef MOF_LITERAL_H
#define MOF_LITERAL_H

#include "cim/arena.h"
#include "cim/err.h"
#include "cim/value.h"
#include "mof/ast.h"
#include "mof/diag.h"

/* Where values go and where mistakes are told. */
struct mof_literals {
	struct arena *arena;		/* strings that must be copied */
	struct mof_diags *diags;
	/* the id when a literal is of the wrong kind: "E-DEFAULT-TYPE" */
	const char *mismatch;
	/* for messages, what has the type: "property", "qualifier" */
	const char *what;
	struct cim_str name;		/* and its name */
	bool rounds;			/* integers take reals (Microsoft) */
	bool v3;			/* escapes have up to six hex digits (MOF 3) */
};

/*
 * A scalar literal as a value of a type: integers (out of range: E-RANGE),
 * reals, booleans, char16 (E-CHAR16), strings, datetimes (E-DATETIME,
 * E-DATETIME-STAR), references written as strings (not yet parsed as a path).
 * NULL is a value of every type. A 64-bit integer may be written as a string
 * (Microsoft). CIM_OBJECT takes NULL and nothing else: objects, aliases and
 * words are compile.c's. out's place is the literal's.
 * CIM_OK; CIM_EINPUT: reported, out is undefined; CIM_ENOMEM.
 */
enum cim_err mof_literal(const struct mof_literals *ctx, const struct mof_value *raw,
    enum cim_type type, struct cim_value *out);

/*
 * A { ... } list, or NULL, as an array of a type; every element as above. All
 * elements are tried, so that all mistakes are told. A scalar is
 * E-ARRAY-MISMATCH; so is a list where mof_literal wants a scalar.
 */
enum cim_err mof_literal_array(const struct mof_literals *ctx, const struct mof_value *raw,
    enum cim_type type, struct cim_value *out);

/*
 * The type that a literal has by itself (WMI's undeclared qualifiers): boolean,
 * sint32 (sint64 or uint64 where it needs more), real64, string, char16; of a
 * list that of its elements. CIM_TYPE_NONE for NULL, {} and what is no literal.
 */
enum cim_type mof_literal_type(const struct mof_value *raw);

/*
 * The text of a string value: pieces joined, escapes decoded. A slice of the
 * source where one piece without escapes allows it, else in the arena.
 * CIM_EINPUT when an escape is at fault (E-ESCAPE, reported); CIM_ENOMEM.
 */
enum cim_err mof_literal_string(const struct mof_literals *ctx, const struct mof_value *raw,
    struct cim_str *out);

/*
 * Sign and magnitude of an integer literal's text in any base. CIM_OK,
 * CIM_ERANGE past 64 bits, CIM_EINVAL when it is none. Also for array sizes.
 */
enum cim_err mof_literal_integer(struct cim_str text, bool *negative, uint64_t *magnitude);

#endif
