/* test_name.c: names that differ in case alone are one name, everywhere. */
#include <stdlib.h>

#include "cim/limits.h"
#include "cim/name.h"
#include "tests/unit.h"

struct pair {
	const char *a, *b;
	bool same;
};

static const struct pair pairs[] = {
	{ "", "", true },
	{ "a", "A", true },
	{ "CIM_ManagedElement", "cim_MANAGEDelement", true },
	{ "abcdefgh", "ABCDEFGH", true },
	{ "abcdefghi", "ABCDEFGHI", true },
	{ "abcdefgh1", "ABCDEFGH2", false },
	{ "abc", "abcd", false },
	{ "abc", "abd", false },
	{ "@[`{", "@[`{", true },
	{ "@", "`", false },
	{ "[", "{", false },
	{ "A_b", "A\x7f" "b", false },
	{ "x\x1fy", "x?y", false },
	/*
	 * Beyond ASCII: Latin, Greek with its two small sigmas, Cyrillic, letters that change
	 * their length.
	 */
	{ "\xc3\x84pfel", "\xc3\xa4PFEL", true },
	{ "Stra\xc3\x9f" "e", "STRASSE", false },
	{ "stra\xc3\x9f" "e", "STRA\xe1\xba\x9e" "E", true },
	{ "\xce\xa3", "\xcf\x83", true },
	{ "\xce\xa3", "\xcf\x82", true },
	{ "\xd0\x96", "\xd0\xb6", true },
	{ "\xc8\xba" "x", "\xe2\xb1\xa5X", true },
	{ "\xe2\x84\xaa" "ey", "key", true },
	{ "KEY", "\xe2\x84\xaa" "ey", true },
	{ "wei\xc5\xbf", "WEIS", true },
	{ "\xc4\xb0", "i", false },
	{ "\xf0\x90\x90\x80", "\xf0\x90\x90\xa8", true },
	{ "\xe5\xa4\x96\xe5\x9b\xbd", "\xe5\xa4\x96\xe5\x9b\xbd", true },
	{ "\xe5\xa4\x96", "\xe5\xa4\x97", false },
	{ "sevenby\xc3\x84", "SEVENBY\xc3\xa4", true },
	{ "xxxxxxx\xe2\x84\xaa" "longer than a word", "XXXXXXXk" "longer than a word", true },
	/* Malformed: each byte for itself. */
	{ "a\xc3", "A\xc3", true },
	{ "a\xc3", "a\xe3", false },
	{ "\xed\xa0\x80", "\xed\xa0\x80", true },
	{ "\xc1\x81", "a", false },
	{ "\xff", "\xfe", false },
};

static int
sign(int n)
{
	return (n > 0) - (n < 0);
}

/* The order that the folded bytes have. */
static int
folded_cmp(struct cim_name a, struct cim_name b)
{
	char x[200], y[200];
	size_t xn = cim_fold(a.ptr, a.len, x), yn = cim_fold(b.ptr, b.len, y);
	int diff = memcmp(x, y, xn < yn ? xn : yn);
	return diff != 0 ? sign(diff) : (xn > yn) - (xn < yn);
}

static void
test_pairs(void)
{
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		struct cim_name a = cim_name_from(pairs[i].a), b = cim_name_from(pairs[i].b);
		bool same = pairs[i].same;
		tap_ok(cim_name_eq(a, b) == same && cim_name_eq(b, a) == same &&
		    cim_name_eq_folded(a, b) == same &&
		    (a.hash == b.hash) == same, "pair %zu: %s", i,
		    same ? "equal, and the hash as well" : "different");
		tap_ok(sign(cim_name_cmp(a, b)) == folded_cmp(a, b) &&
		    sign(cim_name_cmp(b, a)) == -folded_cmp(a, b),
		    "pair %zu: in the order of the folded bytes", i);
	}
	struct cim_name none = { NULL, 0, 0 }, empty = cim_name(NULL, 0);
	char nothing[1];
	tap_ok(cim_name_eq(empty, cim_name_from("")) && cim_name_eq(none, empty) &&
	    cim_name_cmp(none, empty) == 0 &&
	    cim_name_eq_folded(none, empty) && cim_name_cmp(none, cim_name_from("a")) < 0 &&
	    cim_fold(NULL, 0, nothing) == 0, "no bytes at all are the empty name");
	/* All against all, so that prefixes and half characters meet. */
	size_t n = sizeof(pairs) / sizeof(pairs[0]), wrong = 0;
	for (size_t i = 0; i < n * n; i++) {
		struct cim_name a = cim_name_from(pairs[i / n].a),
		    b = cim_name_from(pairs[i % n].b);
		int want = folded_cmp(a, b);
		if (sign(cim_name_cmp(a, b)) != want || cim_name_eq(a, b) != (want == 0) ||
		    cim_name_eq_folded(a, b) != (want == 0))
			wrong++;
	}
	tap_int(wrong, 0, "every name against every other");
}

static void
test_literals(void)
{
	static const struct pair rows[] = {
		{ "Key", "key", true }, { "KEY", "Key", true }, { "key", "Keys", false },
		{ "keys", "Key", false },
		{ "", "", true }, { "", "a", false }, { "a", "", false }, { "_x", "_X", true },
		{ "_x", "\x7fx", false },
		{ "K\x05y", "K%y", false }, { "\xe2\x84\xaa" "ey", "key", true },
		{ "\xc3\xa4", "a", false },
		{ "uint8", "UINT8", true }, { "k[", "k{", false },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		tap_ok(cim_name_is(cim_name_from(rows[i].a), rows[i].b) == rows[i].same,
		    "'%s' %s '%s'",
		    rows[i].a, rows[i].same ? "is" : "is not", rows[i].b);
	tap_ok(!cim_name_is(cim_name("key\0x", 5), "key"), "a NUL ends no name");
}

/* Each byte, in each place of a word, equals its other case and nothing else. */
static void
test_ascii(void)
{
	size_t wrong = 0;
	for (int len = 1; len <= 17; len++) {
		for (int x = 1; x < 128; x++) {
			char a[17], b[17];
			memset(a, 'm', sizeof(a));
			memset(b, 'M', sizeof(b));
			a[len - 1] = (char)x;
			for (int y = 1; y < 128; y++) {
				b[len - 1] = (char)y;
				int fx = x >= 'A' && x <= 'Z' ? x + 32 : x,
				    fy = y >= 'A' && y <= 'Z' ? y + 32 : y;
				struct cim_name p = cim_name(a, (size_t)len),
				    q = cim_name(b, (size_t)len);
				if (cim_name_eq(p, q) != (fx == fy) ||
				    cim_name_eq_folded(p, q) != (fx == fy) ||
				    (fx == fy && p.hash != q.hash))
					wrong++;
			}
		}
	}
	tap_int(wrong, 0, "every pair of ASCII characters in every place");
}

static void
test_fold(void)
{
	static const struct { const char *in, *out; } rows[] = {
		{ "", "" }, { "AbC_09", "abc_09" }, { "\xc3\x96L", "\xc3\xb6l" },
		{ "\xe2\x84\xaa", "k" },
		{ "\xc8\xba\xc8\xba", "\xe2\xb1\xa5\xe2\xb1\xa5" }, { "A\xffZ", "a\xffz" },
		{ "\xf0\x90\x90\x80", "\xf0\x90\x90\xa8" },
		{ "\xf4\x90\x80\x80", "\xf4\x90\x80\x80" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char out[64];
		size_t len = strlen(rows[i].in), n = cim_fold(rows[i].in, len, out);
		tap_text(out, n, rows[i].out, "fold %zu", i);
		tap_ok(n <= CIM_FOLD_ROOM(len), "and in its room");
	}
	/* No letter grows beyond the room, and folding twice is folding once. */
	size_t wrong = 0;
	for (uint32_t c = 0x80; c < 0x110000; c++) {
		char in[4], out[8], again[8];
		size_t len = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
		for (size_t i = len; i-- > 1;)
			in[i] = (char)(0x80 | (c >> 6 * (len - 1 - i) & 0x3f));
		in[0] = (char)((len == 2 ? 0xc0 : len == 3 ? 0xe0 : 0xf0) | c >> 6 * (len - 1));
		size_t n = cim_fold(in, len, out);
		size_t m = cim_fold(out, n, again);
		if (n > CIM_FOLD_ROOM(len) || n > 4 || m != n || memcmp(out, again, n) != 0)
			wrong++;
	}
	tap_int(wrong, 0, "every code point folds into its room, once for all");
}

static void
test_valid(void)
{
	static const struct { const char *text; bool valid; } rows[] = {
		{ "a", true }, { "_", true }, { "__Namespace", true }, { "A9", true },
		{ "9a", false }, { "", false },
		{ "a-b", false }, { "a b", false }, { "a.b", false }, { "a$", false },
		{ "\xc3\xa4", true },
		{ "x\xe5\xa4\x96", true }, { "\xc3", false }, { "\xe5\xa4", false },
		{ "\xed\xa0\x80", false },
		{ "\xc0\xaf", false }, { "\xf4\x90\x80\x80", false }, { "\xf4\x8f\xbf\xbf", true },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		tap_ok(cim_name_valid(cim_str_from(rows[i].text)) == rows[i].valid,
		    "identifier %zu is %s", i,
		    rows[i].valid ? "one" : "none");
	static char longest[CIM_LIMIT_NAME + 1];
	memset(longest, 'a', sizeof(longest));
	tap_ok(cim_name_valid(cim_str(longest, CIM_LIMIT_NAME)), "the longest name");
	tap_ok(!cim_name_valid(cim_str(longest, CIM_LIMIT_NAME + 1)), "one byte more");
	tap_ok(!cim_name_valid(cim_str("a\0b", 3)), "a NUL");
}

static void
test_namespace(void)
{
	static const struct { const char *text, *normal; enum cim_err err; } rows[] = {
		{ "root/cimv2", "root/cimv2", CIM_OK }, { "root\\cimv2", "root/cimv2", CIM_OK },
		{ "\\\\.\\Root\\CIMV2", "Root/CIMV2", CIM_OK },
		{ "//./root/cimv2/", "root/cimv2", CIM_OK },
		{ "/root/cimv2", "root/cimv2", CIM_OK }, { "root\\", "root", CIM_OK },
		{ "root", "root", CIM_OK },
		{ "//localhost/interop", "interop", CIM_OK },
		{ "\\\\LocalHost\\root", "root", CIM_OK },
		{ "root/\xc3\xa4", "root/\xc3\xa4", CIM_OK },
		{ "/root\\a/b//", "root/a/b", CIM_OK },
		{ "", "", CIM_EINVAL }, { "/", "", CIM_EINVAL }, { "//", "", CIM_EINVAL },
		{ "\\\\.\\", "", CIM_EINVAL },
		{ "\\\\.", "", CIM_EINVAL }, { "///root", "", CIM_EINVAL },
		{ "root//cimv2", "", CIM_EINVAL },
		{ "root/2", "", CIM_EINVAL }, { "root/a b", "", CIM_EINVAL },
		{ "root:x", "", CIM_EINVAL },
		{ ".", "", CIM_EINVAL }, { "root/..", "", CIM_EINVAL },
		{ "\\\\server\\root", "", CIM_EDENIED }, { "//root/cimv2", "", CIM_EDENIED },
	};
	struct arena arena = { 0 };
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct cim_str normal = { NULL, 0 };
		enum cim_err err = cim_namespace_normal(&arena, cim_str_from(rows[i].text),
		    &normal);
		tap_int(err, rows[i].err, "namespace '%s'", rows[i].text);
		if (err == CIM_OK)
			tap_text(normal.ptr, normal.len, rows[i].normal, "in normal form");
	}
	static char longest[CIM_LIMIT_NAMESPACE + 1];
	for (size_t i = 0; i < sizeof(longest); i++)
		longest[i] = i % 2 == 0 ? 'a' : '/';
	struct cim_str normal;
	tap_int(cim_namespace_normal(&arena, cim_str(longest, CIM_LIMIT_NAMESPACE), &normal),
	    CIM_OK, "the longest");
	tap_int(cim_namespace_normal(&arena, cim_str(longest, CIM_LIMIT_NAMESPACE + 1), &normal),
	    CIM_ELIMIT, "longer");
	arena_free(&arena);
}

#define MANY 100000

static void
test_map(void)
{
	struct arena arena = { 0 };
	struct cim_map map = { 0 };
	static int values[MANY];
	size_t wrong = 0;
	char text[32];
	void *there;
	tap_ok(cim_map_get(&map, cim_name_from("x")) == NULL, "an empty map has nothing");
	for (int i = 0; i < MANY; i++) {
		int n = snprintf(text, sizeof(text), "Name_%d", i);
		char *copy = arena_copy(&arena, text, (size_t)n);
		if (copy == NULL || cim_map_add(&map, &arena, cim_name(copy, (size_t)n),
		    &values[i], &there) != CIM_OK ||
		    there != &values[i])
			wrong++;
	}
	tap_int(wrong, 0, "%d names are added", MANY);
	for (int i = 0; i < MANY; i++) {
		int n = snprintf(text, sizeof(text), "NAME_%d", i);
		if (cim_map_get(&map, cim_name(text, (size_t)n)) != &values[i])
			wrong++;
		n = snprintf(text, sizeof(text), "other_%d", i);
		if (cim_map_get(&map, cim_name(text, (size_t)n)) != NULL)
			wrong++;
	}
	tap_int(wrong, 0, "and found in another case, and no others");
	int other;
	tap_ok(cim_map_add(&map, &arena, cim_name_from("name_7"), &other, &there) == CIM_OK &&
	    there == &values[7] &&
	    map.used == MANY, "adding a name again gives the older value");
	tap_ok(cim_map_set(&map, &arena, cim_name_from("name_7"), &other) == CIM_OK &&
	    cim_map_get(&map, cim_name_from("Name_7")) == &other && map.used == MANY,
	    "setting replaces it");
	tap_ok(cim_map_set(&map, &arena, cim_name_from(""), &other) == CIM_OK &&
	    cim_map_get(&map, cim_name_from("")) == &other, "even the empty name has a place");
	tap_ok(map.cap <= 4 * MANY, "the map is at most four times too large");
	arena_free(&arena);
}

static void
test_intern(void)
{
	struct arena arena = { 0 };
	struct cim_names names = { .arena = &arena };
	static struct cim_name first[MANY];
	size_t wrong = 0;
	char text[32];
	for (int i = 0; i < MANY; i++) {
		int n = snprintf(text, sizeof(text), "Interned_%d", i);
		if (cim_names_intern(&names, text, (size_t)n, &first[i]) != CIM_OK ||
		    first[i].ptr == text)
			wrong++;
	}
	for (int i = 0; i < MANY; i++) {
		struct cim_name again;
		int n = snprintf(text, sizeof(text), "Interned_%d", i);
		if (cim_names_intern(&names, text, (size_t)n, &again) != CIM_OK ||
		    again.ptr != first[i].ptr ||
		    again.hash != cim_name(text, (size_t)n).hash || again.len != (uint32_t)n)
			wrong++;
	}
	tap_int(wrong, 0, "%d names: each spelling once", MANY);
	tap_int(names.used, MANY, "and no more");
	struct cim_name upper, none, nothing;
	tap_ok(cim_names_intern(&names, "INTERNED_5", 10, &upper) == CIM_OK &&
	    upper.ptr != first[5].ptr &&
	    cim_name_eq(upper, first[5]), "another spelling is another text of the same name");
	tap_ok(cim_names_intern(&names, "", 0, &none) == CIM_OK &&
	    cim_names_intern(&names, NULL, 0, &nothing) == CIM_OK &&
	    none.ptr == nothing.ptr && none.len == 0, "the empty name");
	arena_free(&arena);
}

/* All spellings of one name: a table that went by the folded hash would need hours. */
static void
test_spellings(void)
{
	struct arena arena = { 0 };
	struct cim_names names = { .arena = &arena };
	size_t wrong = 0;
	struct cim_name name;
	for (uint32_t bits = 0; bits < 1u << 17; bits++) {
		char text[17];
		for (int i = 0; i < 17; i++)
			text[i] = (char)((bits >> i & 1 ? 'A' : 'a') + i);
		if (cim_names_intern(&names, text, sizeof(text), &name) != CIM_OK)
			wrong++;
	}
	tap_ok(wrong == 0 && names.used == 1u << 17, "131,072 spellings of one name");
	arena_free(&arena);
}

/* Hashed by the compiler, when it optimises, and by the function. */
#define SAME(literal) \
	wrong += cim_name_from(literal).hash != cim_name(literal, sizeof(literal) - 1).hash || \
	    cim_name_from(literal).len != sizeof(literal) - 1

static void
test_hashed_literals(void)
{
	size_t wrong = 0;
	SAME("");
	SAME("A");
	SAME("AB");
	SAME("Abc");
	SAME("AbcD");
	SAME("Abcde");
	SAME("AbcdeF");
	SAME("Abcdefg");
	SAME("AbcdefgH");
	SAME("Abcdefghi");
	SAME("AbcdefghiJ");
	SAME("Abcdefghijk");
	SAME("AbcdefghijkL");
	SAME("Abcdefghijklm");
	SAME("AbcdefghijklmN");
	SAME("Abcdefghijklmno");
	SAME("AbcdefghijklmnoP");
	SAME("Abcdefghijklmnopq");
	SAME("AbcdefghijklmnopqR");
	SAME("Abcdefghijklmnopqrs");
	SAME("AbcdefghijklmnopqrsT");
	SAME("Abcdefghijklmnopqrstu");
	SAME("AbcdefghijklmnopqrstuV");
	SAME("Abcdefghijklmnopqrstuvw");
	SAME("AbcdefghijklmnopqrstuvwX");
	SAME("Abcdefghijklmnopqrstuvwxy");
	tap_int(wrong, 0, "literals of every length have the hash of their text");
}

int
main(void)
{
	test_pairs();
	test_hashed_literals();
	test_literals();
	test_ascii();
	test_fold();
	test_valid();
	test_namespace();
	test_map();
	test_intern();
	test_spellings();
	return tap_done();
}
