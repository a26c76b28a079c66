/*
 * store.h: repo's cellar: ordered bytes under keys, in transactions. store.c alone knows
 * what carries it.
 */
#ifndef REPO_STORE_H
#define REPO_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include "cim/err.h"

struct store;
struct store_txn;

enum store_db { STORE_RECORDS, STORE_INDEX };
#define STORE_DBS 2

#define STORE_READ_ONLY 1
#define STORE_CREATE 2		/* a new one, in an empty directory */
#define STORE_NO_SYNC 4		/* a commit is not durable before store_sync */
#define STORE_ALONE 8		/* nobody else has it open: no lock file */

#define STORE_MAP_DEFAULT ((size_t)64 << 20)
#define STORE_MAP_SMALLEST ((size_t)256 << 10)	/* for tests of growing */

/* Who remembers that a file was found whole as it is, so that it need not be walked each time. */
struct store_looked {
	bool (*whole)(void *ctx, const struct stat *st);
	void (*note)(void *ctx, const struct stat *st);
	void *ctx;
};

/*
 * Opens the store in a directory; map is the first size of a new one's map. A reader who may not
 * make or lock lock.mdb goes without (store_unlocked tells). Checks the file before it is
 * mapped: CIM_EFOREIGN, CIM_EDAMAGED, CIM_ENEWER; unless looked (may be NULL) knows it. Once in
 * a process, and not over a fork.
 */
enum cim_err store_open(const char *dir, unsigned flags, size_t map,
    const struct store_looked *looked, struct store **out, struct cim_fault *fault);
void store_close(struct store *store);		/* NULL is fine */
bool store_unlocked(const struct store *store);	/* writers do not see our readers */
/*
 * From now on whatever reads or writes answers CIM_EBROKEN once the word at that place is
 * another (NULL: no such word). It must stay readable as long as store.
 */
void store_watch(struct store *store, const uint64_t *word);

/*
 * A transaction remembers the first failure; then every step answers it and
 * does nothing. CIM_ENOENT and CIM_EEXIST are answers and do not stick. fault
 * (may be NULL) gets the reasons.
 */
enum cim_err store_begin(
    struct store *store, bool write, struct store_txn **out, struct cim_fault *fault);
enum cim_err store_commit(struct store_txn *txn);	/* ends it in any case */
void store_abort(struct store_txn *txn);		/* NULL is fine */
void store_forsake(struct store_txn *txn);	/* in a forked child: its memory alone */
enum cim_err store_failed(const struct store_txn *txn);	/* CIM_OK: not yet */

/* Makes all commits durable so far. */
enum cim_err store_sync(struct store *store, struct cim_fault *fault);

/*
 * After CIM_EFULL, when no transaction is open: doubles the map, at least to need bytes
 * beyond what is used.
 */
enum cim_err store_grow(struct store *store, size_t need, struct cim_fault *fault);
/* Bytes that the map has left beyond what is used. */
size_t store_room(struct store *store);

/*
 * Keys and values are the map's: valid until the next change in this transaction, or its end.
 * Every record has a sum behind it, which is not part of the value. One whose sum is wrong
 * is CIM_EDAMAGED wherever it is met (it does not stick), and a fault text names it; to a
 * lenient transaction it is shown with damaged set.
 */
struct store_item {
	const uint8_t *key, *value;
	size_t key_len, value_len;
	bool damaged;
};

/* Whether damaged records are shown from now on: for those who look for them. */
void store_lenient(struct store_txn *txn, bool lenient);

enum cim_err store_get(struct store_txn *txn, enum store_db db, const void *key, size_t key_len,
    struct store_item *out);
/*
 * Room for value_len bytes under the key, new or replaced; fill it before the next call. A record
 * is then sealed.
 */
enum cim_err store_put(struct store_txn *txn, enum store_db db, const void *key, size_t key_len,
    size_t value_len, uint8_t **room);
/* The same for a key that is not there yet; CIM_EEXIST and *old when it is (and sound). */
enum cim_err store_add(struct store_txn *txn, enum store_db db, const void *key, size_t key_len,
    size_t value_len, uint8_t **room, struct store_item *old);
/* The same for a key behind all others. */
enum cim_err store_append(struct store_txn *txn, enum store_db db, const void *key, size_t key_len,
    size_t value_len, uint8_t **room);
/* Puts the sum behind a record whose room was filled. */
void store_seal(const void *key, size_t key_len, uint8_t *room, size_t value_len);
enum cim_err store_delete(struct store_txn *txn, enum store_db db, const void *key, size_t key_len);

/*
 * Calls each for every key that begins with prefix (NULL: empty), in order. What it answers ends
 * the walk unless CIM_OK, and does not stick.
 */
typedef enum cim_err (*store_each_fn)(void *ctx, const struct store_item *item);
enum cim_err store_walk(struct store_txn *txn, enum store_db db, const void *prefix,
    size_t prefix_len, store_each_fn each, void *ctx);
/* Deletes every key that begins with prefix; *count (may be NULL) tells how many. */
enum cim_err store_delete_prefix(struct store_txn *txn, enum store_db db, const void *prefix,
    size_t prefix_len, uint64_t *count);

/*
 * Gives the system back the memory of the map's pages that were read so far
 * (they stay in its cache; what is read again comes back). item: one that was
 * got in this transaction. Only for transactions that read.
 */
void store_drop_pages(struct store_txn *txn, const struct store_item *item);

/* Which transaction's state it sees: the one before its own, if it writes. */
uint64_t store_seen(const struct store_txn *txn);

struct store_info {
	uint64_t entries[STORE_DBS];
	uint64_t used_bytes, file_bytes, map_bytes, free_pages;
};
enum cim_err store_info(struct store_txn *txn, struct store_info *out);

/*
 * Looks at every page of what the transaction sees, before anything trusts them.
 * CIM_EDAMAGED with a fault text.
 */
enum cim_err store_check(struct store_txn *txn);

#endif
