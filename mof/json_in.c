/* json_in.c: declarations in JSON to the same raw declarations that the grammar makes. */
#include "config.h"

#include "mof/json_in.h"

#include <string.h>
#include <strings.h>

#include "cim/class.h"
#include "cim/limits.h"
#include "mof/compile.h"
#include "mof/json_scan.h"
#include "mof/literal.h"
#include "mof/scan.h"

#define JSON_FORM 1	/* the newest version of the form that is known here */

/* ---- Objects by tables of keys --------------------------------------------------- */

/* Reads the value of one key into what is being filled in. False: broken. */
typedef bool read_fn(struct mof_json *j, void *into);

struct json_key {
	const char *name;
	read_fn *read;
	bool required;
};

#define KEYS_MAX 16

/* Which key it is; count: none. */
static size_t
key_find(const struct json_key *keys, size_t count, const struct mof_json_string *key)
{
	size_t i = 0;
	while (i < count && (strlen(keys[i].name) != key->text.len ||
	    memcmp(keys[i].name, key->text.ptr, key->text.len) != 0))
		i++;
	return i;
}

static void
tell_unknown_key(struct mof_json *j, const struct json_key *keys, size_t count,
    const struct mof_json_string *key, const char *what)
{
	const char *words[KEYS_MAX], *near = NULL;
	for (size_t i = 0; i < count; i++)
		words[i] = keys[i].name;
	if (key->text.len > 0 && key->text.len <= CIM_LIMIT_NAME)
		near = mof_nearest_word(cim_name(key->text.ptr, key->text.len), words, count);
	mof_json_lost(j, "E-JSON-KEY", key->place, "%s has no key \"%.*s\"%s%s%s", what,
	    MOF_SHOW(key->text), near != NULL ? "; did you mean \"" : "",
	    near != NULL ? near : "", near != NULL ? "\"?" : "");
}

/*
 * An object with the keys of a table, each at most once and in any order. What is not there and
 * must be is told at its brace, unless it was told that it is spelled wrong. False: broken.
 */
static bool
read_keys(struct mof_json *j, const struct json_key *keys, size_t count, const char *what,
    void *into)
{
	struct mof_json_string key;
	struct cim_place places[KEYS_MAX] = { { 0, 0 } };
	(void)mof_json_peek(j);
	const char *brace = j->at;
	bool unknown = false;
	for (bool more = mof_json_key(j, true, &key); more; more = mof_json_key(j, false, &key)) {
		size_t i = key_find(keys, count, &key);
		if (i == count || places[i].at != 0) {
			unknown |= i == count;
			if (i == count)
				tell_unknown_key(j, keys, count, &key, what);
			else
				mof_diag_note(j->diags, mof_json_lost(j, "E-JSON-KEY", key.place,
				    "the key \"%s\" stands here twice", keys[i].name), places[i],
				    "first written here");
			if (!mof_json_skip(j))
				return false;
			continue;
		}
		places[i] = key.place;
		(void)mof_json_peek(j);
		if (!keys[i].read(j, into))
			return false;
	}
	for (size_t i = 0; i < count && !j->broken && !unknown; i++) {
		if (keys[i].required && places[i].at == 0)
			mof_json_lost(j, "E-JSON-KEY", mof_json_place(j, brace, brace + 1),
			    "%s needs the key \"%s\"", what, keys[i].name);
	}
	return !j->broken;
}

#define READ_KEYS(j, keys, what, into) \
	read_keys((j), (keys), sizeof(keys) / sizeof((keys)[0]), (what), (into))

/* A value of the wrong kind is told and passed over. */
static bool
wrong_kind(struct mof_json *j, const char *what, const char *wanted)
{
	enum mof_json_kind kind = mof_json_peek(j);
	const char *from = j->at;
	/* What is no value at all is told as that. */
	if (!mof_json_skip(j))
		return false;
	const char *to = kind == MOF_JSON_OBJECT || kind == MOF_JSON_ARRAY ? from + 1 : j->at;
	mof_json_lost(j, "E-JSON-VALUE", mof_json_place(j, from, to), "%s is %s; this is %s", what,
	    wanted, mof_json_kind_text(kind));
	return true;
}

/* What is left out: the caller looks at it elsewhere. */
static bool
read_nothing(struct mof_json *j, void *into)
{
	(void)into;
	return mof_json_skip(j);
}

/* ---- Plain values ------------------------------------------------------------------ */

/* A string as a raw value; NULL without memory. */
static struct mof_value *
string_value(struct mof_json *j, const struct mof_json_string *s)
{
	struct mof_token token = { .text = s->text.ptr, .len = (uint32_t)s->text.len,
		.escaped = s->escaped };
	struct mof_value *value = mof_ast_string(&j->ast, s->place, &token);
	if (value != NULL)
		value->json = true;
	return value;
}

/* A string, or false with *broken untouched: it was another value, told. */
static bool
want_string(struct mof_json *j, const char *what, struct mof_json_string *out, bool *got)
{
	*got = mof_json_peek(j) == MOF_JSON_STRING;
	return *got ? mof_json_string(j, out) : wrong_kind(j, what, "a string");
}

static bool
want_bool(struct mof_json *j, const char *what, bool *out)
{
	enum mof_json_kind kind = mof_json_peek(j);
	if (kind != MOF_JSON_TRUE && kind != MOF_JSON_FALSE)
		return wrong_kind(j, what, "true or false");
	*out = kind == MOF_JSON_TRUE;
	return mof_json_word(j);
}

/* The text of a string that is decoded here and now; false: told. */
static bool
decode(struct mof_json *j, const struct mof_json_string *s, struct cim_str *out)
{
	*out = s->text;
	if (!s->escaped)
		return true;
	struct mof_literals ctx = { .arena = j->ast.arena, .diags = j->diags };
	const struct mof_value *value = string_value(j, s);
	if (value == NULL)
		return false;
	enum cim_err err = mof_literal_string(&ctx, value, out);
	if (err == CIM_ENOMEM)
		j->ast.no_memory = true;
	return err == CIM_OK;
}

/* A name out of a string; len 0: told. */
static struct mof_name
name_of(struct mof_json *j, const struct mof_json_string *s, const char *what)
{
	struct mof_name name = { .place = { s->place.at + 1, s->place.len - 2 } };
	struct cim_str text;
	if (!decode(j, s, &text)) {
		j->lost++;
	} else if (text.len > CIM_LIMIT_NAME) {
		mof_json_lost(j, "E-LIMIT", s->place, "a name of %zu bytes: the limit is %d",
		    text.len, CIM_LIMIT_NAME);
	} else if (!cim_name_valid(text)) {
		mof_json_lost(j, "E-JSON-VALUE", s->place,
		    "%s is a name: letters, digits and underscores; this is \"%.*s\"", what,
		    MOF_SHOW(text));
	} else {
		name.name = cim_name(text.ptr, text.len);
	}
	return name;
}

static bool
read_name(struct mof_json *j, const char *what, struct mof_name *out)
{
	struct mof_json_string s;
	bool got;
	if (!want_string(j, what, &s, &got))
		return false;
	if (got)
		*out = name_of(j, &s, what);
	return true;
}

/* A name or null. */
static bool
read_name_or_null(struct mof_json *j, const char *what, struct mof_name *out)
{
	enum mof_json_kind kind = mof_json_peek(j);
	if (kind == MOF_JSON_NULL)
		return mof_json_word(j);
	return kind == MOF_JSON_STRING ? read_name(j, what, out) :
	    wrong_kind(j, what, "a string or null");
}

/* Words in an array, e.g. flavors. What they mean is the compiler's. */
static bool
read_words(struct mof_json *j, const char *what, struct mof_list *out)
{
	if (mof_json_peek(j) != MOF_JSON_ARRAY)
		return wrong_kind(j, what, "an array of strings");
	for (bool more = mof_json_item(j, true); more; more = mof_json_item(j, false)) {
		struct mof_name word = { .name = { .len = 0 } };
		if (!read_name(j, what, &word))
			return false;
		if (word.name.len > 0)
			mof_list_add(out, mof_ast_word(&j->ast, word));
	}
	return !j->broken;
}

/* ---- Values ---------------------------------------------------------------------------- */

static bool read_object(struct mof_json *j, struct mof_value **out);
static bool read_scalar(struct mof_json *j, struct mof_value **out);

static bool
number_value(struct mof_json *j, struct mof_value **out)
{
	const char *from = j->at;
	struct cim_str text;
	bool real;
	if (!mof_json_number(j, &text, &real))
		return false;
	struct mof_token token = { .text = text.ptr, .len = (uint32_t)text.len };
	*out = mof_ast_literal(&j->ast, mof_json_place(j, from, j->at),
	    real ? MOF_VALUE_REAL : MOF_VALUE_INTEGER, &token);
	return true;
}

static bool
word_value(struct mof_json *j, enum mof_json_kind kind, struct mof_value **out)
{
	const char *from = j->at;
	if (!mof_json_word(j))
		return false;
	struct mof_token token = { .text = from, .len = (uint32_t)(j->at - from) };
	*out = mof_ast_literal(&j->ast, mof_json_place(j, from, j->at),
	    kind == MOF_JSON_TRUE ? MOF_VALUE_TRUE :
	    kind == MOF_JSON_FALSE ? MOF_VALUE_FALSE : MOF_VALUE_NULL, &token);
	return true;
}

/* All but a list; *out stays NULL when it was told. */
static bool
read_scalar(struct mof_json *j, struct mof_value **out)
{
	struct mof_json_string s;
	enum mof_json_kind kind = mof_json_peek(j);
	switch (kind) {
	case MOF_JSON_STRING:
		if (!mof_json_string(j, &s))
			return false;
		*out = string_value(j, &s);
		return true;
	case MOF_JSON_NUMBER: return number_value(j, out);
	case MOF_JSON_TRUE: case MOF_JSON_FALSE: case MOF_JSON_NULL:
		return word_value(j, kind, out);
	case MOF_JSON_OBJECT: return read_object(j, out);
	case MOF_JSON_ARRAY: return wrong_kind(j, "an element of an array", "no array");
	case MOF_JSON_NONE: break;
	}
	return mof_json_skip(j);
}

static bool
read_value(struct mof_json *j, struct mof_value **out)
{
	if (mof_json_peek(j) != MOF_JSON_ARRAY)
		return read_scalar(j, out);
	const char *from = j->at;
	struct mof_list items = { .count = 0 };
	for (bool more = mof_json_item(j, true); more; more = mof_json_item(j, false)) {
		struct mof_value *item = NULL;
		if (!read_scalar(j, &item))
			return false;
		mof_list_add(&items, item);
	}
	if (j->broken)
		return false;
	*out = mof_ast_list(&j->ast, mof_json_place(j, from, j->at), items);
	return true;
}

/* ---- Types ------------------------------------------------------------------------------- */

/* What the keys of an object were read into, be it a qualifier, a member or a declaration. */
struct fields {
	struct mof_value *ns;
	struct mof_name name, superclass;
	struct mof_name word;		/* "uint8", "reference"; len 0: not there, or told */
	struct mof_name class_name;	/* of a reference, an object or an instance */
	bool is_array, propagated, has_flavors, has_stated;
	bool is_association, is_policy, is_value;	/* MOF 3 */
	struct mof_name base;				/* of an enumeration */
	struct cim_place array_place, qualifiers_place, scopes_place;
	struct mof_array *size;
	struct mof_value *value;
	struct mof_list qualifiers, scopes, flavors, stated;
	struct mof_list members, parameters, slots;
};

static bool
read_type(struct mof_json *j, void *into)
{
	return read_name(j, "\"type\"", &((struct fields *)into)->word);
}

static bool
read_array(struct mof_json *j, void *into)
{
	struct fields *e = into;
	const char *from = j->at;
	if (!want_bool(j, "\"array\"", &e->is_array))
		return false;
	e->array_place = mof_json_place(j, from, j->at);
	return true;
}

static bool
read_array_size(struct mof_json *j, void *into)
{
	struct fields *e = into;
	struct cim_str text;
	bool real;
	const char *from = j->at;
	if (mof_json_peek(j) != MOF_JSON_NUMBER)
		return wrong_kind(j, "\"array_size\"", "a number");
	if (!mof_json_number(j, &text, &real))
		return false;
	struct mof_token token = { .text = text.ptr, .len = (uint32_t)text.len };
	e->size = mof_ast_array(&j->ast, mof_json_place(j, from, j->at), &token);
	return true;
}

static bool
read_reference_class(struct mof_json *j, void *into)
{
	return read_name_or_null(j, "\"reference_class\"", &((struct fields *)into)->class_name);
}

static bool
read_object_class(struct mof_json *j, void *into)
{
	return read_name_or_null(j, "\"object_class\"", &((struct fields *)into)->class_name);
}

static bool
read_enumeration_name(struct mof_json *j, void *into)
{
	return read_name(j, "\"enumeration\"", &((struct fields *)into)->class_name);
}

/* Whether a name is one of those declared inside of the class: the name says it. */
static bool
read_local(struct mof_json *j, void *into)
{
	bool ignored;
	(void)into;
	return want_bool(j, "\"local\"", &ignored);
}

static bool
read_element_value(struct mof_json *j, void *into)
{
	return read_value(j, &((struct fields *)into)->value);
}

static bool
read_propagated(struct mof_json *j, void *into)
{
	return want_bool(j, "\"propagated\"", &((struct fields *)into)->propagated);
}

static bool
read_flavors(struct mof_json *j, void *into)
{
	struct fields *e = into;
	e->has_flavors = true;
	return read_words(j, "\"flavors\"", &e->flavors);
}

static bool
read_stated(struct mof_json *j, void *into)
{
	struct fields *e = into;
	e->has_stated = true;
	return read_words(j, "\"stated\"", &e->stated);
}

/*
 * The raw type of a word. What only MOF 3 has is the name of a class to the grammar, be it an
 * enumeration or a word of its own.
 */
static struct mof_type *
raw_type(struct mof_json *j, const struct fields *e, const char *word)
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
static struct mof_type *
type_of(struct mof_json *j, const struct fields *e)
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
static struct mof_array *
array_of(struct mof_json *j, const struct fields *e)
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
said_of(struct mof_json *j, struct fields *e)
{
	struct mof_type *type = type_of(j, e);
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

/* ---- Qualifiers ------------------------------------------------------------------------------ */

static bool
read_qualifier(struct mof_json *j, const struct mof_json_string *key, struct mof_list *out)
{
	static const struct json_key keys[] = { { "type", read_type, false },
		{ "array", read_array, false }, { "value", read_element_value, false },
		{ "flavors", read_flavors, false }, { "stated", read_stated, false },
		{ "propagated", read_propagated, false } };
	struct fields e = { .is_array = false };
	struct mof_name name = name_of(j, key, "a qualifier");
	uint32_t before = j->lost;
	if (mof_json_peek(j) != MOF_JSON_OBJECT)
		return wrong_kind(j, "a qualifier", "an object");
	if (!READ_KEYS(j, keys, "a qualifier", &e))
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
	if (mof_json_peek(j) != MOF_JSON_OBJECT)
		return wrong_kind(j, "\"qualifiers\"", "an object");
	const char *from = j->at;
	for (bool more = mof_json_key(j, true, &key); more; more = mof_json_key(j, false, &key)) {
		if (!read_qualifier(j, &key, out))
			return false;
	}
	*place = mof_json_place(j, from, j->at);
	return !j->broken;
}

static bool
read_qualifiers(struct mof_json *j, void *into)
{
	struct fields *e = into;
	return read_qualifiers_into(j, &e->qualifiers, &e->qualifiers_place);
}

/* ---- Properties, methods, parameters ------------------------------------------------------------ */

static bool read_parameters(struct mof_json *j, void *into);

#define TYPE_KEYS(name) \
	{ name, read_type, true }, { "array", read_array, false }, \
	{ "array_size", read_array_size, false }, \
	{ "reference_class", read_reference_class, false }, \
	{ "object_class", read_object_class, false }, \
	{ "enumeration", read_enumeration_name, false }, { "local", read_local, false }, \
	{ "qualifiers", read_qualifiers, false }

static const struct json_key property_keys[] = { TYPE_KEYS("type"),
	{ "value", read_element_value, false }, { "class_origin", read_nothing, false },
	{ "propagated", read_propagated, false } };
static const struct json_key parameter_keys[] = { TYPE_KEYS("type"),
	{ "value", read_element_value, false } };
static const struct json_key method_keys[] = { TYPE_KEYS("return_type"),
	{ "parameters", read_parameters, false }, { "class_origin", read_nothing, false },
	{ "propagated", read_propagated, false } };

/* Any of the three, under its name. */
static bool
read_member(struct mof_json *j, const struct mof_json_string *key, enum mof_member_kind kind,
    struct mof_list *out)
{
	struct fields e = { .is_array = false };
	const char *what = kind == MOF_PROPERTY ? "a property" :
	    kind == MOF_METHOD ? "a method" : "a parameter";
	struct mof_name name = name_of(j, key, what);
	uint32_t before = j->lost;
	if (mof_json_peek(j) != MOF_JSON_OBJECT)
		return wrong_kind(j, what, "an object");
	if (!(kind == MOF_PROPERTY ? READ_KEYS(j, property_keys, what, &e) :
	    kind == MOF_METHOD ? READ_KEYS(j, method_keys, what, &e) :
	    READ_KEYS(j, parameter_keys, what, &e)))
		return false;
	struct mof_type *type = type_of(j, &e);
	struct mof_array *array = array_of(j, &e);
	if (e.propagated || name.name.len == 0 || type == NULL || j->lost != before)
		return true;
	struct cim_place place = mof_place_span(key->place, mof_json_place(j, j->at - 1, j->at));
	struct mof_member *member = mof_ast_member(
	    &j->ast, type, kind == MOF_METHOD ? array : NULL, name);
	mof_list_add(out, kind == MOF_METHOD ?
	    mof_ast_finish_method(member, place, e.qualifiers, e.qualifiers_place, e.parameters) :
	    mof_ast_finish(member, place, kind, e.qualifiers, e.qualifiers_place, array, e.value));
	return true;
}

static bool
read_members(struct mof_json *j, enum mof_member_kind kind, const char *what, struct mof_list *out)
{
	struct mof_json_string key;
	if (mof_json_peek(j) != MOF_JSON_OBJECT)
		return wrong_kind(j, what, "an object");
	for (bool more = mof_json_key(j, true, &key); more; more = mof_json_key(j, false, &key)) {
		if (!read_member(j, &key, kind, out))
			return false;
	}
	return !j->broken;
}

static bool
read_parameters(struct mof_json *j, void *into)
{
	return read_members(
	    j, MOF_PARAMETER, "\"parameters\"", &((struct fields *)into)->parameters);
}

/* ---- Instances -------------------------------------------------------------------------------------- */

static bool
read_slot(struct mof_json *j, const struct mof_json_string *key, struct mof_list *out)
{
	static const struct json_key keys[] = { { "type", read_type, false },
		{ "array", read_array, false }, { "value", read_element_value, false },
		{ "qualifiers", read_qualifiers, false } };
	struct fields e = { .is_array = false };
	struct mof_name name = name_of(j, key, "a property");
	uint32_t before = j->lost;
	if (mof_json_peek(j) != MOF_JSON_OBJECT)
		return wrong_kind(j, "a property of an instance", "an object with a \"value\"");
	if (!READ_KEYS(j, keys, "a property of an instance", &e))
		return false;
	const struct mof_said *said = said_of(j, &e);
	if (name.name.len == 0 || j->lost != before)
		return true;
	struct cim_place place = mof_place_span(key->place, mof_json_place(j, j->at - 1, j->at));
	struct mof_slot *slot = mof_ast_slot(
	    &j->ast, place, e.qualifiers, e.qualifiers_place, name, e.value);
	if (slot != NULL)
		slot->said = said;
	mof_list_add(out, slot);
	return true;
}

static bool
read_slots(struct mof_json *j, void *into)
{
	struct fields *e = into;
	struct mof_json_string key;
	if (mof_json_peek(j) != MOF_JSON_OBJECT)
		return wrong_kind(j, "\"properties\"", "an object");
	for (bool more = mof_json_key(j, true, &key); more; more = mof_json_key(j, false, &key)) {
		if (!read_slot(j, &key, &e->slots))
			return false;
	}
	return !j->broken;
}

static bool
read_class_of(struct mof_json *j, void *into)
{
	return read_name(j, "\"class\"", &((struct fields *)into)->class_name);
}

static bool
read_value_of(struct mof_json *j, void *into)
{
	return want_bool(j, "\"value_of\"", &((struct fields *)into)->is_value);
}

/* {"class": ..., "properties": {...}} as a value. */
static bool
read_object(struct mof_json *j, struct mof_value **out)
{
	static const struct json_key keys[] = { { "class", read_class_of, true },
		{ "value_of", read_value_of, false }, { "properties", read_slots, true } };
	struct fields e = { .ns = NULL };
	const char *from = j->at;
	uint32_t before = j->lost;
	if (j->depth >= CIM_LIMIT_NESTING) {
		mof_json_lost(j, "E-LIMIT", mof_json_place(j, from, from + 1),
		    "objects in objects: the limit is %d", CIM_LIMIT_NESTING);
		return mof_json_skip(j);
	}
	j->depth++;
	bool good = READ_KEYS(j, keys, "an object", &e);
	j->depth--;
	if (!good || j->lost != before || e.class_name.name.len == 0)
		return good;
	struct cim_place place = mof_json_place(j, from, j->at);
	*out = mof_ast_object(&j->ast, place, mof_ast_instance(&j->ast, place, e.is_value,
	    e.class_name, (struct mof_name){ .place = { 0, 0 } }, e.slots, false));
	return true;
}

/* ---- Declarations -------------------------------------------------------------------------------------- */

static bool
read_ns(struct mof_json *j, void *into)
{
	struct fields *d = into;
	struct mof_json_string s;
	bool got;
	if (!want_string(j, "\"namespace\"", &s, &got))
		return false;
	if (got)
		d->ns = string_value(j, &s);
	return true;
}

static bool
read_ns_name(struct mof_json *j, void *into)
{
	struct fields *d = into;
	struct mof_json_string s;
	bool got;
	if (!want_string(j, "\"name\"", &s, &got))
		return false;
	if (got)
		d->ns = string_value(j, &s);
	return true;
}

static bool
read_decl_name(struct mof_json *j, void *into)
{
	return read_name(j, "\"name\"", &((struct fields *)into)->name);
}

static bool
read_superclass(struct mof_json *j, void *into)
{
	return read_name_or_null(j, "\"superclass\"", &((struct fields *)into)->superclass);
}

static bool
read_scopes(struct mof_json *j, void *into)
{
	struct fields *d = into;
	const char *from = j->at;
	if (!read_words(j, "\"scopes\"", &d->scopes))
		return false;
	d->scopes_place = mof_json_place(j, from, j->at);
	return true;
}

static bool
read_properties(struct mof_json *j, void *into)
{
	return read_members(j, MOF_PROPERTY, "\"properties\"", &((struct fields *)into)->members);
}

static bool
read_methods(struct mof_json *j, void *into)
{
	return read_members(j, MOF_METHOD, "\"methods\"", &((struct fields *)into)->members);
}

static bool
read_association(struct mof_json *j, void *into)
{
	return want_bool(j, "\"association\"", &((struct fields *)into)->is_association);
}

static bool
read_policy(struct mof_json *j, void *into)
{
	return want_bool(j, "\"policy\"", &((struct fields *)into)->is_policy);
}

static bool
read_base(struct mof_json *j, void *into)
{
	return read_name_or_null(j, "\"base\"", &((struct fields *)into)->base);
}

/* An element of an enumeration, under its name. */
static bool
read_enum_element(struct mof_json *j, const struct mof_json_string *key, struct mof_list *out)
{
	static const struct json_key keys[] = { { "value", read_element_value, false },
		{ "qualifiers", read_qualifiers, false } };
	struct fields e = { .is_array = false };
	struct mof_name name = name_of(j, key, "an element");
	uint32_t before = j->lost;
	if (mof_json_peek(j) != MOF_JSON_OBJECT)
		return wrong_kind(j, "an element", "an object");
	if (!READ_KEYS(j, keys, "an element", &e))
		return false;
	if (name.name.len > 0 && j->lost == before)
		mof_list_add(out, mof_ast_enum_element(&j->ast, key->place, e.qualifiers,
		    e.qualifiers_place, name, e.value));
	return true;
}

static bool
read_elements(struct mof_json *j, void *into)
{
	struct fields *e = into;
	struct mof_json_string key;
	if (mof_json_peek(j) != MOF_JSON_OBJECT)
		return wrong_kind(j, "\"elements\"", "an object");
	for (bool more = mof_json_key(j, true, &key); more; more = mof_json_key(j, false, &key)) {
		if (!read_enum_element(j, &key, &e->members))
			return false;
	}
	return !j->broken;
}

static bool read_types(struct mof_json *j, void *into);

/* "namespace": what it names exists, and holds for what follows without a namespace. */
static struct mof_decl *
make_namespace(struct mof_json *j, struct fields *d, struct cim_place place)
{
	struct mof_list args = { .count = 0 };
	struct mof_name pragma = { cim_name("namespace", 9), place };
	if (d->ns == NULL)
		return NULL;
	mof_list_add(&args, d->ns);
	return mof_ast_pragma(&j->ast, place, pragma, args, true);
}

static bool
has_name(const struct mof_list *words, struct cim_name name)
{
	const struct mof_word *w = words->first;
	while (w != NULL && !cim_name_eq(w->name.name, name))
		w = w->next;
	return w != NULL;
}

static bool
has_word(const struct mof_list *words, const char *word)
{
	return has_name(words, cim_name_from(word));
}

/*
 * Words of "flavors" that are no default of qualifier types are stated whether it is said or not;
 * and those that contradict what is stated, so that this is told.
 */
static void
state_flavors(struct mof_json *j, struct fields *e)
{
	bool disable = has_word(&e->stated, "DisableOverride");
	bool restricted = has_word(&e->stated, "Restricted");
	for (const struct mof_word *w = e->flavors.first; w != NULL; w = w->next) {
		if (!has_name(&e->stated, w->name.name) &&
		    (disable || !cim_name_is(w->name.name, "EnableOverride")) &&
		    (restricted || !cim_name_is(w->name.name, "ToSubclass")))
			mof_list_add(&e->stated, mof_ast_word(&j->ast, w->name));
	}
}

static struct mof_decl *
make_qualifier_type(struct mof_json *j, struct fields *d, struct cim_place place)
{
	struct mof_type *type = type_of(j, d);
	struct mof_array *array = array_of(j, d);
	struct mof_list attrs = { .count = 0 };
	if (type == NULL || d->name.name.len == 0)
		return NULL;
	state_flavors(j, d);
	mof_list_add(&attrs, mof_ast_attr(&j->ast, d->scopes_place, MOF_ATTR_SCOPE, d->scopes));
	if (d->stated.count > 0)
		mof_list_add(&attrs,
		    mof_ast_attr(&j->ast, place, d->is_policy ? MOF_ATTR_POLICY : MOF_ATTR_FLAVOR,
			d->stated));
	return mof_ast_qualify_decl(mof_ast_qualifier_type(&j->ast, place, d->name, type, array,
	    d->value, attrs, false), place, d->qualifiers, d->qualifiers_place);
}

static struct mof_decl *
make_class(struct mof_json *j, struct fields *d, struct cim_place place)
{
	if (d->name.name.len == 0)
		return NULL;
	struct mof_decl *decl = mof_ast_class(&j->ast, place,
	    d->is_association ? MOF_ASSOCIATION : MOF_CLASS, d->name,
	    (struct mof_name){ .place = { 0, 0 } }, d->superclass, d->members, false);
	return mof_ast_qualify_decl(decl, place, d->qualifiers, d->qualifiers_place);
}

static struct mof_decl *
make_structure(struct mof_json *j, struct fields *d, struct cim_place place)
{
	struct mof_decl *decl = make_class(j, d, place);
	if (decl != NULL)
		decl->as.cls->kind = MOF_STRUCTURE;
	return decl;
}

/* Its base stands where the type of its values would; that one is the base's then. */
static struct mof_decl *
make_enumeration(struct mof_json *j, struct fields *d, struct cim_place place)
{
	struct mof_type *type = d->base.name.len == 0 ? type_of(j, d) :
	    mof_ast_type(&j->ast, d->base.place, CIM_OBJECT, d->base);
	if (d->name.name.len == 0 || type == NULL)
		return NULL;
	struct mof_decl *decl = mof_ast_enumeration(
	    &j->ast, place, d->name, type, d->members, (struct cim_place){ 0, 0 });
	return mof_ast_qualify_decl(decl, place, d->qualifiers, d->qualifiers_place);
}

static struct mof_decl *
make_instance(struct mof_json *j, struct fields *d, struct cim_place place)
{
	if (d->class_name.name.len == 0)
		return NULL;
	struct mof_instance *inst = mof_ast_instance(&j->ast, place, false, d->class_name,
	    (struct mof_name){ .place = { 0, 0 } }, d->slots, false);
	return mof_ast_qualify_decl(mof_ast_instance_decl(&j->ast, place, inst), place,
	    d->qualifiers, d->qualifiers_place);
}

/* What was told of a declaration's parts makes it one that has lost some. */
static void
set_damaged(struct mof_decl *decl)
{
	if (decl->kind == MOF_DECL_CLASS)
		decl->as.cls->damaged = true;
	else if (decl->kind == MOF_DECL_INSTANCE)
		decl->as.instance->damaged = true;
	else if (decl->kind == MOF_DECL_QUALIFIER_TYPE)
		decl->as.qualifier_type->damaged = true;
}

static const struct json_key namespace_keys[] = { { "kind", read_nothing, true },
	{ "name", read_ns_name, true } };
static const struct json_key qualifier_type_keys[] = { { "kind", read_nothing, true },
	{ "namespace", read_ns, false }, { "name", read_decl_name, true },
	{ "type", read_type, true }, { "array", read_array, false },
	{ "array_size", read_array_size, false },
	{ "value", read_element_value, false }, { "scopes", read_scopes, true },
	{ "flavors", read_flavors, false }, { "stated", read_stated, false },
	{ "enumeration", read_enumeration_name, false }, { "policy", read_policy, false },
	{ "qualifiers", read_qualifiers, false } };
static const struct json_key structure_keys[] = { { "kind", read_nothing, true },
	{ "namespace", read_ns, false }, { "name", read_decl_name, true },
	{ "superclass", read_superclass, false }, { "superclass_local", read_local, false },
	{ "qualifiers", read_qualifiers, false }, { "types", read_types, false },
	{ "properties", read_properties, false } };
static const struct json_key enumeration_keys[] = { { "kind", read_nothing, true },
	{ "namespace", read_ns, false }, { "name", read_decl_name, true },
	{ "base", read_base, false }, { "base_local", read_local, false },
	{ "type", read_type, false }, { "qualifiers", read_qualifiers, false },
	{ "elements", read_elements, true } };
static const struct json_key class_keys[] = { { "kind", read_nothing, true },
	{ "namespace", read_ns, false }, { "name", read_decl_name, true },
	{ "superclass", read_superclass, false }, { "superclass_local", read_local, false },
	{ "association", read_association, false }, { "qualifiers", read_qualifiers, false },
	{ "types", read_types, false }, { "properties", read_properties, false },
	{ "methods", read_methods, false } };
static const struct json_key instance_keys[] = { { "kind", read_nothing, true },
	{ "namespace", read_ns, false }, { "path", read_nothing, false },
	{ "class", read_class_of, true }, { "qualifiers", read_qualifiers, false },
	{ "properties", read_slots, true } };

#define KEYS(table) table, sizeof(table) / sizeof((table)[0])

static const struct {
	const char *kind, *what;
	const struct json_key *keys;
	size_t key_count;
	struct mof_decl *(*make)(struct mof_json *j, struct fields *d, struct cim_place place);
} kinds[] = {
	{ "namespace", "a namespace", KEYS(namespace_keys), make_namespace },
	{ "qualifier", "a qualifier type", KEYS(qualifier_type_keys), make_qualifier_type },
	{ "class", "a class", KEYS(class_keys), make_class },
	{ "instance", "an instance", KEYS(instance_keys), make_instance },
	{ "structure", "a structure", KEYS(structure_keys), make_structure },
	{ "enumeration", "an enumeration", KEYS(enumeration_keys), make_enumeration },
};
#define KIND_COUNT (sizeof(kinds) / sizeof(kinds[0]))

/* Looks ahead for the kind of the object that begins here; it is its first key mostly. */
static bool
find_kind(struct mof_json *j, struct mof_json_string *kind)
{
	const char *from = j->at;
	struct mof_json_string key;
	bool found = false;
	j->quiet = true;
	for (bool more = mof_json_key(j, true, &key); more && !found;
	     more = mof_json_key(j, false, &key)) {
		found = cim_str_eq(key.text, cim_str_from("kind")) &&
		    mof_json_peek(j) == MOF_JSON_STRING;
		if (found ? !mof_json_string(j, kind) : !mof_json_skip(j))
			break;
		if (found)
			break;
	}
	found = found && !j->broken;
	j->at = from;
	j->quiet = j->broken = false;
	return found;
}

/* Which row of kinds; KIND_COUNT: none, told. */
static size_t
kind_of(struct mof_json *j)
{
	const char *words[KIND_COUNT];
	struct mof_json_string kind;
	if (!find_kind(j, &kind)) {
		const char *from = j->at;
		if (mof_json_skip(j))
			mof_json_lost(j, "E-JSON-KEY", mof_json_place(j, from, from + 1),
			    "a declaration has a \"kind\": namespace, qualifier, class or instance");
		return KIND_COUNT;
	}
	for (size_t i = 0; i < KIND_COUNT; i++) {
		words[i] = kinds[i].kind;
		if (cim_str_eq(kind.text, cim_str_from(words[i])))
			return i;
	}
	const char *near = NULL;
	if (kind.text.len > 0 && kind.text.len <= CIM_LIMIT_NAME)
		near = mof_nearest_word(cim_name(kind.text.ptr, kind.text.len), words, KIND_COUNT);
	if (mof_json_skip(j))
		mof_json_lost(j, "E-JSON-VALUE", kind.place, "\"%.*s\" is no kind of declaration%s%s%s",
		    MOF_SHOW(kind.text), near != NULL ? "; did you mean \"" : "",
		    near != NULL ? near : "", near != NULL ? "\"?" : "");
	return KIND_COUNT;
}

/* A declaration of whatever kind; *out stays NULL when there is none, which was told. */
static bool
read_kind(struct mof_json *j, struct mof_decl **out)
{
	if (mof_json_peek(j) != MOF_JSON_OBJECT)
		return wrong_kind(j, "a declaration", "an object");
	uint32_t before = j->lost;
	const char *from = j->at;
	size_t kind = kind_of(j);
	struct fields d = { .ns = NULL };
	if (kind == KIND_COUNT)
		return !j->broken;
	if (j->depth >= CIM_LIMIT_NESTING) {
		mof_json_lost(j, "E-LIMIT", mof_json_place(j, from, from + 1),
		    "types in types: the limit is %d", CIM_LIMIT_NESTING);
		return mof_json_skip(j);
	}
	j->depth++;
	bool good =
	    read_keys(j, kinds[kind].keys, kinds[kind].key_count, kinds[kind].what, &d);
	j->depth--;
	if (good)
		*out = kinds[kind].make(j, &d, mof_json_place(j, from, j->at));
	if (*out != NULL && (*out)->kind != MOF_DECL_PRAGMA)
		(*out)->ns = d.ns;
	if (*out != NULL && j->lost != before)
		set_damaged(*out);
	return good;
}

/* Structures and enumerations that are declared inside of another. */
static bool
read_types(struct mof_json *j, void *into)
{
	struct fields *e = into;
	if (mof_json_peek(j) != MOF_JSON_ARRAY)
		return wrong_kind(j, "\"types\"", "an array");
	for (bool more = mof_json_item(j, true); more; more = mof_json_item(j, false)) {
		struct mof_decl *decl = NULL;
		const char *from = j->at;
		if (!read_kind(j, &decl))
			return false;
		if (decl == NULL)
			continue;
		if (decl->kind != MOF_DECL_ENUMERATION &&
		    (decl->kind != MOF_DECL_CLASS || decl->as.cls->kind != MOF_STRUCTURE)) {
			mof_json_lost(j, "E-JSON-VALUE", mof_json_place(j, from, from + 1),
			    "\"types\" are structures and enumerations");
			continue;
		}
		mof_list_add(&e->members, mof_ast_nested(&j->ast, decl->place, decl));
	}
	return !j->broken;
}

/* ---- Files ------------------------------------------------------------------------------------------------ */

/* What reads a file: the tokens, what it declares, and who wants to know how far it is. */
struct reader {
	struct mof_json j;
	struct mof_file *file;
	enum cim_err (*progress)(void *ctx, uint32_t done);
	void *ctx;
	enum cim_err err;
};

/* One declaration. False: the file is read no further here: broken, or stopped. */
static bool
read_decl(struct reader *r)
{
	struct mof_json *j = &r->j;
	struct mof_decl *decl = NULL;
	(void)read_kind(j, &decl);
	if (decl == NULL)
		r->file->damaged = true;
	mof_list_add(&r->file->decls, decl);
	if (r->progress != NULL && r->err == CIM_OK)
		r->err = r->progress(r->ctx, (uint32_t)(j->at - j->source->text));
	return !j->broken && r->err == CIM_OK && !j->ast.no_memory;
}

/* Whether reading may go on behind a mistake of JSON. */
static bool
goes_on(struct reader *r)
{
	r->file->damaged = true;
	return r->err == CIM_OK && !r->j.ast.no_memory && r->j.broken && mof_json_recover(&r->j);
}

/* Declarations in an array; false: the file ends with a mistake. */
static bool
read_list(struct reader *r)
{
	struct mof_json *j = &r->j;
	bool more = mof_json_item(j, true);
	while (more || j->broken) {
		if (j->broken && !goes_on(r))
			return false;
		if (read_decl(r))
			more = mof_json_item(j, false);
		else if (!j->broken)
			return false;
	}
	return true;
}

static bool
read_objects(struct mof_json *j, void *into)
{
	if (mof_json_peek(j) != MOF_JSON_ARRAY)
		return wrong_kind(j, "\"objects\"", "an array");
	return read_list(into);
}

static bool
read_version(struct mof_json *j, void *into)
{
	const char *from = j->at;
	struct cim_str text;
	bool real;
	(void)into;
	if (mof_json_peek(j) != MOF_JSON_NUMBER)
		return wrong_kind(j, "\"wbemkit\"", "the version of the form, a number");
	if (!mof_json_number(j, &text, &real))
		return false;
	if (text.len != 1 || text.ptr[0] != '0' + JSON_FORM)
		mof_json_lost(j, "E-JSON-VALUE", mof_json_place(j, from, j->at),
		    "version %.*s of the form is not known here: %d is", MOF_SHOW(text), JSON_FORM);
	return true;
}

/* Whether the object that begins here is a document: its first key says so. */
static bool
is_document(struct mof_json *j)
{
	const char *from = j->at;
	struct mof_json_string key;
	j->quiet = true;
	bool is = mof_json_key(j, true, &key) && (cim_str_eq(key.text, cim_str_from("wbemkit")) ||
	    cim_str_eq(key.text, cim_str_from("objects")) ||
	    cim_str_eq(key.text, cim_str_from("$schema")));
	j->at = from;
	j->quiet = j->broken = false;
	return is;
}

/* A document, an array, or one declaration after the other. */
static void
read_file(struct reader *r)
{
	static const struct json_key document_keys[] = { { "wbemkit", read_version, true },
		{ "$schema", read_nothing, false }, { "objects", read_objects, true } };
	struct mof_json *j = &r->j;
	enum mof_json_kind kind = mof_json_peek(j);
	bool one = kind == MOF_JSON_ARRAY;
	if (one) {
		(void)read_list(r);
	} else if (kind == MOF_JSON_OBJECT && is_document(j)) {
		one = true;
		/* The reader begins with what the keys read into. */
		(void)READ_KEYS(j, document_keys, "a document", r);
	}
	bool more = !one || (!j->broken && r->err == CIM_OK);
	while (more && r->err == CIM_OK && !j->ast.no_memory) {
		(void)mof_json_peek(j);
		if (j->at == j->end)
			break;
		if (one) {
			mof_json_broken(j, j->at, "nothing may stand behind the end");
			break;
		}
		more = read_decl(r) || goes_on(r);
	}
	if (j->broken)
		r->file->damaged = true;
}

/* --- The doors --- */

static bool
ends_with(const char *name, const char *end)
{
	size_t n = strlen(name), m = strlen(end);
	return n > m && strcasecmp(name + n - m, end) == 0;
}

bool
mof_json_is(const struct mof_source *source)
{
	if (ends_with(source->name, ".json") || ends_with(source->name, ".jsonl"))
		return true;
	const char *p = source->text, *end = p + source->size;
	char first = '\0';
	for (; p < end; p++) {
		if (*p == ' ' || *p == '\n' || *p == '\t' || *p == '\r')
			continue;
		/* A brace begins no MOF, a bracket does: but then no other follows it. */
		if (first == '{')
			return *p == '"' || *p == '}';
		if (first == '[')
			return *p == '{';
		if (*p != '{' && *p != '[')
			return false;
		first = *p;
	}
	return false;
}

enum cim_err
mof_json_read(struct mof_file *file, struct arena *arena, struct mof_diags *diags,
    enum cim_err (*progress)(void *ctx, uint32_t done), void *progress_ctx)
{
	struct mof_source *source = file->source;
	struct reader r = { .j = { .ast = { arena, false }, .diags = diags, .source = source,
		.at = source->text, .end = source->text + source->size },
		.file = file, .progress = progress, .ctx = progress_ctx };
	if (source->bad.len > 0) {
		mof_diag(diags, MOF_ERROR, "E-JSON", source->bad,
		    source->encoding == MOF_CP1252 ? "JSON is in UTF-8: the byte 0x%02X is not" :
		    "this is no UTF-16", (unsigned)source->bad_byte);
		file->damaged = true;
		return diags->err;
	}
	read_file(&r);
	if (r.j.ast.no_memory || diags->err != CIM_OK)
		return CIM_ENOMEM;
	return r.err;
}
