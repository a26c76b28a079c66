/* verdict.c: whether a difference breaks those who use what is declared, and why: one table. */
#include "cim/verdict.h"

#include <stdlib.h>
#include <string.h>

/* A condition beyond place and sign; NULL in a row: none. */
typedef bool (*test_fn)(const struct cim_difference *d);

#define ADDED 1u
#define REMOVED 2u
#define CHANGED 4u
#define ANY (ADDED | REMOVED | CHANGED)

#define AT(where) (1u << (where))
#define ANYWHERE ~0u

struct row {
	unsigned where;			/* AT */
	enum cim_what what;
	unsigned signs;
	const char *qualifier;		/* of CIM_WHAT_QUALIFIER; NULL: any */
	test_fn test;
	enum cim_verdict verdict;
	const char *name, *when, *why;	/* for people */
};

/* ---- Conditions ---------------------------------------------------------------- */

static bool
is_key(const struct cim_difference *d)
{
	const struct cim_property *p = d->new_property != NULL ? d->new_property : d->old_property;
	return p != NULL && cim_qualifier_true(p->qualifiers, "Key");
}

static bool
is_required(const struct cim_difference *d)
{
	return d->new_property != NULL &&
	    cim_qualifier_true(d->new_property->qualifiers, "Required");
}

/* Callers may leave it out: it has a default, or says so. */
static bool
may_be_left_out(const struct cim_difference *d)
{
	return d->new_parameter != NULL && (d->new_parameter->value.type != CIM_TYPE_NONE ||
	    cim_qualifier_true(d->new_parameter->qualifiers, "Optional"));
}

/* A boolean qualifier that holds now and did not before; one that is not there is false. */
static bool
turns_true(const struct cim_difference *d)
{
	return cim_qualifier_is_true(d->new_qualifier) && !cim_qualifier_is_true(d->old_qualifier);
}

static bool
turns_false(const struct cim_difference *d)
{
	return !cim_qualifier_is_true(d->new_qualifier) && cim_qualifier_is_true(d->old_qualifier);
}

/* The same where a qualifier that is not there is true (Read, In). */
static bool
turns_false_from_default(const struct cim_difference *d)
{
	return d->new_qualifier != NULL && !cim_qualifier_is_true(d->new_qualifier);
}

/* A number as a qualifier has it: *out; false: none, or no bound. */
static bool
bound(const struct cim_qualifier *q, int64_t *out)
{
	if (q == NULL || q->value.is_null || q->value.is_array)
		return false;
	if (cim_type_is_unsigned((enum cim_type)q->value.type))
		*out = q->value.as.uint > INT64_MAX ? INT64_MAX : (int64_t)q->value.as.uint;
	else if (cim_type_is_integer((enum cim_type)q->value.type))
		*out = q->value.as.sint;
	else
		return false;
	return true;
}

/* MaxLen, MaxValue, Max: less is allowed than before. */
static bool
upper_falls(const struct cim_difference *d)
{
	int64_t was, is;
	return bound(d->new_qualifier, &is) && (!bound(d->old_qualifier, &was) || is < was);
}

static bool
lower_rises(const struct cim_difference *d)
{
	int64_t was, is;
	return bound(d->new_qualifier, &is) && (!bound(d->old_qualifier, &was) || is > was);
}

/* A text in a map of names, which would also find it in other letters. */
static bool
holds(const struct cim_map *map, struct cim_str text)
{
	const struct cim_value *v = cim_map_get(map, cim_name(text.ptr, text.len));
	return v != NULL && cim_str_eq(v->as.string, text);
}

/* Whether all entries of a list are in another. Both may be long: names make it linear. */
static bool
holds_all(const struct cim_qualifier *list, const struct cim_qualifier *others)
{
	struct arena arena = { 0 };
	struct cim_map map = { NULL, 0, 0 };
	bool all = true;
	if (list == NULL || others == NULL || list->value.type != CIM_STRING ||
	    others->value.type != CIM_STRING || !list->value.is_array || !others->value.is_array ||
	    list->value.is_null || others->value.is_null)
		return false;
	for (uint32_t i = 0; i < list->value.count && all; i++) {
		const struct cim_value *v = &list->value.as.items[i];
		if (!v->is_null && v->as.string.len > 0)
			all = cim_map_set(&map, &arena, cim_name(v->as.string.ptr,
			    v->as.string.len), (void *)(uintptr_t)v) == CIM_OK;
	}
	for (uint32_t i = 0; i < others->value.count && all; i++) {
		const struct cim_value *v = &others->value.as.items[i];
		if (!v->is_null && v->as.string.len > 0)
			all = holds(&map, v->as.string);
	}
	arena_free(&arena);
	return all;
}

static bool
map_widens(const struct cim_difference *d)
{
	return holds_all(d->new_qualifier, d->old_qualifier);
}

static bool
scopes_widen(const struct cim_difference *d)
{
	/* The words are all there is of it: each old one must be among the new. */
	struct cim_str was = d->old_text, is = d->new_text;
	if (is.len >= 3 && memcmp(is.ptr, "any", 3) == 0)
		return true;
	for (size_t at = 0; at < was.len;) {
		size_t len = 0, i = 0;
		bool found = false;
		while (at + len < was.len && was.ptr[at + len] != ',')
			len++;
		for (; i + len <= is.len && !found; i++)
			found = memcmp(is.ptr + i, was.ptr + at, len) == 0 &&
			    (i == 0 || is.ptr[i - 1] == ' ') &&
			    (i + len == is.len || is.ptr[i + len] == ',');
		if (!found)
			return false;
		for (at += len; at < was.len && (was.ptr[at] == ',' || was.ptr[at] == ' ');)
			at++;
	}
	return true;
}

/* ---- The table ----------------------------------------------------------------- */

#define QUALIFIER(name, signs, test, verdict, when, why)                                           \
	{ ANYWHERE, CIM_WHAT_QUALIFIER, signs, name, test, verdict, "qualifier " name, when, why }

/* The first row that fits holds. The tests keep doc/diff.txt in step with it. */
static const struct row rows[] = {
	{ AT(CIM_WHERE_SLOT) | AT(CIM_WHERE_INSTANCE), CIM_WHAT_ALL, ANY, NULL, NULL, CIM_NEUTRAL,
	    "instance", "any difference", "data, not what it is declared by" },
	{ AT(CIM_WHERE_PROPERTY), CIM_WHAT_ALL, ADDED, NULL, is_key, CIM_BREAKING, "property added",
	    "a key", "no path and no instance has it" },
	{ AT(CIM_WHERE_PROPERTY), CIM_WHAT_ALL, ADDED, NULL, is_required, CIM_BREAKING,
	    "property added", "Required", "instances without it are not valid any more" },
	{ AT(CIM_WHERE_PROPERTY), CIM_WHAT_ALL, ADDED, NULL, NULL, CIM_COMPATIBLE, "property added",
	    "", "who does not know it leaves it alone" },
	{ AT(CIM_WHERE_PROPERTY), CIM_WHAT_ALL, REMOVED, NULL, NULL, CIM_BREAKING,
	    "property removed", "", "who reads or sets it finds it gone" },
	{ AT(CIM_WHERE_METHOD), CIM_WHAT_ALL, ADDED, NULL, NULL, CIM_COMPATIBLE, "method added", "",
	    "who does not know it does not call it" },
	{ AT(CIM_WHERE_METHOD), CIM_WHAT_ALL, REMOVED, NULL, NULL, CIM_BREAKING, "method removed",
	    "", "who calls it finds it gone" },
	{ AT(CIM_WHERE_PARAMETER), CIM_WHAT_ALL, ADDED, NULL, may_be_left_out, CIM_COMPATIBLE,
	    "parameter added", "it has a default or is Optional", "callers may leave it out" },
	{ AT(CIM_WHERE_PARAMETER), CIM_WHAT_ALL, ADDED, NULL, NULL, CIM_BREAKING, "parameter added",
	    "", "callers do not pass it, and overriding methods lack it" },
	{ AT(CIM_WHERE_PARAMETER), CIM_WHAT_ALL, REMOVED, NULL, NULL, CIM_BREAKING,
	    "parameter removed", "", "callers pass it, and overriding methods have it" },
	{ AT(CIM_WHERE_PARAMETER), CIM_WHAT_ORDER, ANY, NULL, NULL, CIM_BREAKING,
	    "order of parameters", "", "it is part of the signature" },
	{ AT(CIM_WHERE_ELEMENT), CIM_WHAT_ALL, ADDED, NULL, NULL, CIM_COMPATIBLE, "element added",
	    "", "what was a value still is one" },
	{ AT(CIM_WHERE_ELEMENT), CIM_WHAT_ALL, REMOVED, NULL, NULL, CIM_BREAKING, "element removed",
	    "", "what was a value is none any more" },
	{ AT(CIM_WHERE_ELEMENT), CIM_WHAT_VALUE, ANY, NULL, NULL, CIM_BREAKING,
	    "value of an element", "", "the same word stands for something else" },
	{ ANYWHERE, CIM_WHAT_NAME, ANY, NULL, NULL, CIM_NEUTRAL, "name", "",
	    "names are the same in any case" },
	{ AT(CIM_WHERE_CLASS) | AT(CIM_WHERE_ENUMERATION), CIM_WHAT_SUPERCLASS, ANY, NULL, NULL,
	    CIM_BREAKING, "superclass", "", "what is inherited changes, and what it is one of" },
	{ ANYWHERE, CIM_WHAT_KIND, ANY, NULL, NULL, CIM_BREAKING, "kind", "",
	    "it is used in another way" },
	{ ANYWHERE, CIM_WHAT_TYPE, ANY, NULL, NULL, CIM_BREAKING, "type", "",
	    "values of the old type do not fit" },
	{ AT(CIM_WHERE_SLOT), CIM_WHAT_VALUE, ANY, NULL, NULL, CIM_NEUTRAL, "value of an instance",
	    "", "data, not what it is declared by" },
	{ ANYWHERE, CIM_WHAT_VALUE, ANY, NULL, NULL, CIM_COMPATIBLE, "default", "",
	    "who does not say it gets another value" },

	QUALIFIER("Key", ANY, NULL, CIM_BREAKING, "", "paths have other keys"),
	QUALIFIER("Association", ANY, NULL, CIM_BREAKING, "", "it is another kind of class"),
	QUALIFIER("Indication", ANY, NULL, CIM_BREAKING, "", "it is another kind of class"),
	QUALIFIER("Abstract", ANY, turns_true, CIM_BREAKING, "from now on",
	    "it has no instances any more"),
	QUALIFIER("Abstract", ANY, NULL, CIM_COMPATIBLE, "no longer", "it may have instances"),
	QUALIFIER("Terminal", ANY, turns_true, CIM_BREAKING, "from now on",
	    "nothing may be derived from it any more"),
	QUALIFIER("Terminal", ANY, NULL, CIM_COMPATIBLE, "no longer", "it may have subclasses"),
	QUALIFIER("Static", ANY, NULL, CIM_BREAKING, "", "it is read and called in another way"),
	QUALIFIER("Required", ANY, turns_true, CIM_BREAKING, "from now on",
	    "null is not valid any more"),
	QUALIFIER("Required", ANY, NULL, CIM_COMPATIBLE, "no longer", "null is valid too"),
	QUALIFIER("Read", ANY, turns_false_from_default, CIM_BREAKING, "no longer",
	    "it cannot be read any more"),
	QUALIFIER("Read", ANY, NULL, CIM_COMPATIBLE, "from now on", "it can be read"),
	QUALIFIER("Write", ANY, turns_false, CIM_BREAKING, "no longer",
	    "it cannot be written any more"),
	QUALIFIER("Write", ANY, NULL, CIM_COMPATIBLE, "from now on", "it can be written"),
	QUALIFIER("In", ANY, NULL, CIM_BREAKING, "", "the signature changes"),
	QUALIFIER("Out", ANY, NULL, CIM_BREAKING, "", "the signature changes"),
	QUALIFIER("ValueMap", CHANGED, map_widens, CIM_COMPATIBLE, "it only gains entries",
	    "what was a value still is one"),
	QUALIFIER("ValueMap", REMOVED, NULL, CIM_COMPATIBLE, "it is gone", "any value is one"),
	QUALIFIER("ValueMap", ANY, NULL, CIM_BREAKING, "", "what was a value may be none"),
	QUALIFIER("BitMap", CHANGED, map_widens, CIM_COMPATIBLE, "it only gains entries",
	    "what was a bit still is one"),
	QUALIFIER("BitMap", ANY, NULL, CIM_BREAKING, "", "bits mean something else"),
	QUALIFIER("Values", CHANGED, map_widens, CIM_COMPATIBLE, "it only gains words",
	    "what was called so still is"),
	QUALIFIER("Values", ANY, NULL, CIM_COMPATIBLE, "", "words for people: the values stay"),
	QUALIFIER("MaxLen", ANY, upper_falls, CIM_BREAKING, "less than before",
	    "what was short enough may be too long"),
	QUALIFIER("MaxLen", ANY, NULL, CIM_COMPATIBLE, "more than before", "all that fitted fits"),
	QUALIFIER("MinLen", ANY, lower_rises, CIM_BREAKING, "more than before",
	    "what was long enough may be too short"),
	QUALIFIER("MinLen", ANY, NULL, CIM_COMPATIBLE, "less than before", "all that fitted fits"),
	QUALIFIER("MaxValue", ANY, upper_falls, CIM_BREAKING, "less than before",
	    "what was in the range may be out of it"),
	QUALIFIER("MaxValue", ANY, NULL, CIM_COMPATIBLE, "more than before",
	    "all that was in the range is"),
	QUALIFIER("MinValue", ANY, lower_rises, CIM_BREAKING, "more than before",
	    "what was in the range may be out of it"),
	QUALIFIER("MinValue", ANY, NULL, CIM_COMPATIBLE, "less than before",
	    "all that was in the range is"),
	QUALIFIER("Max", ANY, upper_falls, CIM_BREAKING, "less than before",
	    "there may be too many of them"),
	QUALIFIER("Max", ANY, NULL, CIM_COMPATIBLE, "more than before", "there may be more of them"),
	QUALIFIER("Min", ANY, lower_rises, CIM_BREAKING, "more than before",
	    "there may be too few of them"),
	QUALIFIER("Min", ANY, NULL, CIM_COMPATIBLE, "less than before", "there may be fewer of them"),
	QUALIFIER("EmbeddedInstance", ANY, NULL, CIM_BREAKING, "", "its text is of another class"),
	QUALIFIER("EmbeddedObject", ANY, NULL, CIM_BREAKING, "", "its text means something else"),
	QUALIFIER("OctetString", ANY, NULL, CIM_BREAKING, "", "its bytes mean something else"),
	QUALIFIER("ArrayType", ANY, NULL, CIM_BREAKING, "", "order and duplicates mean something else"),
	QUALIFIER("PUnit", CHANGED | REMOVED, NULL, CIM_BREAKING, "changed or removed",
	    "its numbers mean something else"),
	QUALIFIER("Units", CHANGED | REMOVED, NULL, CIM_BREAKING, "changed or removed",
	    "its numbers mean something else"),
	QUALIFIER("Counter", ANY, NULL, CIM_BREAKING, "", "its numbers mean something else"),
	QUALIFIER("Gauge", ANY, NULL, CIM_BREAKING, "", "its numbers mean something else"),
	QUALIFIER("Propagated", ANY, NULL, CIM_BREAKING, "", "keys come from elsewhere"),
	QUALIFIER("Weak", ANY, NULL, CIM_BREAKING, "", "keys come from elsewhere"),
	QUALIFIER("Aggregation", ANY, NULL, CIM_BREAKING, "", "its ends mean something else"),
	QUALIFIER("Aggregate", ANY, NULL, CIM_BREAKING, "", "its ends mean something else"),
	QUALIFIER("Composition", ANY, NULL, CIM_BREAKING, "", "its ends mean something else"),
	QUALIFIER("Experimental", ANY, turns_true, CIM_BREAKING, "from now on",
	    "what was final is promised no more"),
	QUALIFIER("Experimental", ANY, NULL, CIM_COMPATIBLE, "no longer", "it is final now"),
	QUALIFIER("Deprecated", ANY, NULL, CIM_COMPATIBLE, "", "it is there and works as before"),
	QUALIFIER("Description", ANY, NULL, CIM_NEUTRAL, "", "for people"),
	QUALIFIER("DisplayName", ANY, NULL, CIM_NEUTRAL, "", "for people"),
	QUALIFIER("DisplayDescription", ANY, NULL, CIM_NEUTRAL, "", "for people"),
	QUALIFIER("MappingStrings", ANY, NULL, CIM_NEUTRAL, "", "for people"),
	QUALIFIER("ModelCorrespondence", ANY, NULL, CIM_NEUTRAL, "", "for people"),
	QUALIFIER("UMLPackagePath", ANY, NULL, CIM_NEUTRAL, "", "for people"),
	QUALIFIER("Version", ANY, NULL, CIM_NEUTRAL, "", "it says that something changed, not what"),
	QUALIFIER("ClassVersion", ANY, NULL, CIM_NEUTRAL, "",
	    "it says that something changed, not what"),
	QUALIFIER("Revision", ANY, NULL, CIM_NEUTRAL, "", "it says that something changed, not what"),
	{ ANYWHERE, CIM_WHAT_QUALIFIER, ANY, NULL, NULL, CIM_COMPATIBLE, "other qualifier", "",
	    "what it means only its readers know" },

	{ AT(CIM_WHERE_QUALIFIER_TYPE), CIM_WHAT_SCOPES, ANY, NULL, scopes_widen, CIM_COMPATIBLE,
	    "scopes", "they only grow", "where it stood it still may stand" },
	{ ANYWHERE, CIM_WHAT_SCOPES, ANY, NULL, NULL, CIM_BREAKING, "scopes", "",
	    "it may not stand any more where it stood" },
	{ AT(CIM_WHERE_QUALIFIER_TYPE), CIM_WHAT_FLAVORS, ANY, NULL, NULL, CIM_BREAKING,
	    "flavors of a qualifier type", "", "what subclasses inherit changes" },
	{ ANYWHERE, CIM_WHAT_FLAVORS, ANY, NULL, NULL, CIM_COMPATIBLE, "flavors of a qualifier", "",
	    "what subclasses inherit of it changes" },
	{ ANYWHERE, CIM_WHAT_ORDER, ANY, NULL, NULL, CIM_NEUTRAL, "order", "",
	    "nothing but the text depends on it" },
	{ ANYWHERE, CIM_WHAT_ALL, ANY, NULL, NULL, CIM_COMPATIBLE, "anything else", "",
	    "nothing is known that it breaks" },
};
#define ROWS (sizeof(rows) / sizeof(rows[0]))

const char *
cim_verdict_to_string(enum cim_verdict verdict)
{
	switch (verdict) {
	case CIM_NEUTRAL: return "neutral";
	case CIM_COMPATIBLE: return "compatible";
	case CIM_BREAKING: return "breaking";
	}
	return "";
}

static bool
fits(const struct row *row, const struct cim_difference *d)
{
	unsigned sign = d->sign == CIM_ADDED ? ADDED : d->sign == CIM_REMOVED ? REMOVED : CHANGED;
	return (row->where & AT(d->where)) != 0 && row->what == d->what &&
	    (row->signs & sign) != 0 &&
	    (row->qualifier == NULL || cim_name_is(d->qualifier, row->qualifier)) &&
	    (row->test == NULL || row->test(d));
}

enum cim_verdict
cim_verdict_of(const struct cim_difference *d, const char **why)
{
	size_t i = 0;
	/* What qualifiers an instance has says nothing of its class. */
	bool data = d->where == CIM_WHERE_INSTANCE || d->where == CIM_WHERE_SLOT;
	while (!data && i < ROWS - 1 && !fits(&rows[i], d))
		i++;
	*why = rows[i].why;
	return rows[i].verdict;
}

enum cim_verdict
cim_verdict_whole(enum cim_item_kind kind, enum cim_sign sign, const char **why)
{
	if (kind == CIM_ITEM_INSTANCE) {
		*why = rows[0].why;
		return CIM_NEUTRAL;
	}
	if (kind == CIM_ITEM_DELETE_CLASS) {
		*why = sign == CIM_ADDED ? "what it names is gone afterwards" : "what it named stays";
		return sign == CIM_ADDED ? CIM_BREAKING : CIM_COMPATIBLE;
	}
	*why = sign == CIM_ADDED ? "nobody knows it yet" : "who uses it finds it gone";
	return sign == CIM_ADDED ? CIM_COMPATIBLE : CIM_BREAKING;
}

bool
cim_verdict_row(size_t i, struct cim_verdict_row *out)
{
	if (i >= ROWS)
		return false;
	*out = (struct cim_verdict_row){ rows[i].name, rows[i].when, rows[i].verdict, rows[i].why };
	return true;
}
