/* wish.h: -W and -E against the tables of checks, and those tables as they are listed. */
#ifndef CLI_WISH_H
#define CLI_WISH_H

#include <stdbool.h>

#include "cli/cmd.h"
#include "mof/mof.h"

/* Whether all of -W and -E can be had; else it was told why not. lint: its rules may be named. */
bool wishes_hold(const struct cmd *cmd, bool lint);

/* --list-checks: the table of checks, or of lint's rules, and nothing else. An exit status. */
int wish_list(const struct cmd *cmd, bool lint);

/* The form of diagnostics that -o asks for. */
enum mof_form wish_form(enum cmd_format format);

#endif
