/* cmd_repo.c: init, compact and status. */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "cli/cmd.h"
#include "cli/json.h"
#include "cli/out.h"
#include "cli/stop.h"

/* ---- init --------------------------------------------------------------------- */

static enum cim_err
make_namespace(struct repo_txn *txn, void *ctx)
{
	const struct cmd *cmd = ctx;
	enum cim_err err = repo_namespace_create(txn, cmd_namespace(cmd));
	/* A new repository may have it from the beginning. */
	return err == CIM_EEXIST ? CIM_OK : err;
}

int
cmd_init(struct cmd *cmd)
{
	const char *path = cmd_repository(cmd);
	if (path == NULL)
		return CMD_USAGE;
	struct cim_fault fault = { .err = CIM_OK };
	struct repo *repo = NULL;
	enum cim_err err = repo_open(path, REPO_READ, &repo, &fault);
	if (err == CIM_OK) {
		repo_close(repo);
		err_line("%s: there is a repository already", path);
		return CMD_REFUSED;
	}
	if (err != CIM_ENOENT)
		return cmd_fail(path, err, &fault);
	stop_hold();
	struct change change;
	int status = change_open(cmd, &change, true, NULL);
	if (status != CMD_DONE)
		return status;
	err = repo_write(change.repo, make_namespace, cmd);
	if (err != CIM_OK)
		status = cmd_fail(path, err, repo_fault(change.repo));
	else if (cmd->verbose)
		err_line("%s: made an empty repository with namespace %s", path, cmd->ns);
	change_close(&change, status);
	return status;
}

/* ---- compact ------------------------------------------------------------------- */

/* What the repository takes on the disk; it must be there and sound enough to be opened. */
static int
file_size(struct cmd *cmd, uint64_t *bytes)
{
	struct repo_status s;
	struct view view;
	int status = view_open(cmd, &view);
	if (status != CMD_DONE)
		return status;
	enum cim_err err = repo_status(view.repo, &s);
	if (err != CIM_OK)
		status = view_fail(&view, err);
	else
		*bytes = s.file_bytes;
	view_close(&view);
	return status;
}

int
cmd_compact(struct cmd *cmd)
{
	const char *path = cmd_repository(cmd);
	struct cim_fault fault = { .err = CIM_OK };
	struct repo_build *build;
	uint64_t before = 0, after = 0;
	if (path == NULL)
		return CMD_USAGE;
	stop_hold();
	int status = file_size(cmd, &before);
	if (status != CMD_DONE)
		return status;
	enum cim_err err = repo_build_begin(path, cmd->no_sync ? REPO_NO_SYNC : 0u, &build, &fault);
	if (err == CIM_OK) {
		err = repo_build_copy(build);
		if (err == CIM_OK && stop_wanted())
			err = CIM_ECANCELED;
		if (err == CIM_OK)
			err = repo_build_finish(build);
		else
			repo_build_abandon(build);
	}
	status = cmd_fail(path, err, &fault);
	if (status == CMD_DONE && cmd->verbose && file_size(cmd, &after) == CMD_DONE)
		err_line("%s: %" PRIu64 " bytes, before %" PRIu64, path, after, before);
	return status;
}

/* ---- status ------------------------------------------------------------------- */

/* What others do with it. */
struct company {
	bool backed_up;
	struct repo_backup backup;
	uint64_t connections;
	struct repo_gate gate;
};

static enum cim_err
count_one(void *ctx, const struct repo_connection *connection)
{
	struct company *company = ctx;
	(void)connection;
	company->connections++;
	return CIM_OK;
}

static enum cim_err
company_read(struct repo *repo, struct company *company)
{
	*company = (struct company){ .connections = 0 };
	struct cim_fault ignored = { .err = CIM_OK };
	company->backed_up = repo_backup_read(repo, &company->backup, &ignored) == CIM_OK;
	enum cim_err err = repo_connection_list(repo, count_one, company);
	return err != CIM_OK ? err : repo_gate_read(repo, &company->gate);
}

static void
time_text(int64_t seconds, char out[32])
{
	time_t when = (time_t)seconds;
	struct tm tm;
	if (gmtime_r(&when, &tm) == NULL || strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
		(void)snprintf(out, 32, "%" PRId64, seconds);
}

static void
backup_json(struct bytes_writer *w, const struct company *company)
{
	char when[32];
	json_key(w, "last_backup");
	if (!company->backed_up) {
		bytes_write_text(w, "null");
		return;
	}
	time_text(company->backup.when, when);
	bytes_write_text(w, "{");
	json_key_text(w, "time", when);
	json_key_text(w, "file", company->backup.file);
	json_key_text(w, "content_id", company->backup.content_id);
	bytes_write_text(w, "}");
}

static void
gate_json(struct bytes_writer *w, const struct repo_gate *gate)
{
	json_key(w, "paused");
	if (!gate->shut) {
		bytes_write_text(w, "null");
		return;
	}
	bytes_write_text(w, "{");
	json_key_number(w, "pid", gate->pid);
	json_key_text(w, "user", gate->user);
	json_key_text(w, "program", gate->program);
	json_key_number(w, "since", (uint64_t)gate->since);
	json_key_number(w, "until", (uint64_t)time(NULL) + gate->left / 1000);
	json_key_number(w, "left_ms", gate->left);
	bytes_write_text(w, "}");
}

/* What each namespace holds. One that may not be read is left out. */
struct by_namespace {
	struct repo_reader reader;
	struct bytes_writer *w;		/* NULL: as text */
	struct repo_txn *txn;
};

static enum cim_err
count_namespace(void *ctx, struct cim_str ns)
{
	struct by_namespace *by = ctx;
	struct repo_namespace_counts n;
	enum cim_err err = repo_namespace_count(by->reader, ns, &n);
	if (err == CIM_EDENIED) {
		repo_txn_hide(by->txn);
		return CIM_OK;
	}
	if (err != CIM_OK)
		return err;
	if (by->w == NULL) {
		out_format("namespace %.*s: %" PRIu64 " qualifier types, %" PRIu64 " classes, %" PRIu64
		    " instances", (int)ns.len, ns.ptr, n.qualifier_types, n.classes, n.instances);
		if (n.structures + n.enumerations > 0)
			out_format(", %" PRIu64 " structures, %" PRIu64 " enumerations", n.structures,
			    n.enumerations);
		out_text("\n");
		return out_failed() ? CIM_EIO : CIM_OK;
	}
	json_comma(by->w);
	bytes_write_text(by->w, "{");
	json_key_str(by->w, "name", ns);
	json_key_number(by->w, "qualifier_types", n.qualifier_types);
	json_key_number(by->w, "classes", n.classes);
	json_key_number(by->w, "instances", n.instances);
	json_key_number(by->w, "structures", n.structures);
	json_key_number(by->w, "enumerations", n.enumerations);
	bytes_write_text(by->w, "}");
	return by->w->err;
}

static enum cim_err
namespaces_tell(const struct view *view, struct bytes_writer *w)
{
	struct by_namespace by = { .reader = view->reader, .w = w, .txn = view->txn };
	return repo_namespace_list(view->reader, count_namespace, &by);
}

static enum cim_err
status_json(const struct view *view, const struct repo_status *s, const struct company *company)
{
	const char *path = view->path;
	struct bytes_writer w = { 0 };
	bytes_write_text(&w, "{");
	json_key_text(&w, "repository", path);
	json_key_text(&w, "uuid", s->uuid);
	json_key_number(&w, "format", s->format);
	json_key_number(&w, "generation", s->generation);
	json_key_number(&w, "namespaces", s->namespaces);
	json_key_number(&w, "qualifier_types", s->qualifier_types);
	json_key_number(&w, "classes", s->classes);
	json_key_number(&w, "instances", s->instances);
	json_key_number(&w, "structures", s->structures);
	json_key_number(&w, "enumerations", s->enumerations);
	json_key_number(&w, "used_bytes", s->used_bytes);
	json_key_number(&w, "file_bytes", s->file_bytes);
	json_key_number(&w, "map_bytes", s->map_bytes);
	json_key_number(&w, "free_pages", s->free_pages);
	json_key_number(&w, "kept_generation", s->kept);
	backup_json(&w, company);
	json_key_number(&w, "connections", company->connections);
	gate_json(&w, &company->gate);
	json_key(&w, "by_namespace");
	bytes_write_text(&w, "[");
	enum cim_err err = namespaces_tell(view, &w);
	bytes_write_text(&w, "]}");
	if (err == CIM_OK)
		err = json_line(&w);
	bytes_writer_free(&w);
	return err;
}

static void
status_text(const char *path, const struct repo_status *s, const struct company *company)
{
	out_format("repository: %s\n", path);
	out_format("uuid: %s\n", s->uuid);
	out_format("format: %" PRIu32 "\n", s->format);
	out_format("generation: %" PRIu64 "\n", s->generation);
	out_format("namespaces: %" PRIu64 "\n", s->namespaces);
	out_format("qualifier types: %" PRIu64 "\n", s->qualifier_types);
	out_format("classes: %" PRIu64 "\n", s->classes);
	out_format("instances: %" PRIu64 "\n", s->instances);
	if (s->structures + s->enumerations > 0)
		out_format("structures: %" PRIu64 "\nenumerations: %" PRIu64 "\n", s->structures,
		    s->enumerations);
	out_format("used bytes: %" PRIu64 "\n", s->used_bytes);
	out_format("file bytes: %" PRIu64 "\n", s->file_bytes);
	out_format("map bytes: %" PRIu64 "\n", s->map_bytes);
	out_format("free pages: %" PRIu64 "\n", s->free_pages);
	if (s->kept != 0)
		out_format("kept generation: %" PRIu64 " (salvage --drop-old, or --undo)\n", s->kept);
	if (company->backed_up) {
		char when[32];
		time_text(company->backup.when, when);
		out_format("last backup: %s %s\n", when, company->backup.file);
	}
	out_format("connections: %" PRIu64 "\n", company->connections);
	if (company->gate.shut) {
		char since[32], until[32];
		time_text(company->gate.since, since);
		time_text((int64_t)time(NULL) + (int64_t)(company->gate.left / 1000), until);
		out_format("paused: by %s (pid %" PRIu64 ", user %s), since %s, until %s, for %" PRIu64
		    " seconds more at most\n", company->gate.program, company->gate.pid,
		    company->gate.user, since, until, (company->gate.left + 999) / 1000);
	}
}

int
cmd_status(struct cmd *cmd)
{
	struct view view;
	int status = view_open(cmd, &view);
	if (status != CMD_DONE)
		return status;
	struct repo_status s;
	struct company company;
	enum cim_err err = repo_status(view.repo, &s);
	if (err == CIM_OK)
		err = company_read(view.repo, &company);
	if (err == CIM_OK && cmd->format == FORMAT_JSON)
		err = status_json(&view, &s, &company);
	else if (err == CIM_OK)
		status_text(view.path, &s, &company);
	if (err == CIM_OK && cmd->format != FORMAT_JSON && cmd->verbose)
		err = namespaces_tell(&view, NULL);
	if (err != CIM_OK)
		status = view_fail(&view, err);
	view_close(&view);
	return status;
}
