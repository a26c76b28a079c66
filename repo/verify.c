/* verify.c: the repository's own check: every page, every record, every index entry, both ways. */
#include <stdio.h>
#include <string.h>

#include "repo/sound.h"

struct verify {
	struct repo_txn *txn;
	void (*each)(void *ctx, const char *problem);
	void *ctx;
	bool damaged;
	uint64_t expected;		/* index entries that must be */
	struct tables *keys;		/* second pass: those keys, hashed */
};

static void
tell(struct verify *verify, const char *problem)
{
	verify->damaged = true;
	verify->each(verify->ctx, problem);
}

static enum cim_err
problem(void *ctx, enum cim_err err, const char *text)
{
	(void)err;
	tell(ctx, text);
	return CIM_OK;
}

/* What kind of index an entry is of, and a part of its key that helps to find it. */
static void
tell_entry(struct verify *verify, const uint8_t *key, size_t key_len, const char *what)
{
	char text[300], shown[160];
	const char *kind = "an unknown index";
	size_t n = 0;
	if (key_len > 0 && key[0] == KEY_SUBCLASS)
		kind = "the index of subclasses";
	else if (key_len > 0 && key[0] == KEY_CLASS_USE)
		kind = "the index of classes that name others";
	else if (key_len > 0 && key[0] == KEY_REFERENCE)
		kind = "the index of references";
	size_t from = key_len > 0 && key[0] == KEY_REFERENCE ? 1 + KEY_HASH : 1;
	for (size_t i = from; i < key_len && n < sizeof(shown) - 1; i++)
		shown[n++] = key[i] == 0              ? ' '
		    : key[i] < 0x20 || key[i] == 0x7f ? '?'
						      : (char)key[i];
	shown[n] = '\0';
	(void)snprintf(text, sizeof(text), "%s: %s: %s", kind, shown, what);
	tell(verify, text);
}

/* An entry that the records ask for: is it there, and right? */
static enum cim_err
index_expect(void *ctx, const struct repo_key *key, const void *value, size_t len)
{
	struct verify *verify = ctx;
	struct store_item item;
	enum cim_err err = store_get(verify->txn->store, STORE_INDEX, key->bytes, key->len, &item);
	if (err == CIM_ENOENT && key->bytes[0] == KEY_REFERENCE)
		return err;
	verify->expected++;
	if (err == CIM_ENOENT) {
		tell_entry(verify, key->bytes, key->len, "an entry is missing");
		return CIM_OK;
	}
	if (err == CIM_OK &&
	    (item.value_len != len || (len > 0 && memcmp(item.value, value, len) != 0)))
		tell_entry(
		    verify, key->bytes, key->len, "an entry says something else than the record");
	return err;
}

static enum cim_err
record_one(void *ctx, const struct repo_record *record)
{
	return sound_add(ctx, record);
}

/* A record whose sum is wrong may decode all the same, and even make sense. */
static enum cim_err
sum_one(void *ctx, const struct store_item *item)
{
	struct verify *verify = ctx;
	struct record_subject subject;
	char text[300];
	if (!item->damaged)
		return CIM_OK;
	if (record_subject_read(item->value, item->value_len, &subject) == CIM_OK)
		(void)snprintf(text, sizeof(text),
		    "namespace %.*s: %.*s%sthe record is damaged: its checksum is wrong",
		    (int)(subject.ns.len > 100 ? 100 : subject.ns.len), subject.ns.ptr,
		    (int)(subject.name.len > 100 ? 100 : subject.name.len), subject.name.ptr,
		    subject.name.len > 0 ? ": " : "");
	else
		(void)snprintf(text, sizeof(text), "a record of which not even the name can be "
		    "read is damaged: its checksum is wrong");
	for (char *c = text; *c != '\0'; c++) {
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			*c = '?';
	}
	tell(verify, text);
	return CIM_OK;
}

static enum cim_err
records_pass(struct verify *verify,
    enum cim_err (*index)(void *, const struct repo_key *, const void *, size_t),
    uint64_t counts[COUNT_LAST])
{
	struct sound *sound;
	struct sound_hooks hooks = { verify, problem, index };
	enum cim_err err = sound_new(txn_reader(verify->txn), hooks, &sound);
	if (err != CIM_OK)
		return err;
	err = repo_walk(verify->txn, record_one, sound);
	if (err == CIM_OK)
		err = sound_end(sound, counts);
	sound_free(sound);
	return err;
}

static enum cim_err
counts_check(struct verify *verify, const uint64_t counts[COUNT_LAST])
{
	static const char *const names[COUNT_LAST] = { "namespaces", "qualifier types", "classes",
		"instances", "structures", "enumerations" };
	static const uint8_t key[1] = { KEY_COUNTS };
	struct store_item item;
	struct bytes_reader r;
	char text[160];
	enum cim_err err = store_get(verify->txn->store, STORE_INDEX, key, sizeof(key), &item);
	if (err != CIM_OK && err != CIM_ENOENT)
		return err;
	if (err == CIM_ENOENT || (item.value_len != COUNT_LAST * sizeof(uint64_t) &&
	    item.value_len != COUNT_LAST_OLD * sizeof(uint64_t))) {
		tell(verify, "the record of counts is missing or damaged");
		return CIM_OK;
	}
	bytes_reader_init(&r, item.value, item.value_len);
	for (int i = 0; i < COUNT_LAST; i++) {
		uint64_t said = bytes_read_left(&r) > 0 ? bytes_read_u64(&r) : 0;
		if (said == counts[i])
			continue;
		(void)snprintf(text, sizeof(text),
		    "the record of counts says %llu %s, there are %llu", (unsigned long long)said,
		    names[i], (unsigned long long)counts[i]);
		tell(verify, text);
	}
	return CIM_OK;
}

/* ---- The other way, when the numbers of entries differ ------------------- */

/* Collects what is expected, and of references what is there in either form. */
static enum cim_err
index_collect(void *ctx, const struct repo_key *key, const void *value, size_t len)
{
	struct verify *verify = ctx;
	struct cim_str copy;
	uint32_t number;
	bool is_new;
	struct store_item item;
	(void)value;
	(void)len;
	if (key->bytes[0] == KEY_REFERENCE) {
		enum cim_err err =
		    store_get(verify->txn->store, STORE_INDEX, key->bytes, key->len, &item);
		if (err != CIM_OK)
			return err;
	}
	if (!cim_str_copy(&verify->txn->arena, cim_str((const char *)key->bytes, key->len), &copy))
		return CIM_ENOMEM;
	return tables_text(verify->keys, copy, &number, &is_new);
}

static enum cim_err
no_problem(void *ctx, enum cim_err err, const char *text)
{
	(void)ctx;	/* told already by the first pass */
	(void)err;
	(void)text;
	return CIM_OK;
}

static enum cim_err
entry_one(void *ctx, const struct store_item *item)
{
	struct verify *verify = ctx;
	uint32_t number, before = verify->keys->text_count;
	bool is_new;
	if (item->key_len == 1 && item->key[0] == KEY_COUNTS)
		return CIM_OK;
	struct cim_str key = cim_str((const char *)item->key, item->key_len);
	enum cim_err err = tables_text(verify->keys, key, &number, &is_new);
	if (err == CIM_OK && number >= before)
		tell_entry(verify, item->key, item->key_len, "an entry that no record asks for");
	return err;
}

/* Every entry must be one that a record asks for. */
static enum cim_err
entries_pass(struct verify *verify)
{
	struct tables keys;
	struct sound *sound;
	uint64_t counts[COUNT_LAST];
	struct sound_hooks hooks = { verify, no_problem, index_collect };
	enum cim_err err = tables_init(&keys);
	if (err != CIM_OK)
		return err;
	verify->keys = &keys;
	err = sound_new(txn_reader(verify->txn), hooks, &sound);
	if (err == CIM_OK) {
		err = repo_walk(verify->txn, record_one, sound);
		if (err == CIM_OK)
			err = sound_end(sound, counts);
		sound_free(sound);
	}
	if (err == CIM_OK)
		err = store_walk(verify->txn->store, STORE_INDEX, "", 0, entry_one, verify);
	tables_free(&keys);
	return err;
}

enum cim_err
repo_verify(struct repo_txn *txn, void (*each)(void *ctx, const char *problem), void *ctx)
{
	struct verify verify = { .txn = txn, .each = each, .ctx = ctx };
	struct store_info info;
	uint64_t counts[COUNT_LAST];
	/*
	 * Nothing below may trust a pointer that was not looked at: pages first, and no
	 * further if they are bad.
	 */
	enum cim_err err = store_check(txn->store);
	if (err == CIM_EDAMAGED) {
		each(ctx, txn->fault.text);
		return err;
	}
	store_lenient(txn->store, true);
	if (err == CIM_OK)
		err = store_walk(txn->store, STORE_RECORDS, "", 0, sum_one, &verify);
	if (err == CIM_OK)
		err = records_pass(&verify, index_expect, counts);
	if (err == CIM_OK)
		err = counts_check(&verify, counts);
	if (err == CIM_OK)
		err = store_info(txn->store, &info);
	if (err == CIM_OK && info.entries[STORE_INDEX] != verify.expected + 1)
		err = entries_pass(&verify);
	store_lenient(txn->store, false);
	if (err != CIM_OK)
		return err;
	return verify.damaged ? CIM_EDAMAGED : CIM_OK;
}
