/* bmof_tree.h: binary MOF shown record by record. */
#ifndef MOF_BMOF_TREE_H
#define MOF_BMOF_TREE_H

#include "cim/bytes.h"
#include "mof/bmof.h"

/* A line for each record and value, in the order of the file; blob is what was read. CIM_ENOMEM. */
enum cim_err mof_bmof_tree(const struct mof_bmof *bmof, const uint8_t *blob,
    struct bytes_writer *out);

#endif
