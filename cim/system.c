/* system.c: WMI's system classes out of a table, as declarations. */
#include "cim/system.h"

#include <string.h>

/* What stands on a property, and its default. */
enum {
	KEY = 0x01, READ = 0x02, INTERVAL = 0x04, OVERRIDE = 0x08,
	ARRAY = 0x10,
	ZERO = 0x20, NO = 0x40, YES = 0x80, SID = 0x100
};

struct property {
	const char *name;
	enum cim_type type;
	unsigned bits;
	const char *class_name;		/* of a reference or an object; NULL: any */
};

/* What a class is. */
enum { ABSTRACT = 1, SINGLETON = 2 };

struct cim_system {
	const char *name, *superclass;
	unsigned bits;
	const struct property *properties;
	uint32_t property_count;
};

#define HAS(list) list, sizeof(list) / sizeof(list[0])
#include "cim/system_table.h"
#undef HAS
#define CLASSES (sizeof(classes) / sizeof(classes[0]))

/* Methods have __SystemSecurity alone: each gives uint32, takes or gives one thing. */
static const struct method {
	const char *name;
	bool out;
	struct property parameter;
} methods[] = {
	{ "GetSD", true, { "SD", CIM_UINT8, ARRAY, NULL } },
	{ "SetSD", false, { "SD", CIM_UINT8, ARRAY, NULL } },
	{ "GetCallerAccessRights", true, { "rights", CIM_SINT32, 0, NULL } },
	{ "GetSecurityDescriptor", true, { "Descriptor", CIM_OBJECT, 0, "__SecurityDescriptor" } },
	{ "SetSecurityDescriptor", false, { "Descriptor", CIM_OBJECT, 0, "__SecurityDescriptor" } },
	{ "Get9XUserList", true, { "ul", CIM_OBJECT, ARRAY, "__NTLMUser9X" } },
	{ "Set9XUserList", false, { "ul", CIM_OBJECT, ARRAY, "__NTLMUser9X" } },
};
#define METHODS (sizeof(methods) / sizeof(methods[0]))

/* ---- Found --------------------------------------------------------------- */

static struct cim_name
name_of(const char *text)
{
	return text == NULL ? (struct cim_name){ NULL, 0, 0 } : cim_name_from_text(text);
}

/* Whether a namespace has it; ns in normal form. */
static bool
is_in(struct cim_str ns, const struct cim_system *system)
{
	if (strcmp(system->name, "__CIMOMIdentification") != 0)
		return true;
	struct cim_name name = cim_name(ns.ptr, ns.len);
	return cim_name_is(name, "root") || cim_name_is(name, "root/default");
}

static const struct cim_system *
find(struct cim_name name)
{
	size_t from = 0, to = CLASSES;
	while (from < to) {
		size_t at = from + (to - from) / 2;
		struct cim_name there = { classes[at].name, (uint32_t)strlen(classes[at].name), 0 };
		int order = cim_name_cmp(name, there);
		if (order == 0)
			return &classes[at];
		if (order < 0)
			to = at;
		else
			from = at + 1;
	}
	return NULL;
}

const struct cim_system *
cim_system_find(struct cim_str ns, struct cim_name name)
{
	const struct cim_system *found = cim_name_is_system(name) ? find(name) : NULL;
	return found != NULL && is_in(ns, found) ? found : NULL;
}

const struct cim_system *
cim_system_next(struct cim_str ns, const struct cim_system *before)
{
	size_t at = before == NULL ? 0 : (size_t)(before - classes) + 1;
	while (at < CLASSES && !is_in(ns, &classes[at]))
		at++;
	return at < CLASSES ? &classes[at] : NULL;
}

struct cim_name
cim_system_name(const struct cim_system *system)
{
	return name_of(system->name);
}

struct cim_name
cim_system_superclass(const struct cim_system *system)
{
	return name_of(system->superclass);
}

unsigned
cim_system_depth(const struct cim_system *system)
{
	unsigned depth = 0;
	while (system != NULL && system->superclass != NULL) {
		system = find(name_of(system->superclass));
		depth++;
	}
	return depth;
}

bool
cim_system_is_singleton(const struct cim_system *system)
{
	return (system->bits & SINGLETON) != 0;
}

/* ---- Declared ------------------------------------------------------------ */

/* Room for the qualifiers of one element; NULL without memory. */
static struct cim_qualifier *
qualifier_room(struct arena *arena, struct cim_qualifiers *quals, uint32_t most)
{
	struct cim_qualifier *list = arena_calloc(arena, most, sizeof(*list));
	*quals = (struct cim_qualifiers){ list, 0 };
	return list;
}

/* Flavors are those that the types of these qualifiers give to what Microsoft's files write. */
static struct cim_qualifier *
add(struct cim_qualifier *list, struct cim_qualifiers *quals, const char *name, enum cim_type type,
    uint8_t flavors)
{
	struct cim_qualifier *q = &list[quals->count++];
	*q = (struct cim_qualifier){ .name = name_of(name), .flavors = flavors };
	q->value.type = (uint8_t)type;
	return q;
}

static void
add_boolean(struct cim_qualifier *list, struct cim_qualifiers *quals, const char *name,
    uint8_t flavors, bool value)
{
	add(list, quals, name, CIM_BOOLEAN, flavors)->value.as.boolean = value;
}

/* One whose type would have it go to subclasses. */
static void
add_restricted(struct cim_qualifier *list, struct cim_qualifiers *quals, const char *name,
    uint8_t flavors, bool value)
{
	struct cim_qualifier *q = add(list, quals, name, CIM_BOOLEAN, flavors);
	q->value.as.boolean = value;
	q->stated = CIM_FLAVOR_TOSUBCLASS;
}

static void
add_text(struct cim_qualifier *list, struct cim_qualifiers *quals, const char *name,
    const char *value)
{
	add(list, quals, name, CIM_STRING, CIM_FLAVOR_OVERRIDE)->value.as.string =
	    cim_str_from(value);
}

/* LocalSystem, as whom the system itself is the creator of something. */
static enum cim_err
put_sid(struct arena *arena, struct cim_value *value)
{
	static const uint8_t sid[] = { 1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0 };
	struct cim_value *items = arena_calloc(arena, sizeof(sid), sizeof(*items));
	if (items == NULL)
		return CIM_ENOMEM;
	for (size_t i = 0; i < sizeof(sid); i++)
		items[i] = (struct cim_value){ .type = CIM_UINT8, .as.uint = sid[i] };
	value->as.items = items;
	value->count = sizeof(sid);
	return CIM_OK;
}

static struct cim_element_type
type_of(const struct property *row)
{
	return (struct cim_element_type){ .type = (uint8_t)row->type,
		.is_array = (row->bits & ARRAY) != 0, .class_name = name_of(row->class_name) };
}

static enum cim_err
put_property(struct arena *arena, const struct property *row, struct cim_property *out)
{
	enum cim_err err = CIM_OK;
	*out = (struct cim_property){ .name = name_of(row->name), .type = type_of(row) };
	if ((row->bits & (ZERO | NO | YES | SID)) != 0) {
		out->value.type = out->type.type;
		out->value.is_array = out->type.is_array;
		out->value.as.boolean = (row->bits & YES) != 0;
	}
	/* No boolean: the whole number. */
	if ((row->bits & ZERO) != 0)
		out->value.as.sint = 0;
	if ((row->bits & SID) != 0)
		err = put_sid(arena, &out->value);
	if (err != CIM_OK || (row->bits & (KEY | READ | INTERVAL | OVERRIDE)) == 0)
		return err;
	struct cim_qualifier *list = qualifier_room(arena, &out->qualifiers, 4);
	if (list == NULL)
		return CIM_ENOMEM;
	if ((row->bits & KEY) != 0)
		add_boolean(list, &out->qualifiers, "Key", CIM_FLAVOR_TOSUBCLASS, true);
	if ((row->bits & READ) != 0)
		add_restricted(list, &out->qualifiers, "Read", CIM_FLAVOR_OVERRIDE, true);
	if ((row->bits & INTERVAL) != 0)
		add_text(list, &out->qualifiers, "SubType", "interval");
	if ((row->bits & OVERRIDE) != 0)
		add_text(list, &out->qualifiers, "Override", row->name);
	return CIM_OK;
}

static enum cim_err
put_method(struct arena *arena, const struct method *row, struct cim_method *out)
{
	struct cim_parameter *parameter = arena_calloc(arena, 1, sizeof(*parameter));
	*out = (struct cim_method){ .name = name_of(row->name), .type = { .type = CIM_UINT32 },
		.parameters = parameter, .parameter_count = 1 };
	struct cim_qualifier *list = qualifier_room(arena, &out->qualifiers, 1);
	if (parameter == NULL || list == NULL)
		return CIM_ENOMEM;
	add_restricted(list, &out->qualifiers, "Static", 0, true);
	*parameter = (struct cim_parameter){ .name = name_of(row->parameter.name),
		.type = type_of(&row->parameter) };
	list = qualifier_room(arena, &parameter->qualifiers, 3);
	if (list == NULL)
		return CIM_ENOMEM;
	if (row->out)
		add_restricted(list, &parameter->qualifiers, "Out", 0, true);
	add_restricted(list, &parameter->qualifiers, "In", 0, !row->out);
	add(list, &parameter->qualifiers, "ID", CIM_SINT32, CIM_FLAVOR_OVERRIDE)->value.as.sint = 0;
	return CIM_OK;
}

static enum cim_err
put_members(struct arena *arena, const struct cim_system *system, struct cim_class *cls)
{
	bool security = strcmp(system->name, "__SystemSecurity") == 0;
	struct cim_property *properties =
	    arena_calloc(arena, system->property_count, sizeof(*properties));
	struct cim_method *list = arena_calloc(arena, security ? METHODS : 0, sizeof(*list));
	enum cim_err err = properties == NULL || list == NULL ? CIM_ENOMEM : CIM_OK;
	for (uint32_t i = 0; i < system->property_count && err == CIM_OK; i++)
		err = put_property(arena, &system->properties[i], &properties[i]);
	for (size_t i = 0; security && i < METHODS && err == CIM_OK; i++)
		err = put_method(arena, &methods[i], &list[i]);
	cls->properties = properties;
	cls->property_count = system->property_count;
	cls->methods = list;
	cls->method_count = security ? METHODS : 0;
	return err;
}

enum cim_err
cim_system_class(
    struct arena *arena, const struct cim_system *system, const struct cim_class **out)
{
	struct cim_class *cls = arena_calloc(arena, 1, sizeof(*cls));
	*out = cls;
	if (cls == NULL)
		return CIM_ENOMEM;
	cls->name = name_of(system->name);
	cls->superclass = name_of(system->superclass);
	enum cim_err err = put_members(arena, system, cls);
	if (err != CIM_OK || system->bits == 0)
		return err;
	struct cim_qualifier *list = qualifier_room(arena, &cls->qualifiers, 2);
	if (list == NULL)
		return CIM_ENOMEM;
	if ((system->bits & ABSTRACT) != 0)
		add_boolean(list, &cls->qualifiers, "Abstract", CIM_FLAVOR_OVERRIDE, true);
	if ((system->bits & SINGLETON) != 0)
		add_boolean(list, &cls->qualifiers, "Singleton", CIM_FLAVOR_OVERRIDE, true);
	return CIM_OK;
}
