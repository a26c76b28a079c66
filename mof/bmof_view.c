/* bmof_view.c: what the records of a binary MOF mean: names, types, and parameters put together again. */
#include "config.h"

#include "mof/bmof_view.h"

#include <stdlib.h>
#include <string.h>

#include "cim/utf16.h"

/* ---- Texts ---------------------------------------------------------------------- */

static uint16_t
unit_at(struct mof_bmof_text text, uint32_t i)
{
	return (uint16_t)(text.bytes[2 * (size_t)i] | text.bytes[2 * (size_t)i + 1] << 8);
}

static uint16_t
lower(uint16_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint16_t)(c | 0x20) : c;
}

bool
mof_bmof_text_is(struct mof_bmof_text text, const char *name)
{
	if (strlen(name) != text.units)
		return false;
	for (uint32_t i = 0; i < text.units; i++) {
		if (lower(unit_at(text, i)) != lower((unsigned char)name[i]))
			return false;
	}
	return true;
}

bool
mof_bmof_text_same(struct mof_bmof_text a, struct mof_bmof_text b)
{
	return a.units == b.units && (a.units == 0 || memcmp(a.bytes, b.bytes, 2 * (size_t)a.units) == 0);
}

struct cim_str
mof_bmof_text_utf8(struct arena *arena, struct mof_bmof_text text)
{
	char *to = arena_text(arena, 3 * (size_t)text.units + 1);
	if (to == NULL)
		return (struct cim_str){ NULL, 0 };
	size_t len = 0;
	for (uint32_t i = 0; i < text.units; i++) {
		uint32_t c = unit_at(text, i);
		if (cim_utf16_is_high(c) && i + 1 < text.units &&
		    cim_utf16_is_low(unit_at(text, i + 1)))
			c = cim_utf16_pair(c, unit_at(text, ++i));
		else if (cim_utf16_is_high(c) || cim_utf16_is_low(c))
			c = 0xFFFD;
		len += cim_utf8_put(to + len, c);
	}
	to[len] = '\0';
	return cim_str(to, len);
}

/* ---- Values --------------------------------------------------------------------- */

bool
mof_bmof_value_integer(const struct mof_bmof_record *record, int64_t *out)
{
	if (record == NULL || record->value == NULL || record->value->count == 0 ||
	    (record->type & (MOF_BMOF_ARRAY | MOF_BMOF_ALIAS)) != 0)
		return false;
	const struct mof_bmof_type *type = mof_bmof_type_find(record->type);
	if (type == NULL || type->stored != MOF_BMOF_SINT32)
		return false;
	uint64_t bits = record->value->items[0].bits;
	*out = type->shape == MOF_BMOF_AS_2 ? (int16_t)bits :
	    type->shape == MOF_BMOF_AS_4 ? (int32_t)bits : (int64_t)bits;
	return true;
}

bool
mof_bmof_value_text(const struct mof_bmof_record *record, struct mof_bmof_text *out)
{
	if (record == NULL || record->value == NULL || record->value->count == 0 ||
	    record->type != MOF_BMOF_STRING)
		return false;
	*out = record->value->items[0].text;
	return true;
}

/* ---- Members -------------------------------------------------------------------- */

const struct mof_bmof_record *
mof_bmof_qualifier(const struct mof_bmof_record *record, const char *name)
{
	const struct mof_bmof_list *list = &record->lists[0];
	for (const struct mof_bmof_record *q = list->first; q != NULL; q = q->next) {
		if (mof_bmof_text_is(q->name, name))
			return q;
	}
	return NULL;
}

bool
mof_bmof_is_system(const struct mof_bmof_record *member)
{
	return member->name.units > 2 && unit_at(member->name, 0) == '_' &&
	    unit_at(member->name, 1) == '_' && !member->lists[0].there;
}

const struct mof_bmof_record *
mof_bmof_system(const struct mof_bmof_record *object, const char *name)
{
	const struct mof_bmof_list *list = &object->lists[MOF_BMOF_PROPERTIES - MOF_BMOF_QUALIFIERS];
	for (const struct mof_bmof_record *p = list->first; p != NULL; p = p->next) {
		if (mof_bmof_is_system(p) && mof_bmof_text_is(p->name, name))
			return p;
	}
	return NULL;
}

/* As the compiler writes it: in this case, and with these flavors. */
static bool
is_exactly(const struct mof_bmof_record *q, const char *name, uint32_t flavors)
{
	if (q->flavors != flavors || strlen(name) != q->name.units)
		return false;
	for (uint32_t i = 0; i < q->name.units; i++) {
		if (unit_at(q->name, i) != (unsigned char)name[i])
			return false;
	}
	return true;
}

#define CIMTYPE_FLAVORS (MOF_BMOF_TO_INSTANCE | MOF_BMOF_TO_SUBCLASS)
#define ID_FLAVORS (MOF_BMOF_TO_INSTANCE | MOF_BMOF_DISABLE_OVERRIDE)

struct mof_bmof_declared
mof_bmof_declared(const struct mof_bmof_record *member, int64_t position)
{
	struct mof_bmof_declared d = { .size = 0 };
	/* What stands last, the last one first. */
	const struct mof_bmof_record *last[3] = { NULL, NULL, NULL };
	for (const struct mof_bmof_record *q = member->lists[0].first; q != NULL; q = q->next) {
		last[2] = last[1];
		last[1] = last[0];
		last[0] = q;
	}
	unsigned at = 0;
	int64_t id;
	if (last[at] != NULL && is_exactly(last[at], "CIMTYPE", CIMTYPE_FLAVORS) &&
	    mof_bmof_value_text(last[at], &d.type))
		d.cimtype = last[at++];
	if (position >= 0 && last[at] != NULL && is_exactly(last[at], "ID", ID_FLAVORS) &&
	    mof_bmof_value_integer(last[at], &id) && id == position)
		d.id = last[at++];
	if (last[at] != NULL && (member->type & MOF_BMOF_ARRAY) != 0 &&
	    is_exactly(last[at], "MAX", 0) && mof_bmof_value_integer(last[at], &d.size) &&
	    d.size > 0)
		d.max = last[at];
	if (d.cimtype == NULL) {
		const struct mof_bmof_record *q = mof_bmof_qualifier(member, "CIMTYPE");
		(void)mof_bmof_value_text(q, &d.type);
	}
	return d;
}

/* ---- Methods -------------------------------------------------------------------- */

/* The parameters of one set, in its order. */
struct set {
	uint32_t count, at;
	const struct mof_bmof_record **members;
	int64_t *ids;
	uint32_t *other;	/* where in the other set the same one is; UINT32_MAX: nowhere */
};

struct known {
	int64_t id;
	uint32_t at;
};

static int
known_cmp(const void *a, const void *b)
{
	const struct known *x = a, *y = b;
	if (x->id != y->id)
		return x->id < y->id ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

static enum cim_err
set_fill(struct arena *arena, const struct mof_bmof_record *object, struct set *set,
    const struct mof_bmof_record **returns)
{
	const struct mof_bmof_list *list = &object->lists[MOF_BMOF_PROPERTIES - MOF_BMOF_QUALIFIERS];
	set->members = arena_calloc(arena, list->count, sizeof(struct mof_bmof_record *));
	set->ids = arena_calloc(arena, list->count, sizeof(int64_t));
	set->other = arena_calloc(arena, list->count, sizeof(uint32_t));
	if (set->members == NULL || set->ids == NULL || set->other == NULL)
		return CIM_ENOMEM;
	for (const struct mof_bmof_record *p = list->first; p != NULL; p = p->next) {
		if (mof_bmof_is_system(p))
			continue;
		const struct mof_bmof_record *id = mof_bmof_qualifier(p, "ID");
		if (id == NULL && mof_bmof_text_is(p->name, "ReturnValue")) {
			*returns = p;
			continue;
		}
		set->other[set->count] = UINT32_MAX;
		/* Without a number it comes last. */
		if (!mof_bmof_value_integer(id, &set->ids[set->count]))
			set->ids[set->count] = INT64_MAX;
		set->members[set->count++] = p;
	}
	return CIM_OK;
}

/* Who in one set is who in the other: by number, and by name. */
static enum cim_err
sets_join(struct arena *arena, struct set *in, struct set *out)
{
	struct known *known = arena_calloc(arena, out->count, sizeof(*known));
	if (known == NULL)
		return CIM_ENOMEM;
	for (uint32_t i = 0; i < out->count; i++)
		known[i] = (struct known){ out->ids[i], i };
	qsort(known, out->count, sizeof(*known), known_cmp);
	for (uint32_t i = 0; i < in->count; i++) {
		uint32_t low = 0, high = out->count;
		while (low < high) {
			uint32_t mid = low + (high - low) / 2;
			if (known[mid].id < in->ids[i])
				low = mid + 1;
			else
				high = mid;
		}
		if (low == out->count || known[low].id != in->ids[i] ||
		    out->other[known[low].at] != UINT32_MAX ||
		    !mof_bmof_text_same(out->members[known[low].at]->name, in->members[i]->name))
			continue;
		in->other[i] = known[low].at;
		out->other[known[low].at] = i;
	}
	return CIM_OK;
}

/*
 * Both sets keep their orders. What is in one of them alone goes where its number says; where the
 * orders contradict each other, IN's holds.
 */
static void
sets_merge(struct set *in, struct set *out, struct mof_bmof_method *method)
{
	while (in->at < in->count || out->at < out->count) {
		struct mof_bmof_parameter *p = &method->parameters[method->count];
		/* One of OUT that was printed with IN's, out of turn. */
		if (out->at < out->count && out->other[out->at] < in->at) {
			out->at++;
			continue;
		}
		bool in_free = in->at < in->count &&
		    (in->other[in->at] == UINT32_MAX || in->other[in->at] <= out->at);
		bool out_free = out->at < out->count && out->other[out->at] == UINT32_MAX;
		method->count++;
		if (out_free && (!in_free || out->ids[out->at] < in->ids[in->at])) {
			*p = (struct mof_bmof_parameter){ NULL, out->members[out->at],
				out->ids[out->at] };
			out->at++;
			continue;
		}
		uint32_t other = in->other[in->at];
		*p = (struct mof_bmof_parameter){ in->members[in->at],
			other == UINT32_MAX ? NULL : out->members[other], in->ids[in->at] };
		in->at++;
		out->at += other == out->at;
	}
}

/* Which set is which: by the first parameter that says it; the second of two is OUT. */
static bool
is_out(const struct mof_bmof_record *object)
{
	const struct mof_bmof_list *list = &object->lists[MOF_BMOF_PROPERTIES - MOF_BMOF_QUALIFIERS];
	for (const struct mof_bmof_record *p = list->first; p != NULL; p = p->next) {
		if (mof_bmof_is_system(p))
			continue;
		if (mof_bmof_qualifier(p, "IN") != NULL)
			return false;
		if (mof_bmof_qualifier(p, "OUT") != NULL ||
		    mof_bmof_text_is(p->name, "ReturnValue"))
			return true;
	}
	return false;
}

enum cim_err
mof_bmof_method(struct arena *arena, const struct mof_bmof_record *method,
    struct mof_bmof_method *out)
{
	struct set sets[2] = { { .count = 0 }, { .count = 0 } };
	memset(out, 0, sizeof(*out));
	if (method->value == NULL || method->type != (MOF_BMOF_EMBEDDED | MOF_BMOF_ARRAY))
		return CIM_OK;
	for (uint32_t i = 0; i < method->value->count && i < 2; i++) {
		const struct mof_bmof_record *object = method->value->items[i].object;
		enum cim_err err = set_fill(arena, object,
		    &sets[i == 1 || (method->value->count == 1 && is_out(object))], &out->returns);
		if (err != CIM_OK)
			return err;
	}
	out->parameters = arena_calloc(arena, (size_t)sets[0].count + sets[1].count,
	    sizeof(*out->parameters));
	if (out->parameters == NULL || sets_join(arena, &sets[0], &sets[1]) != CIM_OK)
		return CIM_ENOMEM;
	sets_merge(&sets[0], &sets[1], out);
	return CIM_OK;
}
