/* cmd_lint.c: lint: the rules beyond the standard's, over files and directories. */
#include "config.h"

#include <string.h>
#include <unistd.h>

#include "cli/cmd.h"
#include "cli/input.h"
#include "cli/out.h"
#include "cli/progress.h"
#include "cli/stop.h"
#include "cli/wish.h"
#include "mof/mof.h"

/* A failure to read an operand, told. */
static int
unreadable(struct progress *progress, const char *path, enum cim_err err,
    const struct cim_fault *fault)
{
	progress_end(progress);
	return cmd_fail_input(input_name(path), err, fault);
}

/* All files below a directory. */
static int
parse_directory(struct cmd *cmd, struct mof_unit *unit, struct progress *progress, const char *dir)
{
	struct cim_fault fault = { .err = CIM_OK };
	const char **files;
	size_t count;
	enum cim_err err = input_list(&cmd->arena, dir, INPUT_MFL | INPUT_BMF, &files, &count, &fault);
	if (err == CIM_OK && count == 0)
		return cmd_usage("%s: there is no MOF file below it", dir);
	if (err != CIM_OK)
		return unreadable(progress, dir, err, &fault);
	for (size_t i = 0; i < count; i++) {
		cim_fault_clear(&fault);
		err = mof_parse_file(unit, files[i], &fault);
		if (err == CIM_OK && stop_wanted())
			err = CIM_ECANCELED;
		if (err != CIM_OK)
			return unreadable(progress, files[i], err, &fault);
	}
	return CMD_DONE;
}

static int
parse_operand(struct cmd *cmd, struct mof_unit *unit, struct progress *progress, const char *path)
{
	struct cim_fault fault = { .err = CIM_OK };
	struct input in = { .bytes = NULL };
	if (input_is_directory(path))
		return parse_directory(cmd, unit, progress, path);
	enum cim_err err = input_parse(unit, &in, path, &fault);
	input_free(&in);
	if (err == CIM_OK && stop_wanted())
		err = CIM_ECANCELED;
	return err == CIM_OK ? CMD_DONE : unreadable(progress, path, err, &fault);
}

/* What was found is the data of lint. */
static int
print_findings(struct cmd *cmd, const struct mof_unit *unit)
{
	bool color = cmd_color(cmd, STDOUT_FILENO);
	struct mof_print_options options = { .form = wish_form(cmd->format), .color = color,
		.verbose = cmd->verbose, .max_errors = cmd->max_errors, .lint = true };
	out_allow_color(color, false);
	enum cim_err err = mof_print_diagnostics(unit, &options, out_sink());
	if (err != CIM_OK)
		return cmd_fail("diagnostics", err, NULL);
	return mof_count(unit, MOF_ERROR) + mof_count(unit, MOF_WARNING) > 0 ? CMD_FINDINGS :
	    CMD_DONE;
}

static int
lint_unit(struct cmd *cmd, struct mof_unit *unit, struct progress *progress)
{
	for (int i = 0; i < cmd->arg_count; i++) {
		int status = parse_operand(cmd, unit, progress, cmd->args[i]);
		if (status != CMD_DONE)
			return status;
	}
	enum cim_err err = mof_lint(unit);
	progress_end(progress);
	return err != CIM_OK ? cmd_fail(cmd->verb->name, err, NULL) : print_findings(cmd, unit);
}

int
cmd_lint(struct cmd *cmd)
{
	struct progress progress;
	struct mof_options options = { .include_dirs = cmd->includes,
		.include_dir_count = cmd->include_count, .dialect = cmd->dialect,
		.lint = (cmd->security ? MOF_LINT_SECURITY : 0u) |
		    (cmd->driver ? MOF_LINT_DRIVER : 0u),
		.wishes = cmd->wishes, .wish_count = cmd->wish_count,
		.progress = progress_step, .progress_ctx = &progress };
	struct mof_unit *unit;
	if (options.lint == 0)
		options.lint = MOF_LINT_STYLE;
	if (!wishes_hold(cmd, true))
		return CMD_USAGE;
	if (cmd->list_checks)
		return wish_list(cmd, true);
	progress_begin(&progress, cmd, "lint");
	enum cim_err err = mof_unit_new(&unit, &options);
	if (err != CIM_OK) {
		progress_end(&progress);
		return cmd_fail(cmd->verb->name, err, NULL);
	}
	int status = lint_unit(cmd, unit, &progress);
	progress_end(&progress);
	mof_unit_free(unit);
	return status;
}
