/*
 * turn.c: whose turn it is to write: waiting for other writers and for the gate, pause and
 * resume.
 */
#include "config.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "repo/drain.h"
#include "repo/settings.h"
#include "repo/slots.h"
#include "repo/turn.h"
#include "repo/txn.h"

#define NAP_LEAST 2	/* milliseconds between two looks, at first */
#define NAP_MOST 50

void
repo_set_wait(struct repo *repo, int64_t milliseconds)
{
	repo->wait = milliseconds;
}

/* --- Waiting --- */

struct wait {
	struct control *control;
	uint32_t slot;
	struct cim_fault *fault;
	uint64_t until;		/* gate_now */
	unsigned nap;
};

static struct wait
wait_begin(struct control *control, uint32_t slot, int64_t milliseconds, struct cim_fault *fault)
{
	struct wait wait = { control, slot, fault, UINT64_MAX, NAP_LEAST };
	if (milliseconds >= 0)
		wait.until = gate_now() + (uint64_t)milliseconds;
	return wait;
}

/* CIM_ECANCELED: a signal came. */
static enum cim_err
sleep_for(uint64_t milliseconds, struct cim_fault *fault)
{
	struct timespec time = { (time_t)(milliseconds / 1000),
		(long)(milliseconds % 1000) * 1000000 };
	return nanosleep(&time, NULL) == 0 || errno != EINTR ? CIM_OK :
	    cim_fault(fault, CIM_ECANCELED, "interrupted while waiting for another process");
}

/* Sleeps a little. CIM_EBUSY: for as long as was to be waited; CIM_ECANCELED: a signal came. */
static enum cim_err
wait_more(struct wait *wait)
{
	uint64_t now = gate_now();
	if (now >= wait->until)
		return CIM_EBUSY;
	uint64_t nap = wait->until - now < wait->nap ? wait->until - now : wait->nap;
	enum cim_err err = sleep_for(nap, wait->fault);
	if (err != CIM_OK)
		return err;
	wait->nap = wait->nap * 2 > NAP_MOST ? NAP_MOST : wait->nap * 2;
	return CIM_OK;
}

/* --- The write lock --- */

struct writer {
	struct repo_connection found;
	bool any;
};

static enum cim_err
find_writer(void *ctx, const struct repo_connection *connection)
{
	struct writer *writer = ctx;
	if ((connection->holds & REPO_CONNECTION_WRITES) != 0 && !connection->own &&
	    (connection->holds & REPO_CONNECTION_BROKEN) == 0) {
		writer->found = *connection;
		writer->any = true;
	}
	return CIM_OK;
}

static enum cim_err
busy_writer(const struct wait *wait)
{
	struct writer writer = { .any = false };
	(void)slots_list(wait->control, wait->slot, find_writer, &writer, NULL);
	if (!writer.any)
		return cim_fault(wait->fault, CIM_EBUSY, "%s is being written by another process",
		    wait->control->path);
	return cim_fault(wait->fault, CIM_EBUSY, "%s is being written by %s (pid %llu, user %s)",
	    wait->control->path, writer.found.program, (unsigned long long)writer.found.pid,
	    writer.found.user);
}

static enum cim_err
busy_gate(struct repo *repo, const struct repo_gate *gate, struct cim_fault *fault)
{
	return cim_fault(fault, CIM_EBUSY,
	    "%s is paused by %s (pid %llu, user %s) for %llu seconds more at most", repo->control.path,
	    gate->program, (unsigned long long)gate->pid, gate->user,
	    (unsigned long long)((gate->left + 999) / 1000));
}

/* The lock alone. Who waits for ever sleeps in the kernel, and has its turn in order. */
static enum cim_err
take_lock(struct wait *wait, bool exclusive)
{
	struct control *control = wait->control;
	if (wait->until == UINT64_MAX)
		return control_lock(control, CONTROL_WRITER, exclusive, true, wait->fault);
	for (;;) {
		enum cim_err err = control_lock(control, CONTROL_WRITER, exclusive, false, NULL);
		if (err != CIM_EBUSY)
			return err == CIM_OK ? CIM_OK :
			    cim_fault(wait->fault, err, "%s/control cannot be locked",
			    control->path);
		err = wait_more(wait);
		if (err == CIM_EBUSY)
			return busy_writer(wait);
		if (err != CIM_OK)
			return err;
	}
}

enum cim_err
turn_without_gate(struct control *control, uint32_t slot, int64_t milliseconds,
    struct cim_fault *fault)
{
	struct wait wait = wait_begin(control, slot, milliseconds, fault);
	return take_lock(&wait, false);
}

/* The gate as it is to a thread that may not be the one that shut it. */
static struct gate
own_gate(struct repo *repo)
{
	(void)pthread_mutex_lock(&repo->mutex);
	struct gate own = repo->gate;
	(void)pthread_mutex_unlock(&repo->mutex);
	return own;
}

static void
own_gate_is(struct repo *repo, struct gate gate)
{
	(void)pthread_mutex_lock(&repo->mutex);
	repo->gate = gate;
	(void)pthread_mutex_unlock(&repo->mutex);
}

/* The lock while the gate is open. */
static enum cim_err
take_turn(struct repo *repo, struct cim_fault *fault)
{
	struct wait wait = wait_begin(&repo->control, repo->slot, repo->wait, fault);
	for (;;) {
		struct repo_gate gate = { 0 };
		enum cim_err err = take_lock(&wait, true);
		if (err != CIM_OK)
			return err;
		struct gate own = own_gate(repo);
		/* Who holds this lock in the epoch that holds is not broken before he drops it. */
		err = drain_check(&repo->control, fault);
		/* And who holds a lock of a file that is not control any more holds none. */
		if (err == CIM_OK && !control_in_place(&repo->control))
			err = cim_fault(fault, CIM_EBROKEN, "%s/control was removed or replaced; open "
			    "the repository again", repo->control.path);
		if (err == CIM_OK)
			err = gate_read(&repo->control, &own, &gate, fault);
		if (err == CIM_OK && !gate.shut)
			return CIM_OK;
		control_unlock(&repo->control, CONTROL_WRITER);
		if (err == CIM_OK && gate.own)
			return cim_fault(fault, CIM_EINVAL,
			    "this connection has paused the repository: resume before writing");
		if (err == CIM_OK)
			err = wait_more(&wait);
		if (err == CIM_EBUSY)
			return busy_gate(repo, &gate, fault);
		if (err != CIM_OK)
			return err;
	}
}

enum cim_err
turn_wait(struct repo *repo, struct cim_fault *fault)
{
	slot_note(&repo->control, repo->slot, REPO_CONNECTION_WRITES);
	enum cim_err err = take_turn(repo, fault);
	if (err != CIM_OK)
		slot_note(&repo->control, repo->slot,
		    own_gate(repo).serial != 0 ? REPO_CONNECTION_PAUSES : 0);
	return err;
}

/* --- Pause and resume --- */

/*
 * Who waited while the gate was shut goes first, or pauses that follow each other would keep
 * writers out for ever: once, and for as long as the longest nap of one who waits. The write
 * lock is held, so whoever is marked as a writer waits. Who wants it now or not at all does not
 * give way.
 */
static enum cim_err
give_way(struct repo *repo, struct cim_fault *fault)
{
	struct writer waiting = { .any = false };
	if (repo->wait == 0 || slots_list(&repo->control, repo->slot, find_writer, &waiting,
	    NULL) != CIM_OK || !waiting.any)
		return CIM_OK;
	control_unlock(&repo->control, CONTROL_WRITER);
	enum cim_err err = sleep_for(2 * NAP_MOST, fault);
	if (err != CIM_OK)
		slot_note(&repo->control, repo->slot, 0);
	return err != CIM_OK ? err : turn_wait(repo, fault);
}

/* With repo->writing set, so that no other thread writes or pauses. */
static enum cim_err
pause_alone(struct repo *repo, uint64_t limit, struct cim_fault *fault)
{
	struct gate own = own_gate(repo);
	struct repo_gate gate;
	enum cim_err err = gate_read(&repo->control, &own, &gate, fault);
	if (err == CIM_OK && gate.own)
		return cim_fault(fault, CIM_EINVAL,
		    "this connection has paused the repository already");
	/* A pause of its own that ran out is none any more. */
	if (err == CIM_OK && own.serial != 0) {
		(void)gate_open(&repo->control, &own, NULL);
		own_gate_is(repo, own);
	}
	if (err == CIM_OK)
		err = turn_wait(repo, fault);
	if (err == CIM_OK)
		err = give_way(repo, fault);
	if (err != CIM_OK)
		return err;
	/* What was committed without waiting for the disk is brought there. */
	err = store_sync(repo->store, fault);
	if (err == CIM_OK)
		err = gate_shut(&repo->control, &own, limit, fault);
	own_gate_is(repo, own);
	control_unlock(&repo->control, CONTROL_WRITER);
	slot_note(&repo->control, repo->slot, err == CIM_OK ? REPO_CONNECTION_PAUSES : 0);
	return err;
}

enum cim_err
repo_pause(struct repo *repo, uint64_t limit)
{
	struct cim_fault fault = { 0 };
	uint64_t most = 0;
	enum cim_err err = repo_alive(repo, &fault);
	if (err == CIM_OK && (repo->flags & REPO_WRITE) == 0)
		err = cim_fault(&fault, CIM_EDENIED, "the repository is open for reading");
	if (err == CIM_OK)
		err = repo_privilege_check(repo, REPO_PRIVILEGE_BACKUP, &fault);
	if (err == CIM_OK)
		err = settings_time(&repo->control, "pause-limit", &most, &fault);
	if (err == CIM_OK && limit > most)
		err = cim_fault(&fault, CIM_ERANGE, "%s: a pause lasts %llu seconds at most here; the "
		    "setting pause-limit says so", repo->control.path, (unsigned long long)(most / 1000));
	if (limit == 0)
		limit = most;
	if (err != CIM_OK)
		return repo_told(repo, err, &fault);
	(void)pthread_mutex_lock(&repo->mutex);
	bool writing = repo->writing;
	repo->writing = true;
	(void)pthread_mutex_unlock(&repo->mutex);
	if (writing)
		return repo_told(repo, cim_fault(&fault, CIM_EINVAL,
		    "a write transaction is open"), &fault);
	err = pause_alone(repo, limit, &fault);
	(void)pthread_mutex_lock(&repo->mutex);
	repo->writing = false;
	(void)pthread_mutex_unlock(&repo->mutex);
	return repo_told(repo, err, &fault);
}

enum cim_err
repo_resume(struct repo *repo)
{
	struct cim_fault fault = { 0 };
	enum cim_err err = repo_ours(repo, &fault);
	if (err != CIM_OK)
		return repo_told(repo, err, &fault);
	err = drain_check(&repo->control, &fault);
	/* Of two threads that resume, one does. */
	(void)pthread_mutex_lock(&repo->mutex);
	struct gate own = repo->gate;
	repo->gate = (struct gate){ 0, 0 };
	(void)pthread_mutex_unlock(&repo->mutex);
	if (own.serial == 0)
		return repo_told(repo, err != CIM_OK ? err : cim_fault(&fault, CIM_EINVAL,
		    "this connection has not paused the repository"), &fault);
	slot_note(&repo->control, repo->slot, 0);
	/* Of one that is broken the pause was over from then on. */
	enum cim_err opened = gate_open(&repo->control, &own, err == CIM_OK ? &fault : NULL);
	return repo_told(repo, err != CIM_OK ? err : opened, &fault);
}

enum cim_err
repo_gate_read(struct repo *repo, struct repo_gate *out)
{
	struct cim_fault fault = { 0 };
	memset(out, 0, sizeof(*out));
	enum cim_err err = repo_alive(repo, &fault);
	if (err == CIM_OK) {
		struct gate own = own_gate(repo);
		err = gate_read(&repo->control, &own, out, &fault);
	}
	return repo_told(repo, err, &fault);
}

enum cim_err
repo_disconnect_all(struct repo *repo)
{
	struct cim_fault fault = { 0 };
	enum cim_err err = repo_alive(repo, &fault);
	if (err == CIM_OK && (repo->flags & REPO_WRITE) == 0)
		err = cim_fault(&fault, CIM_EDENIED, "the repository is open for reading");
	if (err == CIM_OK && (repo->writing || repo->gate.serial != 0))
		err = cim_fault(&fault, CIM_EINVAL, "this connection writes or has paused the repository");
	if (err == CIM_OK)
		err = repo_privilege_check(repo, REPO_PRIVILEGE_RESTORE, &fault);
	if (err == CIM_OK)
		err = drain_others(&repo->control, repo->wait, &fault);
	if (err == CIM_OK) {
		slot_epoch(&repo->control, repo->slot);
		store_watch(repo->store, repo->control.now);
	}
	return repo_told(repo, err, &fault);
}

enum cim_err
repo_connection_list(struct repo *repo,
    enum cim_err (*each)(void *ctx, const struct repo_connection *connection), void *ctx)
{
	struct cim_fault fault = { 0 };
	enum cim_err err = repo_alive(repo, &fault);
	if (err == CIM_OK)
		err = slots_list(&repo->control, repo->slot, each, ctx, &fault);
	return repo_told(repo, err, &fault);
}

enum cim_err
repo_connection_look(const char *path,
    enum cim_err (*each)(void *ctx, const struct repo_connection *connection), void *ctx,
    struct cim_fault *fault)
{
	struct control control;
	enum cim_err err = control_open(&control, path, CONTROL_READ, fault);
	if (err != CIM_OK)
		return err;
	err = slots_list(&control, SLOT_NONE, each, ctx, fault);
	control_close(&control);
	return err;
}
