/* identity.c: what tells the instances of a class apart: its keys, and whether it is a singleton. */
#include "cim/identity.h"

#include "cim/inherit.h"

#define FEW 16		/* names that are looked through one by one */

/* Names to be found again. */
struct known {
	struct arena scratch;
	struct cim_map map;
	const struct cim_class *few;	/* NULL: they are in the map */
};

static bool
names_key(const struct cim_property *prop)
{
	return cim_qualifier_find(prop->qualifiers, "Key") != NULL;
}

static bool
any(const struct cim_property *prop)
{
	(void)prop;
	return true;
}

/* The names of those properties that which says; CIM_ENOMEM. Ended by known_free. */
static enum cim_err
known_make(struct known *known, const struct cim_class *of,
    bool (*which)(const struct cim_property *prop))
{
	*known = (struct known){ .few = of };
	if (which == any && of->property_count <= FEW)
		return CIM_OK;
	known->few = NULL;
	for (uint32_t i = 0; i < of->property_count; i++) {
		const struct cim_property *prop = &of->properties[i];
		void *there;
		if (which(prop) && cim_map_add(&known->map, &known->scratch, prop->name,
		    (void *)(uintptr_t)prop, &there) != CIM_OK)
			return CIM_ENOMEM;
	}
	return CIM_OK;
}

static bool
known_has(const struct known *known, struct cim_name name)
{
	return known->few != NULL ? cim_property_find(known->few, name) != NULL
				  : cim_map_get(&known->map, name) != NULL;
}

static void
known_free(struct known *known)
{
	arena_free(&known->scratch);
}

bool
cim_identity_suffices(const struct cim_class *super_identity, const struct cim_class *cls)
{
	for (uint32_t i = 0; i < cls->property_count; i++) {
		const struct cim_property *own = &cls->properties[i];
		if (own->value.type == CIM_TYPE_NONE && names_key(own) &&
		    (super_identity->property_count > FEW ||
		    cim_property_find(super_identity, own->name) == NULL))
			return false;
	}
	return true;
}

/* The class with the properties that name Key or are known, and with Singleton alone. */
static enum cim_err
reduce(struct arena *arena, const struct cim_class *cls, const struct known *known,
    struct cim_class *reduced)
{
	const struct cim_qualifier *singleton = cim_qualifier_find(cls->qualifiers, "Singleton");
	struct cim_property *list = NULL;
	uint32_t count = 0;
	for (uint32_t i = 0; i < cls->property_count; i++) {
		const struct cim_property *prop = &cls->properties[i];
		if (!names_key(prop) && !known_has(known, prop->name))
			continue;
		/* Those that come are few as a rule, and of an identity all. */
		if (list == NULL)
			list = arena_calloc(arena, cls->property_count - i, sizeof(*list));
		if (list == NULL)
			return CIM_ENOMEM;
		list[count++] = *prop;
	}
	*reduced = *cls;
	reduced->properties = list;
	reduced->property_count = count;
	reduced->methods = NULL;
	reduced->method_count = 0;
	reduced->qualifiers = (struct cim_qualifiers){ singleton, singleton != NULL };
	return CIM_OK;
}

/* What of super and of cls matters, both in scratch. */
static enum cim_err
reduce_both(struct arena *scratch, const struct cim_class **super, const struct cim_class **cls)
{
	static const struct cim_class nothing;
	struct cim_class *reduced = arena_calloc(scratch, 2, sizeof(*reduced));
	struct known known;
	if (reduced == NULL)
		return CIM_ENOMEM;
	enum cim_err err = known_make(&known, *cls, names_key);
	if (err == CIM_OK)
		err = reduce(scratch, *super == NULL ? &nothing : *super, &known, &reduced[0]);
	known_free(&known);
	if (err != CIM_OK)
		return err;
	err = known_make(&known, &reduced[0], any);
	if (err == CIM_OK)
		err = reduce(scratch, *cls, &known, &reduced[1]);
	known_free(&known);
	*super = *super == NULL ? NULL : &reduced[0];
	*cls = &reduced[1];
	return err;
}

enum cim_err
cim_identity_below(struct arena *arena, const struct cim_class *super,
    const struct cim_class *cls, const struct cim_class **out)
{
	struct arena scratch = { 0 };
	enum cim_err err = reduce_both(&scratch, &super, &cls);
	if (err == CIM_OK)
		err = cim_effective_below(arena, super, cls, out);
	arena_free(&scratch);
	return err;
}
