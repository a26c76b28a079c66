/* json_parts.h: what the rooms that read JSON share: tables of keys, and what was read. */
#ifndef MOF_JSON_PARTS_H
#define MOF_JSON_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mof/ast.h"
#include "mof/json_scan.h"

/* ---- json_keys.c: objects by tables of keys, and plain values ---- */

/* Reads the value of one key into what is being filled in. False: broken. */
typedef bool mof_json_fn(struct mof_json *j, void *into);

struct mof_json_row {
	const char *name;
	mof_json_fn *read;
	bool required;
};

#define MOF_JSON_KEYS_MAX 16

/*
 * An object with the keys of a table, each at most once and in any order. What is not there and
 * must be is told at its brace, unless it was told that it is spelled wrong. False: broken.
 */
bool mof_json_read_keys(struct mof_json *j, const struct mof_json_row *keys, size_t count,
    const char *what, void *into);
/* A value of the wrong kind is told and passed over. */
bool mof_json_wrong_kind(struct mof_json *j, const char *what, const char *wanted);
/* What is left out: the caller looks at it elsewhere. */
bool mof_json_read_nothing(struct mof_json *j, void *into);
/* A string as a raw value; NULL without memory. */
struct mof_value *mof_json_string_value(struct mof_json *j, const struct mof_json_string *s);
/* A string; *got false: it was another value, told. False: broken. */
bool mof_json_want_string(struct mof_json *j, const char *what, struct mof_json_string *out,
    bool *got);
bool mof_json_want_bool(struct mof_json *j, const char *what, bool *out);
/* A name out of a string; len 0: told. */
struct mof_name mof_json_name_of(struct mof_json *j, const struct mof_json_string *s,
    const char *what);
/* A name or null. */
bool mof_json_read_name_or_null(struct mof_json *j, const char *what, struct mof_name *out);
bool mof_json_read_name(struct mof_json *j, const char *what, struct mof_name *out);
/* Words in an array, e.g. flavors. What they mean is the compiler's. */
bool mof_json_read_words(struct mof_json *j, const char *what, struct mof_list *out);

#define MOF_READ_KEYS(j, keys, what, into) \
	mof_json_read_keys((j), (keys), sizeof(keys) / sizeof((keys)[0]), (what), (into))

/* ---- json_parts.c: values, types, qualifiers, members, instances ---- */

/* What the keys of an object were read into, be it a qualifier, a member or a declaration. */
struct mof_json_fields {
	struct mof_value *ns, *path;
	struct mof_name name, superclass;
	struct mof_name word;		/* "uint8", "reference"; len 0: not there, or told */
	struct mof_name class_name;	/* of a reference, an object or an instance */
	bool is_array, propagated, has_flavors, has_stated;
	bool is_association, is_policy, is_value;	/* MOF 3 */
	struct mof_name base;				/* of an enumeration */
	struct cim_place array_place, qualifiers_place, scopes_place;
	struct mof_array *size;
	struct mof_value *value;
	struct mof_list qualifiers, scopes, flavors, stated;
	struct mof_list members, parameters, slots;
};

bool mof_json_read_type(struct mof_json *j, void *into);
bool mof_json_read_array_size(struct mof_json *j, void *into);
bool mof_json_read_array(struct mof_json *j, void *into);
bool mof_json_read_enumeration_name(struct mof_json *j, void *into);
/* Whether a name is one of those declared inside of the class: the name says it. */
bool mof_json_read_local(struct mof_json *j, void *into);
bool mof_json_read_element_value(struct mof_json *j, void *into);
bool mof_json_read_flavors(struct mof_json *j, void *into);
bool mof_json_read_stated(struct mof_json *j, void *into);
/* The type that a word says; NULL: there was none, or it is told. */
struct mof_type *mof_json_type_of(struct mof_json *j, const struct mof_json_fields *e);
/* The brackets of an array, or NULL. */
struct mof_array *mof_json_array_of(struct mof_json *j, const struct mof_json_fields *e);
bool mof_json_read_qualifiers(struct mof_json *j, void *into);
bool mof_json_read_members(struct mof_json *j, enum mof_member_kind kind, const char *what,
    struct mof_list *out);
bool mof_json_read_class_of(struct mof_json *j, void *into);
bool mof_json_read_slots(struct mof_json *j, void *into);

#endif
