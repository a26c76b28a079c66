/* binary.c: the door to binary MOF: what the rooms bmof_*.c do, for those outside of mof/. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "mof/bmof_driver.h"
#include "mof/bmof_find.h"
#include "mof/bmof_print.h"
#include "mof/bmof_source.h"
#include "mof/bmof_tree.h"
#include "mof/parse.h"

struct mof_binary {
	const char *name;
	struct arena arena;
	struct mof_bmof bmof;
	struct mof_bmof_problems problems;
	const uint8_t *blob;
	size_t blob_len;
};

bool
mof_binary_begins(const void *bytes, size_t n)
{
	return mof_bmof_begins(bytes, n);
}

enum cim_err
mof_binary_read(const char *name, const void *bytes, size_t n, size_t *used,
    struct mof_binary **out, struct cim_fault *fault)
{
	struct mof_binary *b = calloc(1, sizeof(*b));
	size_t all;
	uint32_t outer;
	*out = NULL;
	if (b == NULL)
		return CIM_ENOMEM;
	b->problems.arena = &b->arena;
	b->name = arena_copy(&b->arena, name, strlen(name));
	struct cim_fault why = { .err = CIM_OK };
	enum cim_err err = b->name == NULL ? CIM_ENOMEM : mof_bmof_unpack(&b->arena, bytes, n,
	    &b->blob, &b->blob_len, &outer, used == NULL ? &all : used, &b->problems, &why);
	if (why.err != CIM_OK)
		(void)cim_fault(fault, err, "%s: %s", name, why.text);
	if (err == CIM_OK)
		err = mof_bmof_read(&b->arena, b->blob, b->blob_len, &b->bmof, &b->problems);
	b->bmof.outer = outer;
	if (err != CIM_OK) {
		mof_binary_free(b);
		return err;
	}
	*out = b;
	return CIM_OK;
}

void
mof_binary_free(struct mof_binary *binary)
{
	if (binary == NULL)
		return;
	arena_free(&binary->arena);
	free(binary);
}

size_t
mof_binary_problems(const struct mof_binary *binary)
{
	return binary->problems.count;
}

struct mof_binary_problem
mof_binary_problem(const struct mof_binary *binary, size_t i)
{
	const struct mof_bmof_problem *p = &binary->problems.list[i];
	return (struct mof_binary_problem){ p->damage, p->id, p->at, p->text };
}

struct cim_str
mof_binary_bytes(const struct mof_binary *binary)
{
	return cim_str((const char *)binary->blob, binary->blob_len);
}

/* What was made goes to the sink; the scratch of making it is given back. */
static enum cim_err
pour(struct mof_binary *b, struct arena_mark mark, enum cim_err err, struct bytes_writer *w,
    struct cim_sink sink)
{
	if (err == CIM_OK && w->len > 0)
		err = sink.write(sink.ctx, w->buf, w->len);
	bytes_writer_free(w);
	arena_rewind(&b->arena, mark);
	return err;
}

enum cim_err
mof_binary_text(struct mof_binary *binary, struct cim_sink sink)
{
	struct bytes_writer w = { .limit = 0 };
	struct arena_mark mark = arena_mark(&binary->arena);
	return pour(binary, mark, mof_bmof_print(&binary->bmof, &binary->arena, &w), &w, sink);
}

enum cim_err
mof_binary_tree(struct mof_binary *binary, struct cim_sink sink)
{
	struct bytes_writer w = { .limit = 0 };
	struct arena_mark mark = arena_mark(&binary->arena);
	return pour(binary, mark, mof_bmof_tree(&binary->bmof, binary->blob, &w), &w, sink);
}

enum cim_err
mof_binary_header(struct mof_binary *binary, struct cim_sink sink)
{
	struct bytes_writer w = { .limit = 0 };
	struct arena_mark mark = arena_mark(&binary->arena);
	return pour(binary, mark,
	    mof_bmof_header(&binary->arena, &binary->bmof, binary->name, &w), &w, sink);
}

enum cim_err
mof_binary_guids(struct mof_binary *binary,
    enum cim_err (*each)(void *ctx, const struct mof_guid_row *row), void *ctx)
{
	struct arena_mark mark = arena_mark(&binary->arena);
	enum cim_err err = mof_bmof_guids(&binary->arena, &binary->bmof, each, ctx);
	arena_rewind(&binary->arena, mark);
	return err;
}

/* ---- Compiled again ------------------------------------------------------------------ */

/* The blob of what was parsed. */
static enum cim_err
unit_blob(struct mof_unit *unit, const char *ns, struct bytes_writer *blob)
{
	struct mof_bmof bmof;
	struct arena arena = { 0 };
	ns = ns == NULL ? "root\\default" : ns;
	enum cim_err err = mof_bmof_make(unit, &arena, cim_str(ns, strlen(ns)), &bmof);
	if (err == CIM_OK)
		err = mof_bmof_write(&bmof, blob);
	arena_free(&arena);
	return err;
}

static enum cim_err
text_again(const struct bytes_writer *text, struct bytes_writer *blob)
{
	struct mof_unit *unit;
	const struct mof_options options = { .dialect = MOF_DIALECT_WMI };
	enum cim_err err = mof_unit_new(&unit, &options);
	if (err == CIM_OK)
		err = mof_parse_buffer(unit, "", text->buf == NULL ? (const void *)"" : text->buf,
		    text->len);
	if (err == CIM_OK)
		err = unit_blob(unit, NULL, blob);
	mof_unit_free(unit);
	return err;
}

enum cim_err
mof_binary_again(struct mof_binary *binary, bool *same, uint32_t *at)
{
	struct bytes_writer text = { .limit = 0 }, blob = { .limit = 0 };
	struct arena_mark mark = arena_mark(&binary->arena);
	enum cim_err err = mof_bmof_print(&binary->bmof, &binary->arena, &text);
	arena_rewind(&binary->arena, mark);
	if (err == CIM_OK)
		err = text_again(&text, &blob);
	size_t i = 0, n = blob.len < binary->blob_len ? blob.len : binary->blob_len;
	while (i < n && blob.buf[i] == binary->blob[i])
		i++;
	*at = (uint32_t)i;
	*same = err == CIM_OK && i == n && blob.len == binary->blob_len;
	bytes_writer_free(&text);
	bytes_writer_free(&blob);
	/* A text with mistakes is one that says something else. */
	return err == CIM_EINPUT ? CIM_OK : err;
}

enum cim_err
mof_unit_binary(struct mof_unit *unit, const char *ns, struct cim_str *bytes)
{
	struct bytes_writer blob = { .limit = 0 }, out = { .limit = 0 };
	enum cim_err err = unit_blob(unit, ns, &blob);
	if (err == CIM_OK)
		err = mof_bmof_pack(blob.buf, blob.len, 1, &out);
	char *copy = err == CIM_OK ? arena_copy(&unit->arena, out.buf, out.len) : NULL;
	if (err == CIM_OK && copy == NULL)
		err = CIM_ENOMEM;
	*bytes = cim_str(copy, copy == NULL ? 0 : out.len);
	bytes_writer_free(&blob);
	bytes_writer_free(&out);
	return err;
}

/* ---- Found --------------------------------------------------------------------------- */

struct finding {
	enum cim_err (*each)(void *ctx, const struct mof_binary_found *found);
	void *ctx;
};

static enum cim_err
found_one(void *ctx, const struct mof_bmof_found *found)
{
	const struct finding *f = ctx;
	const struct mof_binary_found out = { found->at, found->bytes, found->len,
		found->resource != NULL ? found->resource : found->name, found->language };
	return f->each(f->ctx, &out);
}

enum cim_err
mof_binary_find(const void *bytes, size_t n,
    enum cim_err (*each)(void *ctx, const struct mof_binary_found *found), void *ctx)
{
	struct finding f = { each, ctx };
	return mof_bmof_find(bytes, n, found_one, &f);
}
