/* names.h: the keys of a block and what each record is about, inflated (chapter 3.2). */
#ifndef SNAPSHOT_NAMES_H
#define SNAPSHOT_NAMES_H

#include <stddef.h>
#include <stdint.h>

#include "cim/bytes.h"
#include "repo/repo.h"

/*
 * Zero-initialised is empty; reset keeps the memory. What is added must stay until
 * the end of the block.
 */
struct snap_names_writer {
	struct bytes_writer key_numbers, ns_numbers, name_numbers, path_numbers, strings;
	struct cim_str key, ns, name, path;	/* of the record before */
};

void snap_names_reset(struct snap_names_writer *w);
void snap_names_add(struct snap_names_writer *w, const struct repo_record *record,
    const struct repo_subject *subject);
/* Appends all that was added to out. CIM_OK or CIM_ENOMEM. */
enum cim_err snap_names_end(const struct snap_names_writer *w, struct bytes_writer *out);
void snap_names_writer_free(struct snap_names_writer *w);

/* Zero-initialised is fine for begin, which may be called again and again. */
struct snap_names_reader {
	struct bytes_reader key_numbers, ns_numbers, name_numbers, path_numbers, strings;
	struct bytes_writer key, name, path;	/* of the record at hand */
	struct cim_str ns;
	uint32_t left;
	const char *why;			/* the reason of CIM_EDAMAGED */
};

/* The bytes stay the caller's and must outlive the reading. CIM_OK or CIM_EDAMAGED. */
enum cim_err snap_names_begin(struct snap_names_reader *r, const void *bytes, size_t n,
    uint32_t records);
/*
 * The next record's key and subject, valid until the next call. CIM_ENOENT
 * at the end, when nothing is left over; CIM_EDAMAGED, CIM_ENOMEM.
 */
enum cim_err snap_names_next(struct snap_names_reader *r, struct cim_str *key,
    struct repo_subject *subject);
void snap_names_reader_free(struct snap_names_reader *r);

#endif
