/* list.h: what comes one by one, out of walks that call back; for the rooms of lib/ alone. */
#ifndef LIB_LIST_H
#define LIB_LIST_H

#include "lib/handle.h"

/* A list of a transaction (NULL: of what is pushed into it alone). NULL: out of memory. */
struct wk_list *list_new(struct wk_txn *txn);
/* One more at the end; the list frees it. */
void list_push(struct wk_list *list, struct wk_object *object);
/*
 * What fills the list, in a thread of its own, which runs only while somebody waits in wk_next: so it
 * needs no more care than a call. ctx is freed by release when the list is.
 */
void list_fill_by(struct wk_list *list, enum cim_err (*fill)(struct wk_list *list, void *ctx),
    void (*release)(void *ctx), void *ctx);
/* In fill, of each object that was found: CIM_OK, or CIM_ECANCELED: no more is wanted. It takes object. */
enum cim_err list_found(struct wk_list *list, struct wk_object *object);
struct wk_txn *list_txn(const struct wk_list *list);
/* Its transaction is over: what fills it stops. */
void list_orphan(struct wk_list *list);
struct wk_list *list_following(const struct wk_list *list);

#endif
