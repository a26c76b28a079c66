/* show.h: what the verbs share that look around in one namespace. */
#ifndef CLI_SHOW_H
#define CLI_SHOW_H

#include <stdbool.h>

#include "cli/cmd.h"
#include "cli/print.h"

/* A view of the namespace of -n, and the printer of -o. */
struct show {
	struct cmd *cmd;
	struct view view;
	struct printer printer;
};
/* CMD_DONE, or the status after saying why not: then there is nothing to close. */
int show_open(struct show *show, struct cmd *cmd);
/* Tells a failure, closes, and gives the status: the one at hand unless something failed. */
int show_close(struct show *show, int status, enum cim_err err);

/* A word of the command line as a name; false: longer than any can be, it stands for nothing. */
bool show_name(const char *text, struct cim_name *name);

/* The name that comes nearest to one that is missing, among those that are tried. */
struct nearest {
	struct near near;
	const char *name;	/* the missing one */
	char best[80];
};
void nearest_begin(struct nearest *nearest, const char *name);
void nearest_try(struct nearest *nearest, struct cim_name name);
/* Tells that there is none of that kind and name, and what comes near; the status. */
int nearest_tell(const struct nearest *nearest, const struct show *show, const char *kind);


/* The same of a class of the namespace at hand; or that another namespace has it. The status. */
int show_class_missing(struct show *show, const char *name);

#endif
