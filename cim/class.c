/* class.c: declarations found by name, compared and copied. */
#include "cim/class.h"

#include <stddef.h>

#include "cim/limits.h"

const struct cim_qualifier *
cim_qualifier_find_name(struct cim_qualifiers quals, struct cim_name name)
{
	for (uint32_t i = 0; i < quals.count; i++) {
		if (cim_name_eq(quals.list[i].name, name))
			return &quals.list[i];
	}
	return NULL;
}

const struct cim_property *
cim_property_find(const struct cim_class *cls, struct cim_name name)
{
	for (uint32_t i = 0; i < cls->property_count; i++) {
		if (cim_name_eq(cls->properties[i].name, name))
			return &cls->properties[i];
	}
	return NULL;
}

const struct cim_method *
cim_method_find(const struct cim_class *cls, struct cim_name name)
{
	for (uint32_t i = 0; i < cls->method_count; i++) {
		if (cim_name_eq(cls->methods[i].name, name))
			return &cls->methods[i];
	}
	return NULL;
}

struct cim_name
cim_local_name(const struct cim_local *local)
{
	return local->structure != NULL ? local->structure->name : local->enumeration->name;
}

const struct cim_local *
cim_local_find(const struct cim_class *cls, struct cim_name name)
{
	for (uint32_t i = 0; i < cls->local_count; i++) {
		if (cim_name_eq(cim_local_name(&cls->locals[i]), name))
			return &cls->locals[i];
	}
	return NULL;
}

const struct cim_instance_property *
cim_instance_property_find(const struct cim_instance *inst, struct cim_name name)
{
	for (uint32_t i = 0; i < inst->property_count; i++) {
		if (cim_name_eq(inst->properties[i].name, name))
			return &inst->properties[i];
	}
	return NULL;
}

const char *
cim_flavor_to_string(uint8_t flavor, bool set)
{
	switch (flavor) {
	case CIM_FLAVOR_OVERRIDE: return set ? "EnableOverride" : "DisableOverride";
	case CIM_FLAVOR_TOSUBCLASS: return set ? "ToSubclass" : "Restricted";
	case CIM_FLAVOR_TOINSTANCE: return set ? "ToInstance" : "NotToInstance";
	case CIM_FLAVOR_TRANSLATABLE: return set ? "Translatable" : NULL;
	case CIM_FLAVOR_AMENDED: return set ? "Amended" : NULL;
	}
	return NULL;
}

const char *
cim_scope_to_string(uint32_t scope)
{
	switch (scope) {
	case CIM_SCOPE_SCHEMA: return "schema";
	case CIM_SCOPE_CLASS: return "class";
	case CIM_SCOPE_ASSOCIATION: return "association";
	case CIM_SCOPE_INDICATION: return "indication";
	case CIM_SCOPE_QUALIFIER: return "qualifier";
	case CIM_SCOPE_PROPERTY: return "property";
	case CIM_SCOPE_REFERENCE: return "reference";
	case CIM_SCOPE_METHOD: return "method";
	case CIM_SCOPE_PARAMETER: return "parameter";
	case CIM_SCOPE_ANY: return "any";
	case CIM_SCOPE_STRUCTURE: return "structure";
	case CIM_SCOPE_ENUMERATION: return "enumeration";
	case CIM_SCOPE_ENUMERATIONVALUE: return "enumerationvalue";
	}
	return NULL;
}

/* Spelled alike: what only differs in case would print another text. */
static bool
name_same(struct cim_name a, struct cim_name b)
{
	return cim_str_eq(cim_name_str(a), cim_name_str(b));
}

static bool
qualifiers_eq(struct cim_qualifiers a, struct cim_qualifiers b)
{
	if (a.count != b.count)
		return false;
	for (uint32_t i = 0; i < a.count; i++) {
		const struct cim_qualifier *x = &a.list[i], *y = &b.list[i];
		if (!name_same(x->name, y->name) || x->flavors != y->flavors ||
		    x->stated != y->stated ||
		    !cim_value_eq(&x->value, &y->value))
			return false;
	}
	return true;
}

static bool
element_type_eq(const struct cim_element_type *a, const struct cim_element_type *b)
{
	return a->type == b->type && a->is_array == b->is_array &&
	    a->array_size == b->array_size && a->is_local == b->is_local &&
	    name_same(a->class_name, b->class_name);
}

static bool
property_eq(const struct cim_property *a, const struct cim_property *b)
{
	return name_same(a->name, b->name) && element_type_eq(&a->type, &b->type) &&
	    cim_value_eq(&a->value, &b->value) && qualifiers_eq(a->qualifiers, b->qualifiers);
}

static bool
parameter_eq(const struct cim_parameter *a, const struct cim_parameter *b)
{
	return name_same(a->name, b->name) && element_type_eq(&a->type, &b->type) &&
	    cim_value_eq(&a->value, &b->value) && qualifiers_eq(a->qualifiers, b->qualifiers);
}

static bool
method_eq(const struct cim_method *a, const struct cim_method *b)
{
	if (!name_same(a->name, b->name) || !element_type_eq(&a->type, &b->type) ||
	    a->parameter_count != b->parameter_count ||
	    !qualifiers_eq(a->qualifiers, b->qualifiers))
		return false;
	for (uint32_t i = 0; i < a->parameter_count; i++) {
		if (!parameter_eq(&a->parameters[i], &b->parameters[i]))
			return false;
	}
	return true;
}

bool
cim_enumeration_eq(const struct cim_enumeration *a, const struct cim_enumeration *b)
{
	if (!name_same(a->name, b->name) || !name_same(a->base, b->base) || a->type != b->type ||
	    a->base_is_local != b->base_is_local || a->element_count != b->element_count ||
	    !qualifiers_eq(a->qualifiers, b->qualifiers))
		return false;
	for (uint32_t i = 0; i < a->element_count; i++) {
		const struct cim_enum_element *x = &a->elements[i], *y = &b->elements[i];
		if (!name_same(x->name, y->name) || !cim_value_eq(&x->value, &y->value) ||
		    !qualifiers_eq(x->qualifiers, y->qualifiers))
			return false;
	}
	return true;
}

/* Structures in structures: whoever builds them keeps to CIM_LIMIT_NESTING, so this ends. */
static bool
locals_eq(const struct cim_class *a, const struct cim_class *b)
{
	for (uint32_t i = 0; i < a->local_count; i++) {
		const struct cim_local *x = &a->locals[i], *y = &b->locals[i];
		if ((x->structure == NULL) != (y->structure == NULL))
			return false;
		if (x->structure != NULL ? !cim_class_eq(x->structure, y->structure) :
		    !cim_enumeration_eq(x->enumeration, y->enumeration))
			return false;
	}
	return true;
}

bool
cim_class_eq(const struct cim_class *a, const struct cim_class *b)
{
	if (!name_same(a->name, b->name) || !name_same(a->superclass, b->superclass) ||
	    a->property_count != b->property_count || a->method_count != b->method_count ||
	    a->kind != b->kind || a->super_is_local != b->super_is_local ||
	    a->local_count != b->local_count || !locals_eq(a, b) ||
	    !qualifiers_eq(a->qualifiers, b->qualifiers))
		return false;
	for (uint32_t i = 0; i < a->property_count; i++) {
		if (!property_eq(&a->properties[i], &b->properties[i]))
			return false;
	}
	for (uint32_t i = 0; i < a->method_count; i++) {
		if (!method_eq(&a->methods[i], &b->methods[i]))
			return false;
	}
	return true;
}

bool
cim_qualifier_type_eq(const struct cim_qualifier_type *a, const struct cim_qualifier_type *b)
{
	return name_same(a->name, b->name) && a->type == b->type && a->is_array == b->is_array &&
	    a->array_size == b->array_size && a->scopes == b->scopes && a->flavors == b->flavors &&
	    a->stated == b->stated && a->has_policy == b->has_policy &&
	    name_same(a->class_name, b->class_name) && qualifiers_eq(a->qualifiers, b->qualifiers) &&
	    cim_value_eq(&a->value, &b->value);
}

/* Objects in objects: whoever builds them keeps to CIM_LIMIT_NESTING, so this ends. */
bool
cim_instance_eq(const struct cim_instance *a, const struct cim_instance *b)
{
	if (!name_same(a->class_name, b->class_name) || a->property_count != b->property_count ||
	    a->is_value != b->is_value ||
	    !qualifiers_eq(a->qualifiers, b->qualifiers))
		return false;
	for (uint32_t i = 0; i < a->property_count; i++) {
		const struct cim_instance_property *x = &a->properties[i], *y = &b->properties[i];
		if (!name_same(x->name, y->name) || !cim_value_eq(&x->value, &y->value) ||
		    !qualifiers_eq(x->qualifiers, y->qualifiers))
			return false;
	}
	return true;
}

/* Deep copies: the first failure sticks, the rest are no-ops, one look at the end. */
struct copier {
	struct arena *arena;
	unsigned depth;		/* objects in objects */
	bool failed;
};

/* Room for count elements; NULL for none, and when failed. */
static void *
copy_room(struct copier *c, uint32_t count, size_t size)
{
	if (count == 0 || c->failed)
		return NULL;
	void *room = arena_calloc(c->arena, count, size);
	c->failed = room == NULL;
	return room;
}

static struct cim_str
copy_str(struct copier *c, struct cim_str from)
{
	struct cim_str to = cim_str(NULL, 0);
	if (!c->failed)
		c->failed = !cim_str_copy(c->arena, from, &to);
	return to;
}

static struct cim_name
copy_name(struct copier *c, struct cim_name from)
{
	struct cim_str text = copy_str(c, cim_name_str(from));
	return (struct cim_name){ text.ptr, (uint32_t)text.len, from.hash };
}

static const struct cim_instance *copy_instance(struct copier *c, const struct cim_instance *from);

static struct cim_value
copy_value(struct copier *c, const struct cim_value *from)
{
	struct cim_value to = *from;
	if (from->is_null)
		return to;
	if (from->is_array) {
		struct cim_value *items = copy_room(c, from->count, sizeof(*items));
		for (uint32_t i = 0; items != NULL && i < from->count; i++)
			items[i] = copy_value(c, &from->as.items[i]);
		to.as.items = items;
	} else if (cim_type_is_text((enum cim_type)from->type)) {
		to.as.string = copy_str(c, from->as.string);
	} else if (from->type == CIM_OBJECT) {
		to.as.object = copy_instance(c, from->as.object);
	}
	return to;
}

static struct cim_qualifiers
copy_qualifiers(struct copier *c, struct cim_qualifiers from)
{
	struct cim_qualifier *list = copy_room(c, from.count, sizeof(*list));
	for (uint32_t i = 0; list != NULL && i < from.count; i++) {
		list[i] = from.list[i];
		list[i].name = copy_name(c, from.list[i].name);
		list[i].value = copy_value(c, &from.list[i].value);
	}
	return (struct cim_qualifiers){ list, list == NULL ? 0 : from.count };
}

static struct cim_element_type
copy_element_type(struct copier *c, const struct cim_element_type *from)
{
	struct cim_element_type to = *from;
	to.class_name = copy_name(c, from->class_name);
	return to;
}

static void
copy_property(struct copier *c, struct cim_property *to, const struct cim_property *from)
{
	*to = *from;
	to->name = copy_name(c, from->name);
	to->type = copy_element_type(c, &from->type);
	to->value = copy_value(c, &from->value);
	to->qualifiers = copy_qualifiers(c, from->qualifiers);
	to->origin = copy_name(c, from->origin);
	to->declared_in = copy_name(c, from->declared_in);
}

static void
copy_parameter(struct copier *c, struct cim_parameter *to, const struct cim_parameter *from)
{
	*to = *from;
	to->name = copy_name(c, from->name);
	to->type = copy_element_type(c, &from->type);
	to->value = copy_value(c, &from->value);
	to->qualifiers = copy_qualifiers(c, from->qualifiers);
}

static void
copy_method(struct copier *c, struct cim_method *to, const struct cim_method *from)
{
	*to = *from;
	to->name = copy_name(c, from->name);
	to->type = copy_element_type(c, &from->type);
	struct cim_parameter *parameters = copy_room(c, from->parameter_count,
	    sizeof(*parameters));
	for (uint32_t i = 0; parameters != NULL && i < from->parameter_count; i++)
		copy_parameter(c, &parameters[i], &from->parameters[i]);
	to->parameters = parameters;
	to->qualifiers = copy_qualifiers(c, from->qualifiers);
	to->origin = copy_name(c, from->origin);
	to->declared_in = copy_name(c, from->declared_in);
}

static const struct cim_instance *
copy_instance(struct copier *c, const struct cim_instance *from)
{
	struct cim_instance *to = copy_room(c, 1, sizeof(*to));
	if (to == NULL)
		return NULL;
	if (++c->depth > CIM_LIMIT_NESTING + 1) {
		c->failed = true;
		return NULL;
	}
	*to = *from;
	to->class_name = copy_name(c, from->class_name);
	to->qualifiers = copy_qualifiers(c, from->qualifiers);
	struct cim_instance_property *properties =
	    copy_room(c, from->property_count, sizeof(*properties));
	for (uint32_t i = 0; properties != NULL && i < from->property_count; i++) {
		properties[i] = from->properties[i];
		properties[i].name = copy_name(c, from->properties[i].name);
		properties[i].value = copy_value(c, &from->properties[i].value);
		properties[i].qualifiers = copy_qualifiers(c, from->properties[i].qualifiers);
	}
	to->properties = properties;
	c->depth--;
	return to;
}

const struct cim_instance *
cim_instance_copy(struct arena *arena, const struct cim_instance *from)
{
	struct copier c = { .arena = arena };
	const struct cim_instance *to = copy_instance(&c, from);
	return c.failed ? NULL : to;
}

const struct cim_qualifier_type *
cim_qualifier_type_copy(struct arena *arena, const struct cim_qualifier_type *from)
{
	struct copier c = { .arena = arena };
	struct cim_qualifier_type *to = copy_room(&c, 1, sizeof(*to));
	if (to == NULL)
		return NULL;
	*to = *from;
	to->name = copy_name(&c, from->name);
	to->value = copy_value(&c, &from->value);
	to->class_name = copy_name(&c, from->class_name);
	to->qualifiers = copy_qualifiers(&c, from->qualifiers);
	return c.failed ? NULL : to;
}

static const struct cim_enumeration *
copy_enumeration(struct copier *c, const struct cim_enumeration *from)
{
	struct cim_enumeration *to = copy_room(c, 1, sizeof(*to));
	if (to == NULL)
		return NULL;
	*to = *from;
	to->name = copy_name(c, from->name);
	to->base = copy_name(c, from->base);
	to->qualifiers = copy_qualifiers(c, from->qualifiers);
	struct cim_enum_element *list = copy_room(c, from->element_count, sizeof(*list));
	for (uint32_t i = 0; list != NULL && i < from->element_count; i++) {
		list[i] = from->elements[i];
		list[i].name = copy_name(c, from->elements[i].name);
		list[i].value = copy_value(c, &from->elements[i].value);
		list[i].qualifiers = copy_qualifiers(c, from->elements[i].qualifiers);
	}
	to->elements = list;
	return to;
}

const struct cim_enumeration *
cim_enumeration_copy(struct arena *arena, const struct cim_enumeration *from)
{
	struct copier c = { .arena = arena };
	const struct cim_enumeration *to = copy_enumeration(&c, from);
	return c.failed ? NULL : to;
}

static const struct cim_class *copy_class(struct copier *c, const struct cim_class *from);

static const struct cim_local *
copy_locals(struct copier *c, const struct cim_class *from)
{
	struct cim_local *list = copy_room(c, from->local_count, sizeof(*list));
	if (++c->depth > CIM_LIMIT_NESTING + 1)
		c->failed = true;
	for (uint32_t i = 0; list != NULL && !c->failed && i < from->local_count; i++) {
		const struct cim_local *local = &from->locals[i];
		if (local->structure != NULL)
			list[i].structure = copy_class(c, local->structure);
		else
			list[i].enumeration = copy_enumeration(c, local->enumeration);
	}
	c->depth--;
	return list;
}

static const struct cim_class *
copy_class(struct copier *c, const struct cim_class *from)
{
	struct cim_class *to = copy_room(c, 1, sizeof(*to));
	if (to == NULL)
		return NULL;
	*to = *from;
	to->name = copy_name(c, from->name);
	to->superclass = copy_name(c, from->superclass);
	to->locals = copy_locals(c, from);
	to->qualifiers = copy_qualifiers(c, from->qualifiers);
	struct cim_property *properties = copy_room(c, from->property_count, sizeof(*properties));
	for (uint32_t i = 0; properties != NULL && i < from->property_count; i++)
		copy_property(c, &properties[i], &from->properties[i]);
	to->properties = properties;
	struct cim_method *methods = copy_room(c, from->method_count, sizeof(*methods));
	for (uint32_t i = 0; methods != NULL && i < from->method_count; i++)
		copy_method(c, &methods[i], &from->methods[i]);
	to->methods = methods;
	return to;
}

const struct cim_class *
cim_class_copy(struct arena *arena, const struct cim_class *from)
{
	struct copier c = { .arena = arena };
	const struct cim_class *to = copy_class(&c, from);
	return c.failed ? NULL : to;
}
