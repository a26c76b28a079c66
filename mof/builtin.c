/* builtin.c: finds the classes that Microsoft's files count on, where no file has them. */
#include <string.h>

#include "mof/builtin.h"

const struct mof_builtin *
mof_builtin_find(const struct mof_builtin *table, struct cim_name name)
{
	for (; table->name != NULL; table++) {
		if (cim_name_is(name, table->name))
			return table;
	}
	return NULL;
}

bool
mof_is_builtin(const struct mof_compiler *c, struct cim_place place)
{
	const struct mof_source *source =
	    c->has_builtins ? mof_source_find(&c->unit->sources, place.at) : NULL;
	return source != NULL && source->builtin;
}

/* Reads the text of a class in the place of a file that would have it. */
static void
read_text(struct mof_compiler *c, struct mof_cls *cls, struct cim_place use, const char *text,
    size_t len, enum mof_dialect dialect)
{
	struct mof_file *file = NULL;
	c->has_builtins = true;
	enum cim_err err = mof_parse_text(c->unit, use, "built-in", cls->name, text, len, dialect, &file);
	if (err == CIM_OK)
		mof_collect_file(c, file, cls->ns);
	else
		(void)mof_compile_ok(c, err);
}

/*
 * A class that is missing in a file of Microsoft's: one of those that are built in; for DSC, which
 * keeps each in a module of its own, also CLASS.schema.mof.
 */
void
mof_find_builtin(struct mof_compiler *c, struct mof_cls *cls, struct cim_place use)
{
	const struct mof_builtin *found = NULL;
	enum mof_dialect of = c->dialect;
	if (c->dialect == MOF_DIALECT_DSC) {
		struct mof_file *file = NULL;
		enum cim_err err = mof_parse_class(c->unit, use, cls->name, true, &file);
		if (err == CIM_OK)
			mof_collect_file(c, file, cls->ns);
		else if (err != CIM_ENOENT)
			(void)mof_compile_ok(c, err);
		if (err == CIM_OK && !cls->missing)
			return;
		found = mof_builtin_find(mof_builtin_dsc, cls->name);
	}
	if (found == NULL) {
		of = MOF_DIALECT_WMI;
		found = mof_builtin_find(mof_builtin_wmi, cls->name);
	}
	/* What is written for WMI may derive from what DSC brings along, as its .mfl files do. */
	if (found == NULL && c->dialect == MOF_DIALECT_WMI) {
		of = MOF_DIALECT_DSC;
		found = mof_builtin_find(mof_builtin_dsc, cls->name);
	}
	if (found != NULL)
		read_text(c, cls, use, found->text, strlen(found->text), of);
}
