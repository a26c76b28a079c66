/*
 * class.c: classes: get, list, put, delete, the index of subclasses and the one of who names
 * whom.
 */
#include "repo/txn.h"

#include "cim/limits.h"
#include "repo/reader.h"

/* ---- Reading ------------------------------------------------------------- */

enum cim_err
repo_class_get(struct repo_reader reader, struct arena *arena, struct cim_str ns,
    struct cim_name name, const struct cim_class **out)
{
	struct repo_key key;
	struct record record;
	*out = NULL;
	if (!cim_name_valid(cim_name_str(name)))
		return CIM_ENOENT;
	enum cim_err err = repo_key_class(&key, ns, name);
	if (err == CIM_OK)
		err = reader_record(reader, arena, REPO_KIND_CLASS, &key, &record);
	if (err == CIM_OK && !cim_name_eq(record.as.cls->name, name))
		err = CIM_EDAMAGED;
	if (err == CIM_OK)
		*out = record.as.cls;
	return err;
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

/* Names under a prefix of the index. */
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
repo_subclass_list(struct repo_txn *txn, struct cim_str ns, struct cim_name name,
    enum cim_err (*each)(void *ctx, struct cim_name subclass), void *ctx)
{
	struct repo_key key;
	struct names names = { each, ctx };
	if (name.len > 0 && !cim_name_valid(cim_name_str(name)))
		return CIM_OK;
	enum cim_err err = repo_key_subclass(&key, ns, name, (struct cim_name){ NULL, 0, 0 });
	return err != CIM_OK
	    ? err
	    : store_walk(txn->store, STORE_INDEX, key.bytes, key.len, names_one, &names);
}

/* The first name of a listing, copied; the listing ends there. */
struct first {
	struct arena *arena;
	struct cim_name name;
};

static enum cim_err
first_one(void *ctx, struct cim_name name)
{
	struct first *first = ctx;
	struct cim_str copy;
	if (!cim_str_copy(first->arena, cim_name_str(name), &copy))
		return CIM_ENOMEM;
	first->name = name;
	first->name.ptr = copy.ptr;
	return CIM_EEXIST;
}

/* ---- What a class names -------------------------------------------------- */

static enum cim_err
type_use(const struct cim_element_type *type,
    enum cim_err (*each)(void *ctx, struct cim_name used), void *ctx)
{
	return type->class_name.len == 0 ? CIM_OK : each(ctx, type->class_name);
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
	struct repo_key key;
	struct store_item item;
	struct record_subject subject;
	enum cim_err err = repo_key_class(&key, ns->spelled, name);
	if (err == CIM_OK)
		err = store_get(txn->store, STORE_RECORDS, key.bytes, key.len, &item);
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
	struct repo_key key;
	struct store_item item;
	enum cim_err err = repo_key_class(&key, ns->spelled, name);
	return err != CIM_OK ? err
			     : store_get(txn->store, STORE_RECORDS, key.bytes, key.len, &item);
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

/* ---- Replacing ----------------------------------------------------------- */

/* What stands in the way of changing or deleting a class. */
struct dependents {
	struct cim_name subclass;	/* empty: none */
	bool has_instances;
};

static enum cim_err
stop(void *ctx, const struct store_item *item)
{
	(void)ctx;
	(void)item;
	return CIM_EEXIST;
}

static enum cim_err
dependents_look(
    struct repo_txn *txn, struct txn_namespace *ns, struct cim_name name, struct dependents *out)
{
	struct repo_key key;
	struct first first = { .arena = &txn->scratch };
	*out = (struct dependents){ .has_instances = false };
	enum cim_err err = repo_subclass_list(txn, ns->spelled, name, first_one, &first);
	if (err != CIM_OK && err != CIM_EEXIST)
		return err;
	out->subclass = first.name;
	err = repo_key_instances(&key, ns->spelled, name);
	if (err == CIM_OK)
		err = store_walk(txn->store, STORE_RECORDS, key.bytes, key.len, stop, NULL);
	out->has_instances = err == CIM_EEXIST;
	return err == CIM_EEXIST ? CIM_OK : err;
}

static bool
type_eq(const struct cim_element_type *a, const struct cim_element_type *b)
{
	return a->type == b->type && a->is_array == b->is_array && a->array_size == b->array_size &&
	    cim_name_eq(a->class_name, b->class_name);
}

static bool
parameters_eq(const struct cim_method *a, const struct cim_method *b)
{
	if (a->parameter_count != b->parameter_count)
		return false;
	for (uint32_t i = 0; i < a->parameter_count; i++) {
		if (!cim_name_eq(a->parameters[i].name, b->parameters[i].name) ||
		    !type_eq(&a->parameters[i].type, &b->parameters[i].type))
			return false;
	}
	return true;
}

/* A class's features by name, so that comparing two wide classes stays linear. */
struct features {
	struct cim_map properties, methods;
};

static enum cim_err
features_map(struct arena *arena, const struct cim_class *cls, struct features *out)
{
	enum cim_err err = CIM_OK;
	*out = (struct features){ 0 };
	for (uint32_t i = 0; i < cls->property_count && err == CIM_OK; i++)
		err = cim_map_set(&out->properties, arena, cls->properties[i].name,
		    (void *)(uintptr_t)&cls->properties[i]);
	for (uint32_t i = 0; i < cls->method_count && err == CIM_OK; i++)
		err = cim_map_set(&out->methods, arena, cls->methods[i].name,
		    (void *)(uintptr_t)&cls->methods[i]);
	return err;
}

static enum cim_err
refuse(struct repo_txn *txn, const struct cim_class *cls, const struct dependents *deps,
    const char *what, struct cim_name feature)
{
	if (deps->subclass.len > 0)
		return cim_fault(&txn->fault, CIM_ECONFLICT,
		    "class %.*s: %s%s%.*s, but %.*s is derived from it", (int)cls->name.len,
		    cls->name.ptr, what, feature.len > 0 ? " " : "", (int)feature.len,
		    feature.ptr == NULL ? "" : feature.ptr, (int)deps->subclass.len,
		    deps->subclass.ptr);
	return cim_fault(&txn->fault, CIM_ECONFLICT, "class %.*s: %s%s%.*s, but it has instances",
	    (int)cls->name.len, cls->name.ptr, what, feature.len > 0 ? " " : "", (int)feature.len,
	    feature.ptr == NULL ? "" : feature.ptr);
}

/* The class qualifiers that others count on. */
static const char *const weighty[] = { "Association", "Indication", "Abstract", "Terminal" };

/* Whether what the old class has is in the new one as it was. */
static enum cim_err
kept_check(struct repo_txn *txn, const struct cim_class *old, const struct cim_class *cls,
    const struct features *now, const struct dependents *deps)
{
	static const struct cim_name none;
	if (!cim_name_eq(old->superclass, cls->superclass))
		return refuse(txn, cls, deps, "its superclass changes", none);
	for (size_t i = 0; i < sizeof(weighty) / sizeof(weighty[0]); i++) {
		if (cim_qualifier_true(old->qualifiers, weighty[i]) !=
		    cim_qualifier_true(cls->qualifiers, weighty[i]))
			return refuse(
			    txn, cls, deps, "changes its qualifier", cim_name_from(weighty[i]));
	}
	for (uint32_t i = 0; i < old->property_count; i++) {
		const struct cim_property *was = &old->properties[i];
		const struct cim_property *is = cim_map_get(&now->properties, was->name);
		if (is == NULL)
			return refuse(txn, cls, deps, "loses the property", was->name);
		if (!type_eq(&was->type, &is->type))
			return refuse(txn, cls, deps, "changes the type of property", was->name);
		if (cim_qualifier_true(was->qualifiers, "Key") !=
		    cim_qualifier_true(is->qualifiers, "Key"))
			return refuse(
			    txn, cls, deps, "changes whether it is a key: property", was->name);
	}
	for (uint32_t i = 0; i < old->method_count; i++) {
		const struct cim_method *was = &old->methods[i];
		const struct cim_method *is = cim_map_get(&now->methods, was->name);
		if (is == NULL)
			return refuse(txn, cls, deps, "loses the method", was->name);
		if (!type_eq(&was->type, &is->type) || !parameters_eq(was, is))
			return refuse(txn, cls, deps, "changes the signature of method", was->name);
	}
	return CIM_OK;
}

/* A walk down the tree, for descendants that have a feature of a name that is new above them. */
struct descend {
	struct repo_txn *txn;
	struct txn_namespace *ns;
	struct record_work work;
	struct cim_map added;		/* names of features */
	struct cim_name *todo;		/* classes whose subclasses are still to be seen */
	size_t todo_count, todo_cap;
	struct cim_name found_class, found_feature;
};

static enum cim_err
descend_push(void *ctx, struct cim_name name)
{
	struct descend *d = ctx;
	struct cim_str copy;
	struct cim_name *grown = arena_grow(&d->txn->scratch, d->todo, d->todo_count, &d->todo_cap,
	    d->todo_count + 1, sizeof(d->todo[0]));
	if (grown == NULL || !cim_str_copy(&d->txn->scratch, cim_name_str(name), &copy))
		return CIM_ENOMEM;
	d->todo = grown;
	name.ptr = copy.ptr;
	d->todo[d->todo_count++] = name;
	return CIM_OK;
}

static enum cim_err
descend_look(struct descend *d, struct cim_name name)
{
	struct repo_key key;
	struct store_item item;
	struct record record;
	struct arena arena = { 0 };
	enum cim_err err = repo_key_class(&key, d->ns->spelled, name);
	if (err == CIM_OK)
		err = store_get(d->txn->store, STORE_RECORDS, key.bytes, key.len, &item);
	if (err == CIM_OK)
		err = record_decode_kind(&d->work, &arena, REPO_KIND_CLASS, item.value,
		    item.value_len, &record);
	const struct cim_class *cls = err == CIM_OK ? record.as.cls : NULL;
	void *found = NULL;
	for (uint32_t i = 0; cls != NULL && found == NULL && i < cls->property_count; i++)
		found = cim_map_get(&d->added, cls->properties[i].name);
	for (uint32_t i = 0; cls != NULL && found == NULL && i < cls->method_count; i++)
		found = cim_map_get(&d->added, cls->methods[i].name);
	if (found != NULL) {
		d->found_class = name;
		d->found_feature = *(const struct cim_name *)found;
	}
	arena_free(&arena);
	return err == CIM_ENOENT ? CIM_EDAMAGED : err;
}

static enum cim_err
descend_all(struct descend *d, struct cim_name top)
{
	enum cim_err err = repo_subclass_list(d->txn, d->ns->spelled, top, descend_push, d);
	while (err == CIM_OK && d->todo_count > 0 && d->found_class.len == 0) {
		struct cim_name name = d->todo[--d->todo_count];
		err = descend_look(d, name);
		if (err == CIM_OK)
			err = repo_subclass_list(d->txn, d->ns->spelled, name, descend_push, d);
	}
	return err;
}

/*
 * What is new in the class must be no key, and no name that a descendant has given to
 * something of its own.
 */
static enum cim_err
added_check(struct repo_txn *txn, struct txn_namespace *ns, const struct cim_class *cls,
    const struct features *old, const struct dependents *deps)
{
	struct descend d = { .txn = txn, .ns = ns };
	enum cim_err err = CIM_OK;
	for (uint32_t i = 0; i < cls->property_count && err == CIM_OK; i++) {
		const struct cim_property *prop = &cls->properties[i];
		if (cim_map_get(&old->properties, prop->name) != NULL)
			continue;
		if (cim_qualifier_true(prop->qualifiers, "Key"))
			return refuse(txn, cls, deps, "gains the key", prop->name);
		err = cim_map_set(
		    &d.added, &txn->scratch, prop->name, (void *)(uintptr_t)&prop->name);
	}
	for (uint32_t i = 0; i < cls->method_count && err == CIM_OK; i++) {
		const struct cim_method *method = &cls->methods[i];
		if (cim_map_get(&old->methods, method->name) == NULL)
			err = cim_map_set(&d.added, &txn->scratch, method->name,
			    (void *)(uintptr_t)&method->name);
	}
	if (err != CIM_OK || d.added.used == 0 || deps->subclass.len == 0)
		return err;
	err = record_work_init(&d.work);
	if (err != CIM_OK)
		return err;
	err = descend_all(&d, cls->name);
	record_work_free(&d.work);
	if (err == CIM_OK && d.found_class.len > 0) {
		struct dependents who = { .subclass = d.found_class };
		return refuse(txn, cls, &who,
		    "gains a feature that a class below has already:", d.found_feature);
	}
	return err;
}

/* Whether the class may take the place of the old one. */
static enum cim_err
replace_check(struct repo_txn *txn, struct txn_namespace *ns, const struct cim_class *old,
    const struct cim_class *cls)
{
	struct dependents deps;
	struct features was, is;
	enum cim_err err = dependents_look(txn, ns, cls->name, &deps);
	if (err != CIM_OK || (deps.subclass.len == 0 && !deps.has_instances))
		return err;
	err = features_map(&txn->scratch, old, &was);
	if (err == CIM_OK)
		err = features_map(&txn->scratch, cls, &is);
	if (err == CIM_OK)
		err = kept_check(txn, old, cls, &is, &deps);
	return err != CIM_OK ? err : added_check(txn, ns, cls, &was, &deps);
}

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
	    &work, &txn->scratch, REPO_KIND_CLASS, copy, item->value_len, &record);
	record_work_free(&work);
	*out = err == CIM_OK ? record.as.cls : NULL;
	return err;
}

static enum cim_err
replace(struct repo_txn *txn, struct txn_namespace *ns, const struct repo_key *key,
    const struct store_item *item, const struct cim_class *cls)
{
	const struct cim_class *old;
	enum cim_err err = old_decode(txn, item, &old);
	if (err == CIM_OK)
		err = replace_check(txn, ns, old, cls);
	if (err == CIM_OK)
		err = txn_record_put(txn, key);
	if (err == CIM_OK)
		err = index_delete(txn, ns, old);
	if (err == CIM_OK)
		err = index_put(txn, ns, cls);
	/* Nobody is below it when its superclass changes, so no other depth does. */
	if (txn->scope != NULL)
		scope_forget(txn->scope);
	return err;
}

/* ---- Writing ------------------------------------------------------------- */

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

enum cim_err
class_store(
    struct repo_txn *txn, struct cim_str ns, const struct cim_class *cls, enum txn_change *change)
{
	struct txn_namespace *known;
	struct repo_key key;
	struct store_item old;
	uintptr_t depth = 0;
	struct arena_mark mark = arena_mark(&txn->scratch);
	enum cim_err err = txn_namespace(txn, ns, &known);
	if (err == CIM_OK)
		err = super_check(txn, known, cls, &depth);
	if (err == CIM_OK)
		err = encode(txn, known, cls);
	if (err == CIM_OK)
		err = repo_key_class(&key, known->spelled, cls->name);
	if (err == CIM_OK)
		err = txn_record_add(txn, &key, &old);
	*change = TXN_CREATED;
	if (err == CIM_OK) {
		txn->counts[COUNT_CLASSES]++;
		err = index_put(txn, known, cls);
	} else if (err == CIM_EEXIST && record_equals(&txn->work, old.value, old.value_len)) {
		*change = TXN_UNCHANGED;
		err = CIM_OK;
	} else if (err == CIM_EEXIST) {
		*change = TXN_CHANGED;
		err = replace(txn, known, &key, &old, cls);
	}
	if (err == CIM_OK)
		err = depth_set(txn, known, cls->name, depth);
	if (err == CIM_OK)
		err = used_note(txn, known, cls);
	arena_rewind(&txn->scratch, mark);
	return err;
}

enum cim_err
repo_class_put(struct repo_txn *txn, struct cim_str ns, const struct cim_class *cls)
{
	enum txn_change change;
	return class_store(txn, ns, cls, &change);
}

/* Who still needs the class. */
static enum cim_err
delete_check(struct repo_txn *txn, struct txn_namespace *ns, struct cim_name name)
{
	struct dependents deps;
	struct repo_key key;
	struct first user = { .arena = &txn->scratch };
	struct names names = { first_one, &user };
	enum cim_err err = dependents_look(txn, ns, name, &deps);
	if (err != CIM_OK)
		return err;
	if (deps.subclass.len > 0)
		return cim_fault(&txn->fault, CIM_ECONFLICT, "class %.*s: %.*s is derived from it",
		    (int)name.len, name.ptr, (int)deps.subclass.len, deps.subclass.ptr);
	if (deps.has_instances)
		return cim_fault(&txn->fault, CIM_ECONFLICT, "class %.*s has instances",
		    (int)name.len, name.ptr);
	err = repo_key_class_use(&key, ns->spelled, name, (struct cim_name){ NULL, 0, 0 });
	if (err == CIM_OK)
		err = store_walk(txn->store, STORE_INDEX, key.bytes, key.len, names_one, &names);
	if (err == CIM_EEXIST)
		return cim_fault(&txn->fault, CIM_ECONFLICT, "class %.*s: %.*s refers to it",
		    (int)name.len, name.ptr, (int)user.name.len, user.name.ptr);
	return err;
}

enum cim_err
repo_class_delete(struct repo_txn *txn, struct cim_str ns, struct cim_name name)
{
	struct txn_namespace *known;
	struct repo_key key;
	struct store_item item;
	const struct cim_class *old = NULL;
	struct arena_mark mark = arena_mark(&txn->scratch);
	enum cim_err err = txn_namespace(txn, ns, &known);
	if (err == CIM_OK)
		err = cim_name_valid(cim_name_str(name))
		    ? repo_key_class(&key, known->spelled, name)
		    : CIM_ENOENT;
	if (err == CIM_OK)
		err = store_get(txn->store, STORE_RECORDS, key.bytes, key.len, &item);
	if (err == CIM_ENOENT)
		return cim_fault(
		    &txn->fault, err, "there is no class %.*s", (int)name.len, name.ptr);
	if (err == CIM_OK)
		err = old_decode(txn, &item, &old);
	if (err == CIM_OK)
		err = delete_check(txn, known, name);
	if (err == CIM_OK)
		err = store_delete(txn->store, STORE_RECORDS, key.bytes, key.len);
	if (err == CIM_OK)
		err = index_delete(txn, known, old);
	if (err == CIM_OK) {
		txn->counts[COUNT_CLASSES]--;
		known->depths = (struct cim_map){ 0 };
		known->used = (struct cim_map){ 0 };
		known->used_known = false;
		if (txn->scope != NULL)
			scope_forget(txn->scope);
	}
	arena_rewind(&txn->scratch, mark);
	return err;
}
