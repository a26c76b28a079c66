/* handle.h: what is behind the handles of wbemkit.h; for the rooms of lib/ alone. */
#ifndef LIB_HANDLE_H
#define LIB_HANDLE_H

#include <pthread.h>
#include <stdbool.h>

#include "cim/arena.h"
#include "cim/bytes.h"
#include "cim/class.h"
#include "cim/err.h"
#include "cim/wbem.h"
#include "lib/wbemkit.h"
#include "repo/live.h"
#include "repo/repo.h"

struct wk_repository {
	char *path;
	struct repo *repo;		/* NULL: not open */
	int64_t wait;
	pthread_mutex_t lock;		/* of text: threads share it */
	char text[400];
};

struct wk_txn {
	struct wk_repository *owner;
	struct repo_txn *txn;
	bool write;
	bool full;			/* the map had no room: it is made when the transaction is over */
	bool doomed;			/* a put failed half-way: it must not be committed */
	struct repo_scope *scope;	/* made when first needed; gone after a change */
	struct repo_live *live;		/* likewise */
	struct wk_list *lists;		/* those that are open */
	uint64_t place;
	char text[400];
};

/* Keeps the sentence and answers the code. text may be NULL: that of the code. */
wk_status handle_told(struct wk_repository *repo, wk_status code, const char *text);
/* The same of an error below, with its fault (may be NULL). CIM_OK clears nothing. */
wk_status handle_failed(struct wk_repository *repo, enum cim_err err, const struct cim_fault *fault);
/* The same of a handle that is open, with the reason that it has. */
wk_status handle_failed_open(struct wk_repository *repo, enum cim_err err);

wk_status txn_told(struct wk_txn *txn, wk_status code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* An error below, in this transaction: its fault is looked for where it can be. */
wk_status txn_failed(struct wk_txn *txn, enum cim_err err);
/* Before a change: WK_OK, or why there can be none. After it: what was remembered is forgotten. */
wk_status txn_changing(struct wk_txn *txn);
void txn_changed(struct wk_txn *txn);
enum cim_err txn_scope_of(struct wk_txn *txn, struct repo_scope **out);
enum cim_err txn_live_of(struct wk_txn *txn, struct repo_live **out);
/*
 * The namespace of a caller in normal form, in the arena; it must be there. NULL is root/cimv2. The
 * answer is what the caller gets.
 */
wk_status txn_namespace_of(struct wk_txn *txn, struct arena *arena, const char *text,
    struct cim_str *out);

/* A reader whose records are copied into an arena, so that what is decoded of them needs no transaction. */
struct keeper {
	struct repo_reader under;
	struct arena *arena;
};
struct repo_reader keeper_reader(struct keeper *keeper);

#endif
