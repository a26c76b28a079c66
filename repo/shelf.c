/* shelf.c: a compiled batch in memory, as a reader: a repository that needs no disk. */
#include "repo/shelf.h"

#include <stdlib.h>
#include <string.h>

#include "repo/key.h"
#include "repo/record.h"
#include "repo/txn.h"

struct entry {
	const uint8_t *key, *bytes;
	size_t key_len, len;
	size_t number;		/* in the order of the batch: of two with one key the later holds */
};

struct repo_shelf {
	struct repo_reader under;
	bool on_top;		/* there is one under it */
	struct arena arena;
	struct entry *list;
	size_t count, cap;
	size_t sorted;		/* what can be found; what comes behind it cannot yet */
	struct record_work work;
	struct cim_map namespaces;	/* those that are there */
};

/* ---- Order --------------------------------------------------------------- */

/* As the store orders its keys: by their bytes, the shorter first. */
static int
key_cmp(const uint8_t *a, size_t a_len, const uint8_t *b, size_t b_len)
{
	size_t n = a_len < b_len ? a_len : b_len;
	int order = n == 0 ? 0 : memcmp(a, b, n);
	return order != 0 ? order : (a_len > b_len) - (a_len < b_len);
}

static int
entry_cmp(const void *left, const void *right)
{
	const struct entry *a = left, *b = right;
	int order = key_cmp(a->key, a->key_len, b->key, b->key_len);
	return order != 0 ? order : (a->number > b->number) - (a->number < b->number);
}

/* Sorts all; of those with one key the last stays. */
static void
sort(struct repo_shelf *shelf)
{
	size_t kept = 0;
	if (shelf->count > 0)
		qsort(shelf->list, shelf->count, sizeof(shelf->list[0]), entry_cmp);
	for (size_t i = 0; i < shelf->count; i++) {
		const struct entry *e = &shelf->list[i], *next = e + 1;
		if (i + 1 == shelf->count ||
		    key_cmp(e->key, e->key_len, next->key, next->key_len) != 0)
			shelf->list[kept++] = *e;
	}
	shelf->count = shelf->sorted = kept;
}

/* The first entry whose key is not before this one. */
static size_t
lower_bound(const struct repo_shelf *shelf, const void *key, size_t len)
{
	size_t from = 0, to = shelf->sorted;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		const struct entry *e = &shelf->list[middle];
		if (key_cmp(e->key, e->key_len, key, len) < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

/* ---- Reading ------------------------------------------------------------- */

static struct repo_record
record_of(const struct entry *e)
{
	return (struct repo_record){ e->key, e->bytes, e->key_len, e->len };
}

static enum cim_err
shelf_get(void *ctx, const void *key, size_t key_len, struct repo_record *out)
{
	struct repo_shelf *shelf = ctx;
	size_t at = lower_bound(shelf, key, key_len);
	if (at < shelf->sorted && shelf->list[at].key_len == key_len &&
	    memcmp(shelf->list[at].key, key, key_len) == 0) {
		*out = record_of(&shelf->list[at]);
		return CIM_OK;
	}
	return shelf->on_top ? shelf->under.get(shelf->under.ctx, key, key_len, out) : CIM_ENOENT;
}

/* A walk over both, side by side. */
struct walk {
	const struct repo_shelf *shelf;
	size_t at, end;
	enum cim_err (*each)(void *ctx, const struct repo_record *record);
	void *ctx;
};

static enum cim_err
tell_one(struct walk *walk)
{
	struct repo_record record = record_of(&walk->shelf->list[walk->at++]);
	return walk->each(walk->ctx, &record);
}

/* One from under: ours that stand before it come first, and ours instead of it. */
static enum cim_err
walk_under(void *ctx, const struct repo_record *record)
{
	struct walk *walk = ctx;
	for (; walk->at < walk->end;) {
		const struct entry *e = &walk->shelf->list[walk->at];
		int order = key_cmp(e->key, e->key_len, record->key, record->key_len);
		if (order > 0)
			break;
		enum cim_err err = tell_one(walk);
		if (err != CIM_OK || order == 0)
			return err;
	}
	return walk->each(walk->ctx, record);
}

static enum cim_err
shelf_walk(void *ctx, const void *prefix, size_t prefix_len,
    enum cim_err (*each)(void *each_ctx, const struct repo_record *record), void *each_ctx)
{
	const struct repo_shelf *shelf = ctx;
	struct walk walk = { .shelf = shelf, .each = each, .ctx = each_ctx };
	enum cim_err err = CIM_OK;
	walk.at = walk.end = lower_bound(shelf, prefix, prefix_len);
	while (walk.end < shelf->sorted && shelf->list[walk.end].key_len >= prefix_len &&
	    (prefix_len == 0 || memcmp(shelf->list[walk.end].key, prefix, prefix_len) == 0))
		walk.end++;
	if (shelf->on_top)
		err = shelf->under.walk(
		    shelf->under.ctx, prefix, prefix_len, walk_under, &walk);
	while (walk.at < walk.end && err == CIM_OK)
		err = tell_one(&walk);
	return err;
}

static enum cim_err
shelf_may(void *ctx, struct cim_str ns, uint32_t rights)
{
	const struct repo_shelf *shelf = ctx;
	return shelf->under.may(shelf->under.ctx, ns, rights);
}

struct repo_reader
repo_shelf_reader(struct repo_shelf *shelf)
{
	return (struct repo_reader){ .ctx = shelf, .get = shelf_get, .walk = shelf_walk,
		.may = shelf->on_top && shelf->under.may != NULL ? shelf_may : NULL };
}

/* ---- Filling ------------------------------------------------------------- */

/* What work has encoded, under a key. */
static enum cim_err
add(struct repo_shelf *shelf, const struct repo_key *key)
{
	size_t size = record_size(&shelf->work);
	struct entry *grown = arena_grow(&shelf->arena, shelf->list, shelf->count, &shelf->cap,
	    shelf->count + 1, sizeof(*grown));
	uint8_t *bytes = (uint8_t *)arena_text(&shelf->arena, key->len + size);
	if (grown == NULL || bytes == NULL)
		return CIM_ENOMEM;
	memcpy(bytes, key->bytes, key->len);
	record_fill(&shelf->work, bytes + key->len);
	shelf->list = grown;
	grown[shelf->count] = (struct entry){ bytes, bytes + key->len, key->len, size,
		shelf->count };
	shelf->count++;
	return CIM_OK;
}

static enum cim_err
add_one_namespace(struct repo_shelf *shelf, struct cim_str ns)
{
	struct repo_key key;
	struct cim_name name = cim_name(ns.ptr, ns.len);
	struct cim_str copy;
	if (cim_map_get(&shelf->namespaces, name) != NULL)
		return CIM_OK;
	if (!cim_str_copy(&shelf->arena, ns, &copy))
		return CIM_ENOMEM;
	name.ptr = copy.ptr;
	enum cim_err err = cim_map_set(&shelf->namespaces, &shelf->arena, name, shelf);
	if (err == CIM_OK && shelf->on_top) {
		err = repo_namespace_get(shelf->under, ns);
		if (err != CIM_ENOENT)
			return err;
		err = CIM_OK;
	}
	if (err == CIM_OK)
		err = repo_key_namespace(&key, ns);
	if (err == CIM_OK)
		err = record_encode_namespace(&shelf->work, ns,
		    (struct record_security){ { NULL, 0 }, false });
	return err != CIM_OK ? err : add(shelf, &key);
}

/* A namespace, and those above it. */
static enum cim_err
add_namespace(struct repo_shelf *shelf, struct cim_str ns)
{
	enum cim_err err = CIM_OK;
	if (!record_namespace_valid(ns))
		return CIM_EINVAL;
	for (size_t at = 0; at <= ns.len && err == CIM_OK; at++) {
		if (at == ns.len || ns.ptr[at] == '/')
			err = add_one_namespace(shelf, cim_str(ns.ptr, at));
	}
	return err;
}

/* Everything but an instance. */
static enum cim_err
add_declaration(struct repo_shelf *shelf, const struct cim_item *item)
{
	struct repo_key key;
	enum repo_kind kind = REPO_KIND_CLASS;
	struct cim_name name;
	enum cim_err err;
	switch (item->kind) {
	case CIM_ITEM_QUALIFIER_TYPE:
		kind = REPO_KIND_QUALIFIER_TYPE;
		name = item->as.qualifier_type->name;
		err = record_encode_qualifier_type(&shelf->work, item->ns, item->as.qualifier_type);
		break;
	case CIM_ITEM_ENUMERATION:
		kind = REPO_KIND_ENUMERATION;
		name = item->as.enumeration->name;
		err = record_encode_enumeration(&shelf->work, item->ns, item->as.enumeration);
		break;
	case CIM_ITEM_STRUCTURE: case CIM_ITEM_CLASS:
		if (item->kind == CIM_ITEM_STRUCTURE)
			kind = REPO_KIND_STRUCTURE;
		name = item->as.cls->name;
		err = record_encode_class(&shelf->work, item->ns, item->as.cls, 0);
		break;
	default:
		return CIM_OK;
	}
	if (err == CIM_OK)
		err = repo_key_named(&key, kind, item->ns, name);
	return err != CIM_OK ? err : add(shelf, &key);
}

static enum cim_err
add_instance(struct repo_shelf *shelf, struct repo_scope *scope, struct bytes_writer *path,
    struct arena *scratch, const struct cim_item *item, struct cim_fault *fault)
{
	const struct cim_instance *inst = item->as.instance;
	struct cim_name missing;
	struct repo_key key;
	bool hashed;
	struct arena_mark mark = arena_mark(scratch);
	enum cim_err err = instance_path(scope, scratch, path, item->ns, inst, &missing);
	struct cim_str canonical = cim_str((const char *)path->buf, path->len);
	if (err == CIM_OK)
		err = repo_key_instance(&key, item->ns, inst->class_name, canonical, &hashed);
	if (err == CIM_OK)
		err = record_encode_instance(
		    &shelf->work, item->ns, inst, hashed ? canonical : CIM_STR(""));
	arena_rewind(scratch, mark);
	if (err == CIM_OK)
		return add(shelf, &key);
	/* What a compiler lets pass and no repository takes. */
	if (err == CIM_ENOENT || err == CIM_EINVAL)
		return cim_fault(fault, CIM_EINVAL, "an instance of class %.*s: %s%.*s",
		    (int)inst->class_name.len, inst->class_name.ptr, err == CIM_ENOENT ?
		    "there is no such class" : missing.len > 0 ? "no value for its key " :
		    "no keys, or one with a value that is none", (int)missing.len,
		    missing.ptr == NULL ? "" : missing.ptr);
	return err;
}

/* What a unit deletes of itself is not in its batch: this would be of what is under it. */
static enum cim_err
refuse_deletion(const struct repo_shelf *shelf, struct arena *scratch, const struct cim_item *item,
    struct cim_fault *fault)
{
	const struct cim_class *cls;
	const struct cim_instance *inst;
	bool is_class = item->kind == CIM_ITEM_DELETE_CLASS;
	struct cim_name name =
	    is_class ? item->as.deleted_class : item->as.deleted_path->class_name;
	enum cim_err err = CIM_ENOENT;
	if (shelf->on_top && is_class)
		err = repo_class_get(shelf->under, scratch, item->ns, name, &cls);
	else if (shelf->on_top)
		err = repo_instance_get(
		    shelf->under, scratch, item->ns, item->as.deleted_path, &inst);
	if (err == CIM_OK)
		return cim_fault(fault, CIM_ECONFLICT, "a pragma deletes %s %.*s, which only a "
		    "repository can: compile it into one", is_class ? "class" : "an instance of",
		    (int)name.len, name.ptr);
	if (err != CIM_ENOENT || item->nofail)
		return err == CIM_ENOENT ? CIM_OK : err;
	return cim_fault(fault, err, "a pragma deletes %s %.*s, which is not there",
	    is_class ? "class" : "an instance of", (int)name.len, name.ptr);
}

static enum cim_err
add_declarations(struct repo_shelf *shelf, struct arena *scratch, const struct cim_batch *batch,
    struct cim_fault *fault)
{
	enum cim_err err = CIM_OK;
	if (!shelf->on_top)
		err = add_namespace(shelf, CIM_STR("root/cimv2"));
	for (size_t i = 0; i < batch->count && err == CIM_OK; i++) {
		const struct cim_item *item = &batch->items[i];
		if (item->kind == CIM_ITEM_DELETE_CLASS || item->kind == CIM_ITEM_DELETE_INSTANCE) {
			err = refuse_deletion(shelf, scratch, item, fault);
			continue;
		}
		err = add_namespace(shelf, item->ns);
		if (err == CIM_OK)
			err = add_declaration(shelf, item);
	}
	sort(shelf);
	return err;
}

/* When all classes can be found: they say what the keys are. */
static enum cim_err
add_instances(struct repo_shelf *shelf, struct arena *scratch, const struct cim_batch *batch,
    struct cim_fault *fault)
{
	struct repo_scope *scope;
	struct bytes_writer path = { 0 };
	enum cim_err err = repo_scope_new(repo_shelf_reader(shelf), &scope);
	for (size_t i = 0; i < batch->count && err == CIM_OK; i++) {
		if (batch->items[i].kind == CIM_ITEM_INSTANCE)
			err = add_instance(
			    shelf, scope, &path, scratch, &batch->items[i], fault);
	}
	repo_scope_free(scope);
	bytes_writer_free(&path);
	if (shelf->count > shelf->sorted)
		sort(shelf);
	return err;
}

enum cim_err
repo_shelf_new(const struct repo_reader *under, const struct cim_batch *batch,
    struct repo_shelf **out, struct cim_fault *fault)
{
	struct arena scratch = { 0 };
	*out = NULL;
	struct repo_shelf *shelf = calloc(1, sizeof(*shelf));
	if (shelf == NULL)
		return CIM_ENOMEM;
	if (under != NULL) {
		shelf->under = *under;
		shelf->on_top = true;
	}
	enum cim_err err = record_work_init(&shelf->work);
	if (err != CIM_OK) {
		free(shelf);
		return err;
	}
	err = add_declarations(shelf, &scratch, batch, fault);
	if (err == CIM_OK)
		err = add_instances(shelf, &scratch, batch, fault);
	arena_free(&scratch);
	if (err == CIM_OK)
		*out = shelf;
	else
		repo_shelf_free(shelf);
	return err;
}

void
repo_shelf_free(struct repo_shelf *shelf)
{
	if (shelf == NULL)
		return;
	record_work_free(&shelf->work);
	arena_free(&shelf->arena);
	free(shelf);
}
