/* bmof_print.c: binary MOF to MOF text, which compiles to the same bytes again. */
#include "config.h"

#include "mof/bmof_print.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "cim/utf16.h"
#include "cim/utf8.h"
#include "cim/value.h"
#include "mof/bmof_view.h"
#include "mof/bmof_wide.h"

struct printer {
	struct bytes_writer *w;
	struct arena *arena;		/* scratch */
	bool no_memory;
	/* what the pragmas said last */
	struct mof_bmof_text ns;
	bool ns_said;
	int64_t class_flags, instance_flags;
	struct mof_bmof_wide wide;	/* what the classes among the objects declare */
};

static void
put(struct printer *p, const char *text)
{
	bytes_write(p->w, text, strlen(text));
}

static void
indent(struct printer *p, unsigned depth)
{
	for (unsigned i = 0; i < depth; i++)
		put(p, "  ");
}

static uint32_t
unit_at(struct mof_bmof_text text, uint32_t i)
{
	return (uint32_t)(text.bytes[2 * (size_t)i] | text.bytes[2 * (size_t)i + 1] << 8);
}

/* The character at *i, which moves to its last unit; half of a pair is U+FFFD. */
static uint32_t
char_at(struct mof_bmof_text text, uint32_t *i)
{
	uint32_t c = unit_at(text, *i);
	if (cim_utf16_is_high(c) && *i + 1 < text.units &&
	    cim_utf16_is_low(unit_at(text, *i + 1)))
		return cim_utf16_pair(c, unit_at(text, ++*i));
	return cim_utf16_is_high(c) || cim_utf16_is_low(c) ? 0xFFFD : c;
}

/* A name: what can be in none is '_', so that no file writes MOF of its own into the text. */
static void
put_name(struct printer *p, struct mof_bmof_text name)
{
	if (name.units == 0)
		put(p, "_");
	for (uint32_t i = 0; i < name.units; i++) {
		char to[4];
		bool digit, letter;
		uint32_t c = char_at(name, &i);
		digit = c >= '0' && c <= '9';
		letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0xA0;
		if ((digit && i > 0) || letter)
			bytes_write(p->w, to, cim_utf8_put(to, c));
		else
			put(p, "_");
	}
}

static bool
is_hex(uint32_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* A character as it stands between quotes of a kind. True: an escape that takes hex digits. */
static bool
put_char(struct printer *p, uint32_t c, char quote)
{
	static const struct { char c, letter; } letters[] = { { '\\', '\\' }, { '\n', 'n' },
		{ '\t', 't' }, { '\r', 'r' }, { '\b', 'b' }, { '\f', 'f' } };
	char to[4];
	if (c == (unsigned char)quote) {
		bytes_write_u8(p->w, '\\');
		bytes_write_u8(p->w, (uint8_t)quote);
		return false;
	}
	for (size_t i = 0; i < sizeof(letters) / sizeof(letters[0]); i++) {
		if (c == (unsigned char)letters[i].c) {
			bytes_write_u8(p->w, '\\');
			bytes_write_u8(p->w, (uint8_t)letters[i].letter);
			return false;
		}
	}
	if (c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xFEFF || (c >= 0xD800 && c < 0xE000)) {
		bytes_write_format(p->w, "\\x%04X", c);
		return true;
	}
	bytes_write(p->w, to, cim_utf8_put(to, c));
	return false;
}

static void
put_string(struct printer *p, struct mof_bmof_text text)
{
	put(p, "\"");
	bool hex = false;
	for (uint32_t i = 0; i < text.units; i++) {
		uint32_t c = char_at(text, &i);
		if (hex && is_hex(c))
			put(p, "\" \"");
		hex = put_char(p, c, '"');
	}
	put(p, "\"");
}

/* ---- Values --------------------------------------------------------------------- */

static void put_instance(struct printer *p, const struct mof_bmof_record *object, unsigned depth);

/* Whether a text is an integer as mof_bmof_make stores one that four bytes cannot hold. */
static bool
is_long_integer(struct mof_bmof_text text, struct mof_bmof_text declared)
{
	if (!mof_bmof_text_is(declared, "uint64") && !mof_bmof_text_is(declared, "sint64"))
		return false;
	uint32_t first = text.units > 0 && unit_at(text, 0) == '-';
	if (text.units < first + 10 || text.units > 20 || unit_at(text, first) == '0')
		return false;
	for (uint32_t i = first; i < text.units; i++) {
		if (unit_at(text, i) < '0' || unit_at(text, i) > '9')
			return false;
	}
	return true;
}

/* What is no number has no literal. */
static void
put_real(struct printer *p, double real)
{
	struct cim_value v = { .type = CIM_REAL64, .as.real = real };
	if (isfinite(real))
		cim_value_text(p->w, &v);
	else
		put(p, "NULL");
}

static void
put_number(struct printer *p, const struct mof_bmof_type *type, uint64_t bits,
    struct mof_bmof_text declared)
{
	double d;
	float f;
	uint32_t low = (uint32_t)bits;
	switch (type->code) {
	case MOF_BMOF_BOOLEAN:
		put(p, bits != 0 ? "TRUE" : "FALSE");
		return;
	case MOF_BMOF_SINT16: case MOF_BMOF_CHAR16:
		/* Half of a pair is no character: its number stands for it. */
		if (cim_utf16_is_high(low) || cim_utf16_is_low(low) || low == 0) {
			bytes_write_format(p->w, "%" PRIu32, low);
			return;
		}
		put(p, "'");
		(void)put_char(p, low, '\'');
		put(p, "'");
		return;
	case MOF_BMOF_REAL32:
		memcpy(&f, &low, sizeof(f));
		put_real(p, (double)f);
		return;
	case MOF_BMOF_REAL64:
		memcpy(&d, &bits, sizeof(d));
		put_real(p, d);
		return;
	default:
		if (type->shape == MOF_BMOF_AS_8)
			bytes_write_format(p->w, "%" PRId64, (int64_t)bits);
		else if (mof_bmof_text_is(declared, "uint32"))
			bytes_write_format(p->w, "%" PRIu32, low);
		else
			bytes_write_format(p->w, "%" PRId32, (int32_t)low);
	}
}

static void
put_item(struct printer *p, const struct mof_bmof_record *record, const struct mof_bmof_type *type,
    const union mof_bmof_item *item, struct mof_bmof_text declared, unsigned depth)
{
	if ((record->type & MOF_BMOF_ALIAS) != 0) {
		put(p, "$");
		put_name(p, item->text);
	} else if (type->shape == MOF_BMOF_AS_OBJECT) {
		put_instance(p, item->object, depth);
	} else if (type->shape != MOF_BMOF_AS_TEXT) {
		put_number(p, type, item->bits, declared);
	} else if (is_long_integer(item->text, declared)) {
		for (uint32_t i = 0; i < item->text.units; i++)
			bytes_write_u8(p->w, (uint8_t)unit_at(item->text, i));
	} else {
		put_string(p, item->text);
	}
}

static void
put_value(struct printer *p, const struct mof_bmof_record *record, struct mof_bmof_text declared,
    unsigned depth)
{
	const struct mof_bmof_type *type = mof_bmof_type_find(record->type);
	if ((record->type & MOF_BMOF_ARRAY) == 0) {
		put_item(p, record, type, record->value->items, declared, depth);
		return;
	}
	put(p, "{");
	for (uint32_t i = 0; i < record->value->count; i++) {
		put(p, i > 0 ? ", " : "");
		put_item(p, record, type, &record->value->items[i], declared, depth);
	}
	put(p, "}");
}

/* ---- Qualifiers ------------------------------------------------------------------- */

static void
put_flavors(struct printer *p, uint32_t flavors)
{
	static const struct { uint32_t bit; const char *word; } words[] = {
		{ MOF_BMOF_TO_INSTANCE, "ToInstance" }, { MOF_BMOF_TO_SUBCLASS, "ToSubclass" },
		{ MOF_BMOF_DISABLE_OVERRIDE, "DisableOverride" }, { MOF_BMOF_AMENDED, "Amended" } };
	const char *before = ": ";
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if ((flavors & words[i].bit) == 0)
			continue;
		put(p, before);
		put(p, words[i].word);
		before = " ";
	}
}

static void
put_qualifier(struct printer *p, const struct mof_bmof_record *q)
{
	const struct mof_bmof_text none = { NULL, 0 };
	put_name(p, q->name);
	bool array = (q->type & MOF_BMOF_ARRAY) != 0;
	if (q->value == NULL) {
		put(p, "(NULL)");
	} else if (q->type != MOF_BMOF_BOOLEAN || q->value->items[0].bits == 0) {
		put(p, array ? "" : "(");
		put_value(p, q, none, 0);
		put(p, array ? "" : ")");
	}
	put_flavors(p, q->flavors);
}

/* Between brackets, those of one list that were written, and behind them those of a copy alone. */
struct qualifiers {
	const struct mof_bmof_record *at, *other;	/* the lists, where printing is */
	const struct mof_bmof_record *end[2];		/* where what the compiler added begins */
};

static bool
is_direction(const struct mof_bmof_record *q)
{
	return mof_bmof_text_is(q->name, "IN") || mof_bmof_text_is(q->name, "OUT");
}

/* The next of two lists that differ in "in" and "out" alone; NULL: that was all. */
static const struct mof_bmof_record *
next_qualifier(struct qualifiers *q)
{
	if (q->at == q->end[0])
		q->at = NULL;
	if (q->other == q->end[1])
		q->other = NULL;
	const struct mof_bmof_record *next = q->at;
	if (q->at != NULL && (q->other == NULL || is_direction(q->at))) {
		q->at = q->at->next;
		return next;
	}
	if (q->other != NULL && (q->at == NULL || is_direction(q->other))) {
		next = q->other;
		q->other = q->other->next;
		return next;
	}
	if (q->at != NULL) {
		q->at = q->at->next;
		q->other = q->other->next;
	}
	return next;
}

/* The first of those that the compiler has added. */
static const struct mof_bmof_record *
added_from(const struct mof_bmof_declared *d)
{
	return d->max != NULL ? d->max : d->id != NULL ? d->id : d->cimtype;
}

static void
put_qualifiers(struct printer *p, struct qualifiers q, unsigned depth, const char *behind)
{
	bool any = false;
	for (const struct mof_bmof_record *one; (one = next_qualifier(&q)) != NULL; any = true) {
		if (!any)
			indent(p, depth);
		put(p, any ? ", " : "[");
		put_qualifier(p, one);
	}
	if (any)
		put(p, behind);
}

static struct qualifiers
all_qualifiers(const struct mof_bmof_record *record)
{
	return (struct qualifiers){ .at = record->lists[0].first };
}

/* ---- Members ---------------------------------------------------------------------- */

static bool
begins_with(struct mof_bmof_text text, const char *start)
{
	size_t n = strlen(start);
	return text.units > n &&
	    mof_bmof_text_is((struct mof_bmof_text){ text.bytes, (uint32_t)n }, start);
}

static struct mof_bmof_text
behind(struct mof_bmof_text text, uint32_t units)
{
	return (struct mof_bmof_text){ text.bytes + 2 * (size_t)units, text.units - units };
}

/* The type as CIMTYPE has it; without one, that of the value. */
static void
put_type(struct printer *p, const struct mof_bmof_record *member, struct mof_bmof_text type)
{
	const struct mof_bmof_type *known = mof_bmof_type_find(member->type);
	if (type.units == 0) {
		put(p, known == NULL || known->code == MOF_BMOF_VOID ? "string" :
		    known->code == MOF_BMOF_REFERENCE ? "object ref" : known->name);
	} else if (begins_with(type, "object:")) {
		put_name(p, behind(type, 7));
	} else if (mof_bmof_text_is(type, "ref")) {
		put(p, "object ref");
	} else if (begins_with(type, "ref:")) {
		put_name(p, behind(type, 4));
		put(p, " ref");
	} else {
		put_name(p, type);
	}
}

static void
put_array(struct printer *p, const struct mof_bmof_record *member, const struct mof_bmof_declared *d)
{
	if ((member->type & MOF_BMOF_ARRAY) == 0)
		return;
	if (d->max != NULL)
		bytes_write_format(p->w, "[%" PRId64 "]", d->size);
	else
		put(p, "[]");
}

static void
put_property(struct printer *p, const struct mof_bmof_record *member)
{
	struct mof_bmof_declared d = mof_bmof_declared(member, -1);
	put_qualifiers(p, (struct qualifiers){ .at = member->lists[0].first,
	    .end = { added_from(&d) } }, 1, "]\n");
	indent(p, 1);
	put_type(p, member, d.type);
	put(p, " ");
	put_name(p, member->name);
	put_array(p, member, &d);
	if (member->value != NULL) {
		put(p, " = ");
		put_value(p, member, d.type, 1);
	}
	put(p, ";\n");
}

static void
put_parameter(struct printer *p, const struct mof_bmof_parameter *parameter, int64_t position)
{
	const struct mof_bmof_record *first = parameter->in, *other = parameter->out;
	if (first == NULL) {
		first = other;
		other = NULL;
	}
	struct mof_bmof_declared d = mof_bmof_declared(first, position);
	struct qualifiers q = { .at = first->lists[0].first, .end = { added_from(&d) } };
	if (other != NULL) {
		struct mof_bmof_declared o = mof_bmof_declared(other, position);
		q.other = other->lists[0].first;
		q.end[1] = added_from(&o);
	}
	put_qualifiers(p, q, 0, "] ");
	put_type(p, first, d.type);
	put(p, " ");
	put_name(p, first->name);
	put_array(p, first, &d);
	if (first->value != NULL) {
		put(p, " = ");
		put_value(p, first, d.type, 2);
	}
}

static void
put_method(struct printer *p, const struct mof_bmof_record *member)
{
	struct mof_bmof_method method;
	struct arena_mark mark = arena_mark(p->arena);
	if (mof_bmof_method(p->arena, member, &method) != CIM_OK) {
		p->no_memory = true;
		return;
	}
	put_qualifiers(p, all_qualifiers(member), 1, "]\n");
	indent(p, 1);
	if (method.returns == NULL)
		put(p, "void");
	else {
		struct mof_bmof_declared d = mof_bmof_declared(method.returns, -1);
		put_type(p, method.returns, d.type);
	}
	put(p, " ");
	put_name(p, member->name);
	put(p, "(");
	for (uint32_t i = 0; i < method.count; i++) {
		put(p, method.count == 1 ? "" : i > 0 ? ",\n    " : "\n    ");
		put_parameter(p, &method.parameters[i], i);
	}
	put(p, ");\n");
	arena_rewind(p->arena, mark);
}

/* ---- Objects ---------------------------------------------------------------------- */

static struct mof_bmof_text
system_text(const struct mof_bmof_record *object, const char *name)
{
	struct mof_bmof_text text = { NULL, 0 };
	(void)mof_bmof_value_text(mof_bmof_system(object, name), &text);
	return text;
}

static const struct mof_bmof_list *
properties(const struct mof_bmof_record *object)
{
	return &object->lists[MOF_BMOF_PROPERTIES - MOF_BMOF_QUALIFIERS];
}

/* The flags that a pragma sets, as one number, as Microsoft's decompilers write them. */
static void
put_flags(struct printer *p, const struct mof_bmof_record *object, const char *name,
    const char *pragma, int64_t *last)
{
	int64_t flags = 0;
	(void)mof_bmof_value_integer(mof_bmof_system(object, name), &flags);
	if (flags == *last)
		return;
	bytes_write_format(p->w, "#pragma %s(%" PRId64 ")\n", pragma, flags);
	*last = flags;
}

static void
put_pragmas(struct printer *p, const struct mof_bmof_record *object)
{
	struct mof_bmof_text ns = system_text(object, "__NAMESPACE");
	/* It is missing from what is damaged alone. */
	if (ns.units > 0 && (!p->ns_said || !mof_bmof_text_same(ns, p->ns))) {
		put(p, "#pragma namespace(");
		put_string(p, ns);
		put(p, ")\n");
		p->ns = ns;
		p->ns_said = true;
	}
	put_flags(p, object, "__CLASSFLAGS", "classflags", &p->class_flags);
	put_flags(p, object, "__INSTANCEFLAGS", "instanceflags", &p->instance_flags);
}

static void
put_alias(struct printer *p, const struct mof_bmof_record *object)
{
	struct mof_bmof_text alias = system_text(object, "__ALIAS");
	if (alias.units == 0)
		return;
	put(p, " as $");
	put_name(p, alias);
}

static void
put_class(struct printer *p, const struct mof_bmof_record *object)
{
	struct mof_bmof_text super = system_text(object, "__SUPERCLASS");
	put_qualifiers(p, all_qualifiers(object), 0, "]\n");
	put(p, "class ");
	put_name(p, system_text(object, "__CLASS"));
	put_alias(p, object);
	if (super.units > 0) {
		put(p, " : ");
		put_name(p, super);
	}
	put(p, "\n{\n");
	for (const struct mof_bmof_record *m = properties(object)->first; m != NULL; m = m->next) {
		if (!mof_bmof_is_system(m))
			put_property(p, m);
	}
	const struct mof_bmof_list *methods = &object->lists[MOF_BMOF_METHODS - MOF_BMOF_QUALIFIERS];
	for (const struct mof_bmof_record *m = methods->first; m != NULL; m = m->next)
		put_method(p, m);
	put(p, "};\n");
}

static struct cim_name
name_of(struct printer *p, struct mof_bmof_text text)
{
	struct cim_str s = mof_bmof_text_utf8(p->arena, text);
	p->no_memory |= s.ptr == NULL;
	return cim_name(s.ptr == NULL ? "" : s.ptr, s.ptr == NULL ? 0 : s.len);
}

/* Whether the type of a slot makes a difference: to what has a sign, and to digits. */
static bool
asks_type(const struct mof_bmof_record *member)
{
	uint32_t base = member->type & ~MOF_BMOF_ARRAY;
	for (uint32_t i = 0; i < member->value->count; i++) {
		const union mof_bmof_item *item = &member->value->items[i];
		if ((base == MOF_BMOF_SINT32 && (item->bits & 0x80000000u) != 0) ||
		    (base == MOF_BMOF_STRING && item->text.units >= 10 && item->text.units <= 20 &&
		    unit_at(item->text, item->text.units - 1) - '0' < 10))
			return true;
	}
	return false;
}

/*
 * An instance has no types: an integer is what was written, or looks like it. Where the class is among
 * the objects it says more.
 */
static struct mof_bmof_text
slot_type(struct printer *p, const struct mof_bmof_record *object, const struct mof_bmof_record *member)
{
	static const uint8_t uint32[] = { 'u', 0, 'i', 0, 'n', 0, 't', 0, '3', 0, '2', 0 };
	static const uint8_t uint64[] = { 'u', 0, 'i', 0, 'n', 0, 't', 0, '6', 0, '4', 0 };
	const struct mof_bmof_text none = { NULL, 0 };
	if (p->wide.types.used == 0 || !asks_type(member))
		return none;
	struct arena_mark mark = arena_mark(p->arena);
	const struct mof_bmof_type *row = mof_bmof_wide_find(&p->wide,
	    name_of(p, system_text(object, "__CLASS")), name_of(p, member->name));
	arena_rewind(p->arena, mark);
	return row == NULL ? none :
	    (struct mof_bmof_text){ row->code == MOF_BMOF_UINT32 ? uint32 : uint64, 6 };
}

static void
put_slot(struct printer *p, const struct mof_bmof_record *object,
    const struct mof_bmof_record *member, unsigned depth)
{
	put_qualifiers(p, all_qualifiers(member), depth, "]\n");
	indent(p, depth);
	put_name(p, member->name);
	put(p, " = ");
	if (member->value == NULL)
		put(p, "NULL");
	else
		put_value(p, member, slot_type(p, object, member), depth);
	put(p, ";\n");
}

/* How deep they may be in one another was asked when they were read. */
static void
put_instance(struct printer *p, const struct mof_bmof_record *object, unsigned depth)
{
	put_qualifiers(p, all_qualifiers(object), 0, "]\n");
	put(p, "instance of ");
	put_name(p, system_text(object, "__CLASS"));
	put_alias(p, object);
	put(p, "\n");
	indent(p, depth);
	put(p, "{\n");
	for (const struct mof_bmof_record *m = properties(object)->first; m != NULL; m = m->next) {
		if (!mof_bmof_is_system(m))
			put_slot(p, object, m, depth + 1);
	}
	indent(p, depth);
	put(p, "}");
}

/* What a class declares, for its instances. */
static enum cim_err
see_class(struct printer *p, const struct mof_bmof_record *object)
{
	struct cim_name cls = name_of(p, system_text(object, "__CLASS"));
	enum cim_err err = mof_bmof_wide_class(&p->wide, p->arena, cls,
	    name_of(p, system_text(object, "__SUPERCLASS")));
	for (const struct mof_bmof_record *m = properties(object)->first; err == CIM_OK && m != NULL;
	    m = m->next) {
		struct mof_bmof_text type = mof_bmof_declared(m, -1).type;
		if (!mof_bmof_text_is(type, "uint32") && !mof_bmof_text_is(type, "uint64") &&
		    !mof_bmof_text_is(type, "sint64"))
			continue;
		struct cim_name name = name_of(p, type);
		err = mof_bmof_wide_property(&p->wide, p->arena, cls, name_of(p, m->name),
		    cim_name_str(name));
	}
	return err;
}

/* Classes that have no instances beside them need not be seen. */
static enum cim_err
see_classes(struct printer *p, const struct mof_bmof *bmof)
{
	const struct mof_bmof_record *o = bmof->objects.first;
	enum cim_err err = CIM_OK;
	while (o != NULL && o->kind == 0)
		o = o->next;
	if (o == NULL)
		return CIM_OK;
	for (o = bmof->objects.first; err == CIM_OK && o != NULL; o = o->next) {
		if (o->kind == 0)
			err = see_class(p, o);
	}
	return err;
}

enum cim_err
mof_bmof_print(const struct mof_bmof *bmof, struct arena *scratch, struct bytes_writer *out)
{
	struct printer p = { .w = out, .arena = scratch };
	if (see_classes(&p, bmof) != CIM_OK)
		return CIM_ENOMEM;
	for (const struct mof_bmof_record *o = bmof->objects.first; o != NULL; o = o->next) {
		put(&p, o == bmof->objects.first ? "" : "\n");
		put_pragmas(&p, o);
		if (o->kind == 0) {
			put_class(&p, o);
			continue;
		}
		put_instance(&p, o, 0);
		put(&p, ";\n");
	}
	return p.no_memory ? CIM_ENOMEM : out->err;
}
