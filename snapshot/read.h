/* read.h: an open snapshot from the inside, and all its blocks in order. */
#ifndef SNAPSHOT_READ_H
#define SNAPSHOT_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "snapshot/block.h"
#include "snapshot/index.h"
#include "snapshot/snapshot.h"

/* A block kept inflated. pins: walks that are in it, and one more if it stays until the end. */
struct snap_cached {
	struct snap_cached *next;	/* the most recently used first */
	uint32_t number;
	unsigned pins;
	bool stays;			/* a declaration was got out of it */
	struct snap_block block;
};

struct snap_reader {
	int fd;
	char *path;
	struct snap_label label;
	struct cim_fault fault;
	uint8_t *index;
	struct snap_index_entry *entries;
	uint32_t blocks;
	struct snap_coder coder;
	struct bytes_writer stored;	/* a block as in the file */
	struct snap_cached *cache;
};

/*
 * Reads block number i as stored, header and all, into stored, and compares its
 * header with the index. fault gets the reason. For any thread.
 */
enum cim_err snap_block_read(const struct snap_reader *snap, uint32_t i,
    struct bytes_writer *stored, struct cim_fault *fault);

/* Notes why a block was refused, with its number and place. */
enum cim_err snap_block_refused(const struct snap_reader *snap, uint32_t i, enum cim_err err,
    const struct snap_why *why, struct cim_fault *fault);

/*
 * All blocks, decoded side by side, shown to each in order; then counts, first keys and content
 * id are compared with the label's. With check: every record is also given to the repository's
 * check. Reasons go to fault.
 */
enum cim_err snap_scan(const struct snap_reader *snap, bool check,
    enum cim_err (*each)(void *ctx, const struct repo_record *record), void *ctx,
    snap_progress_fn progress, void *progress_ctx, struct cim_fault *fault);

#endif
