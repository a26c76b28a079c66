/* name.c: names compared without regard to case: folding, hashing, maps, interning. */
#include "cim/name.h"

#include <string.h>

#include "cim/fold.h"
#include "cim/host.h"
#include "cim/hash.h"
#include "cim/limits.h"

struct cim_str
cim_str_from(const char *nul_terminated)
{
	return cim_str(nul_terminated, strlen(nul_terminated));
}

bool
cim_str_eq(struct cim_str a, struct cim_str b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

bool
cim_str_copy(struct arena *arena, struct cim_str from, struct cim_str *to)
{
	/* No text at all stays that; empty text stays a text. */
	if (from.ptr == NULL) {
		*to = cim_str(NULL, 0);
		return true;
	}
	const char *copy = arena_copy(arena, from.ptr, from.len);
	*to = cim_str(copy, copy == NULL ? 0 : from.len);
	return copy != NULL;
}

/* One character of well-formed UTF-8; gives its length, or 0 when malformed. p < end. */
static size_t
utf8_decode(const unsigned char *p, const unsigned char *end, uint32_t *code)
{
	static const uint32_t least[5] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t n = *p < 0x80 ? 1 : *p < 0xc2 ? 0 : *p < 0xe0 ? 2 : *p < 0xf0 ? 3 :
	    *p < 0xf5 ? 4 : 0;
	if (n == 0 || n > (size_t)(end - p))
		return 0;
	uint32_t c = n == 1 ? *p : *p & (0x7fu >> n);
	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (p[i] & 0x3fu);
	}
	if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return 0;
	*code = c;
	return n;
}

static size_t
utf8_encode(uint32_t c, unsigned char out[4])
{
	if (c < 0x80) {
		out[0] = (unsigned char)c;
		return 1;
	}
	size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	for (size_t i = n - 1; i > 0; i--, c >>= 6)
		out[i] = (unsigned char)(0x80 | (c & 0x3f));
	out[0] = (unsigned char)((0xf00u >> n & 0xff) | c);
	return n;
}

static uint32_t
fold_code(uint32_t c)
{
	size_t lo = 0, hi = sizeof(fold_runs) / sizeof(fold_runs[0]);
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (fold_runs[mid].last < c)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == sizeof(fold_runs) / sizeof(fold_runs[0]))
		return c;
	const struct fold_run *run = &fold_runs[lo];
	if (c < run->first || (c - run->first) % (uint32_t)run->step != 0)
		return c;
	return (uint32_t)((int32_t)c + run->delta);
}

/* The folded bytes of the character at *at, which moves on; a malformed byte stands for itself. */
static inline size_t
fold_next(const unsigned char **at, const unsigned char *end, unsigned char out[4])
{
	unsigned char first = **at;
	if (first < 0x80) {
		out[0] = first >= 'A' && first <= 'Z' ? first | 0x20 : first;
		(*at)++;
		return 1;
	}
	uint32_t code;
	size_t n = utf8_decode(*at, end, &code);
	if (n == 0) {
		out[0] = first;
		(*at)++;
		return 1;
	}
	*at += n;
	return utf8_encode(fold_code(code), out);
}

size_t
cim_fold(const char *ptr, size_t len, char *out)
{
	const unsigned char *at = (const unsigned char *)ptr, *end = len == 0 ? at : at + len;
	char *to = out;
	while (at < end) {
		unsigned char folded[4];
		size_t n = fold_next(&at, end, folded);
		memcpy(to, folded, n);
		to += n;
	}
	return (size_t)(to - out);
}

/* The same function of the folded bytes as name_hash_ascii, for names that are not ASCII. */
static uint32_t
hash_folded(const char *ptr, size_t len)
{
	const unsigned char *at = (const unsigned char *)ptr, *end = at + len;
	uint64_t hash = NAME_HASH_START;
	char word[12];
	size_t have = 0, total = 0;
	while (at < end) {
		size_t n = fold_next(&at, end, (unsigned char *)word + have);
		have += n;
		total += n;
		if (have >= 8) {
			hash = word_mix(hash, word_load(word));
			have -= 8;
			memmove(word, word + 8, have);
		}
	}
	return name_hash_end(hash, word_load_tail(word, 0, have), total);
}

struct cim_name
cim_name(const char *ptr, size_t len)
{
	uint64_t hash = NAME_HASH_START, seen = 0;
	size_t i = 0;
	/* As a name of zeros has it, which is the empty name too. */
	if (len == 0)
		return (struct cim_name){ ptr, 0, 0 };
	for (; len - i >= 8; i += 8) {
		uint64_t w = word_load(ptr + i);
		seen |= w;
		hash = word_mix(hash, word_lower(w));
	}
	uint64_t last = word_load_tail(ptr, i, len - i);
	uint32_t h = name_hash_end(hash, word_lower(last), len);
	if (((seen | last) & WORD_HIGH_BITS) != 0)
		h = hash_folded(ptr, len);
	return (struct cim_name){ ptr, (uint32_t)len, h };
}

struct cim_name
cim_name_from_text(const char *nul_terminated)
{
	return cim_name(nul_terminated, strlen(nul_terminated));
}

int
cim_name_cmp(struct cim_name a, struct cim_name b)
{
	const unsigned char *p = (const unsigned char *)a.ptr, *p_end = a.len == 0 ? p : p + a.len;
	const unsigned char *q = (const unsigned char *)b.ptr, *q_end = b.len == 0 ? q : q + b.len;
	unsigned char x[4], y[4];
	size_t xi = 0, xn = 0, yi = 0, yn = 0;
	/* Byte by byte, for a malformed byte may stand where the other has half a character. */
	for (;;) {
		if (xi == xn && p < p_end) {
			xn = fold_next(&p, p_end, x);
			xi = 0;
		}
		if (yi == yn && q < q_end) {
			yn = fold_next(&q, q_end, y);
			yi = 0;
		}
		if (xi == xn || yi == yn)
			return (xi < xn) - (yi < yn);
		if (x[xi] != y[yi])
			return x[xi] < y[yi] ? -1 : 1;
		xi++;
		yi++;
	}
}

bool
cim_name_eq_folded(struct cim_name a, struct cim_name b)
{
	if (a.len != b.len)
		return cim_name_cmp(a, b) == 0;
	size_t i = 0;
	for (; a.len - i >= 8; i += 8) {
		uint64_t x = word_load(a.ptr + i), y = word_load(b.ptr + i);
		if (x == y)
			continue;
		if (((x | y) & WORD_HIGH_BITS) != 0)
			return cim_name_cmp(a, b) == 0;
		if (word_lower(x) != word_lower(y))
			return false;
	}
	uint64_t x = word_load_tail(a.ptr, i, a.len - i), y = word_load_tail(b.ptr, i, b.len - i);
	if (((x | y) & WORD_HIGH_BITS) != 0)
		return x == y || cim_name_cmp(a, b) == 0;
	return word_lower(x) == word_lower(y);
}

bool
cim_name_is_folded(struct cim_name a, const char *ascii)
{
	for (uint32_t i = 0; i < a.len; i++) {
		unsigned char x = (unsigned char)a.ptr[i], y = (unsigned char)ascii[i];
		/* The literal ends here, even where the name has a NUL. */
		if (y == '\0')
			return false;
		if (x >= 0x80)
			return cim_name_cmp(a,
			    (struct cim_name){ ascii, (uint32_t)strlen(ascii), 0 }) == 0;
		/*
		 * Letters differ from their other case by this bit alone; '@' and '[' would as
		 * well.
		 */
		if (x != y && ((x ^ y) != 0x20 || (x | 0x20) < 'a' || (x | 0x20) > 'z'))
			return false;
	}
	return ascii[a.len] == '\0';
}

/*
 * The length of the identifier's character at p: letters and all beyond ASCII, digits unless it
 * is the first; 0 when none.
 */
static size_t
identifier_char(const unsigned char *p, const unsigned char *end, bool first)
{
	if (*p >= 0x80) {
		uint32_t code;
		return utf8_decode(p, end, &code);
	}
	bool letter = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || *p == '_';
	return letter || (!first && *p >= '0' && *p <= '9') ? 1 : 0;
}

bool
cim_name_valid(struct cim_str text)
{
	if (text.len == 0 || text.len > CIM_LIMIT_NAME)
		return false;
	const unsigned char *p = (const unsigned char *)text.ptr, *end = p + text.len;
	for (bool first = true; p < end; first = false) {
		size_t n = identifier_char(p, end, first);
		if (n == 0)
			return false;
		p += n;
	}
	return true;
}

static bool
is_slash(char c)
{
	return c == '/' || c == '\\';
}

/* The part of a path that ends before the next slash; rest moves behind it, not over the slash. */
static struct cim_str
take_part(struct cim_str *rest)
{
	size_t n = 0;
	while (n < rest->len && !is_slash(rest->ptr[n]))
		n++;
	struct cim_str part = cim_str(rest->ptr, n);
	*rest = cim_str(rest->ptr + n, rest->len - n);
	return part;
}

/* Takes "\\.\" from the front. What is left is a namespace with slashes around it. */
static enum cim_err
take_host(struct cim_str *text)
{
	if (text->len < 2 || !is_slash(text->ptr[0]) || !is_slash(text->ptr[1]))
		return CIM_OK;
	*text = cim_str(text->ptr + 2, text->len - 2);
	struct cim_str host = take_part(text);
	if (host.len == 0)
		return CIM_EINVAL;
	return cim_host_is_own(host) ? CIM_OK : CIM_EDENIED;
}

enum cim_err
cim_namespace_normal(struct arena *arena, struct cim_str text, struct cim_str *normal)
{
	if (text.len > CIM_LIMIT_NAMESPACE)
		return CIM_ELIMIT;
	enum cim_err err = take_host(&text);
	if (err != CIM_OK)
		return err;
	while (text.len > 0 && is_slash(text.ptr[text.len - 1]))
		text.len--;
	while (text.len > 0 && is_slash(text.ptr[0]))
		text = cim_str(text.ptr + 1, text.len - 1);
	if (text.len == 0)
		return CIM_EINVAL;

	/* What is left has a part before, between and after all its slashes, or is wrong. */
	for (struct cim_str rest = text;;) {
		if (!cim_name_valid(take_part(&rest)))
			return CIM_EINVAL;
		if (rest.len == 0)
			break;
		rest = cim_str(rest.ptr + 1, rest.len - 1);
	}
	char *copy = arena_copy(arena, text.ptr, text.len);
	if (copy == NULL)
		return CIM_ENOMEM;
	for (size_t i = 0; i < text.len; i++) {
		if (copy[i] == '\\')
			copy[i] = '/';
	}
	*normal = cim_str(copy, text.len);
	return CIM_OK;
}

/*
 * Open addressing in powers of two, at most three quarters full, so that a
 * free slot always ends the search. Old slots stay in the arena: together
 * they are no more than the new ones.
 */
#define FIRST_SLOTS 16u
#define MOST_SLOTS (UINT32_C(1) << 30)

static bool
slots_full(uint32_t used, uint32_t cap)
{
	return used >= cap - cap / 4;
}

/* The slot that has the name, or the free one where it belongs. cap > 0. */
static struct cim_map_slot *
map_slot(const struct cim_map *map, struct cim_name name)
{
	uint32_t mask = map->cap - 1;
	uint32_t at = name.hash & mask;
	while (map->slots[at].value != NULL && !cim_name_eq(map->slots[at].name, name))
		at = (at + 1) & mask;
	return &map->slots[at];
}

void *
cim_map_get(const struct cim_map *map, struct cim_name name)
{
	return map->cap == 0 ? NULL : map_slot(map, name)->value;
}

static enum cim_err
map_grow(struct cim_map *map, struct arena *arena)
{
	if (map->cap >= MOST_SLOTS)
		return CIM_ENOMEM;
	struct cim_map grown = { .cap = map->cap == 0 ? FIRST_SLOTS : map->cap * 2,
	    .used = map->used };
	grown.slots = arena_calloc(arena, grown.cap, sizeof(*grown.slots));
	if (grown.slots == NULL)
		return CIM_ENOMEM;
	/* All are different: only a free slot is looked for. */
	for (uint32_t i = 0; i < map->cap; i++) {
		if (map->slots[i].value == NULL)
			continue;
		uint32_t at = map->slots[i].name.hash & (grown.cap - 1);
		while (grown.slots[at].value != NULL)
			at = (at + 1) & (grown.cap - 1);
		grown.slots[at] = map->slots[i];
	}
	*map = grown;
	return CIM_OK;
}

enum cim_err
cim_map_add(struct cim_map *map, struct arena *arena, struct cim_name name, void *value,
    void **there)
{
	if (slots_full(map->used, map->cap)) {
		enum cim_err err = map_grow(map, arena);
		if (err != CIM_OK)
			return err;
	}
	struct cim_map_slot *slot = map_slot(map, name);
	if (slot->value == NULL) {
		*slot = (struct cim_map_slot){ name, value };
		map->used++;
	}
	if (there != NULL)
		*there = slot->value;
	return CIM_OK;
}

enum cim_err
cim_map_set(struct cim_map *map, struct arena *arena, struct cim_name name, void *value)
{
	if (slots_full(map->used, map->cap)) {
		enum cim_err err = map_grow(map, arena);
		if (err != CIM_OK)
			return err;
	}
	struct cim_map_slot *slot = map_slot(map, name);
	if (slot->value == NULL) {
		slot->name = name;
		map->used++;
	}
	slot->value = value;
	return CIM_OK;
}

/*
 * A hash of the spelling to the letter: all the spellings of one name have one
 * cim_name.hash, and a million of them must not end up in one row of slots.
 */
static uint32_t
spelling_hash(const char *ptr, size_t len)
{
	uint64_t hash = NAME_HASH_START;
	size_t i = 0;
	for (; len - i >= 8; i += 8)
		hash = word_mix(hash, word_load(ptr + i));
	return name_hash_end(hash, word_load_tail(ptr, i, len - i), len);
}

static enum cim_err
names_grow(struct cim_names *names)
{
	if (names->cap >= MOST_SLOTS)
		return CIM_ENOMEM;
	uint32_t cap = names->cap == 0 ? 256 : names->cap * 2;
	struct cim_name *slots = arena_calloc(names->arena, cap, sizeof(*slots));
	if (slots == NULL)
		return CIM_ENOMEM;
	for (uint32_t i = 0; i < names->cap; i++) {
		const struct cim_name *old = &names->slots[i];
		if (old->ptr == NULL)
			continue;
		uint32_t at = spelling_hash(old->ptr, old->len) & (cap - 1);
		while (slots[at].ptr != NULL)
			at = (at + 1) & (cap - 1);
		slots[at] = *old;
	}
	names->slots = slots;
	names->cap = cap;
	return CIM_OK;
}

enum cim_err
cim_names_intern(struct cim_names *names, const char *ptr, size_t len, struct cim_name *out)
{
	if (slots_full(names->used, names->cap)) {
		enum cim_err err = names_grow(names);
		if (err != CIM_OK)
			return err;
	}
	uint32_t mask = names->cap - 1;
	uint32_t at = spelling_hash(ptr, len) & mask;
	for (; names->slots[at].ptr != NULL; at = (at + 1) & mask) {
		if (cim_str_eq(cim_name_str(names->slots[at]), cim_str(ptr, len))) {
			*out = names->slots[at];
			return CIM_OK;
		}
	}
	const char *copy = arena_copy(names->arena, ptr, len);
	if (copy == NULL)
		return CIM_ENOMEM;
	*out = cim_name(copy, len);
	names->slots[at] = *out;
	names->used++;
	return CIM_OK;
}
