/* stress_roles.c: those who work on the repository in the stress program: writers, readers, pausers, keepers of backups. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mof/mof.h"
#include "repo/query.h"
#include "snapshot/snapshot.h"
#include "tests/stress.h"

#define NS CIM_STR("root/stress")

/* ---- Opening ------------------------------------------------------------- */

uint32_t
generation_of(struct repo *repo)
{
	struct repo_status status;
	/* Status is read from a view; that of a connection that was broken is none. */
	return repo_status(repo, &status) == CIM_OK && status.generation < GENERATIONS ?
	    (uint32_t)status.generation : 0;
}

struct repo *
open_patiently(unsigned flags, const char *who)
{
	struct cim_fault fault = { 0 };
	for (uint64_t until = now_ms() + 30000; now_ms() < until; nap(2000)) {
		struct repo *repo;
		enum cim_err err = repo_open(board->repository, flags, &repo, &fault);
		if (err == CIM_OK) {
			/* A connection that was broken just now is told at its next call. */
			(void)repo_privilege_enable(
			    repo, REPO_PRIVILEGE_BACKUP | REPO_PRIVILEGE_RESTORE);
			return repo;
		}
		if (err != CIM_EBUSY && !(err == CIM_ENOSPC && board->hog)) {
			finding("%s: cannot be opened: %s: %s", who, cim_strerror(err), fault.text);
			return NULL;
		}
	}
	finding("%s: could not be opened for half a minute: %s", who, fault.text);
	return NULL;
}

/* ---- Writers ------------------------------------------------------------- */

struct writer {
	unsigned number;
	struct chance *chance;
	struct repo *repo;
	uint32_t generation, id;
	struct model model;		/* what is there, as far as this one knows */
	bool no_wish;			/* drop this one when all of it is done */
};

/* The last transaction that is there: one that was acknowledged, or one whose writer was killed over it. */
static bool
head_resolve(struct writer *w, uint32_t head)
{
	struct window *window = &board->at[w->generation][w->number];
	uint32_t acked = atomic_load(&window->acked), intended = atomic_load(&window->intended);
	if (head != acked && head != intended) {
		finding("writer %u: %u is the last there; %u was acknowledged, %u tried",
		    w->number, head, acked,
		    intended);
		return false;
	}
	if (head == intended && head != 0)
		atomic_store(&board->log[w->number][head].state, ENTRY_ACKED);
	if (head != intended)
		atomic_store(&board->log[w->number][intended].state, ENTRY_ABSENT);
	atomic_store(&window->acked, head);
	atomic_store(&window->intended, head);
	return true;
}

static enum cim_err
compile(struct repo_txn *txn, const char *text)
{
	struct mof_options options = { .ns = "root/stress", .dialect = MOF_DIALECT_WMI,
		.class_mode = CIM_MODE_FORCE, .create_namespaces = true };
	struct mof_unit *unit = NULL;
	struct repo_scope *scope = NULL;
	struct repo_counts counts;
	const struct cim_batch *batch;
	const struct cim_item *refused = NULL;
	enum cim_err err = mof_unit_new(&unit, &options);
	if (err == CIM_OK)
		err = mof_parse_buffer(unit, "stress", text, strlen(text));
	if (err == CIM_OK)
		err = repo_scope_new(repo_txn_reader(txn), &scope);
	if (err == CIM_OK) {
		struct cim_scope view = repo_scope(scope);
		err = mof_compile(unit, &view, &batch);
	}
	if (err == CIM_OK)
		err = repo_apply(txn, batch, &counts, &refused);
	repo_scope_free(scope);
	mof_unit_free(unit);
	return err;
}

static enum cim_err
deed(struct repo_txn *txn, void *ctx)
{
	struct writer *w = ctx;
	struct seen seen;
	enum cim_err err = look_heads(repo_txn_reader(txn), &seen);
	if (err != CIM_OK)
		return err;
	uint32_t head = seen.heads[w->number];
	if (!head_resolve(w, head) || !model_at(w->number, head, &w->model))
		return CIM_ECONFLICT;
	struct model next = w->model;
	model_step(w->number, w->id, &next);
	char *text = model_change(w->number, &w->model, &next, seen.total + 1);
	if (text == NULL)
		return CIM_ENOMEM;
	err = compile(txn, text);
	if (err == CIM_OK && w->no_wish)
		err = CIM_ECANCELED;
	if (err == CIM_EINPUT || err == CIM_ECONFLICT)
		finding("writer %u: refused: %s\n%s", w->number, repo_txn_fault(txn)->text, text);
	free(text);
	if (err != CIM_OK)
		return err;
	atomic_store(&board->log[w->number][w->id].before, head);
	atomic_store(&board->log[w->number][w->id].state, ENTRY_INTENDED);
	atomic_store(&board->at[w->generation][w->number].intended, w->id);
	return CIM_OK;
}

/*
 * What was refused is not there. Its state is said before the window closes, so that nobody sees it meanwhile. What one who
 * was killed before has tried stays open, if this one was refused before it could look.
 */
static void
taken_back(struct writer *w)
{
	struct window *window = &board->at[w->generation][w->number];
	atomic_store(&board->log[w->number][w->id].state, ENTRY_ABSENT);
	if (atomic_load(&window->intended) == w->id)
		atomic_store(&window->intended, atomic_load(&window->acked));
}

/* One transaction. False: the connection is of no use any more. */
static bool
write_once(struct writer *w)
{
	static const int64_t waits[] = { -1, -1, 0, 20, 2000 };
	int64_t wait = waits[below(w->chance, 5)];
	repo_set_wait(w->repo, wait);
	w->no_wish = below(w->chance, 12) == 0;
	w->id = atomic_fetch_add(&board->last_id[w->number], 1) + 1;
	if (w->id >= IDS)
		return false;
	uint32_t live = atomic_load(&board->live);
	enum cim_err err = repo_write(w->repo, deed, w);
	if (err == CIM_OK) {
		atomic_store(&board->log[w->number][w->id].state, ENTRY_ACKED);
		atomic_store(&board->at[w->generation][w->number].acked, w->id);
		model_step(w->number, w->id, &w->model);
		count(N_COMMITS);
		if (live > w->generation)
			finding("writer %u: %u was acknowledged in generation %u, and %u lived",
			    w->number, w->id,
			    w->generation, live);
		return true;
	}
	if (err != CIM_EIO)
		taken_back(w);
	if (err == CIM_EBROKEN)
		count(N_BROKEN);
	else if (err == CIM_ENOSPC || err == CIM_EIO)
		count(N_NOSPACE);
	else
		count(N_REFUSED);
	if ((err == CIM_EBUSY && wait < 0) || ((err == CIM_ENOSPC || err == CIM_EIO) &&
	    !board->hog) ||
	    (err != CIM_EBUSY && err != CIM_ECANCELED && err != CIM_EBROKEN && err != CIM_ENOSPC &&
	    err != CIM_EIO))
		finding("writer %u: %u: %s: %s", w->number, w->id, cim_strerror(err),
		    repo_fault(w->repo)->text);
	return err != CIM_EBROKEN && err != CIM_EIO;
}

void
be_writer(unsigned number, struct chance *chance)
{
	struct writer w = { .number = number, .chance = chance };
	for (;;) {
		w.repo = open_patiently(REPO_WRITE, "a writer");
		if (w.repo == NULL)
			return;
		w.generation = generation_of(w.repo);
		for (unsigned left = 1 + below(chance, 300); w.generation != 0 && left > 0 &&
		    write_once(&w); left--)
			nap(below(chance, 3) == 0 ? below(chance, 20000) : 0);
		repo_close(w.repo);
	}
}

/* ---- Readers ------------------------------------------------------------- */

static enum cim_err
count_row(void *ctx, const struct repo_query_row *row)
{
	(void)row;
	(*(unsigned *)ctx)++;
	return CIM_OK;
}

static enum cim_err
count_item(void *ctx, const struct cim_instance *inst, struct cim_str path)
{
	(void)inst;
	(void)path;
	(*(unsigned *)ctx)++;
	return CIM_OK;
}

/* A query finds what a walk of the same view finds. */
static enum cim_err
ask(struct repo_txn *txn)
{
	struct repo_query_source source;
	struct repo_query *query = NULL;
	struct wql_fault wrong;
	unsigned rows = 0, items = 0;
	memset(&source, 0, sizeof(source));
	source.reader = repo_txn_reader(txn);
	source.txn = txn;
	source.ns = NS;
	enum cim_err err =
	    repo_query_open(&source, CIM_STR("SELECT * FROM ST_Item WHERE Slot < 1000"), &query,
	    &wrong);
	if (err == CIM_OK)
		err = repo_query_run(query, count_row, &rows);
	repo_query_close(query);
	if (err == CIM_OK)
		err = repo_instance_list(repo_txn_reader(txn), NS, cim_name_from("ST_Item"),
		    count_item, &items);
	if (err == CIM_OK && rows != items)
		finding("a reader: %u rows of %u items", rows, items);
	count(N_QUERIES);
	return err;
}

struct reader {
	struct repo *repo;
	struct chance chance;
	uint32_t generation;
	unsigned rounds;
};

static enum cim_err
read_view(struct reader *r, struct repo_txn *txn, const uint32_t *from)
{
	struct seen seen, again;
	struct repo_reader reader = repo_txn_reader(txn);
	enum cim_err err = look(reader, "a reader", from, &seen);
	for (unsigned w = 0; w < WRITERS && err == CIM_OK; w++) {
		uint32_t most = atomic_load(&board->at[r->generation][w].intended);
		if (seen.heads[w] > most && atomic_load(&board->log[w][seen.heads[w]].state) != ENTRY_ACKED)
			finding("a reader: writer %u: %u is there, and %u the last that was tried",
			    w,
			    seen.heads[w], most);
	}
	if (err == CIM_OK && below(&r->chance, 3) == 0)
		err = ask(txn);
	if (err != CIM_OK || below(&r->chance, 3) != 0)
		return err;
	/* A view stays what it is, however long it is looked at, and whatever others do meanwhile. */
	nap(below(&r->chance, 40000));
	err = look_heads(reader, &again);
	if (err == CIM_OK && (memcmp(again.heads, seen.heads, sizeof(seen.heads)) != 0 ||
	    again.total != seen.total))
		finding("a reader: a view changed while it was open");
	return err;
}

static enum cim_err
own_ones(void *ctx, const struct repo_connection *connection)
{
	*(unsigned *)ctx += connection->own;
	return CIM_OK;
}

static enum cim_err
read_around(struct reader *r)
{
	struct repo_gate gate;
	struct repo_status status;
	unsigned own = 0;
	enum cim_err err = repo_connection_list(r->repo, own_ones, &own);
	if (err == CIM_OK && own != 1 && !board->hog)
		finding("a reader: it is %u times among the connections", own);
	if (err == CIM_OK)
		err = repo_gate_read(r->repo, &gate);
	if (err == CIM_OK && gate.own)
		finding("a reader: it has not paused, and is told so");
	if (err == CIM_OK)
		err = repo_status(r->repo, &status);
	return err;
}

/* One of the threads of a reader, until its connection is broken or it has had its turns. */
static void *
reads(void *arg)
{
	struct reader *r = arg;
	enum cim_err err = CIM_OK;
	for (unsigned i = 0; i < r->rounds && (err == CIM_OK || err == CIM_EBUSY); i++) {
		uint32_t from[WRITERS];
		struct repo_txn *txn;
		for (unsigned w = 0; w < WRITERS; w++)
			from[w] = atomic_load(&board->at[r->generation][w].acked);
		err = repo_begin(r->repo, REPO_READ, &txn);
		if (err == CIM_OK) {
			err = read_view(r, txn, from);
			repo_abort(txn);
			count(N_VIEWS);
		}
		if (err == CIM_OK && below(&r->chance, 4) == 0)
			err = read_around(r);
		/* The map has grown, and another thread's view does not let it move. */
		if (err == CIM_EBUSY && board->threads < 2)
			finding("a reader: a view: %s", repo_fault(r->repo)->text);
		nap(below(&r->chance, 3) == 0 ? below(&r->chance, 10000) : 0);
	}
	if (err == CIM_EBROKEN)
		count(N_BROKEN);
	else if (err != CIM_OK && err != CIM_EBUSY)
		finding("a reader: %s: %s", cim_strerror(err), repo_fault(r->repo)->text);
	return NULL;
}

void
be_reader(unsigned number, struct chance *chance)
{
	unsigned threads = number % 2 == 1 && board->threads > 1 ? board->threads : 1;
	struct reader *all = calloc(threads, sizeof(*all));
	pthread_t *ids = calloc(threads, sizeof(*ids));
	while (all != NULL && ids != NULL) {
		struct repo *repo = open_patiently(below(chance, 4) == 0 ? REPO_WRITE : REPO_READ,
		    "a reader");
		if (repo == NULL)
			return;
		uint32_t generation = generation_of(repo);
		unsigned started = 0, rounds = generation == 0 ? 0 : 1 + below(chance, 200);
		for (unsigned i = 0; i < threads; i++) {
			all[i] = (struct reader){ repo, chance_of(chance->state, i, 7), generation,
			    rounds };
			if (i > 0 && pthread_create(&ids[started], NULL, reads, &all[i]) == 0)
				started++;
		}
		(void)below(chance, 2);
		(void)reads(&all[0]);
		for (unsigned i = 0; i < started; i++)
			(void)pthread_join(ids[i], NULL);
		repo_close(repo);
	}
}

/* ---- Pausers ------------------------------------------------------------- */

/* What LMDB's file begins with, and how long it is: two commits later it is different. */
struct rest {
	unsigned char bytes[8192];
	off_t size;
};

static bool
rest_read(uint32_t generation, struct rest *rest)
{
	char path[600];
	struct stat st;
	memset(rest, 0, sizeof(*rest));
	(void)snprintf(path, sizeof(path), "%s/gen-%u/data.mdb", board->repository, generation);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool good = fd >= 0 && fstat(fd, &st) == 0 &&
	    pread(fd, rest->bytes, sizeof(rest->bytes), 0) == (ssize_t)sizeof(rest->bytes);
	rest->size = good ? st.st_size : 0;
	if (fd >= 0)
		close(fd);
	return good;
}

/* A copy by somebody who knows nothing of the repository. */
static bool
copy_make(unsigned number, char *copy, size_t size)
{
	char command[1800];
	(void)snprintf(copy, size, "%s/copy%u", board->dir, number);
	(void)snprintf(command, sizeof(command), "rm -rf '%s' && cp -R '%s' '%s' 2>/dev/null", copy,
	    board->repository, copy);
	return system(command) == 0;
}

/* If the gate was shut all the while, it is a repository, as of then. */
static void
copy_look(const char *copy, const struct seen *then)
{
	struct repo *repo;
	struct repo_txn *txn;
	struct seen seen;
	struct cim_fault fault = { 0 };
	enum cim_err err = repo_open(copy, REPO_READ, &repo, &fault);
	if (err != CIM_OK) {
		finding("a pauser: its copy: %s", fault.text);
		return;
	}
	err = repo_begin(repo, REPO_READ, &txn);
	if (err == CIM_OK) {
		err = look(repo_txn_reader(txn), "a copy", then->heads, &seen);
		repo_abort(txn);
	}
	if (err != CIM_OK || memcmp(seen.heads, then->heads, sizeof(seen.heads)) != 0)
		finding("a pauser: its copy is not of this moment");
	repo_close(repo);
	count(N_COPIES);
}

static enum cim_err
heads_now(struct repo *repo, struct seen *seen)
{
	struct repo_txn *txn;
	enum cim_err err = repo_begin(repo, REPO_READ, &txn);
	if (err != CIM_OK)
		return err;
	err = look_heads(repo_txn_reader(txn), seen);
	repo_abort(txn);
	return err;
}

/* While the gate is shut nothing moves, in views nor in the file. */
static enum cim_err
hold(struct repo *repo, unsigned number, struct chance *chance, uint64_t limit)
{
	struct seen before = { .total = 0 }, after = { .total = 0 };
	struct rest rest, later;
	char copy[600];
	uint32_t generation = generation_of(repo);
	enum cim_err err = heads_now(repo, &before);
	bool good = rest_read(generation, &rest);
	uint64_t end = now_ms() + limit;
	nap(1000 * (uint64_t)below(chance, (uint32_t)limit + (below(chance, 5) == 0 ? 100 : 0)));
	bool copied = err == CIM_OK && limit > 1000 && now_ms() + 500 < end && copy_make(number,
	    copy, sizeof(copy));
	good = rest_read(generation, &later) && good;
	if (err == CIM_OK)
		err = heads_now(repo, &after);
	enum cim_err resumed = repo_resume(repo);
	count(N_PAUSES);
	if (resumed == CIM_ECONFLICT) {
		count(N_LATE);
		return err;
	}
	if (resumed != CIM_OK || err != CIM_OK)
		return resumed != CIM_OK ? resumed : err;
	if (memcmp(&before, &after, sizeof(before)) != 0)
		finding("a pauser: writers went on while the gate was shut");
	if (good && (rest.size != later.size || memcmp(rest.bytes, later.bytes,
	    sizeof(rest.bytes)) != 0))
		finding("a pauser: the file changed while the gate was shut");
	if (copied)
		copy_look(copy, &before);
	return CIM_OK;
}

void
be_pauser(unsigned number, struct chance *chance)
{
	static const int64_t waits[] = { -1, 0, 100 };
	for (;;) {
		struct repo *repo = open_patiently(REPO_WRITE, "a pauser");
		if (repo == NULL)
			return;
		enum cim_err err = CIM_OK;
		for (unsigned left = 1 + below(chance, 10); left > 0 && err == CIM_OK; left--) {
			uint64_t limit = below(chance, 4) == 0 ? 3000 : 5 + below(chance, 100);
			int64_t wait = waits[below(chance, 3)];
			repo_set_wait(repo, wait);
			err = repo_pause(repo, limit);
			if (err == CIM_OK)
				err = hold(repo, number, chance, limit > 1000 ? 1500 : limit);
			else if (err == CIM_EBUSY && wait >= 0)
				err = CIM_OK;
			else if ((err == CIM_ENOSPC || err == CIM_EIO) && board->hog)
				break;
			nap(below(chance, 400000));
		}
		if (err == CIM_EBROKEN)
			count(N_BROKEN);
		else if (err != CIM_OK && !(board->hog && (err == CIM_ENOSPC || err == CIM_EIO)))
			finding("a pauser: %s: %s", cim_strerror(err), repo_fault(repo)->text);
		repo_close(repo);
	}
}

/* ---- Keepers of backups --------------------------------------------------- */

bool
look_snapshot(const char *path, const char *who, const uint32_t *from, bool verify,
    struct seen *seen)
{
	struct snap_reader *snap;
	struct cim_fault fault = { 0 };
	enum cim_err err = snap_open(path, &snap, &fault);
	if (err == CIM_ENOENT)
		return false;
	if (err == CIM_OK && verify)
		err = snap_verify(snap, NULL, NULL);
	if (err == CIM_OK)
		err = look(snap_reader(snap), who, from, seen);
	if (err != CIM_OK)
		finding("%s: %s: %s", who, cim_strerror(err), fault.text);
	snap_close(snap);
	return err == CIM_OK;
}

static void
back_up(unsigned number, struct chance *chance)
{
	char path[600];
	uint32_t from[WRITERS];
	struct repo_txn *txn = NULL;
	struct seen seen;
	struct cim_fault fault = { 0 };
	struct snap_write_options options = { .level = 1, .threads = 2, .overwrite = true,
		.no_verify = below(chance, 2) == 0 };
	struct repo *repo = open_patiently(REPO_READ, "a backup");
	if (repo == NULL)
		return;
	uint32_t generation = generation_of(repo);
	(void)snprintf(path, sizeof(path), "%s/backup%u.wks", board->dir, number);
	for (unsigned w = 0; w < WRITERS; w++)
		from[w] = atomic_load(&board->at[generation][w].acked);
	enum cim_err err = generation == 0 ? CIM_EBROKEN : repo_begin(repo, REPO_READ, &txn);
	if (err == CIM_OK) {
		err = snap_write(repo, txn, path, &options, NULL, &fault);
		repo_abort(txn);
	}
	repo_close(repo);
	if (err == CIM_OK && look_snapshot(path, "a backup", from, below(chance, 2) == 0, &seen))
		count(N_BACKUPS);
	else if (err == CIM_EBROKEN)
		count(N_BROKEN);
	else if (err != CIM_OK && !(board->hog && err == CIM_ENOSPC))
		finding("a backup: %s: %s", cim_strerror(err), fault.text);
}

static enum cim_err
restored_here(const char *path, bool force)
{
	struct cim_fault fault = { 0 };
	struct snap_reader *snap;
	enum cim_err err = snap_open(path, &snap, &fault);
	if (err == CIM_OK)
		err = snap_restore(snap, board->repository, force ? REPO_FORCE : 0,
		    force ? 5000 : -1, NULL, NULL, &fault);
	snap_close(snap);
	if (err != CIM_OK && err != CIM_EBUSY && !(board->hog && err == CIM_ENOSPC))
		finding("a restore: %s: %s", cim_strerror(err), fault.text);
	return err;
}

/* What could not be was told already. */
static enum cim_err
restored_by_program(int status)
{
	return status == 0 ? CIM_OK : CIM_EBUSY;
}

/*
 * A restore begins anew from what the snapshot has: that is said for the generations that may come of
 * it, before it begins, as it may be killed at any moment.
 */
bool
restore_backup(unsigned number, bool force)
{
	char path[600];
	struct seen seen;
	(void)snprintf(path, sizeof(path), "%s/backup%u.wks", board->dir, number);
	struct repo *repo = open_patiently(REPO_READ, "a restore");
	uint32_t generation = repo == NULL ? 0 : generation_of(repo);
	repo_close(repo);
	if (generation == 0 || generation + 8 >= GENERATIONS ||
	    !look_snapshot(path, "what is to be restored", NULL, false, &seen))
		return false;
	for (uint32_t g = generation + 1; g <= generation + 8; g++) {
		for (unsigned w = 0; w < WRITERS; w++) {
			atomic_store(&board->at[g][w].acked, seen.heads[w]);
			atomic_store(&board->at[g][w].intended, seen.heads[w]);
		}
	}
	atomic_store(&board->restoring, true);
	enum cim_err err = force && board->program != NULL && seen.total % 2 == 0 ?
	    restored_by_program(call_restore(number)) : restored_here(path, force);
	atomic_store(&board->restoring, false);
	count(err == CIM_OK ? N_RESTORES : N_RESTORES_REFUSED);
	if (err != CIM_OK)
		return false;
	repo = open_patiently(REPO_READ, "a restore");
	uint32_t now = repo == NULL ? 0 : generation_of(repo);
	repo_close(repo);
	/* Somebody may have put us out just now. */
	if (now != 0)
		atomic_store(&board->live, now);
	if (now != 0 && now <= generation)
		finding("a restore: it was generation %u, and is %u", generation, now);
	return true;
}

/* Everybody out: whoever was connected is told so by his next call, and nothing of the content changes. */
static void
put_out(struct chance *chance)
{
	struct repo *repo = open_patiently(REPO_WRITE, "one who puts others out");
	if (repo == NULL)
		return;
	repo_set_wait(repo, below(chance, 2) == 0 ? 0 : 2000);
	enum cim_err err = repo_disconnect_all(repo);
	struct seen seen;
	if (err == CIM_OK) {
		count(N_DISCONNECTS);
		err = heads_now(repo, &seen);
	}
	if (err == CIM_EBROKEN)
		count(N_BROKEN);
	else if (err != CIM_OK && err != CIM_EBUSY && !(board->hog && (err == CIM_ENOSPC ||
	    err == CIM_EIO)))
		finding("one who puts others out: %s: %s", cim_strerror(err),
		    repo_fault(repo)->text);
	repo_close(repo);
}

void
be_keeper(unsigned number, struct chance *chance)
{
	for (;;) {
		if (below(chance, 3) > 0)
			back_up(number, chance);
		else if (number == 0)
			(void)restore_backup(number, below(chance, 4) > 0);
		else if (below(chance, 3) == 0)
			put_out(chance);
		nap(below(chance, 300000));
	}
}

/* ---- Visitors ------------------------------------------------------------ */

static enum cim_err
never(struct repo_txn *txn, void *ctx)
{
	(void)ctx;
	enum cim_err err = compile(txn, "instance of ST_Item { Writer = 99; Slot = 1; Id = 1; Text = \"\"; };");
	nap(60000000);
	return err == CIM_OK ? CIM_ECANCELED : err;
}

/* Somebody who comes, holds something, and will be killed over it. */
void
be_visitor(unsigned number, struct chance *chance)
{
	struct repo_txn *txn;
	unsigned what = below(chance, 8);
	(void)number;
	struct repo *repo = open_patiently(what < 2 ? REPO_READ : REPO_WRITE, "a visitor");
	if (repo == NULL)
		return;
	repo_set_wait(repo, -1);
	if (what < 4)
		(void)repo_begin(repo, REPO_READ, &txn);
	else if (what < 6)
		(void)repo_write(repo, never, NULL);
	else if (what < 7)
		(void)repo_pause(repo, 0);
	else
		repo_close(repo);
	nap(what < 7 ? 60000000 : 0);
}
