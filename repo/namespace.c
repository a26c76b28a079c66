/* namespace.c: namespaces: made with those above them, listed, deleted with all that is in them. */
#include <string.h>

#include "cim/limits.h"
#include "repo/security.h"
#include "repo/txn.h"


/* The one above; len 0: there is none. */
static struct cim_str
parent_of(struct cim_str ns)
{
	size_t len = ns.len;
	while (len > 0 && ns.ptr[len - 1] != '/')
		len--;
	return cim_str(ns.ptr, len == 0 ? 0 : len - 1);
}

/* Whether the caller may make or delete a namespace: it writes in the one above. */
static enum cim_err
may_write_above(struct repo_txn *txn, struct cim_str ns)
{
	struct cim_str parent = parent_of(ns);
	if (txn->access == NULL)
		return CIM_OK;
	if (parent.len > 0)
		return access_want(txn, parent, CIM_RIGHT_FULL_WRITE_REP);
	return txn->access->administrator ? CIM_OK : cim_fault(&txn->fault, CIM_EDENIED,
	    "%.*s: access denied: only an administrator makes or deletes a namespace that is below "
	    "no other", (int)ns.len, ns.ptr);
}

/* One namespace, whose parent is there and spelled like that. */
static enum cim_err
store_one(struct repo_txn *txn, struct cim_str spelled,
    const struct cim_namespace_security *security)
{
	struct repo_key key;
	struct store_item old;
	enum cim_err err = may_write_above(txn, spelled);
	if (err == CIM_OK)
		err = repo_key_namespace(&key, spelled);
	if (err == CIM_OK)
		err = security_encode_new(txn, spelled, parent_of(spelled), security);
	if (err == CIM_OK)
		access_cache_forget(txn->cache);
	if (err == CIM_OK)
		err = txn_record_add(txn, &key, &old);
	if (err == CIM_OK)
		txn->counts[COUNT_NAMESPACES]++;
	return err;
}

enum cim_err
namespace_store(struct repo_txn *txn, struct cim_str ns,
    const struct cim_namespace_security *security, uint64_t *made)
{
	*made = 0;
	if (!record_namespace_valid(ns))
		return cim_fault(
		    &txn->fault, CIM_EINVAL, "%.*s is no namespace", (int)ns.len, ns.ptr);
	/*
	 * Down from the top, each part spelled as it is there already, or else as it is said
	 * here.
	 */
	char spelled[CIM_LIMIT_NAMESPACE];
	size_t len = 0;
	enum cim_err err = CIM_EEXIST;
	for (size_t at = 0, end; at < ns.len; at = end) {
		for (end = at + 1; end < ns.len && ns.ptr[end] != '/'; end++)
			;
		if (end - at > sizeof(spelled) - len)
			return cim_fault(&txn->fault, CIM_ELIMIT, "the namespace is too long");
		memcpy(spelled + len, ns.ptr + at, end - at);
		len += end - at;
		struct txn_namespace *known;
		struct cim_fault before = txn->fault;
		err = txn_namespace(txn, cim_str(spelled, len), &known);
		if (err == CIM_OK) {
			len = known->spelled.len;
			memcpy(spelled, known->spelled.ptr, len);
			err = CIM_EEXIST;
		} else if (err == CIM_ENOENT) {
			txn->fault = before;	/* that it is not there is what we came for */
			err = store_one(
			    txn, cim_str(spelled, len), end == ns.len ? security : NULL);
			*made += err == CIM_OK;
		}
		if (err != CIM_OK && err != CIM_EEXIST)
			return err;
	}
	return err;
}

enum cim_err
repo_namespace_create(struct repo_txn *txn, struct cim_str ns)
{
	uint64_t made;
	enum cim_err err = namespace_store(txn, ns, NULL, &made);
	if (err == CIM_EEXIST)
		return cim_fault(
		    &txn->fault, err, "the namespace %.*s exists", (int)ns.len, ns.ptr);
	return err;
}

enum cim_err
repo_namespace_get(struct repo_reader reader, struct cim_str ns)
{
	struct repo_key key;
	struct repo_record record;
	if (!record_namespace_valid(ns))
		return CIM_ENOENT;
	enum cim_err err = repo_key_namespace(&key, ns);
	return err != CIM_OK ? err : reader.get(reader.ctx, key.bytes, key.len, &record);
}

struct list {
	enum cim_err (*each)(void *ctx, struct cim_str ns);
	void *ctx;
};

static enum cim_err
list_one(void *ctx, const struct repo_record *record)
{
	const struct list *list = ctx;
	struct record_subject subject;
	enum cim_err err = record_subject_read(record->bytes, record->len, &subject);
	return err != CIM_OK ? err : list->each(list->ctx, subject.ns);
}

enum cim_err
repo_namespace_list(
    struct repo_reader reader, enum cim_err (*each)(void *ctx, struct cim_str ns), void *ctx)
{
	static const uint8_t prefix[1] = { REPO_KIND_NAMESPACE };
	struct list list = { each, ctx };
	return reader.walk(reader.ctx, prefix, sizeof(prefix), list_one, &list);
}

/* ---- Deleting ------------------------------------------------------------ */

/* The namespaces at and below one, collected before any of them goes. */
struct below {
	struct arena *arena;
	char *folded;		/* of the one */
	size_t folded_len;
	struct cim_str *list;
	size_t count, cap;
};

static enum cim_err
below_one(void *ctx, struct cim_str ns)
{
	struct below *below = ctx;
	struct arena_mark mark = arena_mark(below->arena);
	char *folded = arena_text(below->arena, CIM_FOLD_ROOM(ns.len));
	if (folded == NULL)
		return CIM_ENOMEM;
	size_t len = cim_fold(ns.ptr, ns.len, folded);
	bool in = len >= below->folded_len &&
	    memcmp(folded, below->folded, below->folded_len) == 0 &&
	    (len == below->folded_len || folded[below->folded_len] == '/');
	arena_rewind(below->arena, mark);
	if (!in)
		return CIM_OK;
	struct cim_str *grown = arena_grow(below->arena, below->list, below->count, &below->cap,
	    below->count + 1, sizeof(below->list[0]));
	if (grown == NULL)
		return CIM_ENOMEM;
	below->list = grown;
	return cim_str_copy(below->arena, ns, &below->list[below->count++]) ? CIM_OK : CIM_ENOMEM;
}

static enum cim_err
stop(void *ctx, const struct store_item *item)
{
	(void)ctx;
	(void)item;
	return CIM_EEXIST;
}

static const enum repo_kind contents[] = { REPO_KIND_QUALIFIER_TYPE, REPO_KIND_ENUMERATION,
	REPO_KIND_STRUCTURE, REPO_KIND_CLASS, REPO_KIND_INSTANCE };
#define CONTENTS (sizeof(contents) / sizeof(contents[0]))

/* CIM_EEXIST when anything is in it. */
static enum cim_err
is_empty(struct repo_txn *txn, struct cim_str ns)
{
	struct repo_key key;
	enum cim_err err = CIM_OK;
	for (size_t i = 0; i < CONTENTS && err == CIM_OK; i++) {
		err = repo_key_prefix(&key, contents[i], ns);
		if (err == CIM_OK)
			err = store_walk(txn->store, STORE_RECORDS, key.bytes, key.len, stop, NULL);
	}
	return err;
}

/* All records and index entries of one namespace, itself last. */
static enum cim_err
delete_one(struct repo_txn *txn, struct cim_str ns)
{
	/* ORDER: contents. */
	static const enum txn_count counts[CONTENTS] = { COUNT_QUALIFIER_TYPES,
		COUNT_ENUMERATIONS, COUNT_STRUCTURES, COUNT_CLASSES, COUNT_INSTANCES };
	static const uint8_t indexes[] = { KEY_SUBCLASS, KEY_CLASS_USE };
	struct repo_key key;
	uint64_t count;
	enum cim_err err = instance_unindex_all(txn, ns);
	for (size_t i = 0; i < CONTENTS && err == CIM_OK; i++) {
		err = repo_key_prefix(&key, contents[i], ns);
		if (err == CIM_OK)
			err = store_delete_prefix(
			    txn->store, STORE_RECORDS, key.bytes, key.len, &count);
		if (err == CIM_OK)
			txn->counts[counts[i]] -= (int64_t)count;
	}
	for (size_t i = 0; i < 2 && err == CIM_OK; i++) {
		err = repo_key_index_prefix(&key, indexes[i], ns);
		if (err == CIM_OK)
			err =
			    store_delete_prefix(txn->store, STORE_INDEX, key.bytes, key.len, NULL);
	}
	if (err == CIM_OK)
		err = repo_key_namespace(&key, ns);
	if (err == CIM_OK)
		err = store_delete(txn->store, STORE_RECORDS, key.bytes, key.len);
	if (err == CIM_OK)
		txn->counts[COUNT_NAMESPACES]--;
	return err;
}

enum cim_err
repo_namespace_delete(struct repo_txn *txn, struct cim_str ns, bool recursive)
{
	enum cim_err err = repo_namespace_get(txn_reader(txn), ns);
	if (err == CIM_ENOENT)
		return cim_fault(
		    &txn->fault, err, "there is no namespace %.*s", (int)ns.len, ns.ptr);
	if (err != CIM_OK)
		return err;
	struct arena arena = { 0 };
	struct below below = { .arena = &arena,
		.folded = arena_text(&arena, CIM_FOLD_ROOM(ns.len)) };
	if (below.folded == NULL)
		return CIM_ENOMEM;
	below.folded_len = cim_fold(ns.ptr, ns.len, below.folded);
	err = repo_namespace_list(txn_reader(txn), below_one, &below);
	if (err == CIM_OK && !recursive && below.count > 1)
		err = cim_fault(&txn->fault, CIM_ECONFLICT,
		    "the namespace %.*s holds the namespace %.*s", (int)ns.len, ns.ptr,
		    (int)below.list[1].len, below.list[1].ptr);
	if (err == CIM_OK && !recursive)
		err = is_empty(txn, ns);
	if (err == CIM_EEXIST)
		err = cim_fault(&txn->fault, CIM_ECONFLICT, "the namespace %.*s is not empty",
		    (int)ns.len, ns.ptr);
	if (err == CIM_OK)
		err = may_write_above(txn, ns);
	for (size_t i = 0; i < below.count && err == CIM_OK && txn->access != NULL; i++)
		err = access_want(txn, below.list[i], CIM_RIGHT_FULL_WRITE_REP);
	for (size_t i = 0; i < below.count && err == CIM_OK; i++) {
		err = delete_one(txn, below.list[i]);
		if (err != CIM_OK)
			txn->err = err;		/* some of it is gone already */
	}
	arena_free(&arena);
	txn_forget(txn);
	return err;
}

/* ---- Counts ---------------------------------------------------------------- */

static enum cim_err
count_one(void *ctx, const struct repo_record *record)
{
	uint64_t *count = ctx;
	(void)record;
	(*count)++;
	return CIM_OK;
}

enum cim_err
repo_namespace_count(
    struct repo_reader reader, struct cim_str ns, struct repo_namespace_counts *out)
{
	*out = (struct repo_namespace_counts){ .classes = 0 };
	struct {
		enum repo_kind kind;
		uint64_t *count;
	} kinds[] = { { REPO_KIND_QUALIFIER_TYPE, &out->qualifier_types },
		{ REPO_KIND_ENUMERATION, &out->enumerations },
		{ REPO_KIND_STRUCTURE, &out->structures }, { REPO_KIND_CLASS, &out->classes },
		{ REPO_KIND_INSTANCE, &out->instances } };
	enum cim_err err = CIM_OK;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]) && err == CIM_OK; i++) {
		struct repo_key key;
		err = repo_key_prefix(&key, kinds[i].kind, ns);
		if (err == CIM_OK)
			err = reader.walk(reader.ctx, key.bytes, key.len, count_one, kinds[i].count);
	}
	return err;
}
