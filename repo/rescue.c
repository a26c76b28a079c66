/*
 * rescue.c: a next generation for a repository in whatever state, made in a scratch repository
 * beside it and put in the place of the live one at once; the old one is kept.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "repo/alone.h"
#include "repo/look.h"
#include "repo/privilege.h"
#include "repo/rescue.h"
#include "repo/slots.h"
#include "repo/txn.h"

struct repo_rescue {
	struct control control;
	struct look look;
	struct cim_fault *fault;
	char name[64];			/* of the scratch repository in the directory */
	char *place;
	uint32_t slot;
	bool no_sync;
};

/* ---- Beginning --------------------------------------------------------------- */

static enum cim_err
scratch_make(struct repo_rescue *rescue)
{
	uint64_t random;
	randombytes_buf(&random, sizeof(random));
	(void)snprintf(rescue->name, sizeof(rescue->name), ".salvage.%016llx.tmp",
	    (unsigned long long)random);
	size_t n = strlen(rescue->control.path) + strlen(rescue->name) + 2;
	rescue->place = malloc(n);
	if (rescue->place == NULL)
		return CIM_ENOMEM;
	(void)snprintf(rescue->place, n, "%s/%s", rescue->control.path, rescue->name);
	if (mkdirat(rescue->control.dir, rescue->name, 0700) == 0)
		return CIM_OK;
	rescue->name[0] = '\0';
	return cim_fault_errno(rescue->fault, "%s cannot be made", rescue->place);
}

/* Takes the place for itself alone; one whose control is garbage gets a new one first. */
static enum cim_err
place_take(struct repo_rescue *rescue, const char *path, unsigned flags, int64_t wait)
{
	bool mended;
	uint64_t kept[CONTROL_KEPT_MAX];
	enum cim_err err = look_at(path, &rescue->look, NULL, NULL, rescue->fault);
	if (err == CIM_OK)
		err = privilege_need_at(path, REPO_PRIVILEGE_RESTORE, rescue->fault);
	if (err == CIM_OK && rescue->look.control_bad)
		err = control_header_mend(path, false, &mended, rescue->fault);
	if (err == CIM_OK)
		err = alone_take(
		    &rescue->control, path, CONTROL_MAKE, flags, wait, rescue->fault);
	if (err != CIM_OK) {
		rescue->control = (struct control){ .dir = -1, .fd = -1 };
		return err;
	}
	rescue->look.path = rescue->control.path;
	rescue->control.no_sync = rescue->no_sync;
	/* Who comes now is told who is at it. */
	slot_take(&rescue->control, &rescue->slot);
	slot_note(&rescue->control, rescue->slot, REPO_CONNECTION_REBUILDS);
	/* What was there a moment ago may be another's generation now. */
	if (err == CIM_OK)
		err = look_at(rescue->control.path, &rescue->look, NULL, NULL, rescue->fault);
	size_t n = err == CIM_OK ? control_kept_read(&rescue->control, kept) : 0;
	for (size_t i = 0; i < n && err == CIM_OK; i++) {
		if (kept[i] != rescue->look.generation)
			err = cim_fault(rescue->fault, CIM_EEXIST, "%s keeps generation %llu from "
			    "before; let it go (salvage --drop-old) or take it back (salvage "
			    "--undo) first", path, (unsigned long long)kept[i]);
	}
	return err;
}

enum cim_err
repo_rescue_begin(const char *path, unsigned flags, int64_t wait, struct repo_rescue **out,
    struct cim_fault *fault)
{
	*out = NULL;
	if (sodium_init() < 0)
		return cim_fault(fault, CIM_EIO, "the system gives no random numbers");
	struct repo_rescue *rescue = calloc(1, sizeof(*rescue));
	if (rescue == NULL)
		return CIM_ENOMEM;
	rescue->control = (struct control){ .dir = -1, .fd = -1 };
	rescue->fault = fault;
	rescue->slot = SLOT_NONE;
	rescue->no_sync = (flags & REPO_NO_SYNC) != 0;
	enum cim_err err = place_take(rescue, path, flags, wait);
	if (err == CIM_OK)
		err = scratch_make(rescue);
	if (err != CIM_OK) {
		repo_rescue_abandon(rescue);
		return err;
	}
	*out = rescue;
	return CIM_OK;
}

const char *
repo_rescue_place(const struct repo_rescue *rescue)
{
	return rescue->place;
}

enum cim_err
repo_rescue_records(
    struct repo_rescue *rescue, repo_finding_fn each, void *ctx, struct repo_rescued *out)
{
	*out = (struct repo_rescued){ .records = 0 };
	if (rescue->look.generation == 0)
		return cim_fault(rescue->fault, CIM_EDAMAGED, rescue->look.count == 0 ?
		    "%s: no generation is there that could be read; use: wbemkit reset, or wbemkit "
		    "restore" : "%s: which generation lived cannot be told; write its name, gen-N, "
		    "into current", rescue->control.path);
	char *dir = look_generation_path(&rescue->look, rescue->look.generation);
	if (dir == NULL)
		return CIM_ENOMEM;
	enum cim_err err = rescue_records(dir, rescue->place, each, ctx, out, rescue->fault);
	free(dir);
	return err;
}

/* ---- Finishing ---------------------------------------------------------------- */

/* The generation that the scratch repository has come to, under its path in the directory. */
static enum cim_err
scratch_generation(struct repo_rescue *rescue, char name[128])
{
	struct control scratch;
	uint64_t generation;
	enum cim_err err = control_open(&scratch, rescue->place, CONTROL_READ, rescue->fault);
	if (err != CIM_OK)
		return err;
	err = control_current_read(&scratch, &generation, rescue->fault);
	control_close(&scratch);
	if (err == CIM_OK)
		(void)snprintf(name, 128, "%s/gen-%llu", rescue->name,
		    (unsigned long long)generation);
	return err;
}

/* What was written there without a sync is on the disk behind this. */
static enum cim_err
generation_sync(struct repo_rescue *rescue, const char *name)
{
	int dir = openat(rescue->control.dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int file = dir < 0 ? -1 : openat(dir, "data.mdb", O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	bool good = file >= 0 && (rescue->no_sync || fsync(file) == 0);
	if (good)
		(void)unlinkat(dir, "lock.mdb", 0);
	good = good && (rescue->no_sync || fsync(dir) == 0 || errno == EINVAL);
	enum cim_err err = good ? CIM_OK :
	    cim_fault_errno(rescue->fault, "%s/%s cannot be synced", rescue->control.path, name);
	if (file >= 0)
		close(file);
	if (dir >= 0)
		close(dir);
	return err;
}

/* Those that are kept: the one that lived first, then any other that is there. */
static enum cim_err
kept_write(struct repo_rescue *rescue)
{
	uint64_t kept[CONTROL_KEPT_MAX];
	size_t n = 0;
	if (rescue->look.generation != 0)
		kept[n++] = rescue->look.generation;
	for (unsigned i = 0; i < rescue->look.count && n < CONTROL_KEPT_MAX; i++) {
		if (rescue->look.there[i] != rescue->look.generation && rescue->look.current_bad)
			kept[n++] = rescue->look.there[i];
	}
	return control_kept_write(&rescue->control, kept, n, rescue->fault);
}

static enum cim_err
swap(struct repo_rescue *rescue)
{
	struct control *control = &rescue->control;
	uint64_t next = rescue->look.last + 1;
	char from[128], to[32];
	enum cim_err err = scratch_generation(rescue, from);
	if (err == CIM_OK)
		err = generation_sync(rescue, from);
	if (err != CIM_OK)
		return err;
	(void)snprintf(to, sizeof(to), "gen-%llu", (unsigned long long)next);
	if (renameat(control->dir, from, control->dir, to) != 0)
		return cim_fault_errno(rescue->fault, "%s/%s cannot get its name", control->path, to);
	/* It was made as ours; from here on it is the owner's, and of his group. */
	control_dir_give(control, to);
	control_generation_give(control, next);
	/* That the old one is kept must be known before it lives no more. */
	err = kept_write(rescue);
	if (err == CIM_OK && rescue->look.format_bad)
		err = control_format_write(control, rescue->fault);
	if (err == CIM_OK)
		err = control_autorecover_make(control, rescue->fault);
	if (err == CIM_OK)
		err = control_sync(control, rescue->fault);
	if (err == CIM_OK)
		err = control_current_write(control, next, rescue->fault);
	if (err != CIM_OK) {
		control_generation_remove(control, next);
		(void)control_kept_write(control, NULL, 0, NULL);
		return err;
	}
	control_complete(control);
	return control_sync(control, rescue->fault);
}

enum cim_err
repo_rescue_finish(struct repo_rescue *rescue)
{
	enum cim_err err = swap(rescue);
	repo_rescue_abandon(rescue);
	return err;
}

void
repo_rescue_abandon(struct repo_rescue *rescue)
{
	if (rescue == NULL)
		return;
	if (rescue->name[0] != '\0')
		control_scratch_remove(&rescue->control, rescue->name);
	if (rescue->slot != SLOT_NONE)
		slot_leave(&rescue->control, rescue->slot);
	control_close(&rescue->control);
	free(rescue->place);
	free(rescue);
}

/* ---- Small files alone ---------------------------------------------------------- */

static void
tell_mended(repo_finding_fn each, void *ctx, const char *name, const char *text)
{
	struct repo_finding finding = { .kind = "file", .name = cim_str_from(name), .text = text,
		.note = true };
	each(ctx, &finding);
}

/* Under the lock: what is missing or garbage of format and current. */
static enum cim_err
files_mend(const struct look *look, bool dry, unsigned flags, int64_t wait, repo_finding_fn each,
    void *ctx, struct cim_fault *fault)
{
	struct control control;
	if (dry) {
		if (look->format_bad)
			tell_mended(each, ctx, "format", "format would be written anew");
		if (look->current_bad)
			tell_mended(each, ctx, "current", "current would be written anew");
		return CIM_OK;
	}
	enum cim_err err = alone_take(&control, look->path, CONTROL_MAKE, flags, wait, fault);
	if (err != CIM_OK)
		return err;
	if (look->format_bad) {
		err = control_format_write(&control, fault);
		if (err == CIM_OK)
			tell_mended(each, ctx, "format", "format was written anew, with a new uuid");
	}
	if (err == CIM_OK && look->current_bad) {
		err = control_current_write(&control, look->generation, fault);
		if (err == CIM_OK)
			tell_mended(each, ctx, "current",
			    "current was written anew: it names the one generation that is there");
	}
	if (err == CIM_OK)
		err = control_sync(&control, fault);
	control_close(&control);
	return err;
}

enum cim_err
repo_mend(const char *path, bool dry, unsigned flags, int64_t wait, repo_finding_fn each, void *ctx,
    struct cim_fault *fault)
{
	struct look look;
	bool mended = false;
	if (sodium_init() < 0)
		return cim_fault(fault, CIM_EIO, "the system gives no random numbers");
	enum cim_err err = look_at(path, &look, NULL, NULL, fault);
	if (err == CIM_OK && !dry)
		err = privilege_need_at(path, REPO_PRIVILEGE_RESTORE, fault);
	if (err != CIM_OK || look.generation == 0)
		return err;
	if (look.control_bad)
		err = control_header_mend(path, dry, &mended, fault);
	if (err == CIM_OK && mended)
		tell_mended(each, ctx, "control", dry ? "control would be written anew" :
		    "control was written anew");
	if (err == CIM_OK && (look.format_bad || look.current_bad))
		err = files_mend(&look, dry, flags, wait, each, ctx, fault);
	return err;
}
