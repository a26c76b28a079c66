/* check_class.c: the checks of a class as a whole: kind, references, qualifiers of those above. */
#include <string.h>

#include "mof/compile.h"
#include "mof/qualified.h"

static struct cim_qualifiers
qualifiers(const struct mof_feature *f)
{
	return f->property != NULL ? f->property->qualifiers : f->method->qualifiers;
}

/* Where a qualifier of the class stands, or the class itself. */
static struct cim_place
qualifier_place(const struct mof_cls *cls, const char *name)
{
	const struct cim_qualifier *q = cim_qualifier_find(cls->cls->qualifiers, name);
	return q != NULL ? q->place : cls->place;
}

/* Only ToSubclass with DisableOverride binds what is below; most qualifiers are neither. */
static bool
binds(const struct cim_qualifier *q)
{
	return (q->flavors & (CIM_FLAVOR_OVERRIDE | CIM_FLAVOR_TOSUBCLASS)) ==
	    CIM_FLAVOR_TOSUBCLASS;
}

static void
compare(
    const struct mof_subject *s, const struct cim_qualifier *q, const struct cim_qualifier *above)
{
	if ((above->flavors & CIM_FLAVOR_TOSUBCLASS) == 0 || cim_value_eq(&above->value, &q->value))
		return;
	struct mof_diag *diag = mof_check_report(s->c, MOF_CHECK_QUAL_OVERRIDE, q->place,
	    "qualifier '%.*s' has another value above, and is DisableOverride", MOF_SHOW(q->name));
	mof_check_note(s->c, diag, above->place, "its value above is here");
}

/* The qualifiers of a class against the nearest of their names above. */
static void
compare_class(const struct mof_subject *s)
{
	const struct cim_qualifiers quals = s->cls->cls->qualifiers;
	for (uint32_t i = 0; i < quals.count; i++) {
		const struct cim_qualifier *above = NULL;
		const struct mof_cls *at = binds(&quals.list[i]) ? s->cls->super : NULL;
		for (; at != NULL && at->cls != NULL && above == NULL; at = at->super)
			above = cim_qualifier_find_name(at->cls->qualifiers, quals.list[i].name);
		if (above != NULL)
			compare(s, &quals.list[i], above);
	}
}

/* Those of a feature against the nearest of what it overrides. */
static void
compare_feature(const struct mof_subject *s, const struct mof_feature *f)
{
	const struct cim_qualifiers quals = qualifiers(f);
	for (uint32_t i = 0; i < quals.count && f->base != NULL; i++) {
		const struct cim_qualifier *above = NULL;
		const struct mof_feature *at = binds(&quals.list[i]) ? f->base : NULL;
		for (; at != NULL && above == NULL; at = at->base)
			above = cim_qualifier_find_name(qualifiers(at), quals.list[i].name);
		if (above != NULL)
			compare(s, &quals.list[i], above);
	}
}

static void
compare_parameters(
    const struct mof_subject *s, const struct cim_method *a, const struct cim_method *b)
{
	for (uint32_t i = 0; i < a->parameter_count && i < b->parameter_count; i++) {
		const struct cim_qualifiers quals = a->parameters[i].qualifiers;
		if (!cim_name_eq(a->parameters[i].name, b->parameters[i].name))
			continue;
		for (uint32_t k = 0; k < quals.count; k++) {
			if (!binds(&quals.list[k]))
				continue;
			const struct cim_qualifier *above = cim_qualifier_find_name(
			    b->parameters[i].qualifiers, quals.list[k].name);
			if (above != NULL)
				compare(s, &quals.list[k], above);
		}
	}
}

void
mof_check_qual_override(const struct mof_subject *s)
{
	if (s->cls->super == NULL)
		return;
	compare_class(s);
	for (uint32_t i = 0; i < s->cls->feature_count; i++) {
		const struct mof_feature *f = &s->cls->features[i];
		compare_feature(s, f);
		if (f->method != NULL && f->base != NULL && f->base->method != NULL)
			compare_parameters(s, f->method, f->base->method);
	}
}

/* Schema_Name: a name without a word in front of its first "_". Microsoft's classes have none. */
void
mof_check_name_schema(const struct mof_subject *s)
{
	struct cim_name name = s->cls->name;
	const char *mark = memchr(name.ptr, '_', name.len);
	/* "__Name" is WMI's own, and told where it is used. */
	if (mof_microsoft(s->c) || s->cls->owner != NULL ||
	    (mark != NULL && mark > name.ptr && mark + 1 < name.ptr + name.len) ||
	    (name.len > 2 && name.ptr[0] == '_' && name.ptr[1] == '_'))
		return;
	mof_check_report(s->c, MOF_CHECK_NAME_SCHEMA, s->cls->place,
	    "%s '%.*s' has no schema in front of its name: SCHEMA_NAME",
	    mof_is_structure(s->cls) ? "structure" : "class", MOF_SHOW(name));
}

/* What Microsoft's compiler refuses in the name of something: kind says of what. */
static void
wmi_name(const struct mof_subject *s, const struct mof_name *name, const char *kind)
{
	struct cim_name n = name->name;
	size_t chars = 0;
	if (n.len == 0)
		return;
	for (uint32_t i = 0; i < n.len; i++)
		chars += ((unsigned char)n.ptr[i] & 0xc0) != 0x80;
	if (n.ptr[0] == '_' || n.ptr[n.len - 1] == '_')
		mof_check_report(s->c, MOF_CHECK_WMI_NAME, name->place,
		    "%s '%.*s': WMI refuses names that begin or end with an underscore", kind,
		    MOF_SHOW(n));
	else if (chars > CIM_LIMIT_WMI_NAME)
		mof_check_report(s->c, MOF_CHECK_WMI_NAME, name->place,
		    "%s '%.*s': %zu characters, and WMI takes %d", kind, MOF_SHOW(n), chars,
		    CIM_LIMIT_WMI_NAME);
}

static void
wmi_qualifier_names(const struct mof_subject *s, const struct mof_list *quals)
{
	for (const struct mof_qualifier *q = quals->first; q != NULL; q = q->next)
		wmi_name(s, &q->name, "qualifier");
}

static void
wmi_member_names(const struct mof_subject *s, const struct mof_member *m)
{
	wmi_name(s, &m->name, m->kind == MOF_METHOD ? "method" : "property");
	wmi_qualifier_names(s, &m->qualifiers);
	for (const struct mof_member *p = m->parameters.first; p != NULL; p = p->next) {
		wmi_name(s, &p->name, "parameter");
		wmi_qualifier_names(s, &p->qualifiers);
	}
}

void
mof_check_wmi_name(const struct mof_subject *s)
{
	const struct mof_class *raw = s->cls->raw;
	if (s->c->dialect != MOF_DIALECT_WMI || raw == NULL)
		return;
	wmi_name(s, &raw->name, "class");
	wmi_qualifier_names(s, &raw->qualifiers);
	for (const struct mof_member *m = raw->members.first; m != NULL; m = m->next)
		wmi_member_names(s, m);
}

/* With those that it inherits, each counted once. */
void
mof_check_wmi_wide(const struct mof_subject *s)
{
	size_t count = 0;
	if (s->c->dialect != MOF_DIALECT_WMI)
		return;
	for (const struct mof_cls *at = s->cls; at != NULL; at = at->super) {
		for (uint32_t i = 0; i < at->feature_count; i++)
			count += at->features[i].property != NULL && at->features[i].base == NULL;
	}
	if (count > CIM_LIMIT_WMI_PROPERTIES)
		mof_check_report(s->c, MOF_CHECK_WMI_WIDE, s->cls->place,
		    "class '%.*s' has %zu properties, and WMI takes %d", MOF_SHOW(s->cls->name),
		    count, CIM_LIMIT_WMI_PROPERTIES);
}

/* Legal, as it may live in others alone; but then no instance of it can be stored. */
void
mof_check_class_key(const struct mof_subject *s)
{
	struct mof_cls *cls = s->cls;
	if (cls->has_keys || cls->is_abstract || cls->is_indication || cls->incomplete ||
	    mof_is_structure(cls) || (mof_class_traits(s->c, cls) & MOF_TRAIT_STRUCTURE) != 0 ||
	    cim_qualifier_is_true(cim_qualifier_find(cls->cls->qualifiers, "Singleton")))
		return;
	mof_check_report(s->c, MOF_CHECK_CLASS_KEY, cls->place,
	    "class '%.*s' has no key: no instance of it can be stored", MOF_SHOW(cls->name));
}

void
mof_check_assoc_super(const struct mof_subject *s)
{
	const struct mof_cls *cls = s->cls, *super = cls->super;
	if (super == NULL || cls->incomplete || !cls->is_association || super->is_association)
		return;
	/* MOF 3's sample has its associations below a class, which gives them their key. */
	if (cls->cls->kind == CIM_KIND_ASSOCIATION)
		return;
	struct mof_diag *diag =
	    mof_check_report(s->c, MOF_CHECK_ASSOC_SUPER, qualifier_place(cls, "Association"),
		"association '%.*s' is below '%.*s', which is none", MOF_SHOW(cls->name),
		MOF_SHOW(super->name));
	mof_check_note_class(s->c, diag, super);
}

void
mof_check_assoc_refs(const struct mof_subject *s)
{
	const struct mof_cls *cls = s->cls;
	if (!cls->is_association || cls->incomplete || cls->reference_count >= 2)
		return;
	/* Told where it begins: what is below an association with too few is silent. */
	if (cls->super != NULL && cls->super->is_association &&
	    cls->reference_count == cls->super->reference_count)
		return;
	mof_check_report(s->c, MOF_CHECK_ASSOC_REFS, cls->place,
	    "association '%.*s' has %u reference%s; it needs two", MOF_SHOW(cls->name),
	    (unsigned)cls->reference_count, cls->reference_count == 1 ? "" : "s");
}

/* How many references of the line say Aggregate; the nearest override of each speaks for it. */
static uint32_t
count_aggregates(const struct mof_cls *cls)
{
	uint32_t count = 0;
	for (const struct mof_cls *at = cls; at != NULL; at = at->super) {
		for (uint32_t i = 0; i < at->feature_count; i++) {
			const struct mof_feature *f = &at->features[i];
			if (f->property == NULL || f->property->type.type != CIM_REFERENCE)
				continue;
			if (mof_feature_find(cls, f->name) == f)
				count += cim_qualifier_is_true(
				    mof_feature_qualifier(f, "Aggregate"));
		}
	}
	return count;
}

void
mof_check_aggregate(const struct mof_subject *s)
{
	const struct mof_cls *cls = s->cls;
	if (!cls->is_association || cls->incomplete)
		return;
	bool aggregation = cim_qualifier_is_true(mof_class_qualifier(cls, "Aggregation"));
	if (cim_qualifier_is_true(mof_class_qualifier(cls, "Composition")) && !aggregation)
		mof_check_report(s->c, MOF_CHECK_AGGREGATE, qualifier_place(cls, "Composition"),
		    "composition '%.*s' is no Aggregation", MOF_SHOW(cls->name));
	uint32_t count = count_aggregates(cls);
	if (count > 1)
		mof_check_report(s->c, MOF_CHECK_AGGREGATE, qualifier_place(cls, "Aggregation"),
		    "'%.*s' has %u references with Aggregate: one end alone is the whole",
		    MOF_SHOW(cls->name), (unsigned)count);
}

void
mof_check_aggregate_half(const struct mof_subject *s)
{
	const struct mof_cls *cls = s->cls;
	if (!cls->is_association || cls->incomplete)
		return;
	bool aggregation = cim_qualifier_is_true(mof_class_qualifier(cls, "Aggregation"));
	uint32_t count = count_aggregates(cls);
	if (aggregation && count == 0)
		mof_check_report(s->c, MOF_CHECK_AGGREGATE_HALF,
		    qualifier_place(cls, "Aggregation"),
		    "aggregation '%.*s' has no reference with Aggregate", MOF_SHOW(cls->name));
	if (!aggregation && count > 0)
		mof_check_report(s->c, MOF_CHECK_AGGREGATE_HALF, cls->place,
		    "a reference of '%.*s' says Aggregate; the association does not say Aggregation",
		    MOF_SHOW(cls->name));
}
