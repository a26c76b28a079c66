/*
 * restore.c: a snapshot into the next generation of a repository, all of it
 * verified before it counts.
 */
#include "snapshot/file.h"
#include "snapshot/read.h"

static enum cim_err
record_add(void *ctx, const struct repo_record *record)
{
	struct repo_build *build = ctx;
	return repo_build_add(build, record);
}

enum cim_err
snap_restore(struct snap_reader *snap, const char *repo_path, unsigned flags,
    int64_t wait, snap_progress_fn progress, void *progress_ctx, struct cim_fault *fault)
{
	struct repo_build *build;
	snap_file_sweep(snap->path);
	enum cim_err err = repo_build_begin(
	    repo_path, flags & (REPO_NO_SYNC | REPO_FORCE), &build, fault);
	if (err != CIM_OK)
		return err;
	repo_build_set_wait(build, wait);
	err = snap_scan(snap, false, record_add, build, progress, progress_ctx, fault);
	if (err != CIM_OK) {
		repo_build_abandon(build);
		return err;
	}
	return repo_build_finish(build);
}
