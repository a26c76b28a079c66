/* test_bytes.c: bytes written are read again; nothing is read past an end. */
#include <stdlib.h>

#include "cim/bytes.h"
#include "tests/unit.h"

struct varint_row {
	uint64_t value;
	const char *bytes;
	size_t len;
};

static const struct varint_row good[] = {
	{ 0, "\x00", 1 },
	{ 1, "\x01", 1 },
	{ 127, "\x7f", 1 },
	{ 128, "\x80\x01", 2 },
	{ 300, "\xac\x02", 2 },
	{ 16383, "\xff\x7f", 2 },
	{ 16384, "\x80\x80\x01", 3 },
	{ UINT32_MAX, "\xff\xff\xff\xff\x0f", 5 },
	{ INT64_MAX, "\xff\xff\xff\xff\xff\xff\xff\xff\x7f", 9 },
	{ UINT64_MAX, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 10 },
};

/* Too short, too long, not the shortest form. */
static const struct varint_row bad[] = {
	{ 0, "", 0 },
	{ 0, "\x80", 1 },
	{ 0, "\xff\xff\xff", 3 },
	{ 0, "\x80\x00", 2 },
	{ 0, "\x81\x80\x00", 3 },
	{ 0, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", 10 },
	{ 0, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x81\x00", 11 },
	{ 0, "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", 11 },
};

static void
test_varint(void)
{
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		struct bytes_writer w = { 0 };
		bytes_write_varint(&w, good[i].value);
		tap_ok(w.err == CIM_OK && w.len == good[i].len &&
		    memcmp(w.buf, good[i].bytes, w.len) == 0,
		    "varint %llu is written", (unsigned long long)good[i].value);
		struct bytes_reader r;
		bytes_reader_init(&r, good[i].bytes, good[i].len);
		uint64_t back = bytes_read_varint(&r);
		tap_ok(back == good[i].value && r.err == CIM_OK && bytes_read_left(&r) == 0,
		    "and read");
		bytes_writer_free(&w);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct bytes_reader r;
		bytes_reader_init(&r, bad[i].bytes, bad[i].len);
		uint64_t v = bytes_read_varint(&r);
		tap_ok(v == 0 && r.err == CIM_EDAMAGED && bytes_read_offset(&r) == 0,
		    "bad varint %zu is refused", i);
	}
}

static void
test_numbers(void)
{
	struct bytes_writer w = { 0 };
	bytes_write_u8(&w, 0xfe);
	bytes_write_u16(&w, 0x1234);
	bytes_write_u32(&w, 0x89abcdef);
	bytes_write_u64(&w, UINT64_C(0xfedcba9876543210));
	bytes_write_str(&w, CIM_STR("a\0b"));
	bytes_write_str(&w, cim_str(NULL, 0));
	static const char want[] = "\xfe\x34\x12\xef\xcd\xab\x89"
	    "\x10\x32\x54\x76\x98\xba\xdc\xfe\x03" "a\0b\0";
	tap_ok(w.err == CIM_OK && w.len == sizeof(want) - 1 && memcmp(w.buf, want, w.len) == 0,
	    "numbers are little-endian, strings have their length in front");
	struct bytes_reader r;
	bytes_reader_init(&r, w.buf, w.len);
	tap_ok(bytes_read_u8(&r) == 0xfe && bytes_read_u16(&r) == 0x1234 &&
	    bytes_read_u32(&r) == 0x89abcdef &&
	    bytes_read_u64(&r) == UINT64_C(0xfedcba9876543210), "and are read again");
	struct cim_str s = bytes_read_str(&r);
	tap_ok(cim_str_eq(s, CIM_STR("a\0b")) && s.ptr == (const char *)w.buf + 16,
	    "a string is a slice of the memory");
	s = bytes_read_str(&r);
	tap_ok(s.len == 0 && s.ptr != NULL && r.err == CIM_OK && bytes_read_left(&r) == 0,
	    "the empty one too");
	bytes_writer_free(&w);
}

/* The same sequence cut after every byte: it fails, stays failed, gives zeros and tells where. */
static void
test_cut(void)
{
	static const uint8_t whole[] = { 1, 2, 0, 3, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 2, 'h',
	    'i' };
	bool all = true;
	for (size_t n = 0; n < sizeof(whole); n++) {
		/* Memory of just this size, so that a sanitizer sees a byte too many. */
		uint8_t *cut = malloc(n == 0 ? 1 : n);
		if (cut == NULL)
			break;
		memcpy(cut, whole, n);
		struct bytes_reader r;
		bytes_reader_init(&r, cut, n);
		(void)bytes_read_u8(&r);
		(void)bytes_read_u16(&r);
		(void)bytes_read_u32(&r);
		(void)bytes_read_u64(&r);
		struct cim_str s = bytes_read_str(&r);
		all = all && r.err == CIM_EDAMAGED && s.len == 0 && bytes_read_u8(&r) == 0 &&
		    bytes_read(&r, 0) == NULL && bytes_read_left(&r) == 0 &&
		    bytes_read_offset(&r) <= n;
		free(cut);
	}
	tap_ok(all, "cut at every length it fails, and the failure sticks");
}

static void
test_reader(void)
{
	struct bytes_reader r;
	bytes_reader_init(&r, NULL, 0);
	tap_ok(bytes_read(&r, 0) != NULL && r.err == CIM_OK, "nothing of nothing can be read");
	tap_ok(bytes_read(&r, 1) == NULL && r.err == CIM_EDAMAGED, "one byte of nothing cannot");

	bytes_reader_init(&r, "\xc8\x01\x05", 3);
	tap_ok(bytes_read_count(&r, 199) == 0 && r.err == CIM_EDAMAGED &&
	    bytes_read_offset(&r) == 0,
	    "a count over its most fails before the count");
	bytes_reader_init(&r, "\xc8\x01\x05", 3);
	tap_ok(bytes_read_count(&r, 200) == 200 && bytes_read_u8(&r) == 5 && r.err == CIM_OK,
	    "a count of its most is read");

	bytes_reader_init(&r, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01zz", 12);
	struct cim_str s = bytes_read_str(&r);
	tap_ok(s.len == 0 && r.err == CIM_EDAMAGED, "a string longer than memory fails");

	bytes_reader_init(&r, "abc", 3);
	bytes_read_fail(&r, CIM_OK);
	tap_ok(bytes_read_u8(&r) == 'a', "success is no failure");
	bytes_read_fail(&r, CIM_ENEWER);
	bytes_read_fail(&r, CIM_EIO);
	tap_ok(bytes_read_u8(&r) == 0 && r.err == CIM_ENEWER && bytes_read_offset(&r) == 1,
	    "the first failure stays");
}

static void
test_writer(void)
{
	struct bytes_writer w = { .limit = 10 };
	bytes_write_text(&w, "0123456789");
	tap_ok(w.err == CIM_OK && w.len == 10, "up to the limit");
	bytes_write_u8(&w, 'x');
	tap_ok(w.err == CIM_ELIMIT && w.len == 10, "one more is CIM_ELIMIT");
	bytes_write_text(&w, "");
	tap_ok(bytes_write_room(&w, 0) == NULL && w.len == 10, "which sticks");
	bytes_writer_reset(&w);
	bytes_write_text(&w, "again");
	tap_ok(w.err == CIM_OK && w.len == 5 && w.limit == 10, "until the reset");
	bytes_writer_free(&w);

	(void)bytes_write_room(&w, SIZE_MAX - 3);
	tap_ok(w.err == CIM_ENOMEM, "more than there is memory");
	bytes_writer_free(&w);
	bytes_write_u8(&w, 1);
	(void)bytes_write_room(&w, SIZE_MAX);
	tap_ok(w.err == CIM_ENOMEM && w.len == 1, "more than can be counted");
	bytes_writer_free(&w);
	tap_ok(bytes_write_room(&w, 0) != NULL, "room for nothing is a place all the same");
	bytes_writer_free(&w);

	char longer[1000];
	memset(longer, 'y', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	bytes_write_format(&w, "<%s|%d>", longer, 42);
	bytes_write_format(&w, "%s", "end");
	tap_ok(w.len == 999 + 5 + 3 && memcmp(w.buf, "<yy", 3) == 0 &&
	    memcmp(w.buf + 1000, "|42>end", 7) == 0,
	    "long formatted text leaves no NUL behind");
	bytes_writer_free(&w);

	size_t n = 0;
	for (; n < 100000 && w.err == CIM_OK; n++)
		bytes_write_u8(&w, (uint8_t)n);
	tap_ok(w.len == n && w.buf[99999] == (uint8_t)99999 && w.cap < 400000,
	    "it grows by doubling");
	bytes_writer_free(&w);
}

int
main(void)
{
	test_varint();
	test_numbers();
	test_cut();
	test_reader();
	test_writer();
	return tap_done();
}
