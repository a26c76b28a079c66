/* json_in.c: declarations in JSON to the same raw declarations that the grammar makes. */
#include "config.h"

#include "mof/json_in.h"

#include <string.h>
#include <strings.h>

#include "cim/class.h"
#include "cim/limits.h"
#include "mof/compile.h"
#include "mof/json_parts.h"
#include "mof/said.h"

#define JSON_FORM 1	/* the newest version of the form that is known here */

/* ---- Declarations --------------------------------------------------------------- */

static bool
read_ns(struct mof_json *j, void *into)
{
	struct mof_json_fields *d = into;
	struct mof_json_string s;
	bool got;
	if (!mof_json_want_string(j, "\"namespace\"", &s, &got))
		return false;
	if (got)
		d->ns = mof_json_string_value(j, &s);
	return true;
}

static bool
read_ns_name(struct mof_json *j, void *into)
{
	struct mof_json_fields *d = into;
	struct mof_json_string s;
	bool got;
	if (!mof_json_want_string(j, "\"name\"", &s, &got))
		return false;
	if (got)
		d->ns = mof_json_string_value(j, &s);
	return true;
}

static bool
read_path(struct mof_json *j, void *into)
{
	struct mof_json_fields *d = into;
	struct mof_json_string s;
	bool got;
	if (!mof_json_want_string(j, "\"path\"", &s, &got))
		return false;
	if (got)
		d->path = mof_json_string_value(j, &s);
	return true;
}

/* A dialect holds for what stands behind it. */
static bool
read_dialect_name(struct mof_json *j, void *into)
{
	struct mof_json_string s;
	bool got;
	(void)into;
	if (!mof_json_want_string(j, "\"name\"", &s, &got))
		return false;
	if (!got)
		return true;
	if (mof_said_add(j->ast.arena, j->source, s.place, s.text) != CIM_OK)
		j->ast.no_memory = true;
	else if (j->source->said[j->source->said_count - 1].unknown)
		mof_json_lost(j, "E-JSON-VALUE", s.place,
		    "\"%.*s\" is no dialect: one of auto, dmtf, wmi, dsc, mof3", MOF_SHOW(s.text));
	return true;
}

static bool
read_decl_name(struct mof_json *j, void *into)
{
	return mof_json_read_name(j, "\"name\"", &((struct mof_json_fields *)into)->name);
}

static bool
read_superclass(struct mof_json *j, void *into)
{
	return mof_json_read_name_or_null(
	    j, "\"superclass\"", &((struct mof_json_fields *)into)->superclass);
}

static bool
read_scopes(struct mof_json *j, void *into)
{
	struct mof_json_fields *d = into;
	const char *from = j->scan.at;
	if (!mof_json_read_words(j, "\"scopes\"", &d->scopes))
		return false;
	d->scopes_place = mof_json_place(j, from, j->scan.at);
	return true;
}

static bool
read_properties(struct mof_json *j, void *into)
{
	return mof_json_read_members(
	    j, MOF_PROPERTY, "\"properties\"", &((struct mof_json_fields *)into)->members);
}

static bool
read_methods(struct mof_json *j, void *into)
{
	return mof_json_read_members(
	    j, MOF_METHOD, "\"methods\"", &((struct mof_json_fields *)into)->members);
}

static bool
read_association(struct mof_json *j, void *into)
{
	return mof_json_want_bool(
	    j, "\"association\"", &((struct mof_json_fields *)into)->is_association);
}

static bool
read_policy(struct mof_json *j, void *into)
{
	return mof_json_want_bool(j, "\"policy\"", &((struct mof_json_fields *)into)->is_policy);
}

static bool
read_base(struct mof_json *j, void *into)
{
	return mof_json_read_name_or_null(j, "\"base\"", &((struct mof_json_fields *)into)->base);
}

/* An element of an enumeration, under its name. */
static bool
read_enum_element(struct mof_json *j, const struct mof_json_string *key, struct mof_list *out)
{
	static const struct mof_json_row keys[] = { { "value", mof_json_read_element_value, false },
		{ "qualifiers", mof_json_read_qualifiers, false } };
	struct mof_json_fields e = { .is_array = false };
	struct mof_name name = mof_json_name_of(j, key, "an element");
	uint32_t before = j->lost;
	if (json_peek(&j->scan) != JSON_OBJECT)
		return mof_json_wrong_kind(j, "an element", "an object");
	if (!MOF_READ_KEYS(j, keys, "an element", &e))
		return false;
	if (name.name.len > 0 && j->lost == before)
		mof_list_add(out, mof_ast_enum_element(&j->ast, key->place, e.qualifiers,
		    e.qualifiers_place, name, e.value));
	return true;
}

static bool
read_elements(struct mof_json *j, void *into)
{
	struct mof_json_fields *e = into;
	struct mof_json_string key;
	if (json_peek(&j->scan) != JSON_OBJECT)
		return mof_json_wrong_kind(j, "\"elements\"", "an object");
	for (bool more = mof_json_key(j, true, &key); more; more = mof_json_key(j, false, &key)) {
		if (!read_enum_element(j, &key, &e->members))
			return false;
	}
	return !j->scan.broken;
}

static bool read_types(struct mof_json *j, void *into);

/* "namespace": what it names exists, and holds for what follows without a namespace. */
static struct mof_decl *
make_namespace(struct mof_json *j, struct mof_json_fields *d, struct cim_place place)
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
state_flavors(struct mof_json *j, struct mof_json_fields *e)
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
make_nothing(struct mof_json *j, struct mof_json_fields *d, struct cim_place place)
{
	(void)j;
	(void)d;
	(void)place;
	return NULL;
}

static struct mof_decl *
make_qualifier_type(struct mof_json *j, struct mof_json_fields *d, struct cim_place place)
{
	struct mof_type *type = mof_json_type_of(j, d);
	struct mof_array *array = mof_json_array_of(j, d);
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
make_class(struct mof_json *j, struct mof_json_fields *d, struct cim_place place)
{
	if (d->name.name.len == 0)
		return NULL;
	struct mof_decl *decl = mof_ast_class(&j->ast, place,
	    d->is_association ? MOF_ASSOCIATION : MOF_CLASS, d->name,
	    (struct mof_name){ .place = { 0, 0 } }, d->superclass, d->members, false);
	return mof_ast_qualify_decl(decl, place, d->qualifiers, d->qualifiers_place);
}

static struct mof_decl *
make_structure(struct mof_json *j, struct mof_json_fields *d, struct cim_place place)
{
	struct mof_decl *decl = make_class(j, d, place);
	if (decl != NULL)
		decl->as.cls->kind = MOF_STRUCTURE;
	return decl;
}

/* Its base stands where the type of its values would; that one is the base's then. */
static struct mof_decl *
make_enumeration(struct mof_json *j, struct mof_json_fields *d, struct cim_place place)
{
	struct mof_type *type = d->base.name.len == 0 ? mof_json_type_of(j, d) :
	    mof_ast_type(&j->ast, d->base.place, CIM_OBJECT, d->base);
	if (d->name.name.len == 0 || type == NULL)
		return NULL;
	struct mof_decl *decl = mof_ast_enumeration(
	    &j->ast, place, d->name, type, d->members, (struct cim_place){ 0, 0 });
	return mof_ast_qualify_decl(decl, place, d->qualifiers, d->qualifiers_place);
}

static struct mof_decl *
make_instance(struct mof_json *j, struct mof_json_fields *d, struct cim_place place)
{
	if (d->class_name.name.len == 0)
		return NULL;
	struct mof_instance *inst = mof_ast_instance(&j->ast, place, false, d->class_name,
	    (struct mof_name){ .place = { 0, 0 } }, d->slots, false);
	if (inst != NULL)
		inst->path = d->path;
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

static const struct mof_json_row namespace_keys[] = { { "kind", mof_json_read_nothing, true },
	{ "name", read_ns_name, true } };
static const struct mof_json_row dialect_keys[] = { { "kind", mof_json_read_nothing, true },
	{ "name", read_dialect_name, true } };
static const struct mof_json_row qualifier_type_keys[] = { { "kind", mof_json_read_nothing, true },
	{ "namespace", read_ns, false }, { "name", read_decl_name, true },
	{ "type", mof_json_read_type, true }, { "array", mof_json_read_array, false },
	{ "array_size", mof_json_read_array_size, false },
	{ "value", mof_json_read_element_value, false }, { "scopes", read_scopes, true },
	{ "flavors", mof_json_read_flavors, false }, { "stated", mof_json_read_stated, false },
	{ "enumeration", mof_json_read_enumeration_name, false }, { "policy", read_policy, false },
	{ "qualifiers", mof_json_read_qualifiers, false } };
static const struct mof_json_row structure_keys[] = { { "kind", mof_json_read_nothing, true },
	{ "namespace", read_ns, false }, { "name", read_decl_name, true },
	{ "superclass", read_superclass, false },
	{ "superclass_local", mof_json_read_local, false },
	{ "qualifiers", mof_json_read_qualifiers, false }, { "types", read_types, false },
	{ "properties", read_properties, false } };
static const struct mof_json_row enumeration_keys[] = { { "kind", mof_json_read_nothing, true },
	{ "namespace", read_ns, false }, { "name", read_decl_name, true },
	{ "base", read_base, false }, { "base_local", mof_json_read_local, false },
	{ "type", mof_json_read_type, false }, { "qualifiers", mof_json_read_qualifiers, false },
	{ "elements", read_elements, true } };
static const struct mof_json_row class_keys[] = { { "kind", mof_json_read_nothing, true },
	{ "namespace", read_ns, false }, { "name", read_decl_name, true },
	{ "superclass", read_superclass, false },
	{ "superclass_local", mof_json_read_local, false },
	{ "association", read_association, false },
	{ "qualifiers", mof_json_read_qualifiers, false },
	{ "types", read_types, false }, { "properties", read_properties, false },
	{ "methods", read_methods, false }, { "system", mof_json_read_nothing, false } };
static const struct mof_json_row instance_keys[] = { { "kind", mof_json_read_nothing, true },
	{ "namespace", read_ns, false }, { "path", read_path, false },
	{ "class", mof_json_read_class_of, true },
	{ "qualifiers", mof_json_read_qualifiers, false },
	{ "properties", mof_json_read_slots, true }, { "system", mof_json_read_nothing, false } };

/* ORDER: no table has more rows than a reader of keys keeps places of. */
_Static_assert(sizeof(qualifier_type_keys) / sizeof(qualifier_type_keys[0]) <= MOF_JSON_KEYS_MAX,
    "the longest table fits");

#define KEYS(table) table, sizeof(table) / sizeof((table)[0])

static const struct {
	const char *kind, *what;
	const struct mof_json_row *keys;
	size_t key_count;
	struct mof_decl *(*make)(
	    struct mof_json *j, struct mof_json_fields *d, struct cim_place place);
} kinds[] = {
	{ "namespace", "a namespace", KEYS(namespace_keys), make_namespace },
	{ "qualifier", "a qualifier type", KEYS(qualifier_type_keys), make_qualifier_type },
	{ "class", "a class", KEYS(class_keys), make_class },
	{ "instance", "an instance", KEYS(instance_keys), make_instance },
	{ "structure", "a structure", KEYS(structure_keys), make_structure },
	{ "enumeration", "an enumeration", KEYS(enumeration_keys), make_enumeration },
	{ "dialect", "a dialect", KEYS(dialect_keys), make_nothing },
};
#define KIND_COUNT (sizeof(kinds) / sizeof(kinds[0]))

/* Looks ahead for the kind of the object that begins here; it is its first key mostly. */
static bool
find_kind(struct mof_json *j, struct mof_json_string *kind)
{
	const char *from = j->scan.at;
	struct mof_json_string key;
	bool found = false;
	j->quiet = true;
	for (bool more = mof_json_key(j, true, &key); more && !found;
	     more = mof_json_key(j, false, &key)) {
		found = cim_str_eq(key.text, cim_str_from("kind")) &&
		    json_peek(&j->scan) == JSON_STRING;
		if (found ? !mof_json_string(j, kind) : !json_skip(&j->scan))
			break;
		if (found)
			break;
	}
	found = found && !j->scan.broken;
	j->scan.at = from;
	j->quiet = j->scan.broken = false;
	return found;
}

/* Which row of kinds; KIND_COUNT: none, told. */
static size_t
kind_of(struct mof_json *j)
{
	const char *words[KIND_COUNT];
	struct mof_json_string kind;
	if (!find_kind(j, &kind)) {
		const char *from = j->scan.at;
		if (json_skip(&j->scan))
			mof_json_lost(j, "E-JSON-KEY", mof_json_place(j, from, from + 1),
			    "a declaration has a \"kind\": namespace, qualifier, class, instance, ...");
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
	if (json_skip(&j->scan))
		mof_json_lost(j, "E-JSON-VALUE", kind.place, "\"%.*s\" is no kind of declaration%s%s%s",
		    MOF_SHOW(kind.text), near != NULL ? "; did you mean \"" : "",
		    near != NULL ? near : "", near != NULL ? "\"?" : "");
	return KIND_COUNT;
}

/* A declaration of whatever kind; *out stays NULL when there is none, which was told. */
static bool
read_kind(struct mof_json *j, struct mof_decl **out)
{
	if (json_peek(&j->scan) != JSON_OBJECT)
		return mof_json_wrong_kind(j, "a declaration", "an object");
	uint32_t before = j->lost;
	const char *from = j->scan.at;
	size_t kind = kind_of(j);
	struct mof_json_fields d = { .ns = NULL };
	if (kind == KIND_COUNT)
		return !j->scan.broken;
	if (j->depth >= CIM_LIMIT_NESTING) {
		mof_json_lost(j, "E-LIMIT", mof_json_place(j, from, from + 1),
		    "types in types: the limit is %d", CIM_LIMIT_NESTING);
		return json_skip(&j->scan);
	}
	j->depth++;
	bool good =
	    mof_json_read_keys(j, kinds[kind].keys, kinds[kind].key_count, kinds[kind].what, &d);
	j->depth--;
	if (good)
		*out = kinds[kind].make(j, &d, mof_json_place(j, from, j->scan.at));
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
	struct mof_json_fields *e = into;
	if (json_peek(&j->scan) != JSON_ARRAY)
		return mof_json_wrong_kind(j, "\"types\"", "an array");
	for (bool more = json_item(&j->scan, true); more; more = json_item(&j->scan, false)) {
		struct mof_decl *decl = NULL;
		const char *from = j->scan.at;
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
	return !j->scan.broken;
}

/* ---- Files ---------------------------------------------------------------------- */

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
	uint32_t before = j->lost;
	(void)read_kind(j, &decl);
	if (decl == NULL && (j->lost != before || j->scan.broken))
		r->file->damaged = true;
	mof_list_add(&r->file->decls, decl);
	if (r->progress != NULL && r->err == CIM_OK)
		r->err = r->progress(r->ctx, (uint32_t)(j->scan.at - j->source->text));
	return !j->scan.broken && r->err == CIM_OK && !j->ast.no_memory;
}

/* Whether reading may go on behind a mistake of JSON. */
static bool
goes_on(struct reader *r)
{
	r->file->damaged = true;
	return r->err == CIM_OK && !r->j.ast.no_memory && r->j.scan.broken && mof_json_recover(&r->j);
}

/* Declarations in an array; false: the file ends with a mistake. */
static bool
read_list(struct reader *r)
{
	struct mof_json *j = &r->j;
	bool more = json_item(&j->scan, true);
	while (more || j->scan.broken) {
		if (j->scan.broken && !goes_on(r))
			return false;
		if (read_decl(r))
			more = json_item(&j->scan, false);
		else if (!j->scan.broken)
			return false;
	}
	return true;
}

static bool
read_objects(struct mof_json *j, void *into)
{
	if (json_peek(&j->scan) != JSON_ARRAY)
		return mof_json_wrong_kind(j, "\"objects\"", "an array");
	return read_list(into);
}

static bool
read_version(struct mof_json *j, void *into)
{
	const char *from = j->scan.at;
	struct cim_str text;
	bool real;
	(void)into;
	if (json_peek(&j->scan) != JSON_NUMBER)
		return mof_json_wrong_kind(j, "\"wbemkit\"", "the version of the form, a number");
	if (!json_number(&j->scan, &text, &real))
		return false;
	if (text.len != 1 || text.ptr[0] != '0' + JSON_FORM)
		mof_json_lost(j, "E-JSON-VALUE", mof_json_place(j, from, j->scan.at),
		    "version %.*s of the form is not known here: %d is", MOF_SHOW(text), JSON_FORM);
	return true;
}

/* Whether the object that begins here is a document: its first key says so. */
static bool
is_document(struct mof_json *j)
{
	const char *from = j->scan.at;
	struct mof_json_string key;
	j->quiet = true;
	bool is = mof_json_key(j, true, &key) && (cim_str_eq(key.text, cim_str_from("wbemkit")) ||
	    cim_str_eq(key.text, cim_str_from("objects")) ||
	    cim_str_eq(key.text, cim_str_from("$schema")));
	j->scan.at = from;
	j->quiet = j->scan.broken = false;
	return is;
}

/* A document, an array, or one declaration after the other. */
static void
read_file(struct reader *r)
{
	static const struct mof_json_row document_keys[] = { { "wbemkit", read_version, true },
		{ "$schema", mof_json_read_nothing, false }, { "objects", read_objects, true } };
	struct mof_json *j = &r->j;
	enum json_kind kind = json_peek(&j->scan);
	bool one = kind == JSON_ARRAY;
	if (one) {
		(void)read_list(r);
	} else if (kind == JSON_OBJECT && is_document(j)) {
		one = true;
		/* The reader begins with what the keys read into. */
		(void)MOF_READ_KEYS(j, document_keys, "a document", r);
	}
	bool more = !one || (!j->scan.broken && r->err == CIM_OK);
	while (more && r->err == CIM_OK && !j->ast.no_memory) {
		(void)json_peek(&j->scan);
		if (j->scan.at == j->scan.end)
			break;
		if (one) {
			json_broken(&j->scan, j->scan.at, "nothing may stand behind the end");
			break;
		}
		more = read_decl(r) || goes_on(r);
	}
	if (j->scan.broken)
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
	struct reader r = { .j = { .ast = { arena, false }, .diags = diags, .source = source },
		.file = file, .progress = progress, .ctx = progress_ctx };
	mof_json_begin(&r.j);
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
