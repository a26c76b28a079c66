/* cmd_autorecover.c: autorecover: list, add, remove and check what is kept for recovery. */
#include "config.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cim/wbem.h"
#include "cli/autorecover.h"
#include "cli/cmd.h"
#include "cli/finding.h"
#include "cli/json.h"
#include "cli/out.h"
#include "cli/scratch.h"
#include "cli/stop.h"

/* ---- list ------------------------------------------------------------------------ */

static enum cim_err
print_copy(struct arena *arena, const struct autorecover_copy *copy, bool json)
{
	char when[40] = "";
	struct bytes_writer w = { 0 };
	const char **files;
	size_t count;
	int64_t kept;
	struct tm tm;
	enum cim_err err = autorecover_origins(arena, copy->path, &files, &count, &kept);
	time_t seconds = (time_t)kept;
	if (kept != 0 && gmtime_r(&seconds, &tm) != NULL)
		(void)strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%SZ", &tm);
	if (json) {
		bytes_write_text(&w, "{");
		json_key_text(&w, "kind", "autorecover");
		json_key_text(&w, "copy", copy->path);
		json_key_text(&w, "kept", when);
		json_key(&w, "files");
		bytes_write_text(&w, "[");
	} else {
		bytes_write_format(&w, "%06lu %s", copy->number, when);
	}
	for (size_t i = 0; i < count; i++) {
		if (json) {
			json_comma(&w);
			json_string(&w, cim_str_from(files[i]));
		} else {
			bytes_write_format(&w, " %s", files[i]);
		}
	}
	if (json)
		bytes_write_text(&w, "]}");
	(void)json_line(&w);
	bytes_writer_free(&w);
	return err;
}

int
cmd_autorecover_list(struct cmd *cmd)
{
	struct view view;
	struct autorecover_copy *copies;
	size_t count;
	struct cim_fault fault = { .err = CIM_OK };
	int status = view_open(cmd, &view);
	if (status != CMD_DONE)
		return status;
	enum cim_err err = autorecover_copies(&cmd->arena, view.path, &copies, &count, &fault);
	for (size_t i = 0; i < count && err == CIM_OK && !out_failed(); i++)
		err = print_copy(&cmd->arena, &copies[i], cmd->format == FORMAT_JSON);
	status = cmd_fail(view.path, err, &fault);
	view_close(&view);
	return status;
}

/* ---- add ----------------------------------------------------------------------------- */

int
cmd_autorecover_add(struct cmd *cmd)
{
	const char **files = cmd->args;
	int count = cmd->arg_count, worst = CMD_DONE;
	if (cmd_repository(cmd) == NULL)
		return CMD_USAGE;
	for (int i = 0; i < count; i++) {
		if (strcmp(files[i], "-") == 0)
			return cmd_usage("autorecover add: standard input has no name to be known by; "
			    "use: wbemkit compile --autorecover -");
	}
	cmd->autorecover = true;
	cmd->dry_run = true;
	cmd->arg_count = 1;
	for (int i = 0; i < count && !stop_wanted(); i++) {
		cmd->args = &files[i];
		int status = cmd_compile(cmd);
		if (status == CMD_DONE && cmd->verbose)
			err_line("%s: is kept", files[i]);
		if (status > worst)
			worst = status;
	}
	return worst;
}

/* ---- remove -------------------------------------------------------------------------- */

struct removal {
	const char **paths;
	int count;
	struct cim_fault fault;
};

/* In a write transaction, so that neither a writer nor a pause is disturbed. May run twice. */
static enum cim_err
remove_copies(struct repo_txn *txn, void *ctx)
{
	struct removal *removal = ctx;
	(void)txn;
	for (int i = 0; i < removal->count; i++) {
		if (unlink(removal->paths[i]) != 0 && errno != ENOENT)
			return cim_fault_errno(&removal->fault, "%s", removal->paths[i]);
	}
	return CIM_OK;
}

/* A number as list prints it, or without the zeros in front; 0: it is none. */
static unsigned long
number_of(const char *name)
{
	char *end;
	size_t len = strlen(name);
	if (len == 0 || len > 6 || strspn(name, "0123456789") != len)
		return 0;
	return strtoul(name, &end, 10);
}

/* The name of a copy, with or without a directory in front. */
static bool
is_copy_name(const struct autorecover_copy *copy, const char *name)
{
	const char *slash = strrchr(name, '/');
	return strcmp(copy->name, slash == NULL ? name : slash + 1) == 0;
}

static enum cim_err
was_made_of(struct arena *arena, const struct autorecover_copy *copy, const char *name, bool *is)
{
	char whole[PATH_MAX];
	const char **files;
	size_t count;
	int64_t kept;
	bool there = realpath(name, whole) != NULL;
	enum cim_err err = autorecover_origins(arena, copy->path, &files, &count, &kept);
	*is = false;
	for (size_t i = 0; i < count; i++)
		*is = *is || strcmp(files[i], name) == 0 || (there && strcmp(files[i], whole) == 0);
	return err;
}

/* The one copy that a name means: CMD_DONE, or the status after saying why not. */
static int
find_copy(struct cmd *cmd, const struct autorecover_copy *copies, size_t count, const char *name,
    const char **path)
{
	unsigned long number = number_of(name);
	const struct autorecover_copy *found = NULL, *other = NULL;
	for (size_t i = 0; i < count; i++) {
		bool is = number != 0 ? copies[i].number == number : is_copy_name(&copies[i], name);
		struct arena_mark mark = arena_mark(&cmd->arena);
		enum cim_err err = is || number != 0 ? CIM_OK :
		    was_made_of(&cmd->arena, &copies[i], name, &is);
		arena_rewind(&cmd->arena, mark);
		if (err != CIM_OK)
			return cmd_fail(copies[i].path, err, NULL);
		if (is && found != NULL)
			other = &copies[i];
		else if (is)
			found = &copies[i];
	}
	if (found == NULL) {
		char code[CMD_CODE_SIZE];
		err_line("%s: no such copy is kept; see wbemkit autorecover list%s", name,
		    cmd_code(code, cim_wbem_of(CIM_ENOENT)));
		return CMD_FINDINGS;
	}
	if (other != NULL)
		return cmd_usage("%s: more than one copy was made of it; say which: %06lu, %06lu", name,
		    found->number, other->number);
	*path = found->path;
	return CMD_DONE;
}

int
cmd_autorecover_remove(struct cmd *cmd)
{
	struct change change;
	struct autorecover_copy *copies = NULL;
	size_t count = 0;
	struct removal removal = { .count = 0 };
	stop_hold();
	int status = change_open(cmd, &change, false, NULL);
	if (status != CMD_DONE)
		return status;
	enum cim_err err =
	    autorecover_copies(&cmd->arena, change.path, &copies, &count, &removal.fault);
	removal.paths = arena_calloc(&cmd->arena, (size_t)cmd->arg_count, sizeof(removal.paths[0]));
	if (err == CIM_OK && removal.paths == NULL)
		err = CIM_ENOMEM;
	for (int i = 0; i < cmd->arg_count && err == CIM_OK && status == CMD_DONE; i++)
		status = find_copy(cmd, copies, count, cmd->args[i], &removal.paths[removal.count++]);
	if (err == CIM_OK && status == CMD_DONE) {
		err = repo_write(change.repo, remove_copies, &removal);
		if (err != CIM_OK && removal.fault.err == CIM_OK)
			removal.fault = *repo_fault(change.repo);
	}
	if (err != CIM_OK)
		status = cmd_fail(change.path, err, &removal.fault);
	change_close(&change, status);
	return status;
}

/* ---- check --------------------------------------------------------------------------- */

/* What is kept against what is there. */
struct compared {
	struct findings *findings;
	struct repo_reader present;
	struct arena arena;
};

/* Whether two records of one thing say the same: what they were encoded from is what counts. */
static bool
same_record(const struct repo_record *a, const struct repo_record *b)
{
	return a->len == b->len && memcmp(a->bytes, b->bytes, a->len) == 0;
}

static enum cim_err
compare_record(void *ctx, const struct repo_record *kept)
{
	struct compared *c = ctx;
	struct repo_record there;
	struct repo_subject subject;
	char what[1000];
	enum cim_err err = c->present.get(c->present.ctx, kept->key, kept->key_len, &there);
	if (stop_wanted())
		return CIM_ECANCELED;
	if (err != CIM_OK && err != CIM_ENOENT && err != CIM_EDENIED)
		return err;
	bool denied = err == CIM_EDENIED, missing = err == CIM_ENOENT;
	if (err == CIM_OK && same_record(kept, &there))
		return CIM_OK;
	struct arena_mark mark = arena_mark(&c->arena);
	err = repo_record_subject(&c->arena, kept, &subject);
	if (err != CIM_OK)
		return err;
	/* The security of a namespace, and all that is not said in MOF, is not kept. */
	if (subject.kind == REPO_KIND_NAMESPACE && !missing)
		return CIM_OK;
	struct cim_str name = subject.kind == REPO_KIND_NAMESPACE ? subject.ns :
	    subject.kind == REPO_KIND_INSTANCE ? subject.path : cim_name_str(subject.name);
	(void)snprintf(what, sizeof(what), "%s %.*s%s%.*s", repo_kind_to_string(subject.kind),
	    (int)(name.len > 600 ? 600 : name.len), name.ptr,
	    subject.kind == REPO_KIND_NAMESPACE ? "" : " in ",
	    subject.kind == REPO_KIND_NAMESPACE ? 0 : (int)(subject.ns.len > 300 ? 300 : subject.ns.len),
	    subject.ns.ptr);
	char text[1200];
	(void)snprintf(text, sizeof(text), denied ? "%s may not be read: whether it is as it is kept "
	    "cannot be told" : missing ? "%s is kept, and missing in the repository" :
	    "%s is another in the repository than it is kept", what);
	struct repo_finding finding = { .kind = repo_kind_to_string(subject.kind), .ns = subject.ns,
		.name = name, .text = text, .note = denied };
	findings_tell(c->findings, &finding);
	arena_rewind(&c->arena, mark);
	return CIM_OK;
}

/* All that the copies have made in the scratch repository. */
static int
check_content(const struct view *view, const char *scratch, struct findings *findings)
{
	struct compared c = { .findings = findings, .present = view->reader };
	struct cim_fault fault = { .err = CIM_OK };
	struct repo *repo = NULL;
	struct repo_txn *txn = NULL;
	enum cim_err err = repo_open(scratch, REPO_READ, &repo, &fault);
	if (err == CIM_OK)
		err = repo_begin(repo, REPO_READ, &txn);
	if (err == CIM_OK)
		err = repo_walk(txn, compare_record, &c);
	if (txn != NULL && fault.err == CIM_OK)
		fault = *repo_txn_fault(txn);
	repo_abort(txn);
	repo_close(repo);
	arena_free(&c.arena);
	return cmd_fail(scratch, err, &fault);
}

/* Its files: those that are gone need not be there, and who has changed one may want to know. */
static enum cim_err
check_origins(struct arena *arena, const struct autorecover_copy *copy, struct findings *findings)
{
	const char **files;
	size_t count;
	int64_t kept;
	struct stat st;
	enum cim_err err = autorecover_origins(arena, copy->path, &files, &count, &kept);
	for (size_t i = 0; i < count; i++) {
		if (strcmp(files[i], "-") == 0)
			continue;
		if (stat(files[i], &st) != 0)
			findings_format(findings, true, "autorecover", copy->name,
			    "%06lu: its source %s is gone; the copy does not need it", copy->number,
			    files[i]);
		else if ((int64_t)st.st_mtime > kept)
			findings_format(findings, true, "autorecover", copy->name,
			    "%06lu: its source %s has changed since it was kept", copy->number,
			    files[i]);
	}
	return err;
}

/* One copy: into what those before it have made, and on top of what is there. */
static void
check_copy(struct cmd *cmd, const struct autorecover_copy *copy, const char *path,
    const char *scratch, struct findings *findings)
{
	struct cmd quiet = *cmd;
	quiet.quiet = true;
	int alone = autorecover_compile_one(&quiet, copy->path, scratch, false);
	int here = stop_wanted() ? CMD_DONE : autorecover_compile_one(cmd, copy->path, path, true);
	if (alone != CMD_DONE)
		findings_format(findings, false, "autorecover", copy->name, "%06lu: autorecover/%s does "
		    "not compile into an empty repository", copy->number, copy->name);
	/* Who may not write, or would have to wait, was told so: that says nothing of the copy. */
	if (here == CMD_FINDINGS || here == CMD_USAGE || here == CMD_REFUSED)
		findings_format(findings, false, "autorecover", copy->name, "%06lu: autorecover/%s cannot "
		    "be compiled into the repository as it is", copy->number, copy->name);
	else if (here != CMD_DONE)
		findings_format(findings, true, "autorecover", copy->name, "%06lu: autorecover/%s was not "
		    "compiled against the repository as it is", copy->number, copy->name);
}

/* With a scratch repository that is empty. */
static int
check_all(struct cmd *cmd, const char *path, const char *scratch, struct findings *findings)
{
	struct cim_fault fault = { .err = CIM_OK };
	struct autorecover_copy *copies = NULL;
	struct repo *repo = NULL;
	struct view view;
	size_t count = 0;
	enum cim_err err =
	    repo_open(scratch, REPO_WRITE | REPO_CREATE | REPO_NO_SYNC, &repo, &fault);
	repo_close(repo);
	if (err == CIM_OK)
		err = autorecover_look(path, findings_tell, findings, &fault);
	if (err == CIM_OK)
		err = autorecover_copies(&cmd->arena, path, &copies, &count, &fault);
	for (size_t i = 0; i < count && err == CIM_OK; i++) {
		check_copy(cmd, &copies[i], path, scratch, findings);
		err = stop_wanted() ? CIM_ECANCELED :
		    check_origins(&cmd->arena, &copies[i], findings);
	}
	if (err != CIM_OK)
		return cmd_fail(path, err, &fault);
	int status = view_open(cmd, &view);
	if (status != CMD_DONE)
		return status;
	status = check_content(&view, scratch, findings);
	view_close(&view);
	return status;
}

int
cmd_autorecover_check(struct cmd *cmd)
{
	char scratch[PATH_MAX];
	struct cim_fault fault = { .err = CIM_OK };
	struct findings findings = { .json = cmd->format == FORMAT_JSON };
	struct view view;
	/* That it is there, and sound enough to be opened. */
	int status = view_open(cmd, &view);
	if (status != CMD_DONE)
		return status;
	const char *path = view.path;
	view_close(&view);
	stop_hold();
	enum cim_err err = scratch_make(scratch, sizeof(scratch), &fault);
	if (err != CIM_OK)
		return cmd_fail("autorecover check", err, &fault);
	status = check_all(cmd, path, scratch, &findings);
	scratch_remove(scratch);
	if (status == CMD_DONE && findings.problems > 0)
		status = CMD_FINDINGS;
	else if (status == CMD_DONE && cmd->verbose)
		err_line("%s: what is kept brings it back", path);
	findings_free(&findings);
	return status;
}
