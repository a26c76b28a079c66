/* repo.c: opens and closes a repository; begins, commits and aborts what is done in it. */
#include "repo/repo.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "repo/drain.h"
#include "repo/looked.h"
#include "repo/slots.h"
#include "repo/txn.h"

/* ---- Creating ------------------------------------------------------------ */

/* The namespaces that every new repository has. */
static enum cim_err
first_namespaces(struct store *store, struct cim_fault *fault)
{
	struct repo_txn *txn;
	uint64_t made;
	enum cim_err err = txn_new(store, true, &txn, fault);
	if (err != CIM_OK)
		return err;
	err = namespace_store(txn, CIM_STR("root/cimv2"), NULL, &made);
	if (err == CIM_OK)
		return txn_commit(txn);
	txn_abort(txn);
	return err;
}

/* The first generation, whole and synced. */
static enum cim_err
first_generation(struct control *control, size_t map, struct cim_fault *fault)
{
	struct store *store;
	enum cim_err err = control_generation_begin(control, 1, fault);
	if (err != CIM_OK)
		return err;
	char *dir = control_generation_growing(control);
	if (dir == NULL)
		return CIM_ENOMEM;
	err = store_open(dir, STORE_CREATE | STORE_NO_SYNC | STORE_ALONE, map, NULL, &store, fault);
	free(dir);
	if (err != CIM_OK)
		return err;
	err = first_namespaces(store, fault);
	if (err == CIM_OK && !control->no_sync)
		err = store_sync(store, fault);
	store_close(store);
	control_generation_give(control, 0);
	return err != CIM_OK ? err : control_generation_finish(control, 1, fault);
}

/*
 * Makes a repository where there is none. The generation gets its name last:
 * before that a crash leaves no repository, and the next one who creates begins anew.
 */
static enum cim_err
create(struct control *control, size_t map, struct cim_fault *fault)
{
	bool ours;
	enum cim_err err = control_is_ours(control, &ours, fault);
	if (err == CIM_OK && !ours) {
		control_forsake(control);
		err = cim_fault(
		    fault, CIM_EFOREIGN, "%s holds other things and no repository", control->path);
	}
	if (err != CIM_OK)
		return err;
	control_clean(control, 0);
	err = control_autorecover_make(control, fault);
	if (err == CIM_OK)
		err = control_format_write(control, fault);
	if (err == CIM_OK)
		err = control_current_write(control, 1, fault);
	if (err == CIM_OK)
		err = control_sync(control, fault);
	if (err == CIM_OK)
		err = first_generation(control, map, fault);
	if (err == CIM_OK)
		err = control_sync(control, fault);
	if (err != CIM_OK)
		control_remove(control);
	return err;
}

/* There is no generation: somebody may be at it, or was interrupted, or nobody ever began. */
static enum cim_err
create_or_clean(struct repo *repo, uint64_t *generation, struct cim_fault *fault)
{
	bool make = (repo->flags & REPO_CREATE) != 0;
	enum cim_err err = control_lock(&repo->control, CONTROL_SETUP, true, true, fault);
	if (err != CIM_OK)
		return err;
	if (!control_in_place(&repo->control)) {
		control_unlock(&repo->control, CONTROL_SETUP);
		return cim_fault(fault, CIM_EBUSY,
		    "%s: another process failed to make it just now", repo->control.path);
	}
	err = drain_check(&repo->control, fault);
	if (err == CIM_OK)
		err = control_current_read(&repo->control, generation, fault);
	if (err == CIM_ENOENT && make) {
		size_t map = repo->flags & REPO_SMALL_MAP ? STORE_MAP_SMALLEST : STORE_MAP_DEFAULT;
		err = create(&repo->control, map, fault);
		repo->created = err == CIM_OK;
		*generation = 1;
	} else if (err == CIM_ENOENT) {
		/* Alone here, so nobody is creating: what is left of somebody's try may go. */
		if (control_lock(&repo->control, CONTROL_LIFE, true, false, NULL) == CIM_OK)
			control_remove(&repo->control);
		err = cim_fault(fault, CIM_ENOENT, "%s holds no repository", repo->control.path);
	}
	control_unlock(&repo->control, CONTROL_SETUP);
	return err;
}

/* ---- Opening ------------------------------------------------------------- */

/* Opens control and takes the connection's lock, on a control that is still in its place. */
static enum cim_err
connect(struct repo *repo, const char *path, struct cim_fault *fault)
{
	unsigned mode = repo->flags & REPO_CREATE ? CONTROL_MAKE
	    : repo->flags & REPO_WRITE            ? CONTROL_WRITE
						  : CONTROL_READ;
	for (int tries = 0; tries < 100; tries++) {
		enum cim_err err = control_open(&repo->control, path, mode, fault);
		if (err != CIM_OK)
			return err;
		repo->control.no_sync = (repo->flags & REPO_NO_SYNC) != 0;
		err = drain_enter(&repo->control, fault);
		if (err == CIM_OK && control_in_place(&repo->control))
			return CIM_OK;
		control_close(&repo->control);
		if (err != CIM_OK && err != CIM_EBROKEN)
			return err;
		cim_fault_clear(fault);
	}
	return cim_fault(fault, CIM_EBUSY, "%s: others keep making and removing it", path);
}

/* What control knows of the store's file. */
static bool
knows_whole(void *ctx, const struct stat *st)
{
	return looked_whole(ctx, st);
}

static void
note_whole(void *ctx, const struct stat *st)
{
	looked_note(ctx, st);
}

/* The generation that lives, and what it is made of. */
static enum cim_err
generation_open(struct repo *repo, struct cim_fault *fault)
{
	struct control *control = &repo->control;
	enum cim_err err = control_current_read(control, &repo->generation, fault);
	if (err == CIM_ENOENT)
		err = create_or_clean(repo, &repo->generation, fault);
	if (err != CIM_OK)
		return err;
	err = control_format_read(control, repo->uuid, &repo->format, fault);
	if (err == CIM_ENOENT)
		err = cim_fault(fault, CIM_EDAMAGED, "%s/format is missing", control->path);
	if (err != CIM_OK)
		return err;
	/*
	 * What a killed restore left; whoever is cleaning already will do it, and one that is forced keeps
	 * the lock. If it has ended since, another generation lives than the one that was read above.
	 */
	if (control_lock(control, CONTROL_SETUP, true, false, NULL) == CIM_OK) {
		if (!control_broken(control))
			control_clean(control, repo->generation);
		control_unlock(control, CONTROL_SETUP);
	}
	char *dir = control_generation_path(control, repo->generation);
	if (dir == NULL)
		return CIM_ENOMEM;
	unsigned flags = (repo->flags & REPO_WRITE ? 0 : STORE_READ_ONLY) |
	    (repo->flags & REPO_NO_SYNC ? STORE_NO_SYNC : 0);
	struct store_looked looked = { knows_whole, note_whole, control };
	err = store_open(dir, flags, 0, &looked, &repo->store, fault);
	free(dir);
	if (err == CIM_OK) {
		control_complete(control);
		control_generation_give(control, repo->generation);
	}
	return err;
}

/*
 * One try to open it. CIM_EBROKEN: a restore put us out before we were in, whatever else we
 * think that we have seen.
 */
static enum cim_err
enter(struct repo *repo, const char *path, struct cim_fault *fault)
{
	enum cim_err err = connect(repo, path, fault);
	if (err != CIM_OK)
		return err;
	err = generation_open(repo, fault);
	if (err == CIM_OK)
		err = access_init(&repo->access, &repo->control, fault);
	if (err == CIM_OK)
		slot_take(&repo->control, &repo->slot);
	if (control_broken(&repo->control)) {
		cim_fault_clear(fault);
		err = drain_check(&repo->control, fault);
	}
	if (err != CIM_OK) {
		store_close(repo->store);
		slot_leave(&repo->control, repo->slot);
		control_close(&repo->control);
		access_free(&repo->access);
		repo->store = NULL;
		repo->slot = SLOT_NONE;
	}
	return err;
}

#define MARK_SIZE 1	/* of memory: a page of it */

/* A byte that a forked child finds wiped: to ask for the pid would be a call of the system. */
static const uint8_t *
mark_make(void)
{
#ifdef MADV_WIPEONFORK
	uint8_t *mark = mmap(
	    NULL, MARK_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (mark == MAP_FAILED)
		return NULL;
	if (madvise(mark, MARK_SIZE, MADV_WIPEONFORK) == 0) {
		*mark = 1;
		return mark;
	}
	(void)munmap(mark, MARK_SIZE);
#endif
	return NULL;
}

static void
mark_free(const uint8_t *mark)
{
	if (mark != NULL)
		(void)munmap((void *)(uintptr_t)mark, MARK_SIZE);
}

enum cim_err
repo_open(const char *path, unsigned flags, struct repo **out, struct cim_fault *fault)
{
	*out = NULL;
	struct cim_fault own = { 0 };
	if (fault == NULL)
		fault = &own;
	cim_fault_clear(fault);
	if (sodium_init() < 0)
		return cim_fault(fault, CIM_EIO, "the system gives no random numbers");
	struct repo *repo = calloc(1, sizeof(*repo));
	if (repo == NULL)
		return cim_fault(fault, CIM_ENOMEM, "out of memory");
	repo->pid = getpid();
	repo->flags = flags;
	repo->slot = SLOT_NONE;
	repo->wait = -1;
	if (pthread_mutex_init(&repo->mutex, NULL) != 0) {
		free(repo);
		return cim_fault(fault, CIM_ENOMEM, "out of memory");
	}
	enum cim_err err = CIM_EBROKEN;
	for (int tries = 0; tries < 100 && err == CIM_EBROKEN; tries++) {
		cim_fault_clear(fault);
		err = enter(repo, path, fault);
	}
	if (err == CIM_OK) {
		store_watch(repo->store, repo->control.now);
		repo->mark = mark_make();
	}
	if (err != CIM_OK) {
		if (fault->err == CIM_OK)
			cim_fault(fault, err, "%s: %s", path, cim_strerror(err));
		(void)pthread_mutex_destroy(&repo->mutex);
		free(repo);
		return err;
	}
	*out = repo;
	return CIM_OK;
}

void
repo_close(struct repo *repo)
{
	if (repo == NULL)
		return;
	/*
	 * A child lets go of what it inherited, and of nothing else: the locks are the parent's
	 * too, and LMDB's environment must not be touched over a fork, so that stays.
	 */
	if (repo_ours(repo, NULL) == CIM_OK) {
		store_close(repo->store);
		slot_leave(&repo->control, repo->slot);
		control_unlock_all(&repo->control);
		(void)pthread_mutex_destroy(&repo->mutex);
	}
	control_close(&repo->control);
	access_free(&repo->access);
	mark_free(repo->mark);
	free(repo);
}

void
repo_discard(struct repo *repo)
{
	struct repo_status status;
	if (repo == NULL)
		return;
	if (repo_ours(repo, NULL) != CIM_OK) {
		repo_close(repo);
		return;
	}
	/* Alone: nobody else has come to use it meanwhile, and nobody can while it goes. */
	bool alone = repo->created &&
	    control_lock(&repo->control, CONTROL_LIFE, true, false, NULL) == CIM_OK;
	bool empty = alone && repo_status(repo, &status) == CIM_OK && status.qualifier_types == 0 &&
	    status.classes == 0 && status.instances == 0;
	store_close(repo->store);
	repo->store = NULL;
	if (empty)
		control_remove(&repo->control);
	repo_close(repo);
}

bool
repo_repaired(const struct repo *repo)
{
	return repo->control.repaired;
}

const struct cim_fault *
repo_fault(const struct repo *repo)
{
	return &repo->fault;
}

/* ---- One handle, many threads -------------------------------------------- */

enum cim_err
repo_ours(const struct repo *repo, struct cim_fault *fault)
{
	bool ours = repo->mark != NULL ? *repo->mark != 0 : repo->pid == getpid();
	return ours ? CIM_OK : cim_fault(fault, CIM_EINVAL,
	    "the repository was opened before a fork, by process %ld: a child opens its own",
	    (long)repo->pid);
}

void
repo_fault_copy(struct repo *repo, struct cim_fault *out)
{
	bool ours = repo_ours(repo, NULL) == CIM_OK;
	if (ours)
		(void)pthread_mutex_lock(&repo->mutex);
	*out = repo->fault;
	if (ours)
		(void)pthread_mutex_unlock(&repo->mutex);
}

enum cim_err
repo_alive(const struct repo *repo, struct cim_fault *fault)
{
	enum cim_err err = repo_ours(repo, fault);
	return err != CIM_OK ? err : drain_check(&repo->control, fault);
}

enum cim_err
repo_told(struct repo *repo, enum cim_err err, const struct cim_fault *fault)
{
	/* The mutex of a child may have been taken by a thread that it does not have. */
	bool ours = repo_ours(repo, NULL) == CIM_OK;
	if (ours)
		(void)pthread_mutex_lock(&repo->mutex);
	if (err != CIM_OK)
		repo->fault = *fault;
	if (ours)
		(void)pthread_mutex_unlock(&repo->mutex);
	return err;
}

/* ---- Transactions -------------------------------------------------------- */

/* There is one who writes at a time, of the threads of a handle too. */
static enum cim_err
writer_enter(struct repo *repo, struct cim_fault *fault)
{
	if ((repo->flags & REPO_WRITE) == 0)
		return cim_fault(fault, CIM_EDENIED, "the repository is open for reading");
	(void)pthread_mutex_lock(&repo->mutex);
	bool busy = repo->writing;
	repo->writing = true;
	if (!busy)
		cim_fault_clear(&repo->fault);
	(void)pthread_mutex_unlock(&repo->mutex);
	if (busy)
		return cim_fault(fault, CIM_EBUSY, "a write transaction is open already");
	enum cim_err err = turn_wait(repo, fault);
	if (err != CIM_OK) {
		(void)pthread_mutex_lock(&repo->mutex);
		repo->writing = false;
		(void)pthread_mutex_unlock(&repo->mutex);
	}
	return err;
}

static void
writer_leave(struct repo *repo)
{
	slot_note(&repo->control, repo->slot, 0);
	control_unlock(&repo->control, CONTROL_WRITER);
	(void)pthread_mutex_lock(&repo->mutex);
	repo->writing = false;
	(void)pthread_mutex_unlock(&repo->mutex);
}

/*
 * Readers whom writers do not see keep them out by a lock: the first takes it, the last drops
 * it.
 */
static enum cim_err
reader_enter(struct repo *repo, struct cim_fault *fault)
{
	enum cim_err err = CIM_OK;
	(void)pthread_mutex_lock(&repo->mutex);
	if (repo->keeping_out == 0)
		err = control_lock(&repo->control, CONTROL_WRITER, false, true, fault);
	repo->keeping_out += err == CIM_OK;
	(void)pthread_mutex_unlock(&repo->mutex);
	return err;
}

static void
reader_leave(struct repo *repo)
{
	(void)pthread_mutex_lock(&repo->mutex);
	if (--repo->keeping_out == 0)
		control_unlock(&repo->control, CONTROL_WRITER);
	(void)pthread_mutex_unlock(&repo->mutex);
}

enum cim_err
repo_begin(struct repo *repo, unsigned flags, struct repo_txn **out)
{
	bool write = (flags & REPO_WRITE) != 0, unseen = store_unlocked(repo->store);
	struct cim_fault fault = { 0 };
	*out = NULL;
	enum cim_err err = repo_alive(repo, &fault);
	if (err == CIM_OK && write)
		err = writer_enter(repo, &fault);
	else if (err == CIM_OK && unseen)
		err = reader_enter(repo, &fault);
	if (err != CIM_OK)
		return repo_told(repo, err, &fault);
	err = txn_new(repo->store, write, out, &fault);
	if (err != CIM_OK && write)
		writer_leave(repo);
	else if (err != CIM_OK && unseen)
		reader_leave(repo);
	if (err != CIM_OK)
		return repo_told(repo, err, &fault);
	(*out)->repo = repo;
	(*out)->unseen = !write && unseen;
	if (repo->access.all)
		return CIM_OK;
	(*out)->access = &repo->access;
	(*out)->cache = access_cache_new();
	if ((*out)->cache != NULL)
		return CIM_OK;
	(void)cim_fault(&(*out)->fault, CIM_ENOMEM, "out of memory");
	txn_abort(*out);
	*out = NULL;
	return CIM_ENOMEM;
}

/* The end of a transaction as the handle sees it; txn's memory is still there. */
static void
ended(struct repo *repo, struct repo_txn *txn)
{
	if (repo == NULL)
		return;
	if (repo_ours(repo, NULL) == CIM_OK && txn->write)
		writer_leave(repo);
	else if (repo_ours(repo, NULL) == CIM_OK && txn->unseen)
		reader_leave(repo);
	const struct cim_fault *fault = repo_txn_fault(txn);
	(void)repo_told(repo, fault->err, fault);
}

static void
txn_free(struct repo_txn *txn)
{
	ended(txn->repo, txn);
	repo_scope_free(txn->scope);
	access_cache_free(txn->cache);
	record_work_free(&txn->work);
	bytes_writer_free(&txn->path);
	bytes_writer_free(&txn->target);
	arena_free(&txn->arena);
	arena_free(&txn->scratch);
	free(txn);
}

enum cim_err
txn_new(struct store *store, bool write, struct repo_txn **out, struct cim_fault *fault)
{
	*out = NULL;
	struct repo_txn *txn = calloc(1, sizeof(*txn));
	if (txn == NULL)
		return CIM_ENOMEM;
	txn->write = write;
	enum cim_err err = record_work_init(&txn->work);
	if (err == CIM_OK)
		err = store_begin(store, write, &txn->store, &txn->fault);
	if (err != CIM_OK) {
		if (fault != NULL && fault->err == CIM_OK)
			*fault = txn->fault;
		txn_free(txn);
		return err;
	}
	*out = txn;
	return CIM_OK;
}

int
counts_stored(const uint64_t counts[COUNT_LAST])
{
	return counts[COUNT_STRUCTURES] == 0 && counts[COUNT_ENUMERATIONS] == 0 ? COUNT_LAST_OLD :
	    COUNT_LAST;
}

/* Adds what this transaction changed to the record of counts. */
static enum cim_err
counts_write(struct repo_txn *txn)
{
	static const uint8_t key[1] = { KEY_COUNTS };
	uint64_t counts[COUNT_LAST] = { 0 };
	struct store_item item;
	uint8_t *room;
	bool changed = false;
	for (int i = 0; i < COUNT_LAST; i++)
		changed = changed || txn->counts[i] != 0;
	if (!changed)
		return CIM_OK;
	enum cim_err err = store_get(txn->store, STORE_INDEX, key, sizeof(key), &item);
	if (err != CIM_OK && err != CIM_ENOENT)
		return err;
	struct bytes_reader r;
	bytes_reader_init(
	    &r, err == CIM_OK ? item.value : NULL, err == CIM_OK ? item.value_len : 0);
	for (int i = 0; i < COUNT_LAST && err == CIM_OK; i++) {
		if (i < COUNT_LAST_OLD || bytes_read_left(&r) > 0)
			counts[i] = bytes_read_u64(&r);
	}
	if (err == CIM_OK && r.err != CIM_OK)
		return cim_fault(&txn->fault, r.err, "the record of counts is damaged");
	for (int i = 0; i < COUNT_LAST; i++)
		counts[i] += (uint64_t)txn->counts[i];
	int stored = counts_stored(counts);
	err = store_put(txn->store, STORE_INDEX, key, sizeof(key), (size_t)stored * 8, &room);
	if (err != CIM_OK)
		return err;
	for (int i = 0; i < stored; i++) {
		for (int b = 0; b < 8; b++)
			*room++ = (uint8_t)(counts[i] >> 8 * b);
	}
	return CIM_OK;
}

/* What was begun before a fork is the parent's to end: here its memory goes, and nothing else. */
static bool
forsaken(struct repo_txn *txn)
{
	if (txn->repo == NULL || repo_ours(txn->repo, NULL) == CIM_OK)
		return false;
	store_forsake(txn->store);
	txn->store = NULL;
	cim_fault_clear(&txn->fault);
	(void)repo_ours(txn->repo, &txn->fault);
	return true;
}

enum cim_err
txn_commit(struct repo_txn *txn)
{
	enum cim_err err = forsaken(txn) ? txn->fault.err : txn->err;
	/* Who breaks a connection waits for its writer; but control may be damaged, or another. */
	if (err == CIM_OK && txn->repo != NULL && txn->write)
		err = drain_check(&txn->repo->control, &txn->fault);
	if (err == CIM_OK)
		err = counts_write(txn);
	if (err == CIM_OK)
		err = store_commit(txn->store);
	else
		store_abort(txn->store);
	cim_fault_clear(&txn->denied);
	if (err != CIM_OK)
		cim_fault(&txn->fault, err, "cannot commit: %s", cim_strerror(err));
	txn_free(txn);
	return err;
}

void
txn_abort(struct repo_txn *txn)
{
	(void)forsaken(txn);
	store_abort(txn->store);
	txn_free(txn);
}

enum cim_err
repo_commit(struct repo_txn *txn)
{
	return txn_commit(txn);
}

void
repo_abort(struct repo_txn *txn)
{
	if (txn != NULL)
		txn_abort(txn);
}

const struct cim_fault *
repo_txn_fault(const struct repo_txn *txn)
{
	return txn->fault.err != CIM_OK ? &txn->fault : &txn->denied;
}

void
repo_txn_fault_forget(struct repo_txn *txn)
{
	cim_fault_clear(&txn->denied);
	if (txn->err == CIM_OK && store_failed(txn->store) == CIM_OK)
		cim_fault_clear(&txn->fault);
}

bool
repo_txn_full(const struct repo_txn *txn)
{
	return store_failed(txn->store) == CIM_EFULL;
}

enum cim_err
repo_make_room(struct repo *repo)
{
	struct cim_fault fault = { 0 };
	enum cim_err err = repo_ours(repo, &fault);
	/* That it was full is no failure of the handle's. */
	if (err == CIM_OK) {
		(void)repo_told(repo, CIM_EFULL, &fault);
		err = store_grow(repo->store, 0, &fault);
	}
	return err == CIM_OK ? CIM_OK : repo_told(repo, err, &fault);
}

enum cim_err
repo_write(struct repo *repo, enum cim_err (*deed)(struct repo_txn *txn, void *ctx), void *ctx)
{
	for (;;) {
		struct repo_txn *txn;
		enum cim_err err = repo_begin(repo, REPO_WRITE, &txn);
		if (err != CIM_OK)
			return err;
		err = deed(txn, ctx);
		if (err == CIM_OK) {
			err = repo_commit(txn);
		} else {
			if (repo_txn_full(txn))
				err = CIM_EFULL;
			if (err != CIM_EDENIED)
				cim_fault_clear(&txn->denied);
			repo_abort(txn);
		}
		if (err != CIM_EFULL)
			return err;
		err = repo_make_room(repo);
		if (err != CIM_OK)
			return err;
	}
}

/* ---- Reading ------------------------------------------------------------- */

static enum cim_err
reader_get(void *ctx, const void *key, size_t key_len, struct repo_record *out)
{
	struct repo_txn *txn = ctx;
	struct store_item item;
	enum cim_err err = store_get(txn->store, STORE_RECORDS, key, key_len, &item);
	if (err == CIM_OK)
		*out = (struct repo_record){ item.key, item.value, item.key_len, item.value_len };
	return err;
}

/* Bytes that a walk shows before the map's pages are given back: a scan holds so many. */
#define DROP_EVERY ((size_t)32 << 20)

struct reader_walk {
	struct repo_txn *txn;
	enum cim_err (*each)(void *ctx, const struct repo_record *record);
	void *ctx;
	size_t shown;
};

static enum cim_err
reader_each(void *ctx, const struct store_item *item)
{
	struct reader_walk *walk = ctx;
	struct repo_record record = { item->key, item->value, item->key_len, item->value_len };
	enum cim_err err = walk->each(walk->ctx, &record);
	walk->shown += item->key_len + item->value_len;
	if (walk->shown >= DROP_EVERY && err == CIM_OK) {
		walk->shown = 0;
		store_drop_pages(walk->txn->store, item);
	}
	return err;
}

static enum cim_err
reader_walk(void *ctx, const void *prefix, size_t prefix_len,
    enum cim_err (*each)(void *each_ctx, const struct repo_record *record), void *each_ctx)
{
	struct repo_txn *txn = ctx;
	struct reader_walk walk = { txn, each, each_ctx, 0 };
	return store_walk(txn->store, STORE_RECORDS, prefix, prefix_len, reader_each, &walk);
}

struct repo_reader
txn_reader(struct repo_txn *txn)
{
	return (struct repo_reader){ txn, reader_get, reader_walk, NULL };
}

/* ---- Reading what the caller may --------------------------------------------- */

static enum cim_err
guarded_get(void *ctx, const void *key, size_t key_len, struct repo_record *out)
{
	enum cim_err err = access_key(ctx, key, key_len);
	return err != CIM_OK ? err : reader_get(ctx, key, key_len, out);
}

/* A walk over more than one namespace leaves out those that may not be read. */
struct guarded_walk {
	struct repo_txn *txn;
	struct reader_walk walk;
};

static enum cim_err
guarded_each(void *ctx, const struct store_item *item)
{
	struct guarded_walk *guarded = ctx;
	enum cim_err err = access_seen(guarded->txn, item->key, item->key_len);
	if (err != CIM_EDENIED && err != CIM_ENOENT)
		return err != CIM_OK ? err : reader_each(&guarded->walk, item);
	guarded->txn->hidden++;
	return CIM_OK;
}

static enum cim_err
guarded_walk(void *ctx, const void *prefix, size_t prefix_len,
    enum cim_err (*each)(void *each_ctx, const struct repo_record *record), void *each_ctx)
{
	struct repo_txn *txn = ctx;
	struct guarded_walk guarded = { txn, { txn, each, each_ctx, 0 } };
	if (!access_is_one(prefix, prefix_len))
		return store_walk(
		    txn->store, STORE_RECORDS, prefix, prefix_len, guarded_each, &guarded);
	enum cim_err err = access_key(txn, prefix, prefix_len);
	if (err == CIM_ENOENT)
		return CIM_OK;
	return err != CIM_OK ? err : reader_walk(txn, prefix, prefix_len, each, each_ctx);
}

static enum cim_err
guarded_may(void *ctx, struct cim_str ns, uint32_t rights)
{
	return access_want(ctx, ns, rights);
}

struct repo_reader
repo_txn_reader(struct repo_txn *txn)
{
	if (txn->access == NULL)
		return txn_reader(txn);
	return (struct repo_reader){ txn, guarded_get, guarded_walk, guarded_may };
}

/* ---- What a transaction knows -------------------------------------------- */

enum cim_err
txn_scope(struct repo_txn *txn, struct repo_scope **out)
{
	enum cim_err err =
	    txn->scope != NULL ? CIM_OK : repo_scope_new(txn_reader(txn), &txn->scope);
	*out = txn->scope;
	return err;
}

void
txn_forget(struct repo_txn *txn)
{
	txn->namespaces = (struct cim_map){ 0 };
	txn->last = NULL;
	access_cache_forget(txn->cache);
	arena_free(&txn->arena);
	if (txn->scope != NULL)
		scope_forget(txn->scope);
}

/* A namespace not met before: read, and remembered as its record spells it. */
static enum cim_err
namespace_learn(struct repo_txn *txn, struct cim_str ns, struct txn_namespace **out)
{
	struct repo_key key;
	struct store_item item;
	struct record_subject subject;
	enum cim_err err = record_namespace_valid(ns) ? repo_key_namespace(&key, ns) : CIM_EINVAL;
	if (err == CIM_OK)
		err = store_get(txn->store, STORE_RECORDS, key.bytes, key.len, &item);
	if (err == CIM_ENOENT || err == CIM_EINVAL)
		return cim_fault(
		    &txn->fault, CIM_ENOENT, "there is no namespace %.*s", (int)ns.len, ns.ptr);
	if (err == CIM_OK)
		err = record_subject_read(item.value, item.value_len, &subject);
	if (err != CIM_OK)
		return err;
	struct txn_namespace *known = arena_new(&txn->arena, struct txn_namespace);
	if (known == NULL || !cim_str_copy(&txn->arena, subject.ns, &known->spelled))
		return CIM_ENOMEM;
	*out = known;
	return cim_map_set(&txn->namespaces, &txn->arena,
	    cim_name(known->spelled.ptr, known->spelled.len), known);
}

enum cim_err
txn_namespace(struct repo_txn *txn, struct cim_str ns, struct txn_namespace **out)
{
	if (txn->last != NULL && cim_str_eq(txn->last->spelled, ns)) {
		*out = txn->last;
		return CIM_OK;
	}
	enum cim_err err = CIM_OK;
	*out = ns.len > UINT32_MAX ? NULL : cim_map_get(&txn->namespaces, cim_name(ns.ptr, ns.len));
	if (*out == NULL)
		err = namespace_learn(txn, ns, out);
	if (err == CIM_OK)
		txn->last = *out;
	return err;
}

enum cim_err
txn_namespace_want(struct repo_txn *txn, struct cim_str ns, uint32_t rights,
    struct txn_namespace **out)
{
	enum cim_err err = txn_namespace(txn, ns, out);
	return err != CIM_OK || txn->access == NULL ? err :
	    access_want(txn, (*out)->spelled, rights);
}

enum cim_err
txn_index_put(struct repo_txn *txn, const struct repo_key *key, const void *value, size_t len)
{
	uint8_t *room;
	enum cim_err err = store_put(txn->store, STORE_INDEX, key->bytes, key->len, len, &room);
	if (err == CIM_OK && len > 0)
		memcpy(room, value, len);
	return err;
}

enum cim_err
txn_index_delete(struct repo_txn *txn, const struct repo_key *key)
{
	enum cim_err err = store_delete(txn->store, STORE_INDEX, key->bytes, key->len);
	return err == CIM_ENOENT ? CIM_OK : err;
}

enum cim_err
txn_record_add(struct repo_txn *txn, const struct repo_key *key, struct store_item *old)
{
	uint8_t *room;
	enum cim_err err = store_add(
	    txn->store, STORE_RECORDS, key->bytes, key->len, record_size(&txn->work), &room, old);
	if (err == CIM_OK) {
		record_fill(&txn->work, room);
		store_seal(key->bytes, key->len, room, record_size(&txn->work));
	}
	return err;
}

enum cim_err
txn_record_put(struct repo_txn *txn, const struct repo_key *key)
{
	uint8_t *room;
	enum cim_err err = store_put(
	    txn->store, STORE_RECORDS, key->bytes, key->len, record_size(&txn->work), &room);
	if (err == CIM_OK) {
		record_fill(&txn->work, room);
		store_seal(key->bytes, key->len, room, record_size(&txn->work));
	}
	return err;
}

/* ---- Status -------------------------------------------------------------- */

enum cim_err
repo_status(struct repo *repo, struct repo_status *out)
{
	static const uint8_t key[1] = { KEY_COUNTS };
	struct repo_txn *txn;
	struct store_info info;
	struct store_item item;
	*out = (struct repo_status){ .format = repo->format, .generation = repo->generation };
	uint64_t kept[CONTROL_KEPT_MAX];
	if (control_kept_read(&repo->control, kept) > 0 && kept[0] != repo->generation)
		out->kept = kept[0];
	memcpy(out->uuid, repo->uuid, sizeof(out->uuid));
	enum cim_err err = repo_begin(repo, REPO_READ, &txn);
	if (err != CIM_OK)
		return err;
	err = store_info(txn->store, &info);
	if (err == CIM_OK)
		err = store_get(txn->store, STORE_INDEX, key, sizeof(key), &item);
	if (err == CIM_OK) {
		struct bytes_reader r;
		bytes_reader_init(&r, item.value, item.value_len);
		out->namespaces = bytes_read_u64(&r);
		out->qualifier_types = bytes_read_u64(&r);
		out->classes = bytes_read_u64(&r);
		out->instances = bytes_read_u64(&r);
		if (bytes_read_left(&r) > 0) {
			out->structures = bytes_read_u64(&r);
			out->enumerations = bytes_read_u64(&r);
		}
		err = r.err;
		out->used_bytes = info.used_bytes;
		out->file_bytes = info.file_bytes;
		out->map_bytes = info.map_bytes;
		out->free_pages = info.free_pages;
	}
	if (err == CIM_ENOENT)
		err = CIM_EDAMAGED;
	if (err == CIM_EDAMAGED)
		cim_fault(&txn->fault, err, "the record of counts is damaged");
	repo_abort(txn);
	return err;
}
