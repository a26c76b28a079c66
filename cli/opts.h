/* opts.h: the table of options, the table of verbs, and a command line read by both. */
#ifndef CLI_OPTS_H
#define CLI_OPTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cim/arena.h"
#include "cim/name.h"
#include "mof/mof.h"

/* Every option of every verb has one row in opt_table, under this number (ORDER OPTIONS). */
enum opt_id {
	OPT_REPOSITORY,
	OPT_NAMESPACE,
	OPT_FORMAT,
	OPT_QUIET,
	OPT_VERBOSE,
	OPT_COLOR,
	OPT_PROGRESS,
	OPT_HELP,
	OPT_VERSION,
	OPT_LAST_GLOBAL = OPT_VERSION,
	OPT_INCLUDE,
	OPT_CREATE_NAMESPACES,
	OPT_DIALECT,
	OPT_CLASS_MODE,
	OPT_INSTANCE_MODE,
	OPT_PLAN,
	OPT_REMOVE,
	OPT_AUTORECOVER,
	OPT_CPP,
	OPT_DEFINE,
	OPT_WARN,
	OPT_ERROR,
	OPT_STRICT,
	OPT_MAX_ERRORS,
	OPT_LIST_CHECKS,
	OPT_SECURITY,
	OPT_EACH,
	OPT_CHECK,
	OPT_DIFF,
	OPT_STDOUT,
	OPT_IGNORE,
	OPT_ALL,
	OPT_EFFECTIVE,
	OPT_DEEP,
	OPT_RECURSIVE,
	OPT_OVERWRITE,
	OPT_LEVEL,
	OPT_THREADS,
	OPT_NO_VERIFY,
	OPT_NO_SYNC,
	OPT_AMENDED,
	OPT_LOCALE,
	OPT_EXPLAIN,
	OPT_NO_PROVIDERS,
	OPT_TIMEOUT,
	OPT_NO_WAIT,
	OPT_LOCK_TIMEOUT,
	OPT_FORCE,
	/*
	 * From here on OPT_MORE says who takes them: a word has 64 bits. Numbers between are free, and
	 * their rows have no name.
	 */
	OPT_FIRST_MORE = 64,
	OPT_IN = OPT_FIRST_MORE,
	OPT_ASSOC_CLASS,
	OPT_RESULT_CLASS,
	OPT_ROLE,
	OPT_RESULT_ROLE,
	OPT_REQUIRED_QUALIFIER,
	OPT_REQUIRED_ASSOC_QUALIFIER,
	OPT_KEYS_ONLY,
	OPT_CLASS_DEFS_ONLY,
	OPT_SCHEMA_ONLY,
	OPT_UP,
	OPT_QUALIFIER,
	OPT_PROPERTY,
	OPT_METHOD,
	OPT_SUPERCLASS,
	OPT_SYSTEM,
	OPT_QUICK,
	OPT_DRY_RUN,
	OPT_DROP_OLD,
	OPT_UNDO,
	OPT_YES,
	OPT_TREE,
	OPT_HEX,
	OPT_GUIDS,
	OPT_C_HEADER,
	OPT_SCAN,
	OPT_BMOF,
	OPT_BMOF_FORMAT,
	OPT_DRIVER,
	OPT_COUNT
};

#define OPT_BIT(id) (UINT64_C(1) << (id))
#define OPT_MORE(id) (UINT64_C(1) << ((id) - OPT_FIRST_MORE))
#define OPT_GLOBALS (OPT_BIT(OPT_LAST_GLOBAL + 1) - 1)

struct opt {
	char letter;		/* 0: none */
	const char *name;	/* without the dashes */
	const char *arg;	/* what the value is called; NULL: it takes none */
	const char *choices;	/* the values it knows, '|' between them; NULL: any */
	const char *env;	/* the variable that stands in for it; NULL: none */
	const char *help;
};
extern const struct opt opt_table[OPT_COUNT];

/* What -o can name (ORDER FORMATS). */
enum cmd_format {
	FORMAT_TEXT,
	FORMAT_GCC,
	FORMAT_MOF,
	FORMAT_JSON,
	FORMAT_JSONL,
	FORMAT_JSONSCHEMA,
	FORMAT_SARIF,
	FORMAT_GITHUB,
	FORMAT_TABLE,
	FORMAT_CSV,
	FORMAT_SDDL,
	FORMAT_COUNT
};
/* What --bmof-format can name (ORDER BMOF). */
enum cmd_bmof { BMOF_RAW, BMOF_C_ARRAY, BMOF_ASL };
#define FORMAT_BIT(f) (1u << (f))
const char *cmd_format_to_string(enum cmd_format format);

/* Exit statuses. 128+n, by signal n, is not among them: it comes from the signal. */
#define CMD_DONE 0
#define CMD_FINDINGS 1
#define CMD_USAGE 2
#define CMD_DAMAGED 3
#define CMD_BUSY 4
#define CMD_REFUSED 5
#define CMD_IO 6

struct cmd;

/* A verb: all that help, completion and the reading of its command line must know. */
struct verb {
	const char *name;	/* "compile", or of a group "class get" */
	const char *operands;	/* "FILE..." */
	const char *summary;	/* one line */
	const char *text;	/* what help says below the synopsis */
	const char *example;	/* lines for a shell */
	const char *one;	/* what exit status 1 means; NULL: it does not arise */
	uint64_t options;	/* OPT_BIT of those beyond the global ones */
	uint64_t more;		/* OPT_MORE of those from OPT_FIRST_MORE on */
	unsigned formats;	/* FORMAT_BIT of what -o may say; 0: it has no -o */
	enum cmd_format format;	/* what holds without -o */
	unsigned statuses;	/* 1 << status, of those that arise besides 0, 1 and 2 */
	int least, most;	/* operands; most -1: any number */
	int (*run)(struct cmd *cmd);
};

enum cmd_when { WHEN_AUTO, WHEN_ALWAYS, WHEN_NEVER };

/* One command line, read. Its strings are argv's, the environment's, or in the arena. */
struct cmd {
	const struct verb *verb;
	uint64_t given, given_more;	/* OPT_BIT, OPT_MORE of what stood on the line itself */
	const char *repository;		/* -R, its variable, or the default; see cmd_repository */
	const char *ns;			/* normal form, NUL-terminated */
	enum cmd_format format;
	bool quiet, verbose;
	enum cmd_when color, progress;
	const char **includes;
	size_t include_count;
	const char **defines;		/* -D, as written */
	size_t define_count;
	bool cpp;
	struct mof_wish *wishes;	/* -W and -E, in their order */
	size_t wish_count;
	const char **ignores;		/* --ignore: names, or "dsc" */
	size_t ignore_count;
	size_t max_errors;
	bool strict, list_checks, security, driver, each, create_namespaces, all, effective, deep;
	bool recursive, overwrite, no_verify, no_sync;
	bool check_only, diff, to_stdout;	/* of fmt */
	enum mof_dialect dialect;
	uint8_t class_mode, instance_mode;	/* CIM_MODE_* */
	bool plan, remove, autorecover, force;
	const char *force_how;		/* what is to be said for force; NULL: --force */
	const char *locale;		/* "ms_409"; NULL: as stored */
	int level;
	unsigned threads;
	bool quick, dry_run, drop_old, undo, yes;	/* of verify, salvage and reset */
	bool explain;
	bool no_providers;
	uint64_t timeout;		/* milliseconds; 0: none said */
	int64_t wait;			/* milliseconds; -1: for as long as it takes */
	const char **ins;		/* --in, in their order */
	size_t in_count;
	/* of associators and references: as written, or NULL */
	const char *assoc_class, *result_class, *role, *result_role;
	const char *required_qualifier, *required_assoc_qualifier;
	bool keys_only, class_defs_only, schema_only;
	bool up;			/* of class tree */
	const char **qualifiers, **properties, **methods;	/* of class find */
	size_t qualifier_count, property_count, method_count;
	const char *superclass;
	bool system;			/* what is the system's, too */
	bool tree, hex, guids, c_header, scan;	/* of decompile */
	const char *bmof;		/* of compile: where the binary MOF goes, or NULL */
	enum cmd_bmof bmof_format;
	const char **args;		/* operands, the words of the verb not among them */
	int arg_count;
	struct arena arena;
};

/*
 * Reads the line against the tables. -1: cmd is filled, run its verb. Else the
 * exit status: help was printed, or what is wrong was said.
 */
int opts_read(struct cmd *cmd, int argc, char **argv, const struct verb *verbs, size_t verb_count);

/* Whether a verb takes an option: a global one that means something to it, or one of its own. */
bool opts_takes(const struct verb *verb, enum opt_id id);

/* ---- help.c ---------------------------------------------------------------- */
void help_program(const struct verb *verbs, size_t count);
void help_verb(const struct verb *verb);
/* All verbs of a group; false when there is no such group. */
bool help_group(const struct verb *verbs, size_t count, const char *group);
/* The tables in plain lines, for the test that holds completions and man pages against them. */
void help_tables(const struct verb *verbs, size_t count);

/* The word among count nearest to a wrong one, or NULL when none is near. */
struct near {
	const char *wrong, *best;
	unsigned distance;
};
void near_begin(struct near *near, const char *wrong);
void near_try(struct near *near, const char *candidate);

#endif
