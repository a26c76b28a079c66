/* check_target.c: the checks of qualifiers that name others: Deprecated and ModelCorrespondence. */
#include "mof/qualified.h"

/* CLASS.FEATURE(PARAMETER) taken apart; what is not there is empty. */
struct target {
	struct cim_str cls, feature, parameter;
	bool elsewhere;		/* a namespace stands in front */
};

static struct cim_str
trimmed(const char *from, const char *end)
{
	while (from < end && *from == ' ')
		from++;
	while (end > from && end[-1] == ' ')
		end--;
	return cim_str(from, (size_t)(end - from));
}

static struct cim_str
without_brackets(struct cim_str s)
{
	if (s.len > 2 && s.ptr[s.len - 2] == '[' && s.ptr[s.len - 1] == ']')
		s.len -= 2;
	return trimmed(s.ptr, s.ptr + s.len);
}

/* False: it has no such form. A name without a point is in feature. */
static bool
take_apart(struct cim_str s, struct target *t)
{
	const char *at = s.ptr, *end = s.ptr + s.len;
	const char *dot = NULL, *open = at;
	*t = (struct target){ .elsewhere = false };
	/* DMTF's schemas have METHOD.PARAMETER too, and [] behind what is an array. */
	for (; open < end && *open != '(' && (*open != '.' || dot == NULL); open++) {
		t->elsewhere |= *open == ':';
		if (*open == '.')
			dot = open;
	}
	if (t->elsewhere)
		return true;
	if (dot != NULL) {
		t->cls = trimmed(at, dot);
		at = dot + 1;
	}
	t->feature = without_brackets(trimmed(at, open));
	if (open < end) {
		struct cim_str rest = trimmed(open + 1, end);
		if (*open == '(' && (rest.len == 0 || rest.ptr[--rest.len] != ')'))
			return false;
		t->parameter = without_brackets(rest);
	}
	/* Names are judged where they are not found: nearly all are. */
	return t->feature.len > 0 && (dot == NULL || t->cls.len > 0);
}

#define FEW 12		/* parameters that are searched one by one */

static bool
has_parameter(struct mof_compiler *c, struct mof_feature *f, struct cim_name name)
{
	const struct cim_method *m = f->method;
	bool many = m->parameter_count > FEW;
	if (many && f->parameters.used > 0)
		return cim_map_get(&f->parameters, name) != NULL;
	for (uint32_t i = 0; i < m->parameter_count; i++) {
		if (!many && cim_name_eq(m->parameters[i].name, name))
			return true;
		/* The map holds that it is there, no more. */
		if (many && !mof_compile_ok(c, cim_map_set(&f->parameters, c->arena,
		    m->parameters[i].name, f)))
			return true;
	}
	return many && cim_map_get(&f->parameters, name) != NULL;
}

/* Tells what is no name where a name is wanted; false: it is one. */
static bool
tell_no_name(const struct mof_element *e, enum mof_check check, struct cim_str text,
    const struct cim_value *v)
{
	if (cim_name_valid(text))
		return false;
	mof_check_report(e->c, check, v->place, "'%.*s' names no class, feature or parameter",
	    MOF_SHOW(v->as.string));
	return true;
}

/* The class of a name, done. NULL: nothing can be said of it. ->missing: nobody knows it. */
static struct mof_cls *
class_of(const struct mof_element *e, struct cim_str name, struct cim_place place)
{
	struct mof_cls *cls =
	    mof_class_get(e->c, e->cls->ns, cim_name(name.ptr, name.len), place);
	if (cls == NULL)
		return NULL;
	if (cls->missing)
		return mof_may_miss(e->c, e->cls->ns, cls) ? cls : NULL;
	mof_class_done(e->c, cls);
	return cls->failed || cls->cls == NULL ? NULL : cls;
}

/* Of a schema out of which classes were found one by one, that another is not there is no mistake. */
static bool
may_lack(const struct mof_element *e, struct cim_place place)
{
	const struct mof_source *source = mof_source_find(&e->c->unit->sources, place.at);
	while (source != NULL && !source->part)
		source = source->parent;
	return source != NULL;
}

/* Tells a feature or parameter that the class does not have. */
static void
look_inside(const struct mof_element *e, enum mof_check check, const struct target *t,
    const struct mof_cls *cls, const struct cim_value *v)
{
	struct cim_name name = cim_name(t->feature.ptr, t->feature.len);
	struct mof_feature *f = mof_feature_find(cls, name);
	struct mof_diag *diag = NULL;
	/* DMTF's schemas name a parameter of the same method as CLASS.PARAMETER too. */
	if (f == NULL && e->method != NULL && mof_class_is_a(e->cls, cls) &&
	    has_parameter(e->c, e->method, name))
		return;
	if (f == NULL && !cls->incomplete && !tell_no_name(e, check, t->feature, v))
		diag = mof_check_report(e->c, check, v->place, "class '%.*s' has no '%.*s'%s",
		    MOF_SHOW(cls->name), MOF_SHOW(t->feature), mof_hint_feature(e->c, cls, name));
	else if (f != NULL && f->method != NULL && t->parameter.len > 0 &&
	    !has_parameter(e->c, f, cim_name(t->parameter.ptr, t->parameter.len)))
		diag = mof_check_report(e->c, check, v->place,
		    "method '%.*s' has no parameter '%.*s'", MOF_SHOW(t->feature),
		    MOF_SHOW(t->parameter));
	mof_check_note(e->c, diag, cls->place, "class '%.*s' is here", MOF_SHOW(cls->name));
}

/* A name alone: a feature of the same class, a parameter of the same method, or a class. */
static void
look_around(const struct mof_element *e, enum mof_check check, const struct target *t,
    const struct cim_value *v)
{
	struct cim_name name = cim_name(t->feature.ptr, t->feature.len);
	if (e->method != NULL && has_parameter(e->c, e->method, name))
		return;
	if (e->cls->incomplete || mof_feature_find(e->cls, name) != NULL) {
		if (t->parameter.len > 0)
			look_inside(e, check, t, e->cls, v);
		return;
	}
	/* Asking for a class makes it known by that name: it must be one. */
	if (tell_no_name(e, check, t->feature, v))
		return;
	const struct mof_cls *cls = class_of(e, t->feature, v->place);
	if (cls == NULL || !cls->missing || may_lack(e, v->place))
		return;
	mof_check_report(e->c, check, v->place, "'%.*s' is neither a class nor in class '%.*s'",
	    MOF_SHOW(name), MOF_SHOW(e->cls->name));
}

static void
look(const struct mof_element *e, enum mof_check check, const struct cim_value *v)
{
	struct target t;
	if (!take_apart(trimmed(v->as.string.ptr, v->as.string.ptr + v->as.string.len), &t)) {
		mof_check_report(e->c, check, v->place,
		    "'%.*s' names no class, feature or parameter", MOF_SHOW(v->as.string));
		return;
	}
	if (t.elsewhere)
		return;
	if (t.cls.len == 0) {
		look_around(e, check, &t, v);
		return;
	}
	/* Asking for a class makes it known by that name: it must be one. */
	struct cim_name name = cim_name(t.cls.ptr, t.cls.len);
	const struct mof_cls *cls = cim_map_get(&e->cls->ns->classes, name);
	if (cls == NULL && tell_no_name(e, check, t.cls, v))
		return;
	cls = class_of(e, t.cls, v->place);
	if (cls == NULL)
		return;
	if (cls->missing && may_lack(e, v->place))
		return;
	if (cls->missing)
		mof_check_report(e->c, check, v->place, "class '%.*s' does not exist%s",
		    MOF_SHOW(t.cls),
		    mof_hint_class(e->c, e->cls->ns, cim_name(t.cls.ptr, t.cls.len)));
	else
		look_inside(e, check, &t, cls, v);
}

void
mof_check_targets(const struct mof_element *e)
{
	const struct cim_qualifier *q = mof_q_list(&e->set, MOF_Q_DEPRECATED);
	for (uint32_t i = 0; q != NULL && i < q->value.count; i++) {
		const struct cim_value *v = &q->value.as.items[i];
		if (!v->is_null && !cim_name_is(cim_name(v->as.string.ptr, v->as.string.len),
		    "No value"))
			look(e, MOF_CHECK_DEPRECATED_TARGET, v);
	}
	q = mof_q_list(&e->set, MOF_Q_MODELCORRESPONDENCE);
	for (uint32_t i = 0; q != NULL && i < q->value.count; i++) {
		if (!q->value.as.items[i].is_null)
			look(e, MOF_CHECK_MODELCORR, &q->value.as.items[i]);
	}
}
