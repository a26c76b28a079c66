/* walk.c: every record in key order, without keeping what was seen in memory. */
#include "repo/txn.h"

/*
 * How many bytes are shown before the map's pages are given back: a walk needs this much
 * memory, and no more.
 */
#define DROP_EVERY ((size_t)256 << 10)

struct walk {
	struct repo_txn *txn;
	enum cim_err (*each)(void *ctx, const struct repo_record *record);
	void *ctx;
	size_t shown;
};

static enum cim_err
walk_one(void *ctx, const struct store_item *item)
{
	struct walk *walk = ctx;
	struct repo_record record = { item->key, item->value, item->key_len, item->value_len };
	enum cim_err err = walk->each(walk->ctx, &record);
	walk->shown += item->key_len + item->value_len;
	if (walk->shown >= DROP_EVERY) {
		walk->shown = 0;
		store_drop_pages(walk->txn->store, item);
	}
	return err;
}

enum cim_err
repo_walk(struct repo_txn *txn, enum cim_err (*each)(void *ctx, const struct repo_record *record),
    void *ctx)
{
	struct walk walk = { txn, each, ctx, 0 };
	return store_walk(txn->store, STORE_RECORDS, "", 0, walk_one, &walk);
}
