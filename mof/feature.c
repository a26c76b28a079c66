/* feature.c: what a class knows of itself and of those above: features, qualifiers, keys. */
#include "cim/identity.h"
#include "cim/inherit.h"
#include "mof/compile.h"

#define FEW 12		/* features of a class that are searched one by one */

struct mof_feature *
mof_feature_find(const struct mof_cls *cls, struct cim_name name)
{
	for (; cls != NULL; cls = cls->super) {
		if (cls->feature_count > FEW) {
			struct mof_feature *f = cim_map_get(&cls->map, name);
			if (f != NULL)
				return f;
			continue;
		}
		for (uint32_t i = 0; i < cls->feature_count; i++) {
			struct cim_name other = cls->features[i].name;
			if (other.hash == name.hash && cim_name_eq(other, name))
				return &cls->features[i];
		}
	}
	return NULL;
}

static struct cim_qualifiers
feature_qualifiers(const struct mof_feature *f)
{
	return f->property != NULL ? f->property->qualifiers : f->method->qualifiers;
}

const struct cim_qualifier *
mof_feature_qualifier_named(const struct mof_feature *feature, struct cim_name name)
{
	for (const struct mof_feature *f = feature; f != NULL; f = f->base) {
		const struct cim_qualifier *q = cim_qualifier_find_name(feature_qualifiers(f), name);
		if (q != NULL)
			return f == feature || (q->flavors & CIM_FLAVOR_TOSUBCLASS) != 0 ? q : NULL;
	}
	return NULL;
}

const struct cim_qualifier *
mof_class_qualifier_named(const struct mof_cls *cls, struct cim_name name)
{
	for (const struct mof_cls *at = cls; at != NULL && at->cls != NULL; at = at->super) {
		const struct cim_qualifier *q = cim_qualifier_find_name(at->cls->qualifiers, name);
		if (q != NULL)
			return at == cls || (q->flavors & CIM_FLAVOR_TOSUBCLASS) != 0 ? q : NULL;
	}
	return NULL;
}

bool
mof_class_is_a(const struct mof_cls *cls, const struct mof_cls *above)
{
	while (cls != NULL && cls != above)
		cls = cls->super;
	return cls != NULL;
}

/* A boolean qualifier's own value; -1: not written, or null. */
static int
own_boolean(struct cim_qualifiers quals, struct cim_name name)
{
	const struct cim_qualifier *q = cim_qualifier_find_name(quals, name);
	if (q == NULL || q->value.is_null || q->value.is_array || q->value.type != CIM_BOOLEAN)
		return -1;
	return q->value.as.boolean;
}

/* The same, or what the superclass has. */
static bool
inherited_boolean(const struct mof_cls *cls, struct cim_name name, bool above)
{
	int own = own_boolean(cls->cls->qualifiers, name);
	return own < 0 ? above : own == 1;
}

static void
finish_feature(struct mof_cls *cls, struct mof_feature *f)
{
	f->cls = cls;
	f->base = cls->super == NULL ? NULL : mof_feature_find(cls->super, f->name);
	int key = own_boolean(feature_qualifiers(f), cim_name_from("Key"));
	f->is_key =
	    f->property != NULL && (key >= 0 ? key == 1 : f->base != NULL && f->base->is_key);
	if (f->is_key)
		cls->has_keys = true;
	bool is_ref = f->property != NULL && f->property->type.type == CIM_REFERENCE;
	if (is_ref && f->base == NULL)
		cls->reference_count++;
}

void
mof_class_finish(struct mof_compiler *c, struct mof_cls *cls)
{
	const struct cim_class *cim = cls->cls;
	if (cls->super != NULL &&
	    (cls->super->failed || cls->super->depth >= CIM_LIMIT_INHERITANCE)) {
		/* What is above is lost: the line begins here. */
		cls->super = NULL;
		cls->incomplete = true;
	}
	const struct mof_cls *super = cls->super;
	if (cim == NULL)
		return;
	if (super != NULL) {
		cls->depth = super->depth + 1;
		cls->incomplete |= super->incomplete;
		cls->has_keys = super->has_keys;
		cls->reference_count = super->reference_count;
	}
	cls->is_association =
	    cim->kind == CIM_KIND_ASSOCIATION ||
	    inherited_boolean(cls, cim_name_from("Association"), super != NULL && super->is_association);
	cls->is_indication =
	    inherited_boolean(cls, cim_name_from("Indication"), super != NULL && super->is_indication);
	/* What a locale says of a class has no instances either. */
	cls->is_abstract = inherited_boolean(cls, cim_name_from("Abstract"), false) ||
	    inherited_boolean(cls, cim_name_from("Amendment"), false);
	uint32_t count = cim->property_count + cim->method_count;
	cls->features = mof_compile_alloc(c, count, sizeof(*cls->features));
	if (cls->features == NULL)
		return;
	for (uint32_t i = 0; i < count; i++) {
		struct mof_feature *f = &cls->features[i];
		if (i < cim->property_count)
			f->property = &cim->properties[i];
		else
			f->method = &cim->methods[i - cim->property_count];
		f->name = f->property != NULL ? f->property->name : f->method->name;
		if (count > FEW && !mof_compile_ok(c, cim_map_set(&cls->map, c->arena, f->name, f)))
			return;
		finish_feature(cls, f);
	}
	cls->feature_count = count;
}

/* The class with all that it inherits; NULL when it failed (or c->err). */
static const struct cim_class *
effective_class(struct mof_compiler *c, struct mof_cls *cls)
{
	if (cls->effective != NULL || cls->cls == NULL || c->err != CIM_OK)
		return cls->effective;
	const struct cim_class *above = NULL;
	if (cls->super != NULL) {
		above = effective_class(c, cls->super);
		if (above == NULL)
			return NULL;
	}
	if (!mof_compile_ok(c, cim_effective_below(c->arena, above, cls->cls, &cls->effective)))
		cls->effective = NULL;
	return cls->effective;
}

const struct cim_class *
mof_class_identity(struct mof_compiler *c, struct mof_cls *cls)
{
	if (cls->identity != NULL || cls->cls == NULL || c->err != CIM_OK)
		return cls->identity;
	const struct cim_class *above = NULL;
	if (cls->super != NULL) {
		above = mof_class_identity(c, cls->super);
		if (above != NULL && !cim_identity_suffices(above, cls->cls))
			above = effective_class(c, cls->super);
		if (above == NULL)
			return NULL;
	}
	if (!mof_compile_ok(c, cim_identity_below(c->arena, above, cls->cls, &cls->identity)))
		cls->identity = NULL;
	return cls->identity;
}

void
mof_class_keys(struct mof_compiler *c, struct mof_cls *cls)
{
	if (cls->keys_known || c->err != CIM_OK)
		return;
	cls->keys_known = true;
	uint32_t above = 0;
	if (cls->super != NULL) {
		mof_class_keys(c, cls->super);
		above = cls->super->key_count;
	}
	cls->keys = mof_compile_alloc(c, (size_t)above + cls->feature_count, sizeof(*cls->keys));
	if (cls->keys == NULL)
		return;
	for (uint32_t i = 0; i < above; i++)
		cls->keys[cls->key_count++] = cls->super->keys[i];
	for (uint32_t i = 0; i < cls->feature_count; i++) {
		const struct mof_feature *f = &cls->features[i];
		/* What overrides a key has its place in the list already. */
		if (f->is_key && (f->base == NULL || !f->base->is_key))
			cls->keys[cls->key_count++] = f->name;
	}
}
