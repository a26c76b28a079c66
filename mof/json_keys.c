/* json_keys.c: objects of JSON by tables of their keys, and the plain values in them. */
#include "config.h"

#include <string.h>

#include "cim/limits.h"
#include "mof/compile.h"
#include "mof/json_parts.h"
#include "mof/literal.h"
#include "mof/scan.h"

/* ---- Objects by tables of keys -------------------------------------------------- */

/* Which key it is; count: none. */
static size_t
key_find(const struct mof_json_row *keys, size_t count, const struct mof_json_string *key)
{
	size_t i = 0;
	while (i < count && (strlen(keys[i].name) != key->text.len ||
	    memcmp(keys[i].name, key->text.ptr, key->text.len) != 0))
		i++;
	return i;
}

static void
tell_unknown_key(struct mof_json *j, const struct mof_json_row *keys, size_t count,
    const struct mof_json_string *key, const char *what)
{
	const char *words[MOF_JSON_KEYS_MAX], *near = NULL;
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
bool
mof_json_read_keys(struct mof_json *j, const struct mof_json_row *keys, size_t count,
    const char *what, void *into)
{
	struct mof_json_string key;
	struct cim_place places[MOF_JSON_KEYS_MAX] = { { 0, 0 } };
	(void)json_peek(&j->scan);
	const char *brace = j->scan.at;
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
			if (!json_skip(&j->scan))
				return false;
			continue;
		}
		places[i] = key.place;
		(void)json_peek(&j->scan);
		if (!keys[i].read(j, into))
			return false;
	}
	for (size_t i = 0; i < count && !j->scan.broken && !unknown; i++) {
		if (keys[i].required && places[i].at == 0)
			mof_json_lost(j, "E-JSON-KEY", mof_json_place(j, brace, brace + 1),
			    "%s needs the key \"%s\"", what, keys[i].name);
	}
	return !j->scan.broken;
}

/* A value of the wrong kind is told and passed over. */
bool
mof_json_wrong_kind(struct mof_json *j, const char *what, const char *wanted)
{
	enum json_kind kind = json_peek(&j->scan);
	const char *from = j->scan.at;
	/* What is no value at all is told as that. */
	if (!json_skip(&j->scan))
		return false;
	const char *to = kind == JSON_OBJECT || kind == JSON_ARRAY ? from + 1 : j->scan.at;
	mof_json_lost(j, "E-JSON-VALUE", mof_json_place(j, from, to), "%s is %s; this is %s", what,
	    wanted, json_kind_text(kind));
	return true;
}

/* What is left out: the caller looks at it elsewhere. */
bool
mof_json_read_nothing(struct mof_json *j, void *into)
{
	(void)into;
	return json_skip(&j->scan);
}

/* ---- Plain values --------------------------------------------------------------- */

/* A string as a raw value; NULL without memory. */
struct mof_value *
mof_json_string_value(struct mof_json *j, const struct mof_json_string *s)
{
	struct mof_token token = { .text = s->text.ptr, .len = (uint32_t)s->text.len,
		.escaped = s->escaped };
	struct mof_value *value = mof_ast_string(&j->ast, s->place, &token);
	if (value != NULL)
		value->json = true;
	return value;
}

/* A string; *got false: it was another value, told. False: broken. */
bool
mof_json_want_string(struct mof_json *j, const char *what, struct mof_json_string *out, bool *got)
{
	*got = json_peek(&j->scan) == JSON_STRING;
	return *got ? mof_json_string(j, out) : mof_json_wrong_kind(j, what, "a string");
}

bool
mof_json_want_bool(struct mof_json *j, const char *what, bool *out)
{
	enum json_kind kind = json_peek(&j->scan);
	if (kind != JSON_TRUE && kind != JSON_FALSE)
		return mof_json_wrong_kind(j, what, "true or false");
	*out = kind == JSON_TRUE;
	return json_word(&j->scan);
}

/* The text of a string that is decoded here and now; false: told. */
static bool
decode(struct mof_json *j, const struct mof_json_string *s, struct cim_str *out)
{
	*out = s->text;
	if (!s->escaped)
		return true;
	struct mof_literals ctx = { .arena = j->ast.arena, .diags = j->diags };
	const struct mof_value *value = mof_json_string_value(j, s);
	if (value == NULL)
		return false;
	enum cim_err err = mof_literal_string(&ctx, value, out);
	if (err == CIM_ENOMEM)
		j->ast.no_memory = true;
	return err == CIM_OK;
}

/* A name out of a string; len 0: told. */
struct mof_name
mof_json_name_of(struct mof_json *j, const struct mof_json_string *s, const char *what)
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

bool
mof_json_read_name(struct mof_json *j, const char *what, struct mof_name *out)
{
	struct mof_json_string s;
	bool got;
	if (!mof_json_want_string(j, what, &s, &got))
		return false;
	if (got)
		*out = mof_json_name_of(j, &s, what);
	return true;
}

/* A name or null. */
bool
mof_json_read_name_or_null(struct mof_json *j, const char *what, struct mof_name *out)
{
	enum json_kind kind = json_peek(&j->scan);
	if (kind == JSON_NULL)
		return json_word(&j->scan);
	return kind == JSON_STRING ? mof_json_read_name(j, what, out) :
	    mof_json_wrong_kind(j, what, "a string or null");
}

/* Words in an array, e.g. flavors. What they mean is the compiler's. */
bool
mof_json_read_words(struct mof_json *j, const char *what, struct mof_list *out)
{
	if (json_peek(&j->scan) != JSON_ARRAY)
		return mof_json_wrong_kind(j, what, "an array of strings");
	for (bool more = json_item(&j->scan, true); more; more = json_item(&j->scan, false)) {
		struct mof_name word = { .name = { .len = 0 } };
		if (!mof_json_read_name(j, what, &word))
			return false;
		if (word.name.len > 0)
			mof_list_add(out, mof_ast_word(&j->ast, word));
	}
	return !j->scan.broken;
}
