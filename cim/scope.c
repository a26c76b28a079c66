/* scope.c: the scope that knows nothing. */
#include "cim/scope.h"

static enum cim_err
no_namespace(void *ctx, struct cim_str ns)
{
	(void)ctx;
	(void)ns;
	return CIM_ENOENT;
}

static enum cim_err
no_qualifier_type(void *ctx, struct cim_str ns, struct cim_name name,
    const struct cim_qualifier_type **out)
{
	(void)ctx;
	(void)ns;
	(void)name;
	(void)out;
	return CIM_ENOENT;
}

static enum cim_err
no_class(void *ctx, struct cim_str ns, struct cim_name name, const struct cim_class **out)
{
	(void)ctx;
	(void)ns;
	(void)name;
	(void)out;
	return CIM_ENOENT;
}

const struct cim_scope cim_scope_empty = { NULL, no_namespace, no_qualifier_type, no_class,
	NULL };
