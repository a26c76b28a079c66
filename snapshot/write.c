/*
 * write.c: a view of a repository to one file: blocks side by side, written in
 * order, read back, published.
 */
#include "config.h"

#include "snapshot/snapshot.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <sodium.h>

#include "snapshot/block.h"
#include "snapshot/compress.h"
#include "snapshot/crew.h"
#include "snapshot/file.h"
#include "snapshot/index.h"
#include "snapshot/label.h"

/* What a worker holds while it works: the coder of its own. */
#define LARGE_BUFFER ((size_t)4 << 20)	/* buffers above this are not kept for the next block */

struct run;

/*
 * A block on its way: gathered by the walk, encoded by a worker, written in
 * its turn, settled by a worker (hashed, read back and compared), free again.
 * The records stay where the walk showed them: the view holds them until its
 * end. Settling can wait: at the end it fills the time in which fewer blocks than workers are
 * encoded.
 */
struct slot {
	struct run *run;
	struct snap_task encode, settle;
	struct repo_record *records;
	uint32_t n, cap;
	uint64_t weight;
	struct bytes_writer out;		/* header, names, body, as in the file */
	struct snap_block_header header;
	uint64_t offset;
	uint8_t (*leaves)[SNAP_HASH];
	uint32_t leaves_cap;
	uint64_t kinds[6];			/* records of each kind, in their order */
	struct snap_why why;
};

struct run {
	const struct snap_write_options *options;
	struct cim_fault *fault;
	struct snap_file *file;
	struct snap_crew *crew;
	struct snap_coder *coders;		/* one for each worker */
	struct slot *slots;			/* a ring */
	unsigned nslots;
	uint64_t filled, written, freed;	/* freed <= written <= filled < freed + nslots */
	uint64_t offset;			/* where the next block goes */
	uint64_t walked, done, total;		/* weights: told to progress */
	struct bytes_writer index;
	crypto_generichash_state id;
	struct snap_label label;
};

static struct slot *
slot_of(struct run *run, uint64_t block)
{
	return &run->slots[block % run->nslots];
}

/* ---- What workers do ----------------------------------------------------- */

/* Counts one record of a kind. */
static enum cim_err
kind_count(struct slot *slot, const struct repo_record *record)
{
	switch (record->key[0]) {
	case REPO_KIND_NAMESPACE: slot->kinds[0]++; return CIM_OK;
	case REPO_KIND_QUALIFIER_TYPE: slot->kinds[1]++; return CIM_OK;
	case REPO_KIND_CLASS: slot->kinds[2]++; return CIM_OK;
	case REPO_KIND_INSTANCE: slot->kinds[3]++; return CIM_OK;
	case REPO_KIND_STRUCTURE: slot->kinds[4]++; return CIM_OK;
	case REPO_KIND_ENUMERATION: slot->kinds[5]++; return CIM_OK;
	}
	return CIM_EDAMAGED;
}

static enum cim_err
leaves_make(struct slot *slot)
{
	if (slot->leaves_cap < slot->n) {
		free(slot->leaves);
		slot->leaves = malloc((size_t)slot->cap * SNAP_HASH);
		slot->leaves_cap = slot->leaves == NULL ? 0 : slot->cap;
		if (slot->leaves == NULL)
			return CIM_ENOMEM;
	}
	memset(slot->kinds, 0, sizeof(slot->kinds));
	for (uint32_t i = 0; i < slot->n; i++) {
		snap_leaf(&slot->records[i], slot->leaves[i]);
		if (kind_count(slot, &slot->records[i]) != CIM_OK) {
			slot->why = (struct snap_why){ "its key is of no known kind", i };
			return CIM_EDAMAGED;
		}
	}
	return CIM_OK;
}

static enum cim_err
slot_encode(void *ctx, unsigned worker)
{
	struct slot *slot = ctx;
	struct snap_coder *coder = &slot->run->coders[worker];
	slot->why = (struct snap_why){ NULL, 0 };
	bytes_writer_reset(&slot->out);
	return snap_block_encode(coder, slot->records, slot->n, (uint32_t)slot->weight, &slot->out,
	    &slot->header, &slot->why);
}

/*
 * Reads the block into the place it was written from, and compares what it holds
 * with the records.
 */
static enum cim_err
slot_compare(struct slot *slot, struct snap_coder *coder)
{
	struct snap_block_header header;
	uint8_t *stored = slot->out.buf;
	slot->why = (struct snap_why){ "cannot be read back", 0 };
	if (snap_read_at(snap_file_fd(slot->run->file), slot->offset, stored, slot->out.len, "",
	    NULL) != CIM_OK)
		return CIM_EIO;
	enum cim_err err = snap_block_header_decode(stored, &header, &slot->why.text);
	if (err == CIM_OK && memcmp(&header, &slot->header, sizeof(header)) != 0) {
		slot->why.text = "was read back with another header";
		err = CIM_EDAMAGED;
	}
	if (err == CIM_OK)
		err = snap_block_compare(coder, &header, stored + SNAP_BLOCK_HEADER, slot->records,
		    slot->n, &slot->why);
	/*
	 * What is wrong on the way to the disk and back is the disk's fault (or memory's),
	 * not the repository's.
	 */
	return err == CIM_EDAMAGED ? CIM_EIO : err;
}

static enum cim_err
slot_settle(void *ctx, unsigned worker)
{
	struct slot *slot = ctx;
	struct run *run = slot->run;
	enum cim_err err = leaves_make(slot);
	if (err == CIM_OK && !run->options->no_verify)
		err = slot_compare(slot, &run->coders[worker]);
	return err;
}

/* ---- Blocks in order ----------------------------------------------------- */

/* Asks the caller whether to go on. total is an estimate until the end. */
static enum cim_err
run_poll(struct run *run)
{
	const struct snap_write_options *options = run->options;
	uint64_t total = run->total > run->walked ? run->total : run->walked;
	if (options->progress != NULL && options->progress(options->progress_ctx, run->done,
	    total) != 0)
		return cim_fault(run->fault, CIM_ECANCELED, "canceled");
	return CIM_OK;
}

/* Says which record of which repository part was refused. */
static enum cim_err
slot_refused(struct run *run, const struct slot *slot, enum cim_err err)
{
	if (err == CIM_ENOMEM)
		return cim_fault(run->fault, err, "out of memory for a block");
	if (err == CIM_EIO)
		return cim_fault(run->fault, err, "the block at offset %llu %s",
		    (unsigned long long)slot->offset, slot->why.text);
	if (slot->why.text == NULL)
		return cim_fault(run->fault, err, "records that a block cannot hold: %s",
		    cim_strerror(err));
	char key[65];
	const struct repo_record *record = &slot->records[slot->why.record];
	size_t n = record->key_len < 32 ? record->key_len : 32;
	(void)sodium_bin2hex(key, sizeof(key), record->key, n);
	return cim_fault(run->fault, err, "the repository's record with the key %s%s: %s", key,
	    n < record->key_len ? "..." : "", slot->why.text);
}

/* Writes the oldest block that is not written, and lets a worker settle it. */
static enum cim_err
block_write(struct run *run)
{
	struct slot *slot = slot_of(run, run->written);
	enum cim_err err = snap_crew_wait(run->crew, &slot->encode);
	if (err != CIM_OK)
		return slot_refused(run, slot, err);
	slot->offset = run->offset;
	err = snap_file_write(run->file, run->offset, slot->out.buf, slot->out.len,
	    run->options->no_sync, run->fault);
	if (err != CIM_OK)
		return err;
	run->offset += slot->out.len;
	run->written++;
	run->done += slot->weight;
	snap_index_add(&run->index, &slot->header, &slot->records[0]);
	snap_crew_submit(run->crew, &slot->settle, true);
	return run_poll(run);
}

/* Adds the oldest written block to the label's sums: it is settled, and its slot free. */
static enum cim_err
block_free(struct run *run)
{
	struct slot *slot = slot_of(run, run->freed);
	enum cim_err err = snap_crew_wait(run->crew, &slot->settle);
	if (err != CIM_OK)
		return slot_refused(run, slot, err);
	(void)crypto_generichash_update(&run->id, slot->leaves[0], (size_t)slot->n * SNAP_HASH);
	run->label.record_bytes += slot->weight;
	run->label.records += slot->n;
	run->label.namespaces += slot->kinds[0];
	run->label.qualifier_types += slot->kinds[1];
	run->label.classes += slot->kinds[2];
	run->label.instances += slot->kinds[3];
	run->label.structures += slot->kinds[4];
	run->label.enumerations += slot->kinds[5];
	if (slot->out.cap > LARGE_BUFFER)
		bytes_writer_free(&slot->out);
	slot->n = 0;
	slot->weight = 0;
	run->freed++;
	return CIM_OK;
}

/* Sends the gathered block off, and makes sure that there is a slot for the next. */
static enum cim_err
block_submit(struct run *run)
{
	enum cim_err err = CIM_OK;
	snap_crew_submit(run->crew, &slot_of(run, run->filled)->encode, false);
	run->filled++;
	/* A block at hand and one waiting for each worker; the others are on their way back. */
	while (err == CIM_OK && run->filled - run->written > 2 * snap_crew_threads(run->crew))
		err = block_write(run);
	while (err == CIM_OK && run->filled - run->freed >= run->nslots)
		err = block_free(run);
	return err;
}

static enum cim_err
records_grow(struct slot *slot)
{
	uint32_t cap = slot->cap == 0 ? 512 : slot->cap * 2;
	struct repo_record *records = realloc(slot->records, cap * sizeof(*records));
	if (records == NULL)
		return CIM_ENOMEM;
	slot->records = records;
	slot->cap = cap;
	return CIM_OK;
}

/* The walk: gathers records into blocks by the rule of chapter 3. */
static enum cim_err
record_gather(void *ctx, const struct repo_record *record)
{
	struct run *run = ctx;
	enum cim_err err;
	if (record->key_len == 0 || record->key_len > SNAP_KEY_MAX ||
	    record->len > CIM_LIMIT_RECORD)
		return cim_fault(run->fault, CIM_EDAMAGED,
		    "the repository has a record of %zu bytes under a key "
		    "of %zu: no snapshot can hold that", record->len, record->key_len);
	uint64_t weight = record->key_len + record->len;
	struct slot *slot = slot_of(run, run->filled);
	if (!snap_block_fits(slot->n, slot->weight, weight)) {
		/* The first of several: a worker shall have it while the walk goes on. */
		if (run->filled == 0)
			snap_crew_hire(run->crew);
		if ((err = block_submit(run)) != CIM_OK)
			return err;
		slot = slot_of(run, run->filled);
	}
	if (slot->n == slot->cap && (err = records_grow(slot)) != CIM_OK)
		return cim_fault(run->fault, err, "out of memory for a block");
	slot->records[slot->n++] = *record;
	slot->weight += weight;
	run->walked += weight;
	return CIM_OK;
}

/* ---- The whole ----------------------------------------------------------- */

/* Writes a part that is not a block, and reads it back. */
static enum cim_err
part_write(struct run *run, uint64_t offset, const void *bytes, size_t n, const char *what)
{
	enum cim_err err = snap_file_write(run->file, offset, bytes, n, run->options->no_sync,
	    run->fault);
	if (err != CIM_OK || run->options->no_verify)
		return err;
	uint8_t *again = malloc(n);
	if (again == NULL)
		return cim_fault(run->fault, CIM_ENOMEM, "out of memory");
	err = snap_read_at(snap_file_fd(run->file), offset, again, n, what, run->fault);
	if (err == CIM_OK && memcmp(again, bytes, n) != 0)
		err = cim_fault(run->fault, CIM_EIO,
		    "%s: what was read back is not what was written", what);
	free(again);
	return err;
}

/* Index and trailer behind the blocks, and then the label in front of them. */
static enum cim_err
frame_write(struct run *run)
{
	uint8_t id[SNAP_HASH], trailer_bytes[SNAP_TRAILER_SIZE], label_bytes[SNAP_LABEL_SIZE];
	if (run->written > UINT32_MAX)
		return cim_fault(run->fault, CIM_ELIMIT, "too many blocks for one snapshot");
	snap_index_end(&run->index, (uint32_t)run->written);
	if (run->index.err != CIM_OK)
		return cim_fault(run->fault, run->index.err, "out of memory for the index");
	struct snap_trailer trailer = {
		.index_offset = run->offset,
		.index_size = run->index.len,
		.file_bytes = run->offset + run->index.len + SNAP_TRAILER_SIZE,
	};
	snap_hash(run->index.buf, run->index.len, trailer.index_hash);
	snap_trailer_encode(&trailer, trailer_bytes);
	(void)crypto_generichash_final(&run->id, id, sizeof(id));
	(void)sodium_bin2hex(run->label.content_id, sizeof(run->label.content_id), id, sizeof(id));
	run->label.file_bytes = trailer.file_bytes;
	snap_label_encode(&run->label, label_bytes);
	enum cim_err err = part_write(run, run->offset, run->index.buf, run->index.len, "index");
	if (err == CIM_OK)
		err = part_write(run, run->offset + run->index.len, trailer_bytes,
		    sizeof(trailer_bytes), "trailer");
	if (err == CIM_OK)
		err = part_write(run, 0, label_bytes, sizeof(label_bytes), "label");
	return err;
}

/* Time, place and tools: all that does not come from the records. */
static enum cim_err
label_begin(struct run *run, struct repo *repo)
{
	struct repo_status status;
	struct snap_label *label = &run->label;
	enum cim_err err = repo_status(repo, &status);
	if (err != CIM_OK)
		return cim_fault(run->fault, err, "cannot ask the repository: %s",
		    repo_fault(repo)->text);
	run->total = status.used_bytes;
	label->format = SNAP_FORMAT;
	label->oldest_reader = SNAP_OLDEST_READER;
	time_t now = time(NULL);
	label->created = now < 0 ? 0 : (uint64_t)now;
	if (gethostname(label->origin, sizeof(label->origin) - 1) != 0)
		label->origin[0] = '\0';
	label->origin[sizeof(label->origin) - 1] = '\0';
	snap_text_clean(label->origin);
	memcpy(label->repository, status.uuid, sizeof(label->repository));
	label->repository[sizeof(label->repository) - 1] = '\0';
	snap_text_clean(label->repository);
	snap_compressor_name(run->options->level, label->compressor, sizeof(label->compressor));
	return CIM_OK;
}

/* All records into blocks, all blocks into the file and read back. */
static enum cim_err
blocks_write(struct run *run, struct repo_txn *txn)
{
	enum cim_err err = repo_walk(txn, record_gather, run);
	if (err != CIM_OK)
		return cim_fault(run->fault, err, "cannot read the repository: %s",
		    repo_txn_fault(txn)->text);
	if (slot_of(run, run->filled)->n > 0)
		err = block_submit(run);
	while (err == CIM_OK && run->written < run->filled)
		err = block_write(run);
	while (err == CIM_OK && run->freed < run->filled)
		err = block_free(run);
	return err;
}

static enum cim_err
run_begin(struct run *run)
{
	run->crew = snap_crew_new(run->options->threads);
	if (run->crew == NULL)
		return CIM_ENOMEM;
	unsigned threads = snap_crew_threads(run->crew);
	run->nslots = 4 * threads + 2;
	run->slots = calloc(run->nslots, sizeof(*run->slots));
	run->coders = calloc(threads, sizeof(*run->coders));
	if (run->slots == NULL || run->coders == NULL)
		return CIM_ENOMEM;
	for (unsigned i = 0; i < threads; i++)
		run->coders[i].level = run->options->level;
	for (unsigned i = 0; i < run->nslots; i++) {
		struct slot *slot = &run->slots[i];
		slot->run = run;
		slot->encode = (struct snap_task){ .run = slot_encode, .ctx = slot };
		slot->settle = (struct snap_task){ .run = slot_settle, .ctx = slot };
	}
	run->offset = SNAP_LABEL_SIZE;
	snap_index_begin(&run->index);
	(void)crypto_generichash_init(&run->id, NULL, 0, SNAP_HASH);
	return CIM_OK;
}

/* The workers first: they use all the rest. */
static void
run_end(struct run *run)
{
	unsigned threads = run->crew == NULL ? 0 : snap_crew_threads(run->crew);
	snap_crew_free(run->crew);
	for (unsigned i = 0; run->coders != NULL && i < threads; i++)
		snap_coder_free(&run->coders[i]);
	for (unsigned i = 0; run->slots != NULL && i < run->nslots; i++) {
		free(run->slots[i].records);
		free(run->slots[i].leaves);
		bytes_writer_free(&run->slots[i].out);
	}
	free(run->coders);
	free(run->slots);
	bytes_writer_free(&run->index);
}

enum cim_err
snap_write(struct repo *repo, struct repo_txn *txn, const char *path,
    const struct snap_write_options *options, struct snap_label *label, struct cim_fault *fault)
{
	struct run run = { .options = options, .fault = fault };
	if (options->level < 0 || options->level > 9)
		return cim_fault(fault, CIM_EINVAL, "the level of compression is 0 to 9");
	if (sodium_init() < 0)
		return cim_fault(fault, CIM_EIO, "the system gives no random numbers");
	enum cim_err err = repo_privilege_check(repo, REPO_PRIVILEGE_BACKUP, fault);
	if (err == CIM_OK)
		err = snap_file_create(path, options->overwrite, &run.file, fault);
	if (err != CIM_OK)
		return err;
	err = run_begin(&run);
	if (err != CIM_OK)
		(void)cim_fault(fault, err, "out of memory");
	if (err == CIM_OK)
		err = label_begin(&run, repo);
	if (err == CIM_OK)
		err = run_poll(&run);
	if (err == CIM_OK)
		err = blocks_write(&run, txn);
	if (err == CIM_OK)
		err = frame_write(&run);
	run.done = run.total = run.walked;
	if (err == CIM_OK)
		err = run_poll(&run);
	run_end(&run);
	if (err == CIM_OK)
		err = snap_file_publish(run.file, options->no_sync, fault);
	else
		snap_file_discard(run.file);
	if (err == CIM_OK && label != NULL)
		*label = run.label;
	return err;
}
