/* cmd_snapshot.c: backup, restore, and a look into a snapshot. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cim/limits.h"
#include "cim/path.h"
#include "cim/wbem.h"
#include "cli/cmd.h"
#include "cli/json.h"
#include "cli/out.h"
#include "cli/print.h"
#include "cli/progress.h"
#include "cli/stop.h"
#include "snapshot/snapshot.h"

/* ---- Through a file: standard input and output ----------------------------------------- */

/*
 * A directory of our own for one file, as a snapshot is made and read at a place, not in a
 * stream.
 */
struct spool {
	char dir[PATH_MAX - 16];
	char file[PATH_MAX];
};

static enum cim_err
spool_open(struct spool *spool, struct cim_fault *fault)
{
	const char *tmp = getenv("TMPDIR");
	if (tmp == NULL || tmp[0] != '/' || strlen(tmp) > sizeof(spool->dir) - 32)
		tmp = "/tmp";
	(void)snprintf(spool->dir, sizeof(spool->dir), "%s/wbemkit.XXXXXX", tmp);
	if (mkdtemp(spool->dir) == NULL)
		return cim_fault_errno(fault, "%s: cannot make a directory there", tmp);
	(void)snprintf(spool->file, sizeof(spool->file), "%s/snapshot", spool->dir);
	return CIM_OK;
}

static void
spool_remove(const struct spool *spool)
{
	(void)unlink(spool->file);
	(void)rmdir(spool->dir);
}

/* All of standard input into the file. */
static enum cim_err
spool_fill(const struct spool *spool, struct cim_fault *fault)
{
	static char room[1 << 16];
	int fd = open(spool->file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return cim_fault_errno(fault, "%s", spool->file);
	enum cim_err err = CIM_OK;
	while (err == CIM_OK) {
		ssize_t got = read(STDIN_FILENO, room, sizeof(room));
		if (stop_wanted())
			err = CIM_ECANCELED;
		else if (got < 0 && errno != EINTR)
			err = cim_fault_errno(fault, "standard input");
		else if (got == 0)
			break;
		for (ssize_t done = 0; err == CIM_OK && done < got;) {
			ssize_t put = write(fd, room + done, (size_t)(got - done));
			if (put < 0 && errno != EINTR)
				err = cim_fault_errno(fault, "%s", spool->file);
			else if (put > 0)
				done += put;
		}
	}
	if (close(fd) != 0 && err == CIM_OK)
		err = cim_fault_errno(fault, "%s", spool->file);
	return err;
}

/* The whole file to standard output, whose own failures are told at the end. */
static enum cim_err
spool_drain(const struct spool *spool, struct cim_fault *fault)
{
	static char room[1 << 16];
	int fd = open(spool->file, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return cim_fault_errno(fault, "%s", spool->file);
	enum cim_err err = CIM_OK;
	while (err == CIM_OK && !out_failed()) {
		ssize_t got = read(fd, room, sizeof(room));
		if (stop_wanted())
			err = CIM_ECANCELED;
		else if (got < 0 && errno != EINTR)
			err = cim_fault_errno(fault, "%s", spool->file);
		else if (got == 0)
			break;
		else if (got > 0)
			out_bytes(room, (size_t)got);
	}
	(void)close(fd);
	return err;
}

/* ---- backup ---------------------------------------------------------------------------- */

static void
tell_written(const char *path, const struct snap_label *label)
{
	err_line("%s: %" PRIu64 " bytes, %" PRIu64 " records (%" PRIu64 " classes, %" PRIu64 " "
	    "instances), content id %s",
	    path, label->file_bytes, label->records, label->classes, label->instances,
	    label->content_id);
}

/* For status: the file by its whole path, or that it went to standard output. */
static void
note_written(struct view *view, const char *path, const char *name, const struct snap_label *label)
{
	char whole[PATH_MAX];
	struct cim_fault fault = { .err = CIM_OK };
	const char *file = path != name ? "-" : realpath(path, whole) != NULL ? whole : path;
	if (repo_backup_note(view->repo, file, label->content_id, (int64_t)time(NULL), &fault) != CIM_OK)
		err_line("warning: the backup is good, and could not be noted: %s", fault.text);
}

static int
backup_to(struct cmd *cmd, const char *path, const char *name)
{
	struct view view;
	int status = view_open(cmd, &view);
	if (status != CMD_DONE)
		return status;
	if (repo_privilege_enable(view.repo, REPO_PRIVILEGE_BACKUP) != CIM_OK) {
		status = view_fail(&view, repo_fault(view.repo)->err);
		view_close(&view);
		return status;
	}
	struct progress progress;
	struct snap_label label;
	struct cim_fault fault = { .err = CIM_OK };
	progress_begin(&progress, cmd, "backup");
	struct snap_write_options options = { .level = cmd->level, .threads = cmd->threads,
		.overwrite = cmd->overwrite, .no_verify = cmd->no_verify, .no_sync = cmd->no_sync,
		.progress = progress_step, .progress_ctx = &progress };
	enum cim_err err = snap_write(view.repo, view.txn, path, &options, &label, &fault);
	progress_end(&progress);
	if (err == CIM_OK && cmd->verbose)
		tell_written(name, &label);
	/* The backup is good, whether or not it can be noted. */
	if (err == CIM_OK)
		note_written(&view, path, name, &label);
	if (err == CIM_EEXIST) {
		err_line("%s: the file exists already; --overwrite replaces it", name);
		status = CMD_REFUSED;
	} else {
		status = cmd_fail(name, err, &fault);
	}
	view_close(&view);
	return status;
}

/* A snapshot on standard output: made in a file of our own first, as it must be read back. */
static int
backup_to_output(struct cmd *cmd)
{
	struct spool spool;
	struct cim_fault fault = { .err = CIM_OK };
	if (isatty(STDOUT_FILENO) != 0)
		return cmd_usage(
		    "backup: a snapshot is not for a terminal; send standard output elsewhere");
	enum cim_err err = spool_open(&spool, &fault);
	if (err != CIM_OK)
		return cmd_fail("backup", err, &fault);
	cmd->no_sync = true;	/* the file lives for a moment only */
	int status = backup_to(cmd, spool.file, "standard output");
	if (status == CMD_DONE)
		status = cmd_fail("backup", spool_drain(&spool, &fault), &fault);
	spool_remove(&spool);
	return status;
}

int
cmd_backup(struct cmd *cmd)
{
	stop_hold();
	if (strcmp(cmd->args[0], "-") == 0)
		return backup_to_output(cmd);
	return backup_to(cmd, cmd->args[0], cmd->args[0]);
}

/* ---- An open snapshot -------------------------------------------------------------------- */

struct opened {
	const char *name;
	struct snap_reader *snap;
	struct spool spool;
	bool spooled;
};

/* What to do about a damaged snapshot. */
#define ANOTHER "take another backup"

/* FILE, or standard input by way of a file. CMD_DONE, or the status after saying why not. */
static int
snapshot_open(struct opened *opened, const char *path)
{
	struct cim_fault fault = { .err = CIM_OK };
	memset(opened, 0, sizeof(*opened));
	opened->name = path;
	if (strcmp(path, "-") == 0) {
		opened->name = "standard input";
		stop_hold();
		enum cim_err err = spool_open(&opened->spool, &fault);
		if (err != CIM_OK)
			return cmd_fail(opened->name, err, &fault);
		opened->spooled = true;
		err = spool_fill(&opened->spool, &fault);
		if (err != CIM_OK) {
			spool_remove(&opened->spool);
			return cmd_fail(opened->name, err, &fault);
		}
		path = opened->spool.file;
	}
	enum cim_err err = snap_open(path, &opened->snap, &fault);
	if (err != CIM_OK && opened->spooled)
		spool_remove(&opened->spool);
	return cmd_fail_input(opened->name, err, &fault);
}

static void
snapshot_close(struct opened *opened)
{
	snap_close(opened->snap);
	if (opened->spooled)
		spool_remove(&opened->spool);
}

static int
snapshot_fail(const struct opened *opened, enum cim_err err)
{
	return cmd_fail_damaged(opened->name, err, snap_fault(opened->snap), ANOTHER);
}

/* ---- restore ------------------------------------------------------------------------------- */

int
cmd_restore(struct cmd *cmd)
{
	struct opened opened;
	const char *path = cmd_repository(cmd);
	if (path == NULL)
		return CMD_USAGE;
	if (!cmd->force && (cmd->given & (OPT_BIT(OPT_NO_WAIT) | OPT_BIT(OPT_LOCK_TIMEOUT))) != 0)
		return cmd_usage("restore: --no-wait and --lock-timeout go with --force, which waits "
		    "for who is writing; without it nobody may have the repository open");
	stop_hold();
	int status = snapshot_open(&opened, cmd->args[0]);
	if (status != CMD_DONE)
		return status;
	struct progress progress;
	struct cim_fault fault = { .err = CIM_OK };
	unsigned flags = (cmd->no_sync ? REPO_NO_SYNC : 0u) | (cmd->force ? REPO_FORCE : 0u);
	progress_begin(&progress, cmd, "restore");
	enum cim_err err = snap_restore(
	    opened.snap, path, flags, cmd->wait, progress_step, &progress, &fault);
	progress_end(&progress);
	/* What is damaged is the snapshot, unless it is told of a file of the repository. */
	if (err == CIM_EDAMAGED && strncmp(fault.text, path, strlen(path)) != 0)
		status = cmd_fail_damaged(opened.name, err, &fault, ANOTHER);
	else
		status = err == CIM_EBUSY && !cmd->force ? cmd_fail_connected(cmd, path, err, &fault) :
		    cmd_fail(path, err, &fault);
	if (err == CIM_OK && cmd->verbose) {
		const struct snap_label *label = snap_label(opened.snap);
		err_line("%s: restored %" PRIu64 " records (%" PRIu64 " classes, %" PRIu64
		    " instances)",
		    path, label->records, label->classes, label->instances);
	}
	snapshot_close(&opened);
	return status;
}

/* ---- snapshot list --------------------------------------------------------------------------- */

/* What stands behind the namespace: a name, or the path of an instance. */
static struct cim_str
subject_name(const struct repo_subject *subject)
{
	return subject->kind == REPO_KIND_INSTANCE ? subject->path : cim_name_str(subject->name);
}

static enum cim_err
list_text(void *ctx, const struct repo_subject *subject)
{
	(void)ctx;
	out_text(repo_kind_to_string(subject->kind));
	out_text(" ");
	out_str(subject->ns);
	if (subject->kind != REPO_KIND_NAMESPACE) {
		out_text(":");
		out_str(subject_name(subject));
	}
	out_text("\n");
	return out_failed() ? CIM_EIO : CIM_OK;
}

static enum cim_err
list_json(void *ctx, const struct repo_subject *subject)
{
	struct bytes_writer *w = ctx;
	bytes_write_text(w, "{");
	json_key_text(w, "kind", repo_kind_to_string(subject->kind));
	if (subject->kind == REPO_KIND_NAMESPACE) {
		json_key_str(w, "name", subject->ns);
	} else {
		json_key_str(w, "namespace", subject->ns);
		json_key_str(w, subject->kind == REPO_KIND_INSTANCE ? "path" : "name",
		    subject_name(subject));
	}
	bytes_write_text(w, "}");
	return json_line(w);
}

int
cmd_snapshot_list(struct cmd *cmd)
{
	struct opened opened;
	struct bytes_writer w = { 0 };
	int status = snapshot_open(&opened, cmd->args[0]);
	if (status != CMD_DONE)
		return status;
	enum cim_err err =
	    snap_list(opened.snap, cmd->format == FORMAT_JSON ? list_json : list_text, &w);
	status = snapshot_fail(&opened, err);
	bytes_writer_free(&w);
	snapshot_close(&opened);
	return status;
}

/* ---- snapshot show --------------------------------------------------------------------------- */

static void
time_text(uint64_t seconds, char out[32])
{
	time_t when = (time_t)seconds;
	struct tm tm;
	if (seconds > INT32_MAX * UINT64_C(100) || gmtime_r(&when, &tm) == NULL ||
	    strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
		(void)snprintf(out, 32, "%" PRIu64, seconds);
}

static enum cim_err
label_text(const struct snap_label *label)
{
	char created[32];
	time_text(label->created, created);
	out_format("content id: %s\n", label->content_id);
	out_format("format: %" PRIu32 ", for readers from %" PRIu32 "\n", label->format,
	    label->oldest_reader);
	out_format("created: %s\n", created);
	out_format("origin: %s\n", label->origin);
	out_format("repository: %s\n", label->repository);
	out_format("compressor: %s\n", label->compressor);
	out_format("namespaces: %" PRIu64 "\n", label->namespaces);
	out_format("qualifier types: %" PRIu64 "\n", label->qualifier_types);
	out_format("classes: %" PRIu64 "\n", label->classes);
	out_format("instances: %" PRIu64 "\n", label->instances);
	if (label->structures + label->enumerations > 0)
		out_format("structures: %" PRIu64 "\nenumerations: %" PRIu64 "\n",
		    label->structures, label->enumerations);
	out_format("records: %" PRIu64 "\n", label->records);
	out_format("record bytes: %" PRIu64 "\n", label->record_bytes);
	out_format("file bytes: %" PRIu64 "\n", label->file_bytes);
	return out_failed() ? CIM_EIO : CIM_OK;
}

static enum cim_err
label_json(const struct snap_label *label)
{
	char created[32];
	struct bytes_writer w = { 0 };
	time_text(label->created, created);
	bytes_write_text(&w, "{");
	json_key_text(&w, "content_id", label->content_id);
	json_key_number(&w, "format", label->format);
	json_key_number(&w, "oldest_reader", label->oldest_reader);
	json_key_text(&w, "created", created);
	json_key_text(&w, "origin", label->origin);
	json_key_text(&w, "repository", label->repository);
	json_key_text(&w, "compressor", label->compressor);
	json_key_number(&w, "namespaces", label->namespaces);
	json_key_number(&w, "qualifier_types", label->qualifier_types);
	json_key_number(&w, "classes", label->classes);
	json_key_number(&w, "instances", label->instances);
	json_key_number(&w, "structures", label->structures);
	json_key_number(&w, "enumerations", label->enumerations);
	json_key_number(&w, "records", label->records);
	json_key_number(&w, "record_bytes", label->record_bytes);
	json_key_number(&w, "file_bytes", label->file_bytes);
	bytes_write_text(&w, "}");
	enum cim_err err = json_line(&w);
	bytes_writer_free(&w);
	return err;
}

/* A class, a qualifier type, an instance: what there is under this name. CIM_ENOENT: nothing. */
static enum cim_err
show_named(struct printer *p, const char *text)
{
	const struct cim_class *cls;
	const struct cim_qualifier_type *qt;
	const struct cim_instance *inst;
	struct cim_path path;
	enum cim_err err = cim_path_parse(&p->arena, cim_str_from(text), &path, NULL);
	if (err != CIM_OK)
		return err == CIM_EINVAL || err == CIM_ELIMIT ? CIM_ENOENT : err;
	if (path.ns.len > 0)
		p->ns = path.ns;
	if (path.key_count > 0 || path.is_singleton) {
		err = repo_instance_get(p->reader, &p->arena, p->ns, &path, &inst);
		if (err == CIM_OK) {
			/* What a snapshot gives lives until the next question. */
			inst = cim_instance_copy(&p->arena, inst);
			err = inst == NULL ? CIM_ENOMEM
			    : print_instance(p, inst, cim_str_from(text));
		}
		return err == CIM_EINVAL ? CIM_ENOENT : err;
	}
	enum cim_err found =
	    repo_qualifier_type_get(p->reader, &p->arena, p->ns, path.class_name, &qt);
	if (found == CIM_OK)
		err = print_qualifier_type(p, qt);
	if (err == CIM_OK && (found == CIM_OK || found == CIM_ENOENT))
		err = repo_class_get(p->reader, &p->arena, p->ns, path.class_name, &cls);
	if (err == CIM_ENOENT)
		err = repo_structure_get(p->reader, &p->arena, p->ns, path.class_name, &cls);
	if (err == CIM_ENOENT) {
		const struct cim_enumeration *en;
		err = repo_enumeration_get(p->reader, &p->arena, p->ns, path.class_name, &en);
		if (err == CIM_OK)
			return print_enumeration(p, en);
	}
	if (err == CIM_OK && (found == CIM_OK || found == CIM_ENOENT))
		return print_class(p, cls);
	return err == CIM_ENOENT || err == CIM_OK ? found : err;
}

static int
show_names(struct cmd *cmd, struct opened *opened)
{
	int status = CMD_DONE;
	enum cim_err err = CIM_OK;
	bool begun = false;
	struct repo_reader reader = snap_reader(opened->snap);
	struct repo_locale *locale;
	status = cmd_amended(cmd, &reader, &locale);
	if (status != CMD_DONE)
		return status;
	for (int i = 1; i < cmd->arg_count && err == CIM_OK; i++) {
		struct printer p;
		printer_init(&p, cmd, reader, cmd_namespace(cmd));
		if (p.format == FORMAT_TEXT)
			p.format = FORMAT_MOF;
		p.begun = begun;
		err = show_named(&p, cmd->args[i]);
		begun = p.begun;
		if (err == CIM_ENOENT) {
			char code[CMD_CODE_SIZE];
			err_line("%s: no such object in %.*s of %s%s", cmd->args[i],
			    (int)p.ns.len, p.ns.ptr, opened->name,
			    cmd_code(code, WBEM_E_NOT_FOUND));
			status = CMD_FINDINGS;
			err = CIM_OK;
		} else if (err != CIM_OK) {
			status = p.fault.err != CIM_OK ? cmd_fail(opened->name, err, &p.fault)
			    : snapshot_fail(opened, err);
		}
		printer_free(&p);
	}
	repo_locale_free(locale);
	return status;
}

int
cmd_snapshot_show(struct cmd *cmd)
{
	struct opened opened;
	bool label_alone = cmd->arg_count == 1;
	if (label_alone && cmd->format == FORMAT_MOF && (cmd->given & OPT_BIT(OPT_FORMAT)) != 0)
		return cmd_usage(
		    "snapshot show: the label of a snapshot is no MOF; name an object");
	int status = snapshot_open(&opened, cmd->args[0]);
	if (status != CMD_DONE)
		return status;
	const struct snap_label *label = snap_label(opened.snap);
	if (!label_alone)
		status = show_names(cmd, &opened);
	else
		status = snapshot_fail(&opened,
		    cmd->format == FORMAT_JSON ? label_json(label) : label_text(label));
	snapshot_close(&opened);
	return status;
}

/* ---- snapshot verify --------------------------------------------------------------------- */

static int
verify_one(struct cmd *cmd, const char *path)
{
	struct opened opened;
	struct progress progress;
	int status = snapshot_open(&opened, path);
	if (status != CMD_DONE)
		return status;
	progress_begin(&progress, cmd, "verify");
	enum cim_err err = snap_verify(opened.snap, progress_step, &progress);
	progress_end(&progress);
	status = snapshot_fail(&opened, err);
	if (err == CIM_OK && cmd->verbose)
		err_line(
		    "%s: sound, content id %s", opened.name, snap_label(opened.snap)->content_id);
	snapshot_close(&opened);
	return status;
}

int
cmd_snapshot_verify(struct cmd *cmd)
{
	int worst = CMD_DONE;
	for (int i = 0; i < cmd->arg_count && !stop_wanted(); i++) {
		int status = verify_one(cmd, cmd->args[i]);
		/* Of several failures the first is told by the status. */
		if (worst == CMD_DONE)
			worst = status;
	}
	return worst;
}
