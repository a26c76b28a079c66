/*
 * encode.c: a CIM object into the bytes of its record, in the order of the format's chapters
 * 5 and 6.
 */
#include "repo/record.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "cim/limits.h"

static void
fail(struct record_work *work, enum cim_err err, const char *why)
{
	if (work->err == CIM_OK) {
		work->err = err;
		work->why = why;
	}
}

static void
write_u8(struct record_work *work, unsigned v)
{
	bytes_write_u8(&work->head, (uint8_t)v);
}

static void
write_varint(struct record_work *work, uint64_t v)
{
	bytes_write_varint(&work->head, v);
}

/* How many of something follow: no more than a reader would take. */
static void
write_count(struct record_work *work, uint32_t count)
{
	if (count >= CIM_LIMIT_ELEMENTS)
		fail(work, CIM_ELIMIT, "too many elements");
	write_varint(work, count);
}

static size_t
varint_size(uint64_t v)
{
	size_t n = 1;
	while (v >= 0x80) {
		v >>= 7;
		n++;
	}
	return n;
}

/* A reference to a text that is there, and the text itself when it is the first. */
static uint32_t
write_text(struct record_work *work, struct cim_str text)
{
	uint32_t number = 0;
	bool is_new = false;
	if (work->err != CIM_OK)
		return 0;
	if (text.ptr == NULL)
		text.ptr = "";
	enum cim_err err = tables_text(&work->tables, text, &number, &is_new);
	if (err != CIM_OK)
		fail(work, err, "too many texts");
	else if (is_new)
		work->texts_bytes += varint_size(text.len) + text.len;
	write_varint(work, is_new ? 1 : (uint64_t)number + 2);
	return number;
}

/* A name, which must be one. Looks at each spelling once. */
static uint32_t
write_name(struct record_work *work, struct cim_name name)
{
	uint32_t number = write_text(work, cim_name_str(name));
	if (work->err != CIM_OK)
		return 0;
	struct table_text *entry = &work->tables.texts[number];
	if (entry->name.ptr == NULL) {
		if (!cim_name_valid(entry->text))
			fail(work, CIM_EINVAL, "a name that is no identifier");
		entry->name = name;
	}
	return number;
}

static void
write_name_or_none(struct record_work *work, struct cim_name name)
{
	if (name.len == 0)
		write_varint(work, 0);
	else
		write_name(work, name);
}

static void
begin(struct record_work *work, enum repo_kind kind, struct cim_str ns)
{
	tables_reset(&work->tables);
	bytes_writer_reset(&work->head);
	work->kind = (uint8_t)kind;
	work->v3 = false;
	work->texts_bytes = 0;
	work->depth = 0;
	work->err = CIM_OK;
	work->why = "";
	if (!record_namespace_valid(ns))
		fail(work, CIM_EINVAL, "a namespace that is not in normal form");
	write_text(work, ns);
}

static enum cim_err
end(struct record_work *work)
{
	if (work->head.err != CIM_OK)
		fail(work, work->head.err, "the head is too large");
	if (work->err == CIM_OK && record_size(work) > CIM_LIMIT_RECORD)
		fail(work, CIM_ELIMIT, "the record is too large");
	return work->err;
}

/* ---- 5.2 VALUE ----------------------------------------------------------- */

static void write_body(struct record_work *work, const struct cim_instance *inst);

static void
write_real(struct record_work *work, uint8_t type, double real)
{
	if (!isfinite(real) ||
	    (type == CIM_REAL32 &&
		(fabs(real) > (double)FLT_MAX || (double)(float)real != real))) {
		fail(work, CIM_EINVAL, "a real that its type does not hold");
	} else if (type == CIM_REAL32) {
		float single = (float)real;
		uint32_t bits;
		memcpy(&bits, &single, sizeof(bits));
		bytes_write_u32(&work->head, bits);
	} else {
		uint64_t bits;
		memcpy(&bits, &real, sizeof(bits));
		bytes_write_u64(&work->head, bits);
	}
}

static void
write_object(struct record_work *work, const struct cim_instance *object)
{
	if (++work->depth > CIM_LIMIT_NESTING)
		fail(work, CIM_ELIMIT, "embedded objects nest too deeply");
	if (work->err == CIM_OK)
		write_body(work, object);
	work->depth--;
}

static void
write_scalar(struct record_work *work, const struct cim_value *value)
{
	uint8_t type = value->type;
	work->v3 |= cim_type_is_v3((enum cim_type)type);
	if (value->is_null) {
		write_u8(work, 0);
	} else if (type == CIM_BOOLEAN) {
		write_u8(work, value->as.boolean ? 2 : 1);
	} else if (cim_type_is_text((enum cim_type)type)) {
		if (type == CIM_DATETIME && value->as.string.len != 25)
			fail(work, CIM_EINVAL, "a datetime that has not 25 characters");
		write_text(work, value->as.string);
	} else if (type == CIM_OBJECT) {
		work->v3 |= value->as.object->is_value;
		write_u8(work, value->as.object->is_value ? 2 : 1);
		write_object(work, value->as.object);
	} else {
		write_u8(work, 1);
		unsigned bits = cim_type_bits((enum cim_type)type);
		if (type == CIM_CHAR16) {
			write_varint(work, value->as.char16);
		} else if (cim_type_is_unsigned((enum cim_type)type)) {
			if (bits < 64 && value->as.uint >> bits != 0)
				fail(work, CIM_EINVAL, "an integer outside its type");
			write_varint(work, value->as.uint);
		} else if (cim_type_is_integer((enum cim_type)type)) {
			int64_t v = value->as.sint;
			uint64_t zigzag = (uint64_t)v << 1 ^ (v < 0 ? UINT64_MAX : 0);
			if (bits < 64 && zigzag >> bits != 0)
				fail(work, CIM_EINVAL, "an integer outside its type");
			write_varint(work, zigzag);
		} else if (cim_type_is_real((enum cim_type)type)) {
			write_real(work, type, value->as.real);
		} else {
			fail(work, CIM_EINVAL, "a value without a type");
		}
	}
}

static void
write_value(struct record_work *work, const struct cim_value *value)
{
	if (!value->is_array) {
		write_scalar(work, value);
		return;
	}
	if (!value->is_null && value->count >= CIM_LIMIT_ELEMENTS)
		fail(work, CIM_ELIMIT, "too many elements");
	write_varint(work, value->is_null ? 0 : (uint64_t)value->count + 1);
	for (uint32_t i = 0; !value->is_null && i < value->count && work->err == CIM_OK; i++) {
		const struct cim_value *item = &value->as.items[i];
		if (item->type != value->type || item->is_array)
			fail(work, CIM_EINVAL, "an array whose elements differ in type");
		write_scalar(work, item);
	}
}

/* ---- 5.1 TYPE ------------------------------------------------------------ */

static unsigned
type_bits(uint8_t type, bool is_array)
{
	return type | (is_array ? RECORD_ARRAY : 0u);
}

static void
write_type(
    struct record_work *work, const struct cim_element_type *type, const struct cim_value *value)
{
	bool has_class = cim_type_has_class((enum cim_type)type->type);
	work->v3 |= type->is_local || cim_type_is_v3((enum cim_type)type->type);
	if (type->is_local && (!has_class || type->class_name.len == 0))
		fail(work, CIM_EINVAL, "a local type without a name");
	unsigned bits = type_bits(type->type, type->is_array), extras = 0;
	if (type->type == CIM_TYPE_NONE || type->type > CIM_TYPE_LAST)
		fail(work, CIM_EINVAL, "an element without a type");
	if (type->array_size != 0 && !type->is_array)
		fail(work, CIM_EINVAL, "an array size without an array");
	if (value->type != CIM_TYPE_NONE)
		bits |= RECORD_VALUE;
	if (value->type != CIM_TYPE_NONE &&
	    (value->type != type->type || value->is_array != type->is_array))
		extras |= RECORD_EXTRA_TYPE;
	if (type->array_size != 0)
		extras |= RECORD_EXTRA_SIZE;
	if (type->is_local)
		extras |= RECORD_EXTRA_LOCAL;
	if (extras != 0)
		bits |= RECORD_EXTRA;
	write_u8(work, bits);
	if (extras != 0)
		write_u8(work, extras);
	if (extras & RECORD_EXTRA_SIZE)
		write_varint(work, type->array_size);
	if (extras & RECORD_EXTRA_TYPE)
		write_u8(work, type_bits(value->type, value->is_array));
	if (has_class)
		write_name_or_none(work, type->class_name);
}

/* The value that TYPE announced, at the end of its element. */
static void
write_value_if_any(struct record_work *work, const struct cim_value *value)
{
	if (value->type != CIM_TYPE_NONE)
		write_value(work, value);
}

/* ---- 5.3 QUALIFIERS ------------------------------------------------------ */

/* The form of a qualifier: its name, type and flavors, written out the first time. */
static void
write_form(struct record_work *work, const struct cim_qualifier *qual)
{
	unsigned bits = type_bits(qual->value.type, qual->value.is_array);
	bool v3 = cim_type_is_v3((enum cim_type)qual->value.type);
	work->v3 |= v3;
	if (qual->value.type == CIM_TYPE_NONE || (qual->value.type > CIM_REFERENCE && !v3))
		fail(work, CIM_EINVAL, "a qualifier without a value or with an object");
	if (qual->flavors != CIM_FLAVOR_DEFAULT || qual->stated != 0)
		bits |= RECORD_FORM_FLAVORS;
	/*
	 * The name's number is not known before it is written, and it is written only in a new
	 * form: look it up first.
	 */
	uint32_t name, number;
	bool is_new;
	enum cim_err err = tables_text(&work->tables, cim_name_str(qual->name), &name, &is_new);
	bool name_is_new = is_new;
	if (err == CIM_OK)
		err = tables_form(&work->tables,
		    (uint64_t)name << 24 | bits << 16 | (unsigned)qual->flavors << 8 |
			qual->stated,
		    &number, &is_new);
	if (err != CIM_OK) {
		fail(work, err, "too many texts");
		return;
	}
	if (!is_new) {
		write_varint(work, (uint64_t)number + 1);
		return;
	}
	if (name_is_new)
		work->texts_bytes += varint_size(qual->name.len) + qual->name.len;
	if (work->tables.texts[name].name.ptr == NULL) {
		if (!cim_name_valid(cim_name_str(qual->name)))
			fail(work, CIM_EINVAL, "a qualifier whose name is no identifier");
		work->tables.texts[name].name = qual->name;
	}
	write_u8(work, 0);
	write_varint(work, name_is_new ? 1 : (uint64_t)name + 2);
	write_u8(work, bits);
	if (bits & RECORD_FORM_FLAVORS) {
		write_u8(work, qual->flavors);
		write_u8(work, qual->stated);
	}
}

static void
write_qualifiers(struct record_work *work, struct cim_qualifiers quals)
{
	write_count(work, quals.count);
	for (uint32_t i = 0; i < quals.count && work->err == CIM_OK; i++) {
		write_form(work, &quals.list[i]);
		if (work->err == CIM_OK)
			write_value(work, &quals.list[i].value);
	}
}

/* ---- 6 The head of each kind --------------------------------------------- */

enum cim_err
record_encode_namespace(
    struct record_work *work, struct cim_str ns, struct record_security security)
{
	begin(work, REPO_KIND_NAMESPACE, ns);
	work->v3 = security.descriptor.len > 0 || security.encryption;
	write_u8(work, (uint8_t)((security.descriptor.len > 0 ? RECORD_NS_DESCRIPTOR : 0) |
	    (security.encryption ? RECORD_NS_ENCRYPTION : 0)));
	if (security.descriptor.len > 0)
		bytes_write_str(&work->head, security.descriptor);
	return end(work);
}

enum cim_err
record_encode_qualifier_type(
    struct record_work *work, struct cim_str ns, const struct cim_qualifier_type *qt)
{
	struct cim_element_type type = {
		.type = qt->type, .is_array = qt->is_array, .array_size = qt->array_size,
		.class_name = qt->class_name
	};
	begin(work, REPO_KIND_QUALIFIER_TYPE, ns);
	write_name(work, qt->name);
	write_varint(work, qt->scopes);
	write_u8(work, qt->flavors);
	write_u8(work, qt->stated);
	write_type(work, &type, &qt->value);
	if (qt->type >= CIM_REFERENCE && !cim_type_is_v3((enum cim_type)qt->type))
		fail(work, CIM_EINVAL, "a qualifier type of a type that qualifiers do not have");
	write_value_if_any(work, &qt->value);
	work->v3 |= qt->has_policy || qt->qualifiers.count > 0 ||
	    qt->scopes >= CIM_SCOPE_STRUCTURE;
	if (work->v3) {
		write_u8(work, qt->has_policy);
		write_qualifiers(work, qt->qualifiers);
	}
	return end(work);
}

static void
write_property(struct record_work *work, const struct cim_property *prop)
{
	write_name(work, prop->name);
	write_type(work, &prop->type, &prop->value);
	if (prop->type.type == CIM_VOID)
		fail(work, CIM_EINVAL, "a property of no type");
	write_qualifiers(work, prop->qualifiers);
	write_value_if_any(work, &prop->value);
}

static void
write_parameter(struct record_work *work, const struct cim_parameter *param)
{
	struct cim_property like = { .name = param->name,
		.type = param->type,
		.value = param->value,
		.qualifiers = param->qualifiers };
	write_property(work, &like);
}

static void
write_method(struct record_work *work, const struct cim_method *method)
{
	static const struct cim_value none;
	write_name(work, method->name);
	write_type(work, &method->type, &none);
	if (method->type.type == CIM_VOID && method->type.is_array)
		fail(work, CIM_EINVAL, "an array of no type");
	write_qualifiers(work, method->qualifiers);
	write_count(work, method->parameter_count);
	for (uint32_t i = 0; i < method->parameter_count && work->err == CIM_OK; i++)
		write_parameter(work, &method->parameters[i]);
}

/* What an enumeration is; its value has no type of its own, and is never null. */
static void
write_enumeration(struct record_work *work, const struct cim_enumeration *en)
{
	write_name(work, en->name);
	write_name_or_none(work, en->base);
	if (en->type != CIM_STRING && !cim_type_is_integer((enum cim_type)en->type))
		fail(work, CIM_EINVAL, "an enumeration of a type that cannot be");
	write_u8(work, en->type | (en->base_is_local ? RECORD_ARRAY : 0u));
	write_qualifiers(work, en->qualifiers);
	write_count(work, en->element_count);
	for (uint32_t i = 0; i < en->element_count && work->err == CIM_OK; i++) {
		const struct cim_enum_element *element = &en->elements[i];
		write_name(work, element->name);
		write_qualifiers(work, element->qualifiers);
		if (element->value.type != en->type || element->value.is_array ||
		    element->value.is_null)
			fail(work, CIM_EINVAL, "an element of another type than its enumeration");
		write_value(work, &element->value);
	}
}

enum cim_err
record_encode_enumeration(
    struct record_work *work, struct cim_str ns, const struct cim_enumeration *en)
{
	begin(work, REPO_KIND_ENUMERATION, ns);
	if (en->base_is_local)
		fail(work, CIM_EINVAL, "a local base outside of a class");
	write_enumeration(work, en);
	return end(work);
}

static void
write_properties(struct record_work *work, const struct cim_class *cls)
{
	write_qualifiers(work, cls->qualifiers);
	write_count(work, cls->property_count);
	for (uint32_t i = 0; i < cls->property_count && work->err == CIM_OK; i++)
		write_property(work, &cls->properties[i]);
}

/* The types inside of a class or structure, each with its kind in front. */
static void
write_locals(struct record_work *work, const struct cim_class *cls)
{
	if (++work->depth > CIM_LIMIT_NESTING)
		fail(work, CIM_ELIMIT, "types nest too deeply");
	write_count(work, cls->local_count);
	for (uint32_t i = 0; i < cls->local_count && work->err == CIM_OK; i++) {
		const struct cim_class *structure = cls->locals[i].structure;
		if (structure == NULL) {
			write_u8(work, REPO_KIND_ENUMERATION);
			write_enumeration(work, cls->locals[i].enumeration);
			continue;
		}
		write_u8(work, REPO_KIND_STRUCTURE);
		if (structure->kind != CIM_KIND_STRUCTURE || structure->method_count > 0)
			fail(work, CIM_EINVAL, "a type in a class that is no structure");
		write_name(work, structure->name);
		write_name_or_none(work, structure->superclass);
		write_u8(work, structure->super_is_local);
		write_properties(work, structure);
		write_locals(work, structure);
	}
	work->depth--;
}

enum cim_err
record_encode_class(
    struct record_work *work, struct cim_str ns, const struct cim_class *cls, unsigned flags)
{
	bool is_structure = cls->kind == CIM_KIND_STRUCTURE;
	begin(work, is_structure ? REPO_KIND_STRUCTURE : REPO_KIND_CLASS, ns);
	write_name(work, cls->name);
	write_name_or_none(work, cls->superclass);
	if (cls->super_is_local || cls->kind > CIM_KIND_STRUCTURE ||
	    (is_structure && cls->method_count > 0))
		fail(work, CIM_EINVAL, "a class of no kind that is known");
	work->flags_at = work->head.len;
	write_u8(work, flags);
	write_properties(work, cls);
	if (is_structure) {
		write_locals(work, cls);
		return end(work);
	}
	write_count(work, cls->method_count);
	for (uint32_t i = 0; i < cls->method_count && work->err == CIM_OK; i++)
		write_method(work, &cls->methods[i]);
	work->v3 |= cls->kind != CIM_KIND_CLASS || cls->local_count > 0;
	if (work->v3) {
		write_u8(work, cls->kind);
		write_locals(work, cls);
	}
	return end(work);
}

void
record_class_flags(struct record_work *work, unsigned flags)
{
	work->head.buf[work->flags_at] = (uint8_t)flags;
}

static void
write_instance_property(struct record_work *work, const struct cim_instance_property *prop)
{
	unsigned bits = type_bits(prop->value.type, prop->value.is_array);
	bool v3 = cim_type_is_v3((enum cim_type)prop->value.type);
	if ((prop->value.type > CIM_OBJECT && !v3) ||
	    (prop->value.type == CIM_TYPE_NONE && prop->value.is_array))
		fail(work, CIM_EINVAL, "a property value without a type");
	if (prop->qualifiers.count > 0)
		bits |= RECORD_HAS_QUALIFIERS;
	write_name(work, prop->name);
	write_u8(work, bits);
	if (prop->qualifiers.count > 0)
		write_qualifiers(work, prop->qualifiers);
	write_value_if_any(work, &prop->value);
}

static void
write_body(struct record_work *work, const struct cim_instance *inst)
{
	write_name(work, inst->class_name);
	write_qualifiers(work, inst->qualifiers);
	write_count(work, inst->property_count);
	for (uint32_t i = 0; i < inst->property_count && work->err == CIM_OK; i++)
		write_instance_property(work, &inst->properties[i]);
}

enum cim_err
record_encode_instance(struct record_work *work, struct cim_str ns, const struct cim_instance *inst,
    struct cim_str path)
{
	begin(work, REPO_KIND_INSTANCE, ns);
	if (path.len == 0)
		write_varint(work, 0);
	else
		write_text(work, path);
	if (inst->is_value)
		fail(work, CIM_EINVAL, "a value that is no instance");
	write_body(work, inst);
	return end(work);
}

/* ---- 5 Records ----------------------------------------------------------- */

size_t
record_size(const struct record_work *work)
{
	return 2 + varint_size(work->head.len) + work->head.len + work->texts_bytes;
}

static uint8_t *
fill_varint(uint8_t *at, uint64_t v)
{
	while (v >= 0x80) {
		*at++ = (uint8_t)(v | 0x80);
		v >>= 7;
	}
	*at++ = (uint8_t)v;
	return at;
}

/* Kinds of MOF 3 alone need no other version for what is of MOF 3 in them. */
static uint8_t
version(const struct record_work *work)
{
	bool own = work->kind == REPO_KIND_ENUMERATION || work->kind == REPO_KIND_STRUCTURE;
	return work->v3 && !own ? RECORD_VERSION_V3 : RECORD_VERSION;
}

void
record_fill(const struct record_work *work, uint8_t *room)
{
	*room++ = work->kind;
	*room++ = version(work);
	room = fill_varint(room, work->head.len);
	memcpy(room, work->head.buf, work->head.len);
	room += work->head.len;
	for (uint32_t i = 0; i < work->tables.text_count; i++) {
		struct cim_str text = work->tables.texts[i].text;
		room = fill_varint(room, text.len);
		memcpy(room, text.ptr, text.len);
		room += text.len;
	}
}

bool
record_equals(const struct record_work *work, const uint8_t *bytes, size_t len)
{
	if (len != record_size(work))
		return false;
	uint8_t start[12] = { work->kind, version(work) }, number[10];
	size_t n = (size_t)(fill_varint(start + 2, work->head.len) - start);
	if (memcmp(bytes, start, n) != 0 || memcmp(bytes + n, work->head.buf, work->head.len) != 0)
		return false;
	bytes += n + work->head.len;
	for (uint32_t i = 0; i < work->tables.text_count; i++) {
		struct cim_str text = work->tables.texts[i].text;
		n = (size_t)(fill_varint(number, text.len) - number);
		/*
		 * The sizes agree in sum, not one by one: compare the length before the text
		 * is believed to fit.
		 */
		if (memcmp(bytes, number, n) != 0 || memcmp(bytes + n, text.ptr, text.len) != 0)
			return false;
		bytes += n + text.len;
	}
	return true;
}
