/* json_scan.h: JSON as slices of a text: strings, numbers, keys of objects; nothing is built. */
#ifndef CIM_JSON_SCAN_H
#define CIM_JSON_SCAN_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cim/arena.h"
#include "cim/name.h"

/* What a value is, as its first character tells. */
enum json_kind {
	JSON_NONE,		/* the end, or no value: not told yet */
	JSON_OBJECT,
	JSON_ARRAY,
	JSON_STRING,
	JSON_NUMBER,
	JSON_TRUE,
	JSON_FALSE,
	JSON_NULL
};

/*
 * A text being read. A mistake of JSON itself is told once: broken is set, and nothing more is
 * read until the caller has found where reading goes on.
 */
struct json_scan {
	const char *at, *end;
	bool broken;
	/* Told of a mistake between two bytes; NULL: nobody is. */
	void (*told)(void *ctx, const char *from, const char *to, const char *format, va_list args)
	    __attribute__((format(printf, 4, 0)));
	void *ctx;
};

/* A string: what stands between its quotes, well-formed, escapes not decoded. */
struct json_string {
	struct cim_str text;
	bool escaped;
};

/* A mistake of JSON at a byte. */
void json_broken(struct json_scan *j, const char *at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* What comes next, behind white space. */
enum json_kind json_peek(struct json_scan *j);
const char *json_kind_text(enum json_kind kind);

/* False: broken. What is read must be what peek said. */
bool json_string_scan(struct json_scan *j, struct json_string *out);
/* A number's text; real: it has a point or an exponent. */
bool json_number(struct json_scan *j, struct cim_str *out, bool *real);
/* true, false or null. */
bool json_word(struct json_scan *j);
/* Any value, unread. */
bool json_skip(struct json_scan *j);

/*
 * Through an object: begin takes the brace, next the key and the colon; false at its end or when
 * it is broken. Likewise through an array.
 *	for (bool more = json_key_scan(j, true, &key); more; more = json_key_scan(j, false, &key))
 */
bool json_key_scan(struct json_scan *j, bool first, struct json_string *key);
bool json_item(struct json_scan *j, bool first);

/*
 * What a string says: UTF-8, a slice of the text or in the arena. CIM_EINVAL: bytes that are none, or
 * (unless halves, which get three bytes each) half of a surrogate pair alone.
 */
enum cim_err json_string_decode(
    struct arena *arena, const struct json_string *s, bool halves, struct cim_str *out);

#endif
