/*
 * fuzz_parse.c: any bytes as a MOF file, without includes. Whatever it is, the
 * answer is a tree and diagnostics whose places lie in the text, and the
 * literals become values of every type.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "mof/literal.h"
#include "mof/parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static enum cim_err
nowhere(void *ctx, const void *bytes, size_t n)
{
	(void)ctx;
	must(bytes != NULL || n == 0);
	return CIM_OK;
}

/* A literal as every type there is. */
static void
try_value(const struct mof_literals *ctx, const struct mof_value *raw)
{
	struct cim_value value;
	if (raw == NULL)
		return;
	(void)mof_literal_type(raw);
	for (int type = CIM_BOOLEAN; type <= CIM_OBJECT; type++) {
		enum cim_err err = raw->kind == MOF_VALUE_ARRAY ?
		    mof_literal_array(ctx, raw, (enum cim_type)type, &value) :
		    mof_literal(ctx, raw, (enum cim_type)type, &value);
		must(err == CIM_OK || err == CIM_EINPUT || err == CIM_ENOMEM);
	}
}

static void
try_qualifiers(const struct mof_literals *ctx, struct mof_list list)
{
	for (const struct mof_qualifier *q = list.first; q != NULL; q = q->next)
		try_value(ctx, q->value);
}

static void
try_decl(const struct mof_literals *ctx, const struct mof_decl *decl)
{
	if (decl->kind == MOF_DECL_CLASS) {
		try_qualifiers(ctx, decl->as.cls->qualifiers);
		const struct mof_member *m = decl->as.cls->members.first;
		for (; m != NULL; m = m->next) {
			try_qualifiers(ctx, m->qualifiers);
			try_value(ctx, m->value);
		}
	} else if (decl->kind == MOF_DECL_INSTANCE) {
		const struct mof_slot *slot = decl->as.instance->slots.first;
		for (; slot != NULL; slot = slot->next)
			try_value(ctx, slot->value);
	} else if (decl->kind == MOF_DECL_QUALIFIER_TYPE) {
		try_value(ctx, decl->as.qualifier_type->value);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mof_unit *unit;
	struct mof_print_options options = { .color = true, .verbose = true };
	/* Includes would read files of the machine. */
	if (memmem(data, size, "nclude", 6) != NULL || memmem(data, size, "NCLUDE", 6) != NULL)
		return 0;
	must(mof_unit_new(&unit, NULL) == CIM_OK);
	enum cim_err err = mof_parse_buffer(unit, "fuzz.mof", data, size);
	must(err == CIM_OK || err == CIM_ENOMEM);
	struct mof_literals ctx = { .arena = &unit->arena, .diags = &unit->diags,
	    .mismatch = "E-X", .what = "property", .name = CIM_STR("P") };
	const struct mof_file *file = unit->files.first;
	if (file != NULL) {
		for (const struct mof_decl *d = file->decls.first; d != NULL; d = d->next)
			try_decl(&ctx, d);
	}
	for (const struct mof_diag *d = unit->diags.first; d != NULL; d = d->next)
		must(mof_source_find(&unit->sources, d->place.at) != NULL);
	/* One form of five: SARIF alone costs more than all else here. */
	options.form = (enum mof_form)(size % (MOF_FORM_GITHUB + 1));
	must(mof_print_diagnostics(unit, &options, (struct cim_sink){ nowhere, NULL }) == CIM_OK);
	mof_unit_free(unit);
	return 0;
}
