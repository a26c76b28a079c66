/* qualifier.c: qualifier types: get, list, put, delete. */
#include "repo/txn.h"

#include "repo/reader.h"

enum cim_err
repo_qualifier_type_get(struct repo_reader reader, struct arena *arena, struct cim_str ns,
    struct cim_name name, const struct cim_qualifier_type **out)
{
	struct record record;
	enum cim_err err = reader_named(reader, arena, REPO_KIND_QUALIFIER_TYPE, ns, name, &record);
	*out = err == CIM_OK ? record.as.qualifier_type : NULL;
	return err;
}

struct list {
	enum cim_err (*each)(void *ctx, const struct cim_qualifier_type *qt);
	void *ctx;
};

static enum cim_err
list_one(void *ctx, struct arena *arena, const struct repo_record *found,
    const struct record *record)
{
	const struct list *list = ctx;
	(void)arena;
	(void)found;
	return list->each(list->ctx, record->as.qualifier_type);
}

enum cim_err
repo_qualifier_type_list(struct repo_reader reader, struct cim_str ns,
    enum cim_err (*each)(void *ctx, const struct cim_qualifier_type *qt), void *ctx)
{
	struct repo_key key;
	struct list list = { each, ctx };
	enum cim_err err = repo_key_prefix(&key, REPO_KIND_QUALIFIER_TYPE, ns);
	return err != CIM_OK
	    ? err
	    : reader_records(reader, REPO_KIND_QUALIFIER_TYPE, &key, list_one, &list);
}

/* ---- Who uses a qualifier ------------------------------------------------ */

struct users {
	struct repo_txn *txn;
	struct cim_map *used;
};

/* The forms of a class's qualifiers are the names it uses, each once or a few times. */
static enum cim_err
users_one(void *ctx, const struct store_item *item)
{
	const struct users *users = ctx;
	struct repo_txn *txn = users->txn;
	struct record record;
	struct arena_mark mark = arena_mark(&txn->scratch);
	enum cim_err err = record_decode(
	    &txn->work, &txn->scratch, item->value, item->value_len, false, &record);
	struct cim_name by = { NULL, 0, 0 };
	if (err == CIM_OK)
		by = record.kind == REPO_KIND_ENUMERATION ? record.as.enumeration->name :
		    record.as.cls->name;
	const struct tables *tables = &txn->work.tables;
	for (uint32_t i = 0; i < tables->form_count && err == CIM_OK; i++) {
		struct cim_name name = tables->form_names[i];
		struct cim_str copy;
		struct cim_name *user;
		if (cim_map_get(users->used, name) != NULL)
			continue;
		user = arena_new(&txn->arena, struct cim_name);
		if (user == NULL || !cim_str_copy(&txn->arena, cim_name_str(name), &copy))
			err = CIM_ENOMEM;
		name.ptr = copy.ptr;
		if (err == CIM_OK &&
		    !cim_str_copy(&txn->arena, cim_name_str(by), &copy))
			err = CIM_ENOMEM;
		if (err == CIM_OK) {
			*user = by;
			user->ptr = copy.ptr;
			err = cim_map_set(users->used, &txn->arena, name, user);
		}
	}
	arena_rewind(&txn->scratch, mark);
	return err;
}

/* A class that uses a qualifier; the namespace's classes are walked once for all questions. */
static enum cim_err
user_of(struct repo_txn *txn, struct txn_namespace *ns, struct cim_name name,
    const struct cim_name **user)
{
	if (!ns->used_known) {
		static const enum repo_kind kinds[] = { REPO_KIND_ENUMERATION, REPO_KIND_STRUCTURE,
			REPO_KIND_CLASS };
		struct users users = { txn, &ns->used };
		struct repo_key key;
		enum cim_err err = CIM_OK;
		for (size_t i = 0; i < 3 && err == CIM_OK; i++) {
			err = repo_key_prefix(&key, kinds[i], ns->spelled);
			if (err == CIM_OK)
				err = store_walk(txn->store, STORE_RECORDS, key.bytes, key.len,
				    users_one, &users);
		}
		if (err != CIM_OK)
			return err;
		ns->used_known = true;
	}
	*user = cim_map_get(&ns->used, name);
	return CIM_OK;
}

/* ---- Writing ------------------------------------------------------------- */

/* Why a type that is in use may not become another one (doc/mof-dialect.txt, R20); NULL: it may. */
static const char *
refusal(const struct cim_qualifier_type *old, const struct cim_qualifier_type *now)
{
	uint32_t before = old->scopes & CIM_SCOPE_ANY ? CIM_SCOPE_ALL : old->scopes;
	uint32_t after = now->scopes & CIM_SCOPE_ANY ? CIM_SCOPE_ALL : now->scopes;
	if (old->type != now->type || old->is_array != now->is_array)
		return "its type changes";
	if (before & ~after)
		return "a scope is removed";
	if (old->flavors & CIM_FLAVOR_OVERRIDE && !(now->flavors & CIM_FLAVOR_OVERRIDE))
		return "it becomes DisableOverride";
	return NULL;
}

/* Whether the type may be replaced. */
static enum cim_err
replace_check(struct repo_txn *txn, struct txn_namespace *ns, const struct cim_qualifier_type *qt,
    const struct store_item *old)
{
	struct record record;
	struct record_work work;
	struct arena_mark mark = arena_mark(&txn->scratch);
	enum cim_err err = record_work_init(&work);
	if (err != CIM_OK)
		return err;
	err = record_decode_kind(&work, &txn->scratch, REPO_KIND_QUALIFIER_TYPE, old->value,
	    old->value_len, &record);
	const char *why = err == CIM_OK ? refusal(record.as.qualifier_type, qt) : NULL;
	const struct cim_name *user = NULL;
	if (why != NULL)
		err = user_of(txn, ns, qt->name, &user);
	if (user != NULL)
		err = cim_fault(&txn->fault, CIM_ECONFLICT,
		    "qualifier type %.*s: %s, but class %.*s uses it", (int)qt->name.len,
		    qt->name.ptr, why, (int)user->len, user->ptr);
	record_work_free(&work);
	arena_rewind(&txn->scratch, mark);
	return err;
}

enum cim_err
qualifier_type_store(struct repo_txn *txn, struct cim_str ns, const struct cim_qualifier_type *qt,
    enum txn_change *change)
{
	struct txn_namespace *known;
	struct repo_key key;
	struct store_item old;
	enum cim_err err = txn_namespace_want(txn, ns, CIM_RIGHT_FULL_WRITE_REP, &known);
	if (err == CIM_OK)
		err = record_encode_qualifier_type(&txn->work, known->spelled, qt);
	if (err == CIM_EINVAL || err == CIM_ELIMIT)
		return cim_fault(&txn->fault, err, "qualifier type %.*s: %s", (int)qt->name.len,
		    qt->name.ptr, txn->work.why);
	if (err == CIM_OK)
		err = repo_key_qualifier_type(&key, known->spelled, qt->name);
	if (err == CIM_OK)
		err = txn_record_add(txn, &key, &old);
	*change = TXN_CREATED;
	if (err == CIM_OK)
		txn->counts[COUNT_QUALIFIER_TYPES]++;
	if (err == CIM_EEXIST && record_equals(&txn->work, old.value, old.value_len)) {
		*change = TXN_UNCHANGED;
		return CIM_OK;
	}
	if (err == CIM_EEXIST) {
		*change = TXN_CHANGED;
		err = replace_check(txn, known, qt, &old);
		if (err == CIM_OK)	/* the check decoded other records meanwhile */
			err = record_encode_qualifier_type(&txn->work, known->spelled, qt);
		if (err == CIM_OK)
			err = txn_record_put(txn, &key);
		if (err == CIM_OK && txn->scope != NULL)
			scope_forget(txn->scope);
	}
	if (err == CIM_OK && known->types_known) {
		struct cim_name name = qt->name;
		struct cim_str copy;
		if (!cim_str_copy(&txn->arena, cim_name_str(name), &copy))
			return CIM_ENOMEM;
		name.ptr = copy.ptr;
		err = cim_map_set(&known->types, &txn->arena, name, known);
	}
	return err;
}

enum cim_err
repo_qualifier_type_put(
    struct repo_txn *txn, struct cim_str ns, const struct cim_qualifier_type *qt)
{
	enum txn_change change;
	return qualifier_type_store(txn, ns, qt, &change);
}

enum cim_err
repo_qualifier_type_delete(struct repo_txn *txn, struct cim_str ns, struct cim_name name)
{
	struct txn_namespace *known;
	struct repo_key key;
	struct store_item item;
	const struct cim_name *user = NULL;
	enum cim_err err = txn_namespace_want(txn, ns, CIM_RIGHT_FULL_WRITE_REP, &known);
	if (err == CIM_OK)
		err = cim_name_valid(cim_name_str(name))
		    ? repo_key_qualifier_type(&key, known->spelled, name)
		    : CIM_ENOENT;
	if (err == CIM_OK)
		err = store_get(txn->store, STORE_RECORDS, key.bytes, key.len, &item);
	if (err == CIM_ENOENT)
		return cim_fault(
		    &txn->fault, err, "there is no qualifier type %.*s", (int)name.len, name.ptr);
	if (err == CIM_OK)
		err = user_of(txn, known, name, &user);
	if (user != NULL)
		return cim_fault(&txn->fault, CIM_ECONFLICT,
		    "qualifier type %.*s: class %.*s uses it", (int)name.len, name.ptr,
		    (int)user->len, user->ptr);
	if (err == CIM_OK)
		err = store_delete(txn->store, STORE_RECORDS, key.bytes, key.len);
	if (err == CIM_OK) {
		txn->counts[COUNT_QUALIFIER_TYPES]--;
		known->types = (struct cim_map){ 0 };
		known->types_known = false;
		if (txn->scope != NULL)
			scope_forget(txn->scope);
	}
	return err;
}
