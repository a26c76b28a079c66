/*
 * scan.c: every block of a snapshot, decoded by many, seen by one in order,
 * compared with the label.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "snapshot/crew.h"
#include "snapshot/read.h"

struct scan;

/* A block on its way: read, decoded and hashed by a worker, shown in its turn. */
struct slot {
	struct scan *scan;
	struct snap_task task;
	uint32_t number;
	struct snap_block block;
	uint8_t (*leaves)[SNAP_HASH];
	uint32_t leaves_cap;
	struct cim_fault fault;
};

/* What a worker has for itself. */
struct worker {
	struct snap_coder coder;
	struct bytes_writer stored;
	struct arena arena;
};

struct scan {
	const struct snap_reader *snap;
	bool check;
	struct snap_crew *crew;
	struct worker *workers;
	struct slot *slots;
	unsigned nslots;
	crypto_generichash_state id;
	uint64_t kinds[6];
	uint64_t done;
	enum cim_err (*each)(void *ctx, const struct repo_record *record);
	void *ctx;
	snap_progress_fn progress;
	void *progress_ctx;
	struct cim_fault *fault;
	/* The last key of the block before: keys ascend over blocks too. */
	uint8_t last[SNAP_KEY_MAX];
	size_t last_len;
};

/* ---- What workers do ----------------------------------------------------- */

static enum cim_err
leaves_make(struct slot *slot)
{
	const struct snap_block *block = &slot->block;
	if (slot->leaves_cap < block->n) {
		free(slot->leaves);
		slot->leaves = malloc((size_t)block->n * SNAP_HASH);
		slot->leaves_cap = slot->leaves == NULL ? 0 : block->n;
		if (slot->leaves == NULL)
			return CIM_ENOMEM;
	}
	for (uint32_t i = 0; i < block->n; i++)
		snap_leaf(&block->records[i], slot->leaves[i]);
	return CIM_OK;
}

/* Whether every record decodes. */
static enum cim_err
records_check(const struct snap_block *block, struct arena *arena, struct snap_why *why)
{
	enum cim_err err = snap_arena_warm(arena);
	for (uint32_t i = 0; i < block->n && err == CIM_OK; i++) {
		struct arena_mark mark = arena_mark(arena);
		err = repo_record_check(arena, &block->records[i]);
		arena_rewind(arena, mark);
		if (err != CIM_OK)
			*why = (struct snap_why){ "the record does not decode", i };
	}
	return err;
}

static enum cim_err
slot_decode(void *ctx, unsigned number)
{
	struct slot *slot = ctx;
	const struct snap_reader *snap = slot->scan->snap;
	struct worker *worker = &slot->scan->workers[number];
	struct snap_why why = { NULL, 0 };
	cim_fault_clear(&slot->fault);
	enum cim_err err = snap_block_read(snap, slot->number, &worker->stored, &slot->fault);
	if (err != CIM_OK)
		return err;
	err = snap_block_decode(&worker->coder, &snap->entries[slot->number].header,
	    worker->stored.buf + SNAP_BLOCK_HEADER, true, &slot->block, &why);
	if (err == CIM_OK && slot->scan->check)
		err = records_check(&slot->block, &worker->arena, &why);
	if (err == CIM_OK)
		err = leaves_make(slot);
	if (err != CIM_OK)
		(void)snap_block_refused(snap, slot->number, err, &why, &slot->fault);
	return err;
}

/* ---- Blocks in order ----------------------------------------------------- */

/* The first key is the index's, and above the last one of the block before. */
static enum cim_err
keys_check(struct scan *scan, const struct slot *slot)
{
	const struct snap_index_entry *entry = &scan->snap->entries[slot->number];
	const struct repo_record *first = &slot->block.records[0];
	const struct repo_record *last = &slot->block.records[slot->block.n - 1];
	if (snap_key_compare(first->key, first->key_len, entry->key, entry->key_len) != 0)
		return cim_fault(scan->fault, CIM_EDAMAGED,
		    "block %u: its first key is not that of the index", slot->number);
	if (snap_key_compare(scan->last, scan->last_len, first->key, first->key_len) >= 0)
		return cim_fault(scan->fault, CIM_EDAMAGED,
		    "block %u: its keys do not follow those of the block before", slot->number);
	memcpy(scan->last, last->key, last->key_len);
	scan->last_len = last->key_len;
	return CIM_OK;
}

/* Counts and shows the records. The kinds were checked when the names were read. */
static enum cim_err
records_show(struct scan *scan, const struct snap_block *block)
{
	enum cim_err err = CIM_OK;
	for (uint32_t i = 0; i < block->n && err == CIM_OK; i++) {
		uint8_t kind = block->records[i].key[0];
		scan->kinds[kind == REPO_KIND_NAMESPACE ? 0 : kind == REPO_KIND_QUALIFIER_TYPE ?
		    1 : kind == REPO_KIND_CLASS ? 2 : kind == REPO_KIND_STRUCTURE ? 4 :
		    kind == REPO_KIND_ENUMERATION ? 5 : 3]++;
		if (scan->each != NULL)
			err = scan->each(scan->ctx, &block->records[i]);
	}
	return err;
}

static enum cim_err
block_show(struct scan *scan, uint32_t number)
{
	struct slot *slot = &scan->slots[number % scan->nslots];
	enum cim_err err = snap_crew_wait(scan->crew, &slot->task);
	if (err != CIM_OK) {
		if (scan->fault != NULL && scan->fault->err == CIM_OK)
			*scan->fault = slot->fault;
		return err;
	}
	if ((err = keys_check(scan, slot)) != CIM_OK ||
	    (err = records_show(scan, &slot->block)) != CIM_OK)
		return err;
	(void)crypto_generichash_update(&scan->id, slot->leaves[0],
	    (size_t)slot->block.n * SNAP_HASH);
	scan->done += scan->snap->entries[number].header.weight;
	if (scan->progress != NULL &&
	    scan->progress(scan->progress_ctx, scan->done, scan->snap->label.record_bytes) != 0)
		return cim_fault(scan->fault, CIM_ECANCELED, "canceled");
	/* Nothing big is kept for the next block. */
	if (slot->block.bytes_cap > SNAP_BLOCK_WEIGHT)
		snap_block_free(&slot->block);
	return CIM_OK;
}

/* After the last block: what was seen against what the label says. */
static enum cim_err
label_compare(struct scan *scan)
{
	const struct snap_label *label = &scan->snap->label;
	uint8_t id[SNAP_HASH];
	char hex[2 * SNAP_HASH + 1];
	(void)crypto_generichash_final(&scan->id, id, sizeof(id));
	(void)sodium_bin2hex(hex, sizeof(hex), id, sizeof(id));
	if (scan->kinds[0] != label->namespaces || scan->kinds[1] != label->qualifier_types ||
	    scan->kinds[2] != label->classes || scan->kinds[3] != label->instances ||
	    scan->kinds[4] != label->structures || scan->kinds[5] != label->enumerations)
		return cim_fault(scan->fault, CIM_EDAMAGED,
		    "label: it counts other records than there are");
	if (strcmp(hex, label->content_id) != 0)
		return cim_fault(scan->fault, CIM_EDAMAGED,
		    "label: the content id is not that of the records");
	return CIM_OK;
}

static enum cim_err
scan_begin(struct scan *scan)
{
	scan->crew = snap_crew_new(0);
	if (scan->crew == NULL)
		return CIM_ENOMEM;
	unsigned threads = snap_crew_threads(scan->crew);
	scan->nslots = 2 * threads;
	scan->slots = calloc(scan->nslots, sizeof(*scan->slots));
	scan->workers = calloc(threads, sizeof(*scan->workers));
	if (scan->slots == NULL || scan->workers == NULL)
		return CIM_ENOMEM;
	for (unsigned i = 0; i < scan->nslots; i++) {
		scan->slots[i].scan = scan;
		scan->slots[i].task = (struct snap_task){ .run = slot_decode,
		    .ctx = &scan->slots[i] };
	}
	(void)crypto_generichash_init(&scan->id, NULL, 0, SNAP_HASH);
	return CIM_OK;
}

static void
scan_end(struct scan *scan)
{
	unsigned threads = scan->crew == NULL ? 0 : snap_crew_threads(scan->crew);
	snap_crew_free(scan->crew);
	for (unsigned i = 0; scan->workers != NULL && i < threads; i++) {
		snap_coder_free(&scan->workers[i].coder);
		bytes_writer_free(&scan->workers[i].stored);
		arena_free(&scan->workers[i].arena);
	}
	for (unsigned i = 0; scan->slots != NULL && i < scan->nslots; i++) {
		snap_block_free(&scan->slots[i].block);
		free(scan->slots[i].leaves);
	}
	free(scan->workers);
	free(scan->slots);
}

enum cim_err
snap_scan(const struct snap_reader *snap, bool check,
    enum cim_err (*each)(void *ctx, const struct repo_record *record), void *ctx,
    snap_progress_fn progress, void *progress_ctx, struct cim_fault *fault)
{
	struct scan scan = { .snap = snap, .check = check, .each = each, .ctx = ctx,
	    .progress = progress, .progress_ctx = progress_ctx, .fault = fault };
	uint32_t sent = 0;
	enum cim_err err = scan_begin(&scan);
	if (err != CIM_OK)
		(void)cim_fault(fault, err, "out of memory");
	for (uint32_t shown = 0; shown < snap->blocks && err == CIM_OK; shown++) {
		for (; sent < snap->blocks && sent - shown < scan.nslots; sent++) {
			struct slot *slot = &scan.slots[sent % scan.nslots];
			slot->number = sent;
			snap_crew_submit(scan.crew, &slot->task, false);
		}
		err = block_show(&scan, shown);
	}
	if (err == CIM_OK)
		err = label_compare(&scan);
	scan_end(&scan);
	return err;
}
