/* test_value.c: the types, the borders of their ranges, and numbers as text. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "cim/class.h"
#include "cim/value.h"
#include "tests/unit.h"

/* The text of a value, or "?" after a failure; until the next call. */
static const char *
text_of(const struct cim_value *value)
{
	static char text[400];
	struct bytes_writer w = { 0 };
	cim_value_text(&w, value);
	size_t n = w.len < sizeof(text) ? w.len : sizeof(text) - 1;
	if (n > 0)
		memcpy(text, w.buf, n);
	text[n] = '\0';
	bool failed = w.err != CIM_OK;
	bytes_writer_free(&w);
	return failed ? "?" : text;
}

static void
test_types(void)
{
	for (unsigned t = 1; t <= CIM_TYPE_LAST; t++) {
		const char *word = cim_type_to_string((enum cim_type)t);
		char upper[20] = "";
		for (size_t i = 0; word[i] != '\0' && i < sizeof(upper) - 1; i++)
			upper[i] = (char)(word[i] >= 'a' && word[i] <= 'z' ? word[i] - 32 :
			    word[i]);
		tap_ok(cim_type_from_name(cim_name_from(word)) == (enum cim_type)t &&
		    cim_type_from_name(cim_name_from(upper)) == (enum cim_type)t, "%s is %s",
		    upper, word);
		bool integer = (t >= CIM_UINT8 && t <= CIM_SINT64) || t == CIM_INTEGER;
		tap_ok(cim_type_is_integer((enum cim_type)t) == integer &&
		    cim_type_is_unsigned((enum cim_type)t) == (integer && t != CIM_INTEGER && t % 2 == 0) &&
		    cim_type_is_real((enum cim_type)t) == (t == CIM_REAL32 || t == CIM_REAL64),
		    "what %s is", word);
	}
	tap_int(cim_type_from_name(cim_name_from("none")), CIM_TYPE_NONE, "none is no type");
	tap_int(cim_type_from_name(cim_name_from("uint")), CIM_TYPE_NONE, "nor is uint");
	tap_int(cim_type_from_name(cim_name_from("")), CIM_TYPE_NONE, "nor is nothing");
	tap_int(cim_type_bits(CIM_SINT64), 64, "64 bits of sint64");
	tap_int(cim_type_bits(CIM_CHAR16), 16, "16 bits of char16");
	tap_int(cim_type_bits(CIM_STRING), 0, "no bits of string");
	tap_text(cim_type_to_string((enum cim_type)99), 4, "none", "a number that is no type");
}

struct range_row {
	enum cim_type type;
	bool negative;
	uint64_t magnitude;
	const char *text;	/* NULL: out of range */
};

static const struct range_row ranges[] = {
	{ CIM_UINT8, false, 0, "0" }, { CIM_UINT8, true, 0, "0" },
	{ CIM_UINT8, false, 255, "255" },
	{ CIM_UINT8, false, 256, NULL }, { CIM_UINT8, true, 1, NULL },
	{ CIM_UINT8, false, UINT64_MAX, NULL },
	{ CIM_SINT8, false, 127, "127" }, { CIM_SINT8, false, 128, NULL },
	{ CIM_SINT8, true, 128, "-128" },
	{ CIM_SINT8, true, 129, NULL }, { CIM_SINT8, true, 0, "0" }, { CIM_SINT8, true, 1, "-1" },
	{ CIM_UINT16, false, 65535, "65535" }, { CIM_UINT16, false, 65536, NULL },
	{ CIM_UINT16, true, 1, NULL },
	{ CIM_SINT16, false, 32767, "32767" }, { CIM_SINT16, false, 32768, NULL },
	{ CIM_SINT16, true, 32768, "-32768" }, { CIM_SINT16, true, 32769, NULL },
	{ CIM_UINT32, false, UINT32_MAX, "4294967295" },
	{ CIM_UINT32, false, UINT64_C(4294967296), NULL },
	{ CIM_UINT32, true, 1, NULL },
	{ CIM_SINT32, false, INT32_MAX, "2147483647" },
	{ CIM_SINT32, false, UINT64_C(2147483648), NULL },
	{ CIM_SINT32, true, UINT64_C(2147483648), "-2147483648" },
	{ CIM_SINT32, true, UINT64_C(2147483649), NULL },
	{ CIM_UINT64, false, UINT64_MAX, "18446744073709551615" }, { CIM_UINT64, true, 1, NULL },
	{ CIM_UINT64, true, UINT64_MAX, NULL },
	{ CIM_SINT64, false, INT64_MAX, "9223372036854775807" },
	{ CIM_SINT64, false, UINT64_C(1) << 63, NULL },
	{ CIM_SINT64, true, UINT64_C(1) << 63, "-9223372036854775808" },
	{ CIM_SINT64, true, (UINT64_C(1) << 63) + 1, NULL },
	{ CIM_SINT64, true, UINT64_MAX, NULL },
	{ CIM_SINT64, true, INT64_MAX, "-9223372036854775807" },
	{ CIM_CHAR16, false, 0x41, "A" }, { CIM_CHAR16, false, 0xe4, "\xc3\xa4" },
	{ CIM_CHAR16, false, 0x20ac, "\xe2\x82\xac" },
	{ CIM_CHAR16, false, 0xffff, "\xef\xbf\xbf" },
	{ CIM_CHAR16, false, 0x7ff, "\xdf\xbf" }, { CIM_CHAR16, false, 0x800, "\xe0\xa0\x80" },
	{ CIM_CHAR16, false, 0x10000, NULL }, { CIM_CHAR16, true, 1, NULL },
};

static void
test_ranges(void)
{
	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		const struct range_row *row = &ranges[i];
		struct cim_value v = { .type = CIM_STRING, .is_null = true, .place = { 7, 3 } },
		    before = v;
		enum cim_err err = cim_value_set_integer(&v, row->type, row->negative,
		    row->magnitude);
		const char *type = cim_type_to_string(row->type), *sign = row->negative ? "-" : "";
		unsigned long long n = row->magnitude;
		tap_int(err, row->text == NULL ? CIM_ERANGE : CIM_OK, "%s%llu in %s", sign, n,
		    type);
		tap_ok(v.place.at == 7 && v.place.len == 3, "the place stays");
		if (row->text == NULL)
			tap_ok(cim_value_eq(&v, &before), "and the value is as before");
		else
			tap_ok(v.type == row->type && !v.is_null &&
			    strcmp(text_of(&v), row->text) == 0, "as %s",
			    row->text);
	}
	struct cim_value v = { 0 };
	tap_int(cim_value_set_integer(&v, CIM_STRING, false, 1), CIM_EINVAL,
	    "a string takes no integer");
	tap_int(cim_value_set_integer(&v, CIM_REAL32, false, 1), CIM_EINVAL, "nor does a real");
}

struct real_row {
	enum cim_type type;
	double real;
	const char *text;	/* NULL: out of range */
};

static const struct real_row reals[] = {
	{ CIM_REAL64, 0.0, "0.0" }, { CIM_REAL64, -0.0, "-0.0" }, { CIM_REAL64, 1, "1.0" },
	{ CIM_REAL64, -2, "-2.0" },
	{ CIM_REAL64, 0.1, "0.1" }, { CIM_REAL64, 1.5, "1.5" }, { CIM_REAL64, 100, "100.0" },
	{ CIM_REAL64, 123456.789, "123456.789" }, { CIM_REAL64, 1.0 / 3, "0.3333333333333333" },
	{ CIM_REAL64, 0.1 + 0.2, "0.30000000000000004" }, { CIM_REAL64, 5e-324, "5.0e-324" },
	{ CIM_REAL64, 2.2250738585072014e-308, "2.2250738585072014e-308" },
	{ CIM_REAL64, 1.7976931348623157e308, "1.7976931348623157e+308" },
	{ CIM_REAL64, 1e15, "1000000000000000.0" }, { CIM_REAL64, 1e16, "1.0e+16" },
	{ CIM_REAL64, 1e22, "1.0e+22" },
	{ CIM_REAL64, 9007199254740993.0, "9007199254740992.0" }, { CIM_REAL64, 1e-5, "0.00001" },
	{ CIM_REAL64, 1.25e-6, "1.25e-6" }, { CIM_REAL64, 9.2360000000000007E+000, "9.236" },
	{ CIM_REAL64, HUGE_VAL, NULL }, { CIM_REAL64, -HUGE_VAL, NULL },
	{ CIM_REAL32, 0.1, "0.1" }, { CIM_REAL32, 16777217.0, "16777216.0" },
	{ CIM_REAL32, 3.1415926535, "3.1415927" },
	{ CIM_REAL32, 3.40282346e38, "3.4028235e+38" },
	{ CIM_REAL32, 3.4028235677973362e38, "3.4028235e+38" },
	{ CIM_REAL32, 3.4028235677973366e38, NULL }, { CIM_REAL32, -3.5e38, NULL },
	{ CIM_REAL32, 1e39, NULL },
	{ CIM_REAL32, 1.4e-45, "1.0e-45" }, { CIM_REAL32, 1e-60, "0.0" },
	{ CIM_REAL32, 1.17549435e-38, "1.1754944e-38" },
};

static void
test_reals(void)
{
	for (size_t i = 0; i < sizeof(reals) / sizeof(reals[0]); i++) {
		struct cim_value v = { .place = { 5, 1 } };
		enum cim_err err = cim_value_set_real(&v, reals[i].type, reals[i].real);
		tap_int(err, reals[i].text == NULL ? CIM_ERANGE : CIM_OK, "%.17g as %s",
		    reals[i].real,
		    cim_type_to_string(reals[i].type));
		if (err == CIM_OK)
			tap_text(text_of(&v), strlen(text_of(&v)), reals[i].text, "is written %s",
			    reals[i].text);
	}
	struct cim_value v = { 0 };
	tap_int(cim_value_set_real(&v, CIM_REAL64, NAN), CIM_ERANGE, "what is no number");
	tap_int(cim_value_set_real(&v, CIM_UINT8, 1), CIM_EINVAL, "an integer takes no real");
}

/*
 * Random bits of both sizes: what is written reads back as the same bits, has a point, and one
 * digit less would not do.
 */
static void
test_round_trip(void)
{
	uint64_t state = 88172645463325252u;
	size_t wrong = 0, tried = 0;
	for (int i = 0; i < 40000; i++) {
		state ^= state << 13;
		state ^= state >> 7;
		state ^= state << 17;
		enum cim_type type = i % 2 == 0 ? CIM_REAL64 : CIM_REAL32;
		double real;
		float single;
		uint32_t half = (uint32_t)state;
		memcpy(&real, &state, sizeof(real));
		memcpy(&single, &half, sizeof(single));
		struct cim_value v = { 0 };
		if (cim_value_set_real(&v, type,
		    type == CIM_REAL32 ? (double)single : real) != CIM_OK)
			continue;
		tried++;
		const char *text = text_of(&v);
		double back = type == CIM_REAL32 ? (double)strtof(text, NULL) : strtod(text, NULL);
		char shortest[40];
		for (int digits = 1; digits <= 17; digits++) {
			(void)snprintf(shortest, sizeof(shortest), "%.*e", digits - 1, v.as.real);
			double again = type == CIM_REAL32 ? (double)strtof(shortest, NULL) :
			    strtod(shortest, NULL);
			if (again == v.as.real)
				break;
		}
		size_t want = 0, got = 0;
		for (const char *c = shortest; *c != 'e'; c++)
			want += *c >= '0' && *c <= '9';
		for (const char *c = text; *c != 'e' && *c != '\0'; c++)
			got += *c >= '0' && *c <= '9';
		/* "1.0e+22" has one digit more than it needs, for the point. */
		bool least = strchr(text, 'e') == NULL || got == want || (want == 1 && got == 2);
		if (memcmp(&back, &v.as.real, sizeof(back)) != 0 || strchr(text, '.') == NULL ||
		    !least) {
			if (wrong++ == 0)
				printf("# %s for %.17g\n", text, v.as.real);
		}
	}
	tap_ok(wrong == 0 && tried > 30000, "%zu random reals read back from their shortest form",
	    tried);
}

static void
test_words(void)
{
	struct cim_value v = { .type = CIM_BOOLEAN, .as.boolean = true };
	tap_text(text_of(&v), 4, "true", "true");
	v.as.boolean = false;
	tap_text(text_of(&v), 5, "false", "false");
	v = (struct cim_value){ .type = CIM_STRING, .as.string = CIM_STR("a \"b\"\n") };
	tap_text(text_of(&v), strlen(text_of(&v)), "a \"b\"\n", "a string is bare");
	v = (struct cim_value){ .type = CIM_STRING, .as.string = { NULL, 0 } };
	tap_text(text_of(&v), strlen(text_of(&v)), "", "an empty one without memory");
}

static void
test_equal(void)
{
	struct cim_value one = { .type = CIM_UINT8, .as.uint = 1 },
	    two = { .type = CIM_UINT8, .as.uint = 2 };
	struct cim_value wide = { .type = CIM_UINT16, .as.uint = 1 },
	    null = { .type = CIM_UINT8, .is_null = true };
	struct cim_value ones[2] = { one, null }, others[2] = { one, one };
	struct cim_value a = { .type = CIM_UINT8, .is_array = true, .count = 2, .as.items = ones },
	    b = a, c = a, d = a;
	c.as.items = others;
	d.count = 1;
	struct cim_value none = { .type = CIM_UINT8, .is_array = true, .is_null = true };
	struct cim_value empty = { .type = CIM_UINT8, .is_array = true };
	struct cim_value plus = { .type = CIM_REAL64, .as.real = 0.0 },
	    minus = { .type = CIM_REAL64, .as.real = -0.0 };
	struct cim_value placed = one;
	placed.place = (struct cim_place){ 9, 9 };
	tap_ok(cim_value_eq(&one, &placed), "places do not count");
	tap_ok(!cim_value_eq(&one, &two) && !cim_value_eq(&one, &wide) &&
	    !cim_value_eq(&one, &null), "numbers, types, null");
	tap_ok(cim_value_eq(&a, &b) && !cim_value_eq(&a, &c) && !cim_value_eq(&a, &d),
	    "arrays item by item");
	tap_ok(!cim_value_eq(&none, &empty) && cim_value_eq(&none, &none),
	    "no array is not the empty one");
	tap_ok(!cim_value_eq(&plus, &minus), "zero has two signs");
	struct cim_value x = { .type = CIM_STRING, .as.string = CIM_STR("x\0y") }, y = x;
	y.as.string = CIM_STR("x\0z");
	tap_ok(cim_value_eq(&x, &x) && !cim_value_eq(&x, &y),
	    "strings byte for byte, beyond a NUL");
	struct cim_instance p = { .class_name = cim_name_from("A") },
	    q = { .class_name = cim_name_from("B") };
	struct cim_value o = { .type = CIM_OBJECT, .as.object = &p },
	    r = { .type = CIM_OBJECT, .as.object = &q };
	tap_ok(cim_value_eq(&o, &o) && !cim_value_eq(&o, &r), "embedded objects as instances");
}

int
main(void)
{
	test_types();
	test_ranges();
	test_reals();
	test_round_trip();
	test_words();
	test_equal();
	return tap_done();
}
