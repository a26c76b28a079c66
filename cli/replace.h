/* replace.h: a file's content changed at once, or not at all. */
#ifndef CLI_REPLACE_H
#define CLI_REPLACE_H

#include <stdbool.h>
#include <sys/stat.h>

#include "cim/err.h"
#include "cim/name.h"

/*
 * Whether a file may be replaced: a plain one, that may be written to. Its place behind symbolic
 * links and what is there go to *path (of PATH_MAX bytes) and *seen. Else a fault.
 */
enum cim_err replace_check(const char *name, char *path, struct stat *seen,
    struct cim_fault *fault);

/*
 * Puts the bytes in the place of the file at path: written beside it, synced unless no_sync, with
 * its mode and, where that is allowed, its owner and group; then renamed. CIM_ECONFLICT when it is
 * no more what was seen, CIM_EBUSY while another run writes it. On failure the file is as it was
 * and nothing is left; what a killed run has left goes.
 */
enum cim_err replace_file(const char *path, const struct stat *seen, struct cim_str bytes,
    bool no_sync, struct cim_fault *fault);

/* Makes the name of a file that was renamed durable; where its directory may not be read, it is hoped. */
enum cim_err replace_name_sync(const char *path, struct cim_fault *fault);

/* Removes what a killed run has left beside the file, unless somebody is writing it just now. */
void replace_sweep(const char *path);

#endif
