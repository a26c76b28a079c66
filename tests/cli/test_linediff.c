/* test_linediff.c: the difference of two texts, as printed, and done again to one of them. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "cim/bytes.h"
#include "cli/linediff.h"
#include "tests/unit.h"

static enum cim_err
collect(void *ctx, const void *bytes, size_t n)
{
	struct bytes_writer *w = ctx;
	bytes_write(w, bytes, n);
	return w->err;
}

static void
diff(const char *before, const char *after, struct bytes_writer *w)
{
	w->len = 0;
	tap_int(linediff_write(cim_str_from(before), cim_str_from(after), "old", "new",
	    (struct cim_sink){ collect, w }), CIM_OK, "a difference");
	bytes_write_u8(w, 0);
}

static void
test_rows(void)
{
	static const struct row {
		const char *before, *after, *want;
	} rows[] = {
		{ "a\n", "a\n", "" },
		{ "", "", "" },
		{ "", "a\n", "--- old\n+++ new\n@@ -0,0 +1 @@\n+a\n" },
		{ "a\nb\n", "", "--- old\n+++ new\n@@ -1,2 +0,0 @@\n-a\n-b\n" },
		{ "a\nb\nc\n", "a\nx\nc\n",
		    "--- old\n+++ new\n@@ -1,3 +1,3 @@\n a\n-b\n+x\n c\n" },
		{ "a", "a\n", "--- old\n+++ new\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n" },
		{ "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nx\n5\n6\n7\n8\n9\n",
		    "--- old\n+++ new\n@@ -2,6 +2,7 @@\n 2\n 3\n 4\n+x\n 5\n 6\n 7\n" },
		/* Six lines between two changes are one hunk, seven are two. */
		{ "a\n1\n2\n3\n4\n5\n6\nb\n", "A\n1\n2\n3\n4\n5\n6\nB\n",
		    "--- old\n+++ new\n@@ -1,8 +1,8 @@\n-a\n+A\n 1\n 2\n 3\n 4\n 5\n 6\n-b\n+B\n" },
		{ "a\n1\n2\n3\n4\n5\n6\n7\nb\n", "A\n1\n2\n3\n4\n5\n6\n7\nB\n",
		    "--- old\n+++ new\n@@ -1,4 +1,4 @@\n-a\n+A\n 1\n 2\n 3\n"
		    "@@ -6,4 +6,4 @@\n 5\n 6\n 7\n-b\n+B\n" },
		/* The shortest way where no line stands once. */
		{ "x\ny\nx\ny\nx\n", "y\nx\ny\nx\n", "--- old\n+++ new\n@@ -1,4 +1,3 @@\n-x\n y\n x\n y\n" },
	};
	struct bytes_writer w = { 0 };
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		diff(rows[i].before, rows[i].after, &w);
		tap_text(w.buf, w.len - 1, rows[i].want, "row %zu", i);
	}
	bytes_writer_free(&w);
}

/* Does to a text what a difference says. False when it does not fit. */
static int
patch(const char *text, const char *script, struct bytes_writer *out)
{
	size_t line = 1;
	const char *p = script;
	out->len = 0;
	while (*p != '\0') {
		const char *end = strchr(p, '\n');
		size_t from, n = (size_t)(end - p);
		if (strncmp(p, "---", 3) != 0 && strncmp(p, "+++", 3) != 0 &&
		    sscanf(p, "@@ -%zu", &from) == 1) {
			int empty = strncmp(p + 4 + strspn(p + 4, "0123456789"), ",0 ", 3) == 0;
			for (; line < from + (empty ? 1 : 0); line++) {
				size_t len = (size_t)(strchr(text, '\n') - text) + 1;
				bytes_write(out, text, len);
				text += len;
			}
		} else if (p[0] == '+' && p[1] != '+') {
			bytes_write(out, p + 1, n);
		} else if (p[0] == ' ' || (p[0] == '-' && p[1] != '-')) {
			if (strncmp(text, p + 1, n) != 0)
				return 0;
			if (p[0] == ' ')
				bytes_write(out, text, n);
			text += n;
			line++;
		}
		p = end + 1;
	}
	bytes_write_text(out, text);
	bytes_write_u8(out, 0);
	return 1;
}

/* A text of lines out of a few letters, and now and then of one that stands once. */
static void
invent(char *text, unsigned *seed, size_t lines, unsigned letters)
{
	for (size_t i = 0; i < lines; i++) {
		*seed = *seed * 1103515245u + 12345u;
		unsigned pick = *seed >> 16;
		text += sprintf(text, "%c%s\n", 'a' + (int)(pick % letters),
		    pick % 7 == 0 ? (pick % 14 == 0 ? "!" : "?") : "");
	}
	*text = '\0';
}

static void
test_patch(void)
{
	static char before[1 << 14], after[1 << 14];
	struct bytes_writer script = { 0 }, patched = { 0 };
	unsigned seed = 1;
	int wrong = 0;
	for (int i = 0; i < 3000; i++) {
		unsigned letters = 1 + (unsigned)i % 26;
		invent(before, &seed, (size_t)(i % (i % 100 == 0 ? 2000 : 40)), letters);
		invent(after, &seed, (size_t)(i / 7 % (i % 100 == 0 ? 2000 : 40)), letters);
		script.len = 0;
		if (linediff_write(cim_str_from(before), cim_str_from(after), "old", "new",
			(struct cim_sink){ collect, &script }) != CIM_OK)
			wrong++;
		bytes_write_u8(&script, 0);
		if (!patch(before, (const char *)script.buf, &patched) ||
		    strcmp((const char *)patched.buf, after) != 0)
			wrong++;
	}
	tap_int(wrong, 0, "3000 differences, done again, give the other text");
	bytes_writer_free(&script);
	bytes_writer_free(&patched);
}

int
main(void)
{
	test_rows();
	test_patch();
	return tap_done();
}
