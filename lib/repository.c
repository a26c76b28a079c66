/* repository.c: a handle opened and closed, paused and resumed, backed up, restored, verified. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "lib/handle.h"
#include "lib/list.h"
#include "lib/object.h"
#include "snapshot/snapshot.h"

/* ---- Handles ---------------------------------------------------------------- */

wk_repository *
wk_new(const char *path)
{
	wk_repository *repo = calloc(1, sizeof(*repo));
	if (repo == NULL || path == NULL || (repo->path = strdup(path)) == NULL ||
	    pthread_mutex_init(&repo->lock, NULL) != 0) {
		if (repo != NULL)
			free(repo->path);
		free(repo);
		return NULL;
	}
	repo->wait = -1;
	return repo;
}

void
wk_close(wk_repository *repo)
{
	if (repo == NULL)
		return;
	repo_close(repo->repo);
	repo->repo = NULL;
}

void
wk_free(wk_repository *repo)
{
	if (repo == NULL)
		return;
	wk_close(repo);
	(void)pthread_mutex_destroy(&repo->lock);
	free(repo->path);
	free(repo);
}

const char *
wk_error(const wk_repository *repo)
{
	return repo == NULL ? "" : repo->text;
}

wk_status
handle_told(struct wk_repository *repo, wk_status code, const char *text)
{
	const struct cim_wbem *row = cim_wbem_find(code);
	if (text == NULL || text[0] == '\0')
		text = row != NULL ? row->meaning : "failed";
	(void)pthread_mutex_lock(&repo->lock);
	size_t n = strlen(text);
	n = n < sizeof(repo->text) ? n : sizeof(repo->text) - 1;
	memmove(repo->text, text, n);
	repo->text[n] = '\0';
	(void)pthread_mutex_unlock(&repo->lock);
	return code;
}

wk_status
handle_failed(struct wk_repository *repo, enum cim_err err, const struct cim_fault *fault)
{
	if (err == CIM_OK)
		return WK_OK;
	bool coded = fault != NULL && fault->err == err && fault->wbem != 0;
	return handle_told(repo, coded ? fault->wbem : cim_wbem_of(err),
	    fault != NULL && fault->text[0] != '\0' ? fault->text : cim_strerror(err));
}

wk_status
handle_failed_open(struct wk_repository *repo, enum cim_err err)
{
	struct cim_fault fault;
	if (err == CIM_OK)
		return WK_OK;
	repo_fault_copy(repo->repo, &fault);
	return handle_failed(repo, err, &fault);
}

static wk_status
failed(struct wk_repository *repo, enum cim_err err)
{
	return handle_failed_open(repo, err);
}

static wk_status
closed(struct wk_repository *repo)
{
	return handle_told(repo, WK_WBEM_E_INVALID_OPERATION, "the repository is not open");
}

wk_status
wk_open(wk_repository *repo, unsigned flags)
{
	struct cim_fault fault = { .err = CIM_OK };
	unsigned how = 0;
	if (repo == NULL)
		return WK_WBEM_E_INVALID_PARAMETER;
	if (repo->repo != NULL)
		return handle_told(repo, WK_WBEM_E_INVALID_OPERATION, "it is open already");
	if ((flags & ~(WK_WRITE | WK_CREATE | WK_NO_SYNC)) != 0 ||
	    (flags & (WK_WRITE | WK_CREATE)) == WK_CREATE)
		return handle_told(repo, WK_WBEM_E_INVALID_PARAMETER, "no such flags");
	how |= (flags & WK_WRITE) != 0 ? REPO_WRITE : REPO_READ;
	how |= (flags & WK_CREATE) != 0 ? REPO_CREATE : 0;
	how |= (flags & WK_NO_SYNC) != 0 ? REPO_NO_SYNC : 0;
	enum cim_err err = repo_open(repo->path, how, &repo->repo, &fault);
	if (err == CIM_OK)
		repo_set_wait(repo->repo, repo->wait);
	return handle_failed(repo, err, &fault);
}

void
wk_set_wait(wk_repository *repo, int64_t milliseconds)
{
	if (repo == NULL)
		return;
	repo->wait = milliseconds;
	if (repo->repo != NULL)
		repo_set_wait(repo->repo, milliseconds);
}

/* ---- Privileges ------------------------------------------------------------- */

#define ALL_PRIVILEGES (WK_PRIVILEGE_BACKUP | WK_PRIVILEGE_RESTORE)

wk_status
wk_privilege_enable(wk_repository *repo, unsigned privileges)
{
	if (repo == NULL || (privileges & ~ALL_PRIVILEGES) != 0)
		return WK_WBEM_E_INVALID_PARAMETER;
	if (repo->repo == NULL)
		return closed(repo);
	return failed(repo, repo_privilege_enable(repo->repo, privileges));
}

wk_status
wk_privilege_disable(wk_repository *repo, unsigned privileges)
{
	if (repo == NULL || (privileges & ~ALL_PRIVILEGES) != 0)
		return WK_WBEM_E_INVALID_PARAMETER;
	if (repo->repo == NULL)
		return closed(repo);
	repo_privilege_disable(repo->repo, privileges);
	return WK_OK;
}

wk_status
wk_privilege_get(wk_repository *repo, unsigned *held, unsigned *enabled)
{
	if (held == NULL || enabled == NULL)
		return WK_WBEM_E_INVALID_PARAMETER;
	*held = *enabled = 0;
	if (repo == NULL)
		return WK_WBEM_E_INVALID_PARAMETER;
	if (repo->repo == NULL)
		return closed(repo);
	return failed(repo, repo_privilege_get(repo->repo, held, enabled));
}

/* ---- The gate --------------------------------------------------------------- */

wk_status
wk_pause(wk_repository *repo, uint64_t limit)
{
	if (repo == NULL || repo->repo == NULL)
		return repo == NULL ? WK_WBEM_E_INVALID_PARAMETER : closed(repo);
	enum cim_err err = repo_pause(repo->repo, limit);
	wk_status status = failed(repo, err);
	return err == CIM_EINVAL ? WK_WBEM_E_INVALID_OPERATION : status;
}

wk_status
wk_resume(wk_repository *repo)
{
	if (repo == NULL || repo->repo == NULL)
		return repo == NULL ? WK_WBEM_E_INVALID_PARAMETER : closed(repo);
	enum cim_err err = repo_resume(repo->repo);
	wk_status status = failed(repo, err);
	return err == CIM_EINVAL ? WK_WBEM_E_INVALID_OPERATION :
	    err == CIM_ECONFLICT ? WK_WBEM_E_TIMED_OUT : status;
}

/* ---- What it is ------------------------------------------------------------- */

static void
describe_gate(struct record *r, const struct repo_gate *gate)
{
	record_bool(r, "Paused", gate->shut);
	if (!gate->shut)
		return;
	record_text(r, "PausedBy", gate->program);
	record_number(r, "PausedByPid", gate->pid);
	record_number(r, "PausedSince", (uint64_t)gate->since);
	record_number(r, "PauseLeft", gate->left);
}

wk_status
wk_describe(wk_repository *repo, wk_object **out)
{
	struct repo_status s;
	struct repo_gate gate;
	struct record r;
	if (out == NULL)
		return WK_WBEM_E_INVALID_PARAMETER;
	*out = NULL;
	if (repo == NULL || repo->repo == NULL)
		return repo == NULL ? WK_WBEM_E_INVALID_PARAMETER : closed(repo);
	enum cim_err err = repo_status(repo->repo, &s);
	if (err == CIM_OK)
		err = repo_gate_read(repo->repo, &gate);
	if (err != CIM_OK)
		return failed(repo, err);
	record_begin(&r, "Repository");
	record_text(&r, "Path", repo->path);
	record_text(&r, "Uuid", s.uuid);
	record_number(&r, "Format", s.format);
	record_number(&r, "Generation", s.generation);
	record_number(&r, "Namespaces", s.namespaces);
	record_number(&r, "QualifierTypes", s.qualifier_types);
	record_number(&r, "Classes", s.classes);
	record_number(&r, "Instances", s.instances);
	record_number(&r, "Structures", s.structures);
	record_number(&r, "Enumerations", s.enumerations);
	record_number(&r, "UsedBytes", s.used_bytes);
	record_number(&r, "FileBytes", s.file_bytes);
	record_number(&r, "MapBytes", s.map_bytes);
	record_number(&r, "FreePages", s.free_pages);
	describe_gate(&r, &gate);
	return handle_failed(repo, record_end(&r, out), NULL);
}

static enum cim_err
each_connection(void *ctx, const struct repo_connection *c)
{
	struct wk_object *object;
	struct record r;
	record_begin(&r, "Connection");
	record_number(&r, "Pid", c->pid);
	record_number(&r, "Uid", c->uid);
	record_text(&r, "User", c->user);
	record_text(&r, "Program", c->program);
	record_number(&r, "Since", (uint64_t)c->since);
	record_bool(&r, "Own", c->own);
	record_bool(&r, "Writes", (c->holds & REPO_CONNECTION_WRITES) != 0);
	record_bool(&r, "Pauses", (c->holds & REPO_CONNECTION_PAUSES) != 0);
	enum cim_err err = record_end(&r, &object);
	if (err == CIM_OK)
		list_push(ctx, object);
	return err;
}

wk_status
wk_connections(wk_repository *repo, wk_list **out)
{
	if (out == NULL)
		return WK_WBEM_E_INVALID_PARAMETER;
	*out = NULL;
	if (repo == NULL || repo->repo == NULL)
		return repo == NULL ? WK_WBEM_E_INVALID_PARAMETER : closed(repo);
	struct wk_list *list = list_new(NULL);
	if (list == NULL)
		return handle_failed(repo, CIM_ENOMEM, NULL);
	enum cim_err err = repo_connection_list(repo->repo, each_connection, list);
	if (err == CIM_OK)
		*out = list;
	else
		wk_list_free(list);
	return failed(repo, err);
}

/* ---- Backup and restore ----------------------------------------------------- */

wk_status
wk_backup(wk_repository *repo, const char *file, unsigned flags, wk_progress_fn progress, void *ctx)
{
	struct cim_fault fault = { .err = CIM_OK };
	struct repo_txn *txn;
	if (repo == NULL || file == NULL || (flags & ~WK_OVERWRITE) != 0)
		return WK_WBEM_E_INVALID_PARAMETER;
	if (repo->repo == NULL)
		return closed(repo);
	enum cim_err err = repo_begin(repo->repo, REPO_READ, &txn);
	if (err != CIM_OK)
		return failed(repo, err);
	struct snap_write_options options = { .level = 6, .overwrite = (flags & WK_OVERWRITE) != 0,
		.progress = progress, .progress_ctx = ctx };
	err = snap_write(repo->repo, txn, file, &options, NULL, &fault);
	repo_abort(txn);
	return handle_failed(repo, err, &fault);
}

wk_status
wk_restore(wk_repository *repo, const char *file, unsigned flags, wk_progress_fn progress, void *ctx)
{
	struct cim_fault fault = { .err = CIM_OK };
	struct snap_reader *snap;
	if (repo == NULL || file == NULL || (flags & ~WK_FORCE) != 0)
		return WK_WBEM_E_INVALID_PARAMETER;
	if (repo->repo != NULL)
		return handle_told(repo, WK_WBEM_E_INVALID_OPERATION,
		    "the repository is open through this handle: close it first");
	enum cim_err err = snap_open(file, &snap, &fault);
	if (err != CIM_OK)
		return handle_failed(repo, err, &fault);
	err = snap_restore(snap, repo->path, (flags & WK_FORCE) != 0 ? REPO_FORCE : 0, repo->wait,
	    progress, ctx, &fault);
	snap_close(snap);
	wk_status status = handle_failed(repo, err, &fault);
	return err == CIM_EBUSY ? WK_WBEM_E_BACKUP_RESTORE_WINMGMT_RUNNING : status;
}

struct problems {
	void (*each)(void *ctx, const char *problem);
	void *ctx;
};

static void
each_problem(void *ctx, const char *problem)
{
	const struct problems *p = ctx;
	if (p->each != NULL)
		p->each(p->ctx, problem);
}

wk_status
wk_verify(wk_repository *repo, void (*each)(void *ctx, const char *problem), void *ctx)
{
	struct problems problems = { each, ctx };
	struct repo_txn *txn;
	if (repo == NULL || repo->repo == NULL)
		return repo == NULL ? WK_WBEM_E_INVALID_PARAMETER : closed(repo);
	enum cim_err err = repo_begin(repo->repo, REPO_READ, &txn);
	if (err != CIM_OK)
		return failed(repo, err);
	err = repo_verify(txn, each_problem, &problems);
	const struct cim_fault *fault = err == CIM_OK ? NULL : repo_txn_fault(txn);
	wk_status status = handle_failed(repo, err, fault);
	repo_abort(txn);
	return status;
}
