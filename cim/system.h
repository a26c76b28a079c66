/* system.h: the system classes, which every namespace has without storing them. */
#ifndef CIM_SYSTEM_H
#define CIM_SYSTEM_H

#include "cim/arena.h"
#include "cim/class.h"
#include "cim/name.h"

/*
 * WMI's system classes, as Microsoft documents them (doc/mof-dialect.txt 3.3). They are there in
 * every namespace, __CIMOMIdentification in root and root/default alone. Nobody declares, changes
 * or deletes them. A repository that was made when they were stored may hold some of its own.
 */
struct cim_system;

/* Whether a name begins with "__": it is the system's, whether it names one of these or nothing. */
static inline bool
cim_name_is_system(struct cim_name name)
{
	return name.len > 2 && name.ptr[0] == '_' && name.ptr[1] == '_';
}

/* The one of a name, in any case, that a namespace (in normal form) has; NULL: it has none. */
const struct cim_system *cim_system_find(struct cim_str ns, struct cim_name name);
/* All of a namespace in the order of folded names: the first (NULL), or the next; NULL at the end. */
const struct cim_system *cim_system_next(struct cim_str ns, const struct cim_system *before);

/* Its name as it is declared, and that of its superclass (empty: none). Never freed. */
struct cim_name cim_system_name(const struct cim_system *system);
struct cim_name cim_system_superclass(const struct cim_system *system);
/* How many classes stand above it. */
unsigned cim_system_depth(const struct cim_system *system);
/* Whether it has one instance, always. */
bool cim_system_is_singleton(const struct cim_system *system);

/* The class as it would be declared, in the arena; its texts live for ever. CIM_ENOMEM. */
enum cim_err cim_system_class(
    struct arena *arena, const struct cim_system *system, const struct cim_class **out);

#endif
