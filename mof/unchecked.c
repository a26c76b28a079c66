/* unchecked.c: to DSC, a class that nobody declares is one that has what its instances set. */
#include <string.h>

#include "mof/builtin.h"
#include "mof/literal.h"

/* A property that an unchecked class has because somebody sets it. */
struct prop {
	struct prop *next;
	struct cim_name name;
	enum cim_type type;
	bool is_array;
	bool is_key;
	bool guessed;			/* only nulls and empty lists so far: any type may come */
	struct cim_name class_name;	/* of CIM_OBJECT; len 0: of several */
	uint32_t set;			/* by so many instances, to what may be a key */
};

/* What is known of a class while the instances are walked; kept at its entry. */
struct mof_unchecked {
	struct mof_unchecked *next;
	struct mof_cls *cls;
	struct cim_place use;
	struct cim_map map;		/* of struct prop, or of a known class the names it declares */
	struct mof_list props;
	uint32_t instances;		/* that are to be stored, as no alias makes values of them */
	bool changed;			/* has a property that is not stored yet */
	bool has_key;
};

/* The walk over the instances. */
struct walk {
	struct mof_compiler *c;
	struct mof_list classes;	/* of struct mof_unchecked */
	bool values;			/* the first time: only which aliases are values */
};

/* --- properties --- */

static struct prop *
prop_add(struct mof_compiler *c, struct mof_unchecked *u, struct cim_name name)
{
	struct prop *prop = cim_map_get(&u->map, name);
	if (prop != NULL)
		return prop;
	prop = mof_compile_new(c, struct prop);
	if (prop == NULL || !mof_compile_ok(c, cim_map_set(&u->map, c->arena, name, prop)))
		return NULL;
	prop->name = name;
	prop->type = CIM_STRING;
	prop->guessed = true;
	mof_list_add(&u->props, prop);
	u->changed = true;
	return prop;
}

/* The type of an integer as it is written: sint64, or uint64 where that does not hold it. */
static enum cim_type
integer_type(const struct mof_value *v)
{
	bool negative;
	uint64_t magnitude;
	if (mof_literal_integer(v->as.text, &negative, &magnitude) == CIM_OK && !negative &&
	    magnitude > INT64_MAX)
		return CIM_UINT64;
	return CIM_SINT64;
}

/* What one value, which is no list, says of the type; CIM_TYPE_NONE: nothing. */
static enum cim_type
scalar_type(struct mof_compiler *c, const struct mof_value *v, struct cim_name *class_name)
{
	const struct mof_alias *alias;
	switch (v->kind) {
	case MOF_VALUE_INTEGER: return integer_type(v);
	case MOF_VALUE_REAL: return CIM_REAL64;
	case MOF_VALUE_CHAR: return CIM_CHAR16;
	case MOF_VALUE_STRING: return CIM_STRING;
	case MOF_VALUE_TRUE:
	case MOF_VALUE_FALSE: return CIM_BOOLEAN;
	case MOF_VALUE_OBJECT:
		*class_name = v->as.object->class_name.name;
		return CIM_OBJECT;
	case MOF_VALUE_ALIAS:
		alias = cim_map_get(&c->aliases, v->as.word.name);
		if (alias == NULL || alias->inst == NULL)
			return CIM_TYPE_NONE;
		*class_name = alias->inst->raw->class_name.name;
		return CIM_OBJECT;
	default: return CIM_TYPE_NONE;
	}
}

/* A property takes the type of the first value that has one; later ones may widen it. */
static void
prop_learn(struct mof_compiler *c, struct mof_unchecked *u, struct prop *prop,
    const struct mof_value *v)
{
	struct cim_name class_name = { 0 };
	enum cim_type type = scalar_type(c, v, &class_name);
	if (type == CIM_TYPE_NONE)
		return;
	if (prop->guessed) {
		prop->type = type;
		prop->class_name = class_name;
		prop->guessed = false;
		return;
	}
	bool widens = (prop->type == CIM_SINT64 && (type == CIM_UINT64 || type == CIM_REAL64)) ||
	    (prop->type == CIM_UINT64 && type == CIM_REAL64);
	if (widens && cim_map_get(&u->map, prop->name) == prop && u->cls->missing)
		prop->type = type;
	if (prop->type == CIM_OBJECT && type == CIM_OBJECT && prop->class_name.len > 0 &&
	    !cim_name_eq(prop->class_name, class_name) && u->cls->missing)
		prop->class_name.len = 0;
}

static void
prop_set(struct mof_compiler *c, struct mof_unchecked *u, const struct mof_slot *slot)
{
	const struct mof_value *v = slot->value;
	struct prop *prop = prop_add(c, u, slot->name.name);
	if (prop == NULL || v == NULL)
		return;
	if (v->kind != MOF_VALUE_ARRAY) {
		prop_learn(c, u, prop, v);
		prop->set += v->kind == MOF_VALUE_STRING || v->kind == MOF_VALUE_INTEGER;
		return;
	}
	if (prop->guessed)
		prop->is_array = true;
	for (const struct mof_value *item = v->as.items.first; item != NULL; item = item->next)
		prop_learn(c, u, prop, item);
}

/* --- classes --- */

/* Whether a class that is stored was once made here. */
static bool
is_unchecked(const struct mof_cls *cls)
{
	return cls->cls != NULL && cim_qualifier_true(cls->cls->qualifiers, "Unchecked");
}

/* What a stored one has already. */
static void
load(struct mof_compiler *c, struct mof_unchecked *u)
{
	const struct cim_class *cls = u->cls->cls;
	for (uint32_t i = 0; cls != NULL && i < cls->property_count; i++) {
		const struct cim_property *p = &cls->properties[i];
		struct prop *prop = prop_add(c, u, p->name);
		if (prop == NULL)
			return;
		prop->type = (enum cim_type)p->type.type;
		prop->is_array = p->type.is_array;
		prop->class_name = p->type.class_name;
		prop->is_key = cim_qualifier_true(p->qualifiers, "Key");
		prop->guessed = false;
		u->has_key |= prop->is_key;
	}
	u->changed = false;
}

/* The entry of a class that nobody declares, or that was made here before. */
static struct mof_unchecked *
enter(struct walk *w, struct mof_cls *cls, struct cim_place use)
{
	if (cls->unchecked != NULL)
		return cls->unchecked;
	struct mof_unchecked *u = mof_compile_new(w->c, struct mof_unchecked);
	if (u == NULL)
		return NULL;
	u->cls = cls;
	u->use = use;
	cls->unchecked = u;
	load(w->c, u);
	u->changed |= cls->missing;
	mof_list_add(&w->classes, u);
	return u;
}

/* The class, or the nearest above it, that is unchecked; NULL: all are known. */
static struct mof_unchecked *
unchecked_above(struct walk *w, struct mof_cls *cls, struct cim_place use)
{
	for (unsigned depth = 0; cls != NULL && depth <= CIM_LIMIT_INHERITANCE; depth++) {
		if (cls->missing)
			return mof_may_miss(w->c, cls->ns, cls) && !mof_is_system_class(cls) ?
			    enter(w, cls, use) : NULL;
		if (cls->raw == NULL && is_unchecked(cls))
			return enter(w, cls, use);
		struct cim_name above = cls->raw != NULL ? cls->raw->superclass.name :
		    cls->cls != NULL ? cls->cls->superclass : (struct cim_name){ 0 };
		if (above.len == 0 || cls->failed)
			return NULL;
		cls = mof_class_get(w->c, cls->ns, above, use);
	}
	return NULL;
}

/* Whether a known class declares a property; its names are entered when first asked for. */
static bool
declares(struct mof_compiler *c, struct mof_cls *cls, struct cim_name name)
{
	if (cls->unchecked == NULL) {
		struct mof_unchecked *u = cls->unchecked = mof_compile_new(c, struct mof_unchecked);
		if (u == NULL)
			return false;
		const struct mof_member *m = cls->raw != NULL ? cls->raw->members.first : NULL;
		for (; m != NULL; m = m->next)
			(void)mof_compile_ok(c, cim_map_set(&u->map, c->arena, m->name.name, u));
		for (uint32_t i = 0; cls->cls != NULL && i < cls->cls->property_count; i++)
			(void)mof_compile_ok(c, cim_map_set(&u->map, c->arena,
			    cls->cls->properties[i].name, u));
	}
	return cim_map_get(&cls->unchecked->map, name) != NULL;
}

/* Whether a class that is known between an instance and what is unchecked has the property. */
static bool
declared_below(struct mof_compiler *c, struct mof_cls *cls, const struct mof_cls *top,
    struct cim_name name)
{
	while (cls != NULL && cls != top && c->err == CIM_OK) {
		if (declares(c, cls, name))
			return true;
		cls = mof_class_get(c, cls->ns, cls->raw != NULL ? cls->raw->superclass.name :
		    cls->cls->superclass, cls->place);
	}
	return false;
}

/* --- instances --- */

static void walk_value(struct walk *w, struct mof_ns *ns, const struct mof_value *v,
    unsigned depth);

/* stored: it is one of the unit, and no alias makes a value of it. */
static void
walk_instance(struct walk *w, struct mof_ns *ns, const struct mof_instance *raw, bool stored,
    unsigned depth)
{
	struct mof_compiler *c = w->c;
	if (depth > CIM_LIMIT_NESTING || c->err != CIM_OK)
		return;
	const struct mof_name *name = &raw->class_name;
	struct mof_cls *cls = mof_class_get(c, ns, name->name, name->place);
	struct mof_unchecked *u =
	    cls == NULL || w->values ? NULL : unchecked_above(w, cls, name->place);
	if (u != NULL)
		u->instances += stored;
	for (const struct mof_slot *slot = raw->slots.first; slot != NULL; slot = slot->next) {
		if (u != NULL && !declared_below(c, cls, u->cls, slot->name.name))
			prop_set(c, u, slot);
		walk_value(w, ns, slot->value, depth);
	}
}

static void
walk_value(struct walk *w, struct mof_ns *ns, const struct mof_value *v, unsigned depth)
{
	if (v == NULL)
		return;
	if (v->kind == MOF_VALUE_OBJECT)
		walk_instance(w, ns, v->as.object, false, depth + 1);
	if (v->kind == MOF_VALUE_ALIAS && w->values) {
		const struct mof_alias *alias = cim_map_get(&w->c->aliases, v->as.word.name);
		if (alias != NULL && alias->inst != NULL)
			alias->inst->in_slot = true;
	}
	if (v->kind != MOF_VALUE_ARRAY)
		return;
	for (const struct mof_value *item = v->as.items.first; item != NULL; item = item->next)
		walk_value(w, ns, item, depth);
}

static void
walk_all(struct walk *w)
{
	struct mof_compiler *c = w->c;
	for (struct mof_inst *inst = c->instance_list.first; inst != NULL && c->err == CIM_OK;
	     inst = inst->next) {
		if (inst->dialect == MOF_DIALECT_DSC && !inst->ns->failed)
			walk_instance(w, inst->ns, inst->raw, !inst->in_slot, 0);
	}
}

/* Superclasses that nobody declares. */
static void
walk_classes(struct walk *w)
{
	struct mof_compiler *c = w->c;
	for (struct mof_cls *cls = c->class_list.first; cls != NULL && c->err == CIM_OK;
	     cls = cls->next) {
		if (cls->dialect == MOF_DIALECT_DSC && cls->raw != NULL && !cls->failed &&
		    cls->raw->superclass.name.len > 0)
			(void)unchecked_above(w, cls, cls->raw->superclass.place);
	}
}

/* --- as MOF --- */

/* What tells the instances apart: the first of these that all of them set. */
static void
choose_key(struct mof_unchecked *u)
{
	static const char *const keys[] = { "ResourceID", "InstanceID", "ID", "Name" };
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]) && !u->has_key; i++) {
		struct prop *prop = cim_map_get(&u->map, cim_name_from(keys[i]));
		if (prop == NULL || prop->is_array || u->instances == 0 ||
		    prop->set < u->instances ||
		    (prop->type != CIM_STRING && !cim_type_is_integer(prop->type)))
			continue;
		prop->is_key = u->has_key = true;
	}
}

static void
put_name(struct bytes_writer *w, struct cim_name name)
{
	bytes_write(w, name.ptr, name.len);
}

static void
put_class(struct bytes_writer *w, const struct mof_unchecked *u)
{
	bytes_write_text(w, "[Unchecked]\nclass ");
	put_name(w, u->cls->name);
	bytes_write_text(w, " {\n");
	for (const struct prop *prop = u->props.first; prop != NULL; prop = prop->next) {
		bytes_write_text(w, prop->is_key ? "\t[Key] " : "\t");
		if (prop->type == CIM_OBJECT && prop->class_name.len > 0)
			put_name(w, prop->class_name);
		else
			bytes_write_text(w, cim_type_to_string(prop->type));
		bytes_write_u8(w, ' ');
		put_name(w, prop->name);
		bytes_write_text(w, prop->is_array ? "[];\n" : ";\n");
	}
	bytes_write_text(w, "};\n");
}

/* Declares what was written of a namespace, as if a file had it. */
static void
declare(struct mof_compiler *c, struct bytes_writer *w, struct mof_ns *ns, struct cim_place use)
{
	struct mof_file *file = NULL;
	enum cim_err err = w->err;
	if (err == CIM_OK && w->len > 0) {
		c->has_builtins = true;
		err = mof_parse_text(c->unit, use, "unchecked", cim_name(ns->name.ptr, ns->name.len),
		    (const char *)w->buf, w->len, MOF_DIALECT_DSC, &file);
		if (err == CIM_OK)
			mof_collect_file(c, file, ns);
	}
	(void)mof_compile_ok(c, err);
	bytes_writer_reset(w);
}

/* Tells that a class is unchecked, and writes it. */
static void
write_class(struct mof_compiler *c, struct bytes_writer *w, struct mof_unchecked *u)
{
	const struct mof_cls *cls = u->cls;
	if (cls->missing)
		mof_check_report(c, MOF_CHECK_UNCHECKED, u->use,
		    "class '%.*s' is not known: what is set of it is taken unchecked%s",
		    MOF_SHOW(cls->name), mof_hint_class(c, cls->ns, cls->name));
	choose_key(u);
	put_class(w, u);
}

void
mof_declare_unchecked(struct mof_compiler *c)
{
	struct walk w = { .c = c, .values = true };
	struct bytes_writer text = { 0 };
	struct mof_ns *ns = NULL;
	struct cim_place use = { 0, 0 };
	walk_all(&w);
	w.values = false;
	walk_classes(&w);
	walk_all(&w);
	c->dialect = MOF_DIALECT_DSC;
	/* Those of a namespace that come one behind the other are one text. */
	for (struct mof_unchecked *u = w.classes.first; u != NULL && c->err == CIM_OK; u = u->next) {
		if (!u->changed)
			continue;
		if (ns != u->cls->ns && ns != NULL)
			declare(c, &text, ns, use);
		if (ns != u->cls->ns || text.len == 0)
			use = u->use;
		ns = u->cls->ns;
		write_class(c, &text, u);
	}
	if (ns != NULL)
		declare(c, &text, ns, use);
	bytes_writer_free(&text);
	for (struct mof_unchecked *u = w.classes.first; u != NULL; u = u->next) {
		if (u->changed)
			u->cls->dialect = MOF_DIALECT_DSC;
	}
	c->dialect = MOF_DIALECT_AUTO;
}

bool
mof_below_unchecked(const struct mof_cls *cls)
{
	for (; cls != NULL; cls = cls->super) {
		if (is_unchecked(cls))
			return true;
	}
	return false;
}
