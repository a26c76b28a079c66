/* schema.c: the instances of classes as a JSON Schema, for those who write clients of WBEM. */
#include "config.h"

#include "cli/schema.h"

#include <inttypes.h>
#include <string.h>

#include "cim/limits.h"
#include "cli/json.h"
#include "cli/out.h"

/* A class that the schema describes, or will: those of NAMEs, and those embedded in them. */
struct wanted {
	struct wanted *next;
	struct cim_name name;
	bool missing;
};

struct schema {
	struct printer *p;
	struct json_context j;
	struct arena arena;
	struct cim_map seen;	/* of struct wanted */
	struct wanted *first, **tail;
	enum cim_err err;
};

static void
put(struct schema *s, const char *text)
{
	bytes_write_text(s->j.w, text);
}

/* A class, or a structure. */
static enum cim_err
type_get(struct schema *s, struct arena *arena, struct cim_name name, const struct cim_class **out)
{
	enum cim_err err = repo_class_get(s->p->reader, arena, s->p->ns, name, out);
	return err != CIM_ENOENT ? err :
	    repo_structure_get(s->p->reader, arena, s->p->ns, name, out);
}

/* The name of a class as it is declared; as it is asked for when there is none. */
static enum cim_err
declared_name(struct schema *s, struct cim_name name, struct wanted *w)
{
	const struct cim_class *cls;
	struct arena look = { 0 };
	enum cim_err err = type_get(s, &look, name, &cls);
	w->missing = err == CIM_ENOENT;
	if (err == CIM_OK)
		name = cls->name;
	if (err == CIM_OK || err == CIM_ENOENT) {
		char *kept = cmd_keep(&s->arena, cim_name_str(name));
		w->name = (struct cim_name){ kept, name.len, name.hash };
		err = kept == NULL ? CIM_ENOMEM : CIM_OK;
	}
	arena_free(&look);
	return err;
}

/* The class of a name, to be described in its turn. NULL: s->err says why. */
static struct wanted *
want(struct schema *s, struct cim_name name)
{
	struct wanted *w = cim_map_get(&s->seen, name);
	if (w != NULL || s->err != CIM_OK)
		return w;
	w = arena_new(&s->arena, struct wanted);
	s->err = w == NULL ? CIM_ENOMEM : declared_name(s, name, w);
	if (s->err == CIM_OK)
		s->err = cim_map_set(&s->seen, &s->arena, w->name, w);
	if (s->err != CIM_OK)
		return NULL;
	*s->tail = w;
	s->tail = &w->next;
	return w;
}

static void
key_ref(struct schema *s, struct cim_name name)
{
	json_key(s->j.w, "$ref");
	put(s, "\"#/$defs/");
	bytes_write(s->j.w, name.ptr, name.len);
	put(s, "\"");
}

/* ---- What qualifiers say --------------------------------------------------------- */

/* The text of a qualifier under a key, if there is one. */
static void
key_text_of(struct schema *s, struct cim_qualifiers quals, const char *qualifier, const char *key)
{
	struct cim_str text = cim_qualifier_text(quals, qualifier);
	if (text.len > 0)
		json_key_str(s->j.w, key, text);
}

static void
key_notes(struct schema *s, struct cim_qualifiers quals)
{
	key_text_of(s, quals, "DisplayName", "title");
	key_text_of(s, quals, "Description", "description");
	if (cim_qualifier_find(quals, "Deprecated") != NULL)
		json_key_bool(s->j.w, "deprecated", true);
}

/* A qualifier with one integer, under a key. */
static void
key_integer_of(
    struct schema *s, struct cim_qualifiers quals, const char *qualifier, const char *key)
{
	const struct cim_qualifier *q = cim_qualifier_find(quals, qualifier);
	if (q == NULL || q->value.is_null || q->value.is_array ||
	    !cim_type_is_integer((enum cim_type)q->value.type))
		return;
	json_key(s->j.w, key);
	json_value(&s->j, &q->value);
}

/* Digits with a sign, as JSON wants an integer: no zeros in front, no plus. */
static bool
is_integer(struct cim_str t)
{
	size_t i = t.len > 0 && t.ptr[0] == '-';
	if (i == t.len || (t.ptr[i] == '0' && t.len > i + 1))
		return false;
	for (; i < t.len; i++) {
		if (t.ptr[i] < '0' || t.ptr[i] > '9')
			return false;
	}
	return true;
}

/* An entry "a..b" of a ValueMap; either end may be empty. */
static bool
split_range(struct cim_str entry, struct cim_str *from, struct cim_str *to)
{
	for (size_t i = 0; i + 1 < entry.len; i++) {
		if (entry.ptr[i] != '.' || entry.ptr[i + 1] != '.')
			continue;
		*from = cim_str(entry.ptr, i);
		*to = cim_str(entry.ptr + i + 2, entry.len - i - 2);
		return (from->len > 0 || to->len > 0) && (from->len == 0 || is_integer(*from)) &&
		    (to->len == 0 || is_integer(*to));
	}
	return false;
}

/*
 * The entries of a ValueMap that is closed: every one a value or a range with an end. ".." stands
 * for all others, and closes nothing. *ranges: how many are ranges.
 */
static const struct cim_value *
closed_map(struct cim_qualifiers quals, enum cim_type type, uint32_t *ranges)
{
	const struct cim_qualifier *q = cim_qualifier_find(quals, "ValueMap");
	struct cim_str from, to;
	*ranges = 0;
	if (q == NULL || q->value.type != CIM_STRING || !q->value.is_array || q->value.is_null ||
	    q->value.count == 0 || (type != CIM_STRING && !cim_type_is_integer(type)))
		return NULL;
	for (uint32_t i = 0; i < q->value.count; i++) {
		const struct cim_value *v = &q->value.as.items[i];
		if (v->is_null)
			return NULL;
		if (type == CIM_STRING || is_integer(v->as.string))
			continue;
		if (!split_range(v->as.string, &from, &to))
			return NULL;
		(*ranges)++;
	}
	return &q->value;
}

/* "enum" with the values of a map; null too where it may be. */
static void
key_enum(struct schema *s, const struct cim_value *map, enum cim_type type, bool nullable)
{
	json_key(s->j.w, "enum");
	put(s, "[");
	for (uint32_t i = 0; i < map->count; i++) {
		struct cim_str entry = map->as.items[i].as.string;
		if (type != CIM_STRING && !is_integer(entry))
			continue;
		json_comma(s->j.w);
		if (type == CIM_STRING)
			json_string(s->j.w, entry);
		else
			bytes_write(s->j.w, entry.ptr, entry.len);
	}
	if (nullable) {
		json_comma(s->j.w);
		put(s, "null");
	}
	put(s, "]");
}

static void
key_map(struct schema *s, struct cim_qualifiers quals, enum cim_type type, bool nullable)
{
	uint32_t ranges;
	struct cim_str from, to;
	const struct cim_value *map = closed_map(quals, type, &ranges);
	if (map == NULL)
		return;
	if (ranges == 0) {
		key_enum(s, map, type, nullable);
		return;
	}
	json_key(s->j.w, "anyOf");
	put(s, "[{");
	key_enum(s, map, type, nullable);
	put(s, "}");
	for (uint32_t i = 0; i < map->count; i++) {
		struct cim_str entry = map->as.items[i].as.string;
		if (is_integer(entry) || !split_range(entry, &from, &to))
			continue;
		put(s, ",{");
		if (from.len > 0) {
			json_key(s->j.w, "minimum");
			bytes_write(s->j.w, from.ptr, from.len);
		}
		if (to.len > 0) {
			json_key(s->j.w, "maximum");
			bytes_write(s->j.w, to.ptr, to.len);
		}
		put(s, "}");
	}
	put(s, "]");
}

/* ---- Values -------------------------------------------------------------------------- */

static void
key_type(struct schema *s, const char *type, bool nullable)
{
	json_key(s->j.w, "type");
	if (nullable)
		put(s, "[");
	json_string(s->j.w, cim_str_from(type));
	if (nullable)
		put(s, ",\"null\"]");
}

/* The bounds of an integer: its type's, or what MinValue and MaxValue say. */
static void
keys_integer(struct schema *s, enum cim_type type, struct cim_qualifiers quals)
{
	unsigned bits = cim_type_bits(type);
	if (bits == 0)
		bits = 64;
	uint64_t top = UINT64_MAX >> (64 - bits);
	if (cim_qualifier_find(quals, "MinValue") != NULL)
		key_integer_of(s, quals, "MinValue", "minimum");
	else if (cim_type_is_unsigned(type))
		json_key_number(s->j.w, "minimum", 0);
	else {
		json_key(s->j.w, "minimum");
		bytes_write_format(s->j.w, "-%" PRIu64, top / 2 + 1);
	}
	if (cim_qualifier_find(quals, "MaxValue") != NULL)
		key_integer_of(s, quals, "MaxValue", "maximum");
	else
		json_key_number(s->j.w, "maximum", cim_type_is_unsigned(type) ? top : top / 2);
}

/* An object as a value: of one class, whose keys are all known, or of one below it. */
static void
put_object(struct schema *s, struct cim_name name)
{
	static const char head[] = "{\"type\":\"object\",\"properties\":{"
	    "\"class\":{\"type\":\"string\"},\"value_of\":{\"type\":\"boolean\"},"
	    "\"properties\":{\"type\":\"object\"}},"
	    "\"required\":[\"class\",\"properties\"],\"additionalProperties\":false";
	const struct wanted *w = name.len > 0 ? want(s, name) : NULL;
	put(s, head);
	if (w != NULL) {
		put(s, ",\"anyOf\":[{\"properties\":{\"class\":{\"const\":");
		json_string(s->j.w, cim_name_str(w->name));
		put(s, "},\"properties\":{");
		key_ref(s, w->name);
		put(s, ",\"unevaluatedProperties\":false}}},{\"properties\":{\"class\":"
		    "{\"not\":{\"const\":");
		json_string(s->j.w, cim_name_str(w->name));
		put(s, "}},\"properties\":{");
		key_ref(s, w->name);
		put(s, "}}}]");
	}
	put(s, "}");
}

/* What a property may embed; the class goes to *name, len 0: any. */
static bool
embeds(const struct cim_element_type *type, struct cim_qualifiers quals, struct cim_name *name)
{
	struct cim_str text = cim_qualifier_text(quals, "EmbeddedInstance");
	/* A type that is declared inside of its class has no name of its own here. */
	*name = type->is_local ? cim_name(NULL, 0) : type->class_name;
	if (type->type == CIM_OBJECT)
		return true;
	*name = cim_name(NULL, 0);
	if (type->type != CIM_STRING)
		return false;
	if (text.len > 0 && text.len <= CIM_LIMIT_NAME)
		*name = cim_name(text.ptr, text.len);
	return name->len > 0 || cim_qualifier_true(quals, "EmbeddedObject");
}

/* One value that is no array. */
static void
put_scalar(struct schema *s, const struct cim_element_type *type, struct cim_qualifiers quals,
    bool nullable)
{
	enum cim_type t = (enum cim_type)type->type;
	struct cim_name name;
	if (embeds(type, quals, &name)) {
		put(s, "{\"anyOf\":[");
		put_object(s, name);
		/* A string holds the object as MOF. */
		put(s, t == CIM_STRING ? ",{\"type\":\"string\"}" : "");
		put(s, nullable ? ",{\"type\":\"null\"}]}" : "]}");
		return;
	}
	put(s, "{");
	key_type(s, t == CIM_BOOLEAN ? "boolean" : cim_type_is_integer(t) ? "integer" :
	    cim_type_is_real(t) ? "number" : "string", nullable);
	if (cim_type_is_integer(t)) {
		keys_integer(s, t, quals);
	} else if (cim_type_is_real(t)) {
		key_integer_of(s, quals, "MinValue", "minimum");
		key_integer_of(s, quals, "MaxValue", "maximum");
	} else if (t == CIM_CHAR16) {
		put(s, ",\"minLength\":1,\"maxLength\":1");
	} else if (t == CIM_DATETIME) {
		json_key_text(s->j.w, "pattern", "^[0-9*]{14}\\.[0-9*]{6}[-+:][0-9*]{3}$");
	} else if (t == CIM_OCTETSTRING) {
		json_key_text(s->j.w, "pattern", "^0[xX]([0-9A-Fa-f]{2})*$");
	} else if (t == CIM_STRING) {
		key_integer_of(s, quals, "MinLen", "minLength");
		key_integer_of(s, quals, "MaxLen", "maxLength");
	}
	key_map(s, quals, t, nullable);
	put(s, "}");
}

static void
key_value(struct schema *s, const struct cim_property *prop, bool nullable)
{
	json_key(s->j.w, "value");
	if (!prop->type.is_array) {
		put_scalar(s, &prop->type, prop->qualifiers, nullable);
		return;
	}
	put(s, "{");
	key_type(s, "array", nullable);
	json_key(s->j.w, "items");
	put_scalar(s, &prop->type, prop->qualifiers, true);
	if (prop->type.array_size > 0)
		json_key_number(s->j.w, "maxItems", prop->type.array_size);
	put(s, "}");
}

/* ---- Properties and classes -------------------------------------------------------------- */

/* Whether an instance must set it: a key or a required property that has no default. */
static bool
is_required(const struct cim_property *prop)
{
	bool has_default = prop->value.type != CIM_TYPE_NONE && !prop->value.is_null;
	return !has_default && (cim_qualifier_true(prop->qualifiers, "Key") ||
	    cim_qualifier_true(prop->qualifiers, "Required"));
}

static void
put_property(struct schema *s, const struct cim_property *prop)
{
	bool nullable = !cim_qualifier_true(prop->qualifiers, "Key") &&
	    !cim_qualifier_true(prop->qualifiers, "Required");
	struct cim_name name;
	json_comma(s->j.w);
	json_string(s->j.w, cim_name_str(prop->name));
	put(s, ":{");
	key_notes(s, prop->qualifiers);
	put(s, s->j.w->buf[s->j.w->len - 1] == '{' ? "\"type\":\"object\"" : ",\"type\":\"object\"");
	put(s, ",\"properties\":{\"type\":{");
	if (prop->type.type == CIM_STRING && embeds(&prop->type, prop->qualifiers, &name))
		put(s, "\"enum\":[\"string\",\"object\"]");
	else
		json_key_text(s->j.w, "const", json_type_word(prop->type.type));
	put(s, "},\"array\":{");
	json_key_bool(s->j.w, "const", prop->type.is_array);
	put(s, "}");
	key_value(s, prop, nullable);
	put(s, ",\"qualifiers\":{\"type\":\"object\"}}");
	if (is_required(prop))
		put(s, ",\"required\":[\"value\"]");
	put(s, ",\"additionalProperties\":false");
	if (prop->value.type != CIM_TYPE_NONE && !prop->value.is_null) {
		json_key(s->j.w, "default");
		put(s, "{\"value\":");
		json_value(&s->j, &prop->value);
		put(s, "}");
	}
	put(s, "}");
}

/* What the instances of a class may set: its properties, and all that it inherits. */
static void
put_class(struct schema *s, const struct cim_class *cls)
{
	json_comma(s->j.w);
	json_string(s->j.w, cim_name_str(cls->name));
	put(s, ":{");
	json_key_str(s->j.w, "title", cim_name_str(cls->name));
	key_text_of(s, cls->qualifiers, "Description", "description");
	if (cim_qualifier_find(cls->qualifiers, "Deprecated") != NULL)
		json_key_bool(s->j.w, "deprecated", true);
	put(s, ",\"type\":\"object\",\"properties\":{");
	for (uint32_t i = 0; i < cls->property_count; i++)
		put_property(s, &cls->properties[i]);
	put(s, "},\"required\":[");
	for (uint32_t i = 0; i < cls->property_count; i++) {
		if (!is_required(&cls->properties[i]))
			continue;
		json_comma(s->j.w);
		json_string(s->j.w, cim_name_str(cls->properties[i].name));
	}
	put(s, "]}");
}

static enum cim_err
flush(struct schema *s)
{
	enum cim_err err = s->err != CIM_OK ? s->err : s->j.w->err;
	if (err == CIM_OK) {
		out_bytes(s->j.w->buf, s->j.w->len);
		err = out_failed() ? CIM_EIO : CIM_OK;
	}
	bytes_writer_reset(s->j.w);
	return err;
}

/* One class of the list. One that is not there asks for nothing. */
static enum cim_err
describe(struct schema *s, struct wanted *w)
{
	const struct cim_class *cls;
	if (w->missing) {
		json_string(s->j.w, cim_name_str(w->name));
		put(s, ":{}");
		return flush(s);
	}
	struct arena_mark mark = arena_mark(&s->p->scratch);
	enum cim_err err = type_get(s, &s->p->scratch, w->name, &cls);
	if (err == CIM_OK)
		err = print_effective(s->p, &s->p->scratch, cls, &cls);
	if (err == CIM_OK) {
		put_class(s, cls);
		err = flush(s);
	}
	arena_rewind(&s->p->scratch, mark);
	return err;
}

/* The instances of a class, as they stand in a file of their own. */
static void
put_top(struct schema *s, const struct wanted *w)
{
	put(s, "{\"type\":\"object\",\"properties\":{\"kind\":{\"const\":\"instance\"},"
	    "\"namespace\":{\"type\":\"string\"},\"path\":{\"type\":\"string\"},\"class\":{");
	json_key_str(s->j.w, "const", cim_name_str(w->name));
	put(s, "},\"qualifiers\":{\"type\":\"object\"},\"properties\":{");
	key_ref(s, w->name);
	put(s, ",\"unevaluatedProperties\":false}},\"required\":[\"kind\",\"class\",\"properties\"],"
	    "\"additionalProperties\":false}");
}

/* The beginning, and what an instance may be: of any of the classes asked for. */
static enum cim_err
put_head(struct schema *s)
{
	put(s, "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\"");
	json_key(s->j.w, "description");
	put(s, "\"Instances of classes of the namespace ");
	bytes_write(s->j.w, s->p->ns.ptr, s->p->ns.len);
	put(s, ", as wbemkit reads and writes them in JSON\",\n\"anyOf\":[");
	for (const struct wanted *w = s->first; w != NULL; w = w->next) {
		put(s, w == s->first ? "\n" : ",\n");
		put_top(s, w);
	}
	put(s, "\n],\n\"$defs\":{");
	return flush(s);
}

static enum cim_err
put_schema(struct schema *s)
{
	enum cim_err err = put_head(s);
	/* The list grows by the classes that are embedded. */
	for (struct wanted *w = s->first; w != NULL && err == CIM_OK; w = w->next) {
		out_bytes(",\n", w == s->first ? 0 : 1);
		out_bytes("\n", 1);
		err = describe(s, w);
	}
	if (err == CIM_OK)
		out_bytes("\n}}\n", 4);
	return err == CIM_OK && out_failed() ? CIM_EIO : err;
}

enum cim_err
schema_print(struct printer *p, const char *const *names, int count,
    void (*missing)(void *ctx, const char *name), void *ctx)
{
	struct schema s = { .p = p, .j = print_json_context(p) };
	s.tail = &s.first;
	for (int i = 0; i < count && s.err == CIM_OK; i++) {
		size_t len = strlen(names[i]);
		const struct cim_class *cls;
		enum cim_err err = len == 0 || len > CIM_LIMIT_NAME ? CIM_ENOENT :
		    repo_class_get(p->reader, &s.arena, p->ns, cim_name(names[i], len), &cls);
		if (err == CIM_OK)
			(void)want(&s, cls->name);
		else if (err == CIM_ENOENT)
			missing(ctx, names[i]);
		else
			s.err = err;
	}
	enum cim_err err = s.err;
	if (err == CIM_OK && s.first != NULL)
		err = put_schema(&s);
	if (err == CIM_OK)
		err = p->err;
	arena_free(&s.arena);
	return err;
}
