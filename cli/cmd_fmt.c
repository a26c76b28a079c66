/* cmd_fmt.c: MOF files into their canonical layout. */
#include "config.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cim/limits.h"
#include "cli/cmd.h"
#include "cli/input.h"
#include "cli/linediff.h"
#include "cli/out.h"
#include "cli/replace.h"
#include "cli/stop.h"
#include "mof/mof.h"

/* One operand. */
struct work {
	struct cmd *cmd;
	const char *name;		/* as given; for messages */
	bool is_stdin, in_place;
	char path[PATH_MAX];		/* behind symbolic links; in_place alone */
	struct stat seen;
	struct mof_unit *unit;
	struct mof_formatted text;
	struct cim_fault fault;
};

/* Reads the operand and lays it out. */
static enum cim_err
format(struct work *work)
{
	struct input in = { .bytes = NULL };
	enum cim_err err = mof_unit_new(&work->unit, NULL);
	if (err != CIM_OK)
		return err;
	const char *operand = work->is_stdin ? "-" : work->name;
	if (!input_is_stream(operand))
		return mof_format_file(work->unit, work->name, &work->text, &work->fault);
	err = input_read(&in, operand, &work->fault);
	if (err == CIM_OK)
		err = mof_format_buffer(work->unit, work->name, in.bytes, in.len, &work->text,
		    &work->fault);
	input_free(&in);
	return err;
}

static int
print_errors(const struct work *work)
{
	bool color = cmd_color(work->cmd, STDERR_FILENO);
	struct mof_print_options options = { .form = MOF_FORM_TEXT, .color = color,
		.errors_only = true };
	out_allow_color(false, color);
	enum cim_err err = mof_print_diagnostics(work->unit, &options, err_sink());
	err_flush();
	return err == CIM_OK ? CMD_FINDINGS : cmd_fail("diagnostics", err, NULL);
}

/* Tells what would be otherwise: the name, the lines, or both. */
static int
show(const struct work *work)
{
	const struct cmd *cmd = work->cmd;
	if (!work->text.changed)
		return CMD_DONE;
	if (cmd->check_only)
		out_format("%s\n", work->name);
	enum cim_err err = cmd->diff ? linediff_write(work->text.before, work->text.after,
	    work->name, work->name, out_sink()) : CIM_OK;
	return err == CIM_OK ? CMD_FINDINGS : cmd_fail(work->name, err, NULL);
}

static int
rewrite(struct work *work)
{
	if (!work->text.changed) {
		replace_sweep(work->path);
		return CMD_DONE;
	}
	/* A signal waits until no temporary file is left. */
	stop_hold();
	enum cim_err err = replace_file(work->path, &work->seen, work->text.bytes,
	    work->cmd->no_sync, &work->fault);
	if (err == CIM_OK && work->cmd->verbose)
		err_line("%s: formatted", work->name);
	return cmd_fail(work->name, err, &work->fault);
}

/* One operand, from reading to writing. */
static int
run(struct work *work)
{
	const struct cmd *cmd = work->cmd;
	bool shows = cmd->check_only || cmd->diff;
	work->in_place = !shows && !cmd->to_stdout && !work->is_stdin;
	enum cim_err err = work->in_place ? replace_check(work->name, work->path, &work->seen,
	    &work->fault) : CIM_OK;
	if (err != CIM_OK)
		return cmd_fail(work->name, err, &work->fault);
	err = format(work);
	if (err == CIM_EINPUT)
		return print_errors(work);
	/* What cannot be read is unreadable input; what failed later has its own status. */
	if (err != CIM_OK)
		return cmd_fail_input(work->name, err, &work->fault);
	if (shows)
		return show(work);
	if (work->in_place)
		return rewrite(work);
	out_str(work->text.bytes);
	return CMD_DONE;
}

/* One file, or standard input as "-". */
static int
run_file(struct cmd *cmd, const char *path)
{
	bool is_stdin = strcmp(path, "-") == 0;
	struct work work = { .cmd = cmd, .is_stdin = is_stdin,
		.name = is_stdin ? "<stdin>" : path };
	int status = run(&work);
	mof_formatted_free(&work.text);
	mof_unit_free(work.unit);
	return status;
}

/* All MOF files below a directory. */
static int
run_directory(struct cmd *cmd, const char *dir)
{
	struct cim_fault fault = { .err = CIM_OK };
	const char **files;
	size_t count;
	int worst = CMD_DONE;
	enum cim_err err = input_list(&cmd->arena, dir, INPUT_MFL, &files, &count, &fault);
	if (err != CIM_OK)
		return cmd_fail_input(dir, err, &fault);
	if (count == 0)
		return cmd_usage("%s: there is no MOF file below it", dir);
	for (size_t i = 0; i < count && !stop_wanted(); i++) {
		int status = run_file(cmd, files[i]);
		worst = status > worst ? status : worst;
	}
	return worst;
}

int
cmd_fmt(struct cmd *cmd)
{
	if (cmd->to_stdout && (cmd->check_only || cmd->diff))
		return cmd_usage("fmt: --stdout prints the text, --check and --diff what is "
		    "different: not both");
	int worst = CMD_DONE;
	for (int i = 0; i < cmd->arg_count && !stop_wanted(); i++) {
		int status = input_is_directory(cmd->args[i]) ?
		    run_directory(cmd, cmd->args[i]) : run_file(cmd, cmd->args[i]);
		worst = status > worst ? status : worst;
	}
	return worst;
}
