/* turn.c: whose turn it is to write: waiting for other writers and for the gate, pause and resume. */
#include "config.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "repo/slots.h"
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
	struct repo *repo;
	uint64_t until;		/* gate_now */
	unsigned nap;
};

static struct wait
wait_begin(struct repo *repo)
{
	struct wait wait = { repo, UINT64_MAX, NAP_LEAST };
	if (repo->wait >= 0)
		wait.until = gate_now() + (uint64_t)repo->wait;
	return wait;
}

/* Sleeps a little. CIM_EBUSY: for as long as was to be waited; CIM_ECANCELED: a signal came. */
static enum cim_err
wait_more(struct wait *wait)
{
	uint64_t now = gate_now();
	if (now >= wait->until)
		return CIM_EBUSY;
	uint64_t nap = wait->until - now < wait->nap ? wait->until - now : wait->nap;
	struct timespec time = { (time_t)(nap / 1000), (long)(nap % 1000) * 1000000 };
	if (nanosleep(&time, NULL) != 0 && errno == EINTR)
		return cim_fault(&wait->repo->fault, CIM_ECANCELED,
		    "interrupted while waiting for another process");
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
	if ((connection->holds & REPO_CONNECTION_WRITES) != 0 && !connection->own) {
		writer->found = *connection;
		writer->any = true;
	}
	return CIM_OK;
}

static enum cim_err
busy_writer(struct repo *repo)
{
	struct writer writer = { .any = false };
	(void)slots_list(&repo->control, repo->slot, find_writer, &writer, NULL);
	if (!writer.any)
		return cim_fault(&repo->fault, CIM_EBUSY, "%s is being written by another process",
		    repo->control.path);
	return cim_fault(&repo->fault, CIM_EBUSY, "%s is being written by %s (pid %llu, user %s)",
	    repo->control.path, writer.found.program, (unsigned long long)writer.found.pid,
	    writer.found.user);
}

static enum cim_err
busy_gate(struct repo *repo, const struct repo_gate *gate)
{
	return cim_fault(&repo->fault, CIM_EBUSY,
	    "%s is paused by %s (pid %llu, user %s) for %llu seconds more at most", repo->control.path,
	    gate->program, (unsigned long long)gate->pid, gate->user,
	    (unsigned long long)((gate->left + 999) / 1000));
}

/* The lock alone. Who waits for ever sleeps in the kernel, and has its turn in order. */
static enum cim_err
take_lock(struct wait *wait)
{
	struct repo *repo = wait->repo;
	if (wait->until == UINT64_MAX)
		return control_lock(&repo->control, CONTROL_WRITER, true, true, &repo->fault);
	for (;;) {
		enum cim_err err = control_lock(&repo->control, CONTROL_WRITER, true, false, NULL);
		if (err != CIM_EBUSY)
			return err == CIM_OK ? CIM_OK :
			    cim_fault(&repo->fault, err, "%s/control cannot be locked",
			    repo->control.path);
		err = wait_more(wait);
		if (err == CIM_EBUSY)
			return busy_writer(repo);
		if (err != CIM_OK)
			return err;
	}
}

/* The lock while the gate is open. */
static enum cim_err
take_turn(struct repo *repo)
{
	struct wait wait = wait_begin(repo);
	for (;;) {
		struct repo_gate gate;
		enum cim_err err = take_lock(&wait);
		if (err != CIM_OK)
			return err;
		err = gate_read(&repo->control, &repo->gate, &gate, &repo->fault);
		if (err == CIM_OK && !gate.shut)
			return CIM_OK;
		control_unlock(&repo->control, CONTROL_WRITER);
		if (err == CIM_OK && gate.own)
			return cim_fault(&repo->fault, CIM_EINVAL,
			    "this connection has paused the repository: resume before writing");
		if (err == CIM_OK)
			err = wait_more(&wait);
		if (err == CIM_EBUSY)
			return busy_gate(repo, &gate);
		if (err != CIM_OK)
			return err;
	}
}

enum cim_err
turn_wait(struct repo *repo)
{
	slot_note(&repo->control, repo->slot, REPO_CONNECTION_WRITES);
	enum cim_err err = take_turn(repo);
	if (err != CIM_OK)
		slot_note(&repo->control, repo->slot,
		    repo->gate.serial != 0 ? REPO_CONNECTION_PAUSES : 0);
	return err;
}

/* --- Pause and resume --- */

enum cim_err
repo_pause(struct repo *repo, uint64_t limit)
{
	struct repo_gate gate;
	cim_fault_clear(&repo->fault);
	if (limit == 0 || limit > REPO_PAUSE_LIMIT)
		limit = REPO_PAUSE_LIMIT;
	if (repo->writing)
		return cim_fault(&repo->fault, CIM_EINVAL, "a write transaction is open");
	if ((repo->flags & REPO_WRITE) == 0)
		return cim_fault(&repo->fault, CIM_EDENIED, "the repository is open for reading");
	enum cim_err err = gate_read(&repo->control, &repo->gate, &gate, &repo->fault);
	if (err == CIM_OK && gate.own)
		return cim_fault(&repo->fault, CIM_EINVAL,
		    "this connection has paused the repository already");
	/* A pause of its own that ran out is none any more. */
	if (err == CIM_OK && repo->gate.serial != 0)
		(void)gate_open(&repo->control, &repo->gate, NULL);
	if (err == CIM_OK)
		err = turn_wait(repo);
	if (err != CIM_OK)
		return err;
	/* What was committed without waiting for the disk is brought there. */
	err = store_sync(repo->store, &repo->fault);
	if (err == CIM_OK)
		err = gate_shut(&repo->control, &repo->gate, limit, &repo->fault);
	control_unlock(&repo->control, CONTROL_WRITER);
	slot_note(&repo->control, repo->slot, err == CIM_OK ? REPO_CONNECTION_PAUSES : 0);
	return err;
}

enum cim_err
repo_resume(struct repo *repo)
{
	cim_fault_clear(&repo->fault);
	if (repo->gate.serial == 0)
		return cim_fault(&repo->fault, CIM_EINVAL,
		    "this connection has not paused the repository");
	enum cim_err err = gate_open(&repo->control, &repo->gate, &repo->fault);
	slot_note(&repo->control, repo->slot, 0);
	return err;
}

enum cim_err
repo_gate_read(struct repo *repo, struct repo_gate *out)
{
	cim_fault_clear(&repo->fault);
	return gate_read(&repo->control, &repo->gate, out, &repo->fault);
}

enum cim_err
repo_connection_list(struct repo *repo,
    enum cim_err (*each)(void *ctx, const struct repo_connection *connection), void *ctx)
{
	cim_fault_clear(&repo->fault);
	return slots_list(&repo->control, repo->slot, each, ctx, &repo->fault);
}
