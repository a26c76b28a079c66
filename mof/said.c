/* said.c: places from which on a file says its own dialect, in a comment or an object of JSON. */
#include "config.h"

#include "mof/said.h"

#include <string.h>
#include <strings.h>

#include "mof/mof.h"

/* ORDER: enum mof_dialect */
static const char *const words[] = { "auto", "dmtf", "wmi", "dsc", "mof3" };
_Static_assert(sizeof(words) / sizeof(words[0]) == MOF_DIALECT_COUNT, "a word each");

const char *
mof_dialect_to_string(enum mof_dialect dialect)
{
	return dialect < MOF_DIALECT_COUNT ? words[dialect] : "";
}

enum cim_err
mof_said_add(struct arena *arena, struct mof_source *source, struct cim_place place,
    struct cim_str word)
{
	struct mof_saying said = { place, 0, false };
	while (said.dialect < MOF_DIALECT_COUNT && (strlen(words[said.dialect]) != word.len ||
	    strncasecmp(words[said.dialect], word.ptr, word.len) != 0))
		said.dialect++;
	if (said.dialect == MOF_DIALECT_COUNT) {
		said.unknown = true;
		said.dialect = source->said_count == 0 ? MOF_DIALECT_AUTO :
		    source->said[source->said_count - 1].dialect;
	}
	struct mof_saying *grown = arena_grow(arena, source->said, source->said_count,
	    &source->said_cap, source->said_count + 1, sizeof(said));
	if (grown == NULL)
		return CIM_ENOMEM;
	source->said = grown;
	source->said[source->said_count++] = said;
	return CIM_OK;
}

static size_t
skip_blanks(struct cim_str s, size_t at)
{
	while (at < s.len && (s.ptr[at] == ' ' || s.ptr[at] == '\t'))
		at++;
	return at;
}

/* Behind a word and the blanks that follow it; 0: it does not stand there. */
static size_t
skip_word(struct cim_str s, size_t at, const char *word)
{
	size_t len = strlen(word);
	if (s.len - at < len || memcmp(s.ptr + at, word, len) != 0)
		return 0;
	size_t end = skip_blanks(s, at + len);
	return end > at + len ? end : 0;
}

bool
mof_said_in(struct cim_str comment, struct cim_str *word)
{
	size_t at = skip_word(comment, skip_blanks(comment, 2), "wbemkit:");
	if (at > 0)
		at = skip_word(comment, at, "dialect");
	if (at == 0 || at == comment.len)
		return false;
	size_t end = at;
	while (end < comment.len && comment.ptr[end] != ' ' && comment.ptr[end] != '\t')
		end++;
	*word = cim_str(comment.ptr + at, end - at);
	/* More words than one are a sentence of somebody's. */
	return skip_blanks(comment, end) == comment.len;
}

const struct mof_saying *
mof_said_at(const struct mof_source *source, uint32_t at)
{
	size_t low = 0, high = source->said_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (source->said[middle].place.at <= at)
			low = middle + 1;
		else
			high = middle;
	}
	return low == 0 ? NULL : &source->said[low - 1];
}
