/*
 * test_damage.c: snapshots that were cut, flipped, or built to deceive: refused by
 * open, verify or restore, each.
 */
#include "tests/unit.h"

#include <stdlib.h>
#include <unistd.h>

#include <sodium.h>

#include "snapshot/index.h"
#include "tests/snapshot/fake.h"

static struct repo repo;

/*
 * What verify and restore make of a file, which must be the same: CIM_OK or the
 * failure. why gets the reason.
 */
static enum cim_err
judge(const char *path, struct cim_fault *why)
{
	struct snap_reader *snap;
	struct cim_fault fault = { 0 };
	cim_fault_clear(why);
	enum cim_err err = snap_open(path, &snap, why);
	if (err != CIM_OK)
		return err;
	err = snap_verify(snap, NULL, NULL);
	*why = *snap_fault(snap);
	enum cim_err again = snap_restore(snap, "x", 0, -1, NULL, NULL, &fault);
	snap_close(snap);
	if (again != err || fake_built.finished != (err == CIM_OK) ||
	    fake_built.abandoned == (err == CIM_OK) || (err != CIM_OK && fault.text[0] == '\0')) {
		printf("# verify says %s, restore %s\n", cim_strerror(err), cim_strerror(again));
		return CIM_EBUSY;
	}
	return err;
}

/* ---- Cut and flipped ------------------------------------------------------- */

static void
test_cut(const uint8_t *bytes, size_t len)
{
	const char *path = scratch_path("cut");
	struct cim_fault why;
	unsigned refused = 0;
	for (size_t n = 0; n < len; n++) {
		scratch_store(path, bytes, n);
		enum cim_err err = judge(path, &why);
		refused += err == (n < SNAP_MAGIC_SIZE ? CIM_EFOREIGN : CIM_EDAMAGED) &&
		    why.text[0] != '\0';
	}
	tap_ok(refused == len, "cut at each of %zu lengths", len);
	(void)unlink(path);
}

/* Changes each byte in place, and changes it back. */
static void
test_flip(uint8_t *bytes, size_t len)
{
	const char *path = scratch_path("flip");
	struct cim_fault why;
	unsigned refused = 0, tries = 0;
	for (size_t i = 0; i < len; i++) {
		/* One bit, another one each time; in the frame of a small file each bit. */
		bool all = len < 1000;
		for (unsigned change = all ? 1 : 1u << i % 8; change < 256; change <<= all ? 1 :
		    8) {
			bytes[i] = (uint8_t)(bytes[i] ^ change);
			scratch_store(path, bytes, len);
			bytes[i] = (uint8_t)(bytes[i] ^ change);
			enum cim_err err = judge(path, &why);
			bool good = err == CIM_EDAMAGED ||
			    (err == CIM_EFOREIGN && i < SNAP_MAGIC_SIZE);
			if (!good)
				printf("# byte %zu changed by %#x: %s\n", i, change,
				    cim_strerror(err));
			refused += good;
			tries++;
		}
	}
	tap_ok(refused == tries, "%u changes in %zu bytes", tries, len);
	(void)unlink(path);
}

static void
test_damage(unsigned count)
{
	struct repo_txn txn = { 0 };
	struct snap_write_options options = { .level = 6, .no_sync = true };
	const char *path = scratch_path("whole");
	size_t len;
	struct cim_fault why;
	fake_fill(&txn, count, 5);
	if (!tap_ok(snap_write(&repo, &txn, path, &options, NULL, NULL) == CIM_OK &&
	    judge(path, &why) == CIM_OK,
	    "%u records: sound at first", count))
		return;
	uint8_t *bytes = scratch_load(path, &len);
	bytes[len] = 0;
	test_cut(bytes, len);
	test_flip(bytes, len);
	scratch_store(path, bytes, len + 1);
	tap_ok(judge(path, &why) == CIM_EDAMAGED, "one byte more: %s", why.text);
	free(bytes);
	(void)unlink(path);
	fake_free(&txn);
}

/* ---- Built to deceive ------------------------------------------------------ */

/* A snapshot in pieces, of three blocks; every checksum is made anew when it is put together. */
struct pieces {
	struct repo_txn txn;
	struct snap_label label;
	struct snap_block_header headers[3],
	    shown[3];	/* in front of the block, and in the index */
	struct bytes_writer names[3], body[3];		/* as stored */
	struct repo_record first[3];
	uint32_t blocks;
	struct bytes_writer tail;			/* behind the index, and counted to it */
	struct bytes_writer gap;			/* between the blocks and the index */
	uint64_t offset_lie;
	unsigned required, optional;			/* flags of the label */
	bool spoil_hash;
};

static void
pieces_free(struct pieces *p)
{
	for (size_t i = 0; i < 3; i++) {
		bytes_writer_free(&p->names[i]);
		bytes_writer_free(&p->body[i]);
	}
	bytes_writer_free(&p->tail);
	bytes_writer_free(&p->gap);
	fake_free(&p->txn);
}

/* Encodes records first to first + n as block i. */
static void
piece_encode(struct pieces *p, uint32_t i, const struct repo_record *records, uint32_t n)
{
	struct snap_coder coder = { .level = 6 };
	struct bytes_writer out = { 0 };
	struct snap_why why;
	uint64_t weight = 0;
	for (uint32_t j = 0; j < n; j++)
		weight += records[j].key_len + records[j].len;
	if (snap_block_encode(&coder, records, n, (uint32_t)weight, &out, &p->headers[i], &why) !=
	    CIM_OK)
		printf("Bail out! the test cannot make a block\n");
	bytes_writer_reset(&p->names[i]);
	bytes_writer_reset(&p->body[i]);
	bytes_write(&p->names[i], out.buf + SNAP_BLOCK_HEADER, p->headers[i].names_stored);
	bytes_write(&p->body[i], out.buf + SNAP_BLOCK_HEADER + p->headers[i].names_stored,
	    p->headers[i].body_stored);
	p->shown[i] = p->headers[i];
	p->first[i] = records[0];
	bytes_writer_free(&out);
	snap_coder_free(&coder);
}

/* Counts and content id of the records as they stand. */
static void
pieces_count(struct pieces *p)
{
	crypto_generichash_state id;
	uint8_t leaf[32];
	struct snap_label *l = &p->label;
	l->records = p->txn.n;
	l->record_bytes = l->namespaces = l->qualifier_types = l->classes = l->instances = 0;
	(void)crypto_generichash_init(&id, NULL, 0, 32);
	for (size_t i = 0; i < p->txn.n; i++) {
		const struct repo_record *r = &p->txn.records[i];
		uint64_t *counts[] = { NULL, &l->namespaces, &l->qualifier_types, &l->classes,
		    &l->instances };
		++*counts[r->key[0] >> 4];
		l->record_bytes += r->key_len + r->len;
		snap_leaf(r, leaf);
		(void)crypto_generichash_update(&id, leaf, sizeof(leaf));
	}
	(void)crypto_generichash_final(&id, leaf, sizeof(leaf));
	(void)sodium_bin2hex(l->content_id, sizeof(l->content_id), leaf, sizeof(leaf));
}

static void
pieces_make(struct pieces *p)
{
	*p = (struct pieces){ .blocks = 3 };
	fake_fill(&p->txn, 30, 9);
	p->label.format = 1;
	p->label.oldest_reader = 1;
	(void)snprintf(p->label.origin, sizeof(p->label.origin), "test");
	for (uint32_t i = 0; i < 3; i++)
		piece_encode(p, i, &p->txn.records[10 * i], 10);
	pieces_count(p);
}

/* Stores other inflated bytes as names or body of block i, all sizes and checksums right. */
static void
piece_replace(struct pieces *p, uint32_t i, bool names, const void *raw, size_t n)
{
	struct snap_deflater *deflater = snap_deflater_new(6);
	struct bytes_writer *out = names ? &p->names[i] : &p->body[i];
	struct snap_block_header *h = &p->headers[i];
	bytes_writer_reset(out);
	(void)snap_deflate(deflater, raw, n, out);
	*(names ? &h->names_raw : &h->body_raw) = (uint32_t)n;
	*(names ? &h->names_stored : &h->body_stored) = (uint32_t)out->len;
	*(names ? &h->names_crc : &h->body_crc) = snap_crc32(out->buf, out->len);
	p->shown[i] = *h;
	snap_deflater_free(deflater);
}

/* Puts the file together; only what was told to lie does. */
static void
pieces_store(const struct pieces *p, const char *path)
{
	struct bytes_writer file = { 0 }, index = { 0 };
	uint8_t label_bytes[SNAP_LABEL_SIZE], trailer_bytes[SNAP_TRAILER_SIZE],
	    header[SNAP_BLOCK_HEADER];
	(void)bytes_write_room(&file, SNAP_LABEL_SIZE);
	snap_index_begin(&index);
	for (uint32_t i = 0; i < 3 && i < p->blocks; i++) {
		snap_block_header_encode(&p->headers[i], header);
		bytes_write(&file, header, sizeof(header));
		bytes_write(&file, p->names[i].buf, p->names[i].len);
		bytes_write(&file, p->body[i].buf, p->body[i].len);
		snap_index_add(&index, &p->shown[i], &p->first[i]);
	}
	snap_index_end(&index, p->blocks);
	bytes_write(&file, p->gap.buf, p->gap.len);
	bytes_write(&index, p->tail.buf, p->tail.len);
	struct snap_trailer trailer = { .index_offset = file.len + p->offset_lie,
	    .index_size = index.len };
	bytes_write(&file, index.buf, index.len);
	trailer.file_bytes = file.len + SNAP_TRAILER_SIZE;
	snap_hash(index.buf, index.len, trailer.index_hash);
	trailer.index_hash[0] ^= p->spoil_hash;
	snap_trailer_encode(&trailer, trailer_bytes);
	bytes_write(&file, trailer_bytes, sizeof(trailer_bytes));
	struct snap_label label = p->label;
	label.file_bytes += file.len;
	snap_label_encode(&label, label_bytes);
	label_bytes[20] = (uint8_t)p->required;
	label_bytes[24] = (uint8_t)p->optional;
	uint32_t crc = snap_crc32(label_bytes, SNAP_LABEL_SIZE - 4);
	for (size_t i = 0; i < 4; i++)
		label_bytes[SNAP_LABEL_SIZE - 4 + i] = (uint8_t)(crc >> 8 * i);
	memcpy(file.buf, label_bytes, sizeof(label_bytes));
	scratch_store(path, file.buf, file.len);
	bytes_writer_free(&file);
	bytes_writer_free(&index);
}

/* Stores, judges, frees. */
static void
expect(struct pieces *p, enum cim_err err, const char *name)
{
	const char *path = scratch_path("lie");
	struct cim_fault why;
	pieces_store(p, path);
	enum cim_err got = judge(path, &why);
	tap_ok(got == err, "%s: %s", name, got == CIM_OK ? "taken" : why.text);
	(void)unlink(path);
	pieces_free(p);
}

/* The same for a lie that is one assignment. */
#define LIE(err, name, lie) do { \
		struct pieces p; \
		pieces_make(&p); \
		lie; \
		expect(&p, (err), (name)); \
	} while (0)

static void
test_label_lies(void)
{
	LIE(CIM_OK, "no lie at all", (void)0);
	LIE(CIM_OK, "an optional flag", p.optional = 128);
	LIE(CIM_ENEWER, "a required flag", p.required = 128);
	LIE(CIM_ENEWER, "an oldest reader of tomorrow",
	    p.label.format = p.label.oldest_reader = 2);
	LIE(CIM_OK, "a format of tomorrow that today's reader suffices for", p.label.format = 2);
	LIE(CIM_EDAMAGED, "an oldest reader of no version", p.label.oldest_reader = 0);
	LIE(CIM_EDAMAGED, "an oldest reader above the format", p.label.format = 0);
	LIE(CIM_EDAMAGED, "another size", p.label.file_bytes = 1);
	LIE(CIM_EDAMAGED, "another content id",
	    p.label.content_id[5] = p.label.content_id[5] == '0' ? '1' : '0');
	LIE(CIM_EDAMAGED, "one record more", (p.label.records++, p.label.classes++));
	LIE(CIM_EDAMAGED, "counts that do not add up", p.label.classes++);
	LIE(CIM_EDAMAGED, "a class as an instance", (p.label.classes--, p.label.instances++));
	LIE(CIM_EDAMAGED, "a namespace as a qualifier type",
	    (p.label.namespaces--, p.label.qualifier_types++));
	LIE(CIM_EDAMAGED, "counts that overflow",
	    (p.label.classes -= 1, p.label.instances += 1 + UINT64_MAX / 2,
	    p.label.namespaces += 1 + UINT64_MAX / 2));
	LIE(CIM_EDAMAGED, "another weight", p.label.record_bytes--);
	LIE(CIM_EDAMAGED, "a weight of 2^64 - 1", p.label.record_bytes = UINT64_MAX);
	LIE(CIM_EDAMAGED, "a control character in the origin", p.label.origin[1] = '\x1b');
	LIE(CIM_EDAMAGED, "an origin that is not UTF-8", p.label.origin[1] = '\xff');
}

static void
test_frame_lies(void)
{
	LIE(CIM_EDAMAGED, "a hash that is not the index's", p.spoil_hash = true);
	LIE(CIM_EDAMAGED, "something behind the index", bytes_write_u8(&p.tail, 0));
	LIE(CIM_EDAMAGED, "a gap before the index", bytes_write_u8(&p.gap, 0));
	LIE(CIM_EDAMAGED, "an index elsewhere", p.offset_lie = 1);
	LIE(CIM_EDAMAGED, "an index nowhere", p.offset_lie = UINT64_MAX / 2);
	LIE(CIM_EDAMAGED, "a block that is missing", p.blocks = 2);
	LIE(CIM_EDAMAGED, "a block that is not there", p.blocks = 4);
	LIE(CIM_EDAMAGED, "four thousand million blocks", p.blocks = 0xfffffff0);
	LIE(CIM_EDAMAGED, "a block that reaches into the next",
	    (p.headers[0].body_stored += 20, p.shown[0] = p.headers[0],
	    p.headers[1].body_stored -= 20, p.shown[1] = p.headers[1]));
	LIE(CIM_EDAMAGED, "a block shorter than it is",
	    (p.headers[1].body_stored--, p.shown[1] = p.headers[1]));
	LIE(CIM_EDAMAGED, "an index that tells another checksum", p.shown[1].body_crc++);
	LIE(CIM_EDAMAGED, "a block that tells another checksum", p.headers[1].body_crc++);
	LIE(CIM_EDAMAGED, "both tell another checksum",
	    (p.headers[1].names_crc++, p.shown[1] = p.headers[1]));
	LIE(CIM_EDAMAGED, "another number of records",
	    (p.headers[1].records++, p.headers[0].records--, p.shown[0] = p.headers[0],
	    p.shown[1] = p.headers[1]));
	LIE(CIM_EDAMAGED, "another weight of a block",
	    (p.headers[1].weight++, p.headers[0].weight--, p.shown[0] = p.headers[0],
	    p.shown[1] = p.headers[1]));
	LIE(CIM_EDAMAGED, "another first key", p.first[1] = p.txn.records[11]);
	LIE(CIM_EDAMAGED, "first keys that do not ascend", p.first[1] = p.first[0]);
	LIE(CIM_EDAMAGED, "no first key", p.first[0].key_len = 0);
}

static uint64_t
weight_of(const struct repo_record *records, size_t n)
{
	uint64_t weight = 0;
	for (size_t i = 0; i < n; i++)
		weight += records[i].key_len + records[i].len;
	return weight;
}

static void
swap(struct repo_record *a, struct repo_record *b)
{
	struct repo_record t = *a;
	*a = *b;
	*b = t;
}

static void
test_order_lies(void)
{
	LIE(CIM_EDAMAGED, "records in the wrong order",
	    (swap(&p.txn.records[3], &p.txn.records[4]), piece_encode(&p, 0, p.txn.records, 10),
	    pieces_count(&p)));
	LIE(CIM_EDAMAGED, "a record twice", {
		struct repo_record ten[10];
		memcpy(ten, &p.txn.records[10], sizeof(ten));
		ten[4] = ten[3];
		piece_encode(&p, 1, ten, 10);
		p.label.record_bytes += p.headers[1].weight - weight_of(&p.txn.records[10], 10);
	});
	LIE(CIM_EDAMAGED, "blocks in the wrong order",
	    (piece_encode(&p, 0, &p.txn.records[10], 10), piece_encode(&p, 1, p.txn.records, 10)));
	/* The same, with an index that hides it. */
	LIE(CIM_EDAMAGED, "blocks that overlap in their keys",
	    (swap(&p.txn.records[9], &p.txn.records[15]), piece_encode(&p, 0, p.txn.records, 10),
	    piece_encode(&p, 1, &p.txn.records[10], 10), pieces_count(&p)));
	LIE(CIM_EDAMAGED, "names of other records", {
		struct arena arena = { 0 };
		struct repo_subject subject;
		struct snap_names_writer names = { 0 };
		struct bytes_writer raw = { 0 };
		for (size_t i = 0; i < 10; i++) {
			(void)repo_record_subject(&arena, &p.txn.records[i], &subject);
			if (i == 4)
				subject.name = cim_name("Impostor", 8);
			snap_names_add(&names, &p.txn.records[i], &subject);
		}
		(void)snap_names_end(&names, &raw);
		piece_replace(&p, 0, true, raw.buf, raw.len);
		snap_names_writer_free(&names);
		bytes_writer_free(&raw);
		arena_free(&arena);
	});
}

static void
test_stream_lies(void)
{
	static uint8_t zeros[600000];
	LIE(CIM_EDAMAGED, "a body that is no zlib stream", (bytes_writer_reset(&p.body[1]),
	    bytes_write(&p.body[1], "no stream", 9), p.headers[1].body_stored = 9,
	    p.headers[1].body_crc = snap_crc32("no stream", 9), p.shown[1] = p.headers[1]));
	LIE(CIM_EDAMAGED, "a body with something behind its stream",
	    (bytes_write_u8(&p.body[1], 0), p.headers[1].body_stored++,
	    p.headers[1].body_crc = snap_crc32(p.body[1].buf, p.body[1].len),
	    p.shown[1] = p.headers[1]));
	LIE(CIM_EDAMAGED, "names with something behind their stream",
	    (bytes_write_u8(&p.names[1], 0), p.headers[1].names_stored++,
	    p.headers[1].names_crc = snap_crc32(p.names[1].buf, p.names[1].len),
	    p.shown[1] = p.headers[1]));
	LIE(CIM_EDAMAGED, "a body that inflates to more",
	    (p.headers[1].body_raw--, p.shown[1] = p.headers[1]));
	LIE(CIM_EDAMAGED, "a body that inflates to less",
	    (p.headers[1].body_raw++, p.shown[1] = p.headers[1]));
	LIE(CIM_EDAMAGED, "names that inflate to more",
	    (p.headers[1].names_raw--, p.shown[1] = p.headers[1]));
	LIE(CIM_EDAMAGED, "names that inflate to less",
	    (p.headers[1].names_raw++, p.shown[1] = p.headers[1]));
	LIE(CIM_EDAMAGED, "a body that claims 4 GiB",
	    (p.headers[1].body_raw = 0xffffffff, p.shown[1] = p.headers[1]));
	LIE(CIM_EDAMAGED, "names that claim 4 GiB",
	    (p.headers[1].names_raw = 0xffffffff, p.shown[1] = p.headers[1]));
	LIE(CIM_EDAMAGED, "a record of 256 MiB in a few bytes",
	    (p.headers[1].weight = p.headers[1].body_raw = 0x10000000, p.headers[1].records = 1,
	    p.label.record_bytes += 0x10000000, p.shown[1] = p.headers[1]));
	LIE(CIM_EDAMAGED, "a bomb of zeros as body",
	    piece_replace(&p, 1, false, zeros, sizeof(zeros)));
	LIE(CIM_EDAMAGED, "a bomb of zeros as names",
	    piece_replace(&p, 1, true, zeros, sizeof(zeros)));
	LIE(CIM_EDAMAGED, "a body one reference of which is a bomb", {
		/* 4,000 bytes of text, referred to 4,000 times. */
		struct bytes_writer raw = { 0 };
		bytes_write(&raw, "\0\0\0\0\0\0\0\0\0\0" "\xa1\x1f\0\0\0\0\0\0\0\0\0", 21);
		bytes_write_u8(&raw, 0);
		for (size_t i = 0; i < 4000; i++)
			bytes_write_u8(&raw, 3);
		for (size_t i = 0; i < 4000; i++)
			bytes_write_u8(&raw, 'x');
		bytes_write_u8(&raw, 0);
		p.headers[1].weight += 8000;
		p.label.record_bytes += 8000;
		piece_replace(&p, 1, false, raw.buf, raw.len);
		bytes_writer_free(&raw);
	});
}

int
main(void)
{
	if (sodium_init() < 0)
		return 77;
	test_damage(0);
	test_damage(6);
	test_damage(40);
	test_label_lies();
	test_frame_lies();
	test_order_lies();
	test_stream_lies();
	fake_free(&fake_built.records);
	return tap_done();
}
