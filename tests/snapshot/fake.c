/* fake.c: see fake.h. */
#include "tests/snapshot/fake.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cim/bytes.h"

struct fake_built fake_built;

static void *
must(void *p)
{
	if (p == NULL) {
		printf("Bail out! no memory for the test itself\n");
		exit(99);
	}
	return p;
}

void
fake_add_raw(struct repo_txn *txn, const void *key, size_t key_len, const void *bytes, size_t len)
{
	if (txn->n == txn->cap) {
		txn->cap = txn->cap == 0 ? 64 : txn->cap * 2;
		txn->records = must(realloc(txn->records, txn->cap * sizeof(*txn->records)));
	}
	uint8_t *copy = must(malloc(key_len + len + 1));
	memcpy(copy, key, key_len);
	if (len > 0)
		memcpy(copy + key_len, bytes, len);
	txn->records[txn->n++] = (struct repo_record){ copy, copy + key_len, key_len, len };
}

void
fake_add(struct repo_txn *txn, uint8_t kind, const char *key, const void *rest, size_t rest_len,
    const struct cim_str *texts, size_t count)
{
	struct bytes_writer k = { 0 }, v = { 0 };
	bytes_write_u8(&k, kind);
	bytes_write_text(&k, key);
	bytes_write_u8(&v, kind);
	bytes_write_u8(&v, 1);
	bytes_write_varint(&v, rest_len);
	bytes_write(&v, rest, rest_len);
	for (size_t i = 0; i < count; i++)
		bytes_write_str(&v, texts[i]);
	fake_add_raw(txn, k.buf, k.len, v.buf, v.len);
	bytes_writer_free(&k);
	bytes_writer_free(&v);
}

void
fake_free(struct repo_txn *txn)
{
	for (size_t i = 0; i < txn->n; i++)
		free((void *)(uintptr_t)txn->records[i].key);
	free(txn->records);
	*txn = (struct repo_txn){ 0 };
}

/* ---- What snapshot/ asks a repository -------------------------------------- */

/* Moves to the first text. */
static void
head_skip(struct bytes_reader *r, const void *bytes, size_t len)
{
	bytes_reader_init(r, bytes, len);
	(void)bytes_read_u8(r);
	(void)bytes_read_u8(r);
	(void)bytes_read_str(r);
}

enum cim_err
repo_record_split(const uint8_t *bytes, size_t len, size_t *head_len)
{
	struct bytes_reader r;
	head_skip(&r, bytes, len);
	*head_len = bytes_read_offset(&r);
	return r.err;
}

static struct cim_str
text_or_none(struct bytes_reader *r)
{
	return bytes_read_left(r) == 0 ? cim_str("", 0) : bytes_read_str(r);
}

enum cim_err
repo_record_subject(struct arena *arena, const struct repo_record *record, struct repo_subject *out)
{
	struct bytes_reader r;
	(void)arena;
	head_skip(&r, record->bytes, record->len);
	out->kind = (enum repo_kind)record->key[0];
	out->ns = text_or_none(&r);
	struct cim_str name = text_or_none(&r);
	out->name = cim_name(name.ptr, name.len);
	out->path = out->kind == REPO_KIND_INSTANCE ? text_or_none(&r) : cim_str("", 0);
	return r.err;
}

enum cim_err
repo_record_check(struct arena *arena, const struct repo_record *record)
{
	struct bytes_reader r;
	if (arena_alloc(arena, 16) == NULL)
		return CIM_ENOMEM;
	head_skip(&r, record->bytes, record->len);
	while (r.err == CIM_OK && bytes_read_left(&r) > 0)
		(void)bytes_read_str(&r);
	return r.err;
}

enum cim_err
repo_walk(struct repo_txn *txn, enum cim_err (*each)(void *ctx, const struct repo_record *record), void *ctx)
{
	enum cim_err err = CIM_OK;
	for (size_t i = 0; i < txn->n && err == CIM_OK; i++)
		err = each(ctx, &txn->records[i]);
	return err;
}

const struct cim_fault *
repo_txn_fault(const struct repo_txn *txn)
{
	return &txn->fault;
}

const struct cim_fault *
repo_fault(const struct repo *repo)
{
	return &repo->fault;
}

enum cim_err
repo_status(struct repo *repo, struct repo_status *out)
{
	(void)repo;
	*out = (struct repo_status){ .uuid = "01234567-89ab-cdef-0123-456789abcdef", .used_bytes = 4096 };
	return CIM_OK;
}

enum cim_err
repo_build_begin(const char *path, unsigned flags, struct repo_build **out, struct cim_fault *fault)
{
	(void)path;
	(void)flags;
	(void)fault;
	fake_free(&fake_built.records);
	fake_built.finished = fake_built.abandoned = false;
	*out = (struct repo_build *)&fake_built;
	return CIM_OK;
}

enum cim_err
repo_build_add(struct repo_build *build, const struct repo_record *record)
{
	struct fake_built *built = (struct fake_built *)build;
	if (built->after != 0 && built->records.n == built->after)
		return CIM_ENOSPC;
	fake_add_raw(&built->records, record->key, record->key_len, record->bytes, record->len);
	return CIM_OK;
}

enum cim_err
repo_build_finish(struct repo_build *build)
{
	((struct fake_built *)build)->finished = true;
	return CIM_OK;
}

void
repo_build_abandon(struct repo_build *build)
{
	((struct fake_built *)build)->abandoned = true;
}
