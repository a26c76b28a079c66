/* fmt.c: MOF text in its canonical layout: read, laid out, proved to say the same as before. */
#include "config.h"

#include "mof/fmt.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "cim/limits.h"
#include "mof/json_in.h"
#include "mof/mof.h"
#include "mof/parse.h"
#include "mof/scan.h"

/* --- The tokens of a text --- */

/* Its tokens in a row, the end behind them. */
struct row {
	struct mof_fmt_token *list;
	size_t count, cap;
};

static enum cim_err
row_add(struct row *row, struct mof_fmt_token token)
{
	if (row->count == row->cap) {
		size_t cap = row->cap == 0 ? 256 : row->cap + row->cap / 2, bytes;
		if (__builtin_mul_overflow(cap, sizeof(row->list[0]), &bytes))
			return CIM_ENOMEM;
		struct mof_fmt_token *grown = realloc(row->list, bytes);
		if (grown == NULL)
			return CIM_ENOMEM;
		row->list = grown;
		row->cap = cap;
	}
	row->list[row->count++] = token;
	return CIM_OK;
}

/* Begins a scan that tells nothing: what is wrong with the text was told by the parser. */
static enum cim_err
scan_begin(struct mof_scan *scan, struct mof_source *source)
{
	enum cim_err err = mof_scan_begin(scan, source, NULL);
	scan->quiet = scan->driver = true;
	return err;
}

static struct mof_fmt_token
scan_next(struct mof_scan *scan)
{
	struct mof_token token;
	struct cim_place place;
	int kind = mof_scan_next(scan, &token, &place);
	return (struct mof_fmt_token){ place.at - scan->source->base, place.len, kind };
}

static enum cim_err
row_fill(struct row *row, struct mof_source *source)
{
	struct mof_scan scan;
	struct mof_fmt_token token;
	enum cim_err err = scan_begin(&scan, source);
	if (err != CIM_OK)
		return err;
	if (setjmp(scan.trap) != 0)
		return CIM_ENOMEM;
	do {
		token = scan_next(&scan);
		err = row_add(row, token);
	} while (err == CIM_OK && token.kind != 0);
	mof_scan_end(&scan);
	return err;
}

/* --- The proof --- */

static bool
same_text(int kind, struct cim_str a, struct cim_str b)
{
	struct cim_str head;
	a = mof_fmt_token_text(kind, a, &head);
	b = mof_fmt_token_text(kind, b, &head);
	return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

/* The comments before a token. */
static bool
same_comments(const char *a, const char *a_end, const char *b, const char *b_end)
{
	struct mof_fmt_gap in_a, in_b;
	mof_fmt_gap_begin(&in_a, a, a_end);
	mof_fmt_gap_begin(&in_b, b, b_end);
	for (;;) {
		(void)mof_fmt_gap_next(&in_a);
		(void)mof_fmt_gap_next(&in_b);
		if (in_a.kind != in_b.kind)
			return false;
		if (in_a.kind == MOF_FMT_NOTHING)
			return true;
		if (!mof_fmt_same_comment(in_a.text, in_b.text))
			return false;
	}
}

static bool
compare(const struct mof_source *before, const struct row *row, struct mof_scan *scan)
{
	const char *text = scan->source->text;
	uint32_t at = 0, end = 0;
	for (size_t i = 0; i < row->count; i++) {
		const struct mof_fmt_token *was = &row->list[i];
		struct mof_fmt_token is = scan_next(scan);
		if (is.kind != was->kind || !same_text(is.kind,
		    cim_str(before->text + was->at, was->len), cim_str(text + is.at, is.len)))
			return false;
		if (!same_comments(before->text + at, before->text + was->at, text + end,
		    text + is.at))
			return false;
		at = was->at + was->len;
		end = is.at + is.len;
	}
	return true;
}

/* Whether another text has the same tokens and comments, in the same order. */
static enum cim_err
says_the_same(const struct mof_source *before, const struct row *row, struct mof_source *after,
    bool *same)
{
	struct mof_scan scan;
	enum cim_err err = scan_begin(&scan, after);
	if (err != CIM_OK)
		return err;
	if (setjmp(scan.trap) != 0)
		return CIM_ENOMEM;
	*same = compare(before, row, &scan);
	mof_scan_end(&scan);
	return CIM_OK;
}

/* Reads what is to be written as any reader would, and compares. */
static enum cim_err
prove(struct mof_unit *unit, const struct mof_source *before, const struct row *row,
    struct bytes_writer *text, const struct bytes_writer *encoded, struct cim_fault *fault)
{
	struct mof_source plain = { .name = before->name }, *after = &plain;
	enum cim_err err = CIM_OK;
	if (encoded->len > 0) {
		err = mof_source_copy(&unit->arena, before->name, encoded->buf, encoded->len,
		    &after, fault);
	} else {
		/* In place: the scanner wants two NULs behind it. */
		bytes_write(text, "\0\0", 2);
		plain.size = (uint32_t)(text->len -= text->err == CIM_OK ? 2 : 0);
		plain.text = (char *)text->buf;
		err = text->err;
	}
	bool same = false;
	if (err == CIM_OK)
		err = says_the_same(before, row, after, &same);
	if (err != CIM_OK || same)
		return err;
	/* What made it CP1252 was a space between tokens, and what else there is reads as UTF-8. */
	if (before->encoding == MOF_CP1252 && after->encoding == MOF_UTF8)
		return cim_fault(fault, CIM_EDENIED, "%s: it is neither UTF-8 nor CP1252, but a "
		    "mixture; it is left as it is", before->name);
	return cim_fault(fault, CIM_ECONFLICT,
	    "%s: internal error: the new text would not say the same; it is left as it is",
	    before->name);
}

/* --- The door --- */

/* Lays out a source that has no mistakes. */
static enum cim_err
format(struct mof_unit *unit, struct mof_source *source, struct mof_formatted *out,
    struct cim_fault *fault)
{
	struct row row = { 0 };
	struct bytes_writer encoded = { 0 };
	struct mof_fmt f = { .text = source->text };
	enum cim_err err = row_fill(&row, source);
	if (err != CIM_OK)
		goto err0;
	/* Room that is large enough for most, so that it does not double at the end. */
	f.w.limit = CIM_LIMIT_SOURCE_BYTES;
	(void)bytes_write_room(&f.w, (size_t)source->size + source->size / 8 + 64);
	f.w.len = 0;
	f.tokens = row.list;
	mof_fmt_layout(&f);
	err = f.w.err == CIM_OK ? mof_fmt_encode(&f.w, source, mof_fmt_is_crlf(source), &encoded) :
	    f.w.err;
	if (err == CIM_OK)
		err = prove(unit, source, &row, &f.w, &encoded, fault);
	if (err != CIM_OK)
		goto err0;
	const struct bytes_writer *bytes = encoded.len > 0 ? &encoded : &f.w;
	out->before = cim_str(source->text, source->size);
	out->after = cim_str((const char *)f.w.buf, f.w.len);
	out->bytes = cim_str((const char *)bytes->buf, bytes->len);
	out->changed = f.w.len != source->size ||
	    (f.w.len > 0 && memcmp(f.w.buf, source->text, f.w.len) != 0);
	out->text = f.w.buf;
	out->encoded = encoded.buf;
	free(row.list);
	return CIM_OK;
err0:	free(row.list);
	bytes_writer_free(&f.w);
	bytes_writer_free(&encoded);
	return err;
}

/* What is left of a failure without words. */
static enum cim_err
fail(struct cim_fault *fault, enum cim_err err, const char *name)
{
	return err == CIM_OK || err == CIM_EINPUT || fault->text[0] != '\0' ? err :
	    cim_fault(fault, err, "%s: %s", name, cim_strerror(err));
}

static enum cim_err
format_source(struct mof_unit *unit, struct mof_source *source, struct mof_formatted *out,
    struct cim_fault *fault)
{
	if (mof_json_is(source))
		return cim_fault(fault, CIM_EINVAL, "%s: this is JSON, and no MOF", source->name);
	if (source->encoding == MOF_BINARY)
		return cim_fault(fault, CIM_EINVAL,
		    "%s: this is binary MOF; wbemkit decompile shows its text", source->name);
	enum cim_err err = mof_parse_alone(unit, source);
	if (err == CIM_OK && mof_count(unit, MOF_ERROR) > 0)
		err = CIM_EINPUT;
	if (err == CIM_OK)
		err = format(unit, source, out, fault);
	return fail(fault, err, source->name);
}

enum cim_err
mof_format_file(struct mof_unit *unit, const char *path, struct mof_formatted *out,
    struct cim_fault *fault)
{
	struct mof_source *source;
	*out = (struct mof_formatted){ .changed = false };
	enum cim_err err = mof_source_load(&unit->arena, path, false, &source, fault);
	return err == CIM_OK ? format_source(unit, source, out, fault) : fail(fault, err, path);
}

enum cim_err
mof_format_buffer(struct mof_unit *unit, const char *name, const void *bytes, size_t n,
    struct mof_formatted *out, struct cim_fault *fault)
{
	struct mof_source *source;
	*out = (struct mof_formatted){ .changed = false };
	enum cim_err err = mof_source_copy(&unit->arena, name, bytes, n, &source, fault);
	return err == CIM_OK ? format_source(unit, source, out, fault) : fail(fault, err, name);
}

void
mof_formatted_free(struct mof_formatted *formatted)
{
	free(formatted->text);
	free(formatted->encoded);
	*formatted = (struct mof_formatted){ .changed = false };
}
