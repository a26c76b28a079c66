/* amend.h: a class with the qualifiers that its namesake of a locale brings. */
#ifndef CIM_AMEND_H
#define CIM_AMEND_H

#include "cim/arena.h"
#include "cim/class.h"

/*
 * cls with the qualifiers of localized, which declares the same class in a namespace such as
 * root/cimv2/ms_409: those of the class, and of properties, methods and parameters of the same
 * names. Those that are Amended, or are text, take the place of their namesakes or are added. All
 * others are passed over (Key, Abstract: they are cls's), and so are Amendment and Locale, which
 * tell of localized itself, and features that only localized has. Both are as declared. The
 * result shares memory with both. CIM_OK or CIM_ENOMEM. Linear in the size of both.
 */
enum cim_err cim_amend(struct arena *arena, const struct cim_class *cls,
    const struct cim_class *localized, const struct cim_class **out);

#endif
