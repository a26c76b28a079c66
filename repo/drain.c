/* drain.c: who is let in, and how all are put out: the epochs of chapter 2 of the format. */
#include "config.h"

#include "repo/drain.h"

#include "repo/slots.h"
#include "repo/turn.h"

/*
 * Whoever is connected shares the life lock of the epoch in which he came. A restore that finds
 * nobody holds that lock alone. One that is forced takes the lock of the next epoch, which says
 * "no entry" to all who look, builds what it will, and then lets the next epoch begin: that
 * breaks all connections of the old one, at once and however long their processes sleep. A kill
 * drops the lock, and whoever comes then enters whichever epoch holds.
 */

/* The lock that tells that somebody is about to begin the next epoch. */
static uint64_t
next_life(const struct control *control)
{
	return control_life_at(control->epoch + 1);
}

struct rebuilder {
	struct repo_connection found;
	bool any;
};

static enum cim_err
find_rebuilder(void *ctx, const struct repo_connection *connection)
{
	struct rebuilder *rebuilder = ctx;
	if ((connection->holds & REPO_CONNECTION_REBUILDS) != 0) {
		rebuilder->found = *connection;
		rebuilder->any = true;
	}
	return CIM_OK;
}

/* Who holds the lock is told where a slot says it; CIM_EBROKEN: it is none that was meant. */
static enum cim_err
busy(struct control *control, struct cim_fault *fault)
{
	struct rebuilder rebuilder = { .any = false };
	/* The lock that was in the way may be of those who came in another epoch, which has begun. */
	if (control_broken(control))
		return drain_check(control, fault);
	(void)slots_list(control, SLOT_NONE, find_rebuilder, &rebuilder, NULL);
	if (!rebuilder.any)
		return cim_fault(
		    fault, CIM_EBUSY, "%s is in use by another process", control->path);
	return cim_fault(fault, CIM_EBUSY, "%s is being restored or rebuilt by %s (pid %llu, user %s)",
	    control->path, rebuilder.found.program, (unsigned long long)rebuilder.found.pid,
	    rebuilder.found.user);
}

/* The life lock of the epoch; no fault for CIM_EBUSY. */
static enum cim_err
life_lock(struct control *control, bool alone, struct cim_fault *fault)
{
	struct cim_fault why = { 0 };
	enum cim_err err = control_lock(control, CONTROL_LIFE, alone, false, &why);
	return err == CIM_OK || err == CIM_EBUSY ? err : cim_fault(fault, err, "%s", why.text);
}

enum cim_err
drain_enter(struct control *control, struct cim_fault *fault)
{
	enum cim_err err = life_lock(control, false, fault);
	if (err == CIM_EBUSY)
		return busy(control, fault);
	if (err != CIM_OK)
		return err;
	/* Who begins an epoch takes its lock first: now it is seen, or he sees us. */
	if (control_byte_locked(control, next_life(control)))
		return busy(control, fault);
	return control_broken(control) ? CIM_EBROKEN : CIM_OK;
}

/* With others connected: one of them, and first in the epoch that comes. */
static enum cim_err
seize_beside(struct control *control, struct cim_fault *fault)
{
	/* Where that fails somebody is alone here. */
	if (control_lock(control, CONTROL_LIFE, false, false, NULL) != CIM_OK)
		return busy(control, fault);
	enum cim_err err = control_byte_lock(control, next_life(control));
	if (err == CIM_EBUSY)
		return busy(control, fault);
	return err == CIM_OK ? CIM_OK :
	    cim_fault(fault, err, "%s/control cannot be locked", control->path);
}

enum cim_err
drain_seize(struct control *control, bool *others, struct cim_fault *fault)
{
	enum cim_err err = life_lock(control, true, fault);
	if (others != NULL)
		*others = err == CIM_EBUSY;
	if (err == CIM_EBUSY && others != NULL)
		err = seize_beside(control, fault);
	else if (err == CIM_EBUSY ||
	    (err == CIM_OK && control_byte_locked(control, next_life(control))))
		err = busy(control, fault);
	return err == CIM_OK && control_broken(control) ? CIM_EBROKEN : err;
}

enum cim_err
drain_break(struct control *control, int64_t wait, struct cim_fault *fault)
{
	enum cim_err err = turn_without_gate(control, SLOT_NONE, wait, fault);
	if (err != CIM_OK)
		return err;
	err = control_epoch_write(control, control->epoch + 1, fault);
	/* Who waits for his turn has it now, and sees that it is none. */
	control_unlock(control, CONTROL_WRITER);
	return err;
}

enum cim_err
drain_others(struct control *control, int64_t wait, struct cim_fault *fault)
{
	uint64_t left = control_life_at(control->epoch);
	enum cim_err err = control_byte_lock(control, next_life(control));
	if (err == CIM_EBUSY)
		return busy(control, fault);
	if (err != CIM_OK)
		return cim_fault(fault, err, "%s/control cannot be locked", control->path);
	err = drain_check(control, fault);
	if (err == CIM_OK)
		err = drain_break(control, wait, fault);
	if (err != CIM_OK) {
		control_byte_unlock(control, next_life(control));
		return err;
	}
	/* The first of the new epoch, and from now on one of many. */
	control_byte_unlock(control, left);
	return control_lock(control, CONTROL_LIFE, false, false, fault);
}

enum cim_err
drain_check(const struct control *control, struct cim_fault *fault)
{
	return !control_broken(control) ? CIM_OK : cim_fault(fault, CIM_EBROKEN,
	    "%s: this connection was broken, by a restore with force or by an administrator; open the "
	    "repository again", control->path);
}
