/* amend.c: a class with the qualifiers that its namesake of a locale brings. */
#include "cim/amend.h"

#include <string.h>

/* Features of one kind, seen as rows of names. */
struct row {
	const void *list;
	uint32_t count;
	size_t size;		/* of one; its first member is its name */
};

struct amender {
	struct arena *arena;
	struct arena scratch;	/* of maps */
	bool failed;
};

/* So few are looked through one by one. */
#define FEW 16

/* Names to their numbers plus one; an empty map when there are few, or nobody asks. */
static void
prepare(struct amender *a, struct cim_map *map, struct row row)
{
	*map = (struct cim_map){ NULL, 0, 0 };
	for (uint32_t i = 0; row.count > FEW && i < row.count && !a->failed; i++) {
		const struct cim_name *name =
		    (const void *)((const char *)row.list + i * row.size);
		a->failed = cim_map_set(map, &a->scratch, *name, (void *)(uintptr_t)(i + 1)) !=
		    CIM_OK;
	}
}

static const void *
find(const struct cim_map *map, struct row row, struct cim_name name)
{
	if (row.count > FEW) {
		uintptr_t number = (uintptr_t)cim_map_get(map, name);
		return number == 0 ? NULL : (const char *)row.list + (number - 1) * row.size;
	}
	for (uint32_t i = 0; i < row.count; i++) {
		const char *at = (const char *)row.list + i * row.size;
		if (cim_name_eq(*(const struct cim_name *)(const void *)at, name))
			return at;
	}
	return NULL;
}

static void *
room(struct amender *a, size_t count, size_t size)
{
	void *p = arena_calloc(a->arena, count > 0 ? count : 1, size);
	a->failed |= p == NULL;
	return p;
}

/* Whether a localized qualifier is in a language: what is neither Amended nor text is not. */
static bool
in_language(const struct cim_qualifier *q)
{
	if (cim_name_is(q->name, "Amendment") || cim_name_is(q->name, "Locale"))
		return false;
	return (q->flavors & CIM_FLAVOR_AMENDED) != 0 || q->value.type == CIM_STRING;
}

/* Own qualifiers, the others over and behind them; what says the same stays the own one. */
static struct cim_qualifiers
merged(struct amender *a, struct cim_qualifiers own, struct cim_qualifiers other)
{
	if (other.count == 0 || a->failed)
		return own;
	struct row row = { own.list, own.count, sizeof(*own.list) };
	struct cim_map map;
	prepare(a, &map, row);
	struct cim_qualifier *list =
	    room(a, (size_t)own.count + other.count, sizeof(*list));
	if (a->failed)
		return own;
	if (own.count > 0)
		memcpy(list, own.list, own.count * sizeof(*list));
	uint32_t count = own.count;
	for (uint32_t i = 0; i < other.count; i++) {
		const struct cim_qualifier *q = &other.list[i], *there = find(&map, row, q->name);
		if (!in_language(q))
			continue;
		if (there == NULL)
			list[count++] = *q;
		else if (!cim_value_eq(&there->value, &q->value))
			list[there - own.list] = *q;
	}
	return (struct cim_qualifiers){ list, count };
}

static const struct cim_property *
merged_properties(struct amender *a, const struct cim_class *cls, const struct cim_class *other)
{
	struct row row = { other->properties, other->property_count, sizeof(*other->properties) };
	struct cim_map map;
	if (row.count == 0 || cls->property_count == 0)
		return cls->properties;
	prepare(a, &map, row);
	struct cim_property *list = room(a, cls->property_count, sizeof(*list));
	for (uint32_t i = 0; !a->failed && i < cls->property_count; i++) {
		list[i] = cls->properties[i];
		const struct cim_property *same = find(&map, row, list[i].name);
		if (same != NULL)
			list[i].qualifiers = merged(a, list[i].qualifiers, same->qualifiers);
	}
	return list;
}

static const struct cim_parameter *
merged_parameters(struct amender *a, const struct cim_method *own, const struct cim_method *other)
{
	struct row row = { other->parameters, other->parameter_count,
		sizeof(*other->parameters) };
	struct cim_map map;
	if (row.count == 0 || own->parameter_count == 0)
		return own->parameters;
	prepare(a, &map, row);
	struct cim_parameter *list = room(a, own->parameter_count, sizeof(*list));
	for (uint32_t i = 0; !a->failed && i < own->parameter_count; i++) {
		list[i] = own->parameters[i];
		const struct cim_parameter *same = find(&map, row, list[i].name);
		if (same != NULL)
			list[i].qualifiers = merged(a, list[i].qualifiers, same->qualifiers);
	}
	return list;
}

static const struct cim_method *
merged_methods(struct amender *a, const struct cim_class *cls, const struct cim_class *other)
{
	struct row row = { other->methods, other->method_count, sizeof(*other->methods) };
	struct cim_map map;
	if (row.count == 0 || cls->method_count == 0)
		return cls->methods;
	prepare(a, &map, row);
	struct cim_method *list = room(a, cls->method_count, sizeof(*list));
	for (uint32_t i = 0; !a->failed && i < cls->method_count; i++) {
		list[i] = cls->methods[i];
		const struct cim_method *same = find(&map, row, list[i].name);
		if (same == NULL)
			continue;
		list[i].qualifiers = merged(a, list[i].qualifiers, same->qualifiers);
		list[i].parameters = merged_parameters(a, &list[i], same);
	}
	return list;
}

enum cim_err
cim_amend(struct arena *arena, const struct cim_class *cls, const struct cim_class *localized,
    const struct cim_class **out)
{
	struct amender a = { .arena = arena };
	struct cim_class *made = room(&a, 1, sizeof(*made));
	if (made != NULL) {
		*made = *cls;
		made->qualifiers = merged(&a, cls->qualifiers, localized->qualifiers);
		made->properties = merged_properties(&a, cls, localized);
		made->methods = merged_methods(&a, cls, localized);
	}
	arena_free(&a.scratch);
	*out = made;
	return a.failed ? CIM_ENOMEM : CIM_OK;
}
