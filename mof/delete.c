/* delete.c: what the deletions of a unit take: of its own declarations, and of the scope's. */
#include <string.h>

#include "mof/compile.h"

/*
 * A deletion takes what stands before it: in the unit by its place, and all of the scope. What the
 * unit declares behind it is new. So the batch can have all deletions in front, and none of the
 * declarations that one of them takes.
 */

/* --- collecting --- */

static struct mof_deletion *
deletion_new(struct mof_compiler *c, struct mof_ns *ns, bool nofail, struct cim_place place)
{
	if (ns->failed)
		return NULL;
	struct mof_deletion *del = mof_compile_new(c, struct mof_deletion);
	if (del == NULL)
		return NULL;
	*del = (struct mof_deletion){
		.ns = ns, .nofail = nofail, .place = place, .order = ++c->order
	};
	mof_list_add(&c->deletions, del);
	return del;
}

void
mof_delete_class(struct mof_compiler *c, struct mof_ns *ns, struct cim_name name, bool nofail,
    struct cim_place place)
{
	struct mof_deletion *del = deletion_new(c, ns, nofail, place);
	if (del == NULL)
		return;
	del->class_name = name;
	(void)mof_compile_ok(c, cim_map_set(&ns->deleted, c->arena, name, del));
}

/* The namespace that an instance of __Namespace stands for; NULL: it is no path of one. */
static struct mof_ns *
namespace_of(
    struct mof_compiler *c, struct mof_ns *ns, const struct cim_path *path, struct cim_place place)
{
	const struct cim_path_key *key = path->keys;
	struct cim_str normal;
	if (path->key_count != 1 || key->kind != CIM_KEY_STRING || !cim_name_valid(key->text) ||
	    (key->name.len > 0 && !cim_name_is(key->name, "Name"))) {
		mof_check_report(c, MOF_CHECK_DELETEINSTANCE, place,
		    "an instance of __Namespace has one key, Name, which is an identifier");
		return NULL;
	}
	size_t len = ns->name.len + 1 + key->text.len;
	char *text = arena_text(c->arena, len);
	if (!mof_compile_ok(c, text == NULL ? CIM_ENOMEM : CIM_OK))
		return NULL;
	memcpy(text, ns->name.ptr, ns->name.len);
	text[ns->name.len] = '/';
	memcpy(text + ns->name.len + 1, key->text.ptr, key->text.len);
	if (!mof_namespace_path(c, cim_str(text, len), place, &normal))
		return NULL;
	return mof_ns_get(c, normal, (struct cim_place){ 0, 0 });
}

void
mof_delete_instance(struct mof_compiler *c, struct mof_ns *ns, const struct cim_path *path,
    bool nofail, struct cim_place place)
{
	struct mof_ns *target = NULL;
	bool is_namespace = cim_name_is(path->class_name, "__Namespace");
	if (ns->failed)
		return;
	if (is_namespace)
		target = namespace_of(c, ns, path, place);
	if (is_namespace && target == NULL)
		return;
	struct mof_deletion *del = deletion_new(c, ns, nofail, place);
	if (del == NULL)
		return;
	del->path = *path;
	del->path.host = del->path.ns = cim_str("", 0);
	del->target = target;
}

/* --- what a deletion takes --- */

/* The later of two; NULL is before all. */
static const struct mof_deletion *
later(const struct mof_deletion *a, const struct mof_deletion *b)
{
	return a == NULL || (b != NULL && b->order > a->order) ? b : a;
}

static bool
is_after(const struct mof_deletion *del, uint32_t order)
{
	return del != NULL && del->order > order;
}

/* Stands in a map for no deletion at all. */
static const struct mof_deletion none_at_all;

/* Of a class of the scope: the last deletion of it or of one above it. */
static const struct mof_deletion *
scope_fate(struct mof_compiler *c, struct mof_ns *ns, struct cim_name name)
{
	const struct mof_deletion *fate = cim_map_get(&ns->fates, name);
	if (fate != NULL || ns->deleted.used == 0)
		return fate == &none_at_all ? NULL : fate;
	struct cim_name at = name;
	for (unsigned steps = 0; ns->stored && at.len > 0 && steps <= CIM_LIMIT_INHERITANCE;
	     steps++) {
		const struct cim_class *cls;
		enum cim_err err = c->scope->class_get(c->scope->ctx, ns->name, at, &cls);
		if (err == CIM_ENOENT || !mof_compile_ok(c, err))
			break;
		fate = later(fate, cim_map_get(&ns->deleted, at));
		at = cls->superclass;
	}
	(void)mof_compile_ok(c, cim_map_set(&ns->fates, c->arena, name,
	    (void *)(uintptr_t)(fate == NULL ? &none_at_all : fate)));
	return fate;
}

bool
mof_scope_deleted(struct mof_compiler *c, struct mof_ns *ns, struct cim_name name)
{
	return scope_fate(c, ns, name) != NULL;
}

/* The declaration of a name that a use at a place in the order means. */
static struct mof_cls *
declared(const struct mof_ns *ns, struct cim_name name, uint32_t order)
{
	struct mof_cls *newest = cim_map_get(&ns->classes, name), *cls = newest;
	if (cls == NULL || cls->decl == NULL)
		return NULL;
	while (cls->order > order && cls->earlier != NULL)
		cls = cls->skip->order > order ? cls->skip : cls->earlier;
	return cls->order > order ? newest : cls;
}

/*
 * Of a class of the unit: the last deletion that is about it or about one above it. The way up is
 * kept in `below`, which nobody needs yet, so that a long line of classes needs no recursion.
 */
static const struct mof_deletion *
unit_fate(struct mof_compiler *c, struct mof_cls *cls)
{
	struct mof_cls *stack = NULL;
	const struct mof_deletion *fate = NULL;
	while (cls != NULL && cls->fate_state == MOF_NEW) {
		static const struct cim_name no_name;
		struct cim_name super = cls->raw == NULL ? no_name : cls->raw->superclass.name;
		struct mof_cls *above =
		    super.len == 0 ? NULL : declared(cls->ns, super, cls->order);
		if (above == NULL && super.len > 0)
			fate = scope_fate(c, cls->ns, super);
		cls->fate_state = MOF_OPEN;
		cls->below = stack;
		stack = cls;
		cls = above;
	}
	if (cls != NULL && cls->fate_state == MOF_DONE)
		fate = cls->fate;
	while (stack != NULL) {
		struct mof_cls *next = stack->below;
		fate = later(fate, cim_map_get(&stack->ns->deleted, stack->name));
		fate = later(fate, stack->ns->wiped);
		stack->fate = fate;
		stack->fate_state = MOF_DONE;
		stack->below = NULL;
		stack = next;
	}
	return fate;
}

/* Tells what the unit itself has declared in vain. */
static void
tell_taken(struct mof_compiler *c, struct cim_place place, const char *what, struct cim_name name,
    const struct mof_deletion *fate)
{
	struct mof_diag *diag = mof_check_report(c, MOF_CHECK_DELETE_OWN, place,
	    "%s '%.*s' is declared here and deleted again", what, MOF_SHOW(name));
	mof_check_note(c, diag, fate->place, "this deletes it");
}

/* Whether a class is taken. A second declaration of one that is not was told, and goes too. */
static bool
class_taken(struct mof_compiler *c, struct mof_cls *cls)
{
	const struct mof_deletion *fate = unit_fate(c, cls);
	if (cls->earlier != NULL && !cls->earlier->taken) {
		mof_tell_twice(c, cls->earlier, cls->name, cls->place, cls->decl);
		return cls->taken = true;
	}
	cls->taken = is_after(fate, cls->order);
	if (cls->taken)
		tell_taken(c, cls->place, "class", cls->name, fate);
	return cls->taken;
}

/* Under its name there is what is left: an earlier declaration, or nothing, in the scope too. */
static void
class_forget(struct mof_compiler *c, struct mof_cls *cls)
{
	struct mof_cls *left = cls->earlier;
	if (cim_map_get(&cls->ns->classes, cls->name) != cls)
		return;
	while (left != NULL && left->taken)
		left = left->earlier;
	if (left == NULL)
		left = mof_compile_new(c, struct mof_cls);
	if (left == NULL)
		return;
	if (left->decl == NULL)
		*left = (struct mof_cls){ .ns = cls->ns, .name = cls->name, .place = cls->place,
			.missing = true };
	(void)mof_compile_ok(c, cim_map_set(&cls->ns->classes, c->arena, cls->name, left));
}

/* Whom deletions find in the unit: then there is something to delete, whatever the scope has. */
static void
mark_found(struct mof_compiler *c)
{
	for (struct mof_deletion *del = c->deletions.first; del != NULL; del = del->next) {
		struct mof_cls *cls =
		    del->class_name.len == 0 ? NULL : declared(del->ns, del->class_name, del->order);
		if (cls != NULL && cls->order < del->order)
			del->nofail = true;
	}
}

static void
take_classes(struct mof_compiler *c)
{
	struct mof_list kept = { 0 }, gone = { 0 };
	struct mof_cls *next;
	for (struct mof_cls *cls = c->class_list.first; cls != NULL && c->err == CIM_OK;
	     cls = next) {
		next = cls->next;
		cls->next = NULL;
		mof_list_add(class_taken(c, cls) ? &gone : &kept, cls);
	}
	c->class_list = kept;
	/* Instances ask for the classes by name: these are given up last. */
	c->gone_list = gone;
}

static void
take_instances(struct mof_compiler *c)
{
	struct mof_list kept = { 0 };
	struct mof_inst *next;
	for (struct mof_inst *inst = c->instance_list.first; inst != NULL && c->err == CIM_OK;
	     inst = next) {
		struct cim_name name = inst->raw->class_name.name;
		struct mof_cls *cls = declared(inst->ns, name, inst->order);
		const struct mof_deletion *fate = later(inst->ns->wiped,
		    cls != NULL ? unit_fate(c, cls) : scope_fate(c, inst->ns, name));
		next = inst->next;
		inst->next = NULL;
		if (is_after(fate, inst->order))
			tell_taken(
			    c, inst->raw->class_name.place, "an instance of", name, fate);
		else
			mof_list_add(&kept, inst);
	}
	c->instance_list = kept;
}

/* The last deletion of a namespace or of one above it. */
static const struct mof_deletion *
namespace_fate(const struct cim_map *deleted, struct cim_str name)
{
	const struct mof_deletion *fate = NULL;
	for (size_t i = 0; i <= name.len; i++) {
		if (i == name.len || name.ptr[i] == '/')
			fate = later(fate, cim_map_get(deleted, cim_name(name.ptr, i)));
	}
	return fate;
}

/* Deleted namespaces, with those below them: the scope has nothing for them any more. */
static void
take_namespaces(struct mof_compiler *c)
{
	struct cim_map deleted = { 0 };
	for (struct mof_deletion *del = c->deletions.first; del != NULL; del = del->next) {
		if (del->target != NULL)
			(void)mof_compile_ok(c, cim_map_set(&deleted, c->arena,
			    cim_name(del->target->name.ptr, del->target->name.len), del));
	}
	for (struct mof_ns *ns = c->ns_list.first; ns != NULL && deleted.used > 0; ns = ns->next) {
		ns->wiped = namespace_fate(&deleted, ns->name);
		if (ns->wiped == NULL)
			continue;
		ns->stored = ns->listed = false;
		ns->made = ns->made && ns->made_order > ns->wiped->order;
		ns->known = ns->made;
	}
}

void
mof_take_deleted(struct mof_compiler *c)
{
	if (c->deletions.count == 0)
		return;
	take_namespaces(c);
	mark_found(c);
	take_classes(c);
	take_instances(c);
	for (struct mof_cls *cls = c->gone_list.first; cls != NULL && c->err == CIM_OK;
	     cls = cls->next)
		class_forget(c, cls);
}

/* --- instances by their paths --- */

/* The canonical path in its namespace; false: there can be none. */
static bool
canonical(struct mof_compiler *c, struct bytes_writer *w, struct mof_ns *ns,
    const struct cim_path *from)
{
	struct cim_path path = *from;
	path.host = cim_str("", 0);
	path.ns = ns->name;
	bytes_writer_reset(w);
	enum cim_err err = cim_path_canonical(w, &path, mof_key_type, ns);
	return err != CIM_EINVAL && mof_compile_ok(c, err);
}

void
mof_take_instances(struct mof_compiler *c)
{
	struct cim_map paths = { 0 };	/* canonical path -> the last deletion of it */
	struct bytes_writer w = { 0 };
	for (struct mof_deletion *del = c->deletions.first; del != NULL && c->err == CIM_OK;
	     del = del->next) {
		struct cim_str text;
		if (del->class_name.len > 0 || del->target != NULL ||
		    !canonical(c, &w, del->ns, &del->path))
			continue;
		if (mof_compile_ok(c, cim_str_copy(c->arena, cim_str((const char *)w.buf, w.len),
		    &text) ? CIM_OK : CIM_ENOMEM))
			(void)mof_compile_ok(c, cim_map_set(&paths, c->arena,
			    cim_name(text.ptr, text.len), del));
	}
	for (struct mof_inst *inst = c->instance_list.first;
	     inst != NULL && paths.used > 0 && c->err == CIM_OK; inst = inst->next) {
		if (!inst->stored || !canonical(c, &w, inst->ns, &inst->path))
			continue;
		struct mof_deletion *del =
		    cim_map_get(&paths, cim_name((const char *)w.buf, w.len));
		if (!is_after(del, inst->order))
			continue;
		inst->stored = false;
		del->nofail = true;
		tell_taken(c, inst->raw->class_name.place, "an instance of", inst->cls->name, del);
	}
	bytes_writer_free(&w);
}
