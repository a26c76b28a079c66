/* cmd_compile.c: compile and check. */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/autorecover.h"
#include "cli/bmof.h"
#include "cli/cmd.h"
#include "cli/compile.h"
#include "cli/cpp.h"
#include "cli/input.h"
#include "cli/out.h"
#include "cli/plan.h"
#include "cli/progress.h"
#include "cli/stop.h"
#include "cli/wish.h"
#include "mof/mof.h"

/* One run of compile or check. */
struct job {
	struct cmd *cmd;
	struct progress progress;
	struct mof_unit *unit;
	bool compiled;			/* the unit has been through mof_compile: it cannot again */
	const struct cim_batch *batch;
	struct input *inputs;		/* one an operand */
	struct repo_counts counts;
	struct cim_fault fault;
	int status;			/* what was told already; CMD_DONE: nothing */
	bool unread;			/* an operand could not be read */
	bool errors_only;		/* what is read here is not what is asked about */
	bool found_other;		/* another process made the repository meanwhile */
	const struct compile_teller *teller;	/* NULL: diagnostics are printed */
	struct plan plan;		/* with --plan */
	bool planned;			/* it is known what would change; nothing was stored */
	bool dropped;			/* it could be stored, and was not: dry_run */
	struct bytes_writer copy;	/* of the unit, with autorecover; len 0: none is wanted */
};

/* ---- Reading -------------------------------------------------------------------- */

/* Into the unit: one operand. False: it was told why not, job->status says so. */
static bool
parse_one(struct job *job, struct input *in, const char *path)
{
	enum cim_err err = CIM_OK;
	cim_fault_clear(&job->fault);
	if (!job->cmd->cpp)
		err = input_parse(job->unit, in, path, &job->fault);
	else if ((err = cpp_run(job->cmd, &job->cmd->arena, in, path, &job->fault)) == CIM_OK)
		err = mof_parse_preprocessed(job->unit,
		    strcmp(path, "-") == 0 ? "<stdin>" : path, in->bytes, in->len);
	if (err == CIM_OK && stop_wanted())
		err = CIM_ECANCELED;
	if (err == CIM_OK)
		return true;
	progress_end(&job->progress);
	job->unread = true;
	job->status = cmd_fail_input(input_name(path), err, &job->fault);
	return false;
}

/* A new unit with all operands read. False: job->status says how it ended. */
static bool
parse_all(struct job *job)
{
	struct cmd *cmd = job->cmd;
	struct mof_options options = { .include_dirs = cmd->includes,
	    .include_dir_count = cmd->include_count,
		.ns = cmd->ns, .dialect = cmd->dialect,
		.class_mode = cmd->class_mode, .instance_mode = cmd->instance_mode,
		.create_namespaces = cmd->create_namespaces,
		.lint = cmd->driver ? MOF_LINT_DRIVER : 0u,
		.strict = cmd->strict, .wishes = cmd->wishes, .wish_count = cmd->wish_count,
		.progress = progress_step, .progress_ctx = &job->progress };
	if (job->teller != NULL)
		options.makes_namespace = job->teller->makes_namespace;
	mof_unit_free(job->unit);
	job->compiled = false;
	enum cim_err err = mof_unit_new(&job->unit, &options);
	if (err == CIM_OK && job->inputs == NULL) {
		job->inputs = arena_calloc(
		    &cmd->arena, (size_t)cmd->arg_count, sizeof(job->inputs[0]));
		err = job->inputs == NULL ? CIM_ENOMEM : CIM_OK;
	}
	if (err != CIM_OK) {
		job->status = cmd_fail(cmd->verb->name, err, NULL);
		return false;
	}
	for (int i = 0; i < cmd->arg_count; i++) {
		if (!parse_one(job, &job->inputs[i], cmd->args[i]))
			return false;
	}
	return true;
}

/* ---- What there is when there is no repository ---------------------------------- */

/* The namespaces that a new repository has; nothing is in them. */
static enum cim_err
new_namespace_get(void *ctx, struct cim_str ns)
{
	struct cim_name name = cim_name(ns.ptr, ns.len);
	(void)ctx;
	return cim_name_is(name, "root") || cim_name_is(name, "root/cimv2") ? CIM_OK : CIM_ENOENT;
}

static struct cim_scope
new_scope(void)
{
	struct cim_scope scope = cim_scope_empty;
	scope.namespace_get = new_namespace_get;
	return scope;
}

static enum cim_err
compile_unit(struct job *job, const struct cim_scope *scope)
{
	job->compiled = true;
	return mof_compile(job->unit, scope, &job->batch);
}

/* ---- Diagnostics ---------------------------------------------------------------- */

/* Prints what there is to say about the text: to check it is data, to compile it is not. */
static void
print_diagnostics(struct job *job, bool is_data)
{
	struct cmd *cmd = job->cmd;
	progress_end(&job->progress);
	if (job->unit == NULL)
		return;
	bool color = cmd_color(cmd, is_data ? STDOUT_FILENO : STDERR_FILENO);
	struct mof_print_options options = {
		.form = is_data ? wish_form(cmd->format) : MOF_FORM_TEXT, .color = color,
		.verbose = cmd->verbose,
		.errors_only = (cmd->quiet && !is_data) || job->errors_only,
		.max_errors = cmd->max_errors };
	out_allow_color(is_data && color, !is_data && color);
	enum cim_err err =
	    mof_print_diagnostics(job->unit, &options, is_data ? out_sink() : err_sink());
	err_flush();
	if (err != CIM_OK && job->status == CMD_DONE)
		job->status = cmd_fail("diagnostics", err, NULL);
}

/* ---- Storing -------------------------------------------------------------------- */

/* A refusal to store is told at the place of what was refused. */
static void
refused(void *ctx, const struct repo_refusal *refusal)
{
	struct job *job = ctx;
	if (job->teller != NULL)
		job->teller->refused(job->teller->ctx, refusal);
	/* Without memory for that it is told without a place. */
	if (mof_report_refusal(job->unit, refusal->item, refusal->err, refusal->why) == CIM_OK)
		job->status = CMD_REFUSED;
	if (job->cmd->plan)
		plan_refused(&job->plan, refusal);
}

static enum cim_err
changed(void *ctx, const struct repo_change *change)
{
	struct job *job = ctx;
	return plan_change(&job->plan, change);
}

/* The copy is made while what the batch's texts belong to is still there. */
static enum cim_err
copy_unit(struct job *job, const struct cim_scope *scope)
{
	bytes_writer_reset(&job->copy);
	/* Of what is not stored a copy is made only for who asks for it. */
	bool wanted = job->cmd->autorecover || (job->batch->autorecover && !job->cmd->dry_run);
	if (!wanted || job->cmd->remove || job->cmd->plan)
		return CIM_OK;
	return autorecover_write(&job->copy, job->cmd, job->batch, scope);
}

static enum cim_err
apply(struct job *job, struct repo_txn *txn, const struct cim_scope *scope)
{
	struct repo_deed deed = { .remove = job->cmd->remove, .refused = refused,
		.changed = job->cmd->plan ? changed : NULL, .ctx = job };
	memset(&job->counts, 0, sizeof(job->counts));
	cim_fault_clear(&job->fault);
	plan_begin(&job->plan);
	enum cim_err err = repo_apply_as(txn, job->batch, &deed, &job->counts);
	const struct cim_fault *fault = repo_txn_fault(txn);
	if (err != CIM_OK && err != CIM_EFULL && fault != NULL && fault->err != CIM_OK)
		job->fault = *fault;
	if (err == CIM_OK && stop_wanted())
		return CIM_ECANCELED;
	if (err == CIM_OK)
		err = copy_unit(job, scope);
	/* What is only planned is not stored: the transaction is dropped. */
	job->planned = job->cmd->plan && (err == CIM_OK || job->status == CMD_REFUSED);
	job->dropped = job->cmd->dry_run && err == CIM_OK;
	return err == CIM_OK && (job->planned || job->dropped) ? CIM_ECANCELED : err;
}

/*
 * The deed on a repository that was there: compile against the transaction's
 * view and store. When it runs again the view may be another, so all is read anew.
 */
static enum cim_err
compile_and_apply(struct repo_txn *txn, void *ctx)
{
	struct job *job = ctx;
	stop_hold();
	if (job->compiled && !parse_all(job))
		return CIM_ECANCELED;
	struct repo_scope *scope;
	enum cim_err err = repo_scope_new(repo_txn_reader(txn), &scope);
	if (err != CIM_OK)
		return err;
	struct cim_scope view = repo_scope(scope);
	err = compile_unit(job, &view);
	if (err == CIM_OK)
		err = apply(job, txn, &view);
	repo_scope_free(scope);
	return err;
}

static enum cim_err
found_one(void *ctx, const struct repo_record *record)
{
	(void)ctx;
	(void)record;
	return CIM_EEXIST;
}

/*
 * The deed on a repository that this run has made: the unit was compiled against nothing, so
 * nothing may be in it.
 */
static enum cim_err
apply_to_empty(struct repo_txn *txn, void *ctx)
{
	static const uint8_t kinds[] = { REPO_KIND_QUALIFIER_TYPE, REPO_KIND_ENUMERATION,
		REPO_KIND_STRUCTURE, REPO_KIND_CLASS, REPO_KIND_INSTANCE };
	struct job *job = ctx;
	struct repo_reader reader = repo_txn_reader(txn);
	for (size_t i = 0; i < sizeof(kinds); i++) {
		enum cim_err err = reader.walk(reader.ctx, &kinds[i], 1, found_one, NULL);
		if (err == CIM_EEXIST)
			job->found_other = true;
		if (err != CIM_OK)
			return err;
	}
	struct cim_scope scope = new_scope();
	return apply(job, txn, &scope);
}

/*
 * It is stored, and only then kept for recovery, or no more. Killed in between, the repository has
 * it and the copies have not: compiling again mends that.
 */
static void
keep_copy(struct job *job, const char *repository)
{
	struct cim_fault fault = { .err = CIM_OK };
	enum cim_err err = CIM_OK;
	if (job->cmd->remove)
		err = autorecover_drop(repository, job->cmd, &fault);
	else if (job->copy.len > 0)
		err = autorecover_keep(repository, job->cmd,
		    cim_str((const char *)job->copy.buf, job->copy.len), &fault);
	if (err != CIM_OK)
		job->status = cmd_fail(job->cmd->remove ? "taken out, but its copy is still kept" :
		    "stored, but not kept for recovery", err, &fault);
}

/* Kept and not stored: who meant to have it stored should know. */
static void
tell_dropped(const struct job *job, const char *repository)
{
	const struct repo_counts *c = &job->counts;
	uint64_t other = c->namespaces + c->qualifier_types + c->classes + c->instances +
	    c->structures + c->enumerations + c->deleted;
	if (job->status == CMD_DONE && job->copy.len > 0 && other > 0 && !job->cmd->quiet)
		err_line("%s: it is kept, and the repository does not hold all of it as it is there; "
		    "to store it, too: wbemkit -R %s compile %s", job->cmd->args[0], repository,
		    job->cmd->args[0]);
}

/* Stores by a deed; what went wrong is told unless the diagnostics tell it. */
static void
store(struct job *job, struct change *change, enum cim_err (*deed)(struct repo_txn *txn, void *ctx))
{
	enum cim_err err = repo_write(change->repo, deed, job);
	if (job->status != CMD_DONE || job->found_other)
		return;
	if (job->dropped) {
		keep_copy(job, change->path);
		tell_dropped(job, change->path);
	} else if (job->planned)
		job->status = job->plan.changes > 0 ? CMD_FINDINGS : CMD_DONE;
	else if (err == CIM_EINPUT)
		job->status = CMD_FINDINGS;
	else if (err != CIM_OK)
		job->status = cmd_fail(change->path, err,
		    job->fault.err != CIM_OK ? &job->fault : repo_fault(change->repo));
	else
		keep_copy(job, change->path);
}

/* Where a compile would make the repository there is nothing, or what a try to make it left. */
static enum cim_err
place_look(const char *path, struct cim_fault *fault)
{
	bool others = false, control = false;
	DIR *dir = opendir(path);
	if (dir == NULL)
		return errno == ENOENT ? CIM_OK : cim_fault_errno(fault, "%s", path);
	for (const struct dirent *e; (e = readdir(dir)) != NULL;) {
		control = control || strcmp(e->d_name, "control") == 0;
		others = others || (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0);
	}
	(void)closedir(dir);
	return !others || control ? CIM_OK :
	    cim_fault(fault, CIM_EFOREIGN, "%s holds other things and no repository", path);
}

/*
 * A plan for a repository that is not there: the batch is applied to one that is made for it where
 * temporary files are, and goes again.
 */
static void
plan_anew(struct job *job)
{
	const char *tmp = getenv("TMPDIR"), *path = cmd_repository(job->cmd);
	char dir[4096];
	enum cim_err err = path == NULL ? CIM_ENOMEM : place_look(path, &job->fault);
	if (err != CIM_OK) {
		job->status = cmd_fail(path, err, &job->fault);
		return;
	}
	int n = snprintf(dir, sizeof(dir), "%s/wbemkit-plan-XXXXXX",
	    tmp == NULL || tmp[0] == '\0' ? "/tmp" : tmp);
	if (n < 0 || (size_t)n >= sizeof(dir) || mkdtemp(dir) == NULL) {
		cim_fault_errno(&job->fault, "%s", dir);
		job->status = cmd_fail("--plan", job->fault.err, &job->fault);
		return;
	}
	struct change change = { .cmd = job->cmd, .path = dir };
	err = repo_open(
	    dir, REPO_WRITE | REPO_CREATE | REPO_NO_SYNC, &change.repo, &job->fault);
	if (err == CIM_OK) {
		store(job, &change, apply_to_empty);
		repo_discard(change.repo);
	} else {
		job->status = cmd_fail(dir, err, &job->fault);
	}
	(void)rmdir(dir);
}

/* Nothing is there: the unit is compiled first, so that one with errors makes no repository. */
static void
compile_anew(struct job *job)
{
	struct change change;
	struct cim_scope scope = new_scope();
	enum cim_err err = compile_unit(job, &scope);
	if (err != CIM_OK) {
		job->status =
		    err == CIM_EINPUT ? CMD_FINDINGS : cmd_fail(job->cmd->verb->name, err, NULL);
		return;
	}
	if (job->cmd->remove)
		return;		/* nothing is there to be taken out */
	stop_hold();
	if (job->cmd->plan) {
		plan_anew(job);
		return;
	}
	job->status = change_open(job->cmd, &change, true, NULL);
	if (job->status != CMD_DONE)
		return;
	store(job, &change, apply_to_empty);
	change_close(&change, job->status);
}

/* One try. False: another process made the repository in between, and it must be tried again. */
static bool
compile_once(struct job *job)
{
	struct change change;
	bool missing = false;
	job->found_other = false;
	if (!parse_all(job))
		return true;
	job->status = change_open(job->cmd, &change, false, job->cmd->dry_run ? NULL : &missing);
	if (missing) {
		job->status = CMD_DONE;
		compile_anew(job);
		return !job->found_other;
	}
	if (job->status == CMD_DONE) {
		store(job, &change, compile_and_apply);
		change_close(&change, job->status);
	}
	return true;
}

static void
print_counts(const struct job *job)
{
	const struct repo_counts *c = &job->counts;
	size_t files;
	uint64_t bytes;
	mof_unit_size(job->unit, &files, &bytes);
	char types[120] = "";
	if (c->structures + c->enumerations > 0)
		(void)snprintf(types, sizeof(types),
		    ", %" PRIu64 " structure%s, %" PRIu64 " enumeration%s", c->structures,
		    c->structures == 1 ? "" : "s", c->enumerations,
		    c->enumerations == 1 ? "" : "s");
	err_line("%zu file%s, %" PRIu64 " bytes; stored %" PRIu64 " namespace%s, %" PRIu64
	    " qualifier type%s, %" PRIu64 " class%s, %" PRIu64 " instance%s%s; %" PRIu64
	    " unchanged",
	    files, files == 1 ? "" : "s", bytes, c->namespaces, c->namespaces == 1 ? "" : "s",
	    c->qualifier_types, c->qualifier_types == 1 ? "" : "s", c->classes,
	    c->classes == 1 ? "" : "es", c->instances, c->instances == 1 ? "" : "s", types,
	    c->unchanged);
	if (c->deleted > 0 || c->carried > 0)
		err_line("%" PRIu64 " deleted, %" PRIu64 " written anew as their class has changed",
		    c->deleted, c->carried);
}

static void
job_free(struct job *job)
{
	mof_unit_free(job->unit);
	plan_free(&job->plan);
	bytes_writer_free(&job->copy);
	for (int i = 0; job->inputs != NULL && i < job->cmd->arg_count; i++)
		input_free(&job->inputs[i]);
}

/* Prints what there is to say, or lets the teller say it. */
static void
job_tell(struct job *job, bool is_data)
{
	if (job->teller == NULL) {
		print_diagnostics(job, is_data);
		return;
	}
	progress_end(&job->progress);
	job->teller->tell(job->teller->ctx, job->unread ? NULL : job->unit, job->status);
}

int
compile_store(struct cmd *cmd, const struct compile_teller *teller)
{
	struct job job = { .cmd = cmd, .teller = teller };
	if (cmd_repository(cmd) == NULL || !wishes_hold(cmd, false))
		return CMD_USAGE;
	if (!cmd->plan && (cmd->given & OPT_BIT(OPT_FORMAT)) != 0)
		return cmd_usage("compile: -o is the form of what --plan prints");
	job.plan.json = cmd->format == FORMAT_JSON;
	job.plan.ns = cmd_namespace(cmd);
	progress_begin(&job.progress, cmd, "compile");
	while (!compile_once(&job))
		;
	job_tell(&job, false);
	if (job.planned) {
		enum cim_err err = plan_print(&job.plan);
		if (err != CIM_OK)
			job.status = cmd_fail("standard output", err, NULL);
	} else if (job.status == CMD_DONE && cmd->verbose && !cmd->dry_run) {
		print_counts(&job);
	}
	job_free(&job);
	return job.status;
}

/*
 * The operands with the files below directories in their place. CMD_DONE, or the status after
 * saying why not.
 */
static int
spread_directories(struct cmd *cmd)
{
	struct cim_fault fault = { .err = CIM_OK };
	const char **all = NULL, **files;
	size_t count = 0, cap = 0, more;
	for (int i = 0; i < cmd->arg_count; i++) {
		enum cim_err err = CIM_OK;
		files = &cmd->args[i];
		more = 1;
		if (input_is_directory(cmd->args[i])) {
			err = input_list(&cmd->arena, cmd->args[i], INPUT_BMF_ALONE, &files, &more, &fault);
			if (err == CIM_OK && more == 0)
				return cmd_usage("%s: there is no MOF file below it", cmd->args[i]);
		}
		if (err == CIM_OK && (all = arena_grow(&cmd->arena, all, count, &cap, count + more,
		    sizeof(all[0]))) == NULL)
			err = CIM_ENOMEM;
		if (err != CIM_OK)
			return cmd_fail_input(cmd->args[i], err, &fault);
		memcpy(all + count, files, more * sizeof(all[0]));
		count += more;
	}
	if (count > INT_MAX)
		return cmd_fail(cmd->verb->name, CIM_ELIMIT, NULL);
	cmd->args = all;
	cmd->arg_count = (int)count;
	return CMD_DONE;
}

/* ---- Binary MOF ----------------------------------------------------------------- */

/* The namespace of -n as Microsoft writes it, with backslashes; NULL: none was given. */
static const char *
binary_namespace(struct cmd *cmd)
{
	if ((cmd->given & OPT_BIT(OPT_NAMESPACE)) == 0)
		return NULL;
	char *ns = arena_copy(&cmd->arena, cmd->ns, strlen(cmd->ns));
	for (char *p = ns; p != NULL && *p != '\0'; p++) {
		if (*p == '/')
			*p = '\\';
	}
	return ns;
}

int
compile_binary(struct cmd *cmd, const char *ns, const struct compile_teller *teller)
{
	struct job job = { .cmd = cmd, .teller = teller };
	struct cim_str bytes = { NULL, 0 };
	if (!wishes_hold(cmd, cmd->driver))
		return CMD_USAGE;
	if (cmd->dialect == MOF_DIALECT_AUTO)
		cmd->dialect = MOF_DIALECT_WMI;
	progress_begin(&job.progress, cmd, cmd->verb->name);
	if (parse_all(&job)) {
		enum cim_err err = cmd->driver ? mof_lint(job.unit) : CIM_OK;
		if (err == CIM_OK)
			err = mof_unit_binary(job.unit, ns, &bytes);
		if (err == CIM_EINPUT)
			job.status = CMD_FINDINGS;
		else if (err != CIM_OK)
			job.status = cmd_fail(cmd->verb->name, err, NULL);
	}
	if (job.status == CMD_DONE)
		job.status = bmof_write(cmd->bmof, cmd->bmof_format, bytes);
	job_tell(&job, false);
	job_free(&job);
	return job.status;
}

int
cmd_compile(struct cmd *cmd)
{
	int status = spread_directories(cmd);
	if (cmd->bmof_format != BMOF_RAW && cmd->bmof == NULL)
		return cmd_usage("compile: --bmof-format is of --bmof OUT");
	if (cmd->bmof != NULL && status == CMD_DONE)
		return compile_binary(cmd, binary_namespace(cmd), NULL);
	return status == CMD_DONE ? compile_store(cmd, NULL) : status;
}

/* Against a repository, or against nothing (view NULL). */
static void
check_unit(struct job *job, const struct cim_scope *scope, const struct view *view)
{
	enum cim_err err = compile_unit(job, scope);
	if (err == CIM_EINPUT)
		job->status = CMD_FINDINGS;
	else if (err != CIM_OK)
		job->status = view != NULL ? view_fail(view, err) :
		    cmd_fail(job->cmd->verb->name, err, NULL);
}

static void
check_in_view(struct job *job)
{
	struct view view;
	struct repo_scope *scope;
	job->status = view_open(job->cmd, &view);
	if (job->status != CMD_DONE)
		return;
	enum cim_err err = repo_scope_new(view.reader, &scope);
	if (err == CIM_OK) {
		struct cim_scope in_view = repo_scope(scope);
		check_unit(job, &in_view, &view);
		repo_scope_free(scope);
	} else {
		job->status = view_fail(&view, err);
	}
	view_close(&view);
}

/* What a check would have gone by: whether a hint to an option helps. */
struct clues {
	bool twice;		/* something is there twice, in files that were named */
	bool lacks_class;
};

static enum cim_err
see_clue(void *ctx, const struct mof_told *told)
{
	struct clues *clues = ctx;
	clues->twice |= strcmp(told->id, "E-CLASS-DUP") == 0 || strcmp(told->id, "E-ALIAS-DUP") == 0;
	clues->lacks_class |= strcmp(told->id, "E-SUPER-MISSING") == 0 ||
	    strcmp(told->id, "E-INST-CLASS") == 0 || strcmp(told->id, "E-REF-CLASS") == 0;
	return CIM_OK;
}

/* Below all the mistakes, the option that may have been forgotten. */
static void
hint_options(const struct job *job)
{
	struct cmd *cmd = job->cmd;
	struct clues clues = { .twice = false };
	if (job->status != CMD_FINDINGS || cmd->quiet || cmd->format != FORMAT_TEXT)
		return;
	(void)mof_walk_diagnostics(job->unit, see_clue, &clues);
	if (clues.twice && cmd->arg_count > 1)
		err_line("the %d files were checked as one unit; --each checks each by itself",
		    cmd->arg_count);
	const char *repository = getenv("WBEMKIT_REPOSITORY");
	if (clues.lacks_class && (cmd->given & OPT_BIT(OPT_REPOSITORY)) == 0 &&
	    repository != NULL && input_is_directory(repository))
		err_line("the repository was not asked; -R %s checks against it", repository);
}

/* One unit of what cmd->args names. */
static int
check_one(struct cmd *cmd)
{
	struct job job = { .cmd = cmd };
	struct cim_scope scope = new_scope();
	progress_begin(&job.progress, cmd, "check");
	if (parse_all(&job) && (cmd->given & OPT_BIT(OPT_REPOSITORY)) != 0)
		check_in_view(&job);
	else if (job.status == CMD_DONE)
		check_unit(&job, &scope, NULL);
	job_tell(&job, true);
	hint_options(&job);
	job_free(&job);
	return job.status;
}

/* Every file is a unit. The highest status of all. */
static int
check_each(struct cmd *cmd)
{
	const char **files = cmd->args;
	int count = cmd->arg_count, worst = CMD_DONE;
	if (cmd->format == FORMAT_SARIF)
		return cmd_usage("check: --each goes with all forms but sarif, which is one log of "
		    "one unit");
	cmd->arg_count = 1;
	for (int i = 0; i < count && !stop_wanted(); i++) {
		cmd->args = &files[i];
		int status = check_one(cmd);
		if (status > worst)
			worst = status;
	}
	return worst;
}

int
cmd_check(struct cmd *cmd)
{
	if (!wishes_hold(cmd, false))
		return CMD_USAGE;
	if (cmd->list_checks)
		return wish_list(cmd, false);
	int status = spread_directories(cmd);
	if (status != CMD_DONE)
		return status;
	return cmd->each ? check_each(cmd) : check_one(cmd);
}

int
compile_check(struct cmd *cmd, const struct compile_teller *teller)
{
	struct job job = { .cmd = cmd, .teller = teller };
	struct cim_scope scope = new_scope();
	progress_begin(&job.progress, cmd, "check");
	if (parse_all(&job))
		check_unit(&job, &scope, NULL);
	job_tell(&job, true);
	job_free(&job);
	return job.status;
}

static enum cim_err
any_namespace(void *ctx, struct cim_str ns)
{
	(void)ctx;
	(void)ns;
	return CIM_OK;
}

int
compile_given(struct cmd *cmd, const char **files, int count, const struct cim_scope *scope,
    enum cim_err (*take)(void *ctx, const struct cim_batch *batch, struct cim_fault *fault),
    void *ctx)
{
	struct job job = { .cmd = cmd, .errors_only = !cmd->verbose && cmd->wish_count == 0 };
	struct cim_scope known = scope == NULL ? cim_scope_empty : *scope;
	const char **args = cmd->args;
	int arg_count = cmd->arg_count;
	if (!wishes_hold(cmd, false))
		return CMD_USAGE;
	known.namespace_get = any_namespace;
	/* They are read as operands are, for a while. */
	cmd->args = files;
	cmd->arg_count = count;
	job.status = spread_directories(cmd);
	if (job.status == CMD_DONE) {
		progress_begin(&job.progress, cmd, "compile");
		if (parse_all(&job))
			check_unit(&job, &known, NULL);
		job_tell(&job, false);
	}
	if (job.status == CMD_DONE) {
		cim_fault_clear(&job.fault);
		job.status = cmd_fail(files[0], take(ctx, job.batch, &job.fault), &job.fault);
	}
	job_free(&job);
	cmd->args = args;
	cmd->arg_count = arg_count;
	return job.status;
}
