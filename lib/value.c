/* value.c: values read, and the properties of an instance set, in the types of its class. */
#include "config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cim/datetime.h"
#include "cim/path.h"
#include "cim/utf8.h"
#include "lib/object.h"

/* ---- Read ------------------------------------------------------------------- */

static const struct cim_value *
plain(const wk_value *value)
{
	return value == NULL ? NULL : value->value;
}

wk_type
wk_value_type(const wk_value *value)
{
	return plain(value) == NULL ? WK_TYPE_NONE : (wk_type)value->value->type;
}

int
wk_value_is_null(const wk_value *value)
{
	const struct cim_value *v = plain(value);
	return v == NULL || v->type == CIM_TYPE_NONE || v->is_null;
}

int
wk_value_is_array(const wk_value *value)
{
	return plain(value) != NULL && value->value->is_array;
}

size_t
wk_value_count(const wk_value *value)
{
	return wk_value_is_array(value) && !wk_value_is_null(value) ? value->value->count : 0;
}

/* What is made when it is asked for is remembered in the value, which is not const below. */
static struct wk_value *
mutable_of(const wk_value *value)
{
	return (struct wk_value *)(uintptr_t)value;
}

const wk_value *
wk_value_item(const wk_value *value, size_t index)
{
	size_t count = wk_value_count(value);
	if (index >= count)
		return NULL;
	struct wk_value *v = mutable_of(value);
	if (v->items == NULL) {
		v->items = arena_calloc(&v->owner->arena, count, sizeof(v->items[0]));
		for (size_t i = 0; v->items != NULL && i < count; i++)
			value_point(&v->items[i], &v->value->as.items[i], v->owner);
	}
	return v->items == NULL ? NULL : &v->items[index];
}

/* Whether it can be read as a scalar at all. */
static wk_status
scalar(const wk_value *value)
{
	if (plain(value) == NULL || value->value->is_array || value->value->type == CIM_OBJECT)
		return WK_WBEM_E_TYPE_MISMATCH;
	return wk_value_is_null(value) ? WK_WBEM_E_ILLEGAL_NULL : WK_OK;
}

wk_status
wk_value_bool(const wk_value *value, int *out)
{
	if (out == NULL)
		return WK_WBEM_E_INVALID_PARAMETER;
	*out = 0;
	wk_status status = scalar(value);
	if (WK_FAILED(status))
		return status;
	if (value->value->type != CIM_BOOLEAN)
		return WK_WBEM_E_TYPE_MISMATCH;
	*out = value->value->as.boolean;
	return WK_OK;
}

/* An integer of any type as sign and magnitude. */
static wk_status
integer(const wk_value *value, bool *negative, uint64_t *magnitude)
{
	wk_status status = scalar(value);
	if (WK_FAILED(status))
		return status;
	const struct cim_value *v = value->value;
	*negative = false;
	if (v->type == CIM_CHAR16) {
		*magnitude = v->as.char16;
	} else if (!cim_type_is_integer((enum cim_type)v->type)) {
		return WK_WBEM_E_TYPE_MISMATCH;
	} else if (cim_type_is_unsigned((enum cim_type)v->type)) {
		*magnitude = v->as.uint;
	} else {
		*negative = v->as.sint < 0;
		*magnitude = *negative ? 0 - (uint64_t)v->as.sint : (uint64_t)v->as.sint;
	}
	return WK_OK;
}

wk_status
wk_value_uint(const wk_value *value, uint64_t *out)
{
	bool negative;
	if (out == NULL)
		return WK_WBEM_E_INVALID_PARAMETER;
	*out = 0;
	uint64_t magnitude;
	wk_status status = integer(value, &negative, &magnitude);
	if (WK_FAILED(status))
		return status;
	if (negative)
		return WK_WBEM_E_VALUE_OUT_OF_RANGE;
	*out = magnitude;
	return WK_OK;
}

wk_status
wk_value_int(const wk_value *value, int64_t *out)
{
	bool negative;
	uint64_t magnitude;
	if (out == NULL)
		return WK_WBEM_E_INVALID_PARAMETER;
	*out = 0;
	wk_status status = integer(value, &negative, &magnitude);
	if (WK_FAILED(status))
		return status;
	if (!negative && magnitude > (uint64_t)INT64_MAX)
		return WK_WBEM_E_VALUE_OUT_OF_RANGE;
	*out = negative ? (int64_t)(0 - magnitude) : (int64_t)magnitude;
	return WK_OK;
}

wk_status
wk_value_real(const wk_value *value, double *out)
{
	bool negative;
	uint64_t magnitude;
	if (out == NULL)
		return WK_WBEM_E_INVALID_PARAMETER;
	*out = 0;
	wk_status status = scalar(value);
	if (WK_FAILED(status))
		return status;
	if (cim_type_is_real((enum cim_type)value->value->type)) {
		*out = value->value->as.real;
		return WK_OK;
	}
	status = integer(value, &negative, &magnitude);
	if (!WK_FAILED(status))
		*out = negative ? -(double)magnitude : (double)magnitude;
	return status;
}

const char *
wk_value_text(const wk_value *value, size_t *length)
{
	if (length != NULL)
		*length = 0;
	if (WK_FAILED(scalar(value)))
		return NULL;
	struct wk_value *v = mutable_of(value);
	if (v->text == NULL) {
		struct bytes_writer w = { 0 };
		cim_value_text(&w, v->value);
		if (w.err == CIM_OK)
			v->text = arena_copy(&v->owner->arena, w.buf, w.len);
		v->text_len = w.len;
		bytes_writer_free(&w);
	}
	if (length != NULL && v->text != NULL)
		*length = v->text_len;
	return v->text;
}

wk_object *
wk_value_object(const wk_value *value)
{
	if (wk_value_is_null(value) || value->value->is_array || value->value->type != CIM_OBJECT)
		return NULL;
	struct wk_value *v = mutable_of(value);
	if (v->object != NULL)
		return v->object;
	struct wk_object *object;
	if (object_of_instance(v->owner->ns, NULL, v->value->as.object, &object) != CIM_OK)
		return NULL;
	object->embedded = true;
	object->next_embedded = v->owner->first_embedded;
	v->owner->first_embedded = object;
	v->object = object;
	return object;
}

/* ---- Set -------------------------------------------------------------------- */

/* The value at an index of a property, made null; an array grows by one. */
static wk_status
place_of(struct wk_object *object, const char *name, size_t index, struct wk_property **prop,
    struct cim_value **out)
{
	if (object == NULL || !object->whole)
		return WK_WBEM_E_INVALID_OBJECT;
	*prop = object_property(object, name);
	if (*prop == NULL)
		return WK_WBEM_E_INVALID_PROPERTY;
	struct cim_value *held = &(*prop)->held;
	if ((*prop)->type.is_array != (index != WK_SCALAR))
		return WK_WBEM_E_TYPE_MISMATCH;
	if (index == WK_SCALAR) {
		*out = held;
		return WK_OK;
	}
	size_t count = held->is_null || held->type == CIM_TYPE_NONE ? 0 : held->count;
	if (index > count || index >= UINT32_MAX)
		return WK_WBEM_E_INVALID_PARAMETER;
	struct cim_value *items = (struct cim_value *)(uintptr_t)(count > 0 ? held->as.items : NULL);
	if (index == count && (count == 0 || (*prop)->room < count + 1)) {
		size_t room = count < 4 ? 4 : count * 2;
		struct cim_value *more = arena_calloc(&object->arena, room, sizeof(*more));
		if (more == NULL)
			return WK_WBEM_E_OUT_OF_MEMORY;
		if (count > 0)
			memcpy(more, items, count * sizeof(*more));
		(*prop)->room = room;
		items = more;
	}
	*held = (struct cim_value){ .type = (*prop)->type.type, .is_array = true,
		.count = (uint32_t)(index == count ? count + 1 : count), .as.items = items };
	*out = &items[index];
	return WK_OK;
}

/* It is set: what was remembered of the old value is forgotten. */
static wk_status
done(struct wk_object *object, struct wk_property *prop, struct cim_value *at,
    const struct cim_value *value)
{
	*at = *value;
	at->type = prop->type.type;
	prop->is_set = true;
	value_point(&prop->value, &prop->held, object);
	if (prop->is_key)
		object->path_text = NULL;
	return WK_OK;
}

/*
 * What a setter does: the value is made for the type, and only then the place. make answers
 * the code.
 */
struct wanted {
	enum { SET_BOOL, SET_INTEGER, SET_REAL, SET_TEXT } how;
	bool boolean, negative;
	uint64_t magnitude;
	double real;
	const char *text;
	size_t len;
};

static wk_status
range(enum cim_err err)
{
	return err == CIM_OK ? WK_OK : err == CIM_ERANGE ? WK_WBEM_E_VALUE_OUT_OF_RANGE :
	    WK_WBEM_E_TYPE_MISMATCH;
}

/* One character of UTF-8 that is one unit of UTF-16. */
static wk_status
char16_of(const char *text, size_t len, struct cim_value *out)
{
	const unsigned char *b = (const unsigned char *)text;
	out->type = CIM_CHAR16;
	if (len == 1 && b[0] < 0x80)
		out->as.char16 = b[0];
	else if (len == 2 && (b[0] & 0xe0) == 0xc0 && (b[1] & 0xc0) == 0x80 && b[0] >= 0xc2)
		out->as.char16 = (uint16_t)((b[0] & 0x1f) << 6 | (b[1] & 0x3f));
	else if (len == 3 && (b[0] & 0xf0) == 0xe0 && (b[1] & 0xc0) == 0x80 &&
	    (b[2] & 0xc0) == 0x80 && (b[0] != 0xe0 || b[1] >= 0xa0))
		out->as.char16 = (uint16_t)((b[0] & 0x0f) << 12 | (b[1] & 0x3f) << 6 | (b[2] & 0x3f));
	else
		return WK_WBEM_E_TYPE_MISMATCH;
	return WK_OK;
}

/* A decimal number as text. */
static wk_status
number_of(const char *text, size_t len, enum cim_type type, struct cim_value *out)
{
	bool negative = len > 0 && text[0] == '-';
	uint64_t magnitude = 0;
	if (len == negative)
		return WK_WBEM_E_TYPE_MISMATCH;
	for (size_t i = negative; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return WK_WBEM_E_TYPE_MISMATCH;
		if (__builtin_mul_overflow(magnitude, (uint64_t)10, &magnitude) ||
		    __builtin_add_overflow(magnitude, (uint64_t)(text[i] - '0'), &magnitude))
			return WK_WBEM_E_VALUE_OUT_OF_RANGE;
	}
	return range(cim_value_set_integer(out, type, negative, magnitude));
}

static wk_status
text_for(struct wk_object *object, enum cim_type type, const struct wanted *w, struct cim_value *out)
{
	struct cim_path path;
	if (type == CIM_CHAR16)
		return char16_of(w->text, w->len, out);
	if (cim_type_is_integer(type))
		return number_of(w->text, w->len, type, out);
	if (!cim_type_is_text(type))
		return WK_WBEM_E_TYPE_MISMATCH;
	const char *copy = arena_copy(&object->arena, w->text, w->len);
	if (copy == NULL)
		return WK_WBEM_E_OUT_OF_MEMORY;
	struct cim_str text = cim_str(copy, w->len);
	if (type == CIM_REFERENCE && cim_path_parse(&object->arena, text, &path, NULL) != CIM_OK)
		return WK_WBEM_E_INVALID_OBJECT_PATH;
	out->type = (uint8_t)type;
	out->as.string = text;
	return WK_OK;
}

static wk_status
value_for(struct wk_object *object, enum cim_type type, const struct wanted *w, struct cim_value *out)
{
	switch (w->how) {
	case SET_BOOL:
		out->as.boolean = w->boolean;
		return type == CIM_BOOLEAN ? WK_OK : WK_WBEM_E_TYPE_MISMATCH;
	case SET_INTEGER:
		if (cim_type_is_real(type))
			return range(cim_value_set_real(out, type,
			    w->negative ? -(double)w->magnitude : (double)w->magnitude));
		if (!cim_type_is_integer(type) && type != CIM_CHAR16)
			return WK_WBEM_E_TYPE_MISMATCH;
		return range(cim_value_set_integer(out, type, w->negative, w->magnitude));
	case SET_REAL:
		return cim_type_is_real(type) ? range(cim_value_set_real(out, type, w->real)) :
		    WK_WBEM_E_TYPE_MISMATCH;
	default: return text_for(object, type, w, out);
	}
}

static wk_status
set(struct wk_object *object, const char *name, size_t index, const struct wanted *w)
{
	struct wk_property *prop;
	struct cim_value *at, value = { 0 };
	if (object == NULL || name == NULL || !object->whole)
		return WK_WBEM_E_INVALID_OBJECT;
	if ((prop = object_property(object, name)) == NULL)
		return WK_WBEM_E_INVALID_PROPERTY;
	wk_status status = value_for(object, (enum cim_type)prop->type.type, w, &value);
	if (!WK_FAILED(status))
		status = place_of(object, name, index, &prop, &at);
	return WK_FAILED(status) ? status : done(object, prop, at, &value);
}

wk_status
wk_set_bool(wk_object *object, const char *name, size_t index, int value)
{
	return set(object, name, index, &(struct wanted){ .how = SET_BOOL, .boolean = value != 0 });
}

wk_status
wk_set_int(wk_object *object, const char *name, size_t index, int64_t value)
{
	uint64_t magnitude = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
	return set(object, name, index, &(struct wanted){
	    .how = SET_INTEGER, .negative = value < 0, .magnitude = magnitude });
}

wk_status
wk_set_uint(wk_object *object, const char *name, size_t index, uint64_t value)
{
	return set(object, name, index, &(struct wanted){ .how = SET_INTEGER, .magnitude = value });
}

wk_status
wk_set_real(wk_object *object, const char *name, size_t index, double value)
{
	return set(object, name, index, &(struct wanted){ .how = SET_REAL, .real = value });
}

wk_status
wk_set_text(wk_object *object, const char *name, size_t index, const char *text, size_t length)
{
	if (text == NULL)
		return WK_WBEM_E_INVALID_PARAMETER;
	/* What is no UTF-8 would be taken for another encoding, and stored as something else. */
	for (size_t at = 0, n; at < length; at += n) {
		n = cim_utf8_sequence(text + at, length - at);
		if (n == 0)
			return WK_WBEM_E_INVALID_PARAMETER;
	}
	return set(object, name, index,
	    &(struct wanted){ .how = SET_TEXT, .text = text, .len = length });
}

/* An array is null as a whole by WK_SCALAR, else an element of it. */
wk_status
wk_set_null(wk_object *object, const char *name, size_t index)
{
	struct wk_property *prop;
	struct cim_value *at, null = { .is_null = true };
	if (object == NULL || name == NULL || !object->whole)
		return WK_WBEM_E_INVALID_OBJECT;
	if ((prop = object_property(object, name)) == NULL)
		return WK_WBEM_E_INVALID_PROPERTY;
	if (index == WK_SCALAR) {
		null.is_array = prop->type.is_array;
		return done(object, prop, &prop->held, &null);
	}
	wk_status status = place_of(object, name, index, &prop, &at);
	return WK_FAILED(status) ? status : done(object, prop, at, &null);
}

wk_status
wk_set_empty(wk_object *object, const char *name)
{
	struct wk_property *prop;
	static const struct cim_value none[1];
	struct cim_value empty = { .is_array = true, .as.items = none };
	if (object == NULL || name == NULL || !object->whole)
		return WK_WBEM_E_INVALID_OBJECT;
	if ((prop = object_property(object, name)) == NULL)
		return WK_WBEM_E_INVALID_PROPERTY;
	if (!prop->type.is_array)
		return WK_WBEM_E_TYPE_MISMATCH;
	prop->room = 0;
	return done(object, prop, &prop->held, &empty);
}

wk_status
wk_set_object(wk_object *object, const char *name, size_t index, wk_object *embedded)
{
	struct wk_property *prop;
	struct cim_value *at, value = { .type = CIM_OBJECT };
	if (object == NULL || name == NULL || !object->whole || embedded == NULL ||
	    embedded->kind != WK_INSTANCE)
		return WK_WBEM_E_INVALID_OBJECT;
	if ((prop = object_property(object, name)) == NULL)
		return WK_WBEM_E_INVALID_PROPERTY;
	if (prop->type.type != CIM_OBJECT)
		return WK_WBEM_E_TYPE_MISMATCH;
	const struct cim_instance *inst = object_instance(embedded);
	if (inst != NULL)
		inst = cim_instance_copy(&object->arena, inst);
	if (inst == NULL)
		return WK_WBEM_E_OUT_OF_MEMORY;
	value.as.object = inst;
	wk_status status = place_of(object, name, index, &prop, &at);
	return WK_FAILED(status) ? status : done(object, prop, at, &value);
}
