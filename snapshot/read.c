/* read.c: a snapshot opened, looked up in, walked and listed without restoring it. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "snapshot/file.h"
#include "snapshot/read.h"

#define CACHE_BLOCKS 4u		/* blocks kept inflated; walks may hold more for a while */

/* ---- Open ---------------------------------------------------------------- */

/* Opens without waiting, whatever it is, and takes plain files only. */
static enum cim_err
file_open(struct snap_reader *snap, const char *path, uint64_t *size)
{
	struct stat st;
	snap->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (snap->fd < 0)
		return cim_fault_errno(&snap->fault, "cannot open it");
	if (fstat(snap->fd, &st) != 0)
		return cim_fault_errno(&snap->fault, "cannot look at it");
	if (!S_ISREG(st.st_mode))
		return cim_fault(&snap->fault, CIM_EFOREIGN, "it is not a plain file");
	*size = (uint64_t)st.st_size;
	return CIM_OK;
}

/* The label, from the front. What is too short to have one may still begin like a snapshot. */
static enum cim_err
label_read(struct snap_reader *snap, uint64_t size)
{
	uint8_t bytes[SNAP_LABEL_SIZE] = { 0 };
	size_t n = size < sizeof(bytes) ? (size_t)size : sizeof(bytes);
	enum cim_err err = snap_read_at(snap->fd, 0, bytes, n, "label", &snap->fault);
	if (err != CIM_OK)
		return err;
	if (n >= SNAP_MAGIC_SIZE && memcmp(bytes, SNAP_MAGIC, SNAP_MAGIC_SIZE) == 0 &&
	    size < SNAP_LABEL_SIZE + SNAP_TRAILER_SIZE)
		return cim_fault(&snap->fault, CIM_EDAMAGED, "label: the file was cut");
	err = snap_label_decode(bytes, &snap->label, &snap->fault);
	if (err == CIM_OK && snap->label.file_bytes != size)
		err = cim_fault(&snap->fault, CIM_EDAMAGED,
		    "label: the file has %llu bytes, not the %llu it had: "
		    "it was cut, or something was appended", (unsigned long long)size,
		    (unsigned long long)snap->label.file_bytes);
	return err;
}

/*
 * The trailer from the end, and by it the index, whose hash is checked before a
 * byte of it is believed.
 */
static enum cim_err
index_read(struct snap_reader *snap, uint64_t size)
{
	uint8_t bytes[SNAP_TRAILER_SIZE], hash[SNAP_HASH];
	struct snap_trailer trailer;
	enum cim_err err = snap_read_at(snap->fd, size - SNAP_TRAILER_SIZE, bytes, sizeof(bytes),
	    "trailer", &snap->fault);
	if (err == CIM_OK)
		err = snap_trailer_decode(bytes, size, &trailer, &snap->fault);
	if (err != CIM_OK)
		return err;
	/* Not above the size of the file: that was checked. */
	size_t n = (size_t)trailer.index_size;
	if (n != trailer.index_size || (snap->index = malloc(n + 1)) == NULL)
		return cim_fault(&snap->fault, CIM_ENOMEM, "out of memory for the index");
	err = snap_read_at(snap->fd, trailer.index_offset, snap->index, n, "index", &snap->fault);
	if (err != CIM_OK)
		return err;
	snap_hash(snap->index, n, hash);
	if (memcmp(hash, trailer.index_hash, sizeof(hash)) != 0)
		return cim_fault(&snap->fault, CIM_EDAMAGED, "index: its hash is wrong");
	return snap_index_decode(snap->index, n, trailer.index_offset, &snap->label,
	    &snap->entries, &snap->blocks, &snap->fault);
}

enum cim_err
snap_open(const char *path, struct snap_reader **out, struct cim_fault *fault)
{
	uint64_t size = 0;
	*out = NULL;
	if (sodium_init() < 0)
		return cim_fault(fault, CIM_EIO, "the system gives no random numbers");
	struct snap_reader *snap = calloc(1, sizeof(*snap));
	if (snap == NULL)
		return cim_fault(fault, CIM_ENOMEM, "out of memory");
	snap->fd = -1;
	snap->path = strdup(path);
	enum cim_err err = snap->path == NULL ?
	    cim_fault(&snap->fault, CIM_ENOMEM, "out of memory") : file_open(snap, path, &size);
	if (err == CIM_OK)
		err = label_read(snap, size);
	if (err == CIM_OK)
		err = index_read(snap, size);
	if (err != CIM_OK) {
		if (fault != NULL && fault->err == CIM_OK)
			*fault = snap->fault;
		snap_close(snap);
		return err;
	}
	*out = snap;
	return CIM_OK;
}

static void
cached_free(struct snap_cached *cached)
{
	snap_block_free(&cached->block);
	free(cached);
}

void
snap_close(struct snap_reader *snap)
{
	if (snap == NULL)
		return;
	while (snap->cache != NULL) {
		struct snap_cached *next = snap->cache->next;
		cached_free(snap->cache);
		snap->cache = next;
	}
	if (snap->fd >= 0)
		(void)close(snap->fd);
	snap_coder_free(&snap->coder);
	bytes_writer_free(&snap->stored);
	free(snap->entries);
	free(snap->index);
	free(snap->path);
	free(snap);
}

const struct snap_label *
snap_label(const struct snap_reader *snap)
{
	return &snap->label;
}

const struct cim_fault *
snap_fault(const struct snap_reader *snap)
{
	return &snap->fault;
}

/* ---- One block ----------------------------------------------------------- */

enum cim_err
snap_block_refused(const struct snap_reader *snap, uint32_t i, enum cim_err err,
    const struct snap_why *why, struct cim_fault *fault)
{
	unsigned long long offset = (unsigned long long)snap->entries[i].offset;
	if (err == CIM_EDAMAGED && why->text != NULL)
		return cim_fault(fault, err, "block %u at offset %llu, record %u: %s", i, offset,
		    why->record, why->text);
	return cim_fault(fault, err, "block %u at offset %llu: %s", i, offset, cim_strerror(err));
}

/* Reads the first n bytes of a block behind its header, which must be that of the index. */
static enum cim_err
block_read(const struct snap_reader *snap, uint32_t i, size_t n, struct bytes_writer *stored,
    struct cim_fault *fault)
{
	const struct snap_index_entry *entry = &snap->entries[i];
	uint8_t header[SNAP_BLOCK_HEADER];
	bytes_writer_reset(stored);
	uint8_t *room = bytes_write_room(stored, SNAP_BLOCK_HEADER + n);
	if (room == NULL)
		return cim_fault(fault, stored->err, "out of memory for block %u", i);
	enum cim_err err = snap_read_at(snap->fd, entry->offset, room, SNAP_BLOCK_HEADER + n,
	    "block", fault);
	if (err != CIM_OK)
		return err;
	snap_block_header_encode(&entry->header, header);
	if (memcmp(header, room, sizeof(header)) != 0)
		return cim_fault(fault, CIM_EDAMAGED,
		    "block %u at offset %llu: its header is not that of the index", i,
		    (unsigned long long)entry->offset);
	return CIM_OK;
}

enum cim_err
snap_block_read(const struct snap_reader *snap, uint32_t i, struct bytes_writer *stored,
    struct cim_fault *fault)
{
	const struct snap_block_header *h = &snap->entries[i].header;
	return block_read(snap, i, (size_t)h->names_stored + h->body_stored, stored, fault);
}

/* ---- Blocks kept inflated ------------------------------------------------ */

/* Frees the blocks beyond those to keep, oldest first, but none that a walk is in or that stays. */
static void
cache_trim(struct snap_reader *snap)
{
	unsigned kept = 0;
	for (struct snap_cached **at = &snap->cache; *at != NULL; ) {
		struct snap_cached *cached = *at;
		if (cached->pins == 0 && ++kept > CACHE_BLOCKS) {
			*at = cached->next;
			cached_free(cached);
		} else {
			at = &cached->next;
		}
	}
}

/* Reads and inflates a block, which must begin with the key that led to it. */
static enum cim_err
block_load(struct snap_reader *snap, uint32_t i, struct snap_block *block)
{
	const struct snap_index_entry *entry = &snap->entries[i];
	struct snap_why why = { NULL, 0 };
	enum cim_err err = snap_block_read(snap, i, &snap->stored, &snap->fault);
	if (err != CIM_OK)
		return err;
	err = snap_block_decode(&snap->coder, &entry->header, snap->stored.buf + SNAP_BLOCK_HEADER,
	    true, block, &why);
	if (err == CIM_OK && snap_key_compare(block->records[0].key, block->records[0].key_len,
	    entry->key, entry->key_len) != 0) {
		why = (struct snap_why){ "its first key is not that of the index", 0 };
		err = CIM_EDAMAGED;
	}
	return err == CIM_OK ? CIM_OK : snap_block_refused(snap, i, err, &why, &snap->fault);
}

/* The block with this number, inflated, now the most recently used. */
static enum cim_err
block_get(struct snap_reader *snap, uint32_t i, struct snap_cached **out)
{
	struct snap_cached **at = &snap->cache;
	while (*at != NULL && (*at)->number != i)
		at = &(*at)->next;
	struct snap_cached *cached = *at;
	if (cached != NULL) {
		*at = cached->next;
	} else {
		if ((cached = calloc(1, sizeof(*cached))) == NULL)
			return cim_fault(&snap->fault, CIM_ENOMEM, "out of memory for block %u",
			    i);
		cached->number = i;
		enum cim_err err = block_load(snap, i, &cached->block);
		if (err != CIM_OK) {
			cached_free(cached);
			return err;
		}
	}
	cached->next = snap->cache;
	snap->cache = cached;
	cached->pins++;
	cache_trim(snap);
	cached->pins--;
	*out = cached;
	return CIM_OK;
}

/* ---- The reader of repo.h ------------------------------------------------ */

/* The number of blocks that begin at or before this key. */
static uint32_t
blocks_before(const struct snap_reader *snap, const void *key, size_t key_len)
{
	uint32_t lo = 0, hi = snap->blocks;
	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;
		if (snap_key_compare(snap->entries[mid].key, snap->entries[mid].key_len, key,
		    key_len) <= 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* The first record of a block that is not before this key. */
static uint32_t
records_before(const struct snap_block *block, const void *key, size_t key_len)
{
	uint32_t lo = 0, hi = block->n;
	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;
		if (snap_key_compare(block->records[mid].key, block->records[mid].key_len, key,
		    key_len) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static enum cim_err
reader_get(void *ctx, const void *key, size_t key_len, struct repo_record *out)
{
	struct snap_reader *snap = ctx;
	struct snap_cached *cached;
	uint32_t blocks = blocks_before(snap, key, key_len);
	if (blocks == 0)
		return CIM_ENOENT;
	enum cim_err err = block_get(snap, blocks - 1, &cached);
	if (err != CIM_OK)
		return err;
	uint32_t at = records_before(&cached->block, key, key_len);
	if (at == cached->block.n || snap_key_compare(cached->block.records[at].key,
	    cached->block.records[at].key_len, key, key_len) != 0)
		return CIM_ENOENT;
	*out = cached->block.records[at];
	/* Who has a class asks for the next one before he is done with it. */
	if (key_len > 0 && ((const uint8_t *)key)[0] < REPO_KIND_INSTANCE && !cached->stays) {
		cached->stays = true;
		cached->pins++;
	}
	return CIM_OK;
}

static bool
has_prefix(const struct repo_record *record, const void *prefix, size_t len)
{
	return record->key_len >= len && (len == 0 || memcmp(record->key, prefix, len) == 0);
}

/*
 * The records of one block from a key on. *over: the prefix ended. What each asks
 * for may need other blocks.
 */
static enum cim_err
block_walk(struct snap_reader *snap, uint32_t i, const void *prefix, size_t prefix_len, bool *over,
    enum cim_err (*each)(void *each_ctx, const struct repo_record *record), void *each_ctx)
{
	struct snap_cached *cached;
	enum cim_err err = block_get(snap, i, &cached);
	if (err != CIM_OK)
		return err;
	cached->pins++;
	const struct snap_block *block = &cached->block;
	for (uint32_t at = records_before(block, prefix, prefix_len); at < block->n &&
	    err == CIM_OK; at++) {
		*over = !has_prefix(&block->records[at], prefix, prefix_len);
		if (*over)
			break;
		err = each(each_ctx, &block->records[at]);
	}
	cached->pins--;
	return err;
}

static enum cim_err
reader_walk(void *ctx, const void *prefix, size_t prefix_len,
    enum cim_err (*each)(void *each_ctx, const struct repo_record *record), void *each_ctx)
{
	struct snap_reader *snap = ctx;
	uint32_t i = blocks_before(snap, prefix, prefix_len);
	bool over = false;
	enum cim_err err = CIM_OK;
	for (i = i == 0 ? 0 : i - 1; i < snap->blocks && !over && err == CIM_OK; i++)
		err = block_walk(snap, i, prefix, prefix_len, &over, each, each_ctx);
	return err;
}

struct repo_reader
snap_reader(struct snap_reader *snap)
{
	return (struct repo_reader){ .ctx = snap, .get = reader_get, .walk = reader_walk };
}

/* ---- List ---------------------------------------------------------------- */

enum cim_err
snap_list(struct snap_reader *snap, enum cim_err (*each)(void *ctx,
    const struct repo_subject *subject), void *ctx)
{
	enum cim_err err = CIM_OK;
	for (uint32_t i = 0; i < snap->blocks && err == CIM_OK; i++) {
		const struct snap_block_header *h = &snap->entries[i].header;
		struct snap_why why = { NULL, 0 };
		err = block_read(snap, i, h->names_stored, &snap->stored, &snap->fault);
		if (err != CIM_OK)
			return err;
		/*
		 * The memory of the names is used by each call of next: each may not look anything
		 * up meanwhile.
		 */
		struct cim_str key;
		struct repo_subject subject;
		err = snap_block_names(&snap->coder, h, snap->stored.buf + SNAP_BLOCK_HEADER,
		    &why);
		while (err == CIM_OK &&
		    (err = snap_names_next(&snap->coder.names_reader, &key, &subject)) == CIM_OK) {
			if ((err = each(ctx, &subject)) != CIM_OK)
				return err;
		}
		if (err == CIM_EDAMAGED && why.text == NULL)
			why.text = snap->coder.names_reader.why;
		if (err != CIM_ENOENT)
			return snap_block_refused(snap, i, err, &why, &snap->fault);
		err = CIM_OK;
	}
	return err;
}

/* ---- Verify -------------------------------------------------------------- */

enum cim_err
snap_verify(struct snap_reader *snap, snap_progress_fn progress, void *progress_ctx)
{
	snap_file_sweep(snap->path);
	return snap_scan(snap, true, NULL, NULL, progress, progress_ctx, &snap->fault);
}
