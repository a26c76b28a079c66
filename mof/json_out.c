/* json_out.c: CIM objects as JSON, one object a line; the form is doc/json.txt. */
#include "config.h"

#include "mof/json_out.h"

#include <inttypes.h>
#include <string.h>


static void
put(struct bytes_writer *w, const char *text)
{
	bytes_write(w, text, strlen(text));
}

static void
put_name(struct bytes_writer *w, struct cim_name name)
{
	json_string(w, cim_name_str(name));
}

/* A name, or null when it is empty. */
static void
key_name(struct bytes_writer *w, const char *key, struct cim_name name)
{
	json_key(w, key);
	if (name.len == 0)
		put(w, "null");
	else
		put_name(w, name);
}

/* ---- Values ------------------------------------------------------------------ */

const char *
json_type_word(uint8_t type)
{
	return type == CIM_REFERENCE ? "reference" : cim_type_to_string((enum cim_type)type);
}

static void put_object(const struct json_context *j, const struct cim_instance *inst);

static void
put_scalar(const struct json_context *j, const struct cim_value *value)
{
	struct bytes_writer *w = j->w;
	if (value->is_null) {
		put(w, "null");
		return;
	}
	switch (value->type) {
	case CIM_STRING: case CIM_DATETIME: case CIM_REFERENCE: case CIM_ENUMERATION:
	case CIM_OCTETSTRING:
		json_string(w, value->as.string);
		return;
	case CIM_CHAR16: {
		uint16_t c = value->as.char16;
		if (c >= 0x20 && c < 0x7f && c != '"' && c != '\\')
			bytes_write_format(w, "\"%c\"", c);
		else
			bytes_write_format(w, "\"\\u%04x\"", c);
		return;
	}
	case CIM_OBJECT:
		put_object(j, value->as.object);
		return;
	default:
		cim_value_text(w, value);
	}
}

void
json_value(const struct json_context *j, const struct cim_value *value)
{
	struct bytes_writer *w = j->w;
	if (!value->is_array || value->is_null) {
		put_scalar(j, value);
		return;
	}
	put(w, "[");
	for (uint32_t i = 0; i < value->count; i++) {
		json_comma(w);
		put_scalar(j, &value->as.items[i]);
	}
	put(w, "]");
}

/* ---- Qualifiers --------------------------------------------------------------- */

/* Flavors in MOF's words: those of one set of bits, with their values in the other. */
static void
key_flavors(struct bytes_writer *w, const char *key, uint8_t bits, uint8_t flavors)
{
	json_key(w, key);
	put(w, "[");
	for (unsigned bit = CIM_FLAVOR_OVERRIDE; bit <= CIM_FLAVOR_AMENDED; bit <<= 1) {
		const char *word = cim_flavor_to_string((uint8_t)bit, (flavors & bit) != 0);
		if ((bits & bit) == 0 || word == NULL)
			continue;
		json_comma(w);
		json_string(w, cim_str_from(word));
	}
	put(w, "]");
}

/*
 * The flavors that hold. Those that were stated follow, unless they are just those that differ
 * from what holds without a word, as a reader takes it then.
 */
static void
put_flavors(struct bytes_writer *w, uint8_t flavors, uint8_t stated, uint8_t unsaid)
{
	const uint8_t always = CIM_FLAVOR_OVERRIDE | CIM_FLAVOR_TOSUBCLASS;
	uint8_t named = (uint8_t)(flavors | always), differ = (uint8_t)(flavors ^ unsaid);
	key_flavors(w, "flavors", named, flavors);
	if (stated != differ || (differ & ~named) != 0)
		key_flavors(w, "stated", stated, flavors);
}

static void
put_qualifier(const struct json_context *j, const struct cim_qualifier *q)
{
	struct bytes_writer *w = j->w;
	json_comma(w);
	put_name(w, q->name);
	put(w, ":{");
	json_key_text(w, "type", json_type_word(q->value.type));
	json_key_bool(w, "array", q->value.is_array);
	json_key(w, "value");
	json_value(j, &q->value);
	put_flavors(w, q->flavors, q->stated, j->flavors(j->ctx, q->name));
	if (q->propagated)
		json_key_bool(w, "propagated", true);
	put(w, "}");
}

static void
key_qualifiers(const struct json_context *j, struct cim_qualifiers quals)
{
	json_key(j->w, "qualifiers");
	put(j->w, "{");
	for (uint32_t i = 0; i < quals.count; i++)
		put_qualifier(j, &quals.list[i]);
	put(j->w, "}");
}

/* ---- Declarations -------------------------------------------------------------- */

static void
key_type(struct bytes_writer *w, const char *key, const struct cim_element_type *type)
{
	json_key_text(w, key, json_type_word(type->type));
	json_key_bool(w, "array", type->is_array);
	if (type->is_array && type->array_size > 0)
		json_key_number(w, "array_size", type->array_size);
	if (type->type == CIM_REFERENCE)
		key_name(w, "reference_class", type->class_name);
	if (type->type == CIM_OBJECT)
		key_name(w, "object_class", type->class_name);
	if (type->type == CIM_ENUMERATION)
		key_name(w, "enumeration", type->class_name);
	if (type->is_local)
		json_key_bool(w, "local", true);
}

/* A value that was written; what was not is left out. */
static void
key_value(const struct json_context *j, const struct cim_value *value)
{
	if (value->type == CIM_TYPE_NONE)
		return;
	json_key(j->w, "value");
	json_value(j, value);
}

/* What only effective classes know. */
static void
key_origin(struct bytes_writer *w, struct cim_name origin, bool propagated)
{
	if (origin.len == 0)
		return;
	key_name(w, "class_origin", origin);
	json_key_bool(w, "propagated", propagated);
}

static void
put_property(const struct json_context *j, const struct cim_property *prop)
{
	struct bytes_writer *w = j->w;
	json_comma(w);
	put_name(w, prop->name);
	put(w, ":{");
	key_type(w, "type", &prop->type);
	key_value(j, &prop->value);
	key_origin(w, prop->origin, prop->propagated);
	key_qualifiers(j, prop->qualifiers);
	put(w, "}");
}

static void
put_method(const struct json_context *j, const struct cim_method *method)
{
	struct bytes_writer *w = j->w;
	json_comma(w);
	put_name(w, method->name);
	put(w, ":{");
	key_type(w, "return_type", &method->type);
	key_origin(w, method->origin, method->propagated);
	json_key(w, "parameters");
	put(w, "{");
	for (uint32_t i = 0; i < method->parameter_count; i++) {
		const struct cim_parameter *param = &method->parameters[i];
		json_comma(w);
		put_name(w, param->name);
		put(w, ":{");
		key_type(w, "type", &param->type);
		key_value(j, &param->value);
		key_qualifiers(j, param->qualifiers);
		put(w, "}");
	}
	put(w, "}");
	key_qualifiers(j, method->qualifiers);
	put(w, "}");
}

/* ---- Structures and enumerations ---------------------------------------------- */

static void
put_enumeration(const struct json_context *j, const struct cim_enumeration *en)
{
	struct bytes_writer *w = j->w;
	key_name(w, "name", en->name);
	key_name(w, "base", en->base);
	if (en->base_is_local)
		json_key_bool(w, "base_local", true);
	json_key_text(w, "type", json_type_word(en->type));
	key_qualifiers(j, en->qualifiers);
	json_key(w, "elements");
	put(w, "{");
	for (uint32_t i = 0; i < en->element_count; i++) {
		const struct cim_enum_element *element = &en->elements[i];
		json_comma(w);
		put_name(w, element->name);
		put(w, ":{");
		key_value(j, &element->value);
		key_qualifiers(j, element->qualifiers);
		put(w, "}");
	}
	put(w, "}");
}

void
json_enumeration(const struct json_context *j, const struct cim_enumeration *en)
{
	put(j->w, "{");
	json_key_text(j->w, "kind", "enumeration");
	json_key_str(j->w, "namespace", j->ns);
	put_enumeration(j, en);
	put(j->w, "}");
}

static void put_class(const struct json_context *j, const struct cim_class *cls);

/* The types that are declared inside of a class or structure: the record bounds their depth. */
static void
key_locals(const struct json_context *j, const struct cim_class *cls)
{
	struct bytes_writer *w = j->w;
	if (cls->local_count == 0)
		return;
	json_key(w, "types");
	put(w, "[");
	for (uint32_t i = 0; i < cls->local_count; i++) {
		const struct cim_local *local = &cls->locals[i];
		json_comma(w);
		put(w, "{");
		json_key_text(w, "kind", local->structure != NULL ? "structure" : "enumeration");
		if (local->structure != NULL)
			put_class(j, local->structure);
		else
			put_enumeration(j, local->enumeration);
		put(w, "}");
	}
	put(w, "]");
}

/* What comes behind kind and namespace. */
static void
put_class(const struct json_context *j, const struct cim_class *cls)
{
	struct bytes_writer *w = j->w;
	key_name(w, "name", cls->name);
	key_name(w, "superclass", cls->superclass);
	if (cls->super_is_local)
		json_key_bool(w, "superclass_local", true);
	if (cls->kind == CIM_KIND_ASSOCIATION)
		json_key_bool(w, "association", true);
	key_qualifiers(j, cls->qualifiers);
	key_locals(j, cls);
	json_key(w, "properties");
	put(w, "{");
	for (uint32_t i = 0; i < cls->property_count; i++)
		put_property(j, &cls->properties[i]);
	put(w, "}");
	if (cls->kind == CIM_KIND_STRUCTURE)
		return;
	json_key(w, "methods");
	put(w, "{");
	for (uint32_t i = 0; i < cls->method_count; i++)
		put_method(j, &cls->methods[i]);
	put(w, "}");
}

void
json_class(const struct json_context *j, const struct cim_class *cls)
{
	put(j->w, "{");
	json_key_text(j->w, "kind", cls->kind == CIM_KIND_STRUCTURE ? "structure" : "class");
	json_key_str(j->w, "namespace", j->ns);
	put_class(j, cls);
	put(j->w, "}");
}

void
json_qualifier_type(const struct json_context *j, const struct cim_qualifier_type *qt)
{
	struct bytes_writer *w = j->w;
	put(w, "{");
	json_key_text(w, "kind", "qualifier");
	json_key_str(w, "namespace", j->ns);
	key_name(w, "name", qt->name);
	json_key_text(w, "type", json_type_word(qt->type));
	json_key_bool(w, "array", qt->is_array);
	if (qt->is_array && qt->array_size > 0)
		json_key_number(w, "array_size", qt->array_size);
	if (qt->type == CIM_ENUMERATION)
		key_name(w, "enumeration", qt->class_name);
	key_value(j, &qt->value);
	json_key(w, "scopes");
	put(w, "[");
	for (uint32_t bit = 1; bit <= CIM_SCOPE_LAST; bit <<= 1) {
		if ((qt->scopes & bit) == 0)
			continue;
		json_comma(w);
		json_string(w, cim_str_from(cim_scope_to_string(bit)));
	}
	put(w, "]");
	put_flavors(w, qt->flavors, qt->stated, CIM_FLAVOR_DEFAULT);
	if (qt->has_policy)
		json_key_bool(w, "policy", true);
	if (qt->qualifiers.count > 0)
		key_qualifiers(j, qt->qualifiers);
	put(w, "}");
}

/* What an instance and an embedded instance have in common. */
static void
put_instance(const struct json_context *j, const struct cim_instance *inst)
{
	struct bytes_writer *w = j->w;
	key_name(w, "class", inst->class_name);
	if (inst->is_value)
		json_key_bool(w, "value_of", true);
	if (inst->qualifiers.count > 0)
		key_qualifiers(j, inst->qualifiers);
	json_key(w, "properties");
	put(w, "{");
	for (uint32_t i = 0; i < inst->property_count; i++) {
		const struct cim_instance_property *prop = &inst->properties[i];
		json_comma(w);
		put_name(w, prop->name);
		put(w, ":{");
		if (prop->value.type != CIM_TYPE_NONE) {
			json_key_text(w, "type", json_type_word(prop->value.type));
			json_key_bool(w, "array", prop->value.is_array);
			key_value(j, &prop->value);
		}
		if (prop->qualifiers.count > 0)
			key_qualifiers(j, prop->qualifiers);
		put(w, "}");
	}
	put(w, "}");
}

static void
put_object(const struct json_context *j, const struct cim_instance *inst)
{
	put(j->w, "{");
	put_instance(j, inst);
	put(j->w, "}");
}

void
json_instance(
    const struct json_context *j, const struct cim_instance *inst, struct cim_str path)
{
	struct bytes_writer *w = j->w;
	put(w, "{");
	json_key_text(w, "kind", "instance");
	json_key_str(w, "namespace", j->ns);
	json_key_str(w, "path", path);
	put_instance(j, inst);
	put(w, "}");
}
