/* object.c: copies of what is stored, made for the caller; what they are and have. */
#include "config.h"

#include "lib/object.h"

#include <stdlib.h>
#include <string.h>

#include "cim/path.h"

/* ---- Made ------------------------------------------------------------------- */

struct wk_object *
object_new(enum wk_kind kind, struct cim_str ns)
{
	struct wk_object *object = calloc(1, sizeof(*object));
	if (object == NULL)
		return NULL;
	object->kind = kind;
	object->ns.len = ns.len;
	object->ns.ptr = arena_copy(&object->arena, ns.ptr, ns.len);
	if (object->ns.ptr == NULL) {
		wk_object_free(object);
		return NULL;
	}
	return object;
}

void
wk_object_free(wk_object *object)
{
	if (object == NULL || object->embedded)
		return;
	while (object->first_embedded != NULL) {
		struct wk_object *embedded = object->first_embedded;
		object->first_embedded = embedded->next_embedded;
		embedded->embedded = false;
		wk_object_free(embedded);
	}
	bytes_writer_free(&object->w);
	arena_free(&object->arena);
	free(object);
}

void
value_point(struct wk_value *value, const struct cim_value *to, struct wk_object *owner)
{
	memset(value, 0, sizeof(*value));
	value->value = to;
	value->owner = owner;
}

static enum cim_err
room(struct wk_object *object, size_t count)
{
	object->properties = arena_calloc(&object->arena, count, sizeof(object->properties[0]));
	return object->properties == NULL ? CIM_ENOMEM : CIM_OK;
}

static struct wk_property *
add(struct wk_object *object, struct cim_name name, const struct cim_value *value)
{
	struct wk_property *prop = &object->properties[object->count++];
	prop->name = name;
	prop->held = *value;
	value_point(&prop->value, &prop->held, object);
	return prop;
}

/* The class is the object's already. */
enum cim_err
object_take_class(struct wk_object *object, const struct cim_class *cls)
{
	object->cls = cls;
	object->name = cls->name;
	object->superclass = cls->superclass;
	object->qualifiers = cls->qualifiers;
	enum cim_err err = room(object, cls->property_count);
	for (uint32_t i = 0; i < cls->property_count && err == CIM_OK; i++) {
		const struct cim_property *from = &cls->properties[i];
		struct wk_property *prop = add(object, from->name, &from->value);
		prop->type = from->type;
		prop->qualifiers = from->qualifiers;
		prop->is_set = from->value.type != CIM_TYPE_NONE;
		/* Without a default a property has its type all the same. */
		if (!prop->is_set) {
			prop->held = (struct cim_value){ .type = from->type.type,
				.is_array = from->type.is_array, .is_null = true };
		}
	}
	return err;
}

static enum cim_err
finish(struct wk_object *object, enum cim_err err, struct wk_object **out)
{
	*out = err == CIM_OK ? object : NULL;
	if (err != CIM_OK)
		wk_object_free(object);
	return err;
}

enum cim_err
object_of_class(struct cim_str ns, const struct cim_class *cls, struct wk_object **out)
{
	enum wk_kind kind = cls->kind == CIM_KIND_STRUCTURE ? WK_STRUCTURE : WK_CLASS;
	struct wk_object *object = object_new(kind, ns);
	if (object == NULL)
		return CIM_ENOMEM;
	const struct cim_class *copy = cim_class_copy(&object->arena, cls);
	return finish(object, copy == NULL ? CIM_ENOMEM : object_take_class(object, copy), out);
}

enum cim_err
object_of_type(struct cim_str ns, const struct cim_qualifier_type *qt, struct wk_object **out)
{
	struct wk_object *object = object_new(WK_QUALIFIER_TYPE, ns);
	if (object == NULL)
		return CIM_ENOMEM;
	object->type = cim_qualifier_type_copy(&object->arena, qt);
	enum cim_err err = object->type == NULL ? CIM_ENOMEM : room(object, 1);
	if (err == CIM_OK) {
		object->name = object->type->name;
		struct wk_property *prop =
		    add(object, cim_name_from("Value"), &object->type->value);
		prop->type.type = object->type->type;
		prop->type.is_array = object->type->is_array;
	}
	return finish(object, err, out);
}

enum cim_err
object_of_enumeration(struct cim_str ns, const struct cim_enumeration *en, struct wk_object **out)
{
	struct wk_object *object = object_new(WK_ENUMERATION, ns);
	if (object == NULL)
		return CIM_ENOMEM;
	en = cim_enumeration_copy(&object->arena, en);
	enum cim_err err = en == NULL ? CIM_ENOMEM : room(object, en->element_count);
	if (err == CIM_OK) {
		object->enumeration = en;
		object->name = en->name;
		object->superclass = en->base;
		object->qualifiers = en->qualifiers;
	}
	for (uint32_t i = 0; err == CIM_OK && i < en->element_count; i++) {
		struct wk_property *prop =
		    add(object, en->elements[i].name, &en->elements[i].value);
		prop->type.type = en->type;
		prop->qualifiers = en->elements[i].qualifiers;
	}
	return finish(object, err, out);
}

enum cim_err
object_of_namespace(struct cim_str ns, struct wk_object **out)
{
	struct wk_object *object = object_new(WK_NAMESPACE, ns);
	*out = object;
	if (object != NULL)
		object->name = cim_name(object->ns.ptr, object->ns.len);
	return object == NULL ? CIM_ENOMEM : CIM_OK;
}

/* ---- Instances -------------------------------------------------------------- */

/* The default of a property, or null, or what an instance sets. */
static struct cim_value
value_of(const struct cim_property *prop, const struct cim_instance_property *set)
{
	if (set != NULL && set->value.type != CIM_TYPE_NONE)
		return set->value;
	if (prop->value.type != CIM_TYPE_NONE)
		return prop->value;
	return (struct cim_value){
		.type = prop->type.type, .is_array = prop->type.is_array, .is_null = true };
}

static struct cim_element_type
type_copy(struct arena *arena, const struct cim_element_type *from)
{
	struct cim_element_type type = *from;
	type.class_name.ptr = arena_copy(arena, from->class_name.ptr, from->class_name.len);
	return type;
}

/* An instance with all properties of its class, in the arena; is_set says which are its own. */
static enum cim_err
merge(struct arena *scratch, const struct cim_class *effective, const struct cim_instance *inst,
    struct cim_instance *merged, bool *is_set)
{
	uint32_t count = effective->property_count;
	struct cim_instance_property *list = arena_calloc(scratch, count, sizeof(*list));
	if (list == NULL)
		return CIM_ENOMEM;
	for (uint32_t i = 0; i < count; i++) {
		const struct cim_property *prop = &effective->properties[i];
		const struct cim_instance_property *set = cim_instance_property_find(inst, prop->name);
		list[i].name = prop->name;
		list[i].value = value_of(prop, set);
		if (set != NULL)
			list[i].qualifiers = set->qualifiers;
		is_set[i] = set != NULL;
	}
	*merged = *inst;
	merged->properties = list;
	merged->property_count = count;
	return CIM_OK;
}

static enum cim_err
fill(struct wk_object *object, const struct cim_class *effective, const struct cim_instance *inst,
    const bool *is_set)
{
	const struct cim_instance *copy = cim_instance_copy(&object->arena, inst);
	enum cim_err err = copy == NULL ? CIM_ENOMEM : room(object, copy->property_count);
	if (err != CIM_OK)
		return err;
	object->name = copy->class_name;
	object->qualifiers = copy->qualifiers;
	for (uint32_t i = 0; i < copy->property_count; i++) {
		struct wk_property *prop =
		    add(object, copy->properties[i].name, &copy->properties[i].value);
		prop->qualifiers = copy->properties[i].qualifiers;
		prop->is_set = is_set == NULL || is_set[i];
		prop->type.type = prop->held.type;
		prop->type.is_array = prop->held.is_array;
		if (effective == NULL)
			continue;
		prop->type = type_copy(&object->arena, &effective->properties[i].type);
		prop->is_key = cim_qualifier_true(effective->properties[i].qualifiers, "Key");
		if (prop->type.class_name.len > 0 && prop->type.class_name.ptr == NULL)
			return CIM_ENOMEM;
	}
	return CIM_OK;
}

enum cim_err
object_of_instance(struct cim_str ns, const struct cim_class *effective,
    const struct cim_instance *inst, struct wk_object **out)
{
	struct arena scratch = { 0 };
	struct cim_instance merged = *inst;
	bool *is_set = NULL;
	enum cim_err err = CIM_OK;
	struct wk_object *object = object_new(WK_INSTANCE, ns);
	*out = NULL;
	if (object == NULL)
		return CIM_ENOMEM;
	if (effective != NULL) {
		is_set = arena_calloc(&scratch, (size_t)effective->property_count + 1, sizeof(*is_set));
		err = is_set == NULL ? CIM_ENOMEM :
		    merge(&scratch, effective, inst, &merged, is_set);
	}
	if (err == CIM_OK)
		err = fill(object, effective, &merged, is_set);
	object->whole = effective != NULL;
	arena_free(&scratch);
	return finish(object, err, out);
}

const struct cim_instance *
object_instance(struct wk_object *object)
{
	struct cim_instance *inst = arena_new(&object->arena, struct cim_instance);
	struct cim_instance_property *list =
	    arena_calloc(&object->arena, object->count, sizeof(*list));
	if (inst == NULL || list == NULL)
		return NULL;
	inst->class_name = object->name;
	inst->qualifiers = object->qualifiers;
	inst->properties = list;
	for (size_t i = 0; i < object->count; i++) {
		struct wk_property *prop = &object->properties[i];
		if (!prop->is_set)
			continue;
		list[inst->property_count].name = prop->name;
		list[inst->property_count].value = prop->held;
		list[inst->property_count++].qualifiers = prop->qualifiers;
	}
	return inst;
}

/* ---- What they are ---------------------------------------------------------- */

/* A slice with a NUL behind it, made once. */
static const char *
text_of(struct wk_object *object, const char **made, const char *ptr, size_t len)
{
	if (*made == NULL)
		*made = arena_copy(&object->arena, ptr, len);
	return *made != NULL ? *made : "";
}

wk_kind
wk_object_kind(const wk_object *object)
{
	return object == NULL ? WK_RECORD : object->kind;
}

const char *
wk_object_name(wk_object *object)
{
	return object == NULL ? "" :
	    text_of(object, &object->name_text, object->name.ptr, object->name.len);
}

const char *
wk_object_namespace(wk_object *object)
{
	return object == NULL ? "" :
	    text_of(object, &object->ns_text, object->ns.ptr, object->ns.len);
}

const char *
wk_object_superclass(wk_object *object)
{
	return object == NULL || object->superclass.len == 0 ? NULL :
	    text_of(object, &object->super_text, object->superclass.ptr, object->superclass.len);
}

/* A class of nothing but the keys, for what makes paths. */
static enum cim_err
path_make(struct wk_object *object, struct bytes_writer *w)
{
	struct arena scratch = { 0 };
	static const struct cim_qualifier key = { .name = { "Key", 3, 0 },
		.value = { .type = CIM_BOOLEAN, .as.boolean = true } };
	struct cim_qualifier quals[] = { key };
	quals[0].name = cim_name_from("Key");
	struct cim_property *keys = arena_calloc(&scratch, object->count, sizeof(*keys));
	struct cim_class cls = { .name = object->name, .properties = keys };
	const struct cim_instance *inst = object_instance(object);
	struct cim_path path;
	enum cim_err err = keys == NULL || inst == NULL ? CIM_ENOMEM : CIM_OK;
	for (size_t i = 0; err == CIM_OK && i < object->count; i++) {
		if (!object->properties[i].is_key)
			continue;
		keys[cls.property_count].name = object->properties[i].name;
		keys[cls.property_count].type = object->properties[i].type;
		keys[cls.property_count].value = object->properties[i].held;
		keys[cls.property_count++].qualifiers = (struct cim_qualifiers){ quals, 1 };
	}
	if (err == CIM_OK)
		err = cim_path_of(&scratch, &cls, inst, &path, NULL);
	if (err == CIM_OK)
		cim_path_print(w, &path);
	arena_free(&scratch);
	return err == CIM_OK ? w->err : err;
}

const char *
wk_object_path(wk_object *object)
{
	struct bytes_writer w = { 0 };
	if (object == NULL || object->kind != WK_INSTANCE)
		return NULL;
	if (object->path_text == NULL && path_make(object, &w) == CIM_OK)
		object->path_text = arena_copy(&object->arena, w.buf, w.len);
	bytes_writer_free(&w);
	return object->path_text;
}

size_t
wk_property_count(const wk_object *object)
{
	return object == NULL ? 0 : object->count;
}

const char *
wk_property_name(wk_object *object, size_t index)
{
	if (object == NULL || index >= object->count)
		return NULL;
	struct wk_property *prop = &object->properties[index];
	return text_of(object, &prop->text, prop->name.ptr, prop->name.len);
}

const wk_value *
wk_property(wk_object *object, size_t index)
{
	return object != NULL && index < object->count ? &object->properties[index].value : NULL;
}

int
wk_property_is_set(const wk_object *object, size_t index)
{
	return object != NULL && index < object->count && object->properties[index].is_set;
}

struct wk_property *
object_property(struct wk_object *object, const char *name)
{
	struct cim_name wanted = cim_name(name, strlen(name));
	for (size_t i = 0; i < object->count; i++) {
		if (cim_name_eq(object->properties[i].name, wanted))
			return &object->properties[i];
	}
	return NULL;
}

const wk_value *
wk_find(wk_object *object, const char *name)
{
	struct wk_property *prop =
	    object == NULL || name == NULL ? NULL : object_property(object, name);
	return prop != NULL ? &prop->value : NULL;
}

const wk_value *
wk_qualifier(wk_object *object, const char *property, const char *name)
{
	if (object == NULL || name == NULL)
		return NULL;
	struct wk_property *prop = property == NULL ? NULL : object_property(object, property);
	if (property != NULL && prop == NULL)
		return NULL;
	const struct cim_qualifier *qual = cim_qualifier_find_name(
	    prop != NULL ? prop->qualifiers : object->qualifiers, cim_name(name, strlen(name)));
	struct wk_value *value =
	    qual == NULL ? NULL : arena_alloc(&object->arena, sizeof(*value));
	if (value != NULL)
		value_point(value, &qual->value, object);
	return value;
}

/* ---- Records ---------------------------------------------------------------- */

#define RECORD_PROPERTIES 24

void
record_begin(struct record *record, const char *name)
{
	record->object = object_new(WK_RECORD, cim_str("", 0));
	record->err = record->object == NULL ? CIM_ENOMEM : room(record->object, RECORD_PROPERTIES);
	if (record->err == CIM_OK)
		record->object->name = cim_name_from(name);
}

static void
record_add(struct record *record, const char *name, const struct cim_value *value)
{
	if (record->err == CIM_OK && record->object->count == RECORD_PROPERTIES)
		record->err = CIM_ELIMIT;
	if (record->err == CIM_OK)
		add(record->object, cim_name(name, strlen(name)), value)->is_set = true;
}

void
record_number(struct record *record, const char *name, uint64_t number)
{
	record_add(record, name, &(struct cim_value){ .type = CIM_UINT64, .as.uint = number });
}

void
record_bool(struct record *record, const char *name, bool yes)
{
	record_add(record, name, &(struct cim_value){ .type = CIM_BOOLEAN, .as.boolean = yes });
}

void
record_text(struct record *record, const char *name, const char *text)
{
	if (record->err != CIM_OK)
		return;
	size_t n = strlen(text);
	const char *copy = arena_copy(&record->object->arena, text, n);
	if (copy == NULL)
		record->err = CIM_ENOMEM;
	record_add(record, name,
	    &(struct cim_value){ .type = CIM_STRING, .as.string = cim_str(copy, n) });
}

enum cim_err
record_end(struct record *record, struct wk_object **out)
{
	return finish(record->object, record->err, out);
}
