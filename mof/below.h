/* below.h: the files below the include directories, by name. */
#ifndef MOF_BELOW_H
#define MOF_BELOW_H

#include "cim/arena.h"
#include "cim/err.h"
#include "cim/name.h"
#include "mof/mof.h"

/* All zero: nothing was read yet. Its memory is the arena's that mof_below_find is given. */
struct mof_below {
	struct cim_map files;		/* paths, by the names of their files */
	bool read;
};

/*
 * The path of the file of this name anywhere below the include directories, whatever the case of
 * its letters; of several the first, by directory of the options and then by path. The directories
 * are read when it is called first. *path NULL: there is none. CIM_OK or CIM_ENOMEM.
 */
enum cim_err mof_below_find(struct mof_below *below, struct arena *arena,
    const struct mof_options *options, struct cim_name name, const char **path);

#endif
