/* source.h: what a verb reads instead of a repository: a snapshot, or MOF in memory. */
#ifndef CLI_SOURCE_H
#define CLI_SOURCE_H

#include "cli/cmd.h"

/*
 * Opens what --in names for a view: MOF and JSON, directories of them, one unit in their order, and
 * one snapshot or repository that the rest comes on top of (or that of -R, when it stands on the
 * line).
 * CMD_DONE, or the status after saying why not; view_close then has nothing to do.
 */
int source_open(struct cmd *cmd, struct view *view);

/*
 * The snapshot in a file, for a view. *is_one false: it is none (a directory, a file of another
 * kind), and nothing was told.
 */
int source_snapshot(struct view *view, const char *path, bool *is_one);

/* Whether the verb has --in, and so reads a snapshot wherever it reads a repository. */
bool source_taken(const struct cmd *cmd);
/* -1; or the status after saying that an option is for --in, which is not there. */
int source_options(const struct cmd *cmd);

#endif
