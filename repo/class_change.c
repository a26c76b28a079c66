/* class_change.c: what a class that changes, or goes, does to each one that depends on it. */
#include "repo/update.h"

#include <stdio.h>

#include "cim/inherit.h"

#define SHOW(name) (int)(name).len, (name).ptr == NULL ? "" : (name).ptr

/* ---- Features ------------------------------------------------------------ */

bool
feature_type_eq(const struct cim_element_type *a, const struct cim_element_type *b)
{
	return a->type == b->type && a->is_array == b->is_array && a->array_size == b->array_size &&
	    cim_name_eq(a->class_name, b->class_name);
}

bool
feature_parameters_eq(const struct cim_method *a, const struct cim_method *b)
{
	if (a->parameter_count != b->parameter_count)
		return false;
	for (uint32_t i = 0; i < a->parameter_count; i++) {
		if (!cim_name_eq(a->parameters[i].name, b->parameters[i].name) ||
		    !feature_type_eq(&a->parameters[i].type, &b->parameters[i].type))
			return false;
	}
	return true;
}

enum cim_err
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

/* ---- Types inside of classes, and structures ------------------------------ */

static enum cim_err
first_one(void *ctx, struct cim_name name)
{
	struct cim_name *first = ctx;
	*first = name;
	return CIM_EEXIST;
}

enum cim_err
type_user(
    struct repo_txn *txn, struct txn_namespace *ns, struct cim_name name, struct cim_name *user)
{
	struct repo_key key;
	struct cim_str copy;
	*user = (struct cim_name){ NULL, 0, 0 };
	enum cim_err err =
	    repo_key_class_use(&key, ns->spelled, name, (struct cim_name){ NULL, 0, 0 });
	if (err == CIM_OK)
		err = class_names_list(txn, &key, first_one, user);
	if (err != CIM_EEXIST)
		return err;
	if (!cim_str_copy(&txn->scratch, cim_name_str(*user), &copy))
		return CIM_ENOMEM;
	user->ptr = copy.ptr;
	return CIM_OK;
}

/* Whether a type inside of a class is still there for those who use it. */
static bool
local_kept(const struct cim_local *was, const struct cim_local *is)
{
	struct cim_name lost;
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
		if (prop == NULL || !feature_type_eq(&old->properties[i].type, &prop->type))
			return false;
	}
	return locals_keep(old, now, &lost);
}

bool
locals_keep(const struct cim_class *old, const struct cim_class *cls, struct cim_name *lost)
{
	for (uint32_t i = 0; i < old->local_count; i++) {
		*lost = cim_local_name(&old->locals[i]);
		if (!local_kept(&old->locals[i], cim_local_find(cls, *lost)))
			return false;
	}
	return true;
}

enum cim_err
structure_replace_check(struct repo_txn *txn, struct txn_namespace *ns,
    const struct cim_class *old, const struct cim_class *cls)
{
	struct cim_local was = { .structure = old }, is = { .structure = cls };
	struct cim_name user;
	if (local_kept(&was, &is))
		return CIM_OK;
	enum cim_err err = type_user(txn, ns, cls->name, &user);
	return err != CIM_OK || user.len == 0 ? err : cim_fault(&txn->fault, CIM_ECONFLICT,
	    "structure %.*s: loses or changes what it has, but %.*s refers to it",
	    SHOW(cls->name), SHOW(user));
}

/* ---- Conflicts of a class with what is above it -------------------------- */

/* One class that is looked at, and how it may stay. */
struct look {
	struct repo_txn *txn;
	struct update_ns *ns;
	struct arena *arena;
	const struct cim_class *super;
	const struct features *features;	/* of super */
	const struct cim_class *cls;
	struct cim_class *fixed;	/* a copy that may be changed; NULL: not yet */
	struct cim_property *properties;
	struct cim_method *methods;
	enum cim_err err;
};

/* What of a feature is in the way. */
enum fix { FIX_NONE, FIX_FEATURE, FIX_QUALIFIER };

/* The copy shares all but its lists of features and their qualifiers. */
static bool
look_copy(struct look *look)
{
	const struct cim_class *cls = look->cls;
	if (look->fixed != NULL || look->err != CIM_OK)
		return look->err == CIM_OK;
	look->fixed = arena_new(look->arena, struct cim_class);
	look->properties =
	    arena_calloc(look->arena, cls->property_count, sizeof(*look->properties));
	look->methods = arena_calloc(look->arena, cls->method_count, sizeof(*look->methods));
	if (look->fixed == NULL || look->properties == NULL || look->methods == NULL) {
		look->err = CIM_ENOMEM;
		return false;
	}
	*look->fixed = *cls;
	for (uint32_t i = 0; i < cls->property_count; i++)
		look->properties[i] = cls->properties[i];
	for (uint32_t i = 0; i < cls->method_count; i++)
		look->methods[i] = cls->methods[i];
	return true;
}

/* The qualifiers without one. */
static struct cim_qualifiers
without(struct look *look, struct cim_qualifiers quals, struct cim_name name)
{
	struct cim_qualifier *list = arena_calloc(look->arena, quals.count, sizeof(*list));
	struct cim_qualifiers out = { list, 0 };
	if (list == NULL) {
		look->err = CIM_ENOMEM;
		return quals;
	}
	for (uint32_t i = 0; i < quals.count; i++) {
		if (!cim_name_eq(quals.list[i].name, name))
			list[out.count++] = quals.list[i];
	}
	return out;
}

/*
 * A conflict: who is forced takes what is in the way out (a feature is marked by an empty name
 * until the lists are packed), the others cannot be.
 */
static void
conflict(struct look *look, struct update_root *root, const void *feature, bool is_method,
    enum fix fix, struct cim_name qualifier, const char *what, struct cim_name name)
{
	if ((root->mode & CIM_MODE_FORCE) == 0) {
		update_obstacle(root, "%.*s %s %.*s", SHOW(look->cls->name), what, SHOW(name));
		return;
	}
	if (!look_copy(look))
		return;
	if (feature == NULL) {
		look->fixed->qualifiers = without(look, look->fixed->qualifiers, qualifier);
	} else if (is_method) {
		struct cim_method *m =
		    &look->methods[(const struct cim_method *)feature - look->cls->methods];
		if (fix == FIX_FEATURE)
			m->name.len = 0;
		else
			m->qualifiers = without(look, m->qualifiers, qualifier);
	} else {
		struct cim_property *p = &look->properties[(const struct cim_property *)feature -
		    look->cls->properties];
		if (fix == FIX_FEATURE)
			p->name.len = 0;
		else
			p->qualifiers = without(look, p->qualifiers, qualifier);
	}
}

/* A qualifier that says something else than one above that must stay as it is. */
static struct cim_name
broken_lock(struct cim_qualifiers above, struct cim_qualifiers here)
{
	for (uint32_t i = 0; i < here.count; i++) {
		const struct cim_qualifier *q = cim_qualifier_find_name(above, here.list[i].name);
		if (q != NULL &&
		    (q->flavors & (CIM_FLAVOR_TOSUBCLASS | CIM_FLAVOR_OVERRIDE)) ==
			CIM_FLAVOR_TOSUBCLASS && !cim_value_eq(&q->value, &here.list[i].value))
			return here.list[i].name;
	}
	return (struct cim_name){ NULL, 0, 0 };
}

static void
look_locks(struct look *look, struct update_root *root, struct cim_qualifiers above,
    struct cim_qualifiers here, const void *feature, bool is_method)
{
	struct cim_name name = broken_lock(above, here);
	if (name.len > 0)
		conflict(look, root, feature, is_method, FIX_QUALIFIER, name,
		    "gives another value to the qualifier", name);
}

/* A reference or an embedded object may be narrower than what it overrides. */
static bool
may_override(struct look *look, const struct cim_element_type *above,
    const struct cim_element_type *here)
{
	if (feature_type_eq(above, here))
		return true;
	if (above->type != here->type || above->is_array != here->is_array ||
	    above->array_size != here->array_size || !cim_type_has_class((enum cim_type)here->type))
		return false;
	if (above->class_name.len == 0)
		return true;
	struct repo_scope *scope;
	look->err = txn_scope(look->txn, &scope);
	if (look->err != CIM_OK)
		return true;
	struct cim_scope view = repo_scope(scope);
	enum cim_err err = cim_is_a(&view, look->ns->name, here->class_name, above->class_name);
	if (err != CIM_OK && err != CIM_ENOENT)
		look->err = err;
	return err == CIM_OK;
}

/* Whether it says that it overrides. */
static bool
says_override(struct cim_qualifiers quals)
{
	return cim_qualifier_find(quals, "Override") != NULL;
}

static const struct update_touch *
touched(const struct look *look, struct cim_name name)
{
	const struct update_touch *touch = cim_map_get(&look->ns->touched, name);
	return touch != NULL && touch->root->active ? touch : NULL;
}

static void
look_property(struct look *look, const struct cim_property *p)
{
	static const struct cim_name none;
	const struct update_touch *touch = touched(look, p->name);
	if (touch == NULL)
		return;
	struct update_root *root = touch->root;
	const struct cim_property *above = cim_map_get(&look->features->properties, p->name);
	if (above == NULL && cim_map_get(&look->features->methods, p->name) != NULL)
		conflict(look, root, p, false, FIX_FEATURE, none,
		    "has a property that is a method above it,", p->name);
	else if (above == NULL && says_override(p->qualifiers))
		conflict(look, root, p, false, FIX_QUALIFIER, cim_name_from("Override"),
		    "overrides a property that is gone,", p->name);
	else if (above == NULL)
		return;
	else if (!may_override(look, &above->type, &p->type))
		conflict(look, root, p, false, FIX_FEATURE, none,
		    "has with another type the property", p->name);
	else if (touch->added && !says_override(p->qualifiers))
		conflict(look, root, p, false, FIX_FEATURE, none,
		    "has already the property", p->name);
	else
		look_locks(look, root, above->qualifiers, p->qualifiers, p, false);
}

static void
look_method(struct look *look, const struct cim_method *m)
{
	static const struct cim_name none;
	const struct update_touch *touch = touched(look, m->name);
	if (touch == NULL)
		return;
	struct update_root *root = touch->root;
	const struct cim_method *above = cim_map_get(&look->features->methods, m->name);
	if (above == NULL && cim_map_get(&look->features->properties, m->name) != NULL)
		conflict(look, root, m, true, FIX_FEATURE, none,
		    "has a method that is a property above it,", m->name);
	else if (above == NULL && says_override(m->qualifiers))
		conflict(look, root, m, true, FIX_QUALIFIER, cim_name_from("Override"),
		    "overrides a method that is gone,", m->name);
	else if (above == NULL)
		return;
	else if (!may_override(look, &above->type, &m->type) || !feature_parameters_eq(above, m))
		conflict(look, root, m, true, FIX_FEATURE, none,
		    "has with other parameters the method", m->name);
	else if (touch->added && !says_override(m->qualifiers))
		conflict(look, root, m, true, FIX_FEATURE, none, "has already the method",
		    m->name);
	else
		look_locks(look, root, above->qualifiers, m->qualifiers, m, true);
}

/* The class on the way here that has new keys, or a qualifier that must stay; NULL: none. */
static struct update_root *
root_above(struct update_root *const *way, unsigned count, bool keys)
{
	while (count-- > 0) {
		if (keys ? way[count]->keys_gained : way[count]->locked)
			return way[count];
	}
	return NULL;
}

/* A key of its own below keys that are new. */
static void
look_keys(struct look *look, struct update_root *root)
{
	for (uint32_t i = 0; i < look->cls->property_count; i++) {
		const struct cim_property *p = &look->cls->properties[i];
		const struct cim_property *above =
		    cim_map_get(&look->features->properties, p->name);
		if (cim_qualifier_true(p->qualifiers, "Key") &&
		    (above == NULL || !cim_qualifier_true(above->qualifiers, "Key")))
			conflict(look, root, p, false, FIX_QUALIFIER, cim_name_from("Key"),
			    "has a key of its own,", p->name);
	}
}

/* Leaves the marked features out. */
static void
look_pack(struct look *look)
{
	struct cim_class *fixed = look->fixed;
	fixed->property_count = fixed->method_count = 0;
	for (uint32_t i = 0; i < look->cls->property_count; i++) {
		if (look->properties[i].name.len > 0)
			look->properties[fixed->property_count++] = look->properties[i];
	}
	for (uint32_t i = 0; i < look->cls->method_count; i++) {
		if (look->methods[i].name.len > 0)
			look->methods[fixed->method_count++] = look->methods[i];
	}
	fixed->properties = look->properties;
	fixed->methods = look->methods;
}

enum cim_err
class_conflicts(struct repo_txn *txn, struct update_root *const *way, unsigned count,
    struct arena *arena, const struct cim_class *super_effective, const struct features *super,
    const struct cim_class *cls, const struct cim_class **fixed)
{
	struct update_ns *ns = way[0]->ns;
	struct look look = { .txn = txn, .ns = ns, .arena = arena, .super = super_effective,
		.features = super, .cls = cls };
	struct update_root *root = root_above(way, count, false);
	*fixed = NULL;
	if (root != NULL)
		look_locks(&look, root, super_effective->qualifiers, cls->qualifiers, NULL, false);
	for (uint32_t i = 0; i < cls->property_count && look.err == CIM_OK; i++)
		look_property(&look, &cls->properties[i]);
	for (uint32_t i = 0; i < cls->method_count && look.err == CIM_OK; i++)
		look_method(&look, &cls->methods[i]);
	root = root_above(way, count, true);
	if (root != NULL && look.err == CIM_OK)
		look_keys(&look, root);
	if (look.err == CIM_OK && look.fixed != NULL) {
		look_pack(&look);
		*fixed = look.fixed;
	}
	return look.err;
}

/* ---- Going --------------------------------------------------------------- */

static enum cim_err
stop(void *ctx, const struct store_item *item)
{
	(void)ctx;
	(void)item;
	return CIM_EEXIST;
}

enum cim_err
class_has_instances(
    struct repo_txn *txn, struct txn_namespace *ns, struct cim_name name, bool *any)
{
	struct repo_key key;
	enum cim_err err = repo_key_instances(&key, ns->spelled, name);
	if (err == CIM_OK)
		err = store_walk(txn->store, STORE_RECORDS, key.bytes, key.len, stop, NULL);
	*any = err == CIM_EEXIST;
	return err == CIM_EEXIST ? CIM_OK : err;
}

/* The first names of a listing, and how many there are. */
struct first {
	struct bytes_writer text;
	uint64_t count;
};

static enum cim_err
first_add(void *ctx, struct cim_name name)
{
	struct first *first = ctx;
	if (first->count++ >= UPDATE_SHOWN)
		return CIM_OK;
	if (first->text.len > 0)
		bytes_write_text(&first->text, ", ");
	bytes_write(&first->text, name.ptr, name.len);
	return first->text.err;
}

static enum cim_err
first_path(void *ctx, const struct cim_instance *inst, struct cim_str path)
{
	(void)inst;
	return first_add(ctx, (struct cim_name){ path.ptr, (uint32_t)path.len, 0 });
}

static enum cim_err
first_refuse(struct repo_txn *txn, const struct first *first, struct cim_name name,
    const char *one, const char *many)
{
	char more[40] = "";
	if (first->count > UPDATE_SHOWN)
		(void)snprintf(more, sizeof(more), " and %llu more",
		    (unsigned long long)(first->count - UPDATE_SHOWN));
	return cim_fault(&txn->fault, CIM_ECONFLICT, "class %.*s: %.*s%s %s", SHOW(name),
	    (int)(first->text.len > 300 ? 300 : first->text.len), (const char *)first->text.buf,
	    more, first->count > 1 ? many : one);
}

/* Its instances, by name. */
static enum cim_err
instances_refuse(struct repo_txn *txn, struct txn_namespace *ns, struct cim_name name)
{
	struct first first = { .count = 0 };
	enum cim_err err =
	    repo_instance_list(txn_reader(txn), ns->spelled, name, first_path, &first);
	if (err == CIM_OK)
		err = first_refuse(txn, &first, name, "is an instance of it",
		    "are instances of it");
	bytes_writer_free(&first.text);
	return err;
}

enum cim_err
class_delete_check(struct repo_txn *txn, struct txn_namespace *ns, struct cim_name name, bool users)
{
	struct first first = { .count = 0 };
	struct repo_key key;
	bool any = false;
	enum cim_err err = repo_subclass_list(txn, ns->spelled, name, first_add, &first);
	if (err == CIM_OK && first.count > 0) {
		err = first_refuse(txn, &first, name, "is derived from it", "are derived from it");
	} else if (err == CIM_OK) {
		err = class_has_instances(txn, ns, name, &any);
		if (err == CIM_OK && any)
			err = instances_refuse(txn, ns, name);
	}
	if (err == CIM_OK && users) {
		err = repo_key_class_use(&key, ns->spelled, name, (struct cim_name){ NULL, 0, 0 });
		if (err == CIM_OK)
			err = class_names_list(txn, &key, first_add, &first);
		if (err == CIM_OK && first.count > 0)
			err = first_refuse(txn, &first, name, "refers to it", "refer to it");
	}
	bytes_writer_free(&first.text);
	return err;
}
