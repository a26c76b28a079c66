/* find.h: which file a name in an include pragma, or a class that is not there, means. */
#ifndef MOF_FIND_H
#define MOF_FIND_H

#include "cim/arena.h"
#include "cim/err.h"
#include "mof/below.h"
#include "mof/mof.h"
#include "mof/source.h"

/*
 * Loads the file of this name: in the directory of `from` first, then in the
 * include directories, then in the working directory. When no directory has
 * it, one that differs in the case of letters alone is taken, and *other_case
 * is true: such names come from systems where that is the same. CIM_ENOENT:
 * there is none; other failures are the file's, with a fault.
 */
enum cim_err mof_find_include(struct arena *arena, const struct mof_options *options,
    const struct mof_source *from, const char *name, struct mof_source **out, bool *other_case,
    struct cim_fault *fault);

/*
 * The same for CLASS.mof, beside `from` and in the include directories, spelled exactly so; with
 * schema for CLASS.schema.mof, also in a directory of the name of the class. Then anywhere below
 * the include directories, in any case of letters, as schemas keep a directory for each model.
 */
enum cim_err mof_find_class(struct arena *arena, const struct mof_options *options,
    struct mof_below *below, const struct mof_source *from, struct cim_name class_name, bool schema,
    struct mof_source **out, struct cim_fault *fault);

#endif
