/* name.h: slices of text, and CIM names, which compare without regard to case. */
#ifndef CIM_NAME_H
#define CIM_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cim/arena.h"
#include "cim/err.h"
#include "cim/hash.h"

/* A slice of bytes that somebody else owns. Not NUL-terminated; may hold NULs. */
struct cim_str {
	const char *ptr;
	size_t len;
};

#define CIM_STR(literal) ((struct cim_str){ (literal), sizeof(literal) - 1 })

static inline struct cim_str
cim_str(const char *ptr, size_t len)
{
	return (struct cim_str){ ptr, len };
}

struct cim_str cim_str_from(const char *nul_terminated);
bool cim_str_eq(struct cim_str a, struct cim_str b);	/* byte for byte */
/* A copy in the arena; false when out of memory. */
bool cim_str_copy(struct arena *arena, struct cim_str from, struct cim_str *to);

/*
 * A name: class, property, method, parameter, qualifier, alias, namespace part.
 * Keeps the spelling of its declaration; hash is of the folded spelling, so two
 * names that differ in case alone have the same hash. An empty name has len 0 and hash 0,
 * as {0} has.
 * (DSP0004 5.1: names are case-insensitive; folding is Unicode simple case
 * folding, ASCII first.)
 */
struct cim_name {
	const char *ptr;
	uint32_t len;
	uint32_t hash;
};

/*
 * The name with this spelling; the bytes stay the caller's. len over CIM_LIMIT_NAME is cut by
 * nobody: check first.
 */
struct cim_name cim_name(const char *ptr, size_t len);
struct cim_name cim_name_from_text(const char *nul_terminated);
/* The same; of a literal, which is ASCII, the compiler makes the hash. */
static inline __attribute__((always_inline)) struct cim_name
cim_name_from(const char *nul_terminated)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	size_t len = __builtin_strlen(nul_terminated);
	if (__builtin_constant_p(len) && len > 0 && len <= LITERAL_MOST)
		return (struct cim_name){ nul_terminated, (uint32_t)len,
			name_hash_literal(nul_terminated, len) };
#endif
	return cim_name_from_text(nul_terminated);
}
static inline struct cim_str
cim_name_str(struct cim_name name)
{
	return (struct cim_str){ name.ptr, name.len };
}

/* the spellings, whatever the hashes say */
bool cim_name_eq_folded(struct cim_name a, struct cim_name b);

static inline bool
cim_name_eq(struct cim_name a, struct cim_name b)
{
	return a.hash == b.hash && ((a.ptr == b.ptr && a.len == b.len) ||
	    cim_name_eq_folded(a, b));
}

bool cim_name_is_folded(struct cim_name a, const char *ascii);

/*
 * Against a literal. Most literals differ in the first letter already; setting its 0x20 bit can
 * only find too much.
 */
static inline bool
cim_name_is(struct cim_name a, const char *ascii)
{
	if (a.len > 0 && (unsigned char)a.ptr[0] < 0x80 && ((a.ptr[0] ^ ascii[0]) & ~0x20) != 0)
		return false;
	return cim_name_is_folded(a, ascii);
}

/* Order of the folded spellings, byte by byte: <0, 0, >0. */
int cim_name_cmp(struct cim_name a, struct cim_name b);

/*
 * Writes the folded spelling of len bytes to out, which must hold
 * CIM_FOLD_ROOM(len) bytes, and returns its length. Malformed UTF-8 is copied.
 */
#define CIM_FOLD_ROOM(len) ((len) * 2)
size_t cim_fold(const char *ptr, size_t len, char *out);

/*
 * Whether it is an identifier of DSP0004: a letter, '_' or U+0080 and above, then those or
 * digits; at most CIM_LIMIT_NAME bytes.
 */
bool cim_name_valid(struct cim_str text);

/*
 * Namespace paths. Accepted with '/' or '\', any case, "\\.\" or "//./" in
 * front, slashes at either end; normal form has '/' between parts, none
 * outside, and the spelling kept. CIM_EINVAL: empty or a part is no
 * identifier. CIM_EDENIED: names another host (cim/host.h).
 * CIM_ELIMIT: longer than CIM_LIMIT_NAMESPACE. Result in the arena.
 */
enum cim_err cim_namespace_normal(struct arena *arena, struct cim_str text,
    struct cim_str *normal);

/* A map from names to pointers, in an arena. Zero-initialised ({0}) is empty. */
struct cim_map {
	struct cim_map_slot *slots;
	uint32_t cap, used;
};

struct cim_map_slot {
	struct cim_name name;
	void *value;		/* NULL: free */
};

/* The value under a name, or NULL. */
void *cim_map_get(const struct cim_map *map, struct cim_name name);

/*
 * Puts value (not NULL) under name unless there is one. *there gets the value
 * that now stands there: value itself, or the older one. CIM_OK or CIM_ENOMEM.
 */
enum cim_err cim_map_add(struct cim_map *map, struct arena *arena, struct cim_name name,
    void *value, void **there);

/* Puts or replaces. CIM_OK or CIM_ENOMEM. */
enum cim_err cim_map_set(struct cim_map *map, struct arena *arena, struct cim_name name,
    void *value);

/*
 * Interned names: every spelling once, in the arena. Two interned names that
 * are spelled alike to the letter have the same ptr.
 */
struct cim_names {
	struct arena *arena;
	struct cim_name *slots;
	uint32_t cap, used;
};

enum cim_err cim_names_intern(struct cim_names *names, const char *ptr, size_t len,
    struct cim_name *out);

#endif
