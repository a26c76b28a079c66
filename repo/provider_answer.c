/* provider_answer.c: a line that a provider wrote, read as the instance that it must be. Nothing is believed. */
#include "repo/provider_talk.h"

#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cim/datetime.h"
#include "cim/inherit.h"
#include "cim/json_scan.h"
#include "cim/limits.h"
#include "cim/path.h"

/* A line being read. */
struct line {
	struct provider_reader *reader;
	struct arena *arena;
	struct json_scan scan;
	const char *begin;
	unsigned depth;		/* objects in objects */
	enum cim_err err;	/* sticky */
};

/* ---- What is wrong ------------------------------------------------------- */

static bool __attribute__((format(printf, 2, 3)))
wrong(struct line *l, const char *format, ...)
{
	va_list args;
	if (l->err != CIM_OK)
		return false;
	l->err = CIM_EINVAL;
	va_start(args, format);
	(void)vsnprintf(l->reader->why, sizeof(l->reader->why), format, args);
	va_end(args);
	return false;
}

static void told(void *ctx, const char *from, const char *to, const char *format, va_list args)
    __attribute__((format(printf, 4, 0)));

static void
told(void *ctx, const char *from, const char *to, const char *format, va_list args)
{
	struct line *l = ctx;
	char text[160];
	(void)to;
	(void)vsnprintf(text, sizeof(text), format, args);
	(void)wrong(l, "no JSON at byte %zu: %s", (size_t)(from - l->begin) + 1, text);
}

static bool
failed(struct line *l, enum cim_err err)
{
	if (l->err == CIM_OK)
		l->err = err;
	return false;
}

/* A name so long as it can be shown. */
static int
shown(struct cim_name name)
{
	return name.len > 60 ? 60 : (int)name.len;
}

/* ---- Plain pieces -------------------------------------------------------- */

static bool
read_key(struct line *l, bool first, struct cim_name *key)
{
	struct json_string s;
	struct cim_str text;
	if (l->err != CIM_OK || !json_key_scan(&l->scan, first, &s))
		return false;
	enum cim_err err = json_string_decode(l->arena, &s, false, &text);
	if (err == CIM_EINVAL)
		return wrong(l, "a key is not UTF-8");
	if (err != CIM_OK)
		return failed(l, err);
	if (text.len > CIM_LIMIT_NAME)
		return wrong(l, "a key is longer than any name");
	*key = cim_name(text.ptr, text.len);
	return true;
}

static bool
read_text(struct line *l, const char *what, bool halves, struct cim_str *out)
{
	struct json_string s;
	enum json_kind kind = json_peek(&l->scan);
	if (kind != JSON_STRING)
		return wrong(l, "%s is %s, where a string is wanted", what, json_kind_text(kind));
	if (!json_string_scan(&l->scan, &s))
		return false;
	enum cim_err err = json_string_decode(l->arena, &s, halves, out);
	if (err == CIM_EINVAL)
		return wrong(l, "%s is not UTF-8", what);
	return err == CIM_OK || failed(l, err);
}

/* ---- Values -------------------------------------------------------------- */

static bool
not_of(struct line *l, const struct cim_property *prop, const char *what)
{
	return wrong(l, "property %.*s is %s, where %s is wanted", shown(prop->name),
	    prop->name.ptr, what, cim_type_to_string((enum cim_type)prop->type.type));
}

static bool
number_integer(struct line *l, const struct cim_property *prop, struct cim_str text,
    struct cim_value *out)
{
	bool negative = text.ptr[0] == '-';
	uint64_t magnitude = 0;
	for (size_t i = negative ? 1 : 0; i < text.len; i++) {
		if (__builtin_mul_overflow(magnitude, 10, &magnitude) ||
		    __builtin_add_overflow(magnitude, (uint64_t)(text.ptr[i] - '0'), &magnitude))
			return not_of(l, prop, "a number beyond 64 bits");
	}
	if (cim_value_set_integer(out, (enum cim_type)prop->type.type, negative, magnitude) != CIM_OK)
		return not_of(l, prop, "a number outside of its type");
	return true;
}

/* strtod as the C locale has it, whatever the program's is. */
static bool
number_real(struct line *l, const struct cim_property *prop, struct cim_str text,
    struct cim_value *out)
{
	char *copy = arena_copy(l->arena, text.ptr, text.len);
	locale_t c = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	if (copy == NULL || c == (locale_t)0) {
		if (c != (locale_t)0)
			freelocale(c);
		return failed(l, CIM_ENOMEM);
	}
	locale_t old = uselocale(c);
	double real = strtod(copy, NULL);
	(void)uselocale(old);
	freelocale(c);
	return cim_value_set_real(out, (enum cim_type)prop->type.type, real) == CIM_OK ||
	    not_of(l, prop, "a number outside of its type");
}

static bool
read_number(struct line *l, const struct cim_property *prop, struct cim_value *out)
{
	enum cim_type type = (enum cim_type)prop->type.type;
	struct cim_str text;
	bool real;
	if (!json_number(&l->scan, &text, &real))
		return false;
	if (cim_type_is_real(type))
		return number_real(l, prop, text, out);
	if (!cim_type_is_integer(type))
		return not_of(l, prop, "a number");
	return real ? not_of(l, prop, "a number with a point or an exponent") :
	    number_integer(l, prop, text, out);
}

static bool
is_octets(struct cim_str text)
{
	if (text.len < 2 || text.len % 2 != 0 || text.ptr[0] != '0' || (text.ptr[1] | 0x20) != 'x')
		return false;
	for (size_t i = 2; i < text.len; i++) {
		char c = text.ptr[i];
		if (!(c >= '0' && c <= '9') && !((c | 0x20) >= 'a' && (c | 0x20) <= 'f'))
			return false;
	}
	return true;
}

/* One unit of UTF-16: a character, or half of a pair. */
static bool
char16_of(struct cim_str text, uint16_t *out)
{
	const unsigned char *p = (const unsigned char *)text.ptr;
	if (text.len == 1 && p[0] < 0x80)
		*out = p[0];
	else if (text.len == 2 && (p[0] & 0xE0) == 0xC0)
		*out = (uint16_t)((p[0] & 0x1F) << 6 | (p[1] & 0x3F));
	else if (text.len == 3 && (p[0] & 0xF0) == 0xE0)
		*out = (uint16_t)((p[0] & 0x0F) << 12 | (p[1] & 0x3F) << 6 | (p[2] & 0x3F));
	else
		return false;
	return true;
}

static bool
read_string(struct line *l, const struct cim_property *prop, struct cim_value *out)
{
	enum cim_type type = (enum cim_type)prop->type.type;
	struct cim_str text;
	struct cim_path path;
	char what[80];
	(void)snprintf(what, sizeof(what), "property %.*s", shown(prop->name), prop->name.ptr);
	if (!read_text(l, what, type == CIM_CHAR16, &text))
		return false;
	if (text.len > CIM_LIMIT_STRING)
		return wrong(l, "%s is longer than a string may be", what);
	out->as.string = text;
	switch (type) {
	case CIM_STRING: return true;
	case CIM_CHAR16:
		return char16_of(text, &out->as.char16) || not_of(l, prop, "not one character");
	case CIM_DATETIME:
		switch (cim_datetime_parse(text, NULL, NULL)) {
		case CIM_DATETIME_OK: case CIM_DATETIME_STAR_FIELDS: return true;
		default: return not_of(l, prop, "not the 25 characters of a point in time");
		}
	case CIM_REFERENCE:
		switch (cim_path_parse(l->arena, text, &path, NULL)) {
		case CIM_OK: return true;
		case CIM_ENOMEM: return failed(l, CIM_ENOMEM);
		default: return not_of(l, prop, "no object path");
		}
	case CIM_ENUMERATION:
		return cim_name_valid(text) || not_of(l, prop, "no name of an element");
	case CIM_OCTETSTRING:
		return is_octets(text) || not_of(l, prop, "not 0x and pairs of hexadecimal digits");
	default: return not_of(l, prop, "a string");
	}
}

static bool read_object(struct line *l, const struct cim_property *prop, struct cim_value *out);

/* One value that is no array. */
static bool
read_scalar(struct line *l, const struct cim_property *prop, struct cim_value *out)
{
	*out = (struct cim_value){ .type = prop->type.type };
	enum json_kind kind = json_peek(&l->scan);
	switch (kind) {
	case JSON_NULL:
		out->is_null = true;
		return json_word(&l->scan);
	case JSON_TRUE: case JSON_FALSE:
		out->as.boolean = kind == JSON_TRUE;
		if (!json_word(&l->scan))
			return false;
		return prop->type.type == CIM_BOOLEAN || not_of(l, prop, json_kind_text(kind));
	case JSON_NUMBER: return read_number(l, prop, out);
	case JSON_STRING: return read_string(l, prop, out);
	case JSON_OBJECT:
		return prop->type.type == CIM_OBJECT ? read_object(l, prop, out) :
		    not_of(l, prop, "an object");
	case JSON_ARRAY: return not_of(l, prop, "an array");
	default: return json_skip(&l->scan);	/* tells what is there instead */
	}
}

static bool
read_array(struct line *l, const struct cim_property *prop, struct cim_value *out)
{
	struct cim_value *items = NULL;
	size_t cap = 0;
	*out = (struct cim_value){ .type = prop->type.type, .is_array = true };
	if (json_peek(&l->scan) == JSON_NULL) {
		out->is_null = true;
		return json_word(&l->scan);
	}
	if (json_peek(&l->scan) != JSON_ARRAY)
		return wrong(l, "property %.*s is %s, where an array is wanted", shown(prop->name),
		    prop->name.ptr, json_kind_text(json_peek(&l->scan)));
	for (bool more = json_item(&l->scan, true); more && l->err == CIM_OK;
	     more = json_item(&l->scan, false)) {
		if (out->count >= CIM_LIMIT_ELEMENTS || (prop->type.array_size > 0 &&
		    out->count >= prop->type.array_size))
			return wrong(l, "property %.*s has too many elements", shown(prop->name),
			    prop->name.ptr);
		struct cim_value *grown =
		    arena_grow(l->arena, items, out->count, &cap, out->count + 1, sizeof(*items));
		if (grown == NULL)
			return failed(l, CIM_ENOMEM);
		items = grown;
		if (!read_scalar(l, prop, &items[out->count]))
			return false;
		out->count++;
	}
	out->as.items = items;
	return !l->scan.broken && l->err == CIM_OK;
}

/* ---- Instances ----------------------------------------------------------- */

/* What an object says before it is known what it means. */
struct object {
	struct cim_str class_name;	/* ptr NULL: it does not say */
	const char *properties;		/* where their braces are; NULL: there are none */
};

/* The value of "properties" is read when the class is known, which may stand behind it. */
static bool
read_properties_place(struct line *l, struct object *object)
{
	if (json_peek(&l->scan) != JSON_OBJECT)
		return wrong(l, "\"properties\" is no object");
	object->properties = l->scan.at;
	return json_skip(&l->scan);
}

static bool
same_key(struct line *l, bool there, const char *key)
{
	return !there || wrong(l, "\"%s\" stands there twice", key);
}

static bool
make_map(struct line *l, const struct cim_class *effective, struct arena *arena,
    struct cim_map *map)
{
	for (uint32_t i = 0; i < effective->property_count; i++) {
		enum cim_err err = cim_map_set(map, arena, effective->properties[i].name,
		    (void *)(uintptr_t)&effective->properties[i]);
		if (err != CIM_OK)
			return l == NULL ? false : failed(l, err);
	}
	return true;
}

/* Reads the properties of an object whose class is known. */
static bool
read_instance(struct line *l, const struct cim_class *effective, const struct cim_map *by_name,
    const char *at, const struct cim_instance **out)
{
	struct cim_instance *inst = arena_new(l->arena, struct cim_instance);
	struct cim_instance_property *props =
	    arena_calloc(l->arena, effective->property_count, sizeof(*props));
	struct cim_name key;
	if (inst == NULL || props == NULL)
		return failed(l, CIM_ENOMEM);
	/* In the order of declaration; what was not said is left out below. */
	l->scan.at = at;
	for (bool more = read_key(l, true, &key); more; more = read_key(l, false, &key)) {
		const struct cim_property *prop = cim_map_get(by_name, key);
		if (prop == NULL)
			return wrong(l, "class %.*s has no property %.*s", shown(effective->name),
			    effective->name.ptr, shown(key), key.ptr);
		struct cim_instance_property *to = &props[prop - effective->properties];
		if (to->name.len > 0)
			return wrong(l, "property %.*s stands there twice", shown(key), key.ptr);
		to->name = prop->name;
		if (!(prop->type.is_array ? read_array(l, prop, &to->value) :
		    read_scalar(l, prop, &to->value)))
			return false;
	}
	if (l->scan.broken || l->err != CIM_OK)
		return false;
	inst->class_name = effective->name;
	inst->properties = props;
	for (uint32_t i = 0; i < effective->property_count; i++) {
		if (props[i].name.len > 0)
			props[inst->property_count++] = props[i];
	}
	*out = inst;
	return true;
}

/* An embedded object: its class is the declared one, or one below it. */
static bool
read_object_body(struct line *l, const struct cim_property *prop, struct cim_value *out)
{
	struct provider_reader *reader = l->reader;
	struct cim_scope scope = repo_scope(reader->ask->scope);
	struct object object = { { NULL, 0 }, NULL };
	const struct cim_class *cls, *effective;
	struct cim_map by_name = { 0 };
	struct cim_name key;
	for (bool more = read_key(l, true, &key); more; more = read_key(l, false, &key)) {
		bool good = cim_name_is(key, "class") ?
		    same_key(l, object.class_name.ptr != NULL, "class") &&
		    read_text(l, "\"class\"", false, &object.class_name) :
		    cim_name_is(key, "properties") ?
		    same_key(l, object.properties != NULL, "properties") &&
		    read_properties_place(l, &object) :
		    wrong(l, "an embedded object has no key \"%.*s\"", shown(key), key.ptr);
		if (!good)
			return false;
	}
	const char *behind = l->scan.at;
	if (l->scan.broken || l->err != CIM_OK)
		return false;
	if (object.class_name.ptr == NULL || object.properties == NULL ||
	    !cim_name_valid(object.class_name))
		return wrong(l, "property %.*s: an embedded object has \"class\" and \"properties\"",
		    shown(prop->name), prop->name.ptr);
	struct cim_name name = cim_name(object.class_name.ptr, object.class_name.len);
	enum cim_err err = scope.class_get(scope.ctx, reader->ask->ns, name, &cls);
	if (err == CIM_OK && prop->type.class_name.len > 0)
		err = cim_is_a(&scope, reader->ask->ns, cls->name, prop->type.class_name);
	if (err == CIM_OK)
		err = cim_effective(l->arena, &scope, reader->ask->ns, cls, &effective, NULL);
	if (err == CIM_ENOENT)
		return wrong(l, "property %.*s holds an object of class %.*s, which is not there or "
		    "does not belong there", shown(prop->name), prop->name.ptr, shown(name), name.ptr);
	if (err != CIM_OK)
		return failed(l, err);
	if (!make_map(l, effective, l->arena, &by_name) ||
	    !read_instance(l, effective, &by_name, object.properties, &out->as.object))
		return false;
	l->scan.at = behind;
	return true;
}

static bool
read_object(struct line *l, const struct cim_property *prop, struct cim_value *out)
{
	if (++l->depth > CIM_LIMIT_NESTING)
		return wrong(l, "objects in objects: the limit is %d", CIM_LIMIT_NESTING);
	bool good = read_object_body(l, prop, out);
	l->depth--;
	return good;
}

/* The keys must be there: without them it has no path. */
static bool
check_keys(struct line *l, const struct cim_instance *inst)
{
	const struct cim_class *effective = l->reader->effective;
	for (uint32_t i = 0; i < effective->property_count; i++) {
		const struct cim_property *prop = &effective->properties[i];
		if (!cim_qualifier_true(prop->qualifiers, "Key"))
			continue;
		const struct cim_instance_property *own =
		    cim_instance_property_find(inst, prop->name);
		if (own == NULL || own->value.is_null)
			return wrong(l, "key %.*s is missing", shown(prop->name), prop->name.ptr);
	}
	return true;
}

/* ---- Lines --------------------------------------------------------------- */

/* {"count":N} */
static bool
read_end(struct line *l, struct provider_line *out)
{
	struct cim_name key;
	struct cim_str text;
	bool real, there = false;
	if (json_peek(&l->scan) != JSON_OBJECT)
		return wrong(l, "\"end\" is no object with \"count\"");
	for (bool more = read_key(l, true, &key); more; more = read_key(l, false, &key)) {
		if (!cim_name_is(key, "count"))
			return wrong(l, "\"end\" has no key \"%.*s\"", shown(key), key.ptr);
		if (!same_key(l, there, "count"))
			return false;
		there = true;
		if (json_peek(&l->scan) != JSON_NUMBER)
			return wrong(l, "\"count\" is no number");
		if (!json_number(&l->scan, &text, &real))
			return false;
		out->count = 0;
		for (size_t i = 0; i < text.len; i++) {
			if (text.ptr[i] < '0' || text.ptr[i] > '9' ||
			    __builtin_mul_overflow(out->count, 10, &out->count) ||
			    __builtin_add_overflow(out->count, (uint64_t)(text.ptr[i] - '0'),
			    &out->count))
				return wrong(l, "\"count\" is no number of instances");
		}
	}
	return !l->scan.broken && l->err == CIM_OK &&
	    (there || wrong(l, "\"end\" has no \"count\""));
}

/* {"code":"...","text":"..."} */
static bool
read_error(struct line *l, struct provider_line *out)
{
	struct cim_name key;
	if (json_peek(&l->scan) != JSON_OBJECT)
		return wrong(l, "\"error\" is no object with \"code\"");
	for (bool more = read_key(l, true, &key); more; more = read_key(l, false, &key)) {
		bool good = cim_name_is(key, "code") ? same_key(l, out->code.ptr != NULL, "code") &&
		    read_text(l, "\"code\"", false, &out->code) :
		    cim_name_is(key, "text") ? same_key(l, out->text.ptr != NULL, "text") &&
		    read_text(l, "\"text\"", false, &out->text) :
		    wrong(l, "\"error\" has no key \"%.*s\"", shown(key), key.ptr);
		if (!good)
			return false;
	}
	return !l->scan.broken && l->err == CIM_OK &&
	    (out->code.ptr != NULL || wrong(l, "\"error\" has no \"code\""));
}

/* The keys of the line; what kind it is they say together. */
static bool
read_line(struct line *l, struct object *object, struct provider_line *out)
{
	struct cim_name key;
	bool end = false, error = false;
	if (json_peek(&l->scan) != JSON_OBJECT)
		return wrong(l, "a line is no object of JSON");
	for (bool more = read_key(l, true, &key); more; more = read_key(l, false, &key)) {
		bool good;
		if (cim_name_is(key, "class")) {
			good = same_key(l, object->class_name.ptr != NULL, "class") &&
			    read_text(l, "\"class\"", false, &object->class_name);
		} else if (cim_name_is(key, "properties")) {
			good = same_key(l, object->properties != NULL, "properties") &&
			    read_properties_place(l, object);
		} else if (cim_name_is(key, "end")) {
			good = same_key(l, end, "end") && read_end(l, out);
			end = true;
		} else if (cim_name_is(key, "error")) {
			good = same_key(l, error, "error") && read_error(l, out);
			error = true;
		} else {
			good = wrong(l, "a line has no key \"%.*s\"", shown(key), key.ptr);
		}
		if (!good)
			return false;
	}
	if (l->scan.broken || l->err != CIM_OK)
		return false;
	(void)json_peek(&l->scan);
	if (l->scan.at != l->scan.end)
		return wrong(l, "something stands behind the object of a line");
	if ((object->properties != NULL) + end + error != 1 ||
	    (object->class_name.ptr != NULL && object->properties == NULL))
		return wrong(l, "a line has either \"properties\", \"end\" or \"error\"");
	out->kind = end ? PROVIDER_END : error ? PROVIDER_ERROR : PROVIDER_INSTANCE;
	return true;
}

enum cim_err
provider_line_read(struct provider_reader *reader, struct arena *arena, struct cim_str text,
    struct provider_line *out)
{
	struct line l = { .reader = reader, .arena = arena, .begin = text.ptr };
	struct object object = { { NULL, 0 }, NULL };
	memset(out, 0, sizeof(*out));
	reader->why[0] = '\0';
	l.scan = (struct json_scan){ .at = text.ptr, .end = text.ptr + text.len, .told = told,
		.ctx = &l };
	if (!read_line(&l, &object, out) || out->kind != PROVIDER_INSTANCE)
		return l.err;
	struct cim_name cls = object.class_name.ptr == NULL ? reader->effective->name :
	    cim_name(object.class_name.ptr, object.class_name.len);
	if (!cim_name_eq(cls, reader->effective->name))
		(void)wrong(&l, "an instance of class %.*s, which was not asked for: classes below "
		    "it are asked for by their own names", shown(cls), cls.ptr);
	else if (read_instance(&l, reader->effective, &reader->properties, object.properties,
	    &out->instance))
		(void)check_keys(&l, out->instance);
	return l.err;
}

/* ---- The reader ---------------------------------------------------------- */

enum cim_err
provider_reader_init(struct provider_reader *reader, const struct provider_ask *ask)
{
	struct cim_scope scope = repo_scope(ask->scope);
	const struct cim_class *cls;
	memset(reader, 0, sizeof(*reader));
	reader->ask = ask;
	enum cim_err err = scope.class_get(scope.ctx, ask->ns, ask->class_name, &cls);
	if (err == CIM_OK)
		err = cim_effective(&reader->arena, &scope, ask->ns, cls, &reader->effective, NULL);
	if (err == CIM_OK && !make_map(NULL, reader->effective, &reader->arena, &reader->properties))
		err = CIM_ENOMEM;
	return err;
}

void
provider_reader_free(struct provider_reader *reader)
{
	arena_free(&reader->arena);
}
