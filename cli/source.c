/* source.c: what a verb reads instead of a repository: a snapshot, or MOF in memory. */
#include "config.h"

#include "cli/source.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/compile.h"
#include "cli/input.h"
#include "cli/out.h"
#include "repo/shelf.h"
#include "snapshot/snapshot.h"

bool
source_taken(const struct cmd *cmd)
{
	return opts_takes(cmd->verb, OPT_IN);
}

int
source_options(const struct cmd *cmd)
{
	static const enum opt_id of_mof[] = { OPT_INCLUDE, OPT_DIALECT, OPT_CPP, OPT_DEFINE,
		OPT_WARN, OPT_ERROR, OPT_STRICT, OPT_MAX_ERRORS };
	if (!source_taken(cmd) || cmd->in_count > 0)
		return -1;
	for (size_t i = 0; i < sizeof(of_mof) / sizeof(of_mof[0]); i++) {
		if ((cmd->given & OPT_BIT(of_mof[i])) != 0)
			return cmd_usage("%s: --%s is for the MOF that --in names",
			    cmd->verb->name, opt_table[of_mof[i]].name);
	}
	return -1;
}

int
source_snapshot(struct view *view, const char *path, bool *is_one)
{
	struct cim_fault fault = { .err = CIM_OK };
	struct stat st;
	*is_one = false;
	if (strcmp(path, "-") == 0 || stat(path, &st) != 0 || !S_ISREG(st.st_mode))
		return CMD_DONE;
	enum cim_err err = snap_open(path, &view->snap, &fault);
	*is_one = err == CIM_OK || err == CIM_EDAMAGED || err == CIM_ENEWER;
	if (err != CIM_OK)
		return *is_one ? cmd_fail(path, err, &fault) : CMD_DONE;
	view->path = path;
	view->reader = snap_reader(view->snap);
	return CMD_DONE;
}

/* A directory with the files of a repository. */
static bool
is_repository(const char *path)
{
	static const char *const files[] = { "format", "current" };
	char name[4096];
	struct stat st;
	for (size_t i = 0; i < 2; i++) {
		int n = snprintf(name, sizeof(name), "%s/%s", path, files[i]);
		if (n < 0 || (size_t)n >= sizeof(name) || stat(name, &st) != 0 ||
		    !S_ISREG(st.st_mode))
			return false;
	}
	return true;
}

/* Sorts what --in names: what the rest stands on is opened, files of MOF are listed. */
static int
sort_operands(struct cmd *cmd, struct view *view, const char **files, int *count)
{
	const char *base = NULL;
	int status = CMD_DONE;
	if ((cmd->given & OPT_BIT(OPT_REPOSITORY)) != 0) {
		base = cmd->repository;
		status = view_open_path(cmd, view, base);
	}
	for (size_t i = 0; i < cmd->in_count && status == CMD_DONE; i++) {
		const char *path = cmd->ins[i];
		struct view other = { .path = NULL };
		bool is_base = input_is_directory(path) && is_repository(path);
		if (is_base)
			status = view_open_path(cmd, &other, path);
		else
			status = source_snapshot(&other, path, &is_base);
		if (!is_base) {
			files[(*count)++] = path;
		} else if (status == CMD_DONE && base != NULL) {
			view_close(&other);
			status = cmd_usage("--in %s: there is %s already: the rest can come on top "
			    "of one snapshot or repository, not of two", path, base);
		} else if (status == CMD_DONE) {
			*view = other;
			base = path;
		}
	}
	return status;
}

/* The batch becomes what is read. */
static enum cim_err
take_batch(void *ctx, const struct cim_batch *batch, struct cim_fault *fault)
{
	struct view *view = ctx;
	bool on_top = view->reader.get != NULL;
	return repo_shelf_new(on_top ? &view->reader : NULL, batch, &view->shelf, fault);
}

/* Compiles the files, against what they stand on. */
static int
compile_files(struct cmd *cmd, struct view *view, const char **files, int count)
{
	struct repo_scope *scope = NULL;
	struct cim_scope base;
	if (view->reader.get != NULL) {
		enum cim_err err = repo_scope_new(view->reader, &scope);
		if (err != CIM_OK)
			return cmd_fail(view->path, err, NULL);
		base = repo_scope(scope);
	}
	int status = compile_given(
	    cmd, files, count, scope == NULL ? NULL : &base, take_batch, view);
	repo_scope_free(scope);
	if (status != CMD_DONE)
		return status;
	view->reader = repo_shelf_reader(view->shelf);
	view->txn_is_all = false;
	if (view->path == NULL)
		view->path = input_name(files[0]);
	return CMD_DONE;
}

int
source_open(struct cmd *cmd, struct view *view)
{
	const char **files = arena_calloc(&cmd->arena, cmd->in_count + 1, sizeof(files[0]));
	int count = 0;
	if (files == NULL)
		return cmd_fail("--in", CIM_ENOMEM, NULL);
	int status = sort_operands(cmd, view, files, &count);
	if (status == CMD_DONE && count > 0)
		status = compile_files(cmd, view, files, count);
	if (status != CMD_DONE)
		view_close(view);
	return status;
}
