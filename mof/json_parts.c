/* json_parts.c: values, types, qualifiers, members and instances in JSON to raw ones. */
#include "config.h"

#include <string.h>

#include "cim/limits.h"
#include "mof/compile.h"
#include "mof/json_parts.h"
#include "mof/scan.h"

/* ---- Values --------------------------------------------------------------------- */

static bool read_object(struct mof_json *j, struct mof_value **out);
static bool read_scalar(struct mof_json *j, struct mof_value **out);

static bool
number_value(struct mof_json *j, struct mof_value **out)
{
	const char *from = j->scan.at;
	struct cim_str text;
	bool real;
	if (!json_number(&j->scan, &text, &real))
		return false;
	struct mof_token token = { .text = text.ptr, .len = (uint32_t)text.len };
	*out = mof_ast_literal(&j->ast, mof_json_place(j, from, j->scan.at),
	    real ? MOF_VALUE_REAL : MOF_VALUE_INTEGER, &token);
	return true;
}

static bool
word_value(struct mof_json *j, enum json_kind kind, struct mof_value **out)
{
	const char *from = j->scan.at;
	if (!json_word(&j->scan))
		return false;
	struct mof_token token = { .text = from, .len = (uint32_t)(j->scan.at - from) };
	*out = mof_ast_literal(&j->ast, mof_json_place(j, from, j->scan.at),
	    kind == JSON_TRUE ? MOF_VALUE_TRUE :
	    kind == JSON_FALSE ? MOF_VALUE_FALSE : MOF_VALUE_NULL, &token);
	return true;
}

/* All but a list; *out stays NULL when it was told. */
static bool
read_scalar(struct mof_json *j, struct mof_value **out)
{
	struct mof_json_string s;
	enum json_kind kind = json_peek(&j->scan);
	switch (kind) {
	case JSON_STRING:
		if (!mof_json_string(j, &s))
			return false;
		*out = mof_json_string_value(j, &s);
		return true;
	case JSON_NUMBER: return number_value(j, out);
	case JSON_TRUE: case JSON_FALSE: case JSON_NULL:
		return word_value(j, kind, out);
	case JSON_OBJECT: return read_object(j, out);
	case JSON_ARRAY: return mof_json_wrong_kind(j, "an element of an array", "no array");
	case JSON_NONE: break;
	}
	return json_skip(&j->scan);
}

static bool
read_value(struct mof_json *j, struct mof_value **out)
{
	if (json_peek(&j->scan) != JSON_ARRAY)
		return read_scalar(j, out);
	const char *from = j->scan.at;
	struct mof_list items = { .count = 0 };
	for (bool more = json_item(&j->scan, true); more; more = json_item(&j->scan, false)) {
		struct mof_value *item = NULL;
		if (!read_scalar(j, &item))
			return false;
		mof_list_add(&items, item);
	}
	if (j->scan.broken)
		return false;
	*out = mof_ast_list(&j->ast, mof_json_place(j, from, j->scan.at), items);
	return true;
}

/* ---- Types ---------------------------------------------------------------------- */

bool
mof_json_read_type(struct mof_json *j, void *into)
{
	return mof_json_read_name(j, "\"type\"", &((struct mof_json_fields *)into)->word);
}

bool
mof_json_read_array(struct mof_json *j, void *into)
{
	struct mof_json_fields *e = into;
	const char *from = j->scan.at;
	if (!mof_json_want_bool(j, "\"array\"", &e->is_array))
		return false;
	e->array_place = mof_json_place(j, from, j->scan.at);
	return true;
}

bool
mof_json_read_array_size(struct mof_json *j, void *into)
{
	struct mof_json_fields *e = into;
	struct cim_str text;
	bool real;
	const char *from = j->scan.at;
	if (json_peek(&j->scan) != JSON_NUMBER)
		return mof_json_wrong_kind(j, "\"array_size\"", "a number");
	if (!json_number(&j->scan, &text, &real))
		return false;
	struct mof_token token = { .text = text.ptr, .len = (uint32_t)text.len };
	e->size = mof_ast_array(&j->ast, mof_json_place(j, from, j->scan.at), &token);
	return true;
}

static bool
read_reference_class(struct mof_json *j, void *into)
{
	return mof_json_read_name_or_null(
	    j, "\"reference_class\"", &((struct mof_json_fields *)into)->class_name);
}

static bool
read_object_class(struct mof_json *j, void *into)
{
	return mof_json_read_name_or_null(
	    j, "\"object_class\"", &((struct mof_json_fields *)into)->class_name);
}

bool
mof_json_read_enumeration_name(struct mof_json *j, void *into)
{
	return mof_json_read_name(
	    j, "\"enumeration\"", &((struct mof_json_fields *)into)->class_name);
}

/* Whether a name is one of those declared inside of the class: the name says it. */
bool
mof_json_read_local(struct mof_json *j, void *into)
{
	bool ignored;
	(void)into;
	return mof_json_want_bool(j, "\"local\"", &ignored);
}

bool
mof_json_read_element_value(struct mof_json *j, void *into)
{
	return read_value(j, &((struct mof_json_fields *)into)->value);
}

static bool
read_propagated(struct mof_json *j, void *into)
{
	return mof_json_want_bool(
	    j, "\"propagated\"", &((struct mof_json_fields *)into)->propagated);
}

bool
mof_json_read_flavors(struct mof_json *j, void *into)
{
	struct mof_json_fields *e = into;
	e->has_flavors = true;
	return mof_json_read_words(j, "\"flavors\"", &e->flavors);
}

bool
mof_json_read_stated(struct mof_json *j, void *into)
{
	struct mof_json_fields *e = into;
	e->has_stated = true;
	return mof_json_read_words(j, "\"stated\"", &e->stated);
}

/*
 * The raw type of a word. What only MOF 3 has is the name of a class to the grammar, be it an
 * enumeration or a word of its own.
 */
static struct mof_type *
raw_type(struct mof_json *j, const struct mof_json_fields *e, const char *word)
{
	bool is_ref = strcmp(word, "reference") == 0, is_void = strcmp(word, "void") == 0;
	enum cim_type type = cim_type_from_name(e->word.name);
	bool named = is_ref || strcmp(word, "object") == 0 || strcmp(word, "enumeration") == 0;
	struct mof_name name = e->word;
	if (named && e->class_name.name.len > 0)
		name = e->class_name;
	else if (named)
		name.name = cim_name("object", 6);
	if (is_ref || is_void)
		type = is_ref ? CIM_REFERENCE : CIM_VOID;
	else if (named || cim_type_is_v3(type) || type == CIM_TYPE_NONE)
		type = CIM_OBJECT;
	return mof_ast_type(&j->ast, name.place, (int)type, name);
}

/* The type that a word says; NULL: there was none, or it is told. */
struct mof_type *
mof_json_type_of(struct mof_json *j, const struct mof_json_fields *e)
{
	static const char *const words[] = { "boolean", "uint8", "sint8", "uint16", "sint16",
		"uint32", "sint32", "uint64", "sint64", "real32", "real64", "char16", "string",
		"datetime", "reference", "object", "void", "enumeration", "octetstring",
		"integer" };
	const size_t count = sizeof(words) / sizeof(words[0]);
	size_t i = 0;
	if (e->word.name.len == 0)
		return NULL;
	while (i < count && !cim_name_is(e->word.name, words[i]))
		i++;
	if (i == count) {
		const char *near = mof_nearest_word(e->word.name, words, count);
		mof_json_lost(j, "E-JSON-VALUE", e->word.place, "\"%.*s\" is no type%s%s%s",
		    MOF_SHOW(e->word.name), near != NULL ? "; did you mean \"" : "",
		    near != NULL ? near : "", near != NULL ? "\"?" : "");
		return NULL;
	}
	return raw_type(j, e, words[i]);
}

/* The brackets of an array, or NULL. */
struct mof_array *
mof_json_array_of(struct mof_json *j, const struct mof_json_fields *e)
{
	if (e->size != NULL && !e->is_array)
		mof_json_lost(j, "E-JSON-VALUE", e->size->place,
		    "\"array_size\" without \"array\": true");
	if (!e->is_array)
		return NULL;
	return e->size != NULL ? e->size : mof_ast_array(&j->ast, e->array_place, NULL);
}

/* Beside a value the types of MOF 3 are those that the value has. */
static void
said_v3(struct mof_type *type, struct cim_name word)
{
	if (cim_name_is(word, "enumeration"))
		type->type = CIM_ENUMERATION;
	else if (cim_name_is(word, "octetstring"))
		type->type = CIM_OCTETSTRING;
	else if (cim_name_is(word, "integer"))
		type->type = CIM_INTEGER;
}

/* What is said of a value beside it; NULL: nothing. */
static const struct mof_said *
said_of(struct mof_json *j, struct mof_json_fields *e)
{
	struct mof_type *type = mof_json_type_of(j, e);
	if (type == NULL && !e->has_flavors)
		return NULL;
	if (type != NULL)
		said_v3(type, e->word.name);
	struct mof_said *said = arena_new(j->ast.arena, struct mof_said);
	if (said == NULL) {
		j->ast.no_memory = true;
		return NULL;
	}
	*said = (struct mof_said){ .type = type, .is_array = e->is_array,
		.flavors = e->flavors, .stated = e->has_stated };
	return said;
}

/* ---- Qualifiers ----------------------------------------------------------------- */

static bool
read_qualifier(struct mof_json *j, const struct mof_json_string *key, struct mof_list *out)
{
	static const struct mof_json_row keys[] = { { "type", mof_json_read_type, false },
		{ "array", mof_json_read_array, false },
		{ "value", mof_json_read_element_value, false },
		{ "flavors", mof_json_read_flavors, false }, { "stated", mof_json_read_stated, false },
		{ "propagated", read_propagated, false } };
	struct mof_json_fields e = { .is_array = false };
	struct mof_name name = mof_json_name_of(j, key, "a qualifier");
	uint32_t before = j->lost;
	if (json_peek(&j->scan) != JSON_OBJECT)
		return mof_json_wrong_kind(j, "a qualifier", "an object");
	if (!MOF_READ_KEYS(j, keys, "a qualifier", &e))
		return false;
	const struct mof_said *said = said_of(j, &e);
	/* What was inherited is the superclass's. */
	if (e.propagated || name.name.len == 0 || j->lost != before)
		return true;
	struct mof_qualifier *q = mof_ast_qualifier(&j->ast, key->place, name, e.value, e.stated);
	if (q != NULL)
		q->said = said;
	mof_list_add(out, q);
	return true;
}

static bool
read_qualifiers_into(struct mof_json *j, struct mof_list *out, struct cim_place *place)
{
	struct mof_json_string key;
	if (json_peek(&j->scan) != JSON_OBJECT)
		return mof_json_wrong_kind(j, "\"qualifiers\"", "an object");
	const char *from = j->scan.at;
	for (bool more = mof_json_key(j, true, &key); more; more = mof_json_key(j, false, &key)) {
		if (!read_qualifier(j, &key, out))
			return false;
	}
	*place = mof_json_place(j, from, j->scan.at);
	return !j->scan.broken;
}

bool
mof_json_read_qualifiers(struct mof_json *j, void *into)
{
	struct mof_json_fields *e = into;
	return read_qualifiers_into(j, &e->qualifiers, &e->qualifiers_place);
}

/* ---- Properties, methods, parameters -------------------------------------------- */

static bool read_parameters(struct mof_json *j, void *into);

#define TYPE_KEYS(name) \
	{ name, mof_json_read_type, true }, { "array", mof_json_read_array, false }, \
	{ "array_size", mof_json_read_array_size, false }, \
	{ "reference_class", read_reference_class, false }, \
	{ "object_class", read_object_class, false }, \
	{ "enumeration", mof_json_read_enumeration_name, false }, \
	{ "local", mof_json_read_local, false }, \
	{ "qualifiers", mof_json_read_qualifiers, false }

static const struct mof_json_row property_keys[] = { TYPE_KEYS("type"),
	{ "value", mof_json_read_element_value, false }, { "class_origin", mof_json_read_nothing, false },
	{ "propagated", read_propagated, false } };
static const struct mof_json_row parameter_keys[] = { TYPE_KEYS("type"),
	{ "value", mof_json_read_element_value, false } };
static const struct mof_json_row method_keys[] = { TYPE_KEYS("return_type"),
	{ "parameters", read_parameters, false }, { "class_origin", mof_json_read_nothing, false },
	{ "propagated", read_propagated, false } };

/* Any of the three, under its name. */
static bool
read_member(struct mof_json *j, const struct mof_json_string *key, enum mof_member_kind kind,
    struct mof_list *out)
{
	struct mof_json_fields e = { .is_array = false };
	const char *what = kind == MOF_PROPERTY ? "a property" :
	    kind == MOF_METHOD ? "a method" : "a parameter";
	struct mof_name name = mof_json_name_of(j, key, what);
	uint32_t before = j->lost;
	if (json_peek(&j->scan) != JSON_OBJECT)
		return mof_json_wrong_kind(j, what, "an object");
	if (!(kind == MOF_PROPERTY ? MOF_READ_KEYS(j, property_keys, what, &e) :
	    kind == MOF_METHOD ? MOF_READ_KEYS(j, method_keys, what, &e) :
	    MOF_READ_KEYS(j, parameter_keys, what, &e)))
		return false;
	struct mof_type *type = mof_json_type_of(j, &e);
	struct mof_array *array = mof_json_array_of(j, &e);
	if (e.propagated || name.name.len == 0 || type == NULL || j->lost != before)
		return true;
	struct cim_place place = mof_place_span(key->place, mof_json_place(j, j->scan.at - 1, j->scan.at));
	struct mof_member *member = mof_ast_member(
	    &j->ast, type, kind == MOF_METHOD ? array : NULL, name);
	mof_list_add(out, kind == MOF_METHOD ?
	    mof_ast_finish_method(member, place, e.qualifiers, e.qualifiers_place, e.parameters) :
	    mof_ast_finish(member, place, kind, e.qualifiers, e.qualifiers_place, array, e.value));
	return true;
}

bool
mof_json_read_members(
    struct mof_json *j, enum mof_member_kind kind, const char *what, struct mof_list *out)
{
	struct mof_json_string key;
	if (json_peek(&j->scan) != JSON_OBJECT)
		return mof_json_wrong_kind(j, what, "an object");
	for (bool more = mof_json_key(j, true, &key); more; more = mof_json_key(j, false, &key)) {
		if (!read_member(j, &key, kind, out))
			return false;
	}
	return !j->scan.broken;
}

static bool
read_parameters(struct mof_json *j, void *into)
{
	return mof_json_read_members(
	    j, MOF_PARAMETER, "\"parameters\"", &((struct mof_json_fields *)into)->parameters);
}

/* ---- Instances ------------------------------------------------------------------ */

static bool
read_slot(struct mof_json *j, const struct mof_json_string *key, struct mof_list *out)
{
	static const struct mof_json_row keys[] = { { "type", mof_json_read_type, false },
		{ "array", mof_json_read_array, false },
		{ "value", mof_json_read_element_value, false },
		{ "qualifiers", mof_json_read_qualifiers, false } };
	struct mof_json_fields e = { .is_array = false };
	struct mof_name name = mof_json_name_of(j, key, "a property");
	uint32_t before = j->lost;
	if (json_peek(&j->scan) != JSON_OBJECT)
		return mof_json_wrong_kind(j, "a property of an instance", "an object with a \"value\"");
	if (!MOF_READ_KEYS(j, keys, "a property of an instance", &e))
		return false;
	const struct mof_said *said = said_of(j, &e);
	if (name.name.len == 0 || j->lost != before)
		return true;
	struct cim_place place = mof_place_span(key->place, mof_json_place(j, j->scan.at - 1, j->scan.at));
	struct mof_slot *slot = mof_ast_slot(
	    &j->ast, place, e.qualifiers, e.qualifiers_place, name, e.value);
	if (slot != NULL)
		slot->said = said;
	mof_list_add(out, slot);
	return true;
}

bool
mof_json_read_slots(struct mof_json *j, void *into)
{
	struct mof_json_fields *e = into;
	struct mof_json_string key;
	if (json_peek(&j->scan) != JSON_OBJECT)
		return mof_json_wrong_kind(j, "\"properties\"", "an object");
	for (bool more = mof_json_key(j, true, &key); more; more = mof_json_key(j, false, &key)) {
		if (!read_slot(j, &key, &e->slots))
			return false;
	}
	return !j->scan.broken;
}

bool
mof_json_read_class_of(struct mof_json *j, void *into)
{
	return mof_json_read_name(j, "\"class\"", &((struct mof_json_fields *)into)->class_name);
}

static bool
read_value_of(struct mof_json *j, void *into)
{
	return mof_json_want_bool(j, "\"value_of\"", &((struct mof_json_fields *)into)->is_value);
}

/* {"class": ..., "properties": {...}} as a value. */
static bool
read_object(struct mof_json *j, struct mof_value **out)
{
	static const struct mof_json_row keys[] = { { "class", mof_json_read_class_of, true },
		{ "value_of", read_value_of, false }, { "properties", mof_json_read_slots, true } };
	struct mof_json_fields e = { .ns = NULL };
	const char *from = j->scan.at;
	uint32_t before = j->lost;
	if (j->depth >= CIM_LIMIT_NESTING) {
		mof_json_lost(j, "E-LIMIT", mof_json_place(j, from, from + 1),
		    "objects in objects: the limit is %d", CIM_LIMIT_NESTING);
		return json_skip(&j->scan);
	}
	j->depth++;
	bool good = MOF_READ_KEYS(j, keys, "an object", &e);
	j->depth--;
	if (!good || j->lost != before || e.class_name.name.len == 0)
		return good;
	struct cim_place place = mof_json_place(j, from, j->scan.at);
	*out = mof_ast_object(&j->ast, place, mof_ast_instance(&j->ast, place, e.is_value,
	    e.class_name, (struct mof_name){ .place = { 0, 0 } }, e.slots, false));
	return true;
}
