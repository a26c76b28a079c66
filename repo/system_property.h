/*
 * system_property.h: the system properties of a class or an instance: __CLASS, __PATH and the
 * others.
 */
#ifndef REPO_SYSTEM_PROPERTY_H
#define REPO_SYSTEM_PROPERTY_H

#include "repo/repo.h"

/* Names and types in the order in which they are told; NULL: that were all. */
#define REPO_SYSTEM_PROPERTIES 10
const char *repo_system_property_name(size_t i);
/* Whether it is the name of one, in any case, and its type then. */
bool repo_system_property_find(struct cim_name name, enum cim_type *type, bool *is_array);

/* A class, or an instance of it. */
struct repo_object {
	struct cim_str ns;
	const struct cim_class *cls;		/* as declared */
	const struct cim_instance *instance;	/* NULL: the class itself is asked */
	bool embedded;				/* it is in another one, and so is nowhere itself */
};

/*
 * What a system property is; texts are in the arena, or the object's. Null where there is none:
 * of a class without superclass, of what is nowhere. CIM_ENOENT: it is no system property.
 * CIM_EDAMAGED: a class above is missing, or there is no end of them.
 */
enum cim_err repo_system_property(struct repo_scope *scope, struct arena *arena,
    const struct repo_object *object, struct cim_name name, struct cim_value *out);

#endif
