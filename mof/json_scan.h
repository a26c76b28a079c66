/* json_scan.h: JSON as slices of a source: strings, numbers, keys of objects; nothing is built. */
#ifndef MOF_JSON_SCAN_H
#define MOF_JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mof/ast.h"
#include "mof/diag.h"
#include "mof/source.h"

/* What a value is, as its first character tells. */
enum mof_json_kind {
	MOF_JSON_NONE,		/* the end, or no value: not told yet */
	MOF_JSON_OBJECT,
	MOF_JSON_ARRAY,
	MOF_JSON_STRING,
	MOF_JSON_NUMBER,
	MOF_JSON_TRUE,
	MOF_JSON_FALSE,
	MOF_JSON_NULL
};

/*
 * One source being read. A mistake of JSON itself is told once: broken is set, and nothing more is
 * read until the caller has found where reading goes on. A mistake of what the JSON means is
 * told and counted in lost, and reading goes on.
 */
struct mof_json {
	struct mof_ast ast;
	struct mof_diags *diags;
	struct mof_source *source;
	const char *at, *end;
	bool broken;
	bool quiet;		/* looking ahead: what is wrong is told when it is read */
	uint32_t lost;
	unsigned depth;		/* objects as values of others */
};

/* A string: what stands between its quotes, well-formed, escapes not decoded. */
struct mof_json_string {
	struct cim_str text;
	bool escaped;
	struct cim_place place;		/* with the quotes */
};

/* The place from one byte to another. */
struct cim_place mof_json_place(const struct mof_json *j, const char *from, const char *to);

/* A mistake of JSON at a byte. */
void mof_json_broken(struct mof_json *j, const char *at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* A mistake of meaning, told under an id. */
struct mof_diag *mof_json_lost(struct mof_json *j, const char *id, struct cim_place place,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

/* What comes next, behind white space. */
enum mof_json_kind mof_json_peek(struct mof_json *j);
const char *mof_json_kind_text(enum mof_json_kind kind);

/* False: broken. What is read must be what peek said. */
bool mof_json_string(struct mof_json *j, struct mof_json_string *out);
/* A number's text; real: it has a point or an exponent. */
bool mof_json_number(struct mof_json *j, struct cim_str *out, bool *real);
/* true, false or null. */
bool mof_json_word(struct mof_json *j);
/* Any value, unread. */
bool mof_json_skip(struct mof_json *j);

/*
 * Through an object: begin takes the brace, next the key and the colon; false at its end or when
 * it is broken. Likewise through an array.
 *	for (bool more = mof_json_key(j, true, &key); more; more = mof_json_key(j, false, &key))
 */
bool mof_json_key(struct mof_json *j, bool first, struct mof_json_string *key);
bool mof_json_item(struct mof_json *j, bool first);

/*
 * After a mistake of JSON: to the next line that begins with a brace, be it this one: there
 * begins an object in what export writes. False: there is none.
 */
bool mof_json_recover(struct mof_json *j);

#endif
