/* pages.h: the store's file as pages: checked before anything follows a pointer in it. */
#ifndef REPO_PAGES_H
#define REPO_PAGES_H

#include <stddef.h>
#include <stdint.h>

#include "cim/err.h"

/* What the newer meta page of a file says. */
struct pages_meta {
	uint32_t page_size;
	uint64_t last_page, txn_id;
	uint64_t roots[2]; /* of the free list and of the main tree; UINT64_MAX: empty */
	uint16_t depths[2];
};

#define PAGES_NONE UINT64_MAX

/*
 * Reads the meta pages of an open file: the one of a transaction, or (PAGES_NONE) the newer.
 * CIM_EFOREIGN: no meta page in it. CIM_ENEWER: another version of the data format. CIM_EDAMAGED:
 * cut short.
 */
enum cim_err pages_meta_read(
    int fd, uint64_t want_txn, struct pages_meta *out, struct cim_fault *fault);

/*
 * Walks all trees below the meta page: every page once, its number, kind, bounds and nodes, inside
 * the file and at most as deep as it says; no page of the free list is in use. CIM_OK,
 * CIM_EDAMAGED with the page, CIM_ENOMEM, CIM_EIO.
 */
enum cim_err pages_check(
    int fd, uint64_t file_bytes, const struct pages_meta *meta, struct cim_fault *fault);

/* The start of a map, from a pointer into one of its tree pages; NULL when that cannot be so. */
const uint8_t *pages_map_start(const void *in_page, uint32_t page_size, uint64_t map_bytes);

#endif
