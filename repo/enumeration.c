/* enumeration.c: enumerations: get, list, put, delete, and who uses one. */
#include "cim/limits.h"
#include "repo/reader.h"
#include "repo/txn.h"

enum cim_err
repo_enumeration_get(struct repo_reader reader, struct arena *arena, struct cim_str ns,
    struct cim_name name, const struct cim_enumeration **out)
{
	struct record record;
	enum cim_err err = reader_named(reader, arena, REPO_KIND_ENUMERATION, ns, name, &record);
	*out = err == CIM_OK ? record.as.enumeration : NULL;
	return err;
}

struct list {
	enum cim_err (*each)(void *ctx, const struct cim_enumeration *en);
	void *ctx;
};

static enum cim_err
list_one(void *ctx, struct arena *arena, const struct repo_record *found,
    const struct record *record)
{
	const struct list *list = ctx;
	(void)arena;
	(void)found;
	return list->each(list->ctx, record->as.enumeration);
}

enum cim_err
repo_enumeration_list(struct repo_reader reader, struct cim_str ns,
    enum cim_err (*each)(void *ctx, const struct cim_enumeration *en), void *ctx)
{
	struct repo_key key;
	struct list list = { each, ctx };
	enum cim_err err = repo_key_prefix(&key, REPO_KIND_ENUMERATION, ns);
	return err != CIM_OK ? err
			     : reader_records(reader, REPO_KIND_ENUMERATION, &key, list_one, &list);
}

/* ---- Who uses one -------------------------------------------------------- */

/* Elements by name, so that comparing two long enumerations stays linear. */
static bool
elements_keep(
    struct arena *arena, const struct cim_enumeration *old, const struct cim_enumeration *now)
{
	struct cim_map map = { 0 };
	enum cim_err err = CIM_OK;
	for (uint32_t i = 0; i < now->element_count && err == CIM_OK; i++)
		err = cim_map_set(&map, arena, now->elements[i].name,
		    (void *)(uintptr_t)&now->elements[i]);
	for (uint32_t i = 0; i < old->element_count && err == CIM_OK; i++) {
		const struct cim_enum_element *is = cim_map_get(&map, old->elements[i].name);
		if (is == NULL || !cim_value_eq(&is->value, &old->elements[i].value))
			return false;
	}
	return err == CIM_OK;
}

bool
enumeration_keeps(const struct cim_enumeration *old, const struct cim_enumeration *now)
{
	struct arena arena = { 0 };
	bool keeps = old->type == now->type && cim_name_eq(old->base, now->base) &&
	    elements_keep(&arena, old, now);
	arena_free(&arena);
	return keeps;
}

struct type_users {
	struct cim_name wanted;
	struct arena *arena;
	struct cim_name user;
};

/* Qualifier types are few: they stand in no index. */
static enum cim_err
qualifier_one(void *ctx, const struct cim_qualifier_type *qt)
{
	struct type_users *users = ctx;
	struct cim_str copy;
	if (!cim_name_eq(qt->class_name, users->wanted))
		return CIM_OK;
	if (!cim_str_copy(users->arena, cim_name_str(qt->name), &copy))
		return CIM_ENOMEM;
	users->user = qt->name;
	users->user.ptr = copy.ptr;
	return CIM_EEXIST;
}

static enum cim_err
user_find(
    struct repo_txn *txn, struct txn_namespace *ns, struct cim_name name, struct cim_name *user)
{
	enum cim_err err = type_user(txn, ns, name, user);
	if (err != CIM_OK || user->len > 0)
		return err;
	struct type_users users = { .wanted = name, .arena = &txn->scratch };
	err = repo_qualifier_type_list(txn_reader(txn), ns->spelled, qualifier_one, &users);
	*user = users.user;
	return err == CIM_EEXIST ? CIM_OK : err;
}

/* ---- Writing ------------------------------------------------------------- */

/* The entry that says that the base is used. */
static enum cim_err
base_key(struct repo_key *key, struct txn_namespace *ns, const struct cim_enumeration *en)
{
	return repo_key_class_use(key, ns->spelled, en->base, en->name);
}

static enum cim_err
base_put(struct repo_txn *txn, struct txn_namespace *ns, const struct cim_enumeration *en)
{
	struct repo_key key;
	if (en->base.len == 0)
		return CIM_OK;
	enum cim_err err = base_key(&key, ns, en);
	return err != CIM_OK ? err : txn_index_put(txn, &key, en->name.ptr, en->name.len);
}

static enum cim_err
base_delete(struct repo_txn *txn, struct txn_namespace *ns, const struct cim_enumeration *en)
{
	struct repo_key key;
	if (en->base.len == 0)
		return CIM_OK;
	enum cim_err err = base_key(&key, ns, en);
	return err != CIM_OK ? err : txn_index_delete(txn, &key);
}

/* The base must be there, and no line of bases may come back to the enumeration. */
static enum cim_err
base_check(struct repo_txn *txn, struct txn_namespace *ns, const struct cim_enumeration *en)
{
	struct cim_name at = en->base;
	struct repo_scope *scope;
	enum cim_err err = at.len == 0 ? CIM_OK : txn_scope(txn, &scope);
	for (unsigned steps = 0; err == CIM_OK && at.len > 0; steps++) {
		struct cim_scope view = repo_scope(scope);
		const struct cim_enumeration *base;
		if (cim_name_eq(at, en->name))
			return cim_fault(&txn->fault, CIM_EINVAL,
			    "enumeration %.*s extends itself", (int)en->name.len, en->name.ptr);
		if (steps > CIM_LIMIT_INHERITANCE)
			return cim_fault(&txn->fault, CIM_ELIMIT,
			    "enumeration %.*s has more than %d enumerations above it",
			    (int)en->name.len, en->name.ptr, CIM_LIMIT_INHERITANCE);
		/* Many may extend one: it is decoded once. */
		err = view.enumeration_get(view.ctx, ns->spelled, at, &base);
		if (err == CIM_ENOENT)
			return cim_fault(&txn->fault, CIM_EINVAL,
			    "enumeration %.*s: %.*s, which it extends, is not there",
			    (int)en->name.len, en->name.ptr, (int)at.len, at.ptr);
		if (err == CIM_OK)
			at = base->base;
	}
	return err;
}

/* What stands there, decoded from a copy: it is about to be written over. */
static enum cim_err
old_decode(struct repo_txn *txn, const struct store_item *item, const struct cim_enumeration **out)
{
	struct record record;
	struct record_work work;
	const uint8_t *copy =
	    (const uint8_t *)arena_copy(&txn->scratch, item->value, item->value_len);
	enum cim_err err = copy == NULL ? CIM_ENOMEM : record_work_init(&work);
	if (err != CIM_OK)
		return err;
	err = record_decode_kind(
	    &work, &txn->scratch, REPO_KIND_ENUMERATION, copy, item->value_len, &record);
	record_work_free(&work);
	*out = err == CIM_OK ? record.as.enumeration : NULL;
	return err;
}

static enum cim_err
replace(struct repo_txn *txn, struct txn_namespace *ns, const struct repo_key *key,
    const struct store_item *item, const struct cim_enumeration *en)
{
	const struct cim_enumeration *old;
	struct cim_name user = { NULL, 0, 0 };
	enum cim_err err = old_decode(txn, item, &old);
	if (err == CIM_OK && !enumeration_keeps(old, en))
		err = user_find(txn, ns, en->name, &user);
	if (err == CIM_OK && user.len > 0)
		err = cim_fault(&txn->fault, CIM_ECONFLICT,
		    "enumeration %.*s: loses or changes an element, but %.*s refers to it",
		    (int)en->name.len, en->name.ptr, (int)user.len, user.ptr);
	/* What was encoded may be gone: the look at qualifier types decoded others. */
	if (err == CIM_OK)
		err = record_encode_enumeration(&txn->work, ns->spelled, en);
	if (err == CIM_OK)
		err = txn_record_put(txn, key);
	if (err == CIM_OK)
		err = base_delete(txn, ns, old);
	if (err == CIM_OK)
		err = base_put(txn, ns, en);
	if (txn->scope != NULL)
		scope_forget(txn->scope);
	return err;
}

enum cim_err
enumeration_store(struct repo_txn *txn, struct cim_str ns, const struct cim_enumeration *en,
    enum txn_change *change)
{
	struct txn_namespace *known;
	struct repo_key key;
	struct store_item old;
	struct arena_mark mark = arena_mark(&txn->scratch);
	*change = TXN_CREATED;
	enum cim_err err = txn_namespace_want(txn, ns, CIM_RIGHT_FULL_WRITE_REP, &known);
	if (err == CIM_OK)
		err = type_name_free(txn, known, REPO_KIND_ENUMERATION, en->name);
	if (err == CIM_OK)
		err = base_check(txn, known, en);
	if (err == CIM_OK) {
		err = record_encode_enumeration(&txn->work, known->spelled, en);
		if (err == CIM_EINVAL || err == CIM_ELIMIT)
			err = cim_fault(&txn->fault, err, "enumeration %.*s: %s",
			    (int)en->name.len, en->name.ptr, txn->work.why);
	}
	if (err == CIM_OK)
		err = repo_key_named(&key, REPO_KIND_ENUMERATION, known->spelled, en->name);
	if (err == CIM_OK)
		err = txn_record_add(txn, &key, &old);
	if (err == CIM_OK) {
		txn->counts[COUNT_ENUMERATIONS]++;
		known->has_v3 = true;
		err = base_put(txn, known, en);
	} else if (err == CIM_EEXIST && record_equals(&txn->work, old.value, old.value_len)) {
		*change = TXN_UNCHANGED;
		err = CIM_OK;
	} else if (err == CIM_EEXIST) {
		*change = TXN_CHANGED;
		err = replace(txn, known, &key, &old, en);
	}
	arena_rewind(&txn->scratch, mark);
	return err;
}

enum cim_err
repo_enumeration_put(struct repo_txn *txn, struct cim_str ns, const struct cim_enumeration *en)
{
	enum txn_change change;
	return enumeration_store(txn, ns, en, &change);
}

enum cim_err
repo_enumeration_delete(struct repo_txn *txn, struct cim_str ns, struct cim_name name)
{
	struct txn_namespace *known;
	struct repo_key key;
	struct store_item item;
	const struct cim_enumeration *old = NULL;
	struct cim_name user = { NULL, 0, 0 };
	struct arena_mark mark = arena_mark(&txn->scratch);
	enum cim_err err = txn_namespace_want(txn, ns, CIM_RIGHT_FULL_WRITE_REP, &known);
	if (err == CIM_OK)
		err = cim_name_valid(cim_name_str(name)) ?
		    repo_key_named(&key, REPO_KIND_ENUMERATION, known->spelled, name) : CIM_ENOENT;
	if (err == CIM_OK)
		err = store_get(txn->store, STORE_RECORDS, key.bytes, key.len, &item);
	if (err == CIM_ENOENT)
		return cim_fault(
		    &txn->fault, err, "there is no enumeration %.*s", (int)name.len, name.ptr);
	if (err == CIM_OK)
		err = old_decode(txn, &item, &old);
	if (err == CIM_OK)
		err = user_find(txn, known, name, &user);
	if (err == CIM_OK && user.len > 0)
		err = cim_fault(&txn->fault, CIM_ECONFLICT, "enumeration %.*s: %.*s refers to it",
		    (int)name.len, name.ptr, (int)user.len, user.ptr);
	if (err == CIM_OK)
		err = store_delete(txn->store, STORE_RECORDS, key.bytes, key.len);
	if (err == CIM_OK)
		err = base_delete(txn, known, old);
	if (err == CIM_OK) {
		txn->counts[COUNT_ENUMERATIONS]--;
		known->used = (struct cim_map){ 0 };
		known->used_known = false;
		if (txn->scope != NULL)
			scope_forget(txn->scope);
	}
	arena_rewind(&txn->scratch, mark);
	return err;
}
