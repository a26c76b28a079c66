/* body.h: the values of a block's records in columns, inflated (chapter 3.3). */
#ifndef SNAPSHOT_BODY_H
#define SNAPSHOT_BODY_H

#include <stddef.h>
#include <stdint.h>

#include "cim/bytes.h"
#include "repo/repo.h"

/*
 * A text of a block. next: the number + 1 of the text that came after it when it
 * came last, 0 none.
 */
struct snap_text {
	const uint8_t *ptr;
	uint32_t len, next;
};

/* The texts of one block, each once, numbered as they came; found by a table of numbers + 1. */
struct snap_body_writer {
	struct snap_text *texts;
	uint32_t used, cap;
	uint32_t *slots;
	uint32_t slots_cap;		/* a power of two */
	uint32_t first;			/* as next: the text that came first in a record */
	uint64_t seed;
	struct bytes_writer head_lengths, counts, refs;
};

/*
 * Appends the values of n records to out, in columns. CIM_EDAMAGED when one is not
 * a head and texts (*bad is its number), CIM_ENOMEM. May be called again and again.
 */
enum cim_err snap_body_encode(struct snap_body_writer *w, const struct repo_record *records,
    uint32_t n, struct bytes_writer *out, uint32_t *bad);
void snap_body_writer_free(struct snap_body_writer *w);

/* Zero-initialised is fine for begin, which may be called again and again. */
struct snap_body_reader {
	struct bytes_reader head_lengths, counts, refs, heads, texts;
	struct snap_text *seen;
	uint32_t used, cap;
	uint32_t first;				/* as next: the text that came first in a record */
	uint32_t left;
	const char *why;			/* the reason of CIM_EDAMAGED */
};

/* The bytes stay the caller's and must outlive the reading. */
enum cim_err snap_body_begin(struct snap_body_reader *r, const void *bytes, size_t n,
    uint32_t records);
/*
 * Puts the next value together in room bytes at out. CIM_ENOENT at the end, when
 * nothing is left over; CIM_EDAMAGED (also when it needs more room), CIM_ENOMEM.
 */
enum cim_err snap_body_next(struct snap_body_reader *r, uint8_t *out, size_t room, size_t *len);
/* Whether the next value is this one. As next; CIM_EDAMAGED when it is another. */
enum cim_err snap_body_match(struct snap_body_reader *r, const struct repo_record *record);
void snap_body_reader_free(struct snap_body_reader *r);

#endif
