/* check_trait.c: the checks of what a class is, and of what it builds on. */
#include "mof/qualified.h"

static void
note_class(struct mof_compiler *c, struct mof_diag *diag, const struct mof_cls *cls)
{
	mof_check_note(c, diag, cls->place, "class '%.*s' is here", MOF_SHOW(cls->name));
}

static void
abstract_below(const struct mof_element *e, const struct mof_cls *super)
{
	const struct cim_qualifier *q = mof_q_true(&e->set, MOF_Q_ABSTRACT);
	if (q == NULL || super->is_abstract || super->cls == NULL)
		return;
	struct mof_diag *diag = mof_check_report(e->c, MOF_CHECK_ABSTRACT_BELOW, q->place,
	    "abstract class '%.*s' is below '%.*s', which is not abstract", MOF_SHOW(e->name),
	    MOF_SHOW(super->name));
	note_class(e->c, diag, super);
}

static void
terminal(const struct mof_element *e, struct mof_cls *super)
{
	const struct cim_qualifier *q = mof_q_true(&e->set, MOF_Q_TERMINAL);
	const struct cim_qualifier *abstract = mof_q_true(&e->set, MOF_Q_ABSTRACT);
	if (q != NULL && abstract != NULL) {
		struct mof_diag *diag = mof_check_report(e->c, MOF_CHECK_TERMINAL, q->place,
		    "class '%.*s' cannot be both Terminal and Abstract", MOF_SHOW(e->name));
		mof_check_note(e->c, diag, abstract->place, "it is Abstract here");
	}
	if (super == NULL || (mof_class_traits(e->c, super) & MOF_TRAIT_TERMINAL) == 0)
		return;
	struct mof_diag *diag = mof_check_report(e->c, MOF_CHECK_TERMINAL,
	    e->cls->raw->superclass.place, "class '%.*s' is Terminal: nothing can be below it",
	    MOF_SHOW(super->name));
	note_class(e->c, diag, super);
}

/* Told where it begins: what is below such a class is silent. */
static void
indication(const struct mof_element *e, const struct mof_cls *super)
{
	if (!e->cls->is_indication || !e->cls->is_association ||
	    (super != NULL && super->is_indication && super->is_association))
		return;
	const struct cim_qualifier *a = mof_q(&e->set, MOF_Q_ASSOCIATION);
	const struct cim_qualifier *i = mof_q(&e->set, MOF_Q_INDICATION);
	const struct cim_qualifier *at = a != NULL ? a : i, *other = a != NULL ? i : NULL;
	struct mof_diag *diag = mof_check_report(e->c, MOF_CHECK_INDICATION,
	    at != NULL ? at->place : e->place,
	    "class '%.*s' cannot be both an association and an indication", MOF_SHOW(e->name));
	if (other != NULL)
		mof_check_note(e->c, diag, other->place, "it is an indication here");
	else if (super != NULL)
		note_class(e->c, diag, super);
}

static struct cim_place
key_place(const struct mof_feature *f)
{
	const struct cim_qualifier *q = cim_qualifier_find(f->property->qualifiers, "Key");
	return q != NULL ? q->place : f->property->place;
}

/* Structures are few, so that the walk over their features costs nothing. */
static void
structure_keys(const struct mof_element *e, struct mof_cls *super)
{
	bool by_keyword = e->cls->cls->kind == CIM_KIND_STRUCTURE;
	if (!e->cls->has_keys ||
	    (!by_keyword && (mof_class_traits(e->c, e->cls) & MOF_TRAIT_STRUCTURE) == 0))
		return;
	const struct cim_qualifier *own = mof_q_true(&e->set, MOF_Q_STRUCTURE);
	if (own == NULL)
		own = mof_q_true(&e->set, MOF_Q_EXCEPTION);
	for (uint32_t i = 0; i < e->cls->feature_count; i++) {
		const struct mof_feature *f = &e->cls->features[i];
		if (!f->is_key || (f->base != NULL && f->base->is_key))
			continue;
		struct mof_diag *diag = mof_check_report(e->c, MOF_CHECK_STRUCT_KEY, key_place(f),
		    "key '%.*s' in '%.*s', which is a structure and has none", MOF_SHOW(f->name),
		    MOF_SHOW(e->name));
		if (own != NULL)
			mof_check_note(e->c, diag, own->place, "it is a structure by this");
	}
	if (super == NULL || !super->has_keys || own == NULL ||
	    (mof_class_traits(e->c, super) & MOF_TRAIT_STRUCTURE) != 0)
		return;
	struct mof_diag *diag = mof_check_report(e->c, MOF_CHECK_STRUCT_KEY, own->place,
	    "structure '%.*s' inherits keys from '%.*s'", MOF_SHOW(e->name),
	    MOF_SHOW(super->name));
	note_class(e->c, diag, super);
}

/* What builds on a class that goes away, or that may still change, does so itself. */
static void
depends(const struct mof_element *e, unsigned own, struct mof_cls *on, struct cim_place place,
    const char *how)
{
	unsigned traits = mof_class_traits(e->c, on);
	if ((traits & ~own & (MOF_TRAIT_DEPRECATED | MOF_TRAIT_EXPERIMENTAL)) == 0)
		return;
	struct mof_diag *diag;
	if ((traits & ~own & MOF_TRAIT_DEPRECATED) != 0) {
		diag = mof_check_report(e->c, MOF_CHECK_DEPRECATED_USE, place,
		    "'%.*s' %s class '%.*s', which is deprecated", MOF_SHOW(e->name), how,
		    MOF_SHOW(on->name));
		note_class(e->c, diag, on);
	}
	if ((traits & ~own & MOF_TRAIT_EXPERIMENTAL) != 0) {
		diag = mof_check_report(e->c, MOF_CHECK_EXPERIMENTAL_DEP, place,
		    "'%.*s' %s class '%.*s', which is experimental", MOF_SHOW(e->name), how,
		    MOF_SHOW(on->name));
		note_class(e->c, diag, on);
	}
}

void
mof_check_trait(const struct mof_element *e)
{
	struct mof_cls *super = e->cls->super;
	terminal(e, super);
	indication(e, super);
	structure_keys(e, super);
	if (super == NULL)
		return;
	abstract_below(e, super);
	depends(e, mof_class_traits(e->c, e->cls), super, e->cls->raw->superclass.place,
	    "is below");
}

void
mof_check_depends(const struct mof_element *e)
{
	unsigned own = mof_class_traits(e->c, e->cls);
	struct mof_cls *on = mof_class_get(
	    e->c, e->cls->ns, e->type->class_name, (struct cim_place){ 0, 0 });
	if (on == NULL || on == e->cls)
		return;
	mof_class_done(e->c, on);
	if (mof_q_list(&e->set, MOF_Q_DEPRECATED) != NULL)
		own |= MOF_TRAIT_DEPRECATED;
	if (mof_q_true(&e->set, MOF_Q_EXPERIMENTAL) != NULL)
		own |= MOF_TRAIT_EXPERIMENTAL;
	depends(e, own, on, e->raw_type->name.place, "is of");
}
