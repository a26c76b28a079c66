/* update.c: classes change while others depend on them: who they are, and whether they can live on. */
#include "repo/update.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cim/inherit.h"
#include "cim/limits.h"
#include "repo/system.h"

/*
 * A batch is judged by its end: when all its classes are stored, those below them that are not of
 * the batch are held against what is above them now, and instances against their class as it is
 * now. So a feature may move up or down a line of classes, and a schema be upgraded as a whole.
 */

/* ---- The batch ----------------------------------------------------------- */

struct update_ns *
update_namespace(struct update *update, struct cim_str ns)
{
	if (update->last != NULL && cim_str_eq(update->last->name, ns))
		return update->last;
	struct update_ns *found = cim_map_get(&update->namespaces, cim_name(ns.ptr, ns.len));
	if (found == NULL) {
		found = arena_new(&update->arena, struct update_ns);
		if (found == NULL || !cim_str_copy(&update->arena, ns, &found->name) ||
		    cim_map_set(&update->namespaces, &update->arena,
			cim_name(found->name.ptr, found->name.len), found) != CIM_OK)
			return NULL;
	}
	return update->last = found;
}

void
update_free(struct update *update)
{
	for (struct update_root *root = update->first_root; root != NULL; root = root->next) {
		bytes_writer_free(&root->why);
		bytes_writer_free(&root->derived);
	}
	arena_free(&update->arena);
}

enum cim_err
update_refuse(struct repo_txn *txn, const struct cim_item *item, enum cim_err err, const char *why)
{
	struct update *update = txn->update;
	struct repo_refusal refusal = { item, err, why };
	if (update->first.err == CIM_OK) {
		cim_fault(&update->first, err, "%s", why);
		update->first_item = item;
	}
	if (update->deed == NULL || update->deed->refused == NULL)
		return err;
	update->deed->refused(update->deed->ctx, &refusal);
	cim_fault_clear(&txn->fault);
	return CIM_OK;
}

void
update_obstacle(struct update_root *root, const char *format, ...)
{
	char text[600];
	if (root->obstacles++ >= UPDATE_SHOWN)
		return;
	va_list args;
	va_start(args, format);
	int n = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (n < 0)
		return;
	if (root->why.len > 0)
		bytes_write_text(&root->why, "; ");
	bytes_write_text(&root->why, text);
}

/* ---- What changes -------------------------------------------------------- */

#define SHOW(name) (int)(name).len, (name).ptr == NULL ? "" : (name).ptr

/* The first loss says what it is. */
static enum cim_err
lose(struct update *update, struct update_root *root, const char *what, struct cim_name feature)
{
	char text[CIM_LIMIT_NAME + 100];
	if (root->loss.len > 0)
		return CIM_OK;
	int n = snprintf(text, sizeof(text), feature.len > 0 ? "%s %.*s" : "%s", what,
	    SHOW(feature));
	return n > 0 && cim_str_copy(&update->arena, cim_str(text, strlen(text)), &root->loss) ?
	    CIM_OK : CIM_ENOMEM;
}

static enum cim_err
touch(struct update *update, struct update_root *root, struct cim_name name, bool added)
{
	struct update_touch *touched = arena_new(&update->arena, struct update_touch);
	struct cim_str copy;
	if (touched == NULL || !cim_str_copy(&update->arena, cim_name_str(name), &copy))
		return CIM_ENOMEM;
	*touched = (struct update_touch){ root, added };
	name.ptr = copy.ptr;
	return cim_map_set(&root->ns->touched, &update->arena, name, touched);
}

/* Whether every value of the old type is one of the new type. */
static bool
is_wider(const struct cim_element_type *was, const struct cim_element_type *is)
{
	enum cim_type a = (enum cim_type)was->type, b = (enum cim_type)is->type;
	if (was->is_array != is->is_array ||
	    (is->array_size != 0 && (was->array_size == 0 || was->array_size > is->array_size)))
		return false;
	if (a == b)
		return cim_name_eq(was->class_name, is->class_name) ||
		    (is->class_name.len == 0 && !cim_type_is_v3(b));
	if (cim_type_is_integer(a) && cim_type_is_real(b))
		return cim_type_bits(a) <= (b == CIM_REAL64 ? 32 : 16);
	if (cim_type_is_integer(a) && cim_type_is_integer(b) && b != CIM_INTEGER)
		return cim_type_is_unsigned(a) == cim_type_is_unsigned(b) ?
		    cim_type_bits(b) > cim_type_bits(a) :
		    cim_type_is_unsigned(a) && cim_type_bits(b) > cim_type_bits(a);
	return (a == CIM_REAL32 && b == CIM_REAL64) || (a == CIM_DATETIME && b == CIM_STRING);
}

/* Qualifiers that must not be overridden, and were not there in that form. */
static bool
locks(struct cim_qualifiers was, struct cim_qualifiers is)
{
	for (uint32_t i = 0; i < is.count; i++) {
		const struct cim_qualifier *q = &is.list[i], *old;
		if ((q->flavors & (CIM_FLAVOR_TOSUBCLASS | CIM_FLAVOR_OVERRIDE)) !=
		    CIM_FLAVOR_TOSUBCLASS)
			continue;
		old = cim_qualifier_find_name(was, q->name);
		if (old == NULL || old->flavors != q->flavors ||
		    !cim_value_eq(&old->value, &q->value))
			return true;
	}
	return false;
}

static bool
is_key(const struct cim_property *prop)
{
	return cim_qualifier_true(prop->qualifiers, "Key");
}

/* What both forms have. super: what is inherited now. */
static enum cim_err
note_property(struct update *update, struct update_root *root, const struct cim_property *was,
    const struct cim_property *is)
{
	enum cim_err err = CIM_OK;
	bool key = is_key(was);
	if (!feature_type_eq(&was->type, &is->type)) {
		root->carry = true;
		err = touch(update, root, is->name, false);
		if (err == CIM_OK && (key || !is_wider(&was->type, &is->type)))
			err = lose(update, root, "changes the type of property", was->name);
	}
	if (err == CIM_OK && key != is_key(is)) {
		root->carry = true;
		root->keys_gained = root->keys_gained || !key;
		err = touch(update, root, is->name, false);
		if (err == CIM_OK)
			err = lose(update, root, "changes whether it is a key: property",
			    was->name);
	}
	if (key && !cim_value_eq(&was->value, &is->value))
		root->carry = true;	/* the default of a key may be part of a path */
	if (err == CIM_OK && locks(was->qualifiers, is->qualifiers))
		err = touch(update, root, is->name, false);
	return err;
}

static enum cim_err
note_method(struct update *update, struct update_root *root, const struct cim_method *was,
    const struct cim_method *is)
{
	enum cim_err err = CIM_OK;
	if (!feature_type_eq(&was->type, &is->type) || !feature_parameters_eq(was, is)) {
		err = touch(update, root, is->name, false);
		if (err == CIM_OK)
			err = lose(update, root, "changes the signature of method", was->name);
	}
	return err == CIM_OK && locks(was->qualifiers, is->qualifiers) ?
	    touch(update, root, is->name, false) : err;
}

static enum cim_err
note_gone(struct update *update, struct update_root *root, struct cim_name name, const char *what)
{
	root->carry = true;
	enum cim_err err = touch(update, root, name, false);
	return err == CIM_OK ? lose(update, root, what, name) : err;
}

/* The features of two forms, each with all that is inherited. */
static enum cim_err
note_features(struct update *update, struct update_root *root, struct arena *arena,
    const struct cim_class *old, const struct cim_class *cls)
{
	struct features was, is;
	enum cim_err err = features_map(arena, old, &was);
	if (err == CIM_OK)
		err = features_map(arena, cls, &is);
	for (uint32_t i = 0; i < old->property_count && err == CIM_OK; i++) {
		const struct cim_property *a = &old->properties[i];
		const struct cim_property *b = cim_map_get(&is.properties, a->name);
		err = b != NULL ? note_property(update, root, a, b) :
		    note_gone(update, root, a->name, "loses the property");
	}
	for (uint32_t i = 0; i < old->method_count && err == CIM_OK; i++) {
		const struct cim_method *a = &old->methods[i];
		const struct cim_method *b = cim_map_get(&is.methods, a->name);
		err = b != NULL ? note_method(update, root, a, b) :
		    note_gone(update, root, a->name, "loses the method");
	}
	for (uint32_t i = 0; i < cls->property_count && err == CIM_OK; i++) {
		const struct cim_property *b = &cls->properties[i];
		if (cim_map_get(&was.properties, b->name) != NULL)
			continue;
		err = touch(update, root, b->name, true);
		if (err == CIM_OK && is_key(b)) {
			root->keys_gained = root->carry = true;
			err = lose(update, root, "gains the key", b->name);
		}
	}
	for (uint32_t i = 0; i < cls->method_count && err == CIM_OK; i++) {
		if (cim_map_get(&was.methods, cls->methods[i].name) == NULL)
			err = touch(update, root, cls->methods[i].name, true);
	}
	return err;
}

/* A qualifier, or MOF 3's keyword. */
static bool
says(const struct cim_class *cls, const char *word)
{
	return cim_qualifier_true(cls->qualifiers, word) ||
	    (cls->kind == CIM_KIND_ASSOCIATION && word[0] == 'A' && word[1] == 's');
}

static enum cim_err
note_kind(struct update *update, struct update_root *root, const struct cim_class *old,
    const struct cim_class *cls)
{
	/* The class qualifiers that others count on. */
	static const char *const weighty[] = { "Association", "Indication", "Abstract",
		"Terminal" };
	enum cim_err err = CIM_OK;
	struct cim_name lost;
	if (!locals_keep(old, cls, &lost)) {
		root->kind_changed = root->carry = true;
		err = lose(update, root, "loses or changes the type", lost);
	}
	for (size_t i = 0; i < 4 && err == CIM_OK; i++) {
		bool was = says(old, weighty[i]), is = says(cls, weighty[i]);
		if (was == is)
			continue;
		root->kind_changed = root->kind_changed || i < 2;
		root->abstract = root->abstract || (i == 2 && is);
		root->terminal = root->terminal || (i == 3 && is);
		root->carry = root->carry || i < 2 || root->abstract;
		err = lose(update, root, "changes its qualifier", cim_name_from(weighty[i]));
	}
	if (cim_qualifier_true(old->qualifiers, "Singleton") !=
	    cim_qualifier_true(cls->qualifiers, "Singleton"))
		root->carry = true;
	root->locked = locks(old->qualifiers, cls->qualifiers);
	return err;
}

/* Whether one is the same for all who depend on it: nothing to be noted. */
static bool
harmless(const struct update_root *root, size_t touched_before)
{
	return root->loss.len == 0 && !root->carry && !root->locked &&
	    root->ns->touched.used == touched_before;
}

/* The features of both forms with all they inherit; only declared ones where that is enough. */
static enum cim_err
note_both(struct repo_txn *txn, struct update_root *root, struct txn_namespace *ns,
    const struct cim_class *old, const struct cim_class *cls)
{
	struct repo_scope *scope;
	const struct cim_class *a = old, *b = cls;
	bool moved = !cim_name_eq(old->superclass, cls->superclass);
	enum cim_err err = CIM_OK;
	if (old->superclass.len > 0 || cls->superclass.len > 0) {
		err = txn_scope(txn, &scope);
		if (err != CIM_OK)
			return err;
		struct cim_scope view = repo_scope(scope);
		err = cim_effective(&txn->scratch, &view, ns->spelled, old, &a, NULL);
		if (err == CIM_OK)
			err = cim_effective(&txn->scratch, &view, ns->spelled, cls, &b, NULL);
	}
	if (err == CIM_OK && moved) {
		root->carry = true;
		err = lose(txn->update, root, "its superclass changes", (struct cim_name){ 0 });
	}
	if (err == CIM_OK)
		err = note_kind(txn->update, root, a, b);
	return err == CIM_OK ? note_features(txn->update, root, &txn->scratch, a, b) : err;
}

/* The same features in the same forms: then what is inherited need not be asked. */
static bool
same_shape(const struct cim_class *a, const struct cim_class *b)
{
	if (!cim_name_eq(a->superclass, b->superclass) || a->property_count != b->property_count ||
	    a->method_count != b->method_count || locks(a->qualifiers, b->qualifiers) ||
	    locks(b->qualifiers, a->qualifiers))
		return false;
	for (uint32_t i = 0; i < a->property_count; i++) {
		const struct cim_property *x = &a->properties[i], *y = &b->properties[i];
		if (!cim_name_eq(x->name, y->name) || !feature_type_eq(&x->type, &y->type) ||
		    is_key(x) != is_key(y) || locks(x->qualifiers, y->qualifiers) ||
		    (is_key(x) && !cim_value_eq(&x->value, &y->value)))
			return false;
	}
	for (uint32_t i = 0; i < a->method_count; i++) {
		const struct cim_method *x = &a->methods[i], *y = &b->methods[i];
		if (!cim_name_eq(x->name, y->name) || !feature_type_eq(&x->type, &y->type) ||
		    !feature_parameters_eq(x, y) || locks(x->qualifiers, y->qualifiers))
			return false;
	}
	static const char *const words[] = { "Association", "Indication", "Abstract", "Terminal",
		"Singleton" };
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (says(a, words[i]) != says(b, words[i]))
			return false;
	}
	struct cim_name lost;
	return locals_keep(a, b, &lost);
}

enum cim_err
update_note(struct repo_txn *txn, struct txn_namespace *ns, const struct cim_class *old,
    const struct cim_class *cls, uint8_t mode)
{
	struct update *update = txn->update;
	struct cim_str copy;
	if (same_shape(old, cls))
		return CIM_OK;
	struct update_root *root = arena_new(&update->arena, struct update_root);
	if (root == NULL || !cim_str_copy(&update->arena, cim_name_str(cls->name), &copy))
		return CIM_ENOMEM;
	root->ns = update_namespace(update, ns->spelled);
	root->name = cls->name;
	root->name.ptr = copy.ptr;
	root->mode = mode;
	root->item = update->item;
	if (root->ns == NULL)
		return CIM_ENOMEM;
	size_t touched = root->ns->touched.used;
	enum cim_err err = note_both(txn, root, ns, old, cls);
	if (err != CIM_OK || harmless(root, touched))
		return err;
	if (update->first_root == NULL)
		update->first_root = root;
	else
		update->last_root->next = root;
	update->last_root = root;
	return cim_map_set(&root->ns->roots, &update->arena, root->name, root);
}

/* ---- Down the tree ------------------------------------------------------- */

#define SEEN 1u
#define CARRIED 2u

struct walk {
	struct repo_txn *txn;
	struct txn_namespace *ns;
	struct update_ns *update;
	struct record_work work;
	struct update_root *way[CIM_LIMIT_INHERITANCE + 1];	/* classes that changed, from the top */
	unsigned count;
	unsigned carry;			/* how many of them want instances to be looked at */
};

/* A class, what it is with all that it inherits, and that by name: made when it is needed. */
struct above {
	struct arena arena;
	const struct cim_class *cls, *effective;
	struct features features;
};

struct names {
	struct arena *arena;
	struct cim_name *list;
	size_t count, cap;
};

static enum cim_err
names_add(void *ctx, struct cim_name name)
{
	struct names *names = ctx;
	struct cim_str copy;
	struct cim_name *grown = arena_grow(names->arena, names->list, names->count, &names->cap,
	    names->count + 1, sizeof(names->list[0]));
	if (grown == NULL || !cim_str_copy(names->arena, cim_name_str(name), &copy))
		return CIM_ENOMEM;
	names->list = grown;
	name.ptr = copy.ptr;
	names->list[names->count++] = name;
	return CIM_OK;
}

static enum cim_err
class_load(struct walk *walk, struct arena *arena, struct cim_name name,
    const struct cim_class **out)
{
	struct store_item item;
	struct record record;
	enum cim_err err = type_find(walk->txn, walk->ns, name, REPO_KIND_ENUMERATION, &item);
	if (err == CIM_ENOENT) {
		err = system_class_get(
		    txn_reader(walk->txn), arena, walk->ns->spelled, name, out);
		return err == CIM_ENOENT ? CIM_EDAMAGED : err;
	}
	const void *copy = err == CIM_OK ? arena_copy(arena, item.value, item.value_len) : NULL;
	if (err == CIM_OK && copy == NULL)
		err = CIM_ENOMEM;
	if (err == CIM_OK)
		err = record_decode(&walk->work, arena, copy, item.value_len, false, &record);
	*out = err == CIM_OK ? record.as.cls : NULL;
	return err;
}

/* Those that must not have anybody below them who was not compiled with them. */
static enum cim_err
tell_derived(const struct walk *walk, struct cim_name name)
{
	for (unsigned i = 0; i < walk->count; i++) {
		struct update_root *root = walk->way[i];
		bool compatible = (root->mode & (CIM_MODE_SAFE | CIM_MODE_FORCE)) == 0;
		if (!root->kind_changed && !root->terminal &&
		    !(compatible && root->loss.len > 0))
			continue;
		if (root->derived_count++ >= UPDATE_SHOWN)
			continue;
		if (root->derived.len > 0)
			bytes_write_text(&root->derived, ", ");
		bytes_write(&root->derived, name.ptr, name.len);
		if (root->derived.err != CIM_OK)
			return root->derived.err;
	}
	return CIM_OK;
}

static enum cim_err
tell_change(struct repo_txn *txn, struct cim_str ns, const struct update_root *root,
    const struct cim_class *old, const struct cim_class *cls)
{
	const struct repo_deed *deed = txn->update->deed;
	struct repo_change change = { .kind = REPO_CHANGED, .what = REPO_KIND_CLASS, .ns = ns,
		.old_class = old, .new_class = cls };
	if (root->item != NULL)
		change.place = root->item->place;
	if (txn->update->counts != NULL)
		txn->update->counts->classes++;
	return deed == NULL || deed->changed == NULL ? CIM_OK : deed->changed(deed->ctx, &change);
}

/* A class below one that changed, and not of the batch itself. */
static enum cim_err
look_below(struct walk *walk, struct above *above, struct above *self)
{
	const struct cim_class *fixed = NULL;
	enum cim_err err = tell_derived(walk, self->cls->name);
	if (err == CIM_OK && above->features.properties.cap == 0 &&
	    above->features.methods.cap == 0)
		err = features_map(&above->arena, above->effective, &above->features);
	if (err == CIM_OK)
		err = class_conflicts(walk->txn, walk->way, walk->count, &self->arena,
		    above->effective, &above->features, self->cls, &fixed);
	if (err != CIM_OK || fixed == NULL)
		return err;
	/* What left it may be what its instances set: those here and below are looked at. */
	struct update_root *nearest = walk->way[walk->count - 1];
	if (!nearest->carry) {
		nearest->carry = true;
		walk->carry++;
	}
	err = class_rewrite(walk->txn, walk->ns, self->cls, fixed);
	if (err == CIM_OK)
		err = tell_change(walk->txn, walk->ns->spelled, walk->way[walk->count - 1],
		    self->cls, fixed);
	self->cls = fixed;
	return err;
}

static enum cim_err visit(
    struct walk *walk, struct cim_name name, struct above *above, unsigned depth);

/* Made for those who have instances or subclasses: most have neither. */
static enum cim_err
make_effective(struct above *self, const struct above *above)
{
	return self->effective != NULL ? CIM_OK : cim_effective_below(&self->arena,
	    above == NULL ? NULL : above->effective, self->cls, &self->effective);
}

static enum cim_err
visit_below(struct walk *walk, struct above *self, const struct above *above, unsigned depth)
{
	struct names names = { .arena = &self->arena };
	enum cim_err err = repo_subclass_list(
	    walk->txn, walk->ns->spelled, self->cls->name, names_add, &names);
	if (err == CIM_OK && names.count > 0)
		err = make_effective(self, above);
	for (size_t i = 0; i < names.count && err == CIM_OK; i++)
		err = visit(walk, names.list[i], self, depth + 1);
	return err;
}

/* What is to be looked at of one class that was not looked at before. */
static enum cim_err
visit_self(struct walk *walk, struct above *above, struct above *self, uintptr_t seen,
    struct update_root *root)
{
	enum cim_err err = CIM_OK;
	bool coming = cim_map_get(&walk->update->coming, self->cls->name) != NULL;
	if (root == NULL && !coming && above != NULL && (seen & SEEN) == 0)
		err = look_below(walk, above, self);
	bool any = false;
	if (err == CIM_OK && walk->carry > 0 && (seen & CARRIED) == 0)
		err = class_has_instances(walk->txn, walk->ns, self->cls->name, &any);
	if (err == CIM_OK && any)
		err = make_effective(self, above);
	if (err != CIM_OK || !any)
		return err;
	/* Whoever is nearest has done it. */
	unsigned i = walk->count;
	while (i > 1 && !walk->way[i - 1]->carry)
		i--;
	return carry_instances(
	    walk->txn, walk->ns, walk->way[i - 1], self->cls->name, self->effective);
}

static enum cim_err
visit(struct walk *walk, struct cim_name name, struct above *above, unsigned depth)
{
	struct update_root *root = cim_map_get(&walk->update->roots, name);
	uintptr_t seen = (uintptr_t)cim_map_get(&walk->update->visited, name);
	bool carry = walk->carry > 0 || (root != NULL && root->carry);
	uintptr_t now = seen | SEEN | (carry ? CARRIED : 0);
	if (seen == now)
		return CIM_OK;
	if (depth > CIM_LIMIT_INHERITANCE) {
		update_obstacle(walk->count > 0 ? walk->way[walk->count - 1] : root,
		    "%.*s has more than %d classes above it", SHOW(name), CIM_LIMIT_INHERITANCE);
		return CIM_OK;
	}
	struct above self = { .cls = NULL };
	struct cim_str copy;
	enum cim_err err = class_load(walk, &self.arena, name, &self.cls);
	if (err == CIM_OK && !cim_str_copy(&walk->txn->update->arena, cim_name_str(name), &copy))
		err = CIM_ENOMEM;
	if (err == CIM_OK) {
		name.ptr = copy.ptr;
		err = cim_map_set(&walk->update->visited, &walk->txn->update->arena, name,
		    (void *)now);
	}
	if (err == CIM_OK && root != NULL) {
		walk->way[walk->count++] = root;
		walk->carry += root->carry;
		root->active = true;
	}
	if (err == CIM_OK)
		err = visit_self(walk, above, &self, seen, root);
	if (err == CIM_OK)
		err = visit_below(walk, &self, above, depth);
	if (root != NULL && root->active) {
		walk->count--;
		walk->carry -= root->carry;
		root->active = false;
	}
	arena_free(&self.arena);
	return err;
}

/* From one class that changed down. */
static enum cim_err
walk_root(struct repo_txn *txn, struct update_root *root)
{
	struct walk *walk = arena_new(&txn->update->arena, struct walk);
	struct repo_scope *scope;
	struct above above = { .cls = NULL };
	const struct cim_class *cls;
	unsigned depth = 0;
	if (walk == NULL)
		return CIM_ENOMEM;
	*walk = (struct walk){ .txn = txn, .update = root->ns };
	enum cim_err err = txn_namespace(txn, root->ns->name, &walk->ns);
	if (err == CIM_OK)
		err = txn_scope(txn, &scope);
	if (err != CIM_OK)
		return err;
	struct cim_scope view = repo_scope(scope);
	err = view.class_get(view.ctx, walk->ns->spelled, root->name, &cls);
	if (err == CIM_OK && cls->superclass.len > 0) {
		err = view.class_get(view.ctx, walk->ns->spelled, cls->superclass, &above.cls);
		if (err == CIM_OK)
			err = cim_effective(&above.arena, &view, walk->ns->spelled, above.cls,
			    &above.effective, NULL);
	}
	while (err == CIM_OK && cls->superclass.len > 0 && depth++ <= CIM_LIMIT_INHERITANCE)
		err = view.class_get(view.ctx, walk->ns->spelled, cls->superclass, &cls);
	if (err == CIM_OK)
		err = record_work_init(&walk->work);
	if (err != CIM_OK)
		return err;
	err = visit(walk, root->name, above.effective == NULL ? NULL : &above, depth);
	record_work_free(&walk->work);
	arena_free(&above.arena);
	return err;
}

/* ---- Judgement ----------------------------------------------------------- */

static void
write_reason(struct bytes_writer *w, const struct update_root *root)
{
	bytes_write_format(w, "class %.*s: ", SHOW(root->name));
	if (root->derived_count > 0) {
		if (root->loss.len > 0)
			bytes_write_format(w, "%.*s, but ", SHOW(root->loss));
		bytes_write(w, root->derived.buf, root->derived.len);
		if (root->derived_count > UPDATE_SHOWN)
			bytes_write_format(w, " and %llu more",
			    (unsigned long long)(root->derived_count - UPDATE_SHOWN));
		bytes_write_text(
		    w, root->derived_count > 1 ? " are derived from it" : " is derived from it");
	}
	if (root->obstacles == 0)
		return;
	if (root->derived_count > 0)
		bytes_write_text(w, "; ");
	bytes_write(w, root->why.buf, root->why.len);
	if (root->obstacles > UPDATE_SHOWN)
		bytes_write_format(w, "; and %llu more",
		    (unsigned long long)(root->obstacles - UPDATE_SHOWN));
}

static enum cim_err
judge(struct repo_txn *txn, const struct update_root *root)
{
	struct bytes_writer w = { 0 };
	if (root->derived_count == 0 && root->obstacles == 0)
		return CIM_OK;
	write_reason(&w, root);
	bytes_write_u8(&w, 0);
	enum cim_err err = root->why.err != CIM_OK ? root->why.err : w.err;
	if (err == CIM_OK)
		err = update_refuse(txn, root->item, CIM_ECONFLICT, (const char *)w.buf);
	bytes_writer_free(&w);
	return err;
}

/* A class that is gone for good, and that others name. */
static enum cim_err
judge_deleted(struct repo_txn *txn, const struct update_ns *update, struct cim_name name,
    const struct cim_item *item)
{
	struct repo_key key;
	struct names names = { .arena = &txn->scratch };
	struct bytes_writer w = { 0 };
	struct store_item found;
	struct arena_mark mark = arena_mark(&txn->scratch);
	enum cim_err err = repo_key_class(&key, update->name, name);
	if (err == CIM_OK)
		err = store_get(txn->store, STORE_RECORDS, key.bytes, key.len, &found);
	if (err != CIM_ENOENT)
		return err;
	err = repo_key_class_use(&key, update->name, name, (struct cim_name){ NULL, 0, 0 });
	if (err == CIM_OK)
		err = class_names_list(txn, &key, names_add, &names);
	bytes_write_format(&w, "class %.*s: ", SHOW(name));
	for (size_t i = 0; i < names.count && i < UPDATE_SHOWN; i++)
		bytes_write_format(&w, "%s%.*s", i > 0 ? ", " : "", SHOW(names.list[i]));
	if (names.count > UPDATE_SHOWN)
		bytes_write_format(&w, " and %zu more", names.count - UPDATE_SHOWN);
	bytes_write_text(&w, names.count > 1 ? " refer to it" : " refers to it");
	bytes_write_u8(&w, 0);
	if (err == CIM_OK)
		err = w.err;
	if (err == CIM_OK && names.count > 0)
		err = update_refuse(txn, item, CIM_ECONFLICT, (const char *)w.buf);
	bytes_writer_free(&w);
	arena_rewind(&txn->scratch, mark);
	return err;
}

enum cim_err
update_finish(struct repo_txn *txn)
{
	struct update *update = txn->update;
	enum cim_err err = CIM_OK;
	if (update->first_root != NULL && txn->scope != NULL)
		scope_forget(txn->scope);
	for (struct update_root *root = update->first_root; root != NULL && err == CIM_OK;
	     root = root->next)
		err = walk_root(txn, root);
	for (const struct update_root *root = update->first_root; root != NULL && err == CIM_OK;
	     root = root->next)
		err = judge(txn, root);
	for (uint32_t i = 0; i < update->namespaces.cap && err == CIM_OK; i++) {
		const struct update_ns *ns = update->namespaces.slots[i].value;
		for (uint32_t k = 0; ns != NULL && k < ns->deleted.cap && err == CIM_OK; k++) {
			if (ns->deleted.slots[k].value != NULL)
				err = judge_deleted(txn, ns, ns->deleted.slots[k].name,
				    ns->deleted.slots[k].value);
		}
	}
	return err;
}
