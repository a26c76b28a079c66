/* txn.c: transactions begun and ended, and what is remembered in one. */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/handle.h"
#include "lib/list.h"

/* ---- Failures --------------------------------------------------------------- */

const char *
wk_txn_error(const wk_txn *txn)
{
	return txn == NULL ? "" : txn->text;
}

size_t
wk_txn_error_place(const wk_txn *txn)
{
	return txn == NULL ? 0 : (size_t)txn->place;
}

wk_status
txn_told(struct wk_txn *txn, wk_status code, const char *format, ...)
{
	char text[sizeof(txn->text)];
	va_list args;
	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	memcpy(txn->text, text, sizeof(text));
	txn->place = 0;
	repo_txn_fault_forget(txn->txn);
	return handle_told(txn->owner, code, txn->text);
}

wk_status
txn_failed(struct wk_txn *txn, enum cim_err err)
{
	if (err == CIM_OK)
		return WK_OK;
	if (err == CIM_EFULL || repo_txn_full(txn->txn)) {
		txn->full = true;
		return txn_told(txn, WK_WBEM_E_RERUN_COMMAND,
		    "the store's map is full: end the transaction, and do it again");
	}
	const struct cim_fault *fault = repo_txn_fault(txn->txn);
	struct cim_fault copy;
	wk_status code = cim_wbem_of(err);
	if (txn->live != NULL && repo_live_fault(txn->live)->err == err) {
		fault = repo_live_fault(txn->live);
	} else if (fault->err != err) {
		repo_fault_copy(txn->owner->repo, &copy);
		fault = &copy;
	}
	bool told = fault->err == err && fault->text[0] != '\0';
	if (fault->err == err && fault->wbem != 0)
		code = fault->wbem;
	return txn_told(txn, code, "%s", told ? fault->text : cim_strerror(err));
}

/* ---- Begun and ended -------------------------------------------------------- */

wk_status
wk_begin(wk_repository *repo, unsigned flags, wk_txn **out)
{
	if (out == NULL)
		return WK_WBEM_E_INVALID_PARAMETER;
	*out = NULL;
	if (repo == NULL || (flags & ~WK_WRITE) != 0)
		return WK_WBEM_E_INVALID_PARAMETER;
	if (repo->repo == NULL)
		return handle_told(repo, WK_WBEM_E_INVALID_OPERATION, "the repository is not open");
	struct wk_txn *txn = calloc(1, sizeof(*txn));
	if (txn == NULL)
		return handle_failed(repo, CIM_ENOMEM, NULL);
	txn->owner = repo;
	txn->write = (flags & WK_WRITE) != 0;
	enum cim_err err = repo_begin(repo->repo, txn->write ? REPO_WRITE : REPO_READ, &txn->txn);
	if (err == CIM_OK)
		*out = txn;
	else
		free(txn);
	return handle_failed_open(repo, err);
}

static void
forget(struct wk_txn *txn)
{
	repo_live_free(txn->live);
	repo_scope_free(txn->scope);
	txn->live = NULL;
	txn->scope = NULL;
}

static void
leave(struct wk_txn *txn)
{
	while (txn->lists != NULL)
		list_orphan(txn->lists);
	forget(txn);
}

/* Room for the next try; that it cannot be made now is told by that. */
static enum cim_err
make_room(struct wk_repository *repo, bool full)
{
	return full ? repo_make_room(repo->repo) : CIM_OK;
}

void
wk_abort(wk_txn *txn)
{
	if (txn == NULL)
		return;
	leave(txn);
	struct wk_repository *owner = txn->owner;
	bool full = txn->full || repo_txn_full(txn->txn);
	repo_abort(txn->txn);
	free(txn);
	(void)make_room(owner, full);
}

wk_status
wk_commit(wk_txn *txn)
{
	if (txn == NULL)
		return WK_WBEM_E_INVALID_PARAMETER;
	struct wk_repository *owner = txn->owner;
	if (txn->full || txn->doomed) {
		wk_status status = txn->full ? WK_WBEM_E_RERUN_COMMAND : WK_WBEM_E_INVALID_OPERATION;
		wk_abort(txn);
		return handle_told(owner, status, "a change failed before: the transaction was undone");
	}
	leave(txn);
	enum cim_err err = repo_commit(txn->txn);
	free(txn);
	if (err != CIM_EFULL)
		return handle_failed_open(owner, err);
	(void)make_room(owner, true);
	return handle_told(owner, WK_WBEM_E_RERUN_COMMAND, "the store's map was full: do it again");
}

wk_status
wk_write(wk_repository *repo, wk_status (*deed)(wk_txn *txn, void *ctx), void *ctx)
{
	for (;;) {
		wk_txn *txn;
		wk_status status = wk_begin(repo, WK_WRITE, &txn);
		if (WK_FAILED(status))
			return status;
		status = deed(txn, ctx);
		bool full = txn->full || repo_txn_full(txn->txn);
		if (WK_FAILED(status) || full) {
			leave(txn);
			repo_abort(txn->txn);
			free(txn);
		} else {
			wk_status ended = wk_commit(txn);
			if (ended != WK_WBEM_E_RERUN_COMMAND)
				return WK_FAILED(ended) ? ended : status;
			continue;	/* the commit has made the room */
		}
		if (!full)
			return status;
		enum cim_err err = repo_make_room(repo->repo);
		if (err != CIM_OK)
			return handle_failed_open(repo, err);
	}
}

/* ---- In one ----------------------------------------------------------------- */

wk_status
txn_changing(struct wk_txn *txn)
{
	if (!txn->write)
		return txn_told(txn, WK_WBEM_E_ACCESS_DENIED, "the transaction only reads");
	if (txn->lists != NULL)
		return txn_told(txn, WK_WBEM_E_INVALID_OPERATION,
		    "a list of the transaction is open: free it first");
	return WK_OK;
}

void
txn_changed(struct wk_txn *txn)
{
	forget(txn);
}

enum cim_err
txn_scope_of(struct wk_txn *txn, struct repo_scope **out)
{
	enum cim_err err = CIM_OK;
	if (txn->scope == NULL)
		err = repo_scope_new(repo_txn_reader(txn->txn), &txn->scope);
	*out = txn->scope;
	return err;
}

enum cim_err
txn_live_of(struct wk_txn *txn, struct repo_live **out)
{
	enum cim_err err = CIM_OK;
	if (txn->live == NULL)
		err = repo_live_new(repo_txn_reader(txn->txn), txn->txn, 0, NULL, &txn->live);
	*out = txn->live;
	return err;
}

wk_status
txn_namespace_of(struct wk_txn *txn, struct arena *arena, const char *text, struct cim_str *out)
{
	text = text == NULL ? "root/cimv2" : text;
	enum cim_err err = cim_namespace_normal(arena, cim_str_from(text), out);
	if (err == CIM_ENOMEM)
		return txn_failed(txn, err);
	if (err == CIM_OK)
		err = repo_namespace_get(repo_txn_reader(txn->txn), *out);
	if (err == CIM_ENOENT)
		return txn_told(
		    txn, WK_WBEM_E_INVALID_NAMESPACE, "there is no namespace %.200s", text);
	if (err == CIM_EINVAL || err == CIM_EDENIED || err == CIM_ELIMIT)
		return err == CIM_EDENIED && repo_txn_fault(txn->txn)->err == err ?
		    txn_failed(txn, err) : txn_told(txn, WK_WBEM_E_INVALID_NAMESPACE,
		    "%.200s is no path of a namespace here", text);
	return txn_failed(txn, err);
}

/* ---- A reader that keeps ---------------------------------------------------- */

static enum cim_err
keeper_get(void *ctx, const void *key, size_t key_len, struct repo_record *out)
{
	const struct keeper *keeper = ctx;
	enum cim_err err = keeper->under.get(keeper->under.ctx, key, key_len, out);
	if (err != CIM_OK)
		return err;
	char *copy = arena_copy(keeper->arena, out->bytes, out->len);
	out->bytes = (const uint8_t *)copy;
	return copy == NULL ? CIM_ENOMEM : CIM_OK;
}

static enum cim_err
keeper_walk(void *ctx, const void *prefix, size_t prefix_len,
    enum cim_err (*each)(void *each_ctx, const struct repo_record *record), void *each_ctx)
{
	const struct keeper *keeper = ctx;
	return keeper->under.walk(keeper->under.ctx, prefix, prefix_len, each, each_ctx);
}

static enum cim_err
keeper_may(void *ctx, struct cim_str ns, uint32_t rights)
{
	const struct keeper *keeper = ctx;
	return keeper->under.may(keeper->under.ctx, ns, rights);
}

struct repo_reader
keeper_reader(struct keeper *keeper)
{
	return (struct repo_reader){ .ctx = keeper, .get = keeper_get, .walk = keeper_walk,
		.may = keeper->under.may == NULL ? NULL : keeper_may };
}
