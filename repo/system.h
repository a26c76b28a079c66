/* system.h: what every namespace has without storing it: the system classes and their instances. */
#ifndef REPO_SYSTEM_H
#define REPO_SYSTEM_H

#include "cim/system.h"
#include "repo/repo.h"

/*
 * The system class of a name in a namespace that is there, in the arena: for who has found none
 * stored. CIM_ENOENT. Costs names that do not begin with "__" one comparison.
 */
enum cim_err system_class_get(struct repo_reader reader, struct arena *arena, struct cim_str ns,
    struct cim_name name, const struct cim_class **out);

#endif
