/* kept.c: the generation that a salvage or a reset keeps: told of, dropped, or taken back. */
#include "config.h"

#include <sys/stat.h>

#include "repo/alone.h"
#include "repo/look.h"
#include "repo/privilege.h"
#include "repo/txn.h"

/* Those that are kept, without the one that lives. */
static size_t
kept_read(struct control *control, uint64_t live, uint64_t kept[CONTROL_KEPT_MAX])
{
	size_t n = control_kept_read(control, kept), left = 0;
	for (size_t i = 0; i < n; i++) {
		if (kept[i] != live)
			kept[left++] = kept[i];
	}
	return left;
}

enum cim_err
repo_kept(const char *path, uint64_t *generation, struct cim_fault *fault)
{
	struct control control;
	uint64_t live, kept[CONTROL_KEPT_MAX];
	*generation = 0;
	enum cim_err err = control_open(&control, path, CONTROL_READ, fault);
	if (err != CIM_OK)
		return err;
	err = control_current_read(&control, &live, fault);
	if (err == CIM_OK && kept_read(&control, live, kept) > 0)
		*generation = kept[0];
	control_close(&control);
	return err;
}

static enum cim_err
none_kept(const char *path, struct cim_fault *fault)
{
	return cim_fault(fault, CIM_ENOENT, "%s: no generation is kept", path);
}

enum cim_err
repo_kept_drop(const char *path, struct cim_fault *fault)
{
	struct control control;
	uint64_t live, kept[CONTROL_KEPT_MAX];
	enum cim_err err = control_open(&control, path, CONTROL_WRITE, fault);
	if (err == CIM_OK)
		err = privilege_need_held(&control, REPO_PRIVILEGE_RESTORE, fault);
	if (err == CIM_OK)
		err = control_lock(&control, CONTROL_SETUP, true, true, fault);
	if (err != CIM_OK) {
		if (control.path != NULL)
			control_close(&control);
		return err;
	}
	err = control_current_read(&control, &live, fault);
	size_t n = err == CIM_OK ? kept_read(&control, live, kept) : 0;
	if (err == CIM_OK && n == 0)
		err = none_kept(path, fault);
	/* From here on they are what an interrupted command left: the next one removes the rest. */
	if (err == CIM_OK)
		err = control_kept_write(&control, NULL, 0, fault);
	if (err == CIM_OK)
		err = control_sync(&control, fault);
	for (size_t i = 0; i < n && err == CIM_OK; i++)
		control_generation_remove(&control, kept[i]);
	control_close(&control);
	return err;
}

enum cim_err
repo_kept_undo(const char *path, unsigned flags, int64_t wait, struct cim_fault *fault)
{
	struct control control;
	struct look look;
	uint64_t live, kept[CONTROL_KEPT_MAX];
	enum cim_err err = alone_take(&control, path, CONTROL_WRITE, flags, wait, fault);
	if (err != CIM_OK)
		return err;
	struct cim_fault ignored = { 0 };
	err = control_current_read(&control, &live, &ignored) == CIM_ENOMEM ? CIM_ENOMEM : CIM_OK;
	size_t n = kept_read(&control, live, kept);
	bool there = false;
	if (err == CIM_OK && n == 0)
		err = none_kept(path, fault);
	if (err == CIM_OK)
		err = look_at(path, &look, NULL, NULL, fault);
	for (unsigned i = 0; err == CIM_OK && i < look.count; i++)
		there = there || look.there[i] == kept[0];
	if (err == CIM_OK && !there)
		err = cim_fault(fault, CIM_EDAMAGED, "%s/gen-%llu, which was kept, is missing", path,
		    (unsigned long long)kept[0]);
	/* One rename, and it lives; the other one is left over then, like what is kept no more. */
	if (err == CIM_OK)
		err = control_current_write(&control, kept[0], fault);
	if (err == CIM_OK)
		err = control_sync(&control, fault);
	if (err == CIM_OK)
		err = control_kept_write(&control, NULL, 0, fault);
	if (err == CIM_OK)
		control_clean(&control, kept[0]);
	control_close(&control);
	return err;
}
