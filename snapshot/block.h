/* block.h: records to a block and back (chapter 3). */
#ifndef SNAPSHOT_BLOCK_H
#define SNAPSHOT_BLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "snapshot/body.h"
#include "snapshot/compress.h"
#include "snapshot/format.h"
#include "snapshot/names.h"

struct snap_block_header {
	uint32_t records, weight;
	uint32_t names_raw, names_stored;
	uint32_t body_raw, body_stored;
	uint32_t names_crc, body_crc;
};

void snap_block_header_encode(const struct snap_block_header *h, uint8_t out[SNAP_BLOCK_HEADER]);
/* CIM_EDAMAGED when it is not one, or declares what no block may be; *why says which. */
enum cim_err snap_block_header_decode(const uint8_t in[SNAP_BLOCK_HEADER],
    struct snap_block_header *h, const char **why);

/*
 * Whether a block that holds this much has room for one more record of this weight
 * (the rule of chapter 3).
 */
static inline bool
snap_block_fits(uint32_t records, uint64_t weight, uint64_t more)
{
	return records == 0 || (records < SNAP_BLOCK_RECORDS &&
	    weight + more <= SNAP_BLOCK_WEIGHT);
}

/* Scratch memory of one thread, used for block after block. Zero it and set level. */
struct snap_coder {
	int level;
	struct snap_deflater *deflater;	/* made when first needed */
	struct snap_inflater *inflater;
	struct bytes_writer names, body;
	struct snap_names_writer names_writer;
	struct snap_body_writer body_writer;
	struct snap_names_reader names_reader;
	struct snap_body_reader body_reader;
	struct arena arena;
};

void snap_coder_free(struct snap_coder *c);

/*
 * Why a block was refused: the number of the record at fault where there is one,
 * and a few words.
 */
struct snap_why {
	const char *text;
	uint32_t record;
};

/*
 * Appends header, names and body of a block of these records (1 to
 * SNAP_BLOCK_RECORDS, of this weight) to out. CIM_EDAMAGED when a record cannot be split or told.
 */
enum cim_err snap_block_encode(struct snap_coder *c, const struct repo_record *records, uint32_t n,
    uint32_t weight, struct bytes_writer *out, struct snap_block_header *h, struct snap_why *why);

/* Whether names and body, as stored, give these records back. CIM_EDAMAGED when not. */
enum cim_err snap_block_compare(struct snap_coder *c, const struct snap_block_header *h,
    const uint8_t *stored, const struct repo_record *records, uint32_t n, struct snap_why *why);

/* A block put together again. Zero it before the first use; its memory is used again. */
struct snap_block {
	struct repo_record *records;
	uint32_t n, cap;
	uint8_t *bytes;			/* the keys, then the values */
	size_t bytes_cap;
};

void snap_block_free(struct snap_block *block);

/* The records of a block. With subjects: also that each is about what the names say. */
enum cim_err snap_block_decode(struct snap_coder *c, const struct snap_block_header *h,
    const uint8_t *stored, bool subjects, struct snap_block *block, struct snap_why *why);

/*
 * The names alone, checked and inflated into the coder: ready for snap_names_next
 * on c->names_reader.
 */
enum cim_err snap_block_names(struct snap_coder *c, const struct snap_block_header *h,
    const uint8_t *names_stored, struct snap_why *why);

/*
 * Gives an empty arena a first chunk, so that a mark and a rewind for each record
 * do not take and free one each time.
 */
enum cim_err snap_arena_warm(struct arena *arena);

/* The order of keys: byte by byte, the shorter first. <0, 0, >0. */
int snap_key_compare(const void *a, size_t a_len, const void *b, size_t b_len);

/* The leaf of a record (chapter 6). */
void snap_leaf(const struct repo_record *record, uint8_t leaf[SNAP_HASH]);

#endif
