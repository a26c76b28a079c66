/* crew.h: tasks done side by side by a few threads, the caller among them. */
#ifndef SNAPSHOT_CREW_H
#define SNAPSHOT_CREW_H

#include <stdbool.h>

#include "cim/err.h"

/*
 * A task lives in the caller's memory from submit until wait returned. run
 * gets the number of the worker that does it, 0 to threads - 1 (0 is the
 * caller's thread), so that workers can have scratch memory of their own.
 */
struct snap_task {
	enum cim_err (*run)(void *ctx, unsigned worker);
	void *ctx;
	/* The crew's: */
	struct snap_task *next;
	enum cim_err err;
	bool pending;
};

struct snap_crew;

/* threads 0: one a core. No thread is started before there is work for it. NULL: out of memory. */
struct snap_crew *snap_crew_new(unsigned threads);
unsigned snap_crew_threads(const struct snap_crew *crew);
/* Starts a first thread at once, for who knows that more than one task will come. */
void snap_crew_hire(struct snap_crew *crew);
/* A patient task is done when no other is waiting. */
void snap_crew_submit(struct snap_crew *crew, struct snap_task *task, bool patient);
/*
 * Does other tasks until this one is done, and gives what run answered. Fine for a
 * task never submitted.
 */
enum cim_err snap_crew_wait(struct snap_crew *crew, struct snap_task *task);
/* Drops what nobody began, waits for the rest, ends the threads. NULL is fine. */
void snap_crew_free(struct snap_crew *crew);

#endif
