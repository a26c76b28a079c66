/* hint.c: "did you mean": the known name that a wrong one was probably meant to be. */
#include <stdio.h>
#include <string.h>

#include "mof/compile.h"

#define HINT_LEN 40		/* longer names get no hint */
#define HINT_CLASSES 20000	/* nor do wider namespaces */
#define HINTS 100		/* nor do more mistakes than this */

/*
 * How many letters are to be changed, put in, left out, or changed with their neighbour; `limit` + 1
 * when it is more than limit.
 */
static unsigned
edit_distance(struct cim_name a, struct cim_name b, unsigned limit)
{
	unsigned char fold_a[CIM_FOLD_ROOM(HINT_LEN)], fold_b[CIM_FOLD_ROOM(HINT_LEN)];
	/* The row at hand, the one before it and the one before that. */
	unsigned rows[3][CIM_FOLD_ROOM(HINT_LEN) + 1];
	size_t na = cim_fold(a.ptr, a.len, (char *)fold_a),
	       nb = cim_fold(b.ptr, b.len, (char *)fold_b);
	for (size_t j = 0; j <= nb; j++)
		rows[0][j] = (unsigned)j;
	for (size_t i = 1; i <= na; i++) {
		unsigned *row = rows[i % 3], *above = rows[(i + 2) % 3], *older = rows[(i + 1) % 3];
		unsigned best = row[0] = (unsigned)i;
		for (size_t j = 1; j <= nb; j++) {
			unsigned d = above[j - 1] + (fold_a[i - 1] != fold_b[j - 1]);
			unsigned drop = (above[j] < row[j - 1] ? above[j] : row[j - 1]) + 1;
			d = d < drop ? d : drop;
			if (i > 1 && j > 1 && fold_a[i - 1] == fold_b[j - 2] &&
			    fold_a[i - 2] == fold_b[j - 1] && older[j - 2] + 1 < d)
				d = older[j - 2] + 1;
			row[j] = d;
			best = d < best ? d : best;
		}
		/* A swap may still take one from the row above. */
		if (best > limit + 1)
			return limit + 1;
	}
	return rows[na % 3][nb];
}

/* Keeps the nearer of best and candidate. */
static void
hint_try(
    struct cim_name wanted, struct cim_name candidate, struct cim_name *best, unsigned *distance)
{
	uint32_t gap =
	    wanted.len > candidate.len ? wanted.len - candidate.len : candidate.len - wanted.len;
	if (candidate.len > HINT_LEN || gap > *distance)
		return;
	unsigned d = edit_distance(wanted, candidate, *distance);
	if (d < *distance) {
		*distance = d;
		*best = candidate;
	}
}

static const char *
hint_text(struct mof_compiler *c, struct cim_name best, const char *behind)
{
	char text[160];
	c->hint = "";
	if (best.len == 0)
		return "";
	int n = snprintf(text, sizeof(text), "%.*s%s", MOF_SHOW(best), behind);
	if (n < 0 || (size_t)n >= sizeof(text))
		return "";
	const char *fix = arena_copy(c->arena, text, (size_t)n);
	n = snprintf(text, sizeof(text), "; did you mean '%.*s%s'?", MOF_SHOW(best), behind);
	const char *copy = n < 0 ? NULL : arena_copy(c->arena, text, strlen(text));
	if (!mof_compile_ok(c, fix == NULL || copy == NULL ? CIM_ENOMEM : CIM_OK))
		return "";
	c->hint = fix;
	return copy;
}

void
mof_check_fix_hint(struct mof_compiler *c, struct mof_diag *diag, struct cim_place place)
{
	if (c->hint != NULL && c->hint[0] != '\0')
		mof_diag_fix(c->diags, diag, place, "%s", c->hint);
	c->hint = "";
}

/* A hint that nobody looks for. */
static const char *
no_hint(struct mof_compiler *c)
{
	c->hint = "";
	return "";
}

/* The nearest class that somebody declared. */
static void
hint_classes(struct mof_compiler *c, const struct mof_ns *ns, struct cim_name name,
    const struct mof_cls *except, struct cim_name *best, unsigned *distance)
{
	if (name.len > HINT_LEN || ns->classes.used > HINT_CLASSES || ++c->hints > HINTS)
		return;
	for (uint32_t i = 0; i < ns->classes.cap; i++) {
		const struct mof_cls *cls = ns->classes.slots[i].value;
		if (ns->classes.slots[i].name.len > 0 && cls != NULL && !cls->missing &&
		    cls != except)
			hint_try(name, cls->name, best, distance);
	}
}

/* A name is near when fewer letters differ than this: of two letters any other name would be. */
static unsigned
hint_distance(struct cim_name name)
{
	return name.len < 3 ? 1 : name.len < 6 ? 2 : 3;
}

static const char *
hint_class(struct mof_compiler *c, const struct mof_ns *ns, struct cim_name name,
    const struct mof_cls *except)
{
	struct cim_name best = { 0 };
	unsigned distance = hint_distance(name);
	hint_classes(c, ns, name, except, &best, &distance);
	return hint_text(c, best, "");
}

const char *
mof_hint_class(struct mof_compiler *c, const struct mof_ns *ns, struct cim_name name)
{
	return hint_class(c, ns, name, NULL);
}

/* The nearest qualifier type that holds here: one of the unit, or one of DMTF's. */
const char *
mof_hint_qualifier(struct mof_compiler *c, struct mof_ns *ns, struct cim_name name)
{
	struct cim_name best = { 0 };
	unsigned distance = hint_distance(name);
	bool failed;
	if (name.len > HINT_LEN || ns->types.used > HINT_CLASSES || ++c->hints > HINTS)
		return no_hint(c);
	for (uint32_t i = 0; i < ns->types.cap; i++) {
		const struct mof_qtype *qt = ns->types.slots[i].value;
		if (ns->types.slots[i].name.len > 0 && qt != NULL && qt->type != NULL)
			hint_try(name, qt->type->name, &best, &distance);
	}
	const char *text;
	for (size_t i = 0; (text = mof_prelude_name(i)) != NULL; i++)
		hint_try(name, cim_name_from(text), &best, &distance);
	if (best.len > 0 && mof_qualifier_type_get(c, ns, best, &failed) == NULL)
		return no_hint(c);
	return hint_text(c, best, "");
}

/* The nearest property, or feature, of a class and of those above it. */
static const char *
hint_feature(struct mof_compiler *c, const struct mof_cls *cls, struct cim_name name, bool methods)
{
	struct cim_name best = { 0 };
	unsigned distance = hint_distance(name);
	if (name.len > HINT_LEN || ++c->hints > HINTS)
		return no_hint(c);
	for (; cls != NULL; cls = cls->super) {
		for (uint32_t i = 0; i < cls->feature_count && i < HINT_CLASSES; i++) {
			if (methods || cls->features[i].property != NULL)
				hint_try(name, cls->features[i].name, &best, &distance);
		}
	}
	return hint_text(c, best, "");
}

const char *
mof_hint_property(struct mof_compiler *c, const struct mof_cls *cls, struct cim_name name)
{
	return hint_feature(c, cls, name, false);
}

const char *
mof_hint_feature(struct mof_compiler *c, const struct mof_cls *cls, struct cim_name name)
{
	return hint_feature(c, cls, name, true);
}

/* The nearest element of an enumeration and of those that it extends. */
const char *
mof_hint_element(struct mof_compiler *c, const struct mof_cls *en, struct cim_name name)
{
	struct cim_name best = { 0 };
	unsigned distance = hint_distance(name);
	if (name.len > HINT_LEN || ++c->hints > HINTS)
		return no_hint(c);
	for (; en != NULL && en->enumeration != NULL; en = en->super) {
		for (uint32_t i = 0; i < en->enumeration->element_count && i < HINT_CLASSES; i++)
			hint_try(name, en->enumeration->elements[i].name, &best, &distance);
	}
	return hint_text(c, best, "");
}

const char *
mof_hint_alias(struct mof_compiler *c, struct cim_name name)
{
	struct cim_name best = { 0 };
	unsigned distance = hint_distance(name);
	if (name.len > HINT_LEN || c->aliases.used > HINT_CLASSES || ++c->hints > HINTS)
		return no_hint(c);
	for (uint32_t i = 0; i < c->aliases.cap; i++) {
		if (c->aliases.slots[i].name.len > 0 && c->aliases.slots[i].value != NULL)
			hint_try(name, c->aliases.slots[i].name, &best, &distance);
	}
	if (best.len == 0)
		return no_hint(c);
	char text[HINT_LEN + 2] = "$";
	memcpy(text + 1, best.ptr, best.len);
	return hint_text(c, cim_name(text, best.len + 1), "");
}

const char *
mof_nearest_word(struct cim_name name, const char *const *words, size_t count)
{
	struct cim_name best = { 0 };
	unsigned distance = hint_distance(name);
	for (size_t i = 0; name.len <= HINT_LEN && i < count; i++)
		hint_try(name, cim_name_from(words[i]), &best, &distance);
	return best.ptr;
}

const char *
mof_hint_word(struct mof_compiler *c, struct cim_name name, const char *const *words, size_t count)
{
	const char *near = mof_nearest_word(name, words, count);
	return near == NULL ? no_hint(c) : hint_text(c, cim_name_from(near), "");
}

const char *
mof_hint_superclass(struct mof_compiler *c, const struct mof_cls *cls, struct cim_name name)
{
	return hint_class(c, cls->ns, name, cls);
}

const char *
mof_hint_type(struct mof_compiler *c, const struct mof_ns *ns, struct cim_name name)
{
	static const char *const often[][2] = { { "int", "sint32" }, { "integer", "sint32" },
		{ "bool", "boolean" }, { "float", "real32" }, { "double", "real64" },
		{ "char", "char16" }, { "byte", "uint8" }, { "int8", "sint8" },
		{ "int16", "sint16" }, { "int32", "sint32" }, { "int64", "sint64" },
		{ "uint", "uint32" }, { "long", "sint64" }, { "short", "sint16" },
		{ "unsigned", "uint32" }, { "date", "datetime" }, { "time", "datetime" },
		{ "real", "real64" }, { "text", "string" } };
	for (size_t i = 0; i < sizeof(often) / sizeof(often[0]); i++) {
		if (cim_name_is(name, often[i][0]))
			return hint_text(c, cim_name_from(often[i][1]), "");
	}
	if (name.len > HINT_LEN)
		return no_hint(c);
	struct cim_name best = { 0 };
	unsigned distance = hint_distance(name);
	for (enum cim_type t = CIM_BOOLEAN; t <= CIM_DATETIME; t++)
		hint_try(name, cim_name_from(cim_type_to_string(t)), &best, &distance);
	struct cim_name cls = { 0 };
	/* NULL: no class is a type there. */
	if (ns != NULL)
		hint_classes(c, ns, name, NULL, &cls, &distance);
	if (cls.len == 0)
		return hint_text(c, best, "");
	const struct mof_cls *near = cim_map_get(&ns->classes, cls);
	bool is_type = near != NULL && (near->raw_enum != NULL || near->enumeration != NULL);
	return hint_text(c, cls, is_type ? "" : " REF");
}
