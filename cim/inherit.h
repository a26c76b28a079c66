/* inherit.h: the effective class: inherited features, qualifiers by their flavors. */
#ifndef CIM_INHERIT_H
#define CIM_INHERIT_H

#include "cim/arena.h"
#include "cim/class.h"
#include "cim/scope.h"

/*
 * The class with all that it inherits (DSP0004 5.1.2.8, 5.5.4; doc/mof-dialect.txt 6.2):
 * inherited features first, in the order of their introduction, an overriding feature in the
 * place of the one it overrides; origin, declared_in and propagated filled in; qualifiers with
 * ToSubclass come down to subclasses and to overriding features and their parameters unless
 * restated, marked propagated; Restricted ones do not, and are not on inherited features either.
 * A value that an overriding property does not state is inherited.
 * CIM_ENOENT: a superclass is missing (*missing, may be NULL, gets its name). CIM_ELIMIT: the
 * chain is longer than CIM_LIMIT_INHERITANCE (a cycle ends here too). Linear in the number of
 * features of the chain. The result shares memory with the scope's classes.
 */
enum cim_err cim_effective(struct arena *arena, const struct cim_scope *scope, struct cim_str ns,
    const struct cim_class *cls, const struct cim_class **out, struct cim_name *missing);

/*
 * One step of it: cls below super, which is effective already (NULL: none). For callers that go
 * down a tree.
 */
enum cim_err cim_effective_below(struct arena *arena, const struct cim_class *super_effective,
    const struct cim_class *cls, const struct cim_class **out);

/*
 * Whether two class names are of one schema ("CIM" of CIM_Fan), or one of them
 * has none. A feature with an inherited name and without Override overrides where this is
 * true, and hides the inherited one where it is not (R33).
 */
bool cim_same_schema(struct cim_name a, struct cim_name b);

/* CIM_OK when name is ancestor, or is below it; CIM_ENOENT when it is not; a failure otherwise. */
enum cim_err cim_is_a(const struct cim_scope *scope, struct cim_str ns, struct cim_name name,
    struct cim_name ancestor);

#endif
