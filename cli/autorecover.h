/* autorecover.h: copies of units that a repository keeps, to be compiled when it is rebuilt. */
#ifndef CLI_AUTORECOVER_H
#define CLI_AUTORECOVER_H

#include "cim/bytes.h"
#include "cim/scope.h"
#include "cli/cmd.h"

/*
 * The copy of a batch as one text of MOF that needs no other file: its deletions, namespaces,
 * types, classes and instances, with the qualifier types that it uses.
 */
enum cim_err autorecover_write(struct bytes_writer *w, const struct cmd *cmd,
    const struct cim_batch *batch, const struct cim_scope *scope);

/*
 * Puts it among the copies of a repository, in the place of an older one of the same files, else
 * behind all others. CIM_OK, or a failure with a fault; then the older one is still there.
 */
enum cim_err autorecover_keep(const char *repository, const struct cmd *cmd, struct cim_str text,
    struct cim_fault *fault);
/* Takes the copy of the same files out, if there is one. */
enum cim_err autorecover_drop(
    const char *repository, const struct cmd *cmd, struct cim_fault *fault);

/*
 * What is wrong with the copies as files: names that are none of ours, what cannot be read, or does
 * not begin as copies do. Each hears of it; CIM_OK.
 */
enum cim_err autorecover_look(
    const char *repository, repo_finding_fn each, void *ctx, struct cim_fault *fault);
/* Gives numbers anew where those that are left do not suffice for one more copy. */
enum cim_err autorecover_mend(
    const char *repository, repo_finding_fn each, void *ctx, struct cim_fault *fault);

/* The copies of one repository, in order, compiled into another; those that fail are told. */
struct autorecover_run {
	uint64_t good, bad;
};
enum cim_err autorecover_compile(struct cmd *cmd, const char *repository, const char *into,
    struct autorecover_run *run, struct cim_fault *fault);
/*
 * One copy as a unit of its own, told as compile tells it: the status of that. dry: it is applied and taken
 * back, and errors alone are told.
 */
int autorecover_compile_one(struct cmd *cmd, const char *path, const char *into, bool dry);

/* One copy: its name in the directory (a part of path), and the number that it begins with. */
struct autorecover_copy {
	const char *name, *path;
	unsigned long number;
};
/* All of them, in their order, in the arena. */
enum cim_err autorecover_copies(struct arena *arena, const char *repository,
    struct autorecover_copy **list, size_t *count, struct cim_fault *fault);
/* The files it was made of, in the arena, and when it was kept; nothing of what cannot be read. */
enum cim_err autorecover_origins(struct arena *arena, const char *path, const char ***files,
    size_t *count, int64_t *kept);

#endif
