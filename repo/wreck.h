/*
 * wreck.h: a store's file read without LMDB: every page checked, and what can be read of a
 * damaged one.
 */
#ifndef REPO_WRECK_H
#define REPO_WRECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cim/err.h"
#include "repo/store.h"

struct wreck;

/* Bytes of the file; valid until it is closed. */
struct wreck_bytes {
	const uint8_t *at;
	size_t n;
};

enum wreck_tree { WRECK_META, WRECK_FREE, WRECK_MAIN, WRECK_RECORDS, WRECK_INDEX };

/* One thing that is wrong with a page, or with a node on it. */
struct wreck_problem {
	enum wreck_tree tree;
	uint64_t page;
	const char *what;
	struct wreck_bytes key;		/* the node's; n 0: of the page as a whole */
	struct wreck_bytes raw;		/* where the node's key begins, when its length may be wrong */
	struct wreck_bytes value;	/* of a record whose sum is wrong */
	/* what the page holds, or should: keys from.. below to; n 0: no bound is known */
	struct wreck_bytes from, to;
};
typedef void (*wreck_problem_fn)(void *ctx, const struct wreck_problem *problem);

/* Whether both meta pages are of a newer data format; where one is, that is damage. */
bool wreck_is_newer(const struct wreck *wreck);

#define WRECK_NEWEST UINT64_MAX

/*
 * Opens data.mdb in a generation's directory. Nobody may write while it is read, unless a view of
 * the transaction that is looked at is open. CIM_EDAMAGED: missing, no regular file, or not even
 * two pages.
 */
enum cim_err wreck_open(const char *dir, struct wreck **out, struct cim_fault *fault);
void wreck_close(struct wreck *wreck);	/* NULL is fine */

/*
 * Looks at both meta pages and at every page of the trees of one transaction, or (WRECK_NEWEST) of
 * the newest: numbers, kinds, bounds, every node, the order of the keys, the counts that stand
 * above, the list of free pages. All that is wrong is told; each may be NULL. CIM_OK: sound.
 * CIM_EDAMAGED: it was told. CIM_EBUSY: no meta page is that transaction's any more. CIM_ENOMEM.
 */
enum cim_err wreck_check(
    struct wreck *wreck, uint64_t txn, wreck_problem_fn each, void *ctx);
/* The same of the meta pages and the roots alone: as fast for any size. */
enum cim_err wreck_check_quick(
    struct wreck *wreck, uint64_t txn, wreck_problem_fn each, void *ctx);

/*
 * Gathers what can be read, whatever is wrong: records of the trees whose sums are right, and of
 * pages that no tree leads to and that are not free; with old, for those that are lost, from free
 * pages too. Problems are told as by wreck_check, and records whose sum is wrong.
 */
enum cim_err wreck_gather(struct wreck *wreck, bool old, wreck_problem_fn each, void *ctx);

/* What was gathered, in the order of the keys, each once. Records without their sums. */
struct wreck_item {
	struct wreck_bytes key, value;
	bool strayed;		/* no tree led to it */
	bool old;		/* it stood on a page that was free: an earlier state, perhaps deleted */
	uint64_t age;		/* of one that is old: the transaction that freed the page; 0: unknown */
};
size_t wreck_count(const struct wreck *wreck, enum store_db db);
void wreck_item(const struct wreck *wreck, enum store_db db, size_t i, struct wreck_item *out);
bool wreck_find(const struct wreck *wreck, enum store_db db, const void *key, size_t key_len,
    struct wreck_item *out);

/* Records that are known to have been there, and were not found; then how many more there were. */
size_t wreck_lost_count(const struct wreck *wreck);
struct wreck_bytes wreck_lost(const struct wreck *wreck, size_t i);
uint64_t wreck_lost_more(const struct wreck *wreck);

/*
 * Gathers the records of a store that is sound, and those on its free pages that are not among
 * them: what was deleted, or dropped. Only while nobody writes.
 */
enum cim_err wreck_gather_free(struct wreck *wreck);

#endif
