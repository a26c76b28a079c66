/*
 * store.c: the only room that knows LMDB: sticky transactions, get, put, walk, and a map
 * that grows.
 */
#include "config.h"

#include "repo/store.h"

#include <errno.h>
#include <fcntl.h>
#include <lmdb.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "repo/pages.h"
#include "repo/sum.h"

#define WALK_READER ((uint64_t)64 << 20)	/* bytes of a file that each opening walks */
#define WALK_WRITER ((uint64_t)1 << 30)
#define WALK_TRIES 20
#define LOCK_TRIES 50
#define DEAD_EVERY 16		/* write transactions of a handle between two looks for dead readers */

static const char *const db_names[STORE_DBS] = { "records", "index" };	/* ORDER store_db */

struct store {
	MDB_env *env;
	MDB_dbi dbs[STORE_DBS];
	unsigned flags;
	pthread_mutex_t mutex;	/* active, and the map, which threads share */
	unsigned writes;	/* write transactions so far */
	int active;		/* transactions of this handle: the map cannot move under them */
	bool unlocked;
	bool dead;		/* a commit met an I/O error: never sync again */
	const uint64_t *watched;	/* or NULL */
	uint64_t expected;	/* what it says as long as all is well */
};

struct store_txn {
	struct store *store;
	MDB_txn *txn;
	bool write, lenient;
	enum cim_err err;
	struct cim_fault *fault;
};

/* LMDB's codes, and the system's, as ours. */
static enum cim_err
code(int rc)
{
	switch (rc) {
	case MDB_SUCCESS: return CIM_OK;
	case MDB_NOTFOUND: return CIM_ENOENT;
	case MDB_KEYEXIST: return CIM_EEXIST;
	case MDB_MAP_FULL: return CIM_EFULL;
	case MDB_READERS_FULL: return CIM_EBUSY;
	case MDB_TXN_FULL: return CIM_ELIMIT;
	case MDB_VERSION_MISMATCH: return CIM_ENEWER;
	case MDB_INVALID: return CIM_EFOREIGN;
	case MDB_BAD_VALSIZE: case MDB_DBS_FULL: return CIM_EINVAL;
	case MDB_PAGE_NOTFOUND: case MDB_CORRUPTED: case MDB_PANIC: case MDB_INCOMPATIBLE:
	case MDB_BAD_TXN:
	case MDB_BAD_DBI:
	case MDB_CURSOR_FULL:
	case MDB_PAGE_FULL:
	case MDB_BAD_RSLOT:
	case MDB_MAP_RESIZED:
		return CIM_EDAMAGED;
	default: return rc > 0 ? cim_err_from_errno(rc) : CIM_EDAMAGED;
	}
}

/* Notes a failure of LMDB and answers our code. */
static enum cim_err
failed(struct cim_fault *fault, int rc, const char *what)
{
	enum cim_err err = code(rc);
	if (rc > 0) {
		errno = rc;
		return cim_fault_errno(fault, "data.mdb: cannot %s", what);
	}
	return cim_fault(fault, err, "data.mdb: cannot %s: %s", what, cim_strerror(err));
}

/* ---- Opening ------------------------------------------------------------- */

/* Whether nobody has written to the file since. */
static bool
unchanged(int fd, const struct stat *st)
{
	struct stat now;
	return fstat(fd, &now) == 0 && now.st_size == st->st_size &&
	    now.st_ctim.tv_sec == st->st_ctim.tv_sec && now.st_ctim.tv_nsec == st->st_ctim.tv_nsec;
}

/*
 * Looks at the file before it is mapped: LMDB believes every page, and one that is damaged ends
 * the process or, with a writer, what else is there. A walk of the complete CIM schema takes
 * half a millisecond, and is remembered as long as the file stays as it is. Of a large file only
 * a writer's are walked, and of a very large one none: verify does that. One that is shorter
 * than it says may still be whole, if what is missing is not used: it is walked always. A writer
 * may commit meanwhile, so a verdict counts only while the meta page stays the same; where
 * others commit all the time, the pages are as good as theirs.
 */
static enum cim_err
file_check(int fd, bool writer, const struct store_looked *looked, struct cim_fault *fault)
{
	struct pages_meta meta, again;
	for (int tries = 0;; tries++) {
		struct stat st;
		enum cim_err err = pages_meta_read(fd, PAGES_NONE, &meta, fault);
		if (err != CIM_OK)
			return err;
		if (fstat(fd, &st) != 0)
			return cim_fault_errno(fault, "data.mdb");
		uint64_t bytes = (uint64_t)st.st_size;
		bool whole = meta.last_page < bytes / meta.page_size;
		if (whole && bytes > (writer ? WALK_WRITER : WALK_READER))
			return CIM_OK;
		if (whole && looked != NULL && looked->whole(looked->ctx, &st))
			return CIM_OK;
		struct cim_fault why = { 0 };
		err = pages_check(fd, bytes, &meta, &why);
		if (err == CIM_OK && whole && looked != NULL && unchanged(fd, &st))
			looked->note(looked->ctx, &st);
		if (err == CIM_OK)
			return CIM_OK;
		struct cim_fault ignored = { 0 };
		if (pages_meta_read(fd, PAGES_NONE, &again, &ignored) == CIM_OK &&
		    again.txn_id != meta.txn_id) {
			if (tries < WALK_TRIES)
				continue;
			return CIM_OK;
		}
		if (whole)
			return cim_fault(
			    fault, err, "%s", why.text[0] != '\0' ? why.text : cim_strerror(err));
		if (err != CIM_EDAMAGED)
			return cim_fault(
			    fault, err, "%s", why.text[0] != '\0' ? why.text : cim_strerror(err));
		return cim_fault(fault, err, "data.mdb: cut short: %llu bytes of %llu; %s",
		    (unsigned long long)bytes,
		    ((unsigned long long)meta.last_page + 1) * meta.page_size, why.text);
	}
}

/* The path of a file in a directory; NULL without memory. */
static char *
path_in(const char *dir, const char *name)
{
	size_t n = strlen(dir) + strlen(name) + 2;
	char *path = malloc(n);
	if (path != NULL)
		(void)snprintf(path, n, "%s/%s", dir, name);
	return path;
}

static enum cim_err
data_check(const char *dir, bool writer, const struct store_looked *looked, struct cim_fault *fault)
{
	char *path = path_in(dir, "data.mdb");
	if (path == NULL)
		return CIM_ENOMEM;
	/* A pipe of that name must not hold us up. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK);
	int sys = errno;
	struct stat st;
	free(path);
	if (fd >= 0 && (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))) {
		close(fd);
		return cim_fault(fault, CIM_EDAMAGED, "data.mdb is not a regular file");
	}
	if (fd < 0) {
		if (sys == ENOENT || sys == ENOTDIR)
			return cim_fault(
			    fault, CIM_EDAMAGED, "data.mdb is missing from the live generation");
		if (sys == ELOOP)
			return cim_fault(fault, CIM_EDAMAGED, "data.mdb is a symbolic link");
		errno = sys;
		return cim_fault_errno(fault, "data.mdb");
	}
	enum cim_err err = file_check(fd, writer, looked, fault);
	close(fd);
	return err;
}

/* Opens or makes the named databases. */
static int
dbs_open(struct store *store)
{
	bool make = (store->flags & STORE_CREATE) != 0;
	MDB_txn *txn;
	int rc = mdb_txn_begin(store->env, NULL, make ? 0 : MDB_RDONLY, &txn);
	if (rc == MDB_MAP_RESIZED) {
		rc = mdb_env_set_mapsize(store->env, 0);
		if (rc == 0)
			rc = mdb_txn_begin(store->env, NULL, MDB_RDONLY, &txn);
	}
	if (rc != 0)
		return rc;
	for (int i = 0; i < STORE_DBS && rc == 0; i++)
		rc = mdb_dbi_open(txn, db_names[i], make ? MDB_CREATE : 0, &store->dbs[i]);
	if (rc != 0) {
		mdb_txn_abort(txn);
		return rc == MDB_NOTFOUND ? MDB_CORRUPTED : rc;
	}
	return mdb_txn_commit(txn);	/* keeps the handles, for readers too */
}

/*
 * What killed readers left would keep old pages from being used again: the file of a writer that
 * runs for days would grow with each commit.
 */
static void
dead_readers(struct store *store)
{
	int dead;
	if (!store->unlocked)
		(void)mdb_reader_check(store->env, &dead);
}

/* One try to open the environment, with or without lock.mdb. */
static int
env_open(struct store *store, const char *dir, size_t map, unsigned extra)
{
	unsigned flags = MDB_NOTLS | extra;
	if (store->flags & STORE_READ_ONLY)
		flags |= MDB_RDONLY;
	if (store->flags & STORE_NO_SYNC)
		flags |= MDB_NOSYNC | MDB_NOMETASYNC;
	int rc = mdb_env_create(&store->env);
	if (rc != 0)
		return rc;
	rc = mdb_env_set_maxdbs(store->env, STORE_DBS);
	if (rc == 0)
		rc = mdb_env_set_maxreaders(store->env, 1022);
	if (rc == 0 && store->flags & STORE_CREATE)
		rc = mdb_env_set_mapsize(store->env, map);
	if (rc == 0)
		rc = mdb_env_open(store->env, dir, flags, 0600);
	/* LMDB leaves its first descriptor to whatever program is run. */
	int fd;
	if (rc == 0 && mdb_env_get_fd(store->env, &fd) == 0)
		(void)fcntl(fd, F_SETFD, FD_CLOEXEC);
	if (rc != 0) {
		mdb_env_close(store->env);
		store->env = NULL;
	}
	return rc;
}

enum cim_err
store_open(const char *dir, unsigned flags, size_t map, const struct store_looked *looked,
    struct store **out, struct cim_fault *fault)
{
	*out = NULL;
	if ((flags & STORE_CREATE) == 0) {
		enum cim_err err = data_check(dir, (flags & STORE_READ_ONLY) == 0, looked, fault);
		if (err != CIM_OK)
			return err;
	}
	struct store *store = calloc(1, sizeof(*store));
	if (store == NULL)
		return CIM_ENOMEM;
	if (pthread_mutex_init(&store->mutex, NULL) != 0) {
		free(store);
		return CIM_ENOMEM;
	}
	store->flags = flags;
	store->unlocked = (flags & STORE_ALONE) != 0;
	int rc = env_open(store, dir, map, flags & STORE_ALONE ? MDB_NOLOCK : 0);
	/*
	 * Who makes lock.mdb locks it, and one who waits for him finds nothing in it when he was
	 * killed over it. The one that has it alone then makes it anew. The data were looked at
	 * already: they are ours.
	 */
	for (int tries = 0; tries < LOCK_TRIES && (rc == MDB_INVALID || rc == MDB_VERSION_MISMATCH); tries++) {
		struct timespec nap = { 0, 1000000 * (1 + (getpid() + tries) % 7) };
		(void)nanosleep(&nap, NULL);
		rc = env_open(store, dir, map, flags & STORE_ALONE ? MDB_NOLOCK : 0);
	}
	if ((rc == EACCES || rc == EPERM || rc == EROFS) && flags & STORE_READ_ONLY) {
		store->unlocked = true;
		rc = env_open(store, dir, map, MDB_NOLOCK);
	}
	if (rc == 0)
		dead_readers(store);
	if (rc == 0)
		rc = dbs_open(store);
	if (rc != 0) {
		enum cim_err err = failed(fault, rc, "be opened");
		store_close(store);
		return err;
	}
	*out = store;
	return CIM_OK;
}

void
store_close(struct store *store)
{
	if (store == NULL)
		return;
	if (store->env != NULL)
		mdb_env_close(store->env);
	(void)pthread_mutex_destroy(&store->mutex);
	free(store);
}

bool
store_unlocked(const struct store *store)
{
	return store->unlocked;
}

void
store_watch(struct store *store, const uint64_t *word)
{
	store->watched = word;
	store->expected = word == NULL ? 0 : __atomic_load_n(word, __ATOMIC_ACQUIRE);
}

/* ---- Transactions -------------------------------------------------------- */

/* LMDB's own beginning; MDB_MAP_RESIZED: the map must move, and cannot under what is active. */
static int
txn_begin(struct store *store, bool write, MDB_txn **out)
{
	(void)pthread_mutex_lock(&store->mutex);
	int rc = mdb_txn_begin(store->env, NULL, write ? 0 : MDB_RDONLY, out);
	if (rc == MDB_MAP_RESIZED && store->active == 0) {
		rc = mdb_env_set_mapsize(store->env, 0);
		if (rc == 0)
			rc = mdb_txn_begin(store->env, NULL, write ? 0 : MDB_RDONLY, out);
	}
	store->active += rc == 0;
	(void)pthread_mutex_unlock(&store->mutex);
	return rc;
}

enum cim_err
store_begin(struct store *store, bool write, struct store_txn **out, struct cim_fault *fault)
{
	*out = NULL;
	if (write && store->dead)
		return cim_fault(
		    fault, CIM_EIO, "an earlier write failed; open the repository anew");
	struct store_txn *txn = calloc(1, sizeof(*txn));
	if (txn == NULL)
		return CIM_ENOMEM;
	if (write && ++store->writes % DEAD_EVERY == 0)
		dead_readers(store);
	int rc = txn_begin(store, write, &txn->txn);
	if (rc != 0) {
		free(txn);
		return rc != MDB_MAP_RESIZED ? failed(fault, rc, "begin a transaction") :
		    cim_fault(fault, CIM_EBUSY,
		    "another process enlarged the store; end open views first");
	}
	txn->store = store;
	txn->write = write;
	txn->fault = fault;
	*out = txn;
	return CIM_OK;
}

static void
txn_ended(struct store *store)
{
	(void)pthread_mutex_lock(&store->mutex);
	store->active--;
	(void)pthread_mutex_unlock(&store->mutex);
}

/*
 * A write that came back short is told as an I/O error; on a full disk that is the disk's
 * fullness.
 */
static int
full_disk(struct store *store, int rc)
{
	int fd;
	struct statvfs vfs;
	if (rc == EIO && mdb_env_get_fd(store->env, &fd) == 0 && fstatvfs(fd, &vfs) == 0 &&
	    (uint64_t)vfs.f_bavail * vfs.f_bsize < (uint64_t)1 << 20)
		return ENOSPC;
	return rc;
}

enum cim_err
store_commit(struct store_txn *txn)
{
	struct store *store = txn->store;
	enum cim_err err = txn->err;
	if (err != CIM_OK) {
		store_abort(txn);
		return err;
	}
	int rc = full_disk(store, mdb_txn_commit(txn->txn));
	if (rc != 0) {
		err = failed(txn->fault, rc, "commit");
		store->dead = err == CIM_EIO || rc == MDB_PANIC;
	}
	txn_ended(store);
	free(txn);
	return err;
}

void
store_abort(struct store_txn *txn)
{
	if (txn == NULL)
		return;
	mdb_txn_abort(txn->txn);
	txn_ended(txn->store);
	free(txn);
}

void
store_forsake(struct store_txn *txn)
{
	free(txn);
}

void
store_lenient(struct store_txn *txn, bool lenient)
{
	txn->lenient = lenient;
}

enum cim_err
store_failed(const struct store_txn *txn)
{
	return txn->err;
}

enum cim_err
store_sync(struct store *store, struct cim_fault *fault)
{
	if (store->dead)
		return cim_fault(fault, CIM_EIO, "an earlier write failed");
	int rc = mdb_env_sync(store->env, 1);
	if (rc == 0)
		return CIM_OK;
	store->dead = true;
	return failed(fault, rc, "be synced");
}

/* Bytes in use as of the last commit. */
static size_t
used(const MDB_envinfo *info, const MDB_stat *stat)
{
	return (info->me_last_pgno + 1) * stat->ms_psize;
}

size_t
store_room(struct store *store)
{
	MDB_envinfo info;
	MDB_stat stat;
	if (mdb_env_info(store->env, &info) != 0 || mdb_env_stat(store->env, &stat) != 0)
		return 0;
	size_t taken = used(&info, &stat);
	return info.me_mapsize > taken ? info.me_mapsize - taken : 0;
}

enum cim_err
store_grow(struct store *store, size_t need, struct cim_fault *fault)
{
	MDB_envinfo info;
	MDB_stat stat;
	int rc = mdb_env_info(store->env, &info);
	if (rc == 0)
		rc = mdb_env_stat(store->env, &stat);
	if (rc != 0)
		return failed(fault, rc, "tell its size");
	size_t want, size = info.me_mapsize;
	if (__builtin_add_overflow(used(&info, &stat), need, &want))
		return cim_fault(fault, CIM_ENOSPC, "the store exceeds this machine's addresses");
	do {
		if (__builtin_mul_overflow(size, (size_t)2, &size))
			return cim_fault(
			    fault, CIM_ENOSPC, "the store exceeds this machine's addresses");
	} while (size < want);
	(void)pthread_mutex_lock(&store->mutex);
	bool views = store->active > 0;
	rc = views ? 0 : mdb_env_set_mapsize(store->env, size);
	(void)pthread_mutex_unlock(&store->mutex);
	if (views)
		return cim_fault(fault, CIM_EBUSY, "the store must grow, but views of it are open");
	return rc == 0 ? CIM_OK : failed(fault, rc, "grow");
}

/* ---- Reading ------------------------------------------------------------- */

/* What failed before, or that the connection was broken meanwhile. */
static inline enum cim_err
alive(struct store_txn *txn)
{
	const struct store *store = txn->store;
	if (txn->err == CIM_OK && store->watched != NULL &&
	    __atomic_load_n(store->watched, __ATOMIC_RELAXED) != store->expected)
		txn->err = cim_fault(txn->fault, CIM_EBROKEN,
		    "this connection was broken, by a restore with force or by an administrator; open "
		    "the repository again");
	return txn->err;
}

/* Remembers the first failure; answers are not failures. */
static enum cim_err
stick(struct store_txn *txn, int rc, const char *what)
{
	enum cim_err err = code(rc);
	if (err == CIM_OK || err == CIM_ENOENT || err == CIM_EEXIST)
		return err;
	txn->err = err == CIM_EFULL ? err : failed(txn->fault, rc, what);
	return txn->err;
}

/* The bytes of a value that are not the value: a record's sum. */
static size_t
sum_size(enum store_db db)
{
	return db == STORE_RECORDS ? REPO_SUM_SIZE : 0;
}

static void
item_set(struct store_item *item, enum store_db db, const MDB_val *key, const MDB_val *value)
{
	size_t sum = sum_size(db);
	item->key = key->mv_data;
	item->key_len = key->mv_size;
	item->value = value->mv_data;
	item->damaged = value->mv_size < sum;
	item->value_len = item->damaged ? 0 : value->mv_size - sum;
	if (sum > 0 && !item->damaged)
		item->damaged = !repo_sum_right(
		    item->key, item->key_len, item->value, item->value_len);
}

/* Answers for a record whose sum is wrong, unless damage is looked for. */
static enum cim_err
item_check(const struct store_txn *txn, const struct store_item *item)
{
	char shown[120];
	size_t n = 0;
	if (!item->damaged || txn->lenient)
		return CIM_OK;
	for (size_t i = 1; i < item->key_len && n < sizeof(shown) - 1; i++)
		shown[n++] = item->key[i] == 0 ? ' ' : (char)item->key[i];
	shown[n] = '\0';
	return cim_fault(txn->fault, CIM_EDAMAGED,
	    "the record '%s' is damaged: its checksum is wrong", shown);
}

/* LMDB takes keys without const; it does not write to them. */
static MDB_val
val(const void *bytes, size_t n)
{
	return (MDB_val){ n, (void *)(uintptr_t)bytes };
}

enum cim_err
store_get(struct store_txn *txn, enum store_db db, const void *key, size_t key_len,
    struct store_item *out)
{
	if (alive(txn) != CIM_OK)
		return txn->err;
	MDB_val k = val(key, key_len), v;
	int rc = mdb_get(txn->txn, txn->store->dbs[db], &k, &v);
	if (rc != 0)
		return stick(txn, rc, "be read");
	item_set(out, db, &k, &v);
	return item_check(txn, out);
}

/* Whether the key begins with the prefix, which may be NULL when it is empty. */
static bool
begins(const MDB_val *key, const void *prefix, size_t prefix_len)
{
	return prefix_len == 0 ||
	    (key->mv_size >= prefix_len && memcmp(key->mv_data, prefix, prefix_len) == 0);
}

enum cim_err
store_walk(struct store_txn *txn, enum store_db db, const void *prefix, size_t prefix_len,
    store_each_fn each, void *ctx)
{
	if (alive(txn) != CIM_OK)
		return txn->err;
	MDB_cursor *cursor;
	int rc = mdb_cursor_open(txn->txn, txn->store->dbs[db], &cursor);
	if (rc != 0)
		return stick(txn, rc, "be read");
	enum cim_err err = CIM_OK;
	MDB_val k = val(prefix, prefix_len), v;
	for (rc = mdb_cursor_get(cursor, &k, &v, prefix_len == 0 ? MDB_FIRST : MDB_SET_RANGE);
	     rc == 0 && begins(&k, prefix, prefix_len);
	     rc = mdb_cursor_get(cursor, &k, &v, MDB_NEXT)) {
		struct store_item item;
		item_set(&item, db, &k, &v);
		err = alive(txn) != CIM_OK ? txn->err : item_check(txn, &item);
		if (err == CIM_OK)
			err = each(ctx, &item);
		if (err != CIM_OK)
			break;
	}
	mdb_cursor_close(cursor);
	if (err != CIM_OK)
		return err;
	return rc == 0 || rc == MDB_NOTFOUND ? CIM_OK : stick(txn, rc, "be read");
}

/* ---- Writing ------------------------------------------------------------- */

static enum cim_err
put(struct store_txn *txn, enum store_db db, const void *key, size_t key_len, size_t value_len,
    unsigned flags, MDB_val *v)
{
	if (alive(txn) != CIM_OK)
		return txn->err;
	MDB_val k = val(key, key_len);
	*v = val(NULL, value_len + sum_size(db));
	int rc = mdb_put(txn->txn, txn->store->dbs[db], &k, v, flags | MDB_RESERVE);
	return stick(txn, rc, "be written");
}

enum cim_err
store_put(struct store_txn *txn, enum store_db db, const void *key, size_t key_len,
    size_t value_len, uint8_t **room)
{
	MDB_val v;
	enum cim_err err = put(txn, db, key, key_len, value_len, 0, &v);
	*room = v.mv_data;
	return err;
}

enum cim_err
store_add(struct store_txn *txn, enum store_db db, const void *key, size_t key_len,
    size_t value_len, uint8_t **room, struct store_item *old)
{
	MDB_val v;
	enum cim_err err = put(txn, db, key, key_len, value_len, MDB_NOOVERWRITE, &v);
	*room = v.mv_data;
	if (err == CIM_EEXIST) {
		MDB_val k = val(key, key_len);
		item_set(old, db, &k, &v);
		if (item_check(txn, old) != CIM_OK)
			return CIM_EDAMAGED;
	}
	return err;
}

enum cim_err
store_append(struct store_txn *txn, enum store_db db, const void *key, size_t key_len,
    size_t value_len, uint8_t **room)
{
	MDB_val v;
	enum cim_err err = put(txn, db, key, key_len, value_len, MDB_APPEND, &v);
	*room = v.mv_data;
	return err;
}

void
store_seal(const void *key, size_t key_len, uint8_t *room, size_t value_len)
{
	repo_sum_put(key, key_len, room, value_len);
}

enum cim_err
store_delete(struct store_txn *txn, enum store_db db, const void *key, size_t key_len)
{
	if (alive(txn) != CIM_OK)
		return txn->err;
	MDB_val k = val(key, key_len);
	return stick(txn, mdb_del(txn->txn, txn->store->dbs[db], &k, NULL), "be written");
}

enum cim_err
store_delete_prefix(struct store_txn *txn, enum store_db db, const void *prefix, size_t prefix_len,
    uint64_t *count)
{
	if (count != NULL)
		*count = 0;
	if (alive(txn) != CIM_OK)
		return txn->err;
	MDB_cursor *cursor;
	int rc = mdb_cursor_open(txn->txn, txn->store->dbs[db], &cursor);
	if (rc != 0)
		return stick(txn, rc, "be written");
	MDB_val k = val(prefix, prefix_len), v;
	rc = mdb_cursor_get(cursor, &k, &v, MDB_SET_RANGE);
	while (rc == 0 && begins(&k, prefix, prefix_len)) {
		rc = mdb_cursor_del(cursor, 0);
		if (rc != 0)
			break;
		if (count != NULL)
			(*count)++;
		rc = mdb_cursor_get(
		    cursor, &k, &v, MDB_NEXT); /* after a delete: the one that moved up */
	}
	mdb_cursor_close(cursor);
	return rc == 0 || rc == MDB_NOTFOUND ? CIM_OK : stick(txn, rc, "be written");
}

/* ---- Care ---------------------------------------------------------------- */

void
store_drop_pages(struct store_txn *txn, const struct store_item *item)
{
	if (txn->write)		/* what it changed is not in the map */
		return;
	MDB_envinfo info;
	MDB_stat stat;
	if (mdb_env_info(txn->store->env, &info) != 0 || mdb_env_stat(txn->store->env, &stat) != 0)
		return;
	const uint8_t *start = pages_map_start(item->key, stat.ms_psize, info.me_mapsize);
	if (start != NULL)
		(void)madvise((void *)(uintptr_t)start, info.me_mapsize, MADV_DONTNEED);
}

/* Pages on the free list. */
static int
free_pages(MDB_txn *txn, uint64_t *count)
{
	MDB_cursor *cursor;
	MDB_val k, v;
	*count = 0;
	int rc = mdb_cursor_open(txn, 0, &cursor);
	if (rc != 0)
		return rc;
	while ((rc = mdb_cursor_get(cursor, &k, &v, MDB_NEXT)) == 0) {
		size_t n = 0;
		if (v.mv_size >= sizeof(n))
			memcpy(&n, v.mv_data, sizeof(n));
		*count += n;
	}
	mdb_cursor_close(cursor);
	return rc == MDB_NOTFOUND ? 0 : rc;
}

enum cim_err
store_info(struct store_txn *txn, struct store_info *out)
{
	MDB_envinfo info;
	MDB_stat stat;
	struct stat st;
	int fd, rc = txn->err != CIM_OK ? MDB_BAD_TXN : 0;
	for (int i = 0; i < STORE_DBS && rc == 0; i++) {
		rc = mdb_stat(txn->txn, txn->store->dbs[i], &stat);
		out->entries[i] = stat.ms_entries;
	}
	if (rc == 0)
		rc = mdb_env_info(txn->store->env, &info);
	if (rc == 0)
		rc = free_pages(txn->txn, &out->free_pages);
	if (rc == 0)
		rc = mdb_env_get_fd(txn->store->env, &fd);
	if (rc == 0 && fstat(fd, &st) != 0)
		rc = errno;
	if (rc != 0)
		return stick(txn, rc, "tell its state");
	out->used_bytes = used(&info, &stat);
	out->file_bytes = (uint64_t)st.st_size;
	out->map_bytes = info.me_mapsize;
	return CIM_OK;
}

uint64_t
store_seen(const struct store_txn *txn)
{
	return mdb_txn_id(txn->txn) - (txn->write ? 1 : 0);
}

enum cim_err
store_check(struct store_txn *txn)
{
	if (txn->err != CIM_OK)
		return txn->err;
	int fd;
	struct stat st;
	struct pages_meta meta;
	int rc = mdb_env_get_fd(txn->store->env, &fd);
	if (rc == 0 && fstat(fd, &st) != 0)
		rc = errno;
	if (rc != 0)
		return stick(txn, rc, "be checked");
	uint64_t id = store_seen(txn);
	enum cim_err err = pages_meta_read(fd, id, &meta, txn->fault);
	if (err != CIM_OK || meta.txn_id != id)
		return err; /* two commits since: those pages were checked by whoever wrote them */
	return pages_check(fd, (uint64_t)st.st_size, &meta, txn->fault);
}
