/* snapshot.h: the door of snapshot/: back up, look into, verify, restore. */
#ifndef SNAPSHOT_SNAPSHOT_H
#define SNAPSHOT_SNAPSHOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cim/err.h"
#include "repo/repo.h"

/* done and total in bytes; non-zero asks to stop: CIM_ECANCELED, nothing left behind. */
typedef int (*snap_progress_fn)(void *ctx, uint64_t done, uint64_t total);

struct snap_label {
	uint32_t format, oldest_reader;
	char content_id[65];		/* hexadecimal, BLAKE2b-256 over the records */
	uint64_t records, namespaces, qualifier_types, classes, instances;
	uint64_t structures, enumerations;
	uint64_t record_bytes;		/* uncompressed */
	uint64_t file_bytes;
	uint64_t created;		/* seconds since 1970, UTC */
	char origin[256];		/* host it was made on; printable */
	char repository[37];		/* uuid of the repository */
	char compressor[32];		/* "zlib 1.2.13", "libdeflate 1.14" */
};

struct snap_write_options {
	int level;			/* 0..9 */
	unsigned threads;		/* 0: as many as there are cores */
	bool overwrite;
	bool no_verify;			/* do not read back */
	bool no_sync;
	snap_progress_fn progress;
	void *progress_ctx;
};

/*
 * Writes all records of the transaction's view to one file: beside, synced,
 * read back, renamed, directory synced. CIM_EEXIST without overwrite. CIM_EPRIVILEGE: the backup
 * privilege is not enabled on repo. On any failure the
 * target name is as it was and nothing is left. *label (may be NULL) is what was written.
 */
enum cim_err snap_write(struct repo *repo, struct repo_txn *txn, const char *path,
    const struct snap_write_options *options, struct snap_label *label, struct cim_fault *fault);

/*
 * An open snapshot: label and index checked, blocks not yet. Threads: one reader, one thread.
 * CIM_EFOREIGN: not a snapshot; CIM_EDAMAGED; CIM_ENEWER; or what open answers. *out is the
 * caller's to close; NULL on failure, and fault (may be NULL) says why.
 */
struct snap_reader;
enum cim_err snap_open(const char *path, struct snap_reader **out, struct cim_fault *fault);
void snap_close(struct snap_reader *snap);	/* NULL is fine */
/* Both valid until snap is closed; the fault is the first failure of what follows. */
const struct snap_label *snap_label(const struct snap_reader *snap);
const struct cim_fault *snap_fault(const struct snap_reader *snap);

/*
 * The snapshot as a reader of repo.h: get inflates one block. Declarations that it answers are valid
 * until snap is closed; an instance until three more of other blocks were asked for, or walked through;
 * what a walk shows until each returns.
 */
struct repo_reader snap_reader(struct snap_reader *snap);

/*
 * The subject of every record in key order, from the names of the blocks: no record is inflated.
 * It is gone after each returns, which may look nothing up; what it answers ends the list unless
 * CIM_OK.
 */
enum cim_err snap_list(struct snap_reader *snap,
    enum cim_err (*each)(void *ctx, const struct repo_subject *subject), void *ctx);

/*
 * Every byte: blocks, checksums, counts, content id, each record decodes. Removes what killed
 * backups left beside the file, as restore does.
 */
enum cim_err snap_verify(struct snap_reader *snap, snap_progress_fn progress, void *progress_ctx);

/*
 * Verifies all, builds the next generation, swaps (repo_build). flags: REPO_NO_SYNC, REPO_FORCE; wait: for
 * others who write (repo_build_set_wait). On any failure, and when progress asks to stop, the repository is
 * as it was, and nobody's connection was broken.
 */
enum cim_err snap_restore(struct snap_reader *snap, const char *repo_path, unsigned flags,
    int64_t wait, snap_progress_fn progress, void *progress_ctx, struct cim_fault *fault);

#endif
