/* crew.c: a queue of tasks, and threads that are started when there is something to do. */
#include "config.h"

#include "snapshot/crew.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#define MOST_THREADS 32u
#define STACK_BYTES ((size_t)512 << 10)

struct worker {
	struct snap_crew *crew;
	unsigned number;
	pthread_t thread;
};

struct queue {
	struct snap_task *first, *last;
};

struct snap_crew {
	pthread_mutex_t lock;
	pthread_cond_t work, done;	/* something to do; something was done */
	struct queue urgent, patient;	/* what nobody began yet */
	unsigned threads;		/* with the caller's */
	unsigned started, idle;		/* of the others */
	bool ending, lonely;		/* lonely: no more threads can be had */
	struct worker workers[MOST_THREADS];
};

/* Takes the oldest task off the queues, patient ones last. Under the lock. */
static struct snap_task *
task_take(struct snap_crew *crew)
{
	struct queue *queue = crew->urgent.first != NULL ? &crew->urgent : &crew->patient;
	struct snap_task *task = queue->first;
	if (task != NULL) {
		queue->first = task->next;
		if (queue->first == NULL)
			queue->last = NULL;
	}
	return task;
}

/* Does a task with the lock open. Under the lock before and after. */
static void
task_run(struct snap_crew *crew, struct snap_task *task, unsigned worker)
{
	(void)pthread_mutex_unlock(&crew->lock);
	enum cim_err err = task->run(task->ctx, worker);
	(void)pthread_mutex_lock(&crew->lock);
	task->err = err;
	task->pending = false;
	(void)pthread_cond_broadcast(&crew->done);
}

static void *
worker_main(void *arg)
{
	struct worker *worker = arg;
	struct snap_crew *crew = worker->crew;
	(void)pthread_mutex_lock(&crew->lock);
	while (!crew->ending) {
		struct snap_task *task = task_take(crew);
		if (task != NULL) {
			task_run(crew, task, worker->number);
			continue;
		}
		crew->idle++;
		(void)pthread_cond_wait(&crew->work, &crew->lock);
		crew->idle--;
	}
	(void)pthread_mutex_unlock(&crew->lock);
	return NULL;
}

/* One more thread, deaf to signals: those are the program's. Under the lock. */
static void
worker_start(struct snap_crew *crew)
{
	pthread_attr_t attr;
	sigset_t all, old;
	struct worker *worker = &crew->workers[crew->started];
	worker->crew = crew;
	worker->number = crew->started + 1;
	if (pthread_attr_init(&attr) != 0) {
		crew->lonely = true;
		return;
	}
	(void)pthread_attr_setstacksize(&attr, STACK_BYTES);
	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &old);
	if (pthread_create(&worker->thread, &attr, worker_main, worker) == 0)
		crew->started++;
	else
		crew->lonely = true;
	(void)pthread_sigmask(SIG_SETMASK, &old, NULL);
	(void)pthread_attr_destroy(&attr);
}

struct snap_crew *
snap_crew_new(unsigned threads)
{
	if (threads == 0) {
		long cores = sysconf(_SC_NPROCESSORS_ONLN);
		threads = cores < 1 ? 1 : cores > (long)MOST_THREADS ? MOST_THREADS :
		    (unsigned)cores;
	}
	struct snap_crew *crew = calloc(1, sizeof(*crew));
	if (crew == NULL)
		return NULL;
	crew->threads = threads > MOST_THREADS ? MOST_THREADS : threads;
	if (pthread_mutex_init(&crew->lock, NULL) != 0)
		goto err0;
	if (pthread_cond_init(&crew->work, NULL) != 0)
		goto err1;
	if (pthread_cond_init(&crew->done, NULL) != 0)
		goto err2;
	return crew;
err2:	(void)pthread_cond_destroy(&crew->work);
err1:	(void)pthread_mutex_destroy(&crew->lock);
err0:	free(crew);
	return NULL;
}

unsigned
snap_crew_threads(const struct snap_crew *crew)
{
	return crew->threads;
}

void
snap_crew_hire(struct snap_crew *crew)
{
	(void)pthread_mutex_lock(&crew->lock);
	if (crew->started == 0 && crew->threads > 1 && !crew->lonely)
		worker_start(crew);
	(void)pthread_mutex_unlock(&crew->lock);
}

void
snap_crew_submit(struct snap_crew *crew, struct snap_task *task, bool patient)
{
	struct queue *queue = patient ? &crew->patient : &crew->urgent;
	(void)pthread_mutex_lock(&crew->lock);
	task->next = NULL;
	task->err = CIM_OK;
	task->pending = true;
	/* One task alone is for the caller, who will wait for it. */
	bool waiting = crew->urgent.first != NULL || crew->patient.first != NULL;
	if (queue->last != NULL)
		queue->last->next = task;
	else
		queue->first = task;
	queue->last = task;
	if (crew->idle > 0)
		(void)pthread_cond_signal(&crew->work);
	else if (waiting && crew->started + 1 < crew->threads && !crew->lonely)
		worker_start(crew);
	(void)pthread_mutex_unlock(&crew->lock);
}

enum cim_err
snap_crew_wait(struct snap_crew *crew, struct snap_task *task)
{
	(void)pthread_mutex_lock(&crew->lock);
	while (task->pending) {
		struct snap_task *other = task_take(crew);
		if (other != NULL)
			task_run(crew, other, 0);
		else
			(void)pthread_cond_wait(&crew->done, &crew->lock);
	}
	enum cim_err err = task->err;
	(void)pthread_mutex_unlock(&crew->lock);
	return err;
}

void
snap_crew_free(struct snap_crew *crew)
{
	if (crew == NULL)
		return;
	(void)pthread_mutex_lock(&crew->lock);
	crew->ending = true;
	(void)pthread_cond_broadcast(&crew->work);
	(void)pthread_mutex_unlock(&crew->lock);
	for (unsigned i = 0; i < crew->started; i++)
		(void)pthread_join(crew->workers[i].thread, NULL);
	(void)pthread_cond_destroy(&crew->done);
	(void)pthread_cond_destroy(&crew->work);
	(void)pthread_mutex_destroy(&crew->lock);
	free(crew);
}
