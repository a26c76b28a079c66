/* index.h: the table of blocks and the trailer that leads to it (chapters 4 and 5). */
#ifndef SNAPSHOT_INDEX_H
#define SNAPSHOT_INDEX_H

#include <stddef.h>
#include <stdint.h>

#include "cim/bytes.h"
#include "snapshot/block.h"
#include "snapshot/label.h"

/* ---- Encode: begin, add each block in order, end. The bytes are the index. */
void snap_index_begin(struct bytes_writer *index);
void snap_index_add(struct bytes_writer *index, const struct snap_block_header *h,
    const struct repo_record *first);
void snap_index_end(struct bytes_writer *index, uint32_t blocks);

/* ---- Decode */
struct snap_index_entry {
	struct snap_block_header header;
	uint64_t offset;		/* of the block in the file */
	uint32_t key_len;
	const uint8_t *key;		/* its first key: a slice of the index */
};

/*
 * entries in memory that the caller frees. The bytes must outlive them. The blocks must lie
 * between
 * label and index without a gap, and their sums be the label's. CIM_EDAMAGED, CIM_ENOMEM.
 */
enum cim_err snap_index_decode(const uint8_t *bytes, size_t n, uint64_t index_offset,
    const struct snap_label *label, struct snap_index_entry **entries, uint32_t *blocks,
    struct cim_fault *fault);

struct snap_trailer {
	uint64_t index_offset, index_size, file_bytes;
	uint8_t index_hash[SNAP_HASH];
};

void snap_trailer_encode(const struct snap_trailer *trailer, uint8_t out[SNAP_TRAILER_SIZE]);
/* Also that index and trailer lie where a file of this size has them. CIM_EDAMAGED. */
enum cim_err snap_trailer_decode(const uint8_t in[SNAP_TRAILER_SIZE], uint64_t file_bytes,
    struct snap_trailer *trailer, struct cim_fault *fault);

void snap_hash(const void *bytes, size_t n, uint8_t hash[SNAP_HASH]);

#endif
