/* class_change.c: whether a class may become another one, or go: who is below it, who uses it. */
#include "repo/txn.h"

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

/* What stands in the way of changing or deleting a class. */
struct dependents {
	struct cim_name subclass;	/* empty: none */
	struct cim_name user;		/* of a structure: who has one as a value; empty: nobody */
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

enum cim_err
type_user(
    struct repo_txn *txn, struct txn_namespace *ns, struct cim_name name, struct cim_name *user)
{
	struct repo_key key;
	struct first first = { .arena = &txn->scratch };
	enum cim_err err =
	    repo_key_class_use(&key, ns->spelled, name, (struct cim_name){ NULL, 0, 0 });
	if (err == CIM_OK)
		err = class_names_list(txn, &key, first_one, &first);
	*user = first.name;
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
	bool derived = deps->subclass.len > 0;
	struct cim_name who = derived ? deps->subclass : deps->user;
	if (who.len > 0)
		return cim_fault(&txn->fault, CIM_ECONFLICT, "%s %.*s: %s%s%.*s, but %.*s %s",
		    cls->kind == CIM_KIND_STRUCTURE ? "structure" : "class", (int)cls->name.len,
		    cls->name.ptr, what, feature.len > 0 ? " " : "", (int)feature.len,
		    feature.ptr == NULL ? "" : feature.ptr, (int)who.len, who.ptr,
		    derived ? "is derived from it" : "refers to it");
	return cim_fault(&txn->fault, CIM_ECONFLICT, "class %.*s: %s%s%.*s, but it has instances",
	    (int)cls->name.len, cls->name.ptr, what, feature.len > 0 ? " " : "", (int)feature.len,
	    feature.ptr == NULL ? "" : feature.ptr);
}

/* Whether a type inside of a class is still there for those who use it. */
static bool
local_kept(const struct cim_local *was, const struct cim_local *is)
{
	if (is == NULL || (was->structure == NULL) != (is->structure == NULL))
		return false;
	if (was->structure == NULL)
		return enumeration_keeps(was->enumeration, is->enumeration);
	const struct cim_class *old = was->structure, *now = is->structure;
	if (!cim_name_eq(old->superclass, now->superclass))
		return false;
	for (uint32_t i = 0; i < old->property_count; i++) {
		const struct cim_property *prop =
		    cim_property_find(now, old->properties[i].name);
		if (prop == NULL || !type_eq(&old->properties[i].type, &prop->type))
			return false;
	}
	for (uint32_t i = 0; i < old->local_count; i++) {
		const struct cim_local *local = &old->locals[i];
		if (!local_kept(local, cim_local_find(now, cim_local_name(local))))
			return false;
	}
	return true;
}

static bool
is_association(const struct cim_class *cls)
{
	return cls->kind == CIM_KIND_ASSOCIATION ||
	    cim_qualifier_true(cls->qualifiers, "Association");
}

/* The class qualifiers that others count on. */
static const char *const weighty[] = { "Indication", "Abstract", "Terminal" };

/* Whether what the old class has is in the new one as it was. */
static enum cim_err
kept_check(struct repo_txn *txn, const struct cim_class *old, const struct cim_class *cls,
    const struct features *now, const struct dependents *deps)
{
	static const struct cim_name none;
	if (!cim_name_eq(old->superclass, cls->superclass))
		return refuse(txn, cls, deps, "its superclass changes", none);
	if (is_association(old) != is_association(cls))
		return refuse(
		    txn, cls, deps, "changes its qualifier", cim_name_from("Association"));
	for (uint32_t i = 0; i < old->local_count; i++) {
		struct cim_name name = cim_local_name(&old->locals[i]);
		if (!local_kept(&old->locals[i], cim_local_find(cls, name)))
			return refuse(txn, cls, deps, "loses or changes the type", name);
	}
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
	if (err == CIM_ENOENT) {
		err = repo_key_named(&key, REPO_KIND_STRUCTURE, d->ns->spelled, name);
		if (err == CIM_OK)
			err = store_get(d->txn->store, STORE_RECORDS, key.bytes, key.len, &item);
	}
	if (err == CIM_OK)
		err = record_decode_kind(&d->work, &arena, (enum repo_kind)key.bytes[0], item.value,
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

enum cim_err
class_replace_check(struct repo_txn *txn, struct txn_namespace *ns, const struct cim_class *old,
    const struct cim_class *cls)
{
	struct dependents deps;
	struct features was, is;
	enum cim_err err = dependents_look(txn, ns, cls->name, &deps);
	if (err == CIM_OK && cls->kind == CIM_KIND_STRUCTURE)
		err = type_user(txn, ns, cls->name, &deps.user);
	if (err != CIM_OK ||
	    (deps.subclass.len == 0 && deps.user.len == 0 && !deps.has_instances))
		return err;
	err = features_map(&txn->scratch, old, &was);
	if (err == CIM_OK)
		err = features_map(&txn->scratch, cls, &is);
	if (err == CIM_OK)
		err = kept_check(txn, old, cls, &is, &deps);
	return err != CIM_OK ? err : added_check(txn, ns, cls, &was, &deps);
}

enum cim_err
class_delete_check(struct repo_txn *txn, struct txn_namespace *ns, struct cim_name name)
{
	struct dependents deps;
	struct cim_name user;
	enum cim_err err = dependents_look(txn, ns, name, &deps);
	if (err != CIM_OK)
		return err;
	if (deps.subclass.len > 0)
		return cim_fault(&txn->fault, CIM_ECONFLICT, "class %.*s: %.*s is derived from it",
		    (int)name.len, name.ptr, (int)deps.subclass.len, deps.subclass.ptr);
	if (deps.has_instances)
		return cim_fault(&txn->fault, CIM_ECONFLICT, "class %.*s has instances",
		    (int)name.len, name.ptr);
	err = type_user(txn, ns, name, &user);
	if (err == CIM_OK && user.len > 0)
		return cim_fault(&txn->fault, CIM_ECONFLICT, "class %.*s: %.*s refers to it",
		    (int)name.len, name.ptr, (int)user.len, user.ptr);
	return err;
}
