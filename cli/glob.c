/* glob.c: patterns for names, without regard to case. */
#include "config.h"

#include "cli/glob.h"

#include <string.h>

#include "cim/limits.h"

enum cim_err
glob_init(struct glob *glob, struct arena *arena, const char *pattern)
{
	size_t len = strlen(pattern);
	if (len > CIM_LIMIT_NAME)
		return CIM_ELIMIT;
	bool plain = pattern[strcspn(pattern, "*?[")] == '\0';
	char *folded = arena_text(arena, CIM_FOLD_ROOM(len) + 2);
	if (folded == NULL)
		return CIM_ENOMEM;
	folded[0] = '*';
	size_t at = plain ? 1 : 0;
	at += cim_fold(pattern, len, folded + at);
	if (plain)
		folded[at++] = '*';
	glob->folded = folded;
	glob->len = at;
	return CIM_OK;
}

/* Bytes of the UTF-8 character at p; a malformed one counts as a byte. */
static size_t
char_len(const char *p, const char *end)
{
	unsigned char c = (unsigned char)*p;
	size_t len = c < 0xc0 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
	return len <= (size_t)(end - p) ? len : 1;
}

/* Characters of UTF-8 compare as their bytes do. */
static int
char_cmp(const char *a, size_t na, const char *b, size_t nb)
{
	int order = memcmp(a, b, na < nb ? na : nb);
	return order != 0 ? order : na < nb ? -1 : na > nb;
}

/*
 * Whether the character of n bytes at c is in the set behind '['; *after gets
 * the place behind its ']', or NULL when it has none and is no set.
 */
static bool
in_set(const char *p, const char *end, const char *c, size_t n, const char **after)
{
	bool not = p < end && (*p == '!' || *p == '^'), found = false, first = true;
	if (not)
		p++;
	*after = NULL;
	while (p < end && (first || *p != ']')) {
		size_t low = char_len(p, end);
		const char *from = p, *to = p;
		size_t high = low;
		p += low;
		if (p + 1 < end && *p == '-' && p[1] != ']') {
			to = p + 1;
			high = char_len(to, end);
			p = to + high;
		}
		if (char_cmp(from, low, c, n) <= 0 && char_cmp(c, n, to, high) <= 0)
			found = true;
		first = false;
	}
	if (p < end)
		*after = p + 1;
	return found != not;
}

/* Whether one item of the pattern matches the character at c; *next gets what follows it. */
static bool
one_matches(const char *p, const char *end, const char *c, size_t n, const char **next)
{
	if (*p == '?') {
		*next = p + 1;
		return true;
	}
	if (*p == '[') {
		bool in = in_set(p + 1, end, c, n, next);
		if (*next != NULL)
			return in;
	}
	size_t len = char_len(p, end);
	*next = p + len;
	return len == n && memcmp(p, c, n) == 0;
}

/* Only the last '*' is ever tried again: the time is the product of the lengths at worst. */
bool
glob_match(const struct glob *glob, struct cim_name name)
{
	char folded[CIM_FOLD_ROOM(CIM_LIMIT_NAME)];
	if (name.len > CIM_LIMIT_NAME)
		return false;
	const char *p = glob->folded, *p_end = p + glob->len;
	const char *c = folded, *c_end = c + cim_fold(name.ptr, name.len, folded);
	const char *star = NULL, *retry = NULL;
	while (c < c_end) {
		const char *next = NULL;
		size_t n = char_len(c, c_end);
		if (p < p_end && *p == '*') {
			star = ++p;
			retry = c;
		} else if (p < p_end && one_matches(p, p_end, c, n, &next)) {
			p = next;
			c += n;
		} else if (star != NULL) {
			retry += char_len(retry, c_end);
			c = retry;
			p = star;
		} else {
			return false;
		}
	}
	while (p < p_end && *p == '*')
		p++;
	return p == p_end;
}
