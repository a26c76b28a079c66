/* care.h: verify, salvage and reset for the verbs and for winmgmt, which tells them in its own words. */
#ifndef CLI_CARE_H
#define CLI_CARE_H

#include "cli/cmd.h"

/* Looks at a repository or a copy of one. silent: only the status counts. */
int care_verify(struct cmd *cmd, const char *path, bool quick, bool silent);
/* Checks first: one that is sound is left alone. With cmd->dry_run nothing is changed. */
int care_salvage(struct cmd *cmd, const char *path);
/* Empty but for the autorecover list; the old generation is kept. */
int care_reset(struct cmd *cmd, const char *path);

#endif
