/* test_source.c: encodings become UTF-8, places become lines and columns. */
#include "config.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mof/source.h"
#include "tests/unit.h"

#define BYTES(literal) (literal), sizeof(literal) - 1

/*
 * Bytes of a file, the text they become, the encoding they are in, and where the
 * first bad one is.
 */
static const struct {
	const char *what, *bytes;
	size_t n;
	const char *text;
	size_t text_len;
	enum mof_encoding encoding;
	uint32_t bad;		/* 1-based offset in the text, 0: none */
} encodings[] = {
	{ "empty", BYTES(""), BYTES(""), MOF_UTF8, 0 },
	{ "ASCII", BYTES("class"), BYTES("class"), MOF_UTF8, 0 },
	{ "UTF-8", BYTES("\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"),
	    BYTES("\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"), MOF_UTF8, 0 },
	{ "a signature alone", BYTES("\xEF\xBB\xBF"), BYTES(""), MOF_UTF8_BOM, 0 },
	{ "a signature", BYTES("\xEF\xBB\xBFx"), BYTES("x"), MOF_UTF8_BOM, 0 },
	{ "half a signature", BYTES("\xEF\xBB"), BYTES("\xC3\xAF\xC2\xBB"), MOF_CP1252, 1 },
	{ "UTF-16 LE", BYTES("\xFF\xFE" "a\0\xAC\x20"), BYTES("a\xE2\x82\xAC"), MOF_UTF16LE, 0 },
	{ "UTF-16 BE", BYTES("\xFE\xFF" "\0a\x20\xAC"), BYTES("a\xE2\x82\xAC"), MOF_UTF16BE, 0 },
	{ "UTF-16, a pair", BYTES("\xFF\xFE\x3D\xD8\x00\xDE"), BYTES("\xF0\x9F\x98\x80"),
	    MOF_UTF16LE, 0 },
	{ "UTF-16, a signature alone", BYTES("\xFF\xFE"), BYTES(""), MOF_UTF16LE, 0 },
	{ "UTF-16, half a unit", BYTES("\xFF\xFE" "a\0b"), BYTES("a\xEF\xBF\xBD"), MOF_UTF16LE,
	    2 },
	{ "UTF-16, half a pair", BYTES("\xFF\xFE\x3D\xD8" "a\0"), BYTES("\xEF\xBF\xBD" "a"),
	    MOF_UTF16LE, 1 },
	{ "CP1252", BYTES("caf\xE9 \x80 \x81"), BYTES("caf\xC3\xA9 \xE2\x82\xAC \xC2\x81"),
	    MOF_CP1252, 4 },
	{ "overlong UTF-8", BYTES("\xC0\x80"), BYTES("\xC3\x80\xE2\x82\xAC"), MOF_CP1252, 1 },
	{ "a surrogate in UTF-8", BYTES("\xED\xA0\x80"), BYTES("\xC3\xAD\xC2\xA0\xE2\x82\xAC"),
	    MOF_CP1252, 1 },
	{ "beyond U+10FFFF", BYTES("\xF4\x90\x80\x80"),
	    BYTES("\xC3\xB4\xC2\x90\xE2\x82\xAC\xE2\x82\xAC"), MOF_CP1252, 1 },
	{ "cut UTF-8 at the end", BYTES("0123456789012345678901234567890\xC3"),
	    BYTES("0123456789012345678901234567890\xC3\x83"), MOF_CP1252, 32 },
	{ "NUL bytes", BYTES("a\0b"), BYTES("a\0b"), MOF_UTF8, 0 }
};

static void
test_encodings(void)
{
	for (size_t i = 0; i < sizeof(encodings) / sizeof(encodings[0]); i++) {
		struct arena arena = { 0 };
		struct mof_source *s = NULL;
		enum cim_err err = mof_source_copy(&arena, "x.mof", encodings[i].bytes,
		    encodings[i].n, &s, NULL);
		bool good = err == CIM_OK && s->size == encodings[i].text_len &&
		    memcmp(s->text, encodings[i].text, s->size) == 0;
		tap_ok(good, "%s: the text", encodings[i].what);
		tap_ok(good && s->encoding == encodings[i].encoding, "%s: the encoding",
		    encodings[i].what);
		tap_ok(good && (s->bad.len > 0) == (encodings[i].bad > 0) &&
		    (s->bad.len == 0 || s->bad.at + 1 == encodings[i].bad), "%s: what is bad",
		    encodings[i].what);
		tap_ok(good && s->text[s->size] == '\0' && s->text[s->size + 1] == '\0',
		    "%s: two NULs behind", encodings[i].what);
		arena_free(&arena);
	}
}

/* A text, an offset in it, and the line and column that it is at. */
static const struct {
	const char *what, *text;
	uint32_t offset, line, column;
	const char *line_text;
} places[] = {
	{ "the first byte", "ab\ncd", 0, 1, 1, "ab" },
	{ "a line end", "ab\ncd", 2, 1, 3, "ab" },
	{ "behind LF", "ab\ncd", 3, 2, 1, "cd" },
	{ "the end of the file", "ab\ncd", 5, 2, 3, "cd" },
	{ "the end behind LF", "ab\n", 3, 2, 1, "" },
	{ "CR LF", "ab\r\ncd", 4, 2, 1, "cd" },
	{ "CR CR LF is one end", "ab\r\r\ncd", 5, 2, 1, "cd" },
	{ "a lone CR", "ab\rcd", 3, 2, 1, "cd" },
	{ "two CR", "ab\r\rcd", 4, 3, 1, "cd" },
	{ "LF CR", "ab\n\rcd", 4, 3, 1, "cd" },
	{ "columns are characters", "\xC3\xA9\xE2\x82\xACx", 5, 1, 3, "\xC3\xA9\xE2\x82\xACx" },
	{ "a tab is one column", "\tx", 1, 1, 2, "\tx" },
	{ "an empty file", "", 0, 1, 1, "" }
};

static void
test_places(void)
{
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		struct arena arena = { 0 };
		struct mof_sources all;
		struct mof_source *before = NULL, *s = NULL, *after = NULL;
		struct mof_where where = { 0 };
		mof_sources_init(&all);
		bool good = mof_source_copy(&arena, "b", "before", 6, &before, NULL) == CIM_OK &&
		    mof_source_copy(&arena, "s", places[i].text, strlen(places[i].text), &s,
		    NULL) == CIM_OK && mof_source_copy(&arena, "a", "after", 5, &after,
		    NULL) == CIM_OK && mof_sources_add(&all, before) == CIM_OK &&
		    mof_sources_add(&all, s) == CIM_OK && mof_sources_add(&all, after) == CIM_OK;
		good = good && mof_source_where(&all,
		    (struct cim_place){ s->base + places[i].offset, 1 }, &where);
		tap_ok(good && where.source == s && where.line == places[i].line &&
		    where.column == places[i].column, "%s: %u:%u, got %u:%u", places[i].what,
		    places[i].line, places[i].column, where.line, where.column);
		tap_ok(good && where.line_text.len == strlen(places[i].line_text) &&
		    memcmp(where.line_text.ptr, places[i].line_text, where.line_text.len) == 0,
		    "%s: the line", places[i].what);
		mof_sources_free(&all);
		arena_free(&arena);
	}
}

/* Adds a source of 10 bytes that is included at an offset of another, or given. */
static struct mof_source *
add(struct arena *arena, struct mof_sources *all, struct mof_source *parent, uint32_t offset)
{
	struct mof_source *s = NULL;
	if (mof_source_copy(arena, "s", "0123456789", 10, &s, NULL) != CIM_OK)
		exit(99);
	if (parent != NULL) {
		s->parent = parent;
		s->included_at = (struct cim_place){ parent->base + offset, 1 };
		s->depth = parent->depth + 1;
	}
	if (mof_sources_add(all, s) != CIM_OK)
		exit(99);
	return s;
}

/*
 * Reading order: top includes late at 8 and early at 3 (added in that order); early
 * includes deep at 5.
 */
static void
test_order(void)
{
	struct arena arena = { 0 };
	struct mof_sources all;
	mof_sources_init(&all);
	struct mof_source *top = add(&arena, &all, NULL, 0), *late = add(&arena, &all, top, 8);
	struct mof_source *early = add(&arena, &all, top, 3), *deep = add(&arena, &all, early, 5);
	struct mof_source *second = add(&arena, &all, NULL, 0);
	const uint32_t order[] = { top->base, top->base + 3, early->base, early->base + 5,
	    deep->base, deep->base + 10,
		early->base + 6, top->base + 4, top->base + 8, late->base, top->base + 9,
		    second->base, 0 };
	size_t n = sizeof(order) / sizeof(order[0]);
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < n; j++) {
			int got = mof_source_cmp(&all, order[i], order[j]),
			    want = i < j ? -1 : i > j;
			if ((got > 0) - (got < 0) != want)
				tap_ok(0, "place %zu against place %zu: %d", i, j, got);
		}
	}
	tap_ok(1, "%zu places compare in reading order", n);
	tap_ok(mof_source_find(&all, top->base + 10) == top, "the end of a file is in it");
	tap_ok(mof_source_find(&all, second->base + 11) == NULL,
	    "behind the last file is nowhere");
	tap_ok(mof_source_find(&all, 0) == NULL, "0 is nowhere");
	mof_sources_free(&all);
	arena_free(&arena);
}

/* Files: whole, whatever their size; what cannot be read says why. */
static void
test_files(void)
{
	char path[] = "test-source-XXXXXX";
	struct arena arena = { 0 };
	struct mof_source *s = NULL;
	struct cim_fault fault;
	int fd = mkstemp(path);
	static char big[200000];
	memset(big, 'x', sizeof(big));
	tap_ok(fd >= 0 && write(fd, big, sizeof(big)) == (ssize_t)sizeof(big),
	    "a file of 200,000 bytes");
	tap_ok(mof_source_load(&arena, path, false, &s, NULL) == CIM_OK &&
	    s->size == sizeof(big) && memcmp(s->text, big, sizeof(big)) == 0, "is read whole");
	tap_ok(s != NULL && s->ino != 0, "and known by its inode");
	if (fd >= 0)
		close(fd);
	unlink(path);
	cim_fault_clear(&fault);
	tap_ok(mof_source_load(&arena, path, false, &s, &fault) == CIM_ENOENT &&
	    strstr(fault.text, path) != NULL, "a missing file: %s", fault.text);
	struct arena small = { 0 };
	tap_ok(mof_source_load(&small, "/dev/null", false, &s, NULL) == CIM_OK &&
	    s->size == 0 && small.total < 16384, "nothing takes little room: %zu", small.total);
	arena_free(&small);
	cim_fault_clear(&fault);
	tap_ok(mof_source_load(&arena, "/", false, &s, &fault) != CIM_OK &&
	    fault.text[0] != '\0', "a directory: %s", fault.text);
	arena_free(&arena);
}

/* A line as long as a file: each of its places is found at once, or the alarm ends this test. */
static void
test_long_line(void)
{
	struct arena arena = { 0 };
	struct mof_sources all;
	struct mof_source *s = NULL;
	static char text[2000000];
	struct mof_where where;
	bool good = true;
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = i % 5 == 3 ? '\xC3' : i % 5 == 4 ? '\xA9' : 'x';
	text[1] = '\n';
	mof_sources_init(&all);
	tap_ok(mof_source_copy(&arena, "x.mof", text, sizeof(text), &s, NULL) == CIM_OK &&
	    mof_sources_add(&all, s) == CIM_OK, "a line of two million bytes");
	alarm(30);
	/* Five bytes are four characters; the line begins at byte 2. */
	for (uint32_t at = 5; good && at <= sizeof(text); at += 5)
		good = mof_source_where(&all, (struct cim_place){ s->base + at, 1 }, &where) &&
		    where.line == 2 && where.column == at / 5 * 4 - 1 &&
		    where.line_text.len == sizeof(text) - 2;
	alarm(0);
	tap_ok(good, "its 400,000 places are found in a moment");
	mof_sources_free(&all);
	arena_free(&arena);
}

int
main(void)
{
	test_encodings();
	test_places();
	test_long_line();
	test_order();
	test_files();
	return tap_done();
}
