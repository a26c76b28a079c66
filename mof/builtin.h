/* builtin.h: classes that are there without a file: Microsoft's own, and unchecked ones. */
#ifndef MOF_BUILTIN_H
#define MOF_BUILTIN_H

#include "mof/compile.h"

/* A class under its name, as MOF. */
struct mof_builtin {
	const char *name, *text;
};

/* Both end with a row of NULL. */
extern const struct mof_builtin mof_builtin_wmi[], mof_builtin_dsc[];

/* The row of a name, or NULL. */
const struct mof_builtin *mof_builtin_find(const struct mof_builtin *table, struct cim_name name);

#endif
