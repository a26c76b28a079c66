/* check_qualifier.c: the checks of qualifier types and of qualifiers where they stand. */
#include <stdlib.h>

#include "mof/compile.h"

static int
place_cmp(const void *left, const void *right)
{
	uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
	return a < b ? -1 : a > b;
}

/* The places of the errors that were told before the qualifier types, in order. */
static void
told_make(struct mof_compiler *c)
{
	c->told_at = mof_compile_alloc(c, c->diags->kept + 1, sizeof(c->told_at[0]));
	if (c->told_at == NULL || c->before_types == NULL)
		return;
	for (const struct mof_diag *d = c->diags->first; d != NULL; d = d->next) {
		if (d->severity == MOF_ERROR)
			c->told_at[c->told_count++] = d->place.at;
		if (d == c->before_types)
			break;
	}
	qsort(c->told_at, c->told_count, sizeof(c->told_at[0]), place_cmp);
}

/*
 * Whether something was told inside a declaration: then what is missing there may have been lost.
 * It was told before all qualifier types, or while this one was compiled: looking through
 * everything would cost the square of many mistakes.
 */
static bool
told_inside(const struct mof_subject *s)
{
	struct mof_compiler *c = s->c;
	struct cim_place whole = s->whole;
	if (c->told_at == NULL)
		told_make(c);
	size_t low = 0, high = c->told_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (c->told_at[middle] < whole.at)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < c->told_count && c->told_at[low] - whole.at < whole.len)
		return true;
	const struct mof_diag *d = s->before != NULL ? s->before->next : c->diags->first;
	for (; d != NULL; d = d->next) {
		if (d->severity == MOF_ERROR && d->place.at >= whole.at &&
		    d->place.at - whole.at < whole.len)
			return true;
	}
	return false;
}

void
mof_check_qualdecl_scope(const struct mof_subject *s)
{
	if (s->raw_type->damaged)
		return;
	for (const struct mof_attr *attr = s->raw_type->attrs.first; attr != NULL;
	     attr = attr->next) {
		if (attr->kind == MOF_ATTR_SCOPE)
			return;
	}
	if (told_inside(s))
		return;
	mof_check_report(s->c, MOF_CHECK_QUALDECL_SCOPE, s->raw_type->name.place,
	    "qualifier type '%.*s' has no Scope(...)", MOF_SHOW(s->raw_type->name.name));
}

/* The two words that make a class an association or an indication judge themselves. */
static bool
is_meta(struct cim_name name)
{
	return cim_name_is(name, "Association") || cim_name_is(name, "Indication");
}

/* The scopes of MOF 3 are new: a type of MOF 2 means them by those that they came from. */
static uint32_t
elements_of(uint32_t element)
{
	if (element == CIM_SCOPE_STRUCTURE || element == CIM_SCOPE_ENUMERATION)
		return element | CIM_SCOPE_CLASS;
	return element == CIM_SCOPE_ENUMERATIONVALUE ? element | CIM_SCOPE_PROPERTY : element;
}

static bool
in_scope(const struct mof_subject *s)
{
	return s->element == 0 ||
	    (s->type->scopes & (elements_of(s->element) | CIM_SCOPE_ANY)) != 0 ||
	    ((s->element & (CIM_SCOPE_CLASS | CIM_SCOPE_ASSOCIATION | CIM_SCOPE_INDICATION)) != 0 &&
	    is_meta(s->raw->name.name));
}

/* An association or indication is a class too, to those who wrote only that. */
static bool
as_class(const struct mof_subject *s)
{
	return (s->element & (CIM_SCOPE_ASSOCIATION | CIM_SCOPE_INDICATION)) != 0 &&
	    (s->type->scopes & CIM_SCOPE_CLASS) != 0;
}

void
mof_check_qual_scope(const struct mof_subject *s)
{
	if (in_scope(s) || as_class(s))
		return;
	struct mof_diag *diag = mof_check_report(s->c, MOF_CHECK_QUAL_SCOPE, s->raw->name.place,
	    "qualifier '%.*s' cannot stand on %s %s", MOF_SHOW(s->raw->name.name),
	    (s->element & (CIM_SCOPE_ASSOCIATION | CIM_SCOPE_INDICATION)) != 0 ? "an" : "a",
	    cim_scope_to_string(s->element));
	mof_check_note(s->c, diag, s->type->place, "its scope is declared here");
}

void
mof_check_qual_scope_class(const struct mof_subject *s)
{
	if (in_scope(s) || !as_class(s))
		return;
	struct mof_diag *diag = mof_check_report(s->c, MOF_CHECK_QUAL_SCOPE_CLASS,
	    s->raw->name.place, "qualifier '%.*s' is declared for classes, and stands on an %s",
	    MOF_SHOW(s->raw->name.name), cim_scope_to_string(s->element));
	mof_check_note(s->c, diag, s->type->place, "its scope is declared here");
}

void
mof_check_flavor_reopen(const struct mof_subject *s)
{
	const struct cim_qualifier *q = s->qualifier;
	if ((q->stated & q->flavors & CIM_FLAVOR_OVERRIDE) == 0 ||
	    (s->type->flavors & CIM_FLAVOR_OVERRIDE) != 0)
		return;
	struct mof_diag *diag = mof_check_report(s->c, MOF_CHECK_FLAVOR_REOPEN, s->raw->place,
	    "qualifier '%.*s' is DisableOverride by its type", MOF_SHOW(s->raw->name.name));
	mof_check_note(s->c, diag, s->type->place, "its flavors are declared here");
}

void
mof_check_flavor_use(const struct mof_subject *s)
{
	if (s->raw->flavors.count == 0 || s->c->flavor_told)
		return;
	s->c->flavor_told = true;
	mof_check_report(s->c, MOF_CHECK_FLAVOR_USE, s->raw->place,
	    "flavors where a qualifier is used are deprecated (told once)");
}

void
mof_check_qual_novalue(const struct mof_subject *s)
{
	if (s->raw->value != NULL || (s->type->type == CIM_BOOLEAN && !s->type->is_array))
		return;
	/* MOF 3: the default of the type holds; Override is a boolean there. */
	if (s->c->dialect == MOF_DIALECT_MOF3 && (!s->qualifier->value.is_null ||
	    cim_name_is(s->raw->name.name, "Override")))
		return;
	mof_check_report(s->c, MOF_CHECK_QUAL_NOVALUE, s->raw->name.place,
	    "qualifier '%.*s' has no value: it is taken as %s", MOF_SHOW(s->raw->name.name),
	    s->type->is_array ? "an empty array" : "null");
}
