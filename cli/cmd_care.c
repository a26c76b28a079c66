/* cmd_care.c: verify, salvage and reset: is a repository sound, and what can be done when it is not. */
#include "config.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/autorecover.h"
#include "cli/care.h"
#include "cli/cmd.h"
#include "cli/finding.h"
#include "cli/out.h"
#include "cli/stop.h"

/* ---- verify ------------------------------------------------------------------------ */

int
care_verify(struct cmd *cmd, const char *path, bool quick, bool silent)
{
	struct cim_fault fault = { .err = CIM_OK };
	struct findings findings = { .json = cmd->format == FORMAT_JSON, .silent = silent };
	enum cim_err err =
	    repo_examine(path, quick ? REPO_QUICK : 0u, findings_tell, &findings, &fault);
	if (err == CIM_OK || err == CIM_EDAMAGED)
		err = autorecover_look(path, findings_tell, &findings, &fault);
	/* Where nothing is damaged all classes can be asked. */
	if (err == CIM_OK && findings.problems == 0 && !quick && !silent && !cmd->quiet)
		err = findings_providers(&findings, path, &fault);
	findings_free(&findings);
	int status = CMD_DONE;
	if (findings.problems > 0) {
		if (!cmd->quiet && !silent)
			err_line("%s: damaged: %" PRIu64 " problem%s; wbemkit salvage keeps what can "
			    "be read (--dry-run tells what), wbemkit restore brings back a backup", path,
			    findings.problems, findings.problems == 1 ? "" : "s");
		status = CMD_DAMAGED;
		/* There may be more: the search ended early. */
		if (err != CIM_OK && err != CIM_EDAMAGED)
			(void)cmd_fail(path, err, &fault);
	} else if (err == CIM_ENOENT) {
		status = cmd_tell_missing(path);
	} else if (err != CIM_OK) {
		status = cmd_fail(path, err, &fault);
	} else if (cmd->verbose && !silent) {
		err_line("%s: sound", path);
	}
	return status;
}

int
cmd_verify(struct cmd *cmd)
{
	if (cmd->arg_count > 0 && (cmd->given & OPT_BIT(OPT_REPOSITORY)) != 0)
		return cmd_usage("verify: DIR and -R: which one?");
	const char *path = cmd->arg_count > 0 ? cmd->args[0] : cmd_repository(cmd);
	struct stat st;
	if (cmd->arg_count > 0 && stat(path, &st) == 0 && S_ISREG(st.st_mode))
		return cmd_usage("verify: %s is a file, and a repository is a directory; a backup is "
		    "checked by: wbemkit snapshot verify %s", path, path);
	return path == NULL ? CMD_USAGE : care_verify(cmd, path, cmd->quick, false);
}

/* ---- A new generation ---------------------------------------------------------------- */

static void
tell_rescued(const char *path, const struct repo_rescued *r, const struct autorecover_run *run,
    bool dry)
{
	err_line("%s: %s %" PRIu64 " records; %" PRIu64 " lost, %" PRIu64 " dropped, %" PRIu64
	    " possibly old, %" PRIu64 " changed, %" PRIu64 " made anew; %" PRIu64 " of %" PRIu64
	    " kept units compiled", path, dry ? "would bring over" : "brought over", r->records,
	    r->lost, r->dropped, r->old, r->loosened, r->made, run->good, run->good + run->bad);
}

static unsigned
care_flags(const struct cmd *cmd)
{
	return (cmd->no_sync ? REPO_NO_SYNC : 0u) | (cmd->force ? REPO_FORCE : 0u);
}

/* Who stands in the way is told by name, where force would help. */
static int
care_fail(struct cmd *cmd, const char *path, enum cim_err err, const struct cim_fault *fault)
{
	return err == CIM_EBUSY && !cmd->force ? cmd_fail_connected(cmd, path, err, fault) :
	    cmd_fail(path, err, fault);
}

/* What is left to be done when a salvage finds nothing. */
#define NOTHING_LEFT "bring back a backup by wbemkit restore, or begin anew by wbemkit reset --yes"

/* Fills the scratch repository and puts it in place, or not. */
static int
rescue_run(struct cmd *cmd, const char *path, bool empty)
{
	struct cim_fault fault = { .err = CIM_OK };
	struct findings findings = { .json = cmd->format == FORMAT_JSON };
	struct autorecover_run run = { .good = 0 };
	struct repo_rescued rescued = { .records = 0 };
	struct repo_rescue *rescue;
	struct repo *repo = NULL;
	enum cim_err err = repo_rescue_begin(path, care_flags(cmd), cmd->wait, &rescue, &fault);
	if (err != CIM_OK)
		return care_fail(cmd, path, err, &fault);
	const char *place = repo_rescue_place(rescue);
	if (empty) {
		err = repo_open(place, REPO_WRITE | REPO_CREATE | REPO_NO_SYNC, &repo, &fault);
		repo_close(repo);
	} else {
		err = repo_rescue_records(rescue, findings_tell, &findings, &rescued);
	}
	/* Where nothing is lost the list has nothing to bring back, and might bring back what was. */
	bool lossy = empty || rescued.lost + rescued.dropped + rescued.loosened + rescued.old +
	    rescued.made > 0;
	if (err == CIM_OK && lossy)
		err = autorecover_compile(cmd, path, place, &run, &fault);
	if (err == CIM_OK && stop_wanted())
		err = CIM_ECANCELED;
	if (err != CIM_OK || cmd->dry_run) {
		repo_rescue_abandon(rescue);
	} else {
		err = repo_rescue_finish(rescue);
	}
	findings_free(&findings);
	if (err != CIM_OK)
		return cmd_fail_damaged(path, err, &fault, NOTHING_LEFT);
	if (!empty && !cmd->quiet)
		tell_rescued(path, &rescued, &run, cmd->dry_run);
	if (empty && !cmd->quiet)
		err_line("%s: begun anew; %" PRIu64 " of %" PRIu64 " kept units compiled", path,
		    run.good, run.good + run.bad);
	if (!cmd->quiet && !cmd->dry_run)
		err_line("%s: the old generation is kept; look at the new one, then: wbemkit -R %s "
		    "salvage --drop-old, or --undo", path, path);
	return findings.problems > 0 || run.bad > 0 ? CMD_FINDINGS : CMD_DONE;
}

/* ---- salvage --------------------------------------------------------------------------- */

/* What the kept generation is to become. */
static int
kept_end(struct cmd *cmd, const char *path)
{
	struct cim_fault fault = { .err = CIM_OK };
	enum cim_err err = cmd->undo ? repo_kept_undo(path, care_flags(cmd), cmd->wait, &fault) :
	    repo_kept_drop(path, &fault);
	if (err == CIM_ENOENT) {
		err_line("%s: no generation is kept", path);
		return CMD_FINDINGS;
	}
	if (err == CIM_OK && cmd->verbose)
		err_line("%s: %s", path, cmd->undo ? "the kept generation lives again" :
		    "the kept generation is gone");
	return care_fail(cmd, path, err, &fault);
}

int
care_salvage(struct cmd *cmd, const char *path)
{
	struct cim_fault fault = { .err = CIM_OK };
	struct findings mended = { .json = cmd->format == FORMAT_JSON };
	int status = care_verify(cmd, path, false, true);
	if (status == CMD_DONE) {
		if (!cmd->quiet)
			err_line("%s: the repository is consistent", path);
		return CMD_DONE;
	}
	if (status != CMD_DAMAGED)
		return status;
	enum cim_err err = repo_mend(
	    path, cmd->dry_run, care_flags(cmd), cmd->wait, findings_tell, &mended, &fault);
	findings_free(&mended);
	if (err != CIM_OK)
		return care_fail(cmd, path, err, &fault);
	if (!cmd->dry_run) {
		err = autorecover_mend(path, findings_tell, &mended, &fault);
		if (err != CIM_OK)
			return cmd_fail(path, err, &fault);
	}
	/* That may have been all. */
	if (mended.notes > 0 && !cmd->dry_run && care_verify(cmd, path, false, true) == CMD_DONE)
		return CMD_DONE;
	if (mended.notes > 0 && cmd->dry_run)
		return CMD_DONE;
	return rescue_run(cmd, path, false);
}

/* How long to wait goes with --force, which waits for who is writing. */
static bool
waits_well(const struct cmd *cmd)
{
	if (cmd->force || (cmd->given & (OPT_BIT(OPT_NO_WAIT) | OPT_BIT(OPT_LOCK_TIMEOUT))) == 0)
		return true;
	(void)cmd_usage("%s: --no-wait and --lock-timeout go with --force, which waits for who is "
	    "writing; without it nobody may have the repository open", cmd->verb->name);
	return false;
}

int
cmd_salvage(struct cmd *cmd)
{
	const char *path = cmd_repository(cmd);
	if (path == NULL)
		return CMD_USAGE;
	if ((cmd->undo ? 1 : 0) + (cmd->drop_old ? 1 : 0) + (cmd->dry_run ? 1 : 0) > 1)
		return cmd_usage("salvage: --undo, --drop-old and --dry-run: one of them");
	if (cmd->force && (cmd->dry_run || cmd->drop_old))
		return cmd_usage("salvage: --force breaks connections, and %s needs none broken",
		    cmd->dry_run ? "--dry-run" : "--drop-old");
	if (!waits_well(cmd))
		return CMD_USAGE;
	stop_hold();
	if (cmd->undo || cmd->drop_old)
		return kept_end(cmd, path);
	return care_salvage(cmd, path);
}

/* ---- reset ------------------------------------------------------------------------------- */

int
care_reset(struct cmd *cmd, const char *path)
{
	return rescue_run(cmd, path, true);
}

int
cmd_reset(struct cmd *cmd)
{
	const char *path = cmd_repository(cmd);
	if (path == NULL)
		return CMD_USAGE;
	if (!cmd->yes)
		return cmd_usage("reset: this takes all classes and instances out of %s but those of "
		    "its autorecover list; if that is meant, say --yes", path);
	if (!waits_well(cmd))
		return CMD_USAGE;
	stop_hold();
	return care_reset(cmd, path);
}
