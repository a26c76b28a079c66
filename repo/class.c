/*
 * class.c: classes: get, list, put, delete, the index of subclasses and the one of who names
 * whom.
 */
#include "repo/update.h"

#include "cim/inherit.h"
#include "cim/limits.h"
#include "repo/reader.h"
#include "repo/system.h"

/* ---- Reading ------------------------------------------------------------- */

static enum cim_err
get(struct repo_reader reader, struct arena *arena, enum repo_kind kind, struct cim_str ns,
    struct cim_name name, const struct cim_class **out)
{
	struct record record;
	enum cim_err err = reader_named(reader, arena, kind, ns, name, &record);
	*out = err == CIM_OK ? record.as.cls : NULL;
	return err;
}

enum cim_err
repo_class_get(struct repo_reader reader, struct arena *arena, struct cim_str ns,
    struct cim_name name, const struct cim_class **out)
{
	return get(reader, arena, REPO_KIND_CLASS, ns, name, out);
}

enum cim_err
repo_structure_get(struct repo_reader reader, struct arena *arena, struct cim_str ns,
    struct cim_name name, const struct cim_class **out)
{
	return get(reader, arena, REPO_KIND_STRUCTURE, ns, name, out);
}

struct list {
	enum cim_err (*each)(void *ctx, const struct cim_class *cls);
	void *ctx;
};

static enum cim_err
list_one(void *ctx, struct arena *arena, const struct repo_record *found,
    const struct record *record)
{
	const struct list *list = ctx;
	(void)arena;
	(void)found;
	return list->each(list->ctx, record->as.cls);
}

enum cim_err
repo_class_list(struct repo_reader reader, struct cim_str ns,
    enum cim_err (*each)(void *ctx, const struct cim_class *cls), void *ctx)
{
	struct repo_key key;
	struct list list = { each, ctx };
	enum cim_err err = repo_key_prefix(&key, REPO_KIND_CLASS, ns);
	return err != CIM_OK ? err : reader_records(reader, REPO_KIND_CLASS, &key, list_one, &list);
}

enum cim_err
repo_structure_list(struct repo_reader reader, struct cim_str ns,
    enum cim_err (*each)(void *ctx, const struct cim_class *cls), void *ctx)
{
	struct repo_key key;
	struct list list = { each, ctx };
	enum cim_err err = repo_key_prefix(&key, REPO_KIND_STRUCTURE, ns);
	return err != CIM_OK ? err
			     : reader_records(reader, REPO_KIND_STRUCTURE, &key, list_one, &list);
}

struct names {
	enum cim_err (*each)(void *ctx, struct cim_name name);
	void *ctx;
};

static enum cim_err
names_one(void *ctx, const struct store_item *item)
{
	const struct names *names = ctx;
	struct cim_str text = cim_str((const char *)item->value, item->value_len);
	if (!cim_name_valid(text))
		return CIM_EDAMAGED;
	return names->each(names->ctx, cim_name(text.ptr, text.len));
}

enum cim_err
class_names_list(struct repo_txn *txn, const struct repo_key *prefix,
    enum cim_err (*each)(void *ctx, struct cim_name name), void *ctx)
{
	struct names names = { each, ctx };
	return store_walk(txn->store, STORE_INDEX, prefix->bytes, prefix->len, names_one, &names);
}

/* The system classes right below one, which no index knows. */
struct system_below {
	struct cim_name above;
	enum cim_err (*each)(void *ctx, struct cim_name subclass);
	void *ctx;
};

static enum cim_err
system_below_one(void *ctx, const struct cim_class *cls)
{
	const struct system_below *below = ctx;
	return cim_name_eq(cls->superclass, below->above) ?
	    below->each(below->ctx, cls->name) : CIM_OK;
}

enum cim_err
repo_subclass_list(struct repo_txn *txn, struct cim_str ns, struct cim_name name,
    enum cim_err (*each)(void *ctx, struct cim_name subclass), void *ctx)
{
	struct system_below below = { name, each, ctx };
	struct repo_key key;
	if (name.len > 0 && !cim_name_valid(cim_name_str(name)))
		return CIM_OK;
	enum cim_err err = txn->access == NULL ? CIM_OK : access_want(txn, ns, CIM_RIGHT_ENABLE);
	if (err == CIM_OK)
		err = repo_key_subclass(&key, ns, name, (struct cim_name){ NULL, 0, 0 });
	if (err == CIM_OK)
		err = class_names_list(txn, &key, each, ctx);
	return err != CIM_OK || !cim_name_is_system(name) ? err :
	    repo_system_class_list(txn_reader(txn), ns, system_below_one, &below);
}

/* ---- What a class names -------------------------------------------------- */

static enum cim_err
type_use(const struct cim_element_type *type,
    enum cim_err (*each)(void *ctx, struct cim_name used), void *ctx)
{
	return type->class_name.len == 0 || type->is_local ? CIM_OK : each(ctx, type->class_name);
}

/* What the types inside of a class name. */
static enum cim_err
local_uses(
    const struct cim_local *local, enum cim_err (*each)(void *ctx, struct cim_name used), void *ctx)
{
	const struct cim_class *structure = local->structure;
	if (structure == NULL)
		return local->enumeration->base.len == 0 || local->enumeration->base_is_local ?
		    CIM_OK : each(ctx, local->enumeration->base);
	enum cim_err err = structure->superclass.len == 0 || structure->super_is_local ? CIM_OK :
	    each(ctx, structure->superclass);
	return err != CIM_OK ? err : class_uses(structure, each, ctx);
}

enum cim_err
class_uses(
    const struct cim_class *cls, enum cim_err (*each)(void *ctx, struct cim_name used), void *ctx)
{
	enum cim_err err = CIM_OK;
	for (uint32_t i = 0; i < cls->property_count && err == CIM_OK; i++)
		err = type_use(&cls->properties[i].type, each, ctx);
	for (uint32_t i = 0; i < cls->method_count && err == CIM_OK; i++) {
		const struct cim_method *method = &cls->methods[i];
		err = type_use(&method->type, each, ctx);
		for (uint32_t p = 0; p < method->parameter_count && err == CIM_OK; p++)
			err = type_use(&method->parameters[p].type, each, ctx);
	}
	for (uint32_t i = 0; i < cls->local_count && err == CIM_OK; i++)
		err = local_uses(&cls->locals[i], each, ctx);
	return err;
}

/* ---- What a put must know ------------------------------------------------ */

static enum cim_err
depth_set(struct repo_txn *txn, struct txn_namespace *ns, struct cim_name name, uintptr_t depth)
{
	struct cim_str copy;
	if (!cim_str_copy(&txn->arena, cim_name_str(name), &copy))
		return CIM_ENOMEM;
	name.ptr = copy.ptr;
	return cim_map_set(&ns->depths, &txn->arena, name, (void *)(depth + 1));
}

static enum cim_err
some_one(void *ctx, const struct store_item *item)
{
	(void)ctx;
	(void)item;
	return CIM_EEXIST;
}

/* Whether there are structures or enumerations at all: mostly not, and that is asked once. */
static enum cim_err
types_look(struct repo_txn *txn, struct txn_namespace *ns)
{
	static const enum repo_kind kinds[] = { REPO_KIND_STRUCTURE, REPO_KIND_ENUMERATION };
	enum cim_err err = CIM_OK;
	if (ns->v3_known)
		return CIM_OK;
	for (size_t i = 0; i < 2 && err == CIM_OK; i++) {
		struct repo_key key;
		err = repo_key_prefix(&key, kinds[i], ns->spelled);
		if (err == CIM_OK)
			err = store_walk(
			    txn->store, STORE_RECORDS, key.bytes, key.len, some_one, NULL);
	}
	ns->has_v3 = err == CIM_EEXIST;
	ns->v3_known = err == CIM_OK || err == CIM_EEXIST;
	return err == CIM_EEXIST ? CIM_OK : err;
}

/*
 * The record of a class, structure or enumeration, but not of one kind: no name is of two of them.
 */
enum cim_err
type_find(struct repo_txn *txn, struct txn_namespace *ns, struct cim_name name,
    enum repo_kind except, struct store_item *item)
{
	static const enum repo_kind kinds[] = { REPO_KIND_CLASS, REPO_KIND_STRUCTURE,
		REPO_KIND_ENUMERATION };
	struct repo_key key;
	enum cim_err err = types_look(txn, ns);
	if (err != CIM_OK)
		return err;
	err = CIM_ENOENT;
	for (size_t i = 0; i < (ns->has_v3 ? 3 : 1) && err == CIM_ENOENT; i++) {
		if (kinds[i] == except)
			continue;
		err = repo_key_named(&key, kinds[i], ns->spelled, name);
		if (err == CIM_OK)
			err = store_get(txn->store, STORE_RECORDS, key.bytes, key.len, item);
	}
	return err;
}

enum cim_err
type_name_free(struct repo_txn *txn, struct txn_namespace *ns, enum repo_kind kind,
    struct cim_name name)
{
	struct store_item item;
	if (!cim_name_valid(cim_name_str(name)))
		return CIM_OK;	/* it cannot be stored, which is told then */
	enum cim_err err = type_find(txn, ns, name, kind, &item);
	if (err == CIM_OK)
		return cim_fault(&txn->fault, CIM_ECONFLICT, "%.*s is the name of %s already",
		    (int)name.len, name.ptr,
		    item.value[0] == REPO_KIND_CLASS ? "a class" :
		    item.value[0] == REPO_KIND_STRUCTURE ? "a structure" : "an enumeration");
	return err == CIM_ENOENT ? CIM_OK : err;
}

/* How many classes stand above one that is there; remembered for all on the way. */
static enum cim_err
depth_of(struct repo_txn *txn, struct txn_namespace *ns, struct cim_name name, unsigned steps,
    uintptr_t *depth)
{
	void *known = cim_map_get(&ns->depths, name);
	if (known != NULL) {
		*depth = (uintptr_t)known - 1;
		return CIM_OK;
	}
	if (steps > CIM_LIMIT_INHERITANCE)
		return CIM_ELIMIT;
	struct store_item item;
	struct record_subject subject;
	enum cim_err err = type_find(txn, ns, name, REPO_KIND_ENUMERATION, &item);
	const struct cim_system *system =
	    err == CIM_ENOENT ? cim_system_find(ns->spelled, name) : NULL;
	if (system != NULL) {
		*depth = cim_system_depth(system);
		return depth_set(txn, ns, name, *depth);
	}
	if (err == CIM_OK)
		err = record_subject_read(item.value, item.value_len, &subject);
	if (err != CIM_OK)
		return err;
	*depth = 0;
	if (subject.superclass.len > 0) {
		err = depth_of(txn, ns, subject.superclass, steps + 1, depth);
		(*depth)++;
	}
	return err == CIM_OK ? depth_set(txn, ns, subject.name, *depth) : err;
}

/* Whether a class is there: CIM_OK, CIM_ENOENT, or a failure. */
static enum cim_err
class_exists(struct repo_txn *txn, struct txn_namespace *ns, struct cim_name name)
{
	if (cim_map_get(&ns->depths, name) != NULL)
		return CIM_OK;
	if (!cim_name_valid(cim_name_str(name)))
		return CIM_ENOENT;
	struct store_item item;
	enum cim_err err = type_find(txn, ns, name, REPO_KIND_NAMESPACE, &item);
	return err == CIM_ENOENT && cim_system_find(ns->spelled, name) != NULL ? CIM_OK : err;
}

static enum cim_err
super_check(
    struct repo_txn *txn, struct txn_namespace *ns, const struct cim_class *cls, uintptr_t *depth)
{
	*depth = 0;
	if (cls->superclass.len == 0)
		return CIM_OK;
	if (cim_name_eq(cls->superclass, cls->name))
		return cim_fault(&txn->fault, CIM_EINVAL, "class %.*s is its own superclass",
		    (int)cls->name.len, cls->name.ptr);
	enum cim_err err = cim_name_valid(cim_name_str(cls->superclass)) ?
	    depth_of(txn, ns, cls->superclass, 0, depth) : CIM_ENOENT;
	(*depth)++;
	if (err == CIM_ENOENT)
		return cim_fault(&txn->fault, CIM_EINVAL,
		    "class %.*s: its superclass %.*s is not in %.*s", (int)cls->name.len,
		    cls->name.ptr, (int)cls->superclass.len, cls->superclass.ptr,
		    (int)ns->spelled.len, ns->spelled.ptr);
	if (err == CIM_ELIMIT || (err == CIM_OK && *depth > CIM_LIMIT_INHERITANCE))
		return cim_fault(&txn->fault, CIM_ELIMIT,
		    "class %.*s has more than %d classes above it", (int)cls->name.len,
		    cls->name.ptr, CIM_LIMIT_INHERITANCE);
	return err;
}

/* The namespace's qualifier types, by name. */
struct types {
	struct repo_txn *txn;
	struct txn_namespace *ns;
};

static enum cim_err
types_one(void *ctx, const struct store_item *item)
{
	const struct types *types = ctx;
	struct repo_txn *txn = types->txn;
	struct record_subject subject;
	struct cim_str copy;
	enum cim_err err = record_subject_read(item->value, item->value_len, &subject);
	if (err != CIM_OK)
		return err;
	if (!cim_str_copy(&txn->arena, cim_name_str(subject.name), &copy))
		return CIM_ENOMEM;
	subject.name.ptr = copy.ptr;
	return cim_map_set(&types->ns->types, &txn->arena, subject.name, types->ns);
}

/* Whether one of the qualifiers just encoded has no type. */
static enum cim_err
qualifiers_look(struct repo_txn *txn, struct txn_namespace *ns, unsigned *flags)
{
	const struct tables *tables = &txn->work.tables;
	if (!ns->types_known) {
		struct types types = { txn, ns };
		struct repo_key key;
		enum cim_err err = repo_key_prefix(&key, REPO_KIND_QUALIFIER_TYPE, ns->spelled);
		if (err == CIM_OK)
			err = store_walk(
			    txn->store, STORE_RECORDS, key.bytes, key.len, types_one, &types);
		if (err != CIM_OK)
			return err;
		ns->types_known = true;
	}
	for (uint32_t i = 0; i < tables->form_count; i++) {
		if (cim_map_get(&ns->types, tables->texts[tables->forms[i] >> 24].name) == NULL)
			*flags |= RECORD_LOOSE_QUALIFIERS;
	}
	return CIM_OK;
}

struct uses {
	struct repo_txn *txn;
	struct txn_namespace *ns;
	const struct cim_class *cls;
	unsigned flags;
};

/* Whether a class that is named is there, or will be when the batch is done. */
static enum cim_err
uses_look(void *ctx, struct cim_name used)
{
	struct uses *uses = ctx;
	if (cim_name_eq(used, uses->cls->name))
		return CIM_OK;
	if (uses->ns->coming != NULL && cim_map_get(uses->ns->coming, used) != NULL)
		return CIM_OK;
	enum cim_err err = class_exists(uses->txn, uses->ns, used);
	if (err == CIM_ENOENT)
		uses->flags |= RECORD_LOOSE_CLASSES;
	return err == CIM_ENOENT ? CIM_OK : err;
}

/* ---- The indexes --------------------------------------------------------- */

static enum cim_err
use_put(void *ctx, struct cim_name used)
{
	struct uses *uses = ctx;
	struct repo_key key;
	if (cim_name_eq(used, uses->cls->name))
		return CIM_OK;
	enum cim_err err = repo_key_class_use(&key, uses->ns->spelled, used, uses->cls->name);
	return err != CIM_OK
	    ? err
	    : txn_index_put(uses->txn, &key, uses->cls->name.ptr, uses->cls->name.len);
}

static enum cim_err
use_delete(void *ctx, struct cim_name used)
{
	struct uses *uses = ctx;
	struct repo_key key;
	enum cim_err err = repo_key_class_use(&key, uses->ns->spelled, used, uses->cls->name);
	return err != CIM_OK ? err : txn_index_delete(uses->txn, &key);
}

static enum cim_err
index_put(struct repo_txn *txn, struct txn_namespace *ns, const struct cim_class *cls)
{
	struct repo_key key;
	struct uses uses = { txn, ns, cls, 0 };
	enum cim_err err = repo_key_subclass(&key, ns->spelled, cls->superclass, cls->name);
	if (err == CIM_OK)
		err = txn_index_put(txn, &key, cls->name.ptr, cls->name.len);
	return err != CIM_OK ? err : class_uses(cls, use_put, &uses);
}

static enum cim_err
index_delete(struct repo_txn *txn, struct txn_namespace *ns, const struct cim_class *cls)
{
	struct repo_key key;
	struct uses uses = { txn, ns, cls, 0 };
	enum cim_err err = repo_key_subclass(&key, ns->spelled, cls->superclass, cls->name);
	if (err == CIM_OK)
		err = txn_index_delete(txn, &key);
	return err != CIM_OK ? err : class_uses(cls, use_delete, &uses);
}

/* ---- Writing ------------------------------------------------------------- */

/* Decodes what stands there, from a copy: it is about to be written over. */
static enum cim_err
old_decode(struct repo_txn *txn, const struct store_item *item, const struct cim_class **out)
{
	struct record record;
	struct record_work work;
	const uint8_t *copy =
	    (const uint8_t *)arena_copy(&txn->scratch, item->value, item->value_len);
	enum cim_err err = copy == NULL ? CIM_ENOMEM : record_work_init(&work);
	if (err != CIM_OK)
		return err;
	err = record_decode_kind(
	    &work, &txn->scratch, (enum repo_kind)copy[0], copy, item->value_len, &record);
	record_work_free(&work);
	*out = err == CIM_OK ? record.as.cls : NULL;
	return err;
}

/* Encodes the class, with the flags that say what it lacks. */
static enum cim_err
encode(struct repo_txn *txn, struct txn_namespace *ns, const struct cim_class *cls)
{
	struct uses uses = { txn, ns, cls, 0 };
	enum cim_err err = record_encode_class(&txn->work, ns->spelled, cls, 0);
	if (err == CIM_EINVAL || err == CIM_ELIMIT)
		return cim_fault(&txn->fault, err, "class %.*s: %s", (int)cls->name.len,
		    cls->name.ptr, txn->work.why);
	if (err == CIM_OK)
		err = class_uses(cls, uses_look, &uses);
	if (err == CIM_OK)
		err = qualifiers_look(txn, ns, &uses.flags);
	if (err == CIM_OK)
		record_class_flags(&txn->work, uses.flags);
	return err;
}

/* A new superclass must not be below the class: that would be a circle. */
static enum cim_err
circle_check(struct repo_txn *txn, struct txn_namespace *ns, const struct cim_class *cls)
{
	struct repo_scope *scope;
	enum cim_err err = cls->superclass.len == 0 ? CIM_ENOENT : txn_scope(txn, &scope);
	if (err == CIM_OK) {
		struct cim_scope view = repo_scope(scope);
		err = cim_is_a(&view, ns->spelled, cls->superclass, cls->name);
	}
	if (err == CIM_OK)
		return cim_fault(&txn->fault, CIM_EINVAL,
		    "class %.*s: its superclass %.*s is below it", (int)cls->name.len,
		    cls->name.ptr, (int)cls->superclass.len, cls->superclass.ptr);
	return err == CIM_ENOENT ? CIM_OK : err;
}

static enum cim_err
replace(struct repo_txn *txn, struct txn_namespace *ns, const struct repo_key *key,
    const struct store_item *item, const struct cim_class *cls, uint8_t mode)
{
	const struct cim_class *old = NULL;
	enum cim_err err = old_decode(txn, item, &old);
	bool moved = err == CIM_OK && !cim_name_eq(old->superclass, cls->superclass);
	if (moved)
		err = circle_check(txn, ns, cls);
	if (err == CIM_OK && cls->kind == CIM_KIND_STRUCTURE)
		err = structure_replace_check(txn, ns, old, cls);
	if (err == CIM_OK)
		err = update_note(txn, ns, old, cls, mode);
	if (err == CIM_OK)
		err = txn_record_put(txn, key);
	if (err == CIM_OK)
		err = index_delete(txn, ns, old);
	if (err == CIM_OK)
		err = index_put(txn, ns, cls);
	/* Those below it have other depths now. */
	if (moved)
		ns->depths = (struct cim_map){ 0 };
	if (txn->scope != NULL)
		scope_forget(txn->scope);
	return err;
}

/* Keeps the list of used qualifiers true, if it was made. */
static enum cim_err
used_note(struct repo_txn *txn, struct txn_namespace *ns, const struct cim_class *cls)
{
	const struct tables *tables = &txn->work.tables;
	enum cim_err err = CIM_OK;
	for (uint32_t i = 0; ns->used_known && i < tables->form_count && err == CIM_OK; i++) {
		struct cim_name name = tables->texts[tables->forms[i] >> 24].name, *user;
		struct cim_str copy, user_copy;
		if (cim_map_get(&ns->used, name) != NULL)
			continue;
		user = arena_new(&txn->arena, struct cim_name);
		if (user == NULL || !cim_str_copy(&txn->arena, cim_name_str(name), &copy) ||
		    !cim_str_copy(&txn->arena, cim_name_str(cls->name), &user_copy))
			return CIM_ENOMEM;
		name.ptr = copy.ptr;
		*user = cls->name;
		user->ptr = user_copy.ptr;
		err = cim_map_set(&ns->used, &txn->arena, name, user);
	}
	return err;
}

/* Whether the mode lets it be made, or changed. */
static enum cim_err
mode_check(struct repo_txn *txn, struct txn_namespace *ns, const struct cim_class *cls,
    uint8_t mode)
{
	if ((mode & (CIM_MODE_UPDATE_ONLY | CIM_MODE_CREATE_ONLY)) == 0)
		return CIM_OK;
	enum cim_err err = class_exists(txn, ns, cls->name);
	if (err == CIM_OK && (mode & CIM_MODE_CREATE_ONLY) != 0)
		return cim_fault(&txn->fault, CIM_EEXIST,
		    "class %.*s exists already, and is only to be created", (int)cls->name.len,
		    cls->name.ptr);
	if (err == CIM_ENOENT && (mode & CIM_MODE_UPDATE_ONLY) != 0)
		return cim_fault(&txn->fault, CIM_ENOENT,
		    "class %.*s does not exist, and is only to be updated", (int)cls->name.len,
		    cls->name.ptr);
	return err == CIM_ENOENT ? CIM_OK : err;
}

enum cim_err
class_store(struct repo_txn *txn, struct cim_str ns, const struct cim_class *cls, uint8_t mode,
    enum txn_change *change)
{
	struct txn_namespace *known;
	struct repo_key key;
	struct store_item old;
	uintptr_t depth = 0;
	struct arena_mark mark = arena_mark(&txn->scratch);
	bool is_structure = cls->kind == CIM_KIND_STRUCTURE;
	enum repo_kind kind = is_structure ? REPO_KIND_STRUCTURE : REPO_KIND_CLASS;
	enum cim_err err = txn_namespace_want(txn, ns, CIM_RIGHT_FULL_WRITE_REP, &known);
	if (err == CIM_OK)
		err = system_class_put_check(txn, known->spelled, cls->name);
	if (err == CIM_OK)
		err = type_name_free(txn, known, kind, cls->name);
	if (err == CIM_OK)
		err = mode_check(txn, known, cls, mode);
	*change = TXN_UNCHANGED;
	if (err != CIM_OK) {
		arena_rewind(&txn->scratch, mark);
		return err;	/* EEXIST is another one below */
	}
	err = super_check(txn, known, cls, &depth);
	if (err == CIM_OK)
		err = encode(txn, known, cls);
	if (err == CIM_OK)
		err = repo_key_named(&key, kind, known->spelled, cls->name);
	if (err == CIM_OK)
		err = txn_record_add(txn, &key, &old);
	*change = TXN_CREATED;
	known->has_v3 |= is_structure;
	if (err == CIM_OK) {
		txn->counts[is_structure ? COUNT_STRUCTURES : COUNT_CLASSES]++;
		err = index_put(txn, known, cls);
	} else if (err == CIM_EEXIST && record_equals(&txn->work, old.value, old.value_len)) {
		*change = TXN_UNCHANGED;
		err = CIM_OK;
	} else if (err == CIM_EEXIST) {
		*change = TXN_CHANGED;
		err = replace(txn, known, &key, &old, cls, mode);
	}
	if (err == CIM_OK)
		err = depth_set(txn, known, cls->name, depth);
	if (err == CIM_OK)
		err = used_note(txn, known, cls);
	arena_rewind(&txn->scratch, mark);
	return err;
}

enum cim_err
class_rewrite(struct repo_txn *txn, struct txn_namespace *ns, const struct cim_class *old,
    const struct cim_class *cls)
{
	struct repo_key key;
	enum cim_err err = encode(txn, ns, cls);
	if (err == CIM_OK)
		err = repo_key_named(&key, cls->kind == CIM_KIND_STRUCTURE ? REPO_KIND_STRUCTURE :
		    REPO_KIND_CLASS, ns->spelled, cls->name);
	if (err == CIM_OK)
		err = txn_record_put(txn, &key);
	if (err == CIM_OK)
		err = index_delete(txn, ns, old);
	if (err == CIM_OK)
		err = index_put(txn, ns, cls);
	if (txn->scope != NULL)
		scope_forget(txn->scope);
	return err;
}

enum cim_err
repo_class_put(struct repo_txn *txn, struct cim_str ns, const struct cim_class *cls)
{
	struct update update = { .last = NULL };
	enum txn_change change;
	txn->update = &update;
	enum cim_err err = class_store(txn, ns, cls, 0, &change);
	if (err == CIM_OK) {
		err = update_finish(txn);
		/* It is written by then. */
		if (err != CIM_OK)
			txn->err = err;
	}
	if (update.first.err != CIM_OK && txn->fault.err == CIM_OK)
		txn->fault = update.first;
	txn->update = NULL;
	update_free(&update);
	return err;
}

/* ---- Going --------------------------------------------------------------- */

/* Out of store and indexes. */
static enum cim_err
erase(struct repo_txn *txn, struct txn_namespace *ns, const struct repo_key *key,
    const struct cim_class *old)
{
	enum cim_err err = store_delete(txn->store, STORE_RECORDS, key->bytes, key->len);
	if (err == CIM_OK)
		err = index_delete(txn, ns, old);
	if (err != CIM_OK)
		return err;
	txn->counts[old->kind == CIM_KIND_STRUCTURE ? COUNT_STRUCTURES : COUNT_CLASSES]--;
	ns->depths = (struct cim_map){ 0 };
	ns->used = (struct cim_map){ 0 };
	ns->used_known = false;
	if (txn->scope != NULL)
		scope_forget(txn->scope);
	return CIM_OK;
}

/* What stands there, decoded into the scratch; CIM_ENOENT with a fault. */
static enum cim_err
find(struct repo_txn *txn, struct txn_namespace *ns, enum repo_kind kind, struct cim_name name,
    struct repo_key *key, const struct cim_class **out)
{
	struct store_item item;
	enum cim_err err = cim_name_valid(cim_name_str(name)) ?
	    repo_key_named(key, kind, ns->spelled, name) : CIM_ENOENT;
	if (err == CIM_OK)
		err = store_get(txn->store, STORE_RECORDS, key->bytes, key->len, &item);
	if (err == CIM_ENOENT)
		return cim_fault(&txn->fault, err, "there is no %s %.*s",
		    kind == REPO_KIND_CLASS ? "class" : "structure", (int)name.len, name.ptr);
	return err != CIM_OK ? err : old_decode(txn, &item, out);
}

/* users: whoever names it stands in the way too. */
static enum cim_err
delete_one(struct repo_txn *txn, enum repo_kind kind, struct cim_str ns, struct cim_name name,
    bool users)
{
	struct txn_namespace *known;
	struct repo_key key;
	const struct cim_class *old = NULL;
	struct arena_mark mark = arena_mark(&txn->scratch);
	enum cim_err err = txn_namespace_want(txn, ns, CIM_RIGHT_FULL_WRITE_REP, &known);
	if (err == CIM_OK)
		err = system_class_delete_check(txn, known->spelled, name);
	if (err == CIM_OK)
		err = find(txn, known, kind, name, &key, &old);
	if (err == CIM_OK)
		err = class_delete_check(txn, known, name, users);
	if (err == CIM_OK)
		err = erase(txn, known, &key, old);
	arena_rewind(&txn->scratch, mark);
	return err;
}

enum cim_err
repo_class_delete(struct repo_txn *txn, struct cim_str ns, struct cim_name name)
{
	return delete_one(txn, REPO_KIND_CLASS, ns, name, true);
}

enum cim_err
repo_structure_delete(struct repo_txn *txn, struct cim_str ns, struct cim_name name)
{
	return delete_one(txn, REPO_KIND_STRUCTURE, ns, name, true);
}

enum cim_err
class_remove(struct repo_txn *txn, struct cim_str ns, const struct cim_class *cls)
{
	return delete_one(txn, cls->kind == CIM_KIND_STRUCTURE ? REPO_KIND_STRUCTURE :
	    REPO_KIND_CLASS, ns, cls->name, false);
}

/* The classes at and below one, those above first. */
struct line {
	struct arena *arena;
	struct cim_name *list;
	size_t count, cap;
};

static enum cim_err
line_add(void *ctx, struct cim_name name)
{
	struct line *line = ctx;
	struct cim_str copy;
	struct cim_name *grown = arena_grow(line->arena, line->list, line->count, &line->cap,
	    line->count + 1, sizeof(line->list[0]));
	if (grown == NULL || !cim_str_copy(line->arena, cim_name_str(name), &copy))
		return CIM_ENOMEM;
	line->list = grown;
	name.ptr = copy.ptr;
	line->list[line->count++] = name;
	return CIM_OK;
}

static enum cim_err
tell_deleted(struct repo_txn *txn, struct cim_str ns, const struct cim_class *old)
{
	const struct update *update = txn->update;
	struct repo_change change = { .kind = REPO_DELETED, .what = REPO_KIND_CLASS, .ns = ns,
		.old_class = old };
	if (update == NULL)
		return CIM_OK;
	if (update->item != NULL)
		change.place = update->item->place;
	if (update->counts != NULL)
		update->counts->deleted++;
	return update->deed == NULL || update->deed->changed == NULL ? CIM_OK :
	    update->deed->changed(update->deed->ctx, &change);
}

/* One that has nobody below it and no instances any more. */
static enum cim_err
delete_whole(struct repo_txn *txn, struct txn_namespace *ns, struct cim_name name)
{
	struct repo_key key;
	const struct cim_class *old = NULL;
	struct arena_mark mark = arena_mark(&txn->scratch);
	enum cim_err err = find(txn, ns, REPO_KIND_CLASS, name, &key, &old);
	if (err == CIM_OK)
		err = erase(txn, ns, &key, old);
	if (err == CIM_OK)
		err = tell_deleted(txn, ns->spelled, old);
	arena_rewind(&txn->scratch, mark);
	return err;
}

enum cim_err
class_delete_deep(struct repo_txn *txn, struct cim_str ns, struct cim_name name)
{
	struct txn_namespace *known;
	struct repo_key key;
	const struct cim_class *old;
	struct arena arena = { 0 };
	struct line line = { .arena = &arena };
	struct arena_mark mark = arena_mark(&txn->scratch);
	enum cim_err err = txn_namespace_want(txn, ns, CIM_RIGHT_FULL_WRITE_REP, &known);
	if (err == CIM_OK)
		err = system_class_delete_check(txn, known->spelled, name);
	if (err == CIM_OK)
		err = find(txn, known, REPO_KIND_CLASS, name, &key, &old);
	arena_rewind(&txn->scratch, mark);
	if (err == CIM_OK)
		err = line_add(&line, name);
	for (size_t i = 0; i < line.count && err == CIM_OK; i++)
		err = repo_subclass_list(txn, known->spelled, line.list[i], line_add, &line);
	/* What instances refer to is read by the classes: all of these are there until then. */
	for (size_t i = line.count; i > 0 && err == CIM_OK; i--)
		err = instance_delete_all(txn, known, line.list[i - 1]);
	struct update_ns *noted = NULL;
	if (err == CIM_OK && txn->update != NULL) {
		noted = update_namespace(txn->update, known->spelled);
		err = noted == NULL ? CIM_ENOMEM : CIM_OK;
	}
	for (size_t i = line.count; i > 0 && err == CIM_OK; i--) {
		struct cim_name one = line.list[i - 1];
		struct cim_str copy;
		err = delete_whole(txn, known, one);
		if (err != CIM_OK || noted == NULL)
			continue;
		if (!cim_str_copy(&txn->update->arena, cim_name_str(one), &copy))
			err = CIM_ENOMEM;
		one.ptr = copy.ptr;
		if (err == CIM_OK)
			err = cim_map_set(&noted->deleted, &txn->update->arena, one,
			    (void *)(uintptr_t)txn->update->item);
	}
	arena_free(&arena);
	return err;
}
