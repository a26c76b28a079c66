/* index.c: which block begins with which key, and where. */
#include "snapshot/index.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

/* ---- The index ----------------------------------------------------------- */

void
snap_index_begin(struct bytes_writer *index)
{
	bytes_writer_reset(index);
	bytes_write_u32(index, 0);		/* blocks: known at the end */
}

void
snap_index_add(struct bytes_writer *index, const struct snap_block_header *h,
    const struct repo_record *first)
{
	uint8_t *room = bytes_write_room(index, SNAP_BLOCK_HEADER);
	if (room != NULL)
		snap_block_header_encode(h, room);
	bytes_write_varint(index, first->key_len);
	bytes_write(index, first->key, first->key_len);
}

void
snap_index_end(struct bytes_writer *index, uint32_t blocks)
{
	for (size_t i = 0; i < 4 && index->err == CIM_OK; i++)
		index->buf[i] = (uint8_t)(blocks >> 8 * i);
}

/* One entry; its block begins at *offset, which moves to the end of the block. */
static enum cim_err
entry_decode(struct bytes_reader *r, struct snap_index_entry *entry, uint64_t *offset,
    const char **why)
{
	const struct snap_block_header *h = &entry->header;
	const uint8_t *header = bytes_read(r, SNAP_BLOCK_HEADER);
	entry->key_len = bytes_read_count(r, SNAP_KEY_MAX);
	entry->key = bytes_read(r, entry->key_len);
	*why = "the index ends early or has a malformed number";
	if (r->err != CIM_OK || entry->key_len == 0)
		return CIM_EDAMAGED;
	enum cim_err err = snap_block_header_decode(header, &entry->header, why);
	if (err != CIM_OK)
		return err;
	/* Three 32-bit numbers: the sum cannot overflow while offset is within a file. */
	entry->offset = *offset;
	*offset += (uint64_t)SNAP_BLOCK_HEADER + h->names_stored + h->body_stored;
	return CIM_OK;
}

/* All entries: in order, within the file, and no block beyond the index. */
static enum cim_err
entries_decode(struct bytes_reader *r, struct snap_index_entry *entries, uint32_t blocks,
    uint64_t end, const struct snap_label *label, struct cim_fault *fault)
{
	uint64_t offset = SNAP_LABEL_SIZE, records = 0, weight = 0;
	for (uint32_t i = 0; i < blocks; i++) {
		struct snap_index_entry *entry = &entries[i];
		const char *why;
		enum cim_err err = entry_decode(r, entry, &offset, &why);
		if (err == CIM_OK && offset > end)
			why = "it reaches into the index";
		else if (err == CIM_OK && i > 0 &&
		    snap_key_compare(entry[-1].key, entry[-1].key_len, entry->key,
		    entry->key_len) >= 0)
			why = "the keys do not ascend";
		else if (err == CIM_OK)
			why = NULL;
		if (why != NULL)
			return cim_fault(fault, CIM_EDAMAGED, "index: block %u: %s", i, why);
		records += entry->header.records;
		weight += entry->header.weight;
	}
	if (offset != end)
		return cim_fault(fault, CIM_EDAMAGED,
		    "index: the blocks end at %llu, the index begins at %llu",
		    (unsigned long long)offset, (unsigned long long)end);
	if (bytes_read_left(r) != 0)
		return cim_fault(fault, CIM_EDAMAGED, "index: something follows the last block");
	if (records != label->records || weight != label->record_bytes)
		return cim_fault(fault, CIM_EDAMAGED,
		    "index: it counts other records than the label");
	return CIM_OK;
}

enum cim_err
snap_index_decode(const uint8_t *bytes, size_t n, uint64_t index_offset,
    const struct snap_label *label, struct snap_index_entry **entries, uint32_t *blocks,
    struct cim_fault *fault)
{
	struct bytes_reader r;
	bytes_reader_init(&r, bytes, n);
	*blocks = bytes_read_u32(&r);
	*entries = NULL;
	if (r.err != CIM_OK || *blocks > bytes_read_left(&r) / SNAP_INDEX_ENTRY_MIN)
		return cim_fault(fault, CIM_EDAMAGED, "index: more blocks than it can hold");
	/* One more than needed, so that none is not NULL. */
	*entries = calloc((size_t)*blocks + 1, sizeof(**entries));
	if (*entries == NULL)
		return cim_fault(fault, CIM_ENOMEM, "out of memory for the index");
	enum cim_err err = entries_decode(&r, *entries, *blocks, index_offset, label, fault);
	if (err != CIM_OK) {
		free(*entries);
		*entries = NULL;
	}
	return err;
}

/* ---- The trailer --------------------------------------------------------- */

void
snap_trailer_encode(const struct snap_trailer *trailer, uint8_t out[SNAP_TRAILER_SIZE])
{
	struct bytes_writer w = { .buf = out, .cap = SNAP_TRAILER_SIZE,
	    .limit = SNAP_TRAILER_SIZE };
	bytes_write_u64(&w, trailer->index_offset);
	bytes_write_u64(&w, trailer->index_size);
	bytes_write_u64(&w, trailer->file_bytes);
	bytes_write(&w, trailer->index_hash, SNAP_HASH);
	bytes_write_u32(&w, snap_crc32(out, SNAP_TRAILER_SIZE - 8));
	bytes_write_u32(&w, SNAP_TRAILER_MARK);
}

enum cim_err
snap_trailer_decode(const uint8_t in[SNAP_TRAILER_SIZE], uint64_t file_bytes,
    struct snap_trailer *trailer, struct cim_fault *fault)
{
	struct bytes_reader r;
	bytes_reader_init(&r, in, SNAP_TRAILER_SIZE);
	trailer->index_offset = bytes_read_u64(&r);
	trailer->index_size = bytes_read_u64(&r);
	trailer->file_bytes = bytes_read_u64(&r);
	memcpy(trailer->index_hash, in + 24, SNAP_HASH);
	(void)bytes_read(&r, SNAP_HASH);
	uint32_t crc = bytes_read_u32(&r);
	if (bytes_read_u32(&r) != SNAP_TRAILER_MARK)
		return cim_fault(fault, CIM_EDAMAGED,
		    "trailer: the file was cut, or something was appended");
	if (crc != snap_crc32(in, SNAP_TRAILER_SIZE - 8))
		return cim_fault(fault, CIM_EDAMAGED, "trailer: its checksum is wrong");
	uint64_t index_end;
	if (trailer->file_bytes != file_bytes || trailer->index_offset < SNAP_LABEL_SIZE ||
	    __builtin_add_overflow(trailer->index_offset, trailer->index_size, &index_end) ||
	    index_end != file_bytes - SNAP_TRAILER_SIZE)
		return cim_fault(fault, CIM_EDAMAGED,
		    "trailer: the sizes are not those of this file");
	return CIM_OK;
}

void
snap_hash(const void *bytes, size_t n, uint8_t hash[SNAP_HASH])
{
	(void)crypto_generichash(hash, SNAP_HASH, bytes, n, NULL, 0);
}
