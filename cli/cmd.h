/* cmd.h: what the verbs share: failures to statuses, an open repository, the verbs themselves. */
#ifndef CLI_CMD_H
#define CLI_CMD_H

#include "cim/err.h"
#include "cim/scope.h"
#include "cli/opts.h"
#include "repo/live.h"
#include "repo/repo.h"

/* "wbemkit: " and the sentence; always CMD_USAGE. */
int cmd_usage(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * The one place where a failure becomes a sentence and a status. what: the
 * file, directory or name at which it happened; the reason is the fault's text
 * if there is one (it may be NULL). CIM_OK gives CMD_DONE and no sentence.
 * Nothing is said when standard output has failed: that is told at the end.
 */
int cmd_fail(const char *what, enum cim_err err, const struct cim_fault *fault);
/* The same where damage has another remedy than that of a repository that is used. */
int cmd_fail_damaged(
    const char *what, enum cim_err err, const struct cim_fault *fault, const char *remedy);
/* The same for a file to be read: whatever the reason, it is unreadable input. */
int cmd_fail_input(const char *path, enum cim_err err, const struct cim_fault *fault);
/*
 * Why a verb without --force cannot be: says who else has the repository open, and answers the status.
 * fault: what is said when that cannot be told, or when somebody rebuilds the repository.
 */
int cmd_fail_connected(const struct cmd *cmd, const char *path, enum cim_err err,
    const struct cim_fault *fault);
/* A name that was looked for and is not there: CMD_FINDINGS, and what comes near. */
int cmd_not_found(const struct cmd *cmd, const char *kind, const char *name, const char *near);
/* A namespace that is not in a repository or snapshot: CMD_FINDINGS. */
int cmd_no_namespace(const char *ns, const char *where);
/* " (WBEM_E_NOT_FOUND 0x80041002)", for the end of a sentence, in out, which is returned. */
#define CMD_CODE_SIZE 80
const char *cmd_code(char out[CMD_CODE_SIZE], uint32_t code);

/* Where the repository is: never NULL; an empty one was told and gives NULL. */
const char *cmd_repository(struct cmd *cmd);

/* The namespace of -n. */
struct cim_str cmd_namespace(const struct cmd *cmd);

/*
 * What the verbs read: a repository and a view of it; or a snapshot, or MOF that was compiled in memory,
 * alone or on top of one of these (--in).
 */
struct view {
	const char *path;
	bool quiet;			/* nothing is said of what the caller may not read */
	struct repo *repo;		/* NULL: it is none */
	struct repo_txn *txn;		/* of repo */
	bool txn_is_all;		/* txn has all that reader has: its indexes may be asked */
	struct snap_reader *snap;
	struct repo_shelf *shelf;
	struct repo_locale *locale;	/* NULL: classes are as stored */
	struct repo_reader reader;
	struct repo_live *live;		/* see view_live */
};
/* CMD_DONE, or the status after saying why not. */
int view_open(struct cmd *cmd, struct view *view);
/* The same of the repository in a directory, or the snapshot in a file; --in does not count. */
int view_open_path(struct cmd *cmd, struct view *view, const char *path);
/* The same, and the namespace of -n must be there. */
int view_open_namespace(struct cmd *cmd, struct view *view);
void view_close(struct view *view);
/*
 * A reader as --amended and --locale ask for it: *reader itself, or one in front of it, in
 * *locale, to be freed. CMD_DONE, or the status after saying why not.
 */
int cmd_amended(const struct cmd *cmd, struct repo_reader *reader, struct repo_locale **locale);
/*
 * Who gives instances, the store, providers (unless --no-providers) or the program: view->live, made
 * when it is asked for first.
 */
enum cim_err view_live(const struct cmd *cmd, struct view *view);
/* No repository is at path: a sentence that says what is there instead, and CMD_USAGE. */
int cmd_tell_missing(const char *path);
/* A failure while reading through a view. */
int view_fail(const struct view *view, enum cim_err err);

/* A repository open to be changed, made when it was missing. */
struct change {
	struct cmd *cmd;
	const char *path;
	struct repo *repo;
	bool fresh;		/* it was made by this opening: a change that fails leaves none */
};
/*
 * create: make it when it is missing. CMD_DONE, or the status after saying why
 * not. Without create a missing one is not told: missing (may be NULL) gets true.
 */
int change_open(struct cmd *cmd, struct change *change, bool create, bool *missing);
/* Closes it; what was made anew and then failed (status not CMD_DONE) is removed again. */
void change_close(struct change *change, int status);

/*
 * An operand as the path of an instance, in the arena: -1, or the status after saying why it is
 * none. A host in it must be this machine.
 */
int cmd_instance_path(struct arena *arena, const char *text, struct cim_path *out);

/* -1, or the status after saying that --system shows nothing in this form. */
int cmd_system_form(const struct cmd *cmd, const char *verb);

/* Whether messages on a descriptor are to be in color, by --color and NO_COLOR. */
bool cmd_color(const struct cmd *cmd, int fd);

/* What a walk shows is gone afterwards: this keeps text, with a NUL. NULL: no memory. */
char *cmd_keep(struct arena *arena, struct cim_str s);

int cmd_init(struct cmd *cmd);
int cmd_status(struct cmd *cmd);
int cmd_verify(struct cmd *cmd);
int cmd_salvage(struct cmd *cmd);
int cmd_reset(struct cmd *cmd);
int cmd_compile(struct cmd *cmd);
int cmd_check(struct cmd *cmd);
int cmd_lint(struct cmd *cmd);
int cmd_fmt(struct cmd *cmd);
int cmd_decompile(struct cmd *cmd);
int cmd_diff(struct cmd *cmd);
int cmd_export(struct cmd *cmd);
int cmd_class_list(struct cmd *cmd);
int cmd_class_get(struct cmd *cmd);
int cmd_class_tree(struct cmd *cmd);
int cmd_class_find(struct cmd *cmd);
int cmd_instance_list(struct cmd *cmd);
int cmd_instance_get(struct cmd *cmd);
int cmd_structure_list(struct cmd *cmd);
int cmd_structure_get(struct cmd *cmd);
int cmd_enumeration_list(struct cmd *cmd);
int cmd_enumeration_get(struct cmd *cmd);
int cmd_qualifier_list(struct cmd *cmd);
int cmd_qualifier_get(struct cmd *cmd);
int cmd_class_delete(struct cmd *cmd);
int cmd_instance_delete(struct cmd *cmd);
int cmd_instance_create(struct cmd *cmd);
int cmd_instance_modify(struct cmd *cmd);
int cmd_qualifier_delete(struct cmd *cmd);
int cmd_structure_delete(struct cmd *cmd);
int cmd_enumeration_delete(struct cmd *cmd);
int cmd_compact(struct cmd *cmd);
int cmd_connections(struct cmd *cmd);
int cmd_disconnect(struct cmd *cmd);
int cmd_settings_list(struct cmd *cmd);
int cmd_settings_get(struct cmd *cmd);
int cmd_settings_set(struct cmd *cmd);
int cmd_settings_unset(struct cmd *cmd);
int cmd_pause(struct cmd *cmd);
int cmd_explain(struct cmd *cmd);
int cmd_provider_list(struct cmd *cmd);
int cmd_provider_add(struct cmd *cmd);
int cmd_provider_remove(struct cmd *cmd);
int cmd_provider_check(struct cmd *cmd);
int cmd_query(struct cmd *cmd);
int cmd_associators(struct cmd *cmd);
int cmd_references(struct cmd *cmd);
int cmd_namespace_list(struct cmd *cmd);
int cmd_namespace_create(struct cmd *cmd);
int cmd_namespace_delete(struct cmd *cmd);
int cmd_namespace_security(struct cmd *cmd);
int cmd_autorecover_list(struct cmd *cmd);
int cmd_autorecover_add(struct cmd *cmd);
int cmd_autorecover_remove(struct cmd *cmd);
int cmd_autorecover_check(struct cmd *cmd);
int cmd_backup(struct cmd *cmd);
int cmd_restore(struct cmd *cmd);
int cmd_snapshot_list(struct cmd *cmd);
int cmd_snapshot_show(struct cmd *cmd);
int cmd_snapshot_verify(struct cmd *cmd);

#endif
