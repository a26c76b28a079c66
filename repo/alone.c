/* alone.c: a repository taken for oneself alone, by who mends it, in whatever state it is. */
#include "config.h"

#include "repo/alone.h"

#include "repo/drain.h"
#include "repo/privilege.h"
#include "repo/repo.h"

/*
 * Those who are there clean nothing up and make nothing from then on: who is at it now is waited
 * for.
 */
static enum cim_err
seize(struct control *control, bool force, int64_t wait, struct cim_fault *fault)
{
	bool others = false;
	enum cim_err err = privilege_need_held(control, REPO_PRIVILEGE_RESTORE, fault);
	if (err == CIM_OK)
		err = drain_seize(control, force ? &others : NULL, fault);
	if (err == CIM_OK && others)
		err = control_lock(control, CONTROL_SETUP, true, true, fault);
	/*
	 * They go before anything is read, not at the swap as for a restore: the pages must be
	 * at rest, and what they would still write would be lost.
	 */
	if (err == CIM_OK && others && control_in_place(control))
		err = drain_break(control, wait, fault);
	return err;
}

enum cim_err
alone_take(struct control *control, const char *path, unsigned mode, unsigned flags, int64_t wait,
    struct cim_fault *fault)
{
	for (int tries = 0; tries < 100; tries++) {
		enum cim_err err = control_open(control, path, mode, fault);
		if (err != CIM_OK)
			return err;
		err = seize(control, (flags & REPO_FORCE) != 0, wait, fault);
		if (err == CIM_OK && control_in_place(control))
			return CIM_OK;
		control_close(control);
		if (err != CIM_OK && err != CIM_EBROKEN)
			return err;
		if (fault != NULL)
			cim_fault_clear(fault);
	}
	return cim_fault(fault, CIM_EBUSY, "%s: others keep making and removing it", path);
}
