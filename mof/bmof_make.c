/* bmof_make.c: raw declarations to the records of a binary MOF, as Microsoft's compiler makes them. */
#include "config.h"

#include <string.h>

#include "cim/limits.h"
#include "cim/utf16.h"
#include "cim/utf8.h"
#include "mof/ast.h"
#include "mof/bmof_print.h"
#include "mof/bmof_wide.h"
#include "mof/literal.h"
#include "mof/parse.h"

struct maker {
	struct mof_unit *unit;
	struct arena *arena;
	struct mof_bmof_text ns;
	uint8_t class_flags, instance_flags;
	unsigned depth;
	struct mof_bmof_wide wide;	/* what the unit's classes declare */
	enum cim_err err;		/* CIM_ENOMEM */
	bool wrong;			/* an error was told */
};

/* ---- Making ----------------------------------------------------------------------- */

static void *
room(struct maker *m, size_t count, size_t size)
{
	void *p = arena_calloc(m->arena, count, size);
	if (p == NULL)
		m->err = CIM_ENOMEM;
	return p;
}

static struct mof_bmof_text
text_of(struct maker *m, struct cim_str s)
{
	struct mof_bmof_text text = { NULL, 0 };
	uint8_t *to = room(m, s.len + 1, 2);
	size_t n = 0;
	for (size_t i = 0, len; to != NULL && i < s.len; i += len) {
		len = cim_utf8_sequence(s.ptr + i, s.len - i);
		uint32_t c = len == 0 ? 0xFFFD : cim_utf8_get(s.ptr + i, len);
		len += len == 0;
		uint32_t units[2] = { c, 0 };
		if (c >= 0x10000) {
			units[0] = 0xD800 + ((c - 0x10000) >> 10);
			units[1] = 0xDC00 + ((c - 0x10000) & 0x3FF);
		}
		for (unsigned k = 0; k < 1 + (c >= 0x10000); k++) {
			to[n++] = (uint8_t)units[k];
			to[n++] = (uint8_t)(units[k] >> 8);
		}
	}
	text.bytes = to;
	text.units = (uint32_t)(n / 2);
	return text;
}

static struct mof_bmof_record *
record_new(struct maker *m, enum mof_bmof_form form, struct mof_bmof_list *into)
{
	struct mof_bmof_record *r = room(m, 1, sizeof(*r));
	if (r == NULL)
		return NULL;
	r->form = form;
	if (into != NULL) {
		if (into->last == NULL)
			into->first = r;
		else
			into->last->next = r;
		into->last = r;
		into->count++;
	}
	return r;
}

static struct mof_bmof_list *
list_of(struct mof_bmof_record *r, enum mof_bmof_field field)
{
	struct mof_bmof_list *list = mof_bmof_list_of(r, field);
	list->there = true;
	return list;
}

static struct mof_bmof_record *
named_new(struct maker *m, enum mof_bmof_form form, struct mof_bmof_list *into, struct cim_str name,
    uint32_t type)
{
	struct mof_bmof_record *r = record_new(m, form, into);
	if (r == NULL)
		return NULL;
	r->named = true;
	r->name = text_of(m, name);
	r->type = type;
	return r;
}

static union mof_bmof_item *
value_new(struct maker *m, struct mof_bmof_record *r, uint32_t count)
{
	struct mof_bmof_value *value = room(m, 1, sizeof(*value));
	if (value == NULL)
		return NULL;
	value->count = count;
	value->items = room(m, count, sizeof(*value->items));
	if (value->items == NULL)
		return NULL;
	r->value = value;
	return value->items;
}

static struct mof_bmof_record *
put_text(struct maker *m, enum mof_bmof_form form, struct mof_bmof_list *into, const char *name,
    struct mof_bmof_text text)
{
	struct mof_bmof_record *r = named_new(m, form, into, cim_str(name, strlen(name)),
	    MOF_BMOF_STRING);
	union mof_bmof_item *item = r == NULL ? NULL : value_new(m, r, 1);
	if (item != NULL)
		item->text = text;
	return r;
}

static struct mof_bmof_record *
put_number(struct maker *m, enum mof_bmof_form form, struct mof_bmof_list *into, const char *name,
    uint32_t type, uint64_t bits)
{
	struct mof_bmof_record *r = named_new(m, form, into, cim_str(name, strlen(name)), type);
	union mof_bmof_item *item = r == NULL ? NULL : value_new(m, r, 1);
	if (item != NULL)
		item->bits = bits;
	return r;
}

/* ---- Values ----------------------------------------------------------------------- */

static void
wrong(struct maker *m, struct cim_place place, const char *what)
{
	m->wrong = true;
	if (mof_report(m->unit, MOF_ERROR, "E-BMOF-FORM", place, "%s", what) != CIM_OK)
		m->err = CIM_ENOMEM;
}

static bool
string_of(struct maker *m, const struct mof_value *raw, struct cim_str *out)
{
	struct mof_literals ctx = { .arena = m->arena, .diags = &m->unit->diags,
		.mismatch = "E-BMOF-FORM" };
	enum cim_err err = mof_literal_string(&ctx, raw, out);
	m->wrong |= err == CIM_EINPUT;
	if (err != CIM_OK && err != CIM_EINPUT)
		m->err = err;
	return err == CIM_OK;
}

/* A literal of a CIM type; false: told. */
static bool
literal_of(struct maker *m, const struct mof_value *raw, enum cim_type type, struct cim_value *out)
{
	struct mof_literals ctx = { .arena = m->arena, .diags = &m->unit->diags,
		.mismatch = "E-BMOF-FORM" };
	enum cim_err err = mof_literal(&ctx, raw, type, out);
	m->wrong |= err == CIM_EINPUT;
	if (err != CIM_OK && err != CIM_EINPUT)
		m->err = err;
	return err == CIM_OK;
}

static struct mof_bmof_record *make_instance(
    struct maker *m, const struct mof_instance *inst, struct mof_bmof_list *into);

/*
 * The code of a literal: of what is written, not of what it is for. wide: an integer that four
 * bytes do not hold, which is stored as its decimal text.
 */
static uint32_t
code_of(const struct mof_value *raw, bool wide)
{
	switch (raw->kind) {
	case MOF_VALUE_INTEGER: return wide ? MOF_BMOF_STRING : MOF_BMOF_SINT32;
	case MOF_VALUE_REAL: return MOF_BMOF_REAL64;
	case MOF_VALUE_CHAR: return MOF_BMOF_SINT16;
	case MOF_VALUE_STRING: return MOF_BMOF_STRING;
	case MOF_VALUE_TRUE: case MOF_VALUE_FALSE: return MOF_BMOF_BOOLEAN;
	case MOF_VALUE_ALIAS: return MOF_BMOF_STRING | MOF_BMOF_ALIAS;
	case MOF_VALUE_OBJECT: return MOF_BMOF_EMBEDDED;
	default: return UINT32_MAX;
	}
}

/* Whether an integer needs its text: of a uint32 four bytes hold all, of others what has a sign. */
static bool
is_wide(const struct mof_value *raw, bool no_sign)
{
	bool negative;
	uint64_t magnitude;
	if (raw->kind != MOF_VALUE_INTEGER)
		return false;
	if (mof_literal_integer(raw->as.text, &negative, &magnitude) != CIM_OK)
		return true;
	if (negative)
		return magnitude > UINT64_C(0x80000000);
	return magnitude > (no_sign ? UINT32_MAX : INT32_MAX);
}

/* The decimal text of an integer of up to 64 bits; in another base it is made decimal. */
static bool
wide_text(struct maker *m, const struct mof_value *raw, struct mof_bmof_text *out)
{
	bool negative;
	uint64_t magnitude;
	char digits[24], *at = digits + sizeof(digits);
	if (mof_literal_integer(raw->as.text, &negative, &magnitude) != CIM_OK ||
	    (negative && magnitude > UINT64_C(1) << 63)) {
		wrong(m, raw->place, "an integer of more than 64 bits");
		return false;
	}
	do
		*--at = (char)('0' + magnitude % 10);
	while ((magnitude /= 10) > 0);
	if (negative)
		*--at = '-';
	*out = text_of(m, cim_str(at, (size_t)(digits + sizeof(digits) - at)));
	return true;
}

static bool
make_number(struct maker *m, uint32_t code, const struct mof_value *raw, union mof_bmof_item *out)
{
	struct cim_value v;
	bool negative;
	uint64_t magnitude;
	switch (code) {
	case MOF_BMOF_SINT32:
		(void)mof_literal_integer(raw->as.text, &negative, &magnitude);
		out->bits = (uint32_t)(negative ? 0 - magnitude : magnitude);
		return true;
	case MOF_BMOF_BOOLEAN:
		out->bits = raw->kind == MOF_VALUE_TRUE ? 0xFFFF : 0;
		return true;
	case MOF_BMOF_SINT16:
		if (!literal_of(m, raw, CIM_CHAR16, &v))
			return false;
		out->bits = v.as.char16;
		return true;
	default:
		if (!literal_of(m, raw, CIM_REAL64, &v))
			return false;
		memcpy(&out->bits, &v.as.real, sizeof(out->bits));
		return true;
	}
}

static bool
make_item(struct maker *m, uint32_t code, const struct mof_value *raw, union mof_bmof_item *out)
{
	struct cim_str s;
	if (raw->kind == MOF_VALUE_OBJECT) {
		out->object = make_instance(m, raw->as.object, NULL);
		return out->object != NULL;
	}
	if (raw->kind == MOF_VALUE_ALIAS) {
		out->text = text_of(m, cim_name_str(raw->as.word.name));
		return true;
	}
	if (raw->kind == MOF_VALUE_STRING) {
		if (!string_of(m, raw, &s))
			return false;
		out->text = text_of(m, s);
		return true;
	}
	if (raw->kind == MOF_VALUE_INTEGER && code == MOF_BMOF_STRING)
		return wide_text(m, raw, &out->text);
	return make_number(m, code, raw, out);
}

/* The code of all elements: those that are written in one way, or integers among reals. */
static uint32_t
elements_code(struct maker *m, const struct mof_value *list, bool no_sign)
{
	uint32_t code = UINT32_MAX;
	bool wide = false;
	for (const struct mof_value *v = list->as.items.first; v != NULL; v = v->next)
		wide |= is_wide(v, no_sign);
	for (const struct mof_value *v = list->as.items.first; v != NULL; v = v->next) {
		uint32_t one = code_of(v, wide);
		if (one == UINT32_MAX) {
			wrong(m, v->place, v->kind == MOF_VALUE_NULL ?
			    "NULL in an array has no form in a binary MOF" :
			    "this has no form in a binary MOF");
			return UINT32_MAX;
		}
		bool reals = (one == MOF_BMOF_REAL64 && code == MOF_BMOF_SINT32) ||
		    (one == MOF_BMOF_SINT32 && code == MOF_BMOF_REAL64);
		if (code != UINT32_MAX && one != code && !reals) {
			wrong(m, v->place, "elements of two kinds have no form in a binary MOF");
			return UINT32_MAX;
		}
		code = reals ? MOF_BMOF_REAL64 : one;
	}
	return code;
}

/* empty: the code of an array without elements, which says nothing itself. */
static void
make_array(struct maker *m, struct mof_bmof_record *r, const struct mof_value *raw, bool no_sign,
    uint32_t empty)
{
	uint32_t code = raw->as.items.count == 0 ? empty : elements_code(m, raw, no_sign);
	if (code == UINT32_MAX)
		return;
	union mof_bmof_item *item = value_new(m, r, raw->as.items.count);
	r->type = code | MOF_BMOF_ARRAY;
	for (const struct mof_value *v = raw->as.items.first; item != NULL && v != NULL; v = v->next) {
		if (!make_item(m, code, v, item++)) {
			r->value = NULL;
			return;
		}
	}
}

/* A value, and the type of what has it. none: the type when nothing says another. */
static void
make_value(struct maker *m, struct mof_bmof_record *r, const struct mof_value *raw, uint32_t none)
{
	bool no_sign = none == MOF_BMOF_UINT32;
	r->type = none;
	if (raw == NULL || raw->kind == MOF_VALUE_NULL)
		return;
	if (raw->kind == MOF_VALUE_ARRAY) {
		const struct mof_bmof_type *type = mof_bmof_type_find(none);
		make_array(m, r, raw, no_sign, type == NULL || type->stored == MOF_BMOF_VOID ?
		    MOF_BMOF_STRING : type->stored);
		return;
	}
	uint32_t code = code_of(raw, is_wide(raw, no_sign));
	if (code == UINT32_MAX) {
		wrong(m, raw->place, "this has no form in a binary MOF");
		return;
	}
	union mof_bmof_item *item = value_new(m, r, 1);
	r->type = code;
	if (item != NULL && !make_item(m, code, raw, item))
		r->value = NULL;
}

/* ---- Qualifiers ------------------------------------------------------------------- */

static uint32_t
flavors_of(const struct mof_qualifier *q)
{
	static const struct { const char *word; uint32_t bit; } words[] = {
		{ "ToInstance", MOF_BMOF_TO_INSTANCE }, { "ToSubclass", MOF_BMOF_TO_SUBCLASS },
		{ "DisableOverride", MOF_BMOF_DISABLE_OVERRIDE }, { "Amended", MOF_BMOF_AMENDED } };
	uint32_t bits = 0;
	for (const struct mof_word *w = q->flavors.first; w != NULL; w = w->next) {
		for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
			bits |= cim_name_is(w->name.name, words[i].word) ? words[i].bit : 0;
	}
	return bits;
}

static void
make_qualifier(struct maker *m, const struct mof_qualifier *q, struct mof_bmof_list *into)
{
	struct mof_bmof_record *r = named_new(m, MOF_BMOF_QUALIFIER, into,
	    cim_name_str(q->name.name), MOF_BMOF_BOOLEAN);
	if (r == NULL)
		return;
	r->flavors = flavors_of(q);
	if (q->value != NULL) {
		make_value(m, r, q->value, MOF_BMOF_STRING);
		return;
	}
	union mof_bmof_item *item = value_new(m, r, 1);
	if (item != NULL)
		item->bits = 0xFFFF;
}

/* All but one of a name ("": all). */
static void
make_qualifiers(struct maker *m, const struct mof_list *qualifiers, const char *but,
    struct mof_bmof_list *into)
{
	for (const struct mof_qualifier *q = qualifiers->first; q != NULL; q = q->next) {
		if (!cim_name_is(q->name.name, but))
			make_qualifier(m, q, into);
	}
}

static bool
has_qualifier(const struct mof_list *qualifiers, const char *name)
{
	const struct mof_qualifier *q = qualifiers->first;
	while (q != NULL && !cim_name_is(q->name.name, name))
		q = q->next;
	return q != NULL;
}

/* The type as it is spelled in the source. */
static void
put_cimtype(struct maker *m, const struct mof_type *type, struct mof_bmof_list *into)
{
	struct cim_str name = cim_name_str(type->name.name);
	const char *before = "";
	bool bare = cim_name_is(type->name.name, "object");
	if (type->type == CIM_REFERENCE) {
		before = bare ? "ref" : "ref:";
		name = bare ? cim_str("", 0) : name;
	} else if (type->type == CIM_OBJECT && !bare) {
		before = "object:";
	}
	char *text = arena_text(m->arena, strlen(before) + name.len + 1);
	if (text == NULL) {
		m->err = CIM_ENOMEM;
		return;
	}
	memcpy(text, before, strlen(before));
	memcpy(text + strlen(before), name.ptr, name.len);
	struct mof_bmof_record *r = put_text(m, MOF_BMOF_QUALIFIER, into, "CIMTYPE",
	    text_of(m, cim_str(text, strlen(before) + name.len)));
	if (r != NULL)
		r->flavors = MOF_BMOF_TO_INSTANCE | MOF_BMOF_TO_SUBCLASS;
}

/* The number between the brackets. */
static void
put_max(struct maker *m, const struct mof_array *array, struct mof_bmof_list *into)
{
	bool negative;
	uint64_t size;
	if (array == NULL || array->size.len == 0)
		return;
	if (mof_literal_integer(array->size, &negative, &size) != CIM_OK || size > INT32_MAX) {
		wrong(m, array->place, "no binary MOF has an array of so many elements");
		return;
	}
	(void)put_number(m, MOF_BMOF_QUALIFIER, into, "MAX", MOF_BMOF_SINT32, size);
}

/* ---- Members ---------------------------------------------------------------------- */

/* The code of a declared type. */
static uint32_t
type_code(const struct mof_type *type)
{
	if (type->type == CIM_REFERENCE)
		return MOF_BMOF_REFERENCE;
	if (type->type == CIM_OBJECT)
		return MOF_BMOF_EMBEDDED;
	if (type->type == CIM_VOID)
		return MOF_BMOF_VOID;
	struct cim_str name = cim_name_str(type->name.name);
	const struct mof_bmof_type *row = mof_bmof_type_named(name.ptr, name.len);
	return row == NULL ? MOF_BMOF_EMBEDDED : row->code;
}

static const struct mof_array *
array_of(const struct mof_member *member)
{
	return member->array != NULL ? member->array : member->type_array;
}

static struct mof_bmof_record *
make_typed(struct maker *m, const struct mof_member *member, struct mof_bmof_list *into)
{
	struct mof_bmof_record *r = named_new(m, MOF_BMOF_MEMBER, into,
	    cim_name_str(member->name.name), MOF_BMOF_VOID);
	if (r == NULL)
		return NULL;
	uint32_t code = type_code(member->type);
	make_value(m, r, member->value, code);
	if (r->value == NULL)
		r->type = array_of(member) != NULL ? code | MOF_BMOF_ARRAY : code;
	return r;
}

static void
make_property(struct maker *m, const struct mof_member *member, struct mof_bmof_list *into)
{
	struct mof_bmof_record *r = make_typed(m, member, into);
	if (r == NULL)
		return;
	struct mof_bmof_list *qualifiers = list_of(r, MOF_BMOF_QUALIFIERS);
	make_qualifiers(m, &member->qualifiers, "", qualifiers);
	put_max(m, array_of(member), qualifiers);
	put_cimtype(m, member->type, qualifiers);
}

/* One of the sets: that of "IN", or that of "OUT". */
static void
make_parameter(struct maker *m, const struct mof_member *param, uint64_t position,
    const char *direction, struct mof_bmof_list *into)
{
	bool in = has_qualifier(&param->qualifiers, "in");
	bool out = has_qualifier(&param->qualifiers, "out");
	struct mof_bmof_record *r = make_typed(m, param, into);
	if (r == NULL)
		return;
	struct mof_bmof_list *qualifiers = list_of(r, MOF_BMOF_QUALIFIERS);
	make_qualifiers(m, &param->qualifiers, direction[0] == 'I' ? "out" : "in", qualifiers);
	if (!in && !out)
		(void)put_number(m, MOF_BMOF_QUALIFIER, qualifiers, direction, MOF_BMOF_BOOLEAN,
		    0xFFFF);
	put_max(m, array_of(param), qualifiers);
	if (!has_qualifier(&param->qualifiers, "id")) {
		struct mof_bmof_record *id = put_number(m, MOF_BMOF_QUALIFIER, qualifiers, "ID",
		    MOF_BMOF_SINT32, position);
		if (id != NULL)
			id->flavors = MOF_BMOF_TO_INSTANCE | MOF_BMOF_DISABLE_OVERRIDE;
	}
	put_cimtype(m, param->type, qualifiers);
}

/* Whether a parameter is in the set of a direction: it says so, or says nothing. */
static bool
goes(const struct mof_member *param, const char *direction)
{
	return has_qualifier(&param->qualifiers, direction) ||
	    !has_qualifier(&param->qualifiers, direction[0] == 'I' ? "out" : "in");
}

static void
put_system(struct maker *m, struct mof_bmof_list *properties, const char *name,
    struct mof_bmof_text text)
{
	(void)put_text(m, MOF_BMOF_MEMBER, properties, name, text);
}

/* NULL: there is nothing in it. */
static struct mof_bmof_record *
make_set(struct maker *m, const struct mof_member *method, const char *direction)
{
	struct mof_bmof_record *set = record_new(m, MOF_BMOF_OBJECT, NULL);
	if (set == NULL)
		return NULL;
	set->kind = 1;
	struct mof_bmof_list *properties = list_of(set, MOF_BMOF_PROPERTIES);
	(void)list_of(set, MOF_BMOF_METHODS);
	uint64_t position = 0;
	for (const struct mof_member *p = method->parameters.first; p != NULL; p = p->next) {
		if (goes(p, direction))
			make_parameter(m, p, position, direction, properties);
		position++;
	}
	if (direction[0] == 'O' && method->type->type != CIM_VOID) {
		struct mof_bmof_record *r = named_new(m, MOF_BMOF_MEMBER, properties,
		    CIM_STR("ReturnValue"), type_code(method->type));
		if (r != NULL)
			put_cimtype(m, method->type, list_of(r, MOF_BMOF_QUALIFIERS));
	}
	if (properties->count == 0)
		return NULL;
	put_system(m, properties, "__CLASS", text_of(m, CIM_STR("__PARAMETERS")));
	return set;
}

static void
make_method(struct maker *m, const struct mof_member *method, struct mof_bmof_list *into)
{
	struct mof_bmof_record *r = named_new(m, MOF_BMOF_MEMBER, into,
	    cim_name_str(method->name.name), MOF_BMOF_VOID);
	struct mof_bmof_record *in = make_set(m, method, "IN"), *out = make_set(m, method, "OUT");
	if (r == NULL)
		return;
	make_qualifiers(m, &method->qualifiers, "", list_of(r, MOF_BMOF_QUALIFIERS));
	uint32_t count = (in != NULL ? 1u : 0u) + (out != NULL ? 1u : 0u);
	union mof_bmof_item *item = count == 0 ? NULL : value_new(m, r, count);
	if (item == NULL)
		return;
	r->type = MOF_BMOF_EMBEDDED | MOF_BMOF_ARRAY;
	if (in != NULL)
		item++->object = in;
	if (out != NULL)
		item->object = out;
}

/* ---- Objects ---------------------------------------------------------------------- */

static struct mof_bmof_record *
object_new(struct maker *m, uint32_t kind, struct mof_bmof_list *into,
    const struct mof_list *qualifiers)
{
	struct mof_bmof_record *r = record_new(m, MOF_BMOF_OBJECT, into);
	if (r == NULL)
		return NULL;
	r->kind = kind;
	make_qualifiers(m, qualifiers, "", list_of(r, MOF_BMOF_QUALIFIERS));
	(void)list_of(r, MOF_BMOF_PROPERTIES);
	(void)list_of(r, MOF_BMOF_METHODS);
	return r;
}

/* What every object ends with, in this order. */
static void
put_systems(struct maker *m, struct mof_bmof_record *r, struct mof_name name,
    struct mof_name superclass, struct mof_name alias, bool top)
{
	struct mof_bmof_list *properties = mof_bmof_list_of(r, MOF_BMOF_PROPERTIES);
	put_system(m, properties, "__CLASS", text_of(m, cim_name_str(name.name)));
	put_system(m, properties, "__NAMESPACE", m->ns);
	if (top && m->class_flags != 0)
		(void)put_number(m, MOF_BMOF_MEMBER, properties, "__CLASSFLAGS", MOF_BMOF_SINT32,
		    m->class_flags);
	if (top && m->instance_flags != 0)
		(void)put_number(m, MOF_BMOF_MEMBER, properties, "__INSTANCEFLAGS",
		    MOF_BMOF_SINT32, m->instance_flags);
	if (superclass.name.len > 0)
		put_system(m, properties, "__SUPERCLASS", text_of(m, cim_name_str(superclass.name)));
	if (alias.name.len > 0)
		put_system(m, properties, "__ALIAS", text_of(m, cim_name_str(alias.name)));
}

static void
make_class(struct maker *m, const struct mof_class *cls, struct mof_bmof_list *into)
{
	struct mof_bmof_record *r = object_new(m, 0, into, &cls->qualifiers);
	if (r == NULL)
		return;
	for (const struct mof_member *member = cls->members.first; member != NULL;
	    member = member->next) {
		if (member->kind == MOF_METHOD)
			make_method(m, member, mof_bmof_list_of(r, MOF_BMOF_METHODS));
		else if (member->kind == MOF_PROPERTY)
			make_property(m, member, mof_bmof_list_of(r, MOF_BMOF_PROPERTIES));
		else
			wrong(m, member->place, "MOF 3's types have no form in a binary MOF");
	}
	put_systems(m, r, cls->name, cls->superclass, cls->alias, true);
}

/* Whether a slot's integer has more than 31 bits, and its class says that it has no sign. */
static bool
is_unsigned(const struct maker *m, const struct mof_instance *inst, const struct mof_slot *slot)
{
	const struct mof_value *v = slot->value;
	bool wide = v != NULL && is_wide(v, false);
	if (v != NULL && v->kind == MOF_VALUE_ARRAY) {
		for (v = v->as.items.first; v != NULL && !wide; v = v->next)
			wide = is_wide(v, false);
	}
	const struct mof_bmof_type *row = !wide ? NULL :
	    mof_bmof_wide_find(&m->wide, inst->class_name.name, slot->name.name);
	return row != NULL && row->code == MOF_BMOF_UINT32;
}

static struct mof_bmof_record *
make_instance(struct maker *m, const struct mof_instance *inst, struct mof_bmof_list *into)
{
	if (m->depth >= CIM_LIMIT_NESTING) {
		wrong(m, inst->place, "instances in instances, deeper than any reader goes");
		return NULL;
	}
	struct mof_bmof_record *r = object_new(m, 1, into, &inst->qualifiers);
	if (r == NULL)
		return NULL;
	m->depth++;
	for (const struct mof_slot *s = inst->slots.first; s != NULL; s = s->next) {
		struct mof_bmof_record *p = named_new(m, MOF_BMOF_MEMBER,
		    mof_bmof_list_of(r, MOF_BMOF_PROPERTIES), cim_name_str(s->name.name),
		    MOF_BMOF_STRING);
		if (p == NULL)
			break;
		make_value(m, p, s->value, is_unsigned(m, inst, s) ? MOF_BMOF_UINT32 : MOF_BMOF_STRING);
		make_qualifiers(m, &s->qualifiers, "", list_of(p, MOF_BMOF_QUALIFIERS));
	}
	m->depth--;
	put_systems(m, r, inst->class_name, (struct mof_name){ .place = { 0, 0 } }, inst->alias,
	    into != NULL);
	return r;
}

/* ---- Pragmas, and the walk -------------------------------------------------------- */

static void
pragma_flags(struct maker *m, const struct mof_pragma *pragma, bool instances, uint8_t *flags)
{
	uint8_t mode = 0;
	for (const struct mof_value *arg = pragma->args.first; arg != NULL; arg = arg->next) {
		bool negative, good;
		uint64_t number;
		struct cim_str text, bad;
		if (arg->kind == MOF_VALUE_INTEGER) {
			good = mof_literal_integer(arg->as.text, &negative, &number) == CIM_OK &&
			    !negative && number <= UINT8_MAX &&
			    cim_mode_valid((uint32_t)number | mode, instances);
			mode |= good ? (uint8_t)number : 0;
		} else if (arg->kind == MOF_VALUE_WORD) {
			good = cim_mode_parse(cim_name_str(arg->as.word.name), instances, &mode, &bad) ==
			    CIM_OK;
		} else {
			good = arg->kind == MOF_VALUE_STRING && string_of(m, arg, &text) &&
			    cim_mode_parse(text, instances, &mode, &bad) == CIM_OK;
		}
		if (!good)
			wrong(m, arg->place, "these are no flags that go together");
	}
	*flags = mode;
}

static void
make_pragma(struct maker *m, const struct mof_pragma *pragma)
{
	struct cim_name name = pragma->name.name;
	const struct mof_value *arg = pragma->args.first;
	struct cim_str text;
	if (cim_name_is(name, "namespace")) {
		if (arg == NULL || arg->kind != MOF_VALUE_STRING)
			wrong(m, pragma->name.place, "pragma 'namespace' takes one string");
		else if (string_of(m, arg, &text))
			m->ns = text_of(m, text);
	} else if (cim_name_is(name, "classflags")) {
		pragma_flags(m, pragma, false, &m->class_flags);
	} else if (cim_name_is(name, "instanceflags")) {
		pragma_flags(m, pragma, true, &m->instance_flags);
	} else if (cim_name_is(name, "deleteclass") || cim_name_is(name, "deleteinstance")) {
		wrong(m, pragma->name.place, "a deletion has no form in a binary MOF");
	}
}

static void make_file(struct maker *m, const struct mof_file *file, struct mof_bmof *out);

static void
make_decl(struct maker *m, const struct mof_decl *decl, struct mof_bmof *out)
{
	switch (decl->kind) {
	case MOF_DECL_PRAGMA:
		make_pragma(m, decl->as.pragma);
		if (decl->as.pragma->file != NULL)
			make_file(m, decl->as.pragma->file, out);
		return;
	case MOF_DECL_CLASS:
		if (decl->as.cls->kind == MOF_STRUCTURE)
			wrong(m, decl->place, "MOF 3's types have no form in a binary MOF");
		else
			make_class(m, decl->as.cls, &out->objects);
		return;
	case MOF_DECL_INSTANCE:
		(void)make_instance(m, decl->as.instance, &out->objects);
		return;
	case MOF_DECL_QUALIFIER_TYPE:
		if (mof_report(m->unit, MOF_WARNING, "W-BMOF-LEFT-OUT", decl->place,
			"a qualifier declaration has no form in a binary MOF: left out") != CIM_OK)
			m->err = CIM_ENOMEM;
		return;
	case MOF_DECL_ENUMERATION:
		wrong(m, decl->place, "MOF 3's types have no form in a binary MOF");
		return;
	}
}

/* What pragmas say holds to the end of the file, and again behind one that it includes. */
static void
make_file(struct maker *m, const struct mof_file *file, struct mof_bmof *out)
{
	struct maker before = *m;
	for (const struct mof_decl *d = file->decls.first; d != NULL && m->err == CIM_OK; d = d->next)
		make_decl(m, d, out);
	m->ns = before.ns;
	m->class_flags = before.class_flags;
	m->instance_flags = before.instance_flags;
}

/* What the classes of a file declare, wherever they stand. */
static void
see_file(struct maker *m, const struct mof_file *file)
{
	for (const struct mof_decl *d = file->decls.first; d != NULL && m->err == CIM_OK; d = d->next) {
		if (d->kind == MOF_DECL_PRAGMA && d->as.pragma->file != NULL)
			see_file(m, d->as.pragma->file);
		if (d->kind != MOF_DECL_CLASS)
			continue;
		const struct mof_class *cls = d->as.cls;
		m->err = mof_bmof_wide_class(&m->wide, m->arena, cls->name.name, cls->superclass.name);
		for (const struct mof_member *p = cls->members.first; p != NULL && m->err == CIM_OK;
		    p = p->next) {
			if (p->kind == MOF_PROPERTY && p->type != NULL)
				m->err = mof_bmof_wide_property(&m->wide, m->arena, cls->name.name,
				    p->name.name, cim_name_str(p->type->name.name));
		}
	}
}

enum cim_err
mof_bmof_make(struct mof_unit *unit, struct arena *arena, struct cim_str ns, struct mof_bmof *out)
{
	struct maker m = { .unit = unit, .arena = arena };
	memset(out, 0, sizeof(*out));
	out->outer = out->constants[0] = out->constants[1] = 1;
	out->objects.there = true;
	m.ns = text_of(&m, ns);
	m.class_flags = unit->options.class_mode;
	m.instance_flags = unit->options.instance_mode;
	for (const struct mof_file *f = unit->files.first; f != NULL; f = f->next)
		see_file(&m, f);
	for (const struct mof_file *f = unit->files.first; f != NULL; f = f->next)
		make_file(&m, f, out);
	if (m.err != CIM_OK)
		return m.err;
	return m.wrong || mof_count(unit, MOF_ERROR) > 0 ? CIM_EINPUT : CIM_OK;
}
