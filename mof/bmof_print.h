/* bmof_print.h: binary MOF to text, and declarations to binary MOF. */
#ifndef MOF_BMOF_PRINT_H
#define MOF_BMOF_PRINT_H

#include "cim/arena.h"
#include "cim/bytes.h"
#include "mof/bmof.h"
#include "mof/mof.h"

/*
 * As MOF in Microsoft's dialect: compiled again it is the same blob, if mofcomp wrote it. scratch
 * is rewound. CIM_ENOMEM.
 */
enum cim_err mof_bmof_print(
    const struct mof_bmof *bmof, struct arena *scratch, struct bytes_writer *out);

/*
 * The declarations of a parsed unit, included files' too, as the records that mofcomp -B makes of
 * them; ns: the namespace in front of every pragma, spelled as it is to be written. What has no form in a
 * binary MOF is told in the unit's diagnostics: CIM_EINPUT when that was an error. CIM_ENOMEM.
 */
enum cim_err mof_bmof_make(struct mof_unit *unit, struct arena *arena, struct cim_str ns,
    struct mof_bmof *out);

#endif
