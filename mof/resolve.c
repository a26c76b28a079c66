/*
 * resolve.c: who is known by a name: the unit first, then the scope, then the prelude or a
 * CLASS.mof.
 */
#include <string.h>

#include "cim/system.h"
#include "mof/compile.h"

struct mof_ns *
mof_ns_get(struct mof_compiler *c, struct cim_str name, struct cim_place place)
{
	struct cim_name key = cim_name(name.ptr, name.len);
	struct mof_ns *ns = cim_map_get(&c->namespaces, key);
	if (ns != NULL)
		return ns;
	ns = mof_compile_new(c, struct mof_ns);
	if (ns == NULL || !mof_compile_ok(c, cim_map_set(&c->namespaces, c->arena, key, ns)))
		return NULL;
	ns->name = name;
	ns->place = place;
	enum cim_err err = c->scope->namespace_get(c->scope->ctx, name);
	if (err != CIM_ENOENT && !mof_compile_ok(c, err))
		return NULL;
	ns->stored = ns->listed = ns->known = err == CIM_OK;
	mof_list_add(&c->ns_list, ns);
	return ns;
}

struct mof_cls *
mof_class_get(struct mof_compiler *c, struct mof_ns *ns, struct cim_name name, struct cim_place use)
{
	struct mof_cls *cls = cim_map_get(&ns->classes, name);
	if (cls != NULL)
		return cls;
	cls = mof_compile_new(c, struct mof_cls);
	if (cls == NULL)
		return NULL;
	*cls = (struct mof_cls){ .ns = ns, .name = name, .place = use };
	enum cim_err err = CIM_ENOENT;
	if (ns->stored && !mof_scope_deleted(c, ns, name))
		err = c->scope->class_get(c->scope->ctx, ns->name, name, &cls->cls);
	if (err == CIM_ENOENT && ns->stored && c->scope->enumeration_get != NULL)
		err = c->scope->enumeration_get(
		    c->scope->ctx, ns->name, name, &cls->enumeration);
	/* Every namespace has these, also one that is made only now. */
	const struct cim_system *system =
	    err == CIM_ENOENT ? cim_system_find(ns->name, name) : NULL;
	if (system != NULL)
		err = cim_system_class(c->arena, system, &cls->cls);
	cls->missing = err == CIM_ENOENT;
	cls->from_scope = err == CIM_OK;
	if (err != CIM_ENOENT && !mof_compile_ok(c, err))
		return NULL;
	if (!mof_compile_ok(c, cim_map_set(&ns->classes, c->arena, name, cls)))
		return NULL;
	return cls;
}

const struct cim_qualifier_type *
mof_qualifier_type_get(
    struct mof_compiler *c, struct mof_ns *ns, struct cim_name name, bool *failed)
{
	*failed = false;
	struct mof_qtype *qt = cim_map_get(&ns->types, name);
	if (qt == NULL) {
		qt = mof_compile_new(c, struct mof_qtype);
		if (qt == NULL)
			return NULL;
		qt->ns = ns;
		enum cim_err err = CIM_ENOENT;
		if (ns->stored)
			err =
			    c->scope->qualifier_type_get(c->scope->ctx, ns->name, name, &qt->type);
		if (err == CIM_ENOENT) {
			err = CIM_OK;
			qt->type = mof_prelude_get(c->arena, name, &err);
			/*
			 * What the namespace takes from the prelude it gets: it is stored with the
			 * batch.
			 */
			if (qt->type != NULL)
				mof_list_add(&c->prelude_list, qt);
		}
		if (!mof_compile_ok(c, err) ||
		    !mof_compile_ok(c, cim_map_set(&ns->types, c->arena, name, qt)))
			return NULL;
	}
	bool v3 = c->dialect == MOF_DIALECT_MOF3;
	if (qt->type == NULL && qt->raw == NULL && (v3 || c->dialect == MOF_DIALECT_DSC)) {
		enum cim_err err = CIM_OK;
		qt->type = v3 ? mof_prelude_get_v3(c->arena, name, &err) :
		    mof_prelude_get_dsc(c->arena, name, &err);
		if (qt->type != NULL)
			mof_list_add(&c->prelude_list, qt);
		else if (!mof_compile_ok(c, err))
			return NULL;
	}
	*failed = qt->type == NULL && (qt->raw != NULL || ns->failed);
	return qt->type;
}

/* The names in a text that went by, of whatever kind they are: too many do no harm. */
static void
note_names(struct mof_compiler *c, struct cim_str text)
{
	for (size_t i = 0; i < text.len && c->err == CIM_OK;) {
		size_t begin = i;
		while (i < text.len && (text.ptr[i] == '_' || (text.ptr[i] & 0x80) != 0 ||
		    (text.ptr[i] >= '0' && text.ptr[i] <= '9') ||
		    ((text.ptr[i] | 0x20) >= 'a' && (text.ptr[i] | 0x20) <= 'z')))
			i++;
		if (i > begin && i - begin <= CIM_LIMIT_NAME)
			(void)mof_compile_ok(c, cim_map_set(&c->lost_names, c->arena,
			    cim_name(text.ptr + begin, i - begin), c));
		i += i == begin;
	}
}

bool
mof_may_be_lost(struct mof_compiler *c, struct cim_name name)
{
	if (c->damaged || c->lost.count == 0)
		return c->damaged;
	if (c->lost_names.used == 0) {
		for (const struct mof_lost *lost = c->lost.first; lost != NULL; lost = lost->next)
			note_names(c, mof_source_text(&c->unit->sources, lost->place));
	}
	return c->err != CIM_OK || cim_map_get(&c->lost_names, name) != NULL;
}

bool
mof_may_miss(struct mof_compiler *c, const struct mof_ns *ns, const struct mof_cls *cls)
{
	return c->err == CIM_OK && !ns->failed && (cls == NULL || (cls->missing && !cls->failed)) &&
	    (cls == NULL ? !c->damaged : !mof_may_be_lost(c, cls->name));
}

/* --- CLASS.mof --- */

/* Asks for the class of a use; reads its file when nobody knows it. */
static void
find_class(struct mof_compiler *c, struct mof_ns *ns, const struct mof_name *name)
{
	struct mof_cls *cls = mof_class_get(c, ns, name->name, name->place);
	if (cls == NULL || !cls->missing || ns->failed)
		return;
	if (!cls->searched) {
		cls->searched = true;
		struct mof_file *file;
		enum cim_err err = mof_parse_class(c->unit, name->place, name->name, false, &file);
		if (err == CIM_OK)
			mof_collect_file(c, file, ns);
		else if (err != CIM_ENOENT)
			(void)mof_compile_ok(c, err);
	}
	if (cls->missing && mof_microsoft(c) && !cls->builtin_searched) {
		cls->builtin_searched = true;
		mof_find_builtin(c, cls, name->place);
	}
}

/* The class that EmbeddedInstance names, when it does so in one plain piece. */
static void
find_embedded(struct mof_compiler *c, struct mof_ns *ns, const struct mof_list *quals)
{
	for (const struct mof_qualifier *q = quals->first; q != NULL; q = q->next) {
		if (q->name.name.len != 16 || !cim_name_is(q->name.name, "EmbeddedInstance"))
			continue;
		const struct mof_value *v = q->value;
		if (v == NULL || v->kind != MOF_VALUE_STRING || v->as.string.piece.next != NULL)
			continue;
		struct cim_str text = cim_str(v->as.string.piece.text, v->as.string.piece.len);
		if (!cim_name_valid(text))
			continue;
		struct mof_name name = { cim_name(text.ptr, text.len), v->place };
		find_class(c, ns, &name);
	}
}

/* Words of MOF 3 that are types, when nobody has declared them. */
static bool
is_type_word(struct cim_name name)
{
	return cim_name_is(name, "integer") || cim_name_is(name, "octetstring");
}

/*
 * The same for what may be declared inside of the class, or of one above it: those above may not
 * be known yet, so that any type inside of some class will do.
 */
static void
find_type(struct mof_compiler *c, struct mof_cls *in, const struct mof_name *name)
{
	if (is_type_word(name->name) || cim_map_get(&c->locals, name->name) != NULL)
		return;
	find_class(c, in->ns, name);
}

static void
find_in_member(struct mof_compiler *c, struct mof_cls *in, const struct mof_member *member)
{
	if (member->type != NULL &&
	    (member->type->type == CIM_REFERENCE || member->type->type == CIM_OBJECT) &&
	    !cim_name_is(member->type->name.name, "object"))
		find_type(c, in, &member->type->name);
	find_embedded(c, in->ns, &member->qualifiers);
	for (const struct mof_member *p = member->parameters.first; p != NULL; p = p->next)
		find_in_member(c, in, p);
}

static void find_in_value(
    struct mof_compiler *c, struct mof_ns *ns, const struct mof_value *value, unsigned depth);

static void
find_in_instance(
    struct mof_compiler *c, struct mof_ns *ns, const struct mof_instance *raw, unsigned depth)
{
	if (depth > CIM_LIMIT_NESTING)
		return;
	if (cim_map_get(&c->locals, raw->class_name.name) == NULL)
		find_class(c, ns, &raw->class_name);
	for (const struct mof_slot *slot = raw->slots.first; slot != NULL; slot = slot->next)
		find_in_value(c, ns, slot->value, depth);
}

static void
find_in_value(
    struct mof_compiler *c, struct mof_ns *ns, const struct mof_value *value, unsigned depth)
{
	if (value == NULL)
		return;
	if (value->kind == MOF_VALUE_OBJECT)
		find_in_instance(c, ns, value->as.object, depth + 1);
	if (value->kind != MOF_VALUE_ARRAY)
		return;
	for (const struct mof_value *item = value->as.items.first; item != NULL; item = item->next)
		find_in_value(c, ns, item, depth);
}

/* What is walked next is in this dialect, which what was found since has yet to be told. */
static bool
enter_dialect(struct mof_compiler *c, enum mof_dialect *dialect, struct cim_place place)
{
	if (*dialect == MOF_DIALECT_AUTO)
		*dialect = mof_dialect_at(c, place);
	c->dialect = *dialect;
	return mof_microsoft(c);
}

/*
 * The lists grow at their ends while this walks them: what a found file needs is found too. The
 * second time, when the dialects are decided, it is for what Microsoft's have built in.
 */
static void
find_all(struct mof_compiler *c, bool decided)
{
	struct mof_cls *cls = NULL;
	struct mof_inst *inst = NULL;
	while (c->err == CIM_OK) {
		struct mof_cls *next_cls = cls == NULL ? c->class_list.first : cls->next;
		if (next_cls != NULL) {
			cls = next_cls;
			if (cls->raw_enum != NULL && cls->raw_enum->base->type == CIM_OBJECT)
				find_type(c, cls, &cls->raw_enum->base->name);
			if (cls->raw == NULL || cls->failed)
				continue;
			if (decided && !enter_dialect(c, &cls->dialect, cls->place))
				continue;
			if (cls->raw->superclass.name.len > 0)
				find_type(c, cls, &cls->raw->superclass);
			for (const struct mof_member *m = cls->raw->members.first; m != NULL;
			     m = m->next)
				find_in_member(c, cls, m);
			continue;
		}
		struct mof_inst *next_inst = inst == NULL ? c->instance_list.first : inst->next;
		if (next_inst == NULL)
			break;
		inst = next_inst;
		if (!decided || enter_dialect(c, &inst->dialect, inst->raw->class_name.place))
			find_in_instance(c, inst->ns, inst->raw, 0);
	}
	c->dialect = MOF_DIALECT_AUTO;
}

void
mof_find_files(struct mof_compiler *c)
{
	find_all(c, false);
}

void
mof_find_builtins(struct mof_compiler *c)
{
	find_all(c, true);
}
