/* test_block.c: records to blocks and back; numbers that lie; bytes that were changed. */
#include "tests/unit.h"

#include <stdlib.h>

#include <sodium.h>

#include "snapshot/index.h"
#include "tests/snapshot/fake.h"

/*
 * Cuts the records into blocks by the rule, encodes, compares and decodes each.
 * The number of blocks, 0 on failure.
 */
static unsigned
round_trip(const struct repo_txn *txn, int level)
{
	struct snap_coder writer = { .level = level }, reader = { .level = 0 };
	struct snap_block block = { 0 };
	struct bytes_writer out = { 0 };
	unsigned blocks = 0;
	bool good = true;
	for (size_t at = 0; at < txn->n && good; blocks++) {
		const struct repo_record *records = &txn->records[at];
		struct snap_block_header h, again;
		struct snap_why why = { "", 0 };
		uint64_t weight = 0;
		uint32_t n = 0;
		while (at + n < txn->n && snap_block_fits(n, weight,
		    records[n].key_len + records[n].len)) {
			weight += records[n].key_len + records[n].len;
			n++;
		}
		bytes_writer_reset(&out);
		good = snap_block_encode(&writer, records, n, (uint32_t)weight, &out, &h, &why) ==
		    CIM_OK && snap_block_header_decode(out.buf, &again, &why.text) == CIM_OK &&
		    memcmp(&h, &again, sizeof(h)) == 0 &&
		    snap_block_compare(&writer, &h, out.buf + SNAP_BLOCK_HEADER, records, n,
		    &why) == CIM_OK && snap_block_decode(&reader, &h, out.buf + SNAP_BLOCK_HEADER,
		    true, &block, &why) == CIM_OK;
		struct repo_txn expect = { .records = (struct repo_record *)(uintptr_t)records,
		    .n = n };
		struct repo_txn got = { .records = block.records, .n = block.n };
		good = good && fake_equal(&expect, &got);
		at += n;
	}
	snap_coder_free(&writer);
	snap_coder_free(&reader);
	snap_block_free(&block);
	bytes_writer_free(&out);
	return good ? blocks : 0;
}

static void
test_round_trips(void)
{
	for (unsigned seed = 1; seed <= 20; seed++) {
		struct repo_txn txn = { 0 };
		fake_fill(&txn, seed * 37, seed);
		tap_ok(round_trip(&txn, (int)seed % 10) > 0, "random records, seed %u", seed);
		fake_free(&txn);
	}
	struct repo_txn tiny = { 0 };
	char key[16];
	for (unsigned i = 0; i < 100000; i++) {
		(void)snprintf(key, sizeof(key), "%06u", i);
		fake_add(&tiny, 0x30, key, NULL, 0, NULL, 0);
	}
	tap_ok(round_trip(&tiny, 1) == 25, "100,000 tiny records take 25 blocks of at most 4,096");
	fake_free(&tiny);
}

/* Sizes around the weight at which a record gets a block of its own. */
static void
test_heavy(void)
{
	static const size_t sizes[] = { 0, 1, 524270, 524279, 524280, 524281, 600000, 5000000 };
	char *text = malloc(5000000);
	for (size_t i = 0; i < 5000000; i++)
		text[i] = (char)(i % 251);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct repo_txn txn = { 0 };
		struct cim_str texts[] = { CIM_STR("ns"), CIM_STR("name"), cim_str(text, sizes[i]),
		    CIM_STR("") };
		fake_add(&txn, 0x30, "a", "head", 4, texts, 2);
		fake_add(&txn, 0x30, "b", "head", 4, texts, 4);
		fake_add(&txn, 0x30, "c", "head", 4, texts, 2);
		unsigned expect = sizes[i] < 524200 ? 1 : 3;
		tap_ok(round_trip(&txn, 6) == expect, "a text of %zu bytes: %u blocks", sizes[i],
		    expect);
		fake_free(&txn);
	}
	free(text);
}

/* Many different texts: their table grows, and the numbers take one, two and three bytes. */
static void
test_many_texts(void)
{
	struct repo_txn txn = { 0 };
	struct bytes_writer v = { 0 };
	for (unsigned half = 0; half < 2; half++) {
		char key[8];
		bytes_writer_reset(&v);
		bytes_write(&v, "\x30\x01\0", 3);
		for (unsigned i = 0; i < 60000; i++) {
			bytes_write_u8(&v, 3);
			bytes_write(&v, (uint8_t[]){ (uint8_t)i, (uint8_t)(i >> 8), 'x' }, 3);
		}
		(void)snprintf(key, sizeof(key), "%c%u", 0x30, half);
		fake_add_raw(&txn, key, 2, v.buf, v.len);
	}
	tap_ok(round_trip(&txn, 6) == 1, "60,000 different texts, each twice");
	fake_free(&txn);
	bytes_writer_free(&v);
}

/* Same records, same block, whatever the coder did before. */
static void
test_deterministic(void)
{
	struct repo_txn a = { 0 }, b = { 0 };
	struct snap_coder fresh = { .level = 6 }, used = { .level = 6 };
	struct bytes_writer first = { 0 }, second = { 0 };
	struct snap_block_header h;
	struct snap_why why;
	fake_fill(&a, 300, 7);
	fake_fill(&b, 900, 8);
	bool good = snap_block_encode(&fresh, a.records, 300, 100000, &first, &h, &why) ==
	    CIM_OK && snap_block_encode(&used, b.records, 900, 300000, &second, &h, &why) ==
	    CIM_OK;
	bytes_writer_reset(&second);
	good = good && snap_block_encode(&used, a.records, 300, 100000, &second, &h, &why) ==
	    CIM_OK;
	tap_ok(good && first.len == second.len && memcmp(first.buf, second.buf, first.len) == 0,
	    "a used coder makes the same block as a fresh one");
	snap_coder_free(&fresh);
	snap_coder_free(&used);
	bytes_writer_free(&first);
	bytes_writer_free(&second);
	fake_free(&a);
	fake_free(&b);
}

/* What a repository may not hold is refused with the number of the record. */
static void
test_refused(void)
{
	struct repo_txn txn = { 0 };
	struct snap_coder coder = { .level = 6 };
	struct bytes_writer out = { 0 };
	struct snap_block_header h;
	struct snap_why why = { NULL, 0 };
	fake_fill(&txn, 3, 1);
	fake_add_raw(&txn, "\x30z", 2, "\x30\x01\x05toolong", 10);
	fake_add_raw(&txn, "\x30zz", 3, "\x30\x01\x00\x20short", 9);
	tap_ok(snap_block_encode(&coder, txn.records, 4, 1000, &out, &h, &why) == CIM_EDAMAGED &&
	    why.record == 3,
	    "texts that are none: %s", why.text);
	tap_ok(snap_block_encode(&coder, txn.records + 4, 1, 1000, &out, &h, &why) ==
	    CIM_EDAMAGED && why.record == 0,
	    "a text that ends early: %s", why.text);
	fake_free(&txn);
	snap_coder_free(&coder);
	bytes_writer_free(&out);
}

/* ---- Numbers that lie ------------------------------------------------------ */

static void
test_header(void)
{
	static const struct {
		const char *name;
		struct snap_block_header h;
		enum cim_err err;
	} rows[] = {
		{ "sound", { 10, 1000, 500, 100, 900, 300, 1, 2 }, CIM_OK },
		{ "no records", { 0, 1000, 500, 100, 900, 300, 1, 2 }, CIM_EDAMAGED },
		{ "4,096 records", { 4096, 9000, 500, 100, 900, 300, 1, 2 }, CIM_OK },
		{ "4,097 records", { 4097, 9000, 500, 100, 900, 300, 1, 2 }, CIM_EDAMAGED },
		{ "more records than bytes", { 10, 9, 500, 100, 900, 300, 1, 2 }, CIM_EDAMAGED },
		{ "two records of 524,288", { 2, 524288, 500, 100, 900, 300, 1, 2 }, CIM_OK },
		{ "two records of 524,289", { 2, 524289, 500, 100, 900, 300, 1, 2 },
		    CIM_EDAMAGED },
		{ "one record of 268,435,967", { 1, 268435967, 500, 100, 268435960, 300000, 1, 2 },
		    CIM_OK },
		{ "one record of 268,435,968", { 1, 268435968, 500, 100, 268435960, 300000, 1, 2 },
		    CIM_EDAMAGED },
		{ "a body longer than its heavy record",
		    { 1, 600000, 500, 100, 600001, 3000, 1, 2 }, CIM_EDAMAGED },
		{ "no names", { 10, 1000, 0, 100, 900, 300, 1, 2 }, CIM_EDAMAGED },
		{ "no body", { 10, 1000, 500, 100, 0, 300, 1, 2 }, CIM_EDAMAGED },
		{ "names of 4 GiB", { 10, 1000, 0xffffffff, 0xffffffff, 900, 300, 1, 2 },
		    CIM_EDAMAGED },
		{ "a body of 4 GiB", { 10, 1000, 500, 100, 0xffffffff, 0xffffffff, 1, 2 },
		    CIM_EDAMAGED },
		{ "names too well compressed", { 10, 1000, 10000, 8, 900, 300, 1, 2 },
		    CIM_EDAMAGED },
		{ "a body too well compressed", { 10, 1000, 500, 100, 4000, 2, 1, 2 },
		    CIM_EDAMAGED },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint8_t bytes[SNAP_BLOCK_HEADER];
		struct snap_block_header h;
		const char *why;
		snap_block_header_encode(&rows[i].h, bytes);
		tap_ok(snap_block_header_decode(bytes, &h, &why) == rows[i].err, "header: %s",
		    rows[i].name);
	}
	uint8_t bytes[SNAP_BLOCK_HEADER];
	struct snap_block_header h;
	const char *why;
	unsigned refused = 0;
	snap_block_header_encode(&rows[0].h, bytes);
	for (unsigned bit = 0; bit < 8 * SNAP_BLOCK_HEADER; bit++) {
		bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
		refused += snap_block_header_decode(bytes, &h, &why) == CIM_EDAMAGED;
		bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	tap_ok(refused == 8 * SNAP_BLOCK_HEADER, "header: each bit flipped is refused");
}

static void
test_names_lies(void)
{
	static const struct {
		const char *name, *bytes;
		size_t n;
		uint32_t records;
	} rows[] = {
		{ "no bytes at all", "", 0, 1 },
		{ "a number is missing", "\0\0\0", 3, 1 },
		{ "no strings", "\0\0\0\0", 4, 1 },
		{ "a string without its NUL", "\0\0\0\0\x30key", 8, 1 },
		{ "an empty key", "\0\0\0\0\0\0\0", 7, 1 },
		{ "a kind that is none", "\0\0\0\0\x31key\0\0\0", 11, 1 },
		{ "sharing with nothing", "\2\0\0\0\x30key\0\0\0", 11, 1 },
		{ "sharing 2^63 bytes", "\xfe\xff\xff\xff\xff\xff\xff\xff\xff\1\0\0\0\x30key\0\0\0", 20, 1 },
		{ "a number of eleven bytes", "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\1\0\0\0\x30k\0\0\0", 19, 1 },
		{ "a number not in its shortest form", "\x80\0\0\0\0\x30key\0\0\0", 12, 1 },
		{ "a namespace of form 2", "\0\3\0\0\x30key\0ns\0\0\0", 14, 1 },
		{ "a string longer than all", "\1\0\0\0\xff\x7f\x30key\0\0\0", 13, 1 },
		{ "something left over", "\0\0\0\0\x30key\0\0\0x", 12, 1 },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct snap_names_reader r = { 0 };
		struct cim_str key;
		struct repo_subject subject;
		enum cim_err err = snap_names_begin(&r, rows[i].bytes, rows[i].n, rows[i].records);
		while (err == CIM_OK)
			err = snap_names_next(&r, &key, &subject);
		tap_ok(err == CIM_EDAMAGED, "names: %s: %s", rows[i].name, r.why == NULL ? "-" :
		    r.why);
		snap_names_reader_free(&r);
	}
}

static void
test_body_lies(void)
{
	static const struct {
		const char *name, *bytes;
		size_t n;
		uint32_t records;
		enum cim_err err;
	} rows[] = {
		{ "sound", "\2\3\0\3\1HHab\0\1\0", 12, 1, CIM_ENOENT },
		{ "sound, and what followed before", "\0\0\2\3\0\0\2\2\3a\0b\0", 13, 2,
		    CIM_ENOENT },
		{ "no bytes at all", "", 0, 1, CIM_EDAMAGED },
		{ "counts are missing", "\0", 1, 1, CIM_EDAMAGED },
		{ "references are missing", "\0\5\0\0", 4, 1, CIM_EDAMAGED },
		{ "2^64 - 1 references", "\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\1\0", 12, 1,
		    CIM_EDAMAGED },
		{ "sums that overflow", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\1\2\0\0", 13, 2,
		    CIM_EDAMAGED },
		{ "a head longer than all", "\x7f\0H", 3, 1, CIM_EDAMAGED },
		{ "a text that did not come yet", "\0\2\0\4ab\0", 7, 1, CIM_EDAMAGED },
		{ "nothing began a record yet", "\0\1\2ab\0", 6, 1, CIM_EDAMAGED },
		{ "nothing followed yet", "\0\2\0\2ab\0", 7, 1, CIM_EDAMAGED },
		{ "a text numbered 2^63", "\0\1\x80\x80\x80\x80\x80\x80\x80\x80\x80\1" "ab\0", 15,
		    1, CIM_EDAMAGED },
		{ "a text without its NUL", "\0\1\0ab", 5, 1, CIM_EDAMAGED },
		{ "a text longer than all", "\0\1\1\x7f" "ab", 6, 1, CIM_EDAMAGED },
		{ "a malformed reference", "\0\1\x80\0ab\0", 7, 1, CIM_EDAMAGED },
		{ "more than the room", "\0\1\0aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\0", 44, 1,
		    CIM_EDAMAGED },
		{ "something left over", "\0\1\0ab\0x", 7, 1, CIM_EDAMAGED },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct snap_body_reader r = { 0 };
		uint8_t room[32];
		size_t len;
		enum cim_err err = snap_body_begin(&r, rows[i].bytes, rows[i].n, rows[i].records);
		while (err == CIM_OK)
			err = snap_body_next(&r, room, sizeof(room), &len);
		tap_ok(err == rows[i].err, "body: %s: %s", rows[i].name, r.why == NULL ? "-" :
		    r.why);
		snap_body_reader_free(&r);
	}
}

/*
 * Every inflated byte of a block changed, behind all checksums: whatever comes of
 * it, it stays within its bounds.
 */
static void
test_inflated_flips(void)
{
	struct repo_txn txn = { 0 };
	struct snap_coder coder = { .level = 6 }, reader = { .level = 6 };
	struct snap_deflater *deflater = snap_deflater_new(1);
	struct bytes_writer out = { 0 }, again = { 0 };
	struct snap_block_header h;
	struct snap_block block = { 0 };
	struct snap_why why;
	unsigned tried = 0, refused = 0;
	uint64_t weight = 0;
	fake_fill(&txn, 40, 3);
	for (size_t i = 0; i < txn.n; i++)
		weight += txn.records[i].key_len + txn.records[i].len;
	bool good = snap_block_encode(&coder, txn.records, 40, (uint32_t)weight, &out, &h, &why) ==
	    CIM_OK;
	for (size_t i = 0; good && i < coder.names.len + coder.body.len; i++) {
		for (unsigned change = 1; change < 256; change = change * 5 + 2, tried++) {
			uint8_t *p = i < coder.names.len ? &coder.names.buf[i] :
			    &coder.body.buf[i - coder.names.len];
			struct snap_block_header lie = h;
			*p = (uint8_t)(*p ^ change);
			bytes_writer_reset(&again);
			good = good && snap_deflate(deflater, coder.names.buf, coder.names.len,
			    &again) == CIM_OK;
			lie.names_stored = (uint32_t)again.len;
			lie.names_crc = snap_crc32(again.buf, again.len);
			good = good && snap_deflate(deflater, coder.body.buf, coder.body.len,
			    &again) == CIM_OK;
			lie.body_stored = (uint32_t)again.len - lie.names_stored;
			lie.body_crc = snap_crc32(again.buf + lie.names_stored, lie.body_stored);
			*p = (uint8_t)(*p ^ change);
			enum cim_err err = snap_block_decode(&reader, &lie, again.buf, true,
			    &block, &why);
			good = good && (err == CIM_OK || err == CIM_EDAMAGED);
			refused += err == CIM_EDAMAGED;
		}
	}
	tap_ok(good && refused > tried / 10, "inflated bytes changed %u times: %u refused", tried,
	    refused);
	snap_coder_free(&coder);
	snap_coder_free(&reader);
	snap_deflater_free(deflater);
	snap_block_free(&block);
	bytes_writer_free(&out);
	bytes_writer_free(&again);
	fake_free(&txn);
}

/* ---- Index and trailer ----------------------------------------------------- */

static void
test_index(void)
{
	struct bytes_writer index = { 0 };
	struct snap_block_header h = { 10, 1000, 500, 100, 900, 300, 1, 2 };
	struct snap_label label = { .records = 20, .record_bytes = 2000 };
	struct repo_record a = { .key = (const uint8_t *)"\x10" "a", .key_len = 2 };
	struct repo_record b = { .key = (const uint8_t *)"\x10" "b", .key_len = 2 };
	struct snap_index_entry *entries;
	uint32_t blocks;
	uint64_t end = SNAP_LABEL_SIZE + 2 * (SNAP_BLOCK_HEADER + 400);
	snap_index_begin(&index);
	snap_index_add(&index, &h, &a);
	snap_index_add(&index, &h, &b);
	snap_index_end(&index, 2);
	tap_ok(snap_index_decode(index.buf, index.len, end, &label, &entries, &blocks, NULL) ==
	    CIM_OK && blocks == 2 && entries[1].offset ==
	    SNAP_LABEL_SIZE + SNAP_BLOCK_HEADER + 400 && entries[1].key_len == 2 &&
	    memcmp(entries[1].key, b.key, 2) == 0 &&
	    memcmp(&entries[1].header, &h, sizeof(h)) == 0, "index: two blocks");
	free(entries);
	tap_ok(snap_index_decode(index.buf, index.len, end + 1, &label, &entries, &blocks, NULL) ==
	    CIM_EDAMAGED,
	    "index: a gap behind the blocks");
	tap_ok(snap_index_decode(index.buf, index.len, end - 1, &label, &entries, &blocks, NULL) ==
	    CIM_EDAMAGED,
	    "index: a block that reaches into it");
	for (size_t n = 0; n < index.len; n++) {
		if (snap_index_decode(index.buf, n, end, &label, &entries, &blocks, NULL) !=
		    CIM_EDAMAGED)
			break;
		if (n + 1 == index.len)
			tap_ok(1, "index: cut at every length");
	}
	label.records++;
	tap_ok(snap_index_decode(index.buf, index.len, end, &label, &entries, &blocks, NULL) ==
	    CIM_EDAMAGED,
	    "index: other records than in the label");
	label.records--;
	label.record_bytes--;
	tap_ok(snap_index_decode(index.buf, index.len, end, &label, &entries, &blocks, NULL) ==
	    CIM_EDAMAGED,
	    "index: other weights than in the label");
	label.record_bytes++;
	static const uint32_t counts[] = { 0, 1, 3, 0x7fffffff, 0xffffffff };
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		snap_index_end(&index, counts[i]);
		tap_ok(snap_index_decode(index.buf, index.len, end, &label, &entries, &blocks,
		    NULL) == CIM_EDAMAGED,
		    "index: claims %u blocks", counts[i]);
	}
	snap_index_begin(&index);
	snap_index_add(&index, &h, &b);
	snap_index_add(&index, &h, &b);
	snap_index_end(&index, 2);
	tap_ok(snap_index_decode(index.buf, index.len, end, &label, &entries, &blocks, NULL) ==
	    CIM_EDAMAGED,
	    "index: keys that do not ascend");
	snap_index_begin(&index);
	snap_index_end(&index, 0);
	label.records = label.record_bytes = 0;
	tap_ok(snap_index_decode(index.buf, index.len, SNAP_LABEL_SIZE, &label, &entries, &blocks,
	    NULL) == CIM_OK && blocks == 0, "index: no blocks");
	free(entries);
	bytes_writer_free(&index);
}

static void
test_trailer(void)
{
	struct snap_trailer trailer = { .index_offset = 600, .index_size = 50, .file_bytes = 714 },
	    got;
	uint8_t bytes[SNAP_TRAILER_SIZE];
	snap_trailer_encode(&trailer, bytes);
	tap_ok(snap_trailer_decode(bytes, 714, &got, NULL) == CIM_OK && got.index_offset == 600 &&
	    got.index_size == 50,
	    "trailer: there and back");
	tap_ok(snap_trailer_decode(bytes, 715, &got, NULL) == CIM_EDAMAGED,
	    "trailer: of another file");
	static const uint64_t offsets[] = { 0, 511, 601, UINT64_MAX, UINT64_MAX - 49 };
	for (size_t i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++) {
		trailer.index_offset = offsets[i];
		snap_trailer_encode(&trailer, bytes);
		tap_ok(snap_trailer_decode(bytes, 714, &got, NULL) == CIM_EDAMAGED,
		    "trailer: index at %llu", (unsigned long long)offsets[i]);
	}
	trailer.index_offset = 600;
	snap_trailer_encode(&trailer, bytes);
	unsigned refused = 0;
	for (unsigned bit = 0; bit < 8 * SNAP_TRAILER_SIZE; bit++) {
		bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
		refused += snap_trailer_decode(bytes, 714, &got, NULL) == CIM_EDAMAGED;
		bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	tap_ok(refused == 8 * SNAP_TRAILER_SIZE, "trailer: each bit flipped is refused");
}

int
main(void)
{
	if (sodium_init() < 0)
		return 77;
	test_round_trips();
	test_heavy();
	test_many_texts();
	test_deterministic();
	test_refused();
	test_header();
	test_names_lies();
	test_body_lies();
	test_inflated_flips();
	test_index();
	test_trailer();
	return tap_done();
}
