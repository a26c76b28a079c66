/* query_keys.c: instances whose keys are known, but not in which case their letters are. */
#include <string.h>

#include "cim/limits.h"
#include "repo/query_plan.h"
#include "repo/reader.h"
#include "repo/txn.h"

/*
 * Keys in the store are ordered by their bytes, and texts in them stand as they were spelled. So
 * every spelling of a text is found by going down byte by byte: at a letter, each case goes on
 * only if there is a key that begins so. Where everybody spells alike that is some two looks a
 * letter.
 */
struct spellings {
	struct repo_query *query;
	struct repo_key key;		/* fixed so far as it is in the store, the rest as asked */
	query_found_fn each;
	void *ctx;
};

/* One is enough. */
static enum cim_err
there_is_one(void *ctx, const struct repo_record *record)
{
	(void)record;
	*(bool *)ctx = true;
	return CIM_EEXIST;
}

/* The whole key as it stands there. */
static enum cim_err
look(struct spellings *s)
{
	struct repo_query *q = s->query;
	struct arena_mark mark = arena_mark(&q->arena);
	struct record record;
	enum cim_err err =
	    reader_record(q->source.reader, &q->arena, REPO_KIND_INSTANCE, &s->key, &record);
	if (err == CIM_OK)
		err = s->each(s->ctx, record.as.instance);
	arena_rewind(&q->arena, mark);
	return err == CIM_ENOENT ? CIM_OK : err;
}

static enum cim_err go_down(struct spellings *s, size_t at, bool quoted);

/* One spelling of the letter at a place: further down if there is a key that begins so. */
static enum cim_err
try_spelling(struct spellings *s, size_t at, const char *spelling, size_t len)
{
	struct repo_reader reader = s->query->source.reader;
	struct repo_key *key = &s->key;
	uint8_t letter = key->bytes[at];
	bool there = false;
	memmove(key->bytes + at + len, key->bytes + at + 1, key->len - at - 1);
	memcpy(key->bytes + at, spelling, len);
	key->len += len - 1;
	enum cim_err err = reader.walk(reader.ctx, key->bytes, at + len, there_is_one, &there);
	if (there)
		err = go_down(s, at + len, true);
	key->len -= len - 1;
	memmove(key->bytes + at + 1, key->bytes + at + len, key->len - at - 1);
	key->bytes[at] = letter;
	return err;
}

static bool
is_letter(uint8_t c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* All bytes that fold to a letter of ASCII: both cases, and what else Unicode has of k and s. */
static enum cim_err
try_letter(struct spellings *s, size_t at)
{
	uint8_t small = s->key.bytes[at] | 0x20;
	const char upper = (char)(small & ~0x20), lower = (char)small;
	enum cim_err err = try_spelling(s, at, &upper, 1);
	if (err == CIM_OK)
		err = try_spelling(s, at, &lower, 1);
	if (err == CIM_OK && small == 's')
		err = try_spelling(s, at, "\xc5\xbf", 2);
	if (err == CIM_OK && small == 'k')
		err = try_spelling(s, at, "\xe2\x84\xaa", 3);
	return err;
}

/* From a place on; only what is in quotes has cases. As deep as a key has letters. */
static enum cim_err
go_down(struct spellings *s, size_t at, bool quoted)
{
	for (; at < s->key.len; at++) {
		uint8_t c = s->key.bytes[at];
		if (quoted && c == '\\')
			at++;
		else if (c == '"')
			quoted = !quoted;
		else if (quoted && is_letter(c))
			return try_letter(s, at);
	}
	return look(s);
}

enum cim_err
query_spellings(struct repo_query *q, const struct cim_path *path, query_found_fn each, void *ctx,
    bool *done)
{
	struct spellings s = { .query = q, .each = each, .ctx = ctx };
	struct bytes_writer canon = { 0 };
	struct repo_key prefix;
	bool hashed;
	size_t longest;
	*done = true;
	enum cim_err err =
	    instance_key(q->scope, &canon, q->source.ns, path, &s.key, &hashed);
	if (err == CIM_OK)
		err = repo_key_instances(&prefix, q->source.ns, path->class_name);
	bytes_writer_free(&canon);
	if (err != CIM_OK)
		return err;
	/* With its longest spelling it stands whole in the key, or it cannot be found so. */
	longest = s.key.len;
	for (size_t i = prefix.len; i < s.key.len; i++)
		longest += is_letter(s.key.bytes[i]) ? 2 : 0;
	*done = !hashed && longest < KEY_MAX;
	return *done ? go_down(&s, prefix.len, false) : CIM_OK;
}
