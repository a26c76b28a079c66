/* split.h: a split unit into two files. */
#ifndef CLI_SPLIT_H
#define CLI_SPLIT_H

#include "mof/mof.h"

/*
 * Both files appear complete, or neither: beside first, then under their names, over what was
 * there. ns: as of mof_split. A status; why not was told.
 */
int split_files(struct mof_unit *unit, const char *locale, const char *ns, const char *neutral,
    const char *localized);

#endif
