/* scope.h: who knows a class or a qualifier type by name. */
#ifndef CIM_SCOPE_H
#define CIM_SCOPE_H

#include "cim/class.h"

/*
 * A repository is one such scope, an empty one another. Each function answers
 * CIM_OK and *out (valid as long as the scope), CIM_ENOENT, or a failure.
 * ns is in normal form. namespace_get answers CIM_OK when it exists.
 */
struct cim_scope {
	void *ctx;
	enum cim_err (*namespace_get)(void *ctx, struct cim_str ns);
	enum cim_err (*qualifier_type_get)(void *ctx, struct cim_str ns, struct cim_name name,
	    const struct cim_qualifier_type **out);
	/* A class, an association or a structure. */
	enum cim_err (*class_get)(void *ctx, struct cim_str ns, struct cim_name name,
	    const struct cim_class **out);
	/* NULL: it knows none. */
	enum cim_err (*enumeration_get)(void *ctx, struct cim_str ns, struct cim_name name,
	    const struct cim_enumeration **out);
};

/* A scope that knows nothing. */
extern const struct cim_scope cim_scope_empty;

#endif
