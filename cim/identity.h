/* identity.h: what tells the instances of a class apart: its keys, and whether it is a singleton. */
#ifndef CIM_IDENTITY_H
#define CIM_IDENTITY_H

#include "cim/arena.h"
#include "cim/class.h"

/*
 * The effective class (cim_effective) reduced to the properties that are keys and the
 * qualifier Singleton: all that cim_path_of asks of it. What a subclass adds that is no key costs
 * nothing here, so a class of a thousand properties may have ten thousand subclasses.
 *
 * super is the identity of the superclass, or its effective class; NULL: there is none. CIM_OK or
 * CIM_ENOMEM. The result shares memory with both.
 */
enum cim_err cim_identity_below(struct arena *arena, const struct cim_class *super,
    const struct cim_class *cls, const struct cim_class **out);

/*
 * Whether the superclass's identity is enough for that. It is not where cls makes a key of
 * what may be an inherited property that is none, and whose default then counts: this needs the
 * effective superclass.
 */
bool cim_identity_suffices(const struct cim_class *super_identity, const struct cim_class *cls);

#endif
