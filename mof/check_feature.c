/* check_feature.c: the checks of properties and methods: overrides, keys, references. */
#include <stdio.h>

#include "cim/inherit.h"
#include "mof/compile.h"

/* --- what the checks ask --- */

static struct cim_qualifiers
qualifiers(const struct mof_feature *f)
{
	return f->property != NULL ? f->property->qualifiers : f->method->qualifiers;
}

static const struct cim_element_type *
type_of(const struct mof_feature *f)
{
	return f->property != NULL ? &f->property->type : &f->method->type;
}

static struct cim_place
place_of(const struct mof_feature *f)
{
	return f->property != NULL ? f->property->place : f->method->place;
}

static const char *
kind_of(const struct mof_feature *f)
{
	if (f->property == NULL)
		return "method";
	return f->property->type.type == CIM_REFERENCE ? "reference" : "property";
}

/* A string qualifier of the feature itself; NULL when there is none or it is null. */
static const struct cim_qualifier *
own_text(const struct mof_feature *f, struct cim_name name)
{
	const struct cim_qualifier *q = cim_qualifier_find_name(qualifiers(f), name);
	bool none = q == NULL || q->value.is_null || q->value.is_array;
	return none || q->value.type != CIM_STRING ? NULL : q;
}

/* The inherited feature that this one says it overrides; NULL: none, or it says so wrongly. */
static const struct mof_feature *
overridden(const struct mof_feature *f)
{
	return f->base != NULL && own_text(f, cim_name_from("Override")) != NULL ? f->base : NULL;
}

static void
note_base(struct mof_compiler *c, struct mof_diag *diag, const struct mof_feature *base)
{
	mof_check_note(c, diag, place_of(base), "%s '%.*s.%.*s' is here", kind_of(base),
	    MOF_SHOW(base->cls->name), MOF_SHOW(base->name));
}

/* Where the class of a name stands in the namespace; NULL when it is not known whole. */
static struct mof_cls *
known_class(const struct mof_subject *s, struct cim_name name)
{
	struct mof_cls *cls = mof_class_get(s->c, s->cls->ns, name, (struct cim_place){ 0, 0 });
	if (cls == NULL)
		return NULL;
	mof_class_done(s->c, cls);
	return cls->cls == NULL || cls->failed || cls->incomplete ? NULL : cls;
}

/* --- Override --- */

static bool
same_schema(const struct mof_feature *f)
{
	return cim_same_schema(f->cls->name, f->base->cls->name);
}

void
mof_check_override_missing(const struct mof_subject *s)
{
	const struct mof_feature *f = s->feature;
	if (f->base == NULL || cim_qualifier_find(qualifiers(f), "Override") != NULL ||
	    !same_schema(f))
		return;
	struct mof_diag *diag = mof_check_report(s->c, MOF_CHECK_OVERRIDE_MISSING, place_of(f),
	    "%s '%.*s' is inherited: it needs Override(\"%.*s\")", kind_of(f), MOF_SHOW(f->name),
	    MOF_SHOW(f->name));
	note_base(s->c, diag, f->base);
}

void
mof_check_hides(const struct mof_subject *s)
{
	const struct mof_feature *f = s->feature;
	if (f->base == NULL || cim_qualifier_find(qualifiers(f), "Override") != NULL ||
	    same_schema(f))
		return;
	struct mof_diag *diag = mof_check_report(s->c, MOF_CHECK_HIDES, place_of(f),
	    "%s '%.*s' hides an inherited one", kind_of(f), MOF_SHOW(f->name));
	note_base(s->c, diag, f->base);
}

/* Class.Name or Name: the part that names the feature, and the class when there is one. */
static struct cim_name
override_target(struct cim_str text, struct cim_name *cls)
{
	size_t dot = text.len;
	while (dot > 0 && text.ptr[dot - 1] != '.')
		dot--;
	*cls = cim_name(text.ptr, dot == 0 ? 0 : dot - 1);
	return cim_name(text.ptr + dot, text.len - dot);
}

void
mof_check_override_name(const struct mof_subject *s)
{
	const struct mof_feature *f = s->feature;
	const struct cim_qualifier *q = own_text(f, cim_name_from("Override"));
	if (q == NULL)
		return;
	struct cim_name cls_name, name = override_target(q->value.as.string, &cls_name);
	if (!cim_name_eq(name, f->name)) {
		mof_check_report(s->c, MOF_CHECK_OVERRIDE_NAME, q->value.place,
		    "Override names '%.*s'; the %s is called '%.*s'", MOF_SHOW(q->value.as.string),
		    kind_of(f), MOF_SHOW(f->name));
		return;
	}
	if (cls_name.len == 0 || s->cls->incomplete)
		return;
	const struct mof_cls *at = s->cls->super;
	while (at != NULL && !cim_name_eq(at->name, cls_name))
		at = at->super;
	if (at == NULL)
		mof_check_report(s->c, MOF_CHECK_OVERRIDE_NAME, q->value.place,
		    "Override names class '%.*s', which is not above '%.*s'", MOF_SHOW(cls_name),
		    MOF_SHOW(s->cls->name));
}

void
mof_check_override_nothing(const struct mof_subject *s)
{
	const struct mof_feature *f = s->feature;
	const struct cim_qualifier *q = own_text(f, cim_name_from("Override"));
	struct cim_name cls_name;
	if (q == NULL || f->base != NULL || s->cls->incomplete ||
	    mof_below_unchecked(s->cls) ||
	    !cim_name_eq(override_target(q->value.as.string, &cls_name), f->name))
		return;
	mof_check_report(s->c, MOF_CHECK_OVERRIDE_NOTHING, q->place,
	    "there is no inherited '%.*s' to override%s", MOF_SHOW(f->name),
	    f->cls->super != NULL ? mof_hint_feature(s->c, f->cls->super, f->name) : "");
}

/* "uint32[]", "CIM_A REF", ... into a buffer of 128. */
static const char *
show_type(const struct cim_element_type *t, char out[128])
{
	if (t->type == CIM_REFERENCE || t->type == CIM_OBJECT)
		snprintf(out, 128, "%.*s%s%s",
		    MOF_SHOW(t->class_name.len > 0 ? t->class_name : cim_name_from("object")),
		    t->type == CIM_REFERENCE ? " REF" : "", t->is_array ? "[]" : "");
	else
		snprintf(out, 128, "%s%s", cim_type_to_string((enum cim_type)t->type),
		    t->is_array ? "[]" : "");
	return out;
}

/* The type of a feature by name, where its class knows it; NULL: missing, or failed. */
static struct mof_cls *
named_type(const struct mof_subject *s, struct mof_cls *in, const struct cim_element_type *t)
{
	bool is_local;
	struct mof_cls *type = t->class_name.len == 0 ? NULL :
	    mof_type_get(s->c, in, t->class_name, (struct cim_place){ 0, 0 }, &is_local);
	return type == NULL || type->failed || type->missing ? NULL : type;
}

/*
 * Of the same kind: an override may go to an enumeration that the other one extends, as that has
 * fewer values, and to a structure below the other.
 */
static void
override_named(const struct mof_subject *s, const struct cim_element_type *a,
    const struct cim_element_type *b)
{
	const struct mof_feature *f = s->feature, *base = f->base;
	struct mof_cls *own = named_type(s, f->cls, a), *above = named_type(s, base->cls, b);
	if (own == NULL || above == NULL || own == above || !overridden(f))
		return;
	if (a->type == CIM_OBJECT && !mof_is_structure(above))
		return;
	bool fits = a->type == CIM_ENUMERATION ? mof_class_is_a(above, own) :
	    mof_class_is_a(own, above);
	if (fits || own->incomplete || above->incomplete)
		return;
	struct mof_diag *diag = mof_check_report(s->c, MOF_CHECK_OVERRIDE_TYPE, place_of(f),
	    "%s '%.*s' is of type '%.*s', which is %s '%.*s'", kind_of(f), MOF_SHOW(f->name),
	    MOF_SHOW(own->name), a->type == CIM_ENUMERATION ? "not extended by" : "not below",
	    MOF_SHOW(above->name));
	note_base(s->c, diag, base);
}

void
mof_check_override_type(const struct mof_subject *s)
{
	const struct mof_feature *f = s->feature, *base = f->base;
	char own[128], above[128];
	/*
	 * What hides without Override in its own schema is told already; a type that differs
	 * matters in any case.
	 */
	if (base == NULL)
		return;
	const struct cim_element_type *a = type_of(f), *b = type_of(base);
	bool kinds_differ = (f->property == NULL) != (base->property == NULL);
	if (!kinds_differ && a->type == b->type && a->is_array == b->is_array) {
		if (cim_type_is_v3((enum cim_type)a->type) || a->type == CIM_OBJECT)
			override_named(s, a, b);
		return;
	}
	if (!overridden(f) && !same_schema(f))
		return;	/* it hides: W-HIDES */
	struct mof_diag *diag = mof_check_report(s->c, MOF_CHECK_OVERRIDE_TYPE, place_of(f),
	    "%s '%.*s' is of type %s; what it overrides is a %s of type %s", kind_of(f),
	    MOF_SHOW(f->name), show_type(a, own), kind_of(base), show_type(b, above));
	note_base(s->c, diag, base);
}

/* Whether the class of a is that of b, or below it. Unknown classes are told elsewhere. */
static bool
narrower(const struct mof_subject *s, const struct cim_element_type *a,
    const struct cim_element_type *b)
{
	if (b->class_name.len == 0 || cim_name_eq(a->class_name, b->class_name))
		return true;
	const struct mof_cls *below = known_class(s, a->class_name);
	const struct mof_cls *above = known_class(s, b->class_name);
	return below == NULL || above == NULL || mof_class_is_a(below, above);
}

void
mof_check_override_ref(const struct mof_subject *s)
{
	const struct mof_feature *f = s->feature, *base = overridden(f);
	if (base == NULL || f->property == NULL || base->property == NULL)
		return;
	const struct cim_element_type *a = type_of(f), *b = type_of(base);
	if ((a->type != CIM_REFERENCE && a->type != CIM_OBJECT) || a->type != b->type ||
	    narrower(s, a, b))
		return;
	struct mof_diag *diag = mof_check_report(s->c, MOF_CHECK_OVERRIDE_REF, place_of(f),
	    "%s '%.*s' of class '%.*s' overrides one of class '%.*s', which is not above it",
	    kind_of(f), MOF_SHOW(f->name), MOF_SHOW(a->class_name), MOF_SHOW(b->class_name));
	note_base(s->c, diag, base);
}

/* What is different in a parameter; NULL: nothing. */
static const char *
parameter_differs(
    const struct mof_subject *s, const struct cim_parameter *a, const struct cim_parameter *b)
{
	if (!cim_name_eq(a->name, b->name))
		return "has another name";
	if (a->type.type != b->type.type)
		return "has another type";
	if (a->type.is_array != b->type.is_array)
		return a->type.is_array ? "is an array" : "is no array";
	bool classed = a->type.type == CIM_REFERENCE || a->type.type == CIM_OBJECT;
	if (classed && !narrower(s, &a->type, &b->type))
		return "is of a class that is not below";
	return NULL;
}

static void
parameters_map(const struct mof_subject *s, const struct cim_method *m, struct cim_map *map)
{
	for (uint32_t i = 0; i < m->parameter_count && s->c->err == CIM_OK; i++)
		(void)mof_compile_ok(s->c, cim_map_set(map, s->c->arena, m->parameters[i].name,
		    (void *)(uintptr_t)&m->parameters[i]));
}

/* MOF 3: parameters are matched by name, and what has a default may be added. */
static void
override_by_name(
    const struct mof_subject *s, const struct cim_method *a, const struct cim_method *b)
{
	struct cim_map own = { 0 }, above = { 0 };
	parameters_map(s, a, &own);
	parameters_map(s, b, &above);
	for (uint32_t i = 0; i < b->parameter_count && s->c->err == CIM_OK; i++) {
		const struct cim_parameter *was = &b->parameters[i];
		const struct cim_parameter *is = cim_map_get(&own, was->name);
		const char *what = is == NULL ? NULL : parameter_differs(s, is, was);
		if (is != NULL && what == NULL)
			continue;
		struct mof_diag *diag = mof_check_report(s->c, MOF_CHECK_OVERRIDE_SIG,
		    is != NULL ? is->place : a->place, "parameter '%.*s' %s",
		    MOF_SHOW(was->name), is == NULL ? "of the overridden method is missing" : what);
		mof_check_note(s->c, diag, was->place, "the overridden parameter is here");
	}
	for (uint32_t i = 0; i < a->parameter_count && s->c->err == CIM_OK; i++) {
		const struct cim_parameter *is = &a->parameters[i];
		if (cim_map_get(&above, is->name) != NULL || is->value.type != CIM_TYPE_NONE)
			continue;
		struct mof_diag *diag = mof_check_report(s->c, MOF_CHECK_OVERRIDE_PARAM, is->place,
		    "parameter '%.*s' is not in the overridden method, and has no default",
		    MOF_SHOW(is->name));
		mof_check_note(s->c, diag, b->place, "the overridden method is here");
	}
}

void
mof_check_override_sig(const struct mof_subject *s)
{
	const struct mof_feature *base = overridden(s->feature);
	if (base == NULL || base->method == NULL || s->feature->method == NULL)
		return;
	const struct cim_method *a = s->feature->method, *b = base->method;
	if (s->c->dialect == MOF_DIALECT_MOF3) {
		override_by_name(s, a, b);
		return;
	}
	for (uint32_t i = 0; i < a->parameter_count && i < b->parameter_count; i++) {
		const char *what = parameter_differs(s, &a->parameters[i], &b->parameters[i]);
		if (what == NULL)
			continue;
		struct mof_diag *diag = mof_check_report(s->c, MOF_CHECK_OVERRIDE_SIG,
		    a->parameters[i].place, "parameter '%.*s' %s than in the overridden method",
		    MOF_SHOW(a->parameters[i].name), what);
		mof_check_note(
		    s->c, diag, b->parameters[i].place, "the overridden parameter is here");
		return;
	}
	if (a->parameter_count == b->parameter_count)
		return;
	bool more = a->parameter_count > b->parameter_count;
	struct mof_diag *diag = mof_check_report(s->c, MOF_CHECK_OVERRIDE_SIG,
	    more ? a->parameters[b->parameter_count].place : a->place,
	    "method '%.*s' has %u parameters, the overridden one %u", MOF_SHOW(a->name),
	    (unsigned)a->parameter_count, (unsigned)b->parameter_count);
	note_base(s->c, diag, base);
}

/* An integer qualifier as sign and magnitude put into one order; false: none, or null. */
static bool
bound(const struct cim_qualifier *q, __int128 *out)
{
	if (q == NULL || q->value.is_null || q->value.is_array ||
	    !cim_type_is_integer((enum cim_type)q->value.type))
		return false;
	bool is_unsigned = cim_type_is_unsigned((enum cim_type)q->value.type);
	*out = is_unsigned ? (__int128)q->value.as.uint : q->value.as.sint;
	return true;
}

void
mof_check_override_wider(const struct mof_subject *s)
{
	const struct mof_feature *f = s->feature, *base = overridden(f);
	if (base == NULL)
		return;
	const struct cim_name names[] = { cim_name_from("MaxLen"), cim_name_from("MaxValue"),
		cim_name_from("Max"), cim_name_from("MinLen"), cim_name_from("MinValue"),
		cim_name_from("Min") };
	for (size_t i = 0; i < 6; i++) {
		const struct cim_qualifier *own = cim_qualifier_find_name(qualifiers(f), names[i]);
		const struct cim_qualifier *was =
		    own == NULL ? NULL : mof_feature_qualifier_named(base, names[i]);
		__int128 a, b;
		if (own == NULL || !bound(was, &b))
			continue;
		bool open = !bound(own, &a);
		if (!open && (i < 3 ? a <= b : a >= b))
			continue;
		struct mof_diag *diag = mof_check_report(s->c, MOF_CHECK_OVERRIDE_WIDER, own->place,
		    "%s is looser here than in the overridden %s", names[i].ptr, kind_of(base));
		mof_check_note(s->c, diag, was->place, "the tighter one is here");
	}
}

/* EmbeddedInstance's class, or NULL; *object: EmbeddedObject is true. */
static const struct cim_qualifier *
embeds(const struct mof_feature *f, bool *object)
{
	const struct cim_qualifier *q = mof_feature_qualifier(f, "EmbeddedInstance");
	*object = cim_qualifier_is_true(mof_feature_qualifier(f, "EmbeddedObject"));
	return q == NULL || q->value.is_null || q->value.type != CIM_STRING || q->value.is_array
	    ? NULL
	    : q;
}

void
mof_check_override_emb(const struct mof_subject *s)
{
	const struct mof_feature *f = s->feature, *base = overridden(f);
	const struct cim_qualifier *own = cim_qualifier_find(qualifiers(f), "EmbeddedInstance");
	bool object, was_object;
	if (base == NULL)
		return;
	const struct cim_qualifier *was = embeds(base, &was_object), *now = embeds(f, &object);
	if (was == NULL && !was_object && (now != NULL || object)) {
		const struct cim_qualifier *q =
		    own != NULL ? own : cim_qualifier_find(qualifiers(f), "EmbeddedObject");
		struct mof_diag *diag = mof_check_report(s->c, MOF_CHECK_OVERRIDE_EMB,
		    q != NULL ? q->place : place_of(f), "the overridden %s embeds nothing",
		    kind_of(base));
		note_base(s->c, diag, base);
		return;
	}
	if (was == NULL || now == NULL || now == was)
		return;
	struct cim_element_type a = { .type = CIM_OBJECT,
		.class_name = cim_name(now->value.as.string.ptr, now->value.as.string.len) };
	struct cim_element_type b = { .type = CIM_OBJECT,
		.class_name = cim_name(was->value.as.string.ptr, was->value.as.string.len) };
	if (narrower(s, &a, &b))
		return;
	struct mof_diag *diag = mof_check_report(s->c, MOF_CHECK_OVERRIDE_EMB, now->value.place,
	    "class '%.*s' is not below '%.*s', which the overridden %s embeds",
	    MOF_SHOW(a.class_name), MOF_SHOW(b.class_name), kind_of(base));
	mof_check_note(s->c, diag, was->place, "it says so here");
}

/* --- keys --- */

static struct cim_place
key_place(const struct mof_feature *f)
{
	const struct cim_qualifier *q = cim_qualifier_find(qualifiers(f), "Key");
	return q != NULL ? q->place : place_of(f);
}

void
mof_check_key_type(const struct mof_subject *s)
{
	const struct mof_feature *f = s->feature;
	bool object;
	if (!f->is_key || f->property == NULL)
		return;
	const struct cim_element_type *t = type_of(f);
	const char *what = NULL;
	if (t->is_array)
		what = "an array";
	else if (cim_type_is_real((enum cim_type)t->type))
		what = "a real";
	else if (t->type == CIM_OBJECT || embeds(f, &object) != NULL || object)
		what = "an embedded object";
	if (what != NULL)
		mof_check_report(s->c, MOF_CHECK_KEY_TYPE, key_place(f),
		    "key '%.*s' is %s, which no key may be", MOF_SHOW(f->name), what);
}

void
mof_check_key_added(const struct mof_subject *s)
{
	const struct mof_feature *f = s->feature;
	const struct mof_cls *super = s->cls->super;
	if (!f->is_key || super == NULL || !super->has_keys || (f->base != NULL && f->base->is_key))
		return;
	if (s->cls->is_association && !super->is_association)
		return;	/* E-ASSOC-SUPER: the keys come of that */
	struct mof_diag *diag = mof_check_report(s->c, MOF_CHECK_KEY_ADDED, key_place(f),
	    "a new key '%.*s' below '%.*s', which has keys", MOF_SHOW(f->name),
	    MOF_SHOW(super->name));
	mof_check_note_class(s->c, diag, super);
}

void
mof_check_key_null(const struct mof_subject *s)
{
	const struct mof_feature *f = s->feature;
	if (f->is_key && f->property != NULL && f->property->value.type != CIM_TYPE_NONE &&
	    f->property->value.is_null)
		mof_check_report(s->c, MOF_CHECK_KEY_NULL, f->property->value.place,
		    "the default of key '%.*s' is null", MOF_SHOW(f->name));
}

void
mof_check_weak(const struct mof_subject *s)
{
	if (s->feature->is_key || s->cls->incomplete)
		return;
	const struct cim_qualifier *q = cim_qualifier_find(qualifiers(s->feature), "Weak");
	if (cim_qualifier_is_true(q))
		mof_check_report(s->c, MOF_CHECK_WEAK, q->place,
		    "Weak stands on references that are keys; '%.*s' is none",
		    MOF_SHOW(s->feature->name));
}

void
mof_check_propagated(const struct mof_subject *s)
{
	const struct mof_feature *f = s->feature;
	const struct cim_qualifier *q = own_text(f, cim_name_from("Propagated"));
	if (q == NULL)
		return;
	if (!f->is_key && !s->cls->incomplete)
		mof_check_report(s->c, MOF_CHECK_PROPAGATED, q->place,
		    "Propagated stands on keys; '%.*s' is none", MOF_SHOW(f->name));
	struct cim_name cls_name, name = override_target(q->value.as.string, &cls_name);
	struct mof_cls *cls = mof_class_get(s->c, s->cls->ns, cls_name, q->value.place);
	if (cls == NULL || (cls->missing && !mof_may_miss(s->c, s->cls->ns, cls)))
		return;
	mof_class_done(s->c, cls);
	const struct mof_feature *key = mof_feature_find(cls, name);
	if ((key != NULL && key->is_key) || cls->incomplete || cls->failed)
		return;
	struct mof_diag *diag = mof_check_report(s->c, MOF_CHECK_PROPAGATED, q->value.place,
	    "'%.*s' is %s", MOF_SHOW(q->value.as.string),
	    cls->missing ? "of a class that does not exist" : "no key");
	if (key != NULL || !cls->missing)
		mof_check_note(
		    s->c, diag, key != NULL ? place_of(key) : cls->place, "declared here");
}

/* --- references --- */

static bool
is_reference(const struct mof_feature *f)
{
	return f->property != NULL && f->property->type.type == CIM_REFERENCE;
}

void
mof_check_ref_nonassoc(const struct mof_subject *s)
{
	if (!is_reference(s->feature) || s->cls->is_association || s->cls->incomplete ||
	    s->c->dialect == MOF_DIALECT_MOF3)
		return;
	mof_check_report(s->c, MOF_CHECK_REF_NONASSOC, place_of(s->feature),
	    "reference '%.*s' in class '%.*s', which is no association: others refuse it",
	    MOF_SHOW(s->feature->name), MOF_SHOW(s->cls->name));
}

void
mof_check_ref_array(const struct mof_subject *s)
{
	if (is_reference(s->feature) && s->feature->property->type.is_array &&
	    s->c->dialect != MOF_DIALECT_MOF3)
		mof_check_report(s->c, MOF_CHECK_REF_ARRAY, place_of(s->feature),
		    "reference '%.*s' is an array: others refuse it", MOF_SHOW(s->feature->name));
}

void
mof_check_assoc_arity(const struct mof_subject *s)
{
	const struct mof_feature *f = s->feature;
	const struct mof_cls *super = s->cls->super;
	if (!is_reference(f) || f->base != NULL || super == NULL || !super->is_association ||
	    s->cls->incomplete)
		return;
	struct mof_diag *diag = mof_check_report(s->c, MOF_CHECK_ASSOC_ARITY, place_of(f),
	    "reference '%.*s' is new below association '%.*s'", MOF_SHOW(f->name),
	    MOF_SHOW(super->name));
	mof_check_note_class(s->c, diag, super);
}

void
mof_check_cardinality(const struct mof_subject *s)
{
	const struct mof_feature *f = s->feature;
	if (!is_reference(f))
		return;
	const struct cim_qualifier *own_max = cim_qualifier_find(qualifiers(f), "Max");
	const struct cim_qualifier *own_min = cim_qualifier_find(qualifiers(f), "Min");
	if (own_max == NULL && own_min == NULL)
		return;
	const struct cim_qualifier *max = mof_feature_qualifier(f, "Max");
	const struct cim_qualifier *min = mof_feature_qualifier(f, "Min");
	__int128 high, low;
	if (!bound(max, &high))
		return;
	if (high < 1 && own_max != NULL)
		mof_check_report(s->c, MOF_CHECK_CARDINALITY, max->value.place, "Max is below 1");
	else if (bound(min, &low) && low > high)
		mof_check_report(s->c, MOF_CHECK_CARDINALITY,
		    own_min != NULL ? min->value.place : max->value.place,
		    "Min %lld is above Max %lld", (long long)low, (long long)high);
}
