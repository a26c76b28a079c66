/* inherit.c: the effective class: what it declares on top of all that it inherits. */
#include "cim/inherit.h"

#include <string.h>

#include "cim/limits.h"

/*
 * The effective class is built from the root of the chain down to the class,
 * in one growing array of properties and one of methods. A feature stays in
 * them as the last class declared it; only at an override and at the very end
 * are its qualifiers reduced to what comes down to a subclass.
 */
struct builder {
	struct arena *arena;		/* for what is in the result */
	struct arena scratch;		/* for what is not */
	bool failed;			/* out of memory; sticks */
	struct cim_qualifiers qualifiers;
	struct cim_property *properties;
	struct cim_method *methods;
	/* the last: those of the classes above */
	size_t property_count, property_cap, inherited_properties;
	size_t method_count, method_cap, inherited_methods;
	struct cim_map property_map, method_map;	/* name -> index + 1, once it pays */
};

/* Where own * inherited stays below this, looking along the hashes is cheaper than a map. */
#define MAP_PAYS 4096

#define NOT_FOUND SIZE_MAX

/*
 * All that is looked up begins with its name, so that one search serves properties, methods,
 * parameters and qualifiers.
 */
_Static_assert(offsetof(struct cim_property, name) == 0 &&
    offsetof(struct cim_method, name) == 0 &&
    offsetof(struct cim_parameter, name) == 0 && offsetof(struct cim_qualifier, name) == 0,
    "names come first");

struct row {
	const void *list;
	size_t count, size;		/* elements, and bytes of each */
};

static struct cim_name
row_name(struct row row, size_t i)
{
	return *(const struct cim_name *)(const void *)((const char *)row.list + i * row.size);
}

static void
map_note(struct builder *b, struct cim_map *map, struct cim_name name, size_t index)
{
	if (!b->failed && cim_map_set(map, &b->scratch, name,
	    (void *)(uintptr_t)(index + 1)) != CIM_OK)
		b->failed = true;
}

/*
 * Makes the map when so many searches in the row are to come that it pays.
 * Once made it has every name, those that are added later too.
 */
static void
map_prepare(struct builder *b, struct cim_map *map, struct row row, size_t searches)
{
	if (map->cap != 0 || row.count == 0 || searches < MAP_PAYS / row.count)
		return;
	for (size_t i = 0; i < row.count; i++)
		map_note(b, map, row_name(row, i), i);
}

static size_t
row_find(const struct cim_map *map, struct row row, struct cim_name name)
{
	if (map->cap != 0)
		return (size_t)(uintptr_t)cim_map_get(map, name) - 1;
	for (size_t i = 0; i < row.count; i++) {
		if (cim_name_eq(row_name(row, i), name))
			return i;
	}
	return NOT_FOUND;
}

static void *
room(struct builder *b, size_t count, size_t size)
{
	if (b->failed || count == 0)
		return NULL;
	void *p = arena_calloc(b->arena, count, size);
	b->failed = p == NULL;
	return p;
}

static bool
is_key(const struct cim_qualifier *qual)
{
	return cim_name_is(qual->name, "Key");
}

/* Whether a subclass gets it. A key stays a key in either dialect, whatever the flavors say. */
static bool
comes_down(const struct cim_qualifier *qual)
{
	return (qual->flavors & CIM_FLAVOR_TOSUBCLASS) != 0 || is_key(qual);
}

/*
 * What of the qualifiers a subclass sees, with room for extra more behind; the list is shared
 * when it says that already.
 */
static struct cim_qualifier *
inherited_list(struct builder *b, struct cim_qualifiers from, size_t extra, uint32_t *count)
{
	struct cim_qualifier *list = room(b, from.count + extra, sizeof(*list));
	*count = 0;
	for (uint32_t i = 0; list != NULL && i < from.count; i++) {
		if (!comes_down(&from.list[i]))
			continue;
		list[*count] = from.list[i];
		list[(*count)++].propagated = true;
	}
	return list;
}

static struct cim_qualifiers
inherited_qualifiers(struct builder *b, struct cim_qualifiers from)
{
	bool same = true;
	for (uint32_t i = 0; same && i < from.count; i++)
		same = from.list[i].propagated && comes_down(&from.list[i]);
	if (same)
		return from;
	uint32_t count;
	struct cim_qualifier *list = inherited_list(b, from, 0, &count);
	return (struct cim_qualifiers){ list, count };
}

/*
 * Inherited qualifiers first, a restated one in the place of the inherited one, then the others
 * of its own.
 */
static struct cim_qualifiers
merged_qualifiers(struct builder *b, struct cim_qualifiers inherited, struct cim_qualifiers own)
{
	if (own.count == 0)
		return inherited_qualifiers(b, inherited);
	if (inherited.count == 0)
		return own;
	uint32_t from_above;
	struct cim_qualifier *list = inherited_list(b, inherited, own.count, &from_above);
	if (list == NULL)
		return own;
	struct row above = { list, from_above, sizeof(*list) };
	struct cim_map map = { 0 };
	map_prepare(b, &map, above, own.count);
	uint32_t count = from_above;
	for (uint32_t i = 0; i < own.count; i++) {
		size_t at = row_find(&map, above, own.list[i].name);
		list[at == NOT_FOUND ? count++ : at] = own.list[i];
	}
	return (struct cim_qualifiers){ list, count };
}

/* A feature that hides another of the same name inherits nothing of it but that it is a key. */
static struct cim_qualifiers
hiding_qualifiers(struct builder *b, struct cim_qualifiers hidden, struct cim_qualifiers own)
{
	const struct cim_qualifier *key = cim_qualifier_find(hidden, "Key");
	if (key == NULL)
		return own;
	return merged_qualifiers(b, (struct cim_qualifiers){ key, 1 }, own);
}

/* The schema of a class name, "CIM" of CIM_Fan; empty when it has none. */
static struct cim_name
schema_of(struct cim_name class_name)
{
	const char *underscore = class_name.len == 0 ? NULL :
	    memchr(class_name.ptr, '_', class_name.len);
	return cim_name(class_name.ptr, underscore == NULL ? 0 :
	    (size_t)(underscore - class_name.ptr));
}

/* Names without a schema are Microsoft's, where every redeclaration overrides. */
bool
cim_same_schema(struct cim_name a, struct cim_name b)
{
	struct cim_name ours = schema_of(a), theirs = schema_of(b);
	return ours.len == 0 || theirs.len == 0 || cim_name_eq(ours, theirs);
}

/* DSP0004's one exception: what says nothing of Override and belongs to another schema. */
static bool
hides(struct cim_name cls, struct cim_name declared_in, struct cim_qualifiers own)
{
	return cim_qualifier_find(own, "Override") == NULL && !cim_same_schema(cls, declared_in);
}

/* A value that is not stated is inherited, as long as it is of the same type. */
static struct cim_value
merged_value(const struct cim_value *inherited, const struct cim_value *own,
    const struct cim_element_type *type)
{
	bool fits = inherited->type == type->type && inherited->is_array == type->is_array;
	return own->type == CIM_TYPE_NONE && fits ? *inherited : *own;
}

/* Parameters of an overriding method, each with what it inherits from its namesake. */
static const struct cim_parameter *
merged_parameters(struct builder *b, const struct cim_method *inherited,
    const struct cim_method *own)
{
	struct cim_parameter *list = room(b, own->parameter_count, sizeof(*list));
	if (list == NULL)
		return NULL;
	struct row above = { inherited->parameters, inherited->parameter_count, sizeof(*list) };
	struct cim_map map = { 0 };
	map_prepare(b, &map, above, own->parameter_count);
	for (uint32_t i = 0; i < own->parameter_count; i++) {
		list[i] = own->parameters[i];
		size_t at = row_find(&map, above, list[i].name);
		if (at == NOT_FOUND)
			continue;
		const struct cim_parameter *overridden = &inherited->parameters[at];
		list[i].value = merged_value(&overridden->value, &list[i].value, &list[i].type);
		list[i].qualifiers = merged_qualifiers(b, overridden->qualifiers,
		    list[i].qualifiers);
	}
	return list;
}

/* Parameters of a method that is inherited as it is. */
static const struct cim_parameter *
inherited_parameters(struct builder *b, const struct cim_parameter *from, uint32_t count)
{
	struct cim_parameter *list = room(b, count, sizeof(*list));
	for (uint32_t i = 0; list != NULL && i < count; i++) {
		list[i] = from[i];
		list[i].qualifiers = inherited_qualifiers(b, from[i].qualifiers);
	}
	return list;
}

static void
add_property(struct builder *b, const struct cim_class *cls, const struct cim_property *own)
{
	struct row row = { b->properties, b->inherited_properties, sizeof(*own) };
	size_t at = row_find(&b->property_map, row, own->name);
	struct cim_property *old = at < row.count ? &b->properties[at] : NULL;
	struct cim_property made = *own;
	made.origin = made.declared_in = cls->name;
	made.propagated = false;
	if (old != NULL && !hides(cls->name, old->declared_in, own->qualifiers)) {
		made.origin = old->origin;
		made.value = merged_value(&old->value, &own->value, &own->type);
		made.qualifiers = merged_qualifiers(b, old->qualifiers, own->qualifiers);
		*old = made;
		return;
	}
	/* A hidden one loses its name here; the new one comes at the end. */
	if (old != NULL) {
		made.qualifiers = hiding_qualifiers(b, old->qualifiers, own->qualifiers);
		old->name = (struct cim_name){ NULL, 0, 0 };
	}
	b->properties[b->property_count] = made;
	if (b->property_map.cap != 0)
		map_note(b, &b->property_map, made.name, b->property_count);
	b->property_count++;
}

static void
add_method(struct builder *b, const struct cim_class *cls, const struct cim_method *own)
{
	struct row row = { b->methods, b->inherited_methods, sizeof(*own) };
	size_t at = row_find(&b->method_map, row, own->name);
	struct cim_method *old = at < row.count ? &b->methods[at] : NULL;
	struct cim_method made = *own;
	made.origin = made.declared_in = cls->name;
	made.propagated = false;
	if (old != NULL && !hides(cls->name, old->declared_in, own->qualifiers)) {
		made.origin = old->origin;
		made.parameters = merged_parameters(b, old, own);
		made.qualifiers = merged_qualifiers(b, old->qualifiers, own->qualifiers);
		*old = made;
		return;
	}
	if (old != NULL)
		old->name = (struct cim_name){ NULL, 0, 0 };
	b->methods[b->method_count] = made;
	if (b->method_map.cap != 0)
		map_note(b, &b->method_map, made.name, b->method_count);
	b->method_count++;
}

/* An array with room for count more elements; NULL when it needs none, or when failed. */
static void *
grow(struct builder *b, void *list, size_t used, size_t *cap, size_t count, size_t size)
{
	if (b->failed)
		return NULL;
	void *grown = arena_grow(b->arena, list, used, cap, used + count, size);
	b->failed = grown == NULL && used + count > 0;
	return grown;
}

/* Begins with a class that is effective already, and with room for just one below it. */
static void
builder_start(struct builder *b, const struct cim_class *super, const struct cim_class *cls)
{
	b->qualifiers = super->qualifiers;
	b->property_cap = (size_t)super->property_count + cls->property_count;
	b->properties = room(b, b->property_cap, sizeof(*b->properties));
	b->method_cap = (size_t)super->method_count + cls->method_count;
	b->methods = room(b, b->method_cap, sizeof(*b->methods));
	if (b->failed)
		return;
	b->property_count = super->property_count;
	if (b->property_count > 0)
		memcpy(b->properties, super->properties,
		    b->property_count * sizeof(*b->properties));
	b->method_count = super->method_count;
	if (b->method_count > 0)
		memcpy(b->methods, super->methods, b->method_count * sizeof(*b->methods));
}

/* One class deeper. */
static void
builder_step(struct builder *b, const struct cim_class *cls)
{
	b->inherited_properties = b->property_count;
	b->inherited_methods = b->method_count;
	b->qualifiers = merged_qualifiers(b, b->qualifiers, cls->qualifiers);
	b->properties = grow(b, b->properties, b->property_count, &b->property_cap,
	    cls->property_count, sizeof(*b->properties));
	b->methods = grow(b, b->methods, b->method_count, &b->method_cap, cls->method_count,
	    sizeof(*b->methods));
	if (b->failed)
		return;
	map_prepare(b, &b->property_map, (struct row){ b->properties, b->property_count,
	    sizeof(*b->properties) },
	    cls->property_count);
	for (uint32_t i = 0; !b->failed && i < cls->property_count; i++)
		add_property(b, cls, &cls->properties[i]);
	map_prepare(b, &b->method_map, (struct row){ b->methods, b->method_count,
	    sizeof(*b->methods) },
	    cls->method_count);
	for (uint32_t i = 0; !b->failed && i < cls->method_count; i++)
		add_method(b, cls, &cls->methods[i]);
}

/* Closes the gaps of hidden properties; what is not the class's own is seen as inherited. */
static uint32_t
finish_properties(struct builder *b, struct cim_name cls)
{
	size_t count = 0;
	for (size_t i = 0; i < b->property_count; i++) {
		struct cim_property *prop = &b->properties[i];
		if (prop->name.len == 0)
			continue;
		if (!prop->propagated && !cim_name_eq(prop->declared_in, cls)) {
			prop->propagated = true;
			prop->qualifiers = inherited_qualifiers(b, prop->qualifiers);
		}
		if (count != i)
			b->properties[count] = *prop;
		count++;
	}
	return (uint32_t)count;
}

static uint32_t
finish_methods(struct builder *b, struct cim_name cls)
{
	size_t count = 0;
	for (size_t i = 0; i < b->method_count; i++) {
		struct cim_method *method = &b->methods[i];
		if (method->name.len == 0)
			continue;
		if (!method->propagated && !cim_name_eq(method->declared_in, cls)) {
			method->propagated = true;
			method->qualifiers = inherited_qualifiers(b, method->qualifiers);
			method->parameters = inherited_parameters(b, method->parameters,
			    method->parameter_count);
		}
		if (count != i)
			b->methods[count] = *method;
		count++;
	}
	return (uint32_t)count;
}

/* The result; frees the scratch memory. */
static enum cim_err
builder_finish(struct builder *b, const struct cim_class *cls, const struct cim_class **out)
{
	struct cim_class *made = room(b, 1, sizeof(*made));
	if (made != NULL) {
		*made = *cls;
		made->qualifiers = b->qualifiers;
		made->property_count = finish_properties(b, cls->name);
		made->properties = b->properties;
		made->method_count = finish_methods(b, cls->name);
		made->methods = b->methods;
	}
	arena_free(&b->scratch);
	if (b->failed)
		return CIM_ENOMEM;
	*out = made;
	return CIM_OK;
}

enum cim_err
cim_effective_below(struct arena *arena, const struct cim_class *super_effective,
    const struct cim_class *cls, const struct cim_class **out)
{
	static const struct cim_class nothing;
	struct builder b = { .arena = arena };
	builder_start(&b, super_effective == NULL ? &nothing : super_effective, cls);
	builder_step(&b, cls);
	return builder_finish(&b, cls, out);
}

enum cim_err
cim_effective(struct arena *arena, const struct cim_scope *scope, struct cim_str ns,
    const struct cim_class *cls, const struct cim_class **out, struct cim_name *missing)
{
	const struct cim_class *chain[CIM_LIMIT_INHERITANCE + 1];
	size_t depth = 0;
	chain[depth++] = cls;
	for (const struct cim_class *at = cls; at->superclass.len > 0; chain[depth++] = at) {
		if (depth > CIM_LIMIT_INHERITANCE)
			return CIM_ELIMIT;
		struct cim_name super = at->superclass;
		enum cim_err err = scope->class_get(scope->ctx, ns, super, &at);
		if (err == CIM_ENOENT && missing != NULL)
			*missing = super;
		if (err != CIM_OK)
			return err;
	}
	struct builder b = { .arena = arena };
	while (depth > 0)
		builder_step(&b, chain[--depth]);
	return builder_finish(&b, cls, out);
}

enum cim_err
cim_is_a(const struct cim_scope *scope, struct cim_str ns, struct cim_name name,
    struct cim_name ancestor)
{
	for (unsigned depth = 0; !cim_name_eq(name, ancestor); depth++) {
		const struct cim_class *cls;
		if (depth > CIM_LIMIT_INHERITANCE)
			return CIM_ELIMIT;
		enum cim_err err = scope->class_get(scope->ctx, ns, name, &cls);
		if (err != CIM_OK)
			return err;
		if (cls->superclass.len == 0)
			return CIM_ENOENT;
		name = cls->superclass;
	}
	return CIM_OK;
}
