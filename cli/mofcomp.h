/* mofcomp.h: the program under the name mofcomp: its switches, read, and what it does. */
#ifndef CLI_MOFCOMP_H
#define CLI_MOFCOMP_H

#include "cli/cmd.h"

/* Exit statuses; 0 to 2 and 3 are those of Windows. */
#define MOFCOMP_DONE 0
#define MOFCOMP_REPOSITORY 1	/* it cannot be used, or its content clashes with the file's */
#define MOFCOMP_USAGE 2		/* a bad command line, or a file that cannot be read */
#define MOFCOMP_SYNTAX 3
#define MOFCOMP_FORBIDDEN 5	/* a mode forbids it: there the WBEM code is the status */

/* A command line, read. Strings are argv's or in the arena; NULL: not given. */
struct mofcomp {
	const char *file;
	const char *ns;			/* normal form */
	const char *ns_text;		/* as it was given; NULL: it was not */
	const char *bmof, *mof, *mfl, *amendment, *resource, *locale;
	const char *user, *authority;
	uint8_t class_mode, instance_mode;
	bool ns_given, class_given, instance_given;
	bool help, version, check, autorecover, wmi_check, password;
	struct arena arena;
};

/* -1: go on; else the exit status, what is wrong was said. */
int mofcomp_read(struct mofcomp *m, int argc, char **argv);
void mofcomp_help(void);

/* "mofcomp: " and the sentence; always MOFCOMP_USAGE. */
int mofcomp_usage(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The whole program; repository NULL: by the environment. argv[0] is its name. */
int mofcomp_main(int argc, char **argv, const char *repository);

#endif
