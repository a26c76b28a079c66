/* mark.c: the line markers of a C preprocessor: whose line each line of its output was. */
#include <string.h>

#include "mof/source.h"

/* The file name in quotes at *at, without its escapes; NULL without memory. */
static const char *
mark_name(struct arena *arena, const char *at, const char *end)
{
	char *name = arena_text(arena, (size_t)(end - at) + 1), *to = name;
	for (at++; name != NULL && at < end && *at != '"'; at++) {
		if (*at == '\\' && at + 1 < end)
			at++;
		*to++ = *at;
	}
	if (name != NULL)
		*to = '\0';
	return name;
}

/* A number up to the limit of lines. */
static const char *
mark_number(const char *at, const char *end, uint32_t *number)
{
	uint64_t n = 0;
	for (; at < end && *at >= '0' && *at <= '9'; at++)
		n = n < UINT32_MAX ? n * 10 + (uint64_t)(*at - '0') : n;
	*number = n < UINT32_MAX ? (uint32_t)n : UINT32_MAX;
	return at;
}

static const char *
skip_blanks(const char *at, const char *end)
{
	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	return at;
}

/*
 * Whether a line is one: # 12 "file" 1 3, or #line 12 "file". What has no name of a file speaks of
 * the one before.
 */
static enum cim_err
mark_read(struct arena *arena, const char *at, const char *end, struct mof_mark *mark,
    bool *is_mark)
{
	*is_mark = false;
	at = skip_blanks(at, end);
	if (at == end || *at != '#')
		return CIM_OK;
	at = skip_blanks(at + 1, end);
	if (end - at > 4 && memcmp(at, "line", 4) == 0)
		at = skip_blanks(at + 4, end);
	const char *behind = mark_number(at, end, &mark->line);
	if (behind == at)
		return CIM_OK;
	*is_mark = true;
	at = skip_blanks(behind, end);
	if (at == end || *at != '"')
		return CIM_OK;
	mark->file = mark_name(arena, at, end);
	return mark->file == NULL ? CIM_ENOMEM : CIM_OK;
}

/*
 * The places of a preprocessed text are those of the files that it was made of: the markers are
 * taken out of it, and kept. A marker in angle brackets (<stdin>, <command-line>) names no file.
 */
enum cim_err
mof_source_marks(struct arena *arena, struct mof_source *source)
{
	size_t cap = 0;
	char *text = source->text, *end = text + source->size;
	struct mof_mark mark = { 0, 0, source->name };
	for (char *line = text; line < end;) {
		char *eol = memchr(line, '\n', (size_t)(end - line));
		char *next = eol == NULL ? end : eol + 1;
		bool is_mark;
		enum cim_err err = mark_read(arena, line, eol == NULL ? end : eol, &mark, &is_mark);
		if (err != CIM_OK)
			return err;
		if (is_mark) {
			if (mark.file[0] == '<')
				mark.file = source->name;
			mark.at = (uint32_t)(next - text);
			struct mof_mark *grown = arena_grow(arena, source->marks,
			    source->mark_count, &cap, source->mark_count + 1, sizeof(mark));
			if (grown == NULL)
				return CIM_ENOMEM;
			source->marks = grown;
			source->marks[source->mark_count++] = mark;
			memset(line, ' ', (size_t)((eol == NULL ? end : eol) - line));
		}
		line = next;
	}
	return CIM_OK;
}

const struct mof_mark *
mof_source_mark(const struct mof_source *source, uint32_t at)
{
	size_t low = 0, high = source->mark_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (source->marks[middle].at <= at - source->base)
			low = middle + 1;
		else
			high = middle;
	}
	return low == 0 ? NULL : &source->marks[low - 1];
}

const char *
mof_source_file(const struct mof_source *source, uint32_t at)
{
	const struct mof_mark *mark = mof_source_mark(source, at);
	return mark == NULL ? source->name : mark->file;
}
