/* instance.c: instances: get, list, put, delete, and the index of who refers to whom. */
#include <string.h>

#include "cim/inherit.h"
#include "repo/reader.h"
#include "repo/system.h"
#include "repo/update.h"

/* ---- Paths --------------------------------------------------------------- */

/* The only key of a class, which a path may leave unnamed; NULL: it has none, or several. */
static const struct cim_property *
only_key(const struct cim_class *identity)
{
	const struct cim_property *found = NULL;
	for (uint32_t i = 0; i < identity->property_count; i++) {
		if (!cim_qualifier_true(identity->properties[i].qualifiers, "Key"))
			continue;
		if (found != NULL)
			return NULL;
		found = &identity->properties[i];
	}
	return found;
}

/*
 * The declared type of a key, for cim_path_canonical: of the path's own class
 * only. The classes of paths inside it may come and go, and what identifies an instance must not
 * change with them.
 */
struct key_types {
	struct repo_scope *scope;
	struct cim_str ns;
	struct cim_name class_name;	/* the path's own */
	const struct cim_class *identity;
	bool looked;
	enum cim_err err;
};

static enum cim_type
key_type(void *ctx, struct cim_name class_name, struct cim_name key)
{
	struct key_types *types = ctx;
	if (!cim_name_eq(types->class_name, class_name))
		return CIM_TYPE_NONE;
	if (!types->looked) {
		types->looked = true;
		enum cim_err err =
		    repo_scope_identity(types->scope, types->ns, class_name, &types->identity);
		if (err != CIM_OK)
			types->identity = NULL;
		if (err != CIM_OK && err != CIM_ENOENT && err != CIM_ELIMIT)
			types->err = err;
	}
	const struct cim_property *prop = NULL;
	if (types->identity != NULL)
		prop = key.len > 0 ? cim_property_find(types->identity, key)
				   : only_key(types->identity);
	return prop == NULL ? CIM_TYPE_NONE : (enum cim_type)prop->type.type;
}

/*
 * The canonical path of a path, without host and namespace. Without a scope, as if no class
 * were known.
 */
static enum cim_err
canonical(struct repo_scope *scope, struct bytes_writer *out, struct cim_str ns,
    const struct cim_path *path)
{
	struct key_types types = { .scope = scope, .ns = ns, .class_name = path->class_name };
	struct cim_path relative = *path;
	relative.host = relative.ns = CIM_STR("");
	bytes_writer_reset(out);
	enum cim_err err =
	    cim_path_canonical(out, &relative, scope == NULL ? NULL : key_type, &types);
	if (types.err != CIM_OK)
		return types.err;
	return err != CIM_OK ? err : out->err;
}

enum cim_err
instance_canonical(struct repo_scope *scope, struct bytes_writer *out, struct cim_str ns,
    const struct cim_path *path)
{
	return canonical(scope, out, ns, path);
}

enum cim_err
repo_path_canonical(struct repo_scope *scope, struct bytes_writer *out, const struct cim_path *path)
{
	struct key_types types = { .scope = scope, .ns = path->ns, .class_name = path->class_name };
	bytes_writer_reset(out);
	enum cim_err err = cim_path_canonical(out, path, key_type, &types);
	if (types.err != CIM_OK)
		return types.err;
	return err != CIM_OK ? err : out->err;
}

enum cim_err
instance_path(struct repo_scope *scope, struct arena *scratch, struct bytes_writer *out,
    struct cim_str ns, const struct cim_instance *inst, struct cim_name *missing)
{
	const struct cim_class *identity;
	struct cim_path path;
	*missing = (struct cim_name){ NULL, 0, 0 };
	enum cim_err err = repo_scope_identity(scope, ns, inst->class_name, &identity);
	if (err == CIM_OK)
		err = cim_path_of(scratch, identity, inst, &path, missing);
	return err != CIM_OK ? err : canonical(scope, out, ns, &path);
}

static struct cim_str
written(const struct bytes_writer *w)
{
	return cim_str((const char *)w->buf, w->len);
}

/* ---- References ---------------------------------------------------------- */

/*
 * What a reference points to, as an index key; *is_one false when it is a text that points
 * to no instance.
 */
static enum cim_err
reference_key(struct repo_scope *scope, struct arena *scratch, struct bytes_writer *target,
    struct cim_str ns, struct cim_str text, const struct repo_key *referrer, struct repo_key *key,
    bool *hashed, bool *is_one)
{
	struct cim_path path;
	*is_one = false;
	enum cim_err err = cim_path_parse(scratch, text, &path, NULL);
	if (err == CIM_EINVAL || err == CIM_ELIMIT)
		return CIM_OK;
	if (err != CIM_OK)
		return err;
	if (path.key_count == 0 && !path.is_singleton)
		return CIM_OK;
	struct cim_str target_ns = path.ns.len > 0 ? path.ns : ns;
	err = canonical(scope, target, target_ns, &path);
	if (err == CIM_OK)
		err = repo_key_reference(key, target_ns, written(target), referrer, hashed);
	if (err == CIM_EINVAL || err == CIM_ELIMIT)
		return CIM_OK;
	*is_one = err == CIM_OK;
	return err;
}

/*
 * What each allocates from the same arena must stay: the arena is back at its mark before
 * each is called.
 */
static enum cim_err
reference_tell(struct repo_scope *scope, struct arena *scratch, struct bytes_writer *target,
    struct cim_str ns, struct cim_str text, const struct repo_key *referrer,
    instance_reference_fn each, void *ctx)
{
	struct repo_key key;
	bool hashed, is_one;
	struct arena_mark mark = arena_mark(scratch);
	enum cim_err err =
	    reference_key(scope, scratch, target, ns, text, referrer, &key, &hashed, &is_one);
	arena_rewind(scratch, mark);
	return err == CIM_OK && is_one ? each(ctx, &key, hashed) : err;
}

static enum cim_err
reference_one(struct repo_scope *scope, struct arena *scratch, struct bytes_writer *target,
    struct cim_str ns, const struct cim_value *value, const struct repo_key *referrer,
    instance_reference_fn each, void *ctx)
{
	if (value->is_null)
		return CIM_OK;
	struct cim_str text = value->as.string;
	enum cim_err err = reference_tell(scope, scratch, target, ns, text, referrer, each, ctx);
	/*
	 * Stored before the class it points to was there, it is indexed as it could be read
	 * then.
	 */
	if (err == CIM_ENOENT && scope != NULL)
		err = reference_tell(NULL, scratch, target, ns, text, referrer, each, ctx);
	return err;
}

enum cim_err
instance_references(struct repo_scope *scope, struct arena *scratch, struct bytes_writer *target,
    struct cim_str ns, const struct cim_instance *inst, const struct repo_key *referrer,
    instance_reference_fn each, void *ctx)
{
	enum cim_err err = CIM_OK;
	for (uint32_t i = 0; i < inst->property_count && err == CIM_OK; i++) {
		const struct cim_value *value = &inst->properties[i].value;
		if (value->type != CIM_REFERENCE || value->is_null)
			continue;
		if (!value->is_array)
			err = reference_one(scope, scratch, target, ns, value, referrer, each, ctx);
		for (uint32_t k = 0; value->is_array && k < value->count && err == CIM_OK; k++)
			err = reference_one(
			    scope, scratch, target, ns, &value->as.items[k], referrer, each, ctx);
	}
	return err;
}

/* Index keys gathered before anything is changed: what they are made from may move. */
struct gathered {
	struct arena *arena;
	struct repo_key **list;
	size_t count, cap;
};

static enum cim_err
gather_one(void *ctx, const struct repo_key *key, bool hashed)
{
	struct gathered *gathered = ctx;
	(void)hashed;
	struct repo_key **grown = arena_grow(gathered->arena, gathered->list, gathered->count,
	    &gathered->cap, gathered->count + 1, sizeof(gathered->list[0]));
	struct repo_key *copy =
	    arena_alloc(gathered->arena, offsetof(struct repo_key, bytes) + key->len);
	if (grown == NULL || copy == NULL)
		return CIM_ENOMEM;
	gathered->list = grown;
	copy->len = key->len;
	memcpy(copy->bytes, key->bytes, key->len);
	gathered->list[gathered->count++] = copy;
	return CIM_OK;
}

/*
 * The index keys of what stands in a record; decoded with a work of its own, since txn's may
 * hold the new one.
 */
static enum cim_err
gather_record(struct repo_txn *txn, struct cim_str ns, const struct store_item *item,
    struct record_work *work, struct arena *arena, struct gathered *gathered)
{
	struct record record;
	struct repo_scope *scope;
	struct repo_key referrer;
	enum cim_err err = txn_scope(txn, &scope);
	if (err == CIM_OK)
		err = record_decode_kind(work, arena, REPO_KIND_INSTANCE, item->value,
		    item->value_len, &record);
	if (err == CIM_OK && item->key_len > KEY_MAX)
		err = CIM_EDAMAGED;
	if (err != CIM_OK)
		return err;
	referrer.len = item->key_len;
	memcpy(referrer.bytes, item->key, item->key_len);
	err = instance_references(
	    scope, arena, &txn->target, ns, record.as.instance, &referrer, gather_one, gathered);
	/* And as they were indexed if the classes they point to came later. */
	return err != CIM_OK ? err
			     : instance_references(NULL, arena, &txn->target, ns,
				   record.as.instance, &referrer, gather_one, gathered);
}

static enum cim_err
unindex(struct repo_txn *txn, const struct gathered *gathered)
{
	enum cim_err err = CIM_OK;
	for (size_t i = 0; i < gathered->count && err == CIM_OK; i++)
		err = txn_index_delete(txn, gathered->list[i]);
	return err;
}

/* The walk of unindex_all: one record at a time. */
struct unindex_walk {
	struct repo_txn *txn;
	struct cim_str ns;
	struct record_work work;
};

static enum cim_err
unindex_one(void *ctx, const struct store_item *item)
{
	struct unindex_walk *walk = ctx;
	struct arena *scratch = &walk->txn->scratch;
	struct arena_mark mark = arena_mark(scratch);
	struct gathered gathered = { .arena = scratch };
	/* What is gathered must outlive what it is made from only; both go with the mark. */
	enum cim_err err =
	    gather_record(walk->txn, walk->ns, item, &walk->work, scratch, &gathered);
	if (err == CIM_OK)
		err = unindex(walk->txn, &gathered);
	arena_rewind(scratch, mark);
	return err;
}

enum cim_err
instance_unindex_all(struct repo_txn *txn, struct cim_str ns)
{
	struct unindex_walk walk = { .txn = txn, .ns = ns };
	struct repo_key key;
	enum cim_err err = repo_key_prefix(&key, REPO_KIND_INSTANCE, ns);
	if (err == CIM_OK)
		err = record_work_init(&walk.work);
	if (err != CIM_OK)
		return err;
	err = store_walk(txn->store, STORE_RECORDS, key.bytes, key.len, unindex_one, &walk);
	record_work_free(&walk.work);
	return err;
}

/* ---- Reading ------------------------------------------------------------- */

/*
 * The key of a path's instance; canon gets the canonical path. CIM_ENOENT when there can be
 * none.
 */
enum cim_err
instance_key(struct repo_scope *scope, struct bytes_writer *canon, struct cim_str ns,
    const struct cim_path *path, struct repo_key *key, bool *hashed)
{
	if (path->key_count == 0 && !path->is_singleton)
		return CIM_ENOENT;
	if (!cim_name_valid(cim_name_str(path->class_name)))
		return CIM_ENOENT;
	enum cim_err err = canonical(scope, canon, ns, path);
	if (err == CIM_OK)
		err = repo_key_instance(key, ns, path->class_name, written(canon), hashed);
	return err == CIM_EINVAL ? CIM_ENOENT : err;
}

enum cim_err
repo_instance_get(struct repo_reader reader, struct arena *arena, struct cim_str ns,
    const struct cim_path *path, const struct cim_instance **out)
{
	struct repo_scope *scope;
	struct bytes_writer canon;
	struct repo_key key;
	struct record record;
	bool hashed;
	*out = NULL;
	bytes_writer_init(&canon);
	enum cim_err err = repo_scope_new(reader, &scope);
	if (err != CIM_OK)
		return err;
	err = instance_key(scope, &canon, ns, path, &key, &hashed);
	if (err == CIM_OK)
		err = reader_record(reader, arena, REPO_KIND_INSTANCE, &key, &record);
	/* Two paths may have one hash: what is there must be the one asked for. */
	if (err == CIM_OK && hashed && !cim_str_eq(record.path, written(&canon)))
		err = CIM_ENOENT;
	if (err == CIM_OK)
		*out = record.as.instance;
	bytes_writer_free(&canon);
	repo_scope_free(scope);
	return err;
}

struct list {
	enum cim_err (*each)(void *ctx, const struct cim_instance *inst, struct cim_str path);
	void *ctx;
};

static enum cim_err
list_one(void *ctx, struct arena *arena, const struct repo_record *found,
    const struct record *record)
{
	const struct list *list = ctx;
	struct repo_subject subject;
	enum cim_err err = repo_record_subject(arena, found, &subject);
	return err != CIM_OK ? err : list->each(list->ctx, record->as.instance, subject.path);
}

enum cim_err
repo_instance_list(struct repo_reader reader, struct cim_str ns, struct cim_name class_name,
    enum cim_err (*each)(void *ctx, const struct cim_instance *inst, struct cim_str path),
    void *ctx)
{
	struct repo_key key;
	struct list list = { each, ctx };
	enum cim_err err = class_name.len > 0 ? repo_key_instances(&key, ns, class_name) :
	    repo_key_prefix(&key, REPO_KIND_INSTANCE, ns);
	if (err == CIM_EINVAL)
		return CIM_OK;		/* what is no name has no instances */
	return err != CIM_OK
	    ? err
	    : reader_records(reader, REPO_KIND_INSTANCE, &key, list_one, &list);
}

/* ---- Referrers ----------------------------------------------------------- */

struct referrers {
	struct repo_txn *txn;
	enum cim_err (*each)(void *ctx, const struct repo_subject *referrer);
	void *ctx;
};

/* The referrer's key stands behind the target in the index key, or is the value. */
static enum cim_err
referrer_one(void *ctx, const struct store_item *item)
{
	struct referrers *referrers = ctx;
	struct repo_txn *txn = referrers->txn;
	const uint8_t *key = item->value_len > 0 ? item->value : item->key + 1 + KEY_HASH;
	size_t key_len = item->value_len > 0 ? item->value_len : item->key_len - 1 - KEY_HASH;
	struct store_item found;
	struct repo_subject subject;
	struct arena_mark mark = arena_mark(&txn->scratch);
	enum cim_err err = txn->access == NULL ? CIM_OK : access_seen(txn, key, key_len);
	if (err == CIM_EDENIED || err == CIM_ENOENT) {
		txn->hidden++;
		return CIM_OK;
	}
	if (err == CIM_OK)
		err = store_get(txn->store, STORE_RECORDS, key, key_len, &found);
	if (err == CIM_OK) {
		struct repo_record record = { key, found.value, key_len, found.value_len };
		err = repo_record_subject(&txn->scratch, &record, &subject);
	}
	if (err == CIM_ENOENT)
		err = cim_fault(&txn->fault, CIM_EDAMAGED,
		    "the index of references names an instance that is not there");
	if (err == CIM_OK)
		err = referrers->each(referrers->ctx, &subject);
	arena_rewind(&txn->scratch, mark);
	return err;
}

enum cim_err
repo_referrer_list(struct repo_txn *txn, struct cim_str ns, const struct cim_path *path,
    enum cim_err (*each)(void *ctx, const struct repo_subject *referrer), void *ctx)
{
	struct referrers referrers = { txn, each, ctx };
	struct repo_scope *scope;
	struct repo_key key;
	bool hashed;
	if (path->key_count == 0 && !path->is_singleton)
		return CIM_OK;
	enum cim_err err = txn->access == NULL ? CIM_OK : access_want(txn, ns, CIM_RIGHT_ENABLE);
	if (err == CIM_OK)
		err = txn_scope(txn, &scope);
	if (err == CIM_OK)
		err = canonical(scope, &txn->target, ns, path);
	if (err == CIM_OK)
		err = repo_key_reference(&key, ns, written(&txn->target), NULL, &hashed);
	if (err == CIM_EINVAL)
		return CIM_OK;		/* a path that fits no instance */
	return err != CIM_OK ? err :
	    store_walk(txn->store, STORE_INDEX, key.bytes, key.len, referrer_one, &referrers);
}

/* ---- Writing ------------------------------------------------------------- */

struct index_put {
	struct repo_txn *txn;
	const struct repo_key *referrer;
};

static enum cim_err
index_put_one(void *ctx, const struct repo_key *key, bool hashed)
{
	const struct index_put *put = ctx;
	return txn_index_put(put->txn, key, put->referrer->bytes, hashed ? put->referrer->len : 0);
}

/* What is wrong with an instance that gets no path. */
static enum cim_err
path_refused(struct repo_txn *txn, enum cim_err err, struct cim_str ns,
    const struct cim_instance *inst, struct cim_name missing)
{
	struct cim_name cls = inst->class_name;
	if (err == CIM_ENOENT)
		return cim_fault(&txn->fault, CIM_EINVAL,
		    "an instance of class %.*s, which is not in %.*s", (int)cls.len, cls.ptr,
		    (int)ns.len, ns.ptr);
	if (err == CIM_EINVAL && missing.len > 0)
		return cim_fault(&txn->fault, err,
		    "an instance of class %.*s: its key %.*s has no value", (int)cls.len, cls.ptr,
		    (int)missing.len, missing.ptr);
	if (err == CIM_EINVAL)
		return cim_fault(&txn->fault, err,
		    "an instance of class %.*s: no keys, or one with a value that is none",
		    (int)cls.len, cls.ptr);
	return err;
}

/* The record and the key of an instance, ready to be put. */
static enum cim_err
instance_encode(struct repo_txn *txn, struct txn_namespace *ns, const struct cim_instance *inst,
    struct repo_key *key)
{
	struct repo_scope *scope;
	struct cim_name missing = { NULL, 0, 0 };
	bool hashed;
	enum cim_err err = txn_scope(txn, &scope);
	if (err == CIM_OK) {
		err = instance_path(scope, &txn->scratch, &txn->path, ns->spelled, inst, &missing);
		if (err == CIM_OK)
			err = repo_key_instance(
			    key, ns->spelled, inst->class_name, written(&txn->path), &hashed);
		if (err != CIM_OK)
			return path_refused(txn, err, ns->spelled, inst, missing);
	}
	if (err == CIM_OK)
		err = record_encode_instance(&txn->work, ns->spelled, inst,
		    hashed ? written(&txn->path) : CIM_STR(""));
	if (err == CIM_EINVAL || err == CIM_ELIMIT)
		return cim_fault(&txn->fault, err, "an instance of class %.*s: %s",
		    (int)inst->class_name.len, inst->class_name.ptr, txn->work.why);
	return err;
}

/* Puts it in the place of an old one, whose references leave the index. */
static enum cim_err
replace(struct repo_txn *txn, struct txn_namespace *ns, const struct repo_key *key,
    const struct store_item *old)
{
	struct gathered gathered = { .arena = &txn->scratch };
	struct record_work work;
	enum cim_err err = record_work_init(&work);
	if (err != CIM_OK)
		return err;
	err = gather_record(txn, ns->spelled, old, &work, &txn->scratch, &gathered);
	record_work_free(&work);
	if (err == CIM_OK)
		err = unindex(txn, &gathered);
	return err != CIM_OK ? err : txn_record_put(txn, key);
}

/* Whether the mode lets it be made, or changed. */
static enum cim_err
mode_check(struct repo_txn *txn, struct cim_str ns, const struct cim_instance *inst,
    const struct repo_key *key, uint8_t mode)
{
	struct store_item item;
	if ((mode & (CIM_MODE_UPDATE_ONLY | CIM_MODE_CREATE_ONLY)) == 0)
		return CIM_OK;
	enum cim_err err = store_get(txn->store, STORE_RECORDS, key->bytes, key->len, &item);
	if (err == CIM_ENOENT && system_instance_is_there(ns, inst->class_name))
		err = CIM_OK;
	if (err == CIM_OK && (mode & CIM_MODE_CREATE_ONLY) != 0)
		return cim_fault(&txn->fault, CIM_EEXIST,
		    "the instance %.*s exists already, and is only to be created",
		    (int)txn->path.len, (const char *)txn->path.buf);
	if (err == CIM_ENOENT && (mode & CIM_MODE_UPDATE_ONLY) != 0)
		return cim_fault(&txn->fault, CIM_ENOENT,
		    "the instance %.*s does not exist, and is only to be updated",
		    (int)txn->path.len, (const char *)txn->path.buf);
	return err == CIM_ENOENT ? CIM_OK : err;
}

/* An instance of __Namespace is a namespace: nothing is stored of it but that. */
static enum cim_err
namespace_put(struct repo_txn *txn, struct cim_str ns, const struct cim_instance *inst,
    uint8_t mode, enum txn_change *change)
{
	struct cim_str child;
	uint64_t made = 0;
	struct arena_mark mark = arena_mark(&txn->scratch);
	enum cim_err err = system_namespace_of(&txn->scratch, ns, inst, &child);
	if (err == CIM_EINVAL)
		cim_fault(&txn->fault, err, "an instance of __Namespace: its Name is no name for "
		    "a namespace");
	if (err == CIM_OK)
		err = repo_namespace_get(txn_reader(txn), child);
	*change = err == CIM_ENOENT ? TXN_CREATED : TXN_UNCHANGED;
	if (err == CIM_OK && (mode & CIM_MODE_CREATE_ONLY) != 0)
		err = cim_fault(&txn->fault, CIM_EEXIST, "the namespace %.*s exists already",
		    (int)child.len, child.ptr);
	else if (err == CIM_ENOENT && (mode & CIM_MODE_UPDATE_ONLY) != 0)
		cim_fault(&txn->fault, err, "there is no namespace %.*s", (int)child.len, child.ptr);
	else if (err == CIM_ENOENT)
		err = namespace_store(txn, child, NULL, &made);
	arena_rewind(&txn->scratch, mark);
	return err;
}

enum cim_err
instance_store(struct repo_txn *txn, struct cim_str ns, const struct cim_instance *inst,
    uint8_t mode, enum txn_change *change)
{
	struct txn_namespace *known;
	struct repo_key key;
	struct store_item old;
	struct arena_mark mark = arena_mark(&txn->scratch);
	enum cim_err err = txn_namespace_want(txn, ns, CIM_RIGHT_PARTIAL_WRITE_REP, &known);
	if (err == CIM_OK && cim_name_is_system(inst->class_name)) {
		if (cim_name_is(inst->class_name, "__Namespace"))
			return namespace_put(txn, known->spelled, inst, mode, change);
		err = system_instance_put_check(txn, inst->class_name);
	}
	if (err == CIM_OK)
		err = instance_encode(txn, known, inst, &key);
	if (err == CIM_OK)
		err = mode_check(txn, known->spelled, inst, &key, mode);
	if (err == CIM_OK)
		err = txn_record_add(txn, &key, &old);
	*change = TXN_CREATED;
	if (err == CIM_OK) {
		txn->counts[COUNT_INSTANCES]++;
	} else if (err == CIM_EEXIST && mode != CIM_MODE_CREATE_ONLY &&
	    record_equals(&txn->work, old.value, old.value_len)) {
		*change = TXN_UNCHANGED;
		arena_rewind(&txn->scratch, mark);
		return CIM_OK;
	} else if (err == CIM_EEXIST && mode != CIM_MODE_CREATE_ONLY) {
		*change = TXN_CHANGED;
		err = replace(txn, known, &key, &old);
	}
	struct index_put put = { txn, &key };
	if (err == CIM_OK)
		err = instance_references(txn->scope, &txn->scratch, &txn->target, known->spelled,
		    inst, &key, index_put_one, &put);
	arena_rewind(&txn->scratch, mark);
	return err;
}

enum cim_err
instance_find(struct repo_txn *txn, struct cim_str ns, const struct cim_instance *inst,
    struct arena *arena, const struct cim_instance **out, struct cim_str *path)
{
	struct repo_scope *scope;
	struct cim_name missing;
	struct repo_key key;
	struct record record;
	bool hashed;
	*out = NULL;
	*path = cim_str("", 0);
	enum cim_err err = txn_scope(txn, &scope);
	if (err == CIM_OK)
		err = instance_path(scope, &txn->scratch, &txn->path, ns, inst, &missing);
	if (err == CIM_OK)
		err = repo_key_instance(
		    &key, ns, inst->class_name, written(&txn->path), &hashed);
	if (err == CIM_OK && !cim_str_copy(arena, written(&txn->path), path))
		err = CIM_ENOMEM;
	if (err == CIM_EINVAL)
		return CIM_ENOENT;	/* without keys it is nowhere */
	if (err == CIM_OK)
		err = reader_record(
		    txn_reader(txn), arena, REPO_KIND_INSTANCE, &key, &record);
	if (err == CIM_OK)
		*out = cim_instance_copy(arena, record.as.instance);
	return err == CIM_OK && *out == NULL ? CIM_ENOMEM : err;
}

enum cim_err
instance_shown(struct repo_txn *txn, struct cim_str ns, const struct cim_instance *inst,
    struct arena *arena, struct cim_str *path)
{
	struct repo_scope *scope;
	const struct cim_class *identity;
	struct cim_path spelled;
	struct bytes_writer w = { 0 };
	enum cim_err err = txn_scope(txn, &scope);
	if (err == CIM_OK)
		err = repo_scope_identity(scope, ns, inst->class_name, &identity);
	if (err == CIM_OK)
		err = cim_path_of(arena, identity, inst, &spelled, NULL);
	if (err == CIM_EINVAL || err == CIM_ENOENT)
		return CIM_OK;
	if (err == CIM_OK) {
		cim_path_print(&w, &spelled);
		err = w.err;
	}
	if (err == CIM_OK && !cim_str_copy(arena, written(&w), path))
		err = CIM_ENOMEM;
	bytes_writer_free(&w);
	return err;
}

enum cim_err
repo_instance_put(struct repo_txn *txn, struct cim_str ns, const struct cim_instance *inst)
{
	enum txn_change change;
	return instance_store(txn, ns, inst, 0, &change);
}

/* ---- Going --------------------------------------------------------------- */

/* One under its key, with what the index has of it. */
static enum cim_err
erase(struct repo_txn *txn, struct txn_namespace *ns, const struct repo_key *key,
    const struct store_item *item)
{
	struct gathered gathered = { .arena = &txn->scratch };
	enum cim_err err =
	    gather_record(txn, ns->spelled, item, &txn->work, &txn->scratch, &gathered);
	if (err == CIM_OK)
		err = unindex(txn, &gathered);
	if (err == CIM_OK)
		err = store_delete(txn->store, STORE_RECORDS, key->bytes, key->len);
	if (err == CIM_OK)
		txn->counts[COUNT_INSTANCES]--;
	return err;
}

enum cim_err
instance_remove(struct repo_txn *txn, struct cim_str ns, const struct cim_instance *inst)
{
	struct txn_namespace *known;
	struct repo_scope *scope;
	struct cim_name missing;
	struct repo_key key;
	struct store_item item;
	bool hashed;
	struct arena_mark mark = arena_mark(&txn->scratch);
	enum cim_err err = txn_namespace_want(txn, ns, CIM_RIGHT_PARTIAL_WRITE_REP, &known);
	if (err == CIM_OK)
		err = txn_scope(txn, &scope);
	if (err == CIM_OK)
		err = instance_path(scope, &txn->scratch, &txn->path, known->spelled, inst, &missing);
	if (err == CIM_OK)
		err = repo_key_instance(
		    &key, known->spelled, inst->class_name, written(&txn->path), &hashed);
	if (err == CIM_OK)
		err = store_get(txn->store, STORE_RECORDS, key.bytes, key.len, &item);
	if (err == CIM_OK)
		err = erase(txn, known, &key, &item);
	arena_rewind(&txn->scratch, mark);
	return err == CIM_EINVAL ? CIM_ENOENT : err;
}

/* All of a class: first out of the index, and told; then the records at once. */
struct delete_all {
	struct unindex_walk walk;
	struct cim_str ns;
};

static enum cim_err
delete_all_one(void *ctx, const struct store_item *item)
{
	struct delete_all *all = ctx;
	struct repo_txn *txn = all->walk.txn;
	const struct update *update = txn->update;
	struct repo_subject subject;
	struct record record;
	struct repo_record raw = { item->key, item->value, item->key_len, item->value_len };
	struct arena_mark mark = arena_mark(&txn->scratch);
	enum cim_err err = CIM_OK;
	if (update != NULL && update->counts != NULL)
		update->counts->deleted++;
	if (update != NULL && update->deed != NULL && update->deed->changed != NULL) {
		err = record_decode_kind(&txn->work, &txn->scratch, REPO_KIND_INSTANCE,
		    item->value, item->value_len, &record);
		if (err == CIM_OK)
			err = repo_record_subject(&txn->scratch, &raw, &subject);
		struct repo_change change = { .kind = REPO_DELETED, .what = REPO_KIND_INSTANCE,
			.ns = all->ns };
		if (err == CIM_OK) {
			change.path = subject.path;
			change.old_instance = record.as.instance;
			change.place = update->item->place;
			err = instance_shown(
			    txn, all->ns, record.as.instance, &txn->scratch, &change.path);
		}
		if (err == CIM_OK)
			err = update->deed->changed(update->deed->ctx, &change);
	}
	arena_rewind(&txn->scratch, mark);
	return err != CIM_OK ? err : unindex_one(&all->walk, item);
}

enum cim_err
instance_delete_all(struct repo_txn *txn, struct txn_namespace *ns, struct cim_name name)
{
	struct delete_all all = { { .txn = txn, .ns = ns->spelled }, ns->spelled };
	struct repo_key key;
	uint64_t count = 0;
	enum cim_err err = repo_key_instances(&key, ns->spelled, name);
	if (err == CIM_OK)
		err = record_work_init(&all.walk.work);
	if (err != CIM_OK)
		return err;
	err = store_walk(txn->store, STORE_RECORDS, key.bytes, key.len, delete_all_one, &all);
	record_work_free(&all.walk.work);
	if (err == CIM_OK)
		err = store_delete_prefix(txn->store, STORE_RECORDS, key.bytes, key.len, &count);
	txn->counts[COUNT_INSTANCES] -= (int64_t)count;
	return err;
}

/* With all that is in it and below it, as WMI has it. */
static enum cim_err
namespace_drop(struct repo_txn *txn, struct cim_str ns, const struct cim_path *path)
{
	struct arena arena = { 0 };
	struct cim_str child;
	enum cim_err err = repo_namespace_of_path(&arena, ns, path, &child);
	if (err == CIM_OK)
		err = repo_namespace_delete(txn, child, true);
	arena_free(&arena);
	return err == CIM_EINVAL ? CIM_ENOENT : err;
}

enum cim_err
repo_instance_delete(struct repo_txn *txn, struct cim_str ns, const struct cim_path *path)
{
	struct txn_namespace *known;
	struct repo_scope *scope;
	struct repo_key key;
	struct store_item old;
	struct record_subject subject;
	bool hashed = false;
	struct arena_mark mark = arena_mark(&txn->scratch);
	enum cim_err err = txn_namespace_want(txn, ns, CIM_RIGHT_PARTIAL_WRITE_REP, &known);
	if (err == CIM_OK && cim_name_is(path->class_name, "__Namespace"))
		return namespace_drop(txn, known->spelled, path);
	if (err == CIM_OK)
		err = txn_scope(txn, &scope);
	if (err == CIM_OK)
		err = instance_key(scope, &txn->path, known->spelled, path, &key, &hashed);
	if (err == CIM_OK)
		err = store_get(txn->store, STORE_RECORDS, key.bytes, key.len, &old);
	if (err == CIM_OK && hashed) {
		err = record_subject_read(old.value, old.value_len, &subject);
		if (err == CIM_OK && !cim_str_eq(subject.path, written(&txn->path)))
			err = CIM_ENOENT;
	}
	if (err == CIM_ENOENT)
		err = system_instance_delete_check(txn, ns, path);
	if (err == CIM_ENOENT)
		cim_fault(&txn->fault, err, "there is no such instance of class %.*s",
		    (int)path->class_name.len, path->class_name.ptr);
	if (err == CIM_OK)
		err = erase(txn, known, &key, &old);
	arena_rewind(&txn->scratch, mark);
	return err;
}
