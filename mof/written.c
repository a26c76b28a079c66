/*
 * written.c: raw declarations as CIM objects, just as they are written: nothing is looked up, so
 * that a file can be compared with another whose superclasses and qualifier types are not there.
 */
#include <string.h>

#include "cim/limits.h"
#include "mof/compile.h"
#include "mof/literal.h"
#include "mof/parse.h"

struct writer {
	struct mof_unit *unit;
	struct arena *arena;
	struct arena scratch;		/* of what is told of literals, to nobody */
	struct arena_mark base;
	struct mof_diags quiet;
	struct cim_map *aliases;	/* of struct mof_instance: those of the file at hand */
	struct cim_str ns, default_ns;
	struct cim_batch *batch;
	unsigned depth;			/* objects in objects */
	size_t values;			/* made so far */
	size_t expanded;		/* of them in the place of aliases */
	bool alone;			/* what a file includes is left out */
	bool damaged;
	enum cim_err err;
};

static bool
ok(struct writer *d, enum cim_err err)
{
	if (d->err == CIM_OK)
		d->err = err;
	return d->err == CIM_OK;
}

static void *
room(struct writer *d, size_t count, size_t size)
{
	void *p = arena_calloc(d->arena, count, size);
	(void)ok(d, p == NULL ? CIM_ENOMEM : CIM_OK);
	return p;
}

static void
add_item(struct writer *d, struct cim_item item)
{
	struct cim_batch *b = d->batch;
	struct cim_item *grown =
	    arena_grow(d->arena, b->items, b->count, &b->cap, b->count + 1, sizeof(item));
	if (!ok(d, grown == NULL ? CIM_ENOMEM : CIM_OK))
		return;
	item.ns = d->ns;
	b->items = grown;
	b->items[b->count++] = item;
}

/* --- values --- */

static const struct cim_instance *instance(struct writer *d, const struct mof_instance *raw);

/* A value of which nothing is known is the text that stands there. */
static void
as_text(struct writer *d, const struct mof_value *raw, struct cim_value *out)
{
	*out = (struct cim_value){ .type = CIM_STRING, .place = raw->place };
	out->as.string = mof_source_text(&d->unit->sources, raw->place);
}

/* As a literal of a type; false: it is none of that type. */
static bool
as_literal(struct writer *d, const struct mof_value *raw, enum cim_type type, bool is_array,
    struct cim_value *out)
{
	struct mof_literals ctx = { .arena = d->arena, .diags = &d->quiet, .mismatch = "" };
	if (type == CIM_TYPE_NONE || type == CIM_OBJECT || type > CIM_REFERENCE)
		return false;
	enum cim_err err = is_array ? mof_literal_array(&ctx, raw, type, out) :
	    mof_literal(&ctx, raw, type, out);
	if (err == CIM_EINPUT) {
		arena_rewind(&d->scratch, d->base);
		mof_diags_init(&d->quiet, &d->scratch, NULL);
		return false;
	}
	return ok(d, err);
}

static void value(struct writer *d, const struct mof_value *raw, enum cim_type type,
    struct cim_value *out);

/* An instance in its place, or behind an alias. Too deep, and it stays a name. */
static void
as_object(struct writer *d, const struct mof_value *raw, const struct mof_instance *of,
    struct cim_value *out)
{
	if (of == NULL || d->depth >= CIM_LIMIT_NESTING || d->expanded >= CIM_LIMIT_EXPANDED) {
		as_text(d, raw, out);
		return;
	}
	/* Aliases in aliases: each level may double what the one before has. */
	bool alias = raw->kind == MOF_VALUE_ALIAS;
	size_t before = d->values;
	d->depth += alias ? CIM_LIMIT_NESTING / 8 : 1;
	*out = (struct cim_value){ .type = CIM_OBJECT, .place = raw->place };
	out->as.object = instance(d, of);
	d->depth -= alias ? CIM_LIMIT_NESTING / 8 : 1;
	if (alias)
		d->expanded += d->values - before + 1;
}

static void
as_array(struct writer *d, const struct mof_value *raw, struct cim_value *out)
{
	uint32_t count = raw->as.items.count, i = 0;
	struct cim_value *items = room(d, (size_t)count + 1, sizeof(*items));
	*out = (struct cim_value){ .type = CIM_STRING, .is_array = true, .place = raw->place };
	if (items == NULL)
		return;
	for (const struct mof_value *v = raw->as.items.first; v != NULL; v = v->next)
		value(d, v, CIM_TYPE_NONE, &items[i++]);
	out->count = i;
	out->as.items = items;
	if (i > 0)
		out->type = items[0].type;
}

/* A value as its type has it, where that is known and fits; else as it looks. */
static void
value(struct writer *d, const struct mof_value *raw, enum cim_type type, struct cim_value *out)
{
	bool is_array = raw->kind == MOF_VALUE_ARRAY;
	if (d->err != CIM_OK)
		return;
	d->values += is_array ? (size_t)raw->as.items.count + 1 : 1;
	if (raw->kind == MOF_VALUE_NULL) {
		*out = (struct cim_value){ .type = type == CIM_TYPE_NONE ? CIM_STRING : (uint8_t)type,
			.is_null = true, .place = raw->place };
		return;
	}
	if (raw->kind == MOF_VALUE_ALIAS) {
		as_object(d, raw, cim_map_get(d->aliases, raw->as.word.name), out);
		return;
	}
	if (raw->kind == MOF_VALUE_OBJECT) {
		as_object(d, raw, raw->as.object, out);
		return;
	}
	if (as_literal(d, raw, type, is_array, out) ||
	    as_literal(d, raw, mof_literal_type(raw), is_array, out))
		return;
	if (is_array)
		as_array(d, raw, out);
	else
		as_text(d, raw, out);
}

/* --- qualifiers --- */

static void
flavors(const struct mof_list *words, uint8_t *holds, uint8_t *stated)
{
	for (const struct mof_word *w = words->first; w != NULL; w = w->next) {
		uint8_t bit;
		bool set;
		if (!mof_flavor_word(w->name.name, &bit, &set))
			continue;
		*stated |= bit;
		*holds = (uint8_t)(set ? *holds | bit : *holds & ~bit);
	}
}

static struct cim_qualifiers
qualifiers(struct writer *d, const struct mof_list *quals)
{
	struct cim_qualifier *list = room(d, (size_t)quals->count + 1, sizeof(*list));
	uint32_t n = 0;
	for (const struct mof_qualifier *q = quals->first; q != NULL && list != NULL; q = q->next) {
		struct cim_qualifier *to = &list[n++];
		to->name = q->name.name;
		to->place = q->place;
		to->flavors = CIM_FLAVOR_DEFAULT;
		flavors(&q->flavors, &to->flavors, &to->stated);
		if (q->value != NULL) {
			value(d, q->value, CIM_TYPE_NONE, &to->value);
			continue;
		}
		to->value.type = CIM_BOOLEAN;
		to->value.as.boolean = true;
	}
	return (struct cim_qualifiers){ list, n };
}

static uint32_t
array_size(const struct mof_array *array)
{
	bool negative;
	uint64_t n;
	if (array == NULL || array->size.len == 0 ||
	    mof_literal_integer(array->size, &negative, &n) != CIM_OK || negative || n > UINT32_MAX)
		return 0;
	return (uint32_t)n;
}

static struct cim_element_type
element_type(const struct mof_member *m)
{
	const struct mof_array *array = m->array != NULL ? m->array : m->type_array;
	struct cim_element_type type = { .is_array = array != NULL,
		.array_size = array_size(array) };
	if (m->type == NULL)
		return type;
	type.type = (uint8_t)m->type->type;
	if ((type.type == CIM_REFERENCE || type.type == CIM_OBJECT) &&
	    !cim_name_is(m->type->name.name, "object"))
		type.class_name = m->type->name.name;
	return type;
}

/* --- classes --- */

static const struct cim_parameter *
parameters(struct writer *d, const struct mof_member *method)
{
	struct cim_parameter *list = room(d, (size_t)method->parameters.count + 1, sizeof(*list));
	struct cim_parameter *to = list;
	for (const struct mof_member *p = method->parameters.first; p != NULL && list != NULL;
	     p = p->next, to++) {
		to->name = p->name.name;
		to->place = p->name.place;
		to->type = element_type(p);
		to->qualifiers = qualifiers(d, &p->qualifiers);
		if (p->value != NULL)
			value(d, p->value, (enum cim_type)to->type.type, &to->value);
	}
	return list;
}

static void
method(struct writer *d, const struct mof_member *m, struct cim_method *to)
{
	to->name = m->name.name;
	to->place = m->name.place;
	to->type = element_type(m);
	to->qualifiers = qualifiers(d, &m->qualifiers);
	to->parameters = parameters(d, m);
	to->parameter_count = m->parameters.count;
}

static void
property(struct writer *d, const struct mof_member *m, struct cim_property *to)
{
	to->name = m->name.name;
	to->place = m->name.place;
	to->type = element_type(m);
	to->qualifiers = qualifiers(d, &m->qualifiers);
	if (m->value != NULL)
		value(d, m->value, (enum cim_type)to->type.type, &to->value);
}

static const struct cim_class *class(struct writer *d, const struct mof_class *raw);
static const struct cim_enumeration *enumeration(struct writer *d,
    const struct mof_enumeration *raw);

static void
members(struct writer *d, const struct mof_class *raw, struct cim_class *to)
{
	size_t most = (size_t)raw->members.count + 1;
	struct cim_property *properties = room(d, most, sizeof(*properties));
	struct cim_method *methods = room(d, most, sizeof(*methods));
	struct cim_local *locals = room(d, most, sizeof(*locals));
	to->properties = properties;
	to->methods = methods;
	to->locals = locals;
	for (const struct mof_member *m = raw->members.first; m != NULL && d->err == CIM_OK;
	     m = m->next) {
		if (m->kind == MOF_PROPERTY) {
			property(d, m, &properties[to->property_count++]);
		} else if (m->kind == MOF_METHOD) {
			method(d, m, &methods[to->method_count++]);
		} else if (m->kind == MOF_NESTED && m->nested != NULL && d->depth < CIM_LIMIT_NESTING) {
			struct cim_local *local = &locals[to->local_count++];
			d->depth++;
			if (m->nested->kind == MOF_DECL_CLASS)
				local->structure = class(d, m->nested->as.cls);
			else if (m->nested->kind == MOF_DECL_ENUMERATION)
				local->enumeration = enumeration(d, m->nested->as.enumeration);
			else
				to->local_count--;
			d->depth--;
		}
	}
}

static const struct cim_class *
class(struct writer *d, const struct mof_class *raw)
{
	struct cim_class *to = room(d, 1, sizeof(*to));
	if (to == NULL)
		return NULL;
	d->damaged |= raw->damaged;
	to->name = raw->name.name;
	to->place = raw->name.place;
	to->superclass = raw->superclass.name;
	to->kind = raw->kind == MOF_STRUCTURE ? CIM_KIND_STRUCTURE :
	    raw->kind == MOF_ASSOCIATION ? CIM_KIND_ASSOCIATION : CIM_KIND_CLASS;
	to->qualifiers = qualifiers(d, &raw->qualifiers);
	members(d, raw, to);
	return to;
}

static const struct cim_enumeration *
enumeration(struct writer *d, const struct mof_enumeration *raw)
{
	struct cim_enumeration *to = room(d, 1, sizeof(*to));
	struct cim_enum_element *list =
	    room(d, (size_t)raw->elements.count + 1, sizeof(*list));
	if (to == NULL || list == NULL)
		return NULL;
	to->name = raw->name.name;
	to->place = raw->name.place;
	if (raw->base != NULL && raw->base->type != CIM_OBJECT)
		to->type = (uint8_t)raw->base->type;
	else if (raw->base != NULL)
		to->base = raw->base->name.name;
	to->qualifiers = qualifiers(d, &raw->qualifiers);
	to->elements = list;
	for (const struct mof_member *m = raw->elements.first; m != NULL && d->err == CIM_OK;
	     m = m->next) {
		struct cim_enum_element *element = &list[to->element_count++];
		element->name = m->name.name;
		element->place = m->name.place;
		element->qualifiers = qualifiers(d, &m->qualifiers);
		if (m->value != NULL)
			value(d, m->value, (enum cim_type)to->type, &element->value);
	}
	return to;
}

/* --- the rest --- */

static const struct cim_instance *
instance(struct writer *d, const struct mof_instance *raw)
{
	struct cim_instance *to = room(d, 1, sizeof(*to));
	struct cim_instance_property *list = room(d, (size_t)raw->slots.count + 1, sizeof(*list));
	if (to == NULL || list == NULL)
		return NULL;
	d->damaged |= raw->damaged;
	to->class_name = raw->class_name.name;
	to->place = raw->class_name.place;
	to->is_value = raw->is_value;
	to->qualifiers = qualifiers(d, &raw->qualifiers);
	to->properties = list;
	for (const struct mof_slot *slot = raw->slots.first; slot != NULL && d->err == CIM_OK;
	     slot = slot->next) {
		struct cim_instance_property *p = &list[to->property_count++];
		p->name = slot->name.name;
		p->place = slot->place;
		p->qualifiers = qualifiers(d, &slot->qualifiers);
		if (slot->value != NULL)
			value(d, slot->value, CIM_TYPE_NONE, &p->value);
	}
	return to;
}

static const struct cim_qualifier_type *
qualifier_type(struct writer *d, const struct mof_qualifier_type *raw)
{
	struct cim_qualifier_type *to = room(d, 1, sizeof(*to));
	if (to == NULL)
		return NULL;
	d->damaged |= raw->damaged;
	to->name = raw->name.name;
	to->place = raw->name.place;
	to->type = raw->type == NULL ? CIM_TYPE_NONE : (uint8_t)raw->type->type;
	to->is_array = raw->array != NULL;
	to->array_size = array_size(raw->array);
	to->flavors = CIM_FLAVOR_DEFAULT;
	to->qualifiers = qualifiers(d, &raw->qualifiers);
	if (raw->value != NULL)
		value(d, raw->value, (enum cim_type)to->type, &to->value);
	for (const struct mof_attr *attr = raw->attrs.first; attr != NULL; attr = attr->next) {
		if (attr->kind != MOF_ATTR_SCOPE) {
			flavors(&attr->words, &to->flavors, &to->stated);
			continue;
		}
		for (const struct mof_word *w = attr->words.first; w != NULL; w = w->next) {
			for (uint32_t bit = 1; bit <= CIM_SCOPE_LAST; bit <<= 1)
				to->scopes |=
				    cim_name_is(w->name.name, cim_scope_to_string(bit)) ? bit : 0;
		}
	}
	return to;
}

/* A pragma that deletes a class is a declaration of a kind; its text stands for the name. */
static void
deletion(struct writer *d, const struct mof_decl *raw)
{
	const struct mof_pragma *pragma = raw->as.pragma;
	const struct mof_value *arg = pragma->args.first;
	bool instance = cim_name_is(pragma->name.name, "deleteinstance");
	if (arg == NULL || (!instance && !cim_name_is(pragma->name.name, "deleteclass")))
		return;
	struct cim_value text;
	value(d, arg, CIM_STRING, &text);
	if (d->err != CIM_OK || text.type != CIM_STRING || text.as.string.len > UINT32_MAX)
		return;
	struct cim_item item = { .kind = CIM_ITEM_DELETE_CLASS, .place = raw->place };
	item.as.deleted_class = cim_name(text.as.string.ptr, text.as.string.len);
	add_item(d, item);
}

/* The namespace that a pragma names; one that is none changes nothing. */
static void
namespace(struct writer *d, const struct mof_pragma *pragma)
{
	const struct mof_value *arg = pragma->args.first;
	struct mof_literals ctx = { .arena = d->arena, .diags = &d->quiet, .mismatch = "" };
	struct cim_str text, normal;
	if (!cim_name_is(pragma->name.name, "namespace") || arg == NULL ||
	    arg->kind != MOF_VALUE_STRING || mof_literal_string(&ctx, arg, &text) != CIM_OK ||
	    cim_namespace_normal(d->arena, text, &normal) != CIM_OK)
		return;
	d->ns = normal;
}

static void
decl(struct writer *d, const struct mof_decl *raw)
{
	struct cim_item item = { .place = raw->place };
	switch (raw->kind) {
	case MOF_DECL_PRAGMA:
		namespace(d, raw->as.pragma);
		deletion(d, raw);
		return;
	case MOF_DECL_QUALIFIER_TYPE:
		item.kind = CIM_ITEM_QUALIFIER_TYPE;
		item.as.qualifier_type = qualifier_type(d, raw->as.qualifier_type);
		break;
	case MOF_DECL_CLASS:
		item.kind = raw->as.cls->kind == MOF_STRUCTURE ? CIM_ITEM_STRUCTURE : CIM_ITEM_CLASS;
		item.as.cls = class(d, raw->as.cls);
		break;
	case MOF_DECL_ENUMERATION:
		item.kind = CIM_ITEM_ENUMERATION;
		item.as.enumeration = enumeration(d, raw->as.enumeration);
		break;
	case MOF_DECL_INSTANCE:
		/* "value of" is there for whoever names its alias. */
		if (raw->as.instance->is_value)
			return;
		item.kind = CIM_ITEM_INSTANCE;
		item.as.instance = instance(d, raw->as.instance);
		break;
	}
	add_item(d, item);
}

static void
see_alias(struct writer *d, const struct mof_instance *raw)
{
	void *there = NULL;
	if (raw->alias.name.len > 0)
		(void)ok(d, cim_map_add(d->aliases, d->arena, raw->alias.name,
		    (void *)(uintptr_t)raw, &there));
	/* Those of instances inside of others count as well. */
	for (const struct mof_slot *slot = raw->slots.first; slot != NULL; slot = slot->next) {
		const struct mof_value *v = slot->value;
		if (v != NULL && v->kind == MOF_VALUE_ARRAY)
			v = v->as.items.first;
		else if (v != NULL && v->kind == MOF_VALUE_OBJECT && v->as.object != NULL)
			see_alias(d, v->as.object);
		for (; v != NULL && slot->value->kind == MOF_VALUE_ARRAY; v = v->next) {
			if (v->kind == MOF_VALUE_OBJECT && v->as.object != NULL)
				see_alias(d, v->as.object);
		}
	}
}

/* A file and what it includes; aliases first, which may be used before they are there. */
static void
file(struct writer *d, const struct mof_file *f, bool aliases)
{
	/* One that was read twice counts once. */
	const struct mof_source *same = mof_source_same(&d->unit->sources, f->source);
	struct cim_str ns = d->ns;
	if (same != NULL && same != f->source)
		return;
	d->damaged |= f->damaged;
	for (const struct mof_decl *raw = f->decls.first; raw != NULL && d->err == CIM_OK;
	     raw = raw->next) {
		if (raw->kind == MOF_DECL_PRAGMA && raw->as.pragma->file != NULL && d->alone)
			continue;
		if (raw->kind == MOF_DECL_PRAGMA && raw->as.pragma->file != NULL)
			file(d, raw->as.pragma->file, aliases);
		else if (!aliases)
			decl(d, raw);
		else if (raw->kind == MOF_DECL_INSTANCE)
			see_alias(d, raw->as.instance);
	}
	d->ns = ns;
}

enum cim_err
mof_written(struct mof_unit *unit, bool alone, const struct cim_batch **batch)
{
	struct writer d = { .unit = unit, .arena = &unit->arena, .alone = alone };
	struct cim_map *aliases = room(&d, (size_t)unit->files.count + 1, sizeof(*aliases));
	const char *ns = unit->options.ns != NULL ? unit->options.ns : "root/cimv2";
	*batch = d.batch = room(&d, 1, sizeof(*d.batch));
	(void)ok(&d, arena_alloc(&d.scratch, 1) == NULL ? CIM_ENOMEM : CIM_OK);
	d.base = arena_mark(&d.scratch);
	mof_diags_init(&d.quiet, &d.scratch, NULL);
	if (d.err == CIM_OK)
		(void)ok(&d, cim_namespace_normal(d.arena, cim_str_from(ns), &d.default_ns));
	for (const struct mof_file *f = unit->files.first; f != NULL && d.err == CIM_OK;
	     f = f->next) {
		d.aliases = aliases++;
		d.ns = d.default_ns;
		file(&d, f, true);
		file(&d, f, false);
	}
	arena_free(&d.scratch);
	return d.err != CIM_OK ? d.err : d.damaged ? CIM_EINPUT : CIM_OK;
}
