/* list.c: what comes one by one, out of walks that call back. */
#include "config.h"

#include "lib/list.h"

#include <signal.h>
#include <stdlib.h>

#include "lib/object.h"

/*
 * A walk calls back for each thing, and the caller of wk_next wants one at a time: so the walk has a
 * stack of its own, that of a thread. Of the two only one runs at any time: it is a coroutine, and
 * the transaction is used by one thread at a time, as it must be. Changing sides costs some microseconds;
 * so the walk goes on for some objects before it hands over: first for one, that it may be seen at once,
 * then for twice as many each time.
 */
#define BATCH_MOST 256

struct item {
	struct wk_object *object;
	struct item *next;
};

struct wk_list {
	struct wk_txn *txn;
	struct wk_list *before, *after;	/* of the lists of txn */
	enum cim_err (*fill)(struct wk_list *list, void *ctx);
	void (*release)(void *ctx);
	void *ctx;
	struct item *first, **last;	/* found, and not yet taken */
	size_t waiting, batch;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t turned;
	bool started, filling, stop, over;	/* filling: it is the turn of the walk */
	bool orphan;
	enum cim_err err;		/* how the walk ended */
};

struct wk_list *
list_new(struct wk_txn *txn)
{
	struct wk_list *list = calloc(1, sizeof(*list));
	if (list == NULL)
		return NULL;
	if (pthread_mutex_init(&list->lock, NULL) != 0 ||
	    pthread_cond_init(&list->turned, NULL) != 0) {
		free(list);
		return NULL;
	}
	list->txn = txn;
	list->last = &list->first;
	list->batch = 1;
	list->over = true;
	if (txn != NULL) {
		list->after = txn->lists;
		if (txn->lists != NULL)
			txn->lists->before = list;
		txn->lists = list;
	}
	return list;
}

void
list_fill_by(struct wk_list *list, enum cim_err (*fill)(struct wk_list *list, void *ctx),
    void (*release)(void *ctx), void *ctx)
{
	list->fill = fill;
	list->release = release;
	list->ctx = ctx;
	list->over = false;
}

struct wk_txn *
list_txn(const struct wk_list *list)
{
	return list->txn;
}

struct wk_list *
list_following(const struct wk_list *list)
{
	return list->after;
}

void
list_push(struct wk_list *list, struct wk_object *object)
{
	struct item *item = malloc(sizeof(*item));
	if (item == NULL) {
		wk_object_free(object);
		list->err = CIM_ENOMEM;
		return;
	}
	item->object = object;
	item->next = NULL;
	*list->last = item;
	list->last = &item->next;
	list->waiting++;
}

/* ---- Turns ------------------------------------------------------------------ */

/* Hands over and waits for the turn to come back. The lock is held. */
static void
turn(struct wk_list *list, bool to_walk)
{
	list->filling = to_walk;
	(void)pthread_cond_broadcast(&list->turned);
	while (list->filling == to_walk)
		(void)pthread_cond_wait(&list->turned, &list->lock);
}

enum cim_err
list_found(struct wk_list *list, struct wk_object *object)
{
	list_push(list, object);
	if (list->err != CIM_OK)
		return list->err;
	if (list->waiting < list->batch)
		return CIM_OK;
	(void)pthread_mutex_lock(&list->lock);
	turn(list, false);
	bool stop = list->stop;
	(void)pthread_mutex_unlock(&list->lock);
	return stop ? CIM_ECANCELED : CIM_OK;
}

static void *
walk(void *ctx)
{
	struct wk_list *list = ctx;
	(void)pthread_mutex_lock(&list->lock);
	while (!list->filling)
		(void)pthread_cond_wait(&list->turned, &list->lock);
	bool stop = list->stop;
	(void)pthread_mutex_unlock(&list->lock);
	enum cim_err err = stop ? CIM_ECANCELED : list->fill(list, list->ctx);
	(void)pthread_mutex_lock(&list->lock);
	if (list->err == CIM_OK)
		list->err = err;
	list->over = true;
	list->filling = false;
	(void)pthread_cond_broadcast(&list->turned);
	(void)pthread_mutex_unlock(&list->lock);
	return NULL;
}

/* Signals are for the threads of the program. */
static enum cim_err
start(struct wk_list *list)
{
	sigset_t all, old;
	pthread_attr_t attr;
	if (pthread_attr_init(&attr) != 0)
		return CIM_ENOMEM;
	(void)pthread_attr_setstacksize(&attr, (size_t)8 << 20);
	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &old);
	int rc = pthread_create(&list->thread, &attr, walk, list);
	(void)pthread_sigmask(SIG_SETMASK, &old, NULL);
	(void)pthread_attr_destroy(&attr);
	list->started = rc == 0;
	return rc == 0 ? CIM_OK : CIM_ENOMEM;
}

static void
run_on(struct wk_list *list)
{
	if (!list->started && start(list) != CIM_OK) {
		list->err = CIM_ENOMEM;
		list->over = true;
		return;
	}
	(void)pthread_mutex_lock(&list->lock);
	turn(list, true);
	(void)pthread_mutex_unlock(&list->lock);
	list->batch = list->batch < BATCH_MOST ? list->batch * 2 : BATCH_MOST;
}

static void
halt(struct wk_list *list)
{
	if (!list->started)
		return;
	list->stop = true;
	while (!list->over)
		run_on(list);
	(void)pthread_join(list->thread, NULL);
	list->started = false;
}

/* ---- The caller's side ------------------------------------------------------ */

static struct wk_object *
take(struct wk_list *list)
{
	struct item *item = list->first;
	struct wk_object *object = item->object;
	list->first = item->next;
	if (list->first == NULL)
		list->last = &list->first;
	list->waiting--;
	free(item);
	return object;
}

wk_status
wk_next(wk_list *list, wk_object **out)
{
	if (out == NULL)
		return WK_WBEM_E_INVALID_PARAMETER;
	*out = NULL;
	if (list == NULL)
		return WK_WBEM_E_INVALID_PARAMETER;
	if (list->orphan)
		return WK_WBEM_E_INVALID_OPERATION;
	if (list->first == NULL && !list->over)
		run_on(list);
	if (list->first != NULL) {
		*out = take(list);
		return WK_OK;
	}
	enum cim_err err = list->err;
	list->err = CIM_OK;	/* it is told once */
	if (err == CIM_OK)
		return WK_WBEM_S_FALSE;
	return list->txn != NULL ? txn_failed(list->txn, err) : cim_wbem_of(err);
}

static void
leave(struct wk_list *list)
{
	if (list->txn == NULL)
		return;
	if (list->before != NULL)
		list->before->after = list->after;
	else
		list->txn->lists = list->after;
	if (list->after != NULL)
		list->after->before = list->before;
	list->txn = NULL;
	list->before = list->after = NULL;
}

void
list_orphan(struct wk_list *list)
{
	halt(list);
	if (list->release != NULL)
		list->release(list->ctx);
	list->release = NULL;
	leave(list);
	list->orphan = true;
}

void
wk_list_free(wk_list *list)
{
	if (list == NULL)
		return;
	list_orphan(list);
	while (list->first != NULL)
		wk_object_free(take(list));
	(void)pthread_cond_destroy(&list->turned);
	(void)pthread_mutex_destroy(&list->lock);
	free(list);
}
