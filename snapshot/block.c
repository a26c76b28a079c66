/* block.c: a block's header, and its records to two compressed streams and back. */
#include "snapshot/block.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

/* ---- The header (3.1) ---------------------------------------------------- */

static void
u32_put(uint8_t *p, uint32_t v)
{
	for (size_t i = 0; i < 4; i++)
		p[i] = (uint8_t)(v >> 8 * i);
}

void
snap_block_header_encode(const struct snap_block_header *h, uint8_t out[SNAP_BLOCK_HEADER])
{
	u32_put(out, SNAP_BLOCK_MARK);
	u32_put(out + 4, h->records);
	u32_put(out + 8, h->weight);
	u32_put(out + 12, h->names_raw);
	u32_put(out + 16, h->names_stored);
	u32_put(out + 20, h->body_raw);
	u32_put(out + 24, h->body_stored);
	u32_put(out + 28, h->names_crc);
	u32_put(out + 32, h->body_crc);
	u32_put(out + 36, snap_crc32(out, 36));
}

/* Whether these sizes can be those of a block. Products are of 64 bits and cannot overflow. */
static const char *
header_lies(const struct snap_block_header *h)
{
	uint64_t weight = h->weight;
	if (h->records == 0 || h->records > SNAP_BLOCK_RECORDS)
		return "no or too many records";
	if (weight > SNAP_WEIGHT_MAX || (weight > SNAP_BLOCK_WEIGHT && h->records != 1))
		return "the records weigh too much";
	if (weight < h->records)
		return "the records weigh too little";
	if (h->names_raw == 0 || h->names_raw > 16 * weight + 65536)
		return "the size of the names is out of bounds";
	if (h->body_raw == 0 || h->body_raw > (weight > SNAP_BLOCK_WEIGHT ? weight :
	    4 * weight + 1024))
		return "the size of the body is out of bounds";
	if (h->names_raw / SNAP_DEFLATE_RATIO > h->names_stored ||
	    h->body_raw / SNAP_DEFLATE_RATIO > h->body_stored)
		return "it claims to be compressed more than can be";
	return NULL;
}

enum cim_err
snap_block_header_decode(const uint8_t in[SNAP_BLOCK_HEADER], struct snap_block_header *h,
    const char **why)
{
	struct bytes_reader r;
	bytes_reader_init(&r, in, SNAP_BLOCK_HEADER);
	uint32_t mark = bytes_read_u32(&r);
	h->records = bytes_read_u32(&r);
	h->weight = bytes_read_u32(&r);
	h->names_raw = bytes_read_u32(&r);
	h->names_stored = bytes_read_u32(&r);
	h->body_raw = bytes_read_u32(&r);
	h->body_stored = bytes_read_u32(&r);
	h->names_crc = bytes_read_u32(&r);
	h->body_crc = bytes_read_u32(&r);
	uint32_t crc = bytes_read_u32(&r);
	*why = mark != SNAP_BLOCK_MARK ? "the mark is missing" :
	    crc != snap_crc32(in, 36) ? "the checksum of the header is wrong" : header_lies(h);
	return *why == NULL ? CIM_OK : CIM_EDAMAGED;
}

/* ---- Encode -------------------------------------------------------------- */

static enum cim_err
refuse(struct snap_why *why, uint32_t record, const char *text)
{
	why->record = record;
	why->text = text;
	return CIM_EDAMAGED;
}

/* Keys and subjects of all records, into c->names. */
static enum cim_err
names_encode(struct snap_coder *c, const struct repo_record *records, uint32_t n,
    struct snap_why *why)
{
	enum cim_err err = snap_arena_warm(&c->arena);
	struct arena_mark mark = arena_mark(&c->arena);
	snap_names_reset(&c->names_writer);
	for (uint32_t i = 0; i < n && err == CIM_OK; i++) {
		struct repo_subject subject;
		err = repo_record_subject(&c->arena, &records[i], &subject);
		if (err == CIM_OK)
			snap_names_add(&c->names_writer, &records[i], &subject);
		else if (err != CIM_ENOMEM)
			err = refuse(why, i, "it does not say what it is about");
	}
	bytes_writer_reset(&c->names);
	if (err == CIM_OK)
		err = snap_names_end(&c->names_writer, &c->names);
	arena_rewind(&c->arena, mark);
	return err;
}

/* The values of all records, into c->body; of a heavy one, as it is. */
static enum cim_err
body_encode(struct snap_coder *c, const struct repo_record *records, uint32_t n,
    struct snap_why *why)
{
	uint32_t bad = 0;
	bytes_writer_reset(&c->body);
	enum cim_err err = snap_body_encode(&c->body_writer, records, n, &c->body, &bad);
	if (err != CIM_OK && err != CIM_ENOMEM)
		err = refuse(why, bad, "it is not a head and texts");
	return err;
}

/* Compresses one part behind what out holds, and notes its sizes and checksum. */
static enum cim_err
part_deflate(struct snap_coder *c, const void *raw, size_t n, struct bytes_writer *out,
    uint32_t *stored, uint32_t *crc)
{
	if (c->deflater == NULL && (c->deflater = snap_deflater_new(c->level)) == NULL)
		return CIM_ENOMEM;
	size_t begin = out->len;
	enum cim_err err = snap_deflate(c->deflater, raw, n, out);
	if (err != CIM_OK)
		return err;
	if (out->len - begin > UINT32_MAX)
		return CIM_ELIMIT;
	*stored = (uint32_t)(out->len - begin);
	*crc = snap_crc32(out->buf + begin, *stored);
	return CIM_OK;
}

enum cim_err
snap_block_encode(struct snap_coder *c, const struct repo_record *records, uint32_t n,
    uint32_t weight, struct bytes_writer *out, struct snap_block_header *h, struct snap_why *why)
{
	enum cim_err err = names_encode(c, records, n, why);
	const void *body = records[0].bytes;
	size_t body_len = records[0].len;
	if (err == CIM_OK && weight <= SNAP_BLOCK_WEIGHT) {
		err = body_encode(c, records, n, why);
		body = c->body.buf;
		body_len = c->body.len;
	}
	if (err != CIM_OK)
		return err;
	if (c->names.len > UINT32_MAX || body_len > UINT32_MAX)
		return CIM_ELIMIT;
	size_t begin = out->len;
	if (bytes_write_room(out, SNAP_BLOCK_HEADER) == NULL)
		return out->err;
	h->records = n;
	h->weight = weight;
	h->names_raw = (uint32_t)c->names.len;
	h->body_raw = (uint32_t)body_len;
	err = part_deflate(c, c->names.buf, c->names.len, out, &h->names_stored, &h->names_crc);
	if (err == CIM_OK)
		err = part_deflate(c, body, body_len, out, &h->body_stored, &h->body_crc);
	if (err != CIM_OK)
		return err;
	/* What no reader would take is not written either. */
	if (header_lies(h) != NULL)
		return CIM_ELIMIT;
	snap_block_header_encode(h, out->buf + begin);
	return CIM_OK;
}

/* ---- Decode -------------------------------------------------------------- */

/* Checks the checksum and only then inflates, into a buffer of exactly the declared size. */
static enum cim_err
part_inflate(struct snap_coder *c, const uint8_t *stored, size_t n, uint32_t crc, void *raw,
    size_t raw_len)
{
	if (snap_crc32(stored, n) != crc)
		return CIM_EDAMAGED;
	if (c->inflater == NULL && (c->inflater = snap_inflater_new()) == NULL)
		return CIM_ENOMEM;
	return snap_inflate(c->inflater, stored, n, raw, raw_len);
}

/* The same, into a writer that is emptied first. */
static enum cim_err
part_inflate_to(struct snap_coder *c, const uint8_t *stored, size_t n, uint32_t crc,
    struct bytes_writer *raw, size_t raw_len)
{
	bytes_writer_reset(raw);
	uint8_t *room = bytes_write_room(raw, raw_len);
	return room == NULL ? raw->err : part_inflate(c, stored, n, crc, room, raw_len);
}

enum cim_err
snap_block_names(struct snap_coder *c, const struct snap_block_header *h,
    const uint8_t *names_stored, struct snap_why *why)
{
	enum cim_err err = part_inflate_to(c, names_stored, h->names_stored, h->names_crc,
	    &c->names, h->names_raw);
	if (err == CIM_EDAMAGED)
		return refuse(why, 0, "the names have a wrong checksum or do not inflate");
	if (err != CIM_OK)
		return err;
	err = snap_names_begin(&c->names_reader, c->names.buf, c->names.len, h->records);
	if (err == CIM_EDAMAGED)
		return refuse(why, 0, c->names_reader.why);
	return err;
}

/*
 * Inflates the body: in columns into the coder, ready for snap_body_next; that of
 * a heavy record into raw.
 */
static enum cim_err
body_begin(struct snap_coder *c, const struct snap_block_header *h, const uint8_t *stored,
    uint8_t *raw, size_t raw_len, struct snap_why *why)
{
	enum cim_err err;
	if (h->weight > SNAP_BLOCK_WEIGHT && raw_len != h->body_raw)
		return refuse(why, 0, "the body is not as long as the record");
	if (h->weight > SNAP_BLOCK_WEIGHT)
		err = part_inflate(c, stored, h->body_stored, h->body_crc, raw, raw_len);
	else
		err = part_inflate_to(c, stored, h->body_stored, h->body_crc, &c->body,
		    h->body_raw);
	if (err == CIM_EDAMAGED)
		return refuse(why, 0, "the checksum of the body is wrong, or it does not inflate");
	if (err != CIM_OK || h->weight > SNAP_BLOCK_WEIGHT)
		return err;
	err = snap_body_begin(&c->body_reader, c->body.buf, c->body.len, h->records);
	if (err == CIM_EDAMAGED)
		return refuse(why, 0, c->body_reader.why);
	return err;
}

void
snap_block_free(struct snap_block *block)
{
	free(block->records);
	free(block->bytes);
	*block = (struct snap_block){ 0 };
}

/* Room for as many records and bytes as the header declares. The old content is gone. */
static enum cim_err
block_room(struct snap_block *block, const struct snap_block_header *h)
{
	block->n = 0;
	if (block->cap < h->records) {
		free(block->records);
		block->records = calloc(h->records, sizeof(*block->records));
		block->cap = block->records == NULL ? 0 : h->records;
	}
	if (block->bytes_cap < h->weight) {
		size_t cap = h->weight < SNAP_BLOCK_WEIGHT ? SNAP_BLOCK_WEIGHT : h->weight;
		free(block->bytes);
		block->bytes = malloc(cap);
		block->bytes_cap = block->bytes == NULL ? 0 : cap;
	}
	return block->records == NULL || block->bytes == NULL ? CIM_ENOMEM : CIM_OK;
}

/* All keys of the block, to the front of its bytes. *used is what they take. */
static enum cim_err
keys_decode(struct snap_coder *c, const struct snap_block_header *h, struct snap_block *block,
    size_t *used, struct snap_why *why)
{
	struct cim_str key;
	struct repo_subject subject;
	enum cim_err err;
	*used = 0;
	while ((err = snap_names_next(&c->names_reader, &key, &subject)) == CIM_OK) {
		struct repo_record *record = &block->records[block->n];
		if (key.len > h->weight - *used)
			return refuse(why, block->n, "the keys weigh more than declared");
		memcpy(block->bytes + *used, key.ptr, key.len);
		record->key = block->bytes + *used;
		record->key_len = key.len;
		*used += key.len;
		if (block->n > 0 && snap_key_compare(record[-1].key, record[-1].key_len, key.ptr,
		    key.len) >= 0)
			return refuse(why, block->n, "the keys do not ascend");
		block->n++;
	}
	if (err == CIM_EDAMAGED)
		return refuse(why, block->n, c->names_reader.why);
	return err == CIM_ENOENT ? CIM_OK : err;
}

/* All values, behind the keys. They must fill what the records weigh. */
static enum cim_err
values_decode(struct snap_coder *c, const struct snap_block_header *h, struct snap_block *block,
    size_t used, struct snap_why *why)
{
	for (uint32_t i = 0; i < block->n; i++) {
		struct repo_record *record = &block->records[i];
		record->bytes = block->bytes + used;
		enum cim_err err = CIM_OK;
		if (h->weight > SNAP_BLOCK_WEIGHT)
			record->len = h->body_raw;
		else
			err = snap_body_next(&c->body_reader, block->bytes + used,
			    h->weight - used, &record->len);
		if (err != CIM_OK)
			return err == CIM_EDAMAGED ? refuse(why, i, c->body_reader.why) : err;
		if (record->len > CIM_LIMIT_RECORD)
			return refuse(why, i, "the record is too long");
		used += record->len;
	}
	size_t none;
	if (h->weight <= SNAP_BLOCK_WEIGHT &&
	    snap_body_next(&c->body_reader, NULL, 0, &none) == CIM_EDAMAGED)
		return refuse(why, block->n, c->body_reader.why);
	return used == h->weight ? CIM_OK : refuse(why, 0, "the records weigh less than declared");
}

/* Compares what the names say with what each record says itself. */
static enum cim_err
subjects_compare(struct snap_coder *c, const struct snap_block_header *h,
    const struct snap_block *block, struct snap_why *why)
{
	enum cim_err err = snap_arena_warm(&c->arena);
	if (err == CIM_OK)
		err = snap_names_begin(&c->names_reader, c->names.buf, c->names.len, h->records);
	for (uint32_t i = 0; i < block->n && err == CIM_OK; i++) {
		struct arena_mark mark = arena_mark(&c->arena);
		struct repo_subject told, own;
		struct cim_str key;
		if ((err = snap_names_next(&c->names_reader, &key, &told)) != CIM_OK)
			break;
		err = repo_record_subject(&c->arena, &block->records[i], &own);
		if (err != CIM_OK && err != CIM_ENOMEM)
			err = refuse(why, i, "the record does not say what it is about");
		else if (err == CIM_OK && (told.kind != own.kind || !cim_str_eq(told.ns, own.ns) ||
		    !cim_str_eq(cim_name_str(told.name), cim_name_str(own.name)) ||
		    !cim_str_eq(told.path, own.path)))
			err = refuse(why, i, "it is not about what the names say");
		arena_rewind(&c->arena, mark);
	}
	return err;
}

enum cim_err
snap_block_decode(struct snap_coder *c, const struct snap_block_header *h, const uint8_t *stored,
    bool subjects, struct snap_block *block, struct snap_why *why)
{
	size_t used = 0;
	enum cim_err err = block_room(block, h);
	if (err == CIM_OK)
		err = snap_block_names(c, h, stored, why);
	if (err == CIM_OK)
		err = keys_decode(c, h, block, &used, why);
	if (err == CIM_OK)
		err = body_begin(c, h, stored + h->names_stored, block->bytes + used,
		    h->weight - used, why);
	if (err == CIM_OK)
		err = values_decode(c, h, block, used, why);
	if (err == CIM_OK && subjects)
		err = subjects_compare(c, h, block, why);
	if (err != CIM_OK)
		block->n = 0;
	return err;
}

/* ---- Compare ------------------------------------------------------------- */

/* One value against the record it was made from. */
static enum cim_err
value_compare(struct snap_coder *c, const struct repo_record *record, bool heavy)
{
	if (!heavy)
		return snap_body_match(&c->body_reader, record);
	return c->body.len == record->len && memcmp(c->body.buf, record->bytes, record->len) == 0 ?
	    CIM_OK : CIM_EDAMAGED;
}

enum cim_err
snap_block_compare(struct snap_coder *c, const struct snap_block_header *h, const uint8_t *stored,
    const struct repo_record *records, uint32_t n, struct snap_why *why)
{
	bool heavy = h->weight > SNAP_BLOCK_WEIGHT;
	const uint8_t *body = stored + h->names_stored;
	enum cim_err err = snap_block_names(c, h, stored, why);
	if (err == CIM_OK)
		err = part_inflate_to(c, body, h->body_stored, h->body_crc, &c->body, h->body_raw);
	if (err == CIM_OK && !heavy)
		err = snap_body_begin(&c->body_reader, c->body.buf, c->body.len, h->records);
	for (uint32_t i = 0; i < n && err == CIM_OK; i++) {
		struct cim_str key;
		struct repo_subject subject;
		err = snap_names_next(&c->names_reader, &key, &subject);
		if (err == CIM_OK && !cim_str_eq(key,
		    cim_str((const char *)records[i].key, records[i].key_len)))
			err = CIM_EDAMAGED;
		if (err == CIM_OK)
			err = value_compare(c, &records[i], heavy);
	}
	if (err != CIM_OK && err != CIM_ENOMEM)
		return refuse(why, 0, "what was read back is not what was written");
	return err;
}

/* ---- The rest ------------------------------------------------------------ */

enum cim_err
snap_arena_warm(struct arena *arena)
{
	return arena->chunk != NULL || arena_alloc(arena, 1) != NULL ? CIM_OK : CIM_ENOMEM;
}

int
snap_key_compare(const void *a, size_t a_len, const void *b, size_t b_len)
{
	size_t both = a_len < b_len ? a_len : b_len;
	int order = both == 0 ? 0 : memcmp(a, b, both);
	return order != 0 ? order : (a_len > b_len) - (a_len < b_len);
}

void
snap_leaf(const struct repo_record *record, uint8_t leaf[SNAP_HASH])
{
	crypto_generichash_state state;
	uint8_t length[4];
	(void)crypto_generichash_init(&state, NULL, 0, SNAP_HASH);
	u32_put(length, (uint32_t)record->key_len);
	(void)crypto_generichash_update(&state, length, sizeof(length));
	(void)crypto_generichash_update(&state, record->key, record->key_len);
	u32_put(length, (uint32_t)record->len);
	(void)crypto_generichash_update(&state, length, sizeof(length));
	(void)crypto_generichash_update(&state, record->bytes, record->len);
	(void)crypto_generichash_final(&state, leaf, SNAP_HASH);
}

void
snap_coder_free(struct snap_coder *c)
{
	snap_deflater_free(c->deflater);
	snap_inflater_free(c->inflater);
	bytes_writer_free(&c->names);
	bytes_writer_free(&c->body);
	snap_names_writer_free(&c->names_writer);
	snap_body_writer_free(&c->body_writer);
	snap_names_reader_free(&c->names_reader);
	snap_body_reader_free(&c->body_reader);
	arena_free(&c->arena);
}
