/* object.c: objects embedded as MOF in strings that are stored, read one after another. */
#include "config.h"

#include <stdlib.h>

#include "mof/compile.h"

/* Texts after which all is begun anew: what they took stays in the unit's memory until then. */
#define TEXTS 500

struct mof_reader {
	struct cim_scope scope;
	struct mof_unit *unit;
	struct mof_compiler *c;		/* in the unit's arena */
	unsigned texts;
};

static enum cim_err
begin(struct mof_reader *r)
{
	struct mof_options options = { .dialect = MOF_DIALECT_WMI };
	mof_unit_free(r->unit);
	r->unit = NULL;
	r->texts = 0;
	enum cim_err err = mof_unit_new(&r->unit, &options);
	if (err != CIM_OK)
		return err;
	struct mof_compiler *c = arena_new(&r->unit->arena, struct mof_compiler);
	if (c == NULL)
		return CIM_ENOMEM;
	r->c = c;
	c->unit = r->unit;
	c->arena = &r->unit->arena;
	c->diags = &r->unit->diags;
	c->scope = &r->scope;
	c->dialect = MOF_DIALECT_WMI;
	c->lost_ns.failed = true;
	mof_check_plan(&c->plan);
	mof_known_names(c);
	return c->err;
}

enum cim_err
mof_reader_new(struct mof_reader **out, const struct cim_scope *scope)
{
	*out = NULL;
	struct mof_reader *r = calloc(1, sizeof(*r));
	if (r == NULL)
		return CIM_ENOMEM;
	r->scope = *scope;
	*out = r;
	return CIM_OK;
}

void
mof_reader_free(struct mof_reader *r)
{
	if (r == NULL)
		return;
	mof_unit_free(r->unit);
	free(r);
}

enum cim_err
mof_reader_object(struct mof_reader *r, struct arena *arena, struct cim_str ns, struct cim_str text,
    const struct cim_instance **out)
{
	const struct cim_instance *object;
	struct cim_str kept;
	*out = NULL;
	enum cim_err err = r->unit == NULL || r->texts++ == TEXTS ? begin(r) : CIM_OK;
	if (err != CIM_OK)
		return err;
	struct mof_ns *space = !cim_str_copy(&r->unit->arena, ns, &kept) ? NULL :
	    mof_ns_get(r->c, kept, (struct cim_place){ 0, 0 });
	if (space == NULL || r->c->err != CIM_OK) {
		err = r->c->err != CIM_OK ? r->c->err : CIM_ENOMEM;
	} else {
		if (r->c->default_ns == NULL)
			r->c->default_ns = space;
		err = mof_embedded_object(r->c, space, text, &object);
	}
	if (err == CIM_OK && (*out = cim_instance_copy(arena, object)) == NULL)
		err = CIM_ENOMEM;
	/* A failure sticks to the compiler: the next text begins with another. */
	if (err != CIM_OK && err != CIM_EINPUT) {
		mof_unit_free(r->unit);
		r->unit = NULL;
	}
	return err;
}
