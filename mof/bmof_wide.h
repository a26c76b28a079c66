/* bmof_wide.h: which properties take integers of more than 31 bits: for instances, which say no types. */
#ifndef MOF_BMOF_WIDE_H
#define MOF_BMOF_WIDE_H

#include "cim/arena.h"
#include "cim/name.h"
#include "mof/bmof.h"

/* The properties of some classes that are uint32, uint64 or sint64. Zero-initialised it is empty. */
struct mof_bmof_wide {
	struct cim_map types;		/* of struct mof_bmof_type, by "CLASS.NAME" */
	struct cim_map above;		/* of struct cim_name: superclasses, by class */
};

/* Of two classes of a name the first counts. Names must live as long as the arena. CIM_ENOMEM. */
enum cim_err mof_bmof_wide_class(struct mof_bmof_wide *wide, struct arena *arena,
    struct cim_name cls, struct cim_name superclass);
/* type: as declared, "UINT32"; others than those three are passed over. */
enum cim_err mof_bmof_wide_property(struct mof_bmof_wide *wide, struct arena *arena,
    struct cim_name cls, struct cim_name name, struct cim_str type);
/* The type, also when a superclass declares it; NULL: it is another, or not known. */
const struct mof_bmof_type *mof_bmof_wide_find(
    const struct mof_bmof_wide *wide, struct cim_name cls, struct cim_name name);

#endif
