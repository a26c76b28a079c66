/* decode.c: the bytes of a record into a CIM object: encode.c's mirror, which believes nothing. */
#include "repo/record.h"

#include <math.h>
#include <string.h>

#include "cim/limits.h"
#include "cim/rights.h"

static void
fail(struct record_work *work, enum cim_err err, const char *why)
{
	if (work->err == CIM_OK) {
		work->err = err;
		work->why = why;
		bytes_read_fail(&work->in, err);	/* all further reads give zero */
	}
}

static void
damaged(struct record_work *work, const char *why)
{
	fail(work, CIM_EDAMAGED, why);
}

static uint8_t
read_u8(struct record_work *work)
{
	return bytes_read_u8(&work->in);
}

/*
 * A count of things that take at least least bytes of the head each: the bytes that are left
 * bound it.
 */
static uint32_t
read_count(struct record_work *work, size_t least)
{
	size_t most = bytes_read_left(&work->in) / least;
	if (most > CIM_LIMIT_ELEMENTS)
		most =
		    CIM_LIMIT_ELEMENTS; /* one more than may stand in an array: it counts from 1 */
	uint64_t count = bytes_read_varint(&work->in);
	if (count > most) {
		damaged(work, "a count larger than what follows");
		return 0;
	}
	return (uint32_t)count;
}

/* An array in the arena; NULL for none or on failure. */
static void *
room(struct record_work *work, uint32_t count, size_t size)
{
	if (count == 0 || work->err != CIM_OK)
		return NULL;
	void *p = arena_calloc(work->arena, count, size);
	if (p == NULL)
		fail(work, CIM_ENOMEM, "out of memory");
	return p;
}

/* A reference to a text: its entry, or NULL for none (and on failure). */
static struct table_text *
read_text(struct record_work *work)
{
	uint64_t ref = bytes_read_varint(&work->in);
	struct tables *tables = &work->tables;
	if (ref == 0 || work->err != CIM_OK || work->in.err != CIM_OK)
		return NULL;
	if (ref >= 2) {
		if (ref - 2 < tables->text_count)
			return &tables->texts[ref - 2];
		damaged(work, "a reference to a text that is not there");
		return NULL;
	}
	struct cim_str text = bytes_read_str(&work->text);
	uint32_t number = tables->text_count;
	bool is_new = true;
	enum cim_err err = work->text.err;
	if (err == CIM_OK)
		err = work->strict ? tables_text(tables, text, &number, &is_new)
				   : tables_text_push(tables, text);
	if (err == CIM_OK && !is_new)
		err = CIM_EDAMAGED;
	if (err != CIM_OK) {
		fail(work, err, is_new ? "a text that is not there" : "a text that stands twice");
		return NULL;
	}
	return &tables->texts[number];
}

static struct cim_name
name_of(struct record_work *work, struct table_text *entry)
{
	if (entry == NULL)
		return (struct cim_name){ NULL, 0, 0 };
	if (entry->name.ptr == NULL) {
		if (!cim_name_valid(entry->text))
			damaged(work, "a name that is no identifier");
		else
			entry->name = cim_name(entry->text.ptr, entry->text.len);
	}
	return entry->name;
}

static struct cim_name
read_name_or_none(struct record_work *work)
{
	return name_of(work, read_text(work));
}

static struct cim_name
read_name(struct record_work *work)
{
	struct table_text *entry = read_text(work);
	if (entry == NULL)
		damaged(work, "a name is missing");
	return name_of(work, entry);
}

/* ---- 5.2 VALUE ----------------------------------------------------------- */

static void read_body(struct record_work *work, struct cim_instance *inst);

static void
read_real(struct record_work *work, struct cim_value *value)
{
	if (value->type == CIM_REAL32) {
		uint32_t bits = bytes_read_u32(&work->in);
		float single;
		memcpy(&single, &bits, sizeof(single));
		value->as.real = (double)single;
	} else {
		uint64_t bits = bytes_read_u64(&work->in);
		memcpy(&value->as.real, &bits, sizeof(bits));
	}
	if (!isfinite(value->as.real))
		damaged(work, "a real that is not finite");
}

static void
read_object(struct record_work *work, struct cim_value *value, bool is_value)
{
	work->v3 |= is_value;
	if (++work->depth > CIM_LIMIT_NESTING)
		damaged(work, "embedded objects nest too deeply");
	struct cim_instance *object = room(work, 1, sizeof(*object));
	if (object != NULL) {
		object->is_value = is_value;
		read_body(work, object);
	}
	value->as.object = object;
	work->depth--;
}

static void
read_number(struct record_work *work, struct cim_value *value)
{
	enum cim_type type = (enum cim_type)value->type;
	unsigned bits = cim_type_bits(type);
	uint64_t v = bytes_read_varint(&work->in);
	if (bits < 64 && v >> bits != 0)
		damaged(work, "a number outside its type");
	if (type == CIM_CHAR16)
		value->as.char16 = (uint16_t)v;
	else if (cim_type_is_unsigned(type))
		value->as.uint = v;
	else
		value->as.sint = (int64_t)(v >> 1) ^ -(int64_t)(v & 1);
}

static void
read_string(struct record_work *work, struct cim_value *value)
{
	struct table_text *entry = read_text(work);
	if (entry == NULL) {
		value->is_null = true;
		return;
	}
	value->as.string = entry->text;
	if (value->type == CIM_DATETIME && entry->text.len != 25)
		damaged(work, "a datetime that has not 25 characters");
}

/* value->type is set; fills the rest. */
static void
read_scalar(struct record_work *work, struct cim_value *value)
{
	uint8_t type = value->type;
	work->v3 |= cim_type_is_v3((enum cim_type)type);
	if (cim_type_is_text((enum cim_type)type)) {
		read_string(work, value);
		return;
	}
	uint8_t first = read_u8(work);
	value->is_null = first == 0;
	if (first > (type == CIM_BOOLEAN || type == CIM_OBJECT ? 2 : 1))
		damaged(work, "a value that begins wrongly");
	else if (type == CIM_BOOLEAN)
		value->as.boolean = first == 2;
	else if (first == 1 && cim_type_is_real((enum cim_type)type))
		read_real(work, value);
	else if (first != 0 && type == CIM_OBJECT)
		read_object(work, value, first == 2);
	else if (first == 1)
		read_number(work, value);
}

/* bits: a type and whether it is an array; both known to be possible. */
static void
read_value(struct record_work *work, unsigned bits, struct cim_value *value)
{
	value->type = bits & RECORD_TYPE_MASK;
	value->is_array = (bits & RECORD_ARRAY) != 0;
	if (!value->is_array) {
		read_scalar(work, value);
		return;
	}
	uint32_t count =
	    read_count(work, 1); /* itself included in what is left: never too small a bound */
	value->is_null = count == 0;
	if (count <= 1)
		return;
	struct cim_value *items = room(work, count - 1, sizeof(*items));
	if (items == NULL)
		return;
	value->count = count - 1;
	value->as.items = items;
	for (uint32_t i = 0; i < value->count && work->err == CIM_OK; i++) {
		items[i].type = value->type;
		read_scalar(work, &items[i]);
		if (work->in.err != CIM_OK)
			damaged(work, "the head ends in a value");
	}
}

/* Whether values of this type exist, up to a last one. */
static bool
type_ok(struct record_work *work, unsigned bits, uint8_t last)
{
	unsigned type = bits & RECORD_TYPE_MASK;
	bool v3 = cim_type_is_v3((enum cim_type)type);
	work->v3 |= v3;
	if (type != CIM_TYPE_NONE && (type <= last || v3))
		return true;
	damaged(work, "a type that cannot stand there");
	return false;
}

/* ---- 5.1 TYPE ------------------------------------------------------------ */

/* *value_bits: the type of the value at the end, 0 when there is none. */
static void
read_type(
    struct record_work *work, uint8_t last, struct cim_element_type *type, unsigned *value_bits)
{
	unsigned bits = read_u8(work), extras = 0;
	*value_bits = 0;
	if (!type_ok(work, bits, last))
		return;
	type->type = bits & RECORD_TYPE_MASK;
	type->is_array = (bits & RECORD_ARRAY) != 0;
	if (bits & RECORD_EXTRA) {
		extras = read_u8(work);
		if (extras == 0 || extras & ~(unsigned)(RECORD_EXTRA_SIZE |
		    RECORD_EXTRA_TYPE | RECORD_EXTRA_LOCAL))
			damaged(work, "extras that are unknown");
	}
	if (extras & RECORD_EXTRA_SIZE) {
		type->array_size = bytes_read_count(&work->in, UINT32_MAX);
		if (type->array_size == 0 || !type->is_array)
			damaged(work, "an array size that cannot be");
	}
	if (bits & RECORD_VALUE)
		*value_bits = bits & (RECORD_TYPE_MASK | RECORD_ARRAY);
	if (extras & RECORD_EXTRA_TYPE) {
		unsigned own = read_u8(work);
		if (*value_bits == 0 || own == *value_bits ||
		    own & ~(unsigned)(RECORD_TYPE_MASK | RECORD_ARRAY))
			damaged(work, "a value's own type that cannot be");
		if (type_ok(work, own, CIM_OBJECT))
			*value_bits = own;
	}
	if (cim_type_has_class((enum cim_type)type->type))
		type->class_name = read_name_or_none(work);
	type->is_local = (extras & RECORD_EXTRA_LOCAL) != 0;
	work->v3 |= type->is_local;
	if (type->class_name.len == 0 && (type->is_local || type->type == CIM_ENUMERATION))
		damaged(work, "a type that needs a name");
}

static void
read_value_if_any(struct record_work *work, unsigned bits, struct cim_value *value)
{
	if (bits != 0)
		read_value(work, bits, value);
}

/* ---- 5.3 QUALIFIERS ------------------------------------------------------ */

/* A new form: noted, with its name. */
static uint32_t
read_form(struct record_work *work)
{
	struct tables *tables = &work->tables;
	struct table_text *entry = read_text(work);
	if (entry == NULL)
		damaged(work, "a qualifier without a name");
	struct cim_name name = name_of(work, entry);
	unsigned bits = read_u8(work), flavors = CIM_FLAVOR_DEFAULT, stated = 0;
	if (bits & RECORD_FORM_FLAVORS) {
		flavors = read_u8(work);
		stated = read_u8(work);
		if (flavors == CIM_FLAVOR_DEFAULT && stated == 0)
			damaged(work, "flavors that need not be said");
	}
	if ((flavors | stated) & ~0x1fu || bits & RECORD_EXTRA)
		damaged(work, "flavors that are unknown");
	if (!type_ok(work, bits, CIM_REFERENCE) || work->err != CIM_OK)
		return 0;
	uint64_t form =
	    (uint64_t)(entry - tables->texts) << 24 | bits << 16 | flavors << 8 | stated;
	uint32_t number = tables->form_count;
	bool is_new = true;
	enum cim_err err = work->strict ? tables_form(tables, form, &number, &is_new) :
	    tables_form_push(tables, form);
	if (err != CIM_OK || !is_new) {
		fail(work, err != CIM_OK ? err : CIM_EDAMAGED,
		    "a qualifier's form that stands twice");
		return 0;
	}
	tables->form_names[number] = name;
	return number;
}

static void
read_qualifier(struct record_work *work, struct cim_qualifier *qual)
{
	uint64_t ref = bytes_read_varint(&work->in);
	uint32_t number = ref == 0 ? read_form(work) : (uint32_t)(ref - 1);
	if (ref > work->tables.form_count)
		damaged(work, "a qualifier's form that is not there");
	if (work->err != CIM_OK || work->in.err != CIM_OK) {
		damaged(work, "the head ends in a qualifier");
		return;
	}
	uint64_t form = work->tables.forms[number];
	qual->name = work->tables.form_names[number];
	qual->flavors = (uint8_t)(form >> 8);
	qual->stated = (uint8_t)form;
	read_value(work, (unsigned)(form >> 16) & (RECORD_TYPE_MASK | RECORD_ARRAY), &qual->value);
}

static void
read_qualifiers(struct record_work *work, struct cim_qualifiers *quals)
{
	uint32_t count = read_count(work, 2);
	struct cim_qualifier *list = room(work, count, sizeof(*list));
	if (list == NULL)
		return;
	quals->list = list;
	quals->count = count;
	for (uint32_t i = 0; i < count && work->err == CIM_OK; i++)
		read_qualifier(work, &list[i]);
}

/* ---- 6 The head of each kind --------------------------------------------- */

static const struct cim_qualifier_type *
read_qualifier_type(struct record_work *work)
{
	struct cim_qualifier_type *qt = room(work, 1, sizeof(*qt));
	struct cim_element_type type = { 0 };
	unsigned value_bits;
	if (qt == NULL)
		return NULL;
	qt->name = read_name(work);
	qt->scopes = bytes_read_count(&work->in, (CIM_SCOPE_LAST << 1) - 1);
	qt->flavors = read_u8(work);
	qt->stated = read_u8(work);
	if ((qt->flavors | qt->stated) & ~0x1f)
		damaged(work, "flavors that are unknown");
	read_type(work, CIM_DATETIME, &type, &value_bits);
	qt->type = type.type;
	qt->is_array = type.is_array;
	qt->array_size = type.array_size;
	qt->class_name = type.class_name;
	if (type.is_local)
		damaged(work, "a qualifier type of a local type");
	read_value_if_any(work, value_bits, &qt->value);
	work->v3 |= qt->scopes >= CIM_SCOPE_STRUCTURE;
	if (work->version < RECORD_VERSION_V3)
		return qt;
	unsigned policy = read_u8(work);
	if (policy > 1)
		damaged(work, "a policy that is unknown");
	qt->has_policy = policy == 1;
	read_qualifiers(work, &qt->qualifiers);
	work->v3 |= qt->has_policy || qt->qualifiers.count > 0;
	return qt;
}

static void
read_property(struct record_work *work, struct cim_property *prop)
{
	unsigned value_bits;
	prop->name = read_name(work);
	read_type(work, CIM_OBJECT, &prop->type, &value_bits);
	read_qualifiers(work, &prop->qualifiers);
	read_value_if_any(work, value_bits, &prop->value);
}

static void
read_method(struct record_work *work, struct cim_method *method)
{
	unsigned value_bits;
	method->name = read_name(work);
	read_type(work, CIM_VOID, &method->type, &value_bits);
	if (value_bits != 0 || (method->type.type == CIM_VOID && method->type.is_array))
		damaged(work, "a method's type that cannot be");
	read_qualifiers(work, &method->qualifiers);
	uint32_t count = read_count(work, 3);
	struct cim_parameter *params = room(work, count, sizeof(*params));
	method->parameters = params;
	method->parameter_count = params == NULL ? 0 : count;
	for (uint32_t i = 0; i < method->parameter_count && work->err == CIM_OK; i++) {
		struct cim_property like = { 0 };
		read_property(work, &like);
		params[i] = (struct cim_parameter){ .name = like.name,
			.type = like.type,
			.value = like.value,
			.qualifiers = like.qualifiers };
	}
}

static void
read_enumeration(struct record_work *work, struct cim_enumeration *en)
{
	en->name = read_name(work);
	en->base = read_name_or_none(work);
	unsigned bits = read_u8(work);
	en->type = bits & RECORD_TYPE_MASK;
	en->base_is_local = (bits & RECORD_ARRAY) != 0;
	if ((bits & ~(unsigned)(RECORD_TYPE_MASK | RECORD_ARRAY)) != 0 ||
	    (en->type != CIM_STRING && !cim_type_is_integer((enum cim_type)en->type)) ||
	    (en->base_is_local && en->base.len == 0))
		damaged(work, "an enumeration's type that cannot be");
	read_qualifiers(work, &en->qualifiers);
	uint32_t count = read_count(work, 3);
	struct cim_enum_element *list = room(work, count, sizeof(*list));
	en->elements = list;
	en->element_count = list == NULL ? 0 : count;
	for (uint32_t i = 0; i < en->element_count && work->err == CIM_OK; i++) {
		list[i].name = read_name(work);
		read_qualifiers(work, &list[i].qualifiers);
		read_value(work, en->type, &list[i].value);
		if (list[i].value.is_null)
			damaged(work, "an element without a value");
	}
}

static void
read_properties(struct record_work *work, struct cim_class *cls)
{
	read_qualifiers(work, &cls->qualifiers);
	uint32_t count = read_count(work, 3);
	struct cim_property *props = room(work, count, sizeof(*props));
	cls->properties = props;
	cls->property_count = props == NULL ? 0 : count;
	for (uint32_t i = 0; i < cls->property_count && work->err == CIM_OK; i++)
		read_property(work, &props[i]);
}

static void read_locals(struct record_work *work, struct cim_class *cls);

static const struct cim_class *
read_local_structure(struct record_work *work)
{
	struct cim_class *cls = room(work, 1, sizeof(*cls));
	if (cls == NULL)
		return NULL;
	cls->kind = CIM_KIND_STRUCTURE;
	cls->name = read_name(work);
	cls->superclass = read_name_or_none(work);
	unsigned local = read_u8(work);
	cls->super_is_local = local == 1;
	if (local > 1 || (local == 1 && cls->superclass.len == 0))
		damaged(work, "a superstructure that cannot be");
	read_properties(work, cls);
	read_locals(work, cls);
	return cls;
}

static void
read_locals(struct record_work *work, struct cim_class *cls)
{
	if (++work->depth > CIM_LIMIT_NESTING)
		damaged(work, "types nest too deeply");
	uint32_t count = read_count(work, 6);
	struct cim_local *locals = room(work, count, sizeof(*locals));
	cls->locals = locals;
	cls->local_count = locals == NULL ? 0 : count;
	for (uint32_t i = 0; i < cls->local_count && work->err == CIM_OK; i++) {
		uint8_t kind = read_u8(work);
		if (kind == REPO_KIND_STRUCTURE) {
			locals[i].structure = read_local_structure(work);
		} else if (kind == REPO_KIND_ENUMERATION) {
			struct cim_enumeration *en = room(work, 1, sizeof(*en));
			if (en != NULL)
				read_enumeration(work, en);
			locals[i].enumeration = en;
		} else {
			damaged(work, "a type in a class that is of no known kind");
		}
	}
	work->depth--;
}

static void
read_methods(struct record_work *work, struct cim_class *cls)
{
	uint32_t count = read_count(work, 4);
	struct cim_method *methods = room(work, count, sizeof(*methods));
	cls->methods = methods;
	cls->method_count = methods == NULL ? 0 : count;
	for (uint32_t i = 0; i < cls->method_count && work->err == CIM_OK; i++)
		read_method(work, &methods[i]);
}

/* A class, an association or a structure. */
static const struct cim_class *
read_class(struct record_work *work, enum repo_kind kind, unsigned *flags)
{
	struct cim_class *cls = room(work, 1, sizeof(*cls));
	if (cls == NULL)
		return NULL;
	cls->name = read_name(work);
	cls->superclass = read_name_or_none(work);
	*flags = read_u8(work);
	if (*flags & ~(unsigned)RECORD_FLAGS_KNOWN)
		damaged(work, "flags that are unknown");
	read_properties(work, cls);
	if (kind == REPO_KIND_STRUCTURE) {
		cls->kind = CIM_KIND_STRUCTURE;
		read_locals(work, cls);
		return cls;
	}
	read_methods(work, cls);
	if (work->version < RECORD_VERSION_V3)
		return cls;
	cls->kind = read_u8(work);
	if (cls->kind > CIM_KIND_ASSOCIATION)
		damaged(work, "a class of no known kind");
	read_locals(work, cls);
	work->v3 |= cls->kind != CIM_KIND_CLASS || cls->local_count > 0;
	return cls;
}

static void
read_instance_property(struct record_work *work, struct cim_instance_property *prop)
{
	prop->name = read_name(work);
	unsigned bits = read_u8(work);
	bool v3 = cim_type_is_v3((enum cim_type)(bits & RECORD_TYPE_MASK));
	if (bits & RECORD_VALUE || ((bits & RECORD_TYPE_MASK) > CIM_OBJECT && !v3) ||
	    ((bits & RECORD_TYPE_MASK) == CIM_TYPE_NONE && bits & RECORD_ARRAY)) {
		damaged(work, "a property value's type that cannot be");
		return;
	}
	if (bits & RECORD_HAS_QUALIFIERS) {
		read_qualifiers(work, &prop->qualifiers);
		if (prop->qualifiers.count == 0)
			damaged(work, "qualifiers that are not there");
	}
	work->v3 |= v3;
	if ((bits & RECORD_TYPE_MASK) != CIM_TYPE_NONE)
		read_value(work, bits, &prop->value);
}

static void
read_body(struct record_work *work, struct cim_instance *inst)
{
	inst->class_name = read_name(work);
	read_qualifiers(work, &inst->qualifiers);
	uint32_t count = read_count(work, 2);
	struct cim_instance_property *props = room(work, count, sizeof(*props));
	inst->properties = props;
	inst->property_count = props == NULL ? 0 : count;
	for (uint32_t i = 0; i < inst->property_count && work->err == CIM_OK; i++)
		read_instance_property(work, &props[i]);
}

static const struct cim_instance *
read_instance(struct record_work *work, struct cim_str *path)
{
	struct cim_instance *inst = room(work, 1, sizeof(*inst));
	if (inst == NULL)
		return NULL;
	struct table_text *entry = read_text(work);
	if (entry != NULL) {
		*path = entry->text;
		if (entry->text.len == 0)
			damaged(work, "a path without text");
	}
	read_body(work, inst);
	return inst;
}

static const struct cim_enumeration *
read_top_enumeration(struct record_work *work)
{
	struct cim_enumeration *en = room(work, 1, sizeof(*en));
	if (en != NULL)
		read_enumeration(work, en);
	if (en != NULL && en->base_is_local)
		damaged(work, "a local base outside of a class");
	return en;
}

static struct cim_str
read_namespace(struct record_work *work)
{
	struct table_text *entry = read_text(work);
	if (entry == NULL || !record_namespace_valid(entry->text)) {
		damaged(work, "a namespace that is not in normal form");
		return CIM_STR("");
	}
	return entry->text;
}

/* A descriptor as this program would write it: a namespace's, normal, and not the default. */
static enum cim_err
descriptor_look(struct arena *arena, struct cim_str bytes, const char **why)
{
	struct cim_descriptor sd, standard;
	struct bytes_writer w = { 0 };
	enum cim_err err = cim_descriptor_decode(arena, bytes.ptr, bytes.len, &sd, why);
	if (err == CIM_OK)
		err = cim_descriptor_check(&sd, why);
	if (err != CIM_OK)
		return err == CIM_ENOMEM ? err : CIM_EDAMAGED;
	*why = "a descriptor in another form than the one for what is in it";
	err = cim_descriptor_default(arena, &standard);
	if (err == CIM_OK)
		err = cim_descriptor_encode(&w, &sd);
	if (err == CIM_OK && (!cim_descriptor_is_normal(&sd) || cim_descriptor_eq(&sd, &standard) ||
	    w.len != bytes.len || memcmp(w.buf, bytes.ptr, w.len) != 0))
		err = CIM_EDAMAGED;
	bytes_writer_free(&w);
	return err;
}

static void
read_security(struct record_work *work, struct record_security *security)
{
	const char *why = NULL;
	unsigned flags = read_u8(work);
	work->v3 = flags != 0;
	security->encryption = (flags & RECORD_NS_ENCRYPTION) != 0;
	if ((flags & ~(unsigned)(RECORD_NS_DESCRIPTOR | RECORD_NS_ENCRYPTION)) != 0)
		damaged(work, "a namespace with flags that are unknown");
	if ((flags & RECORD_NS_DESCRIPTOR) == 0 || work->err != CIM_OK)
		return;
	security->descriptor = bytes_read_str(&work->in);
	enum cim_err err = work->in.err != CIM_OK ? CIM_EDAMAGED :
	    descriptor_look(work->arena, security->descriptor, &why);
	if (err != CIM_OK)
		fail(work, err, why == NULL ? "a descriptor that is cut off" : why);
}

enum cim_err
record_decode(struct record_work *work, struct arena *arena, const uint8_t *bytes, size_t len,
    bool strict, struct record *out)
{
	uint8_t kind;
	*out = (struct record){ 0 };
	tables_reset(&work->tables);
	work->arena = arena;
	work->strict = strict;
	work->v3 = false;
	work->depth = 0;
	work->why = "";
	work->err = record_open(bytes, len, &kind, &work->in, &work->text);
	if (work->err != CIM_OK) {
		work->why = work->err == CIM_ENEWER ? "a newer version" : "no record";
		return work->err;
	}
	work->version = bytes[1];
	out->kind = (enum repo_kind)kind;
	out->ns = read_namespace(work);
	if (kind == REPO_KIND_NAMESPACE)
		read_security(work, &out->security);
	else if (kind == REPO_KIND_QUALIFIER_TYPE)
		out->as.qualifier_type = read_qualifier_type(work);
	else if (kind == REPO_KIND_CLASS || kind == REPO_KIND_STRUCTURE)
		out->as.cls = read_class(work, out->kind, &out->flags);
	else if (kind == REPO_KIND_ENUMERATION)
		out->as.enumeration = read_top_enumeration(work);
	else if (kind == REPO_KIND_INSTANCE)
		out->as.instance = read_instance(work, &out->path);
	if (work->err == CIM_OK && work->in.err != CIM_OK)
		damaged(work, "the head ends too early");
	bool own = kind == REPO_KIND_ENUMERATION || kind == REPO_KIND_STRUCTURE;
	if (work->err == CIM_OK && !own && work->v3 != (work->version == RECORD_VERSION_V3))
		damaged(work, "a version that is not the one for what is in it");
	if (work->err == CIM_OK && bytes_read_left(&work->in) != 0)
		damaged(work, "bytes left over in the head");
	if (work->err == CIM_OK && (work->text.err != CIM_OK || bytes_read_left(&work->text) != 0))
		damaged(work, "texts left over");
	return work->err;
}

enum cim_err
record_decode_kind(struct record_work *work, struct arena *arena, enum repo_kind kind,
    const uint8_t *bytes, size_t len, struct record *out)
{
	enum cim_err err = record_decode(work, arena, bytes, len, false, out);
	return err == CIM_OK && out->kind != kind ? CIM_EDAMAGED : err;
}
