/* test_json_scan.c: values of JSON, whole and broken, and what strings say. */
#include "cim/json_scan.h"

#include <stdlib.h>

#include "cim/limits.h"
#include "tests/unit.h"

/* Texts that are one value, and those that are none; at: where it is told, from 0. */
static const struct {
	const char *text;
	int good;
	int at;
} values[] = {
	{ "{}", 1, 0 }, { "[]", 1, 0 }, { " [ ] ", 1, 0 }, { "{\"a\":1,\"b\":[true,false,null]}", 1, 0 },
	{ "0", 1, 0 }, { "-0", 1, 0 }, { "12345678901234567890123", 1, 0 }, { "1.5e-3", 1, 0 },
	{ "\"\"", 1, 0 }, { "\"\\u0041\\n\\\"\"", 1, 0 }, { "[[[[1]]],{\"x\":{}}]", 1, 0 },
	{ "", 0, 0 }, { "{", 0, 1 }, { "[1,]", 0, 2 }, { "{\"a\":1,}", 0, 6 }, { "{a:1}", 0, 1 },
	{ "{\"a\" 1}", 0, 5 }, { "[1 2]", 0, 3 }, { "01", 0, 0 }, { "-", 0, 1 }, { "1.", 0, 2 },
	{ "1e", 0, 2 }, { "tru", 0, 0 }, { "nul", 0, 0 }, { "\"a", 0, 0 }, { "\"\\x\"", 0, 1 },
	{ "\"\\u12\"", 0, 1 }, { "\"a\tb\"", 0, 2 }, { "\"a\nb\"", 0, 0 }, { "]", 0, 0 },
	{ "'a'", 0, 0 }, { "[1", 0, 2 }, { "{\"a\":}", 0, 5 },
};

static const char *first;
static int told_at;

static void told(void *ctx, const char *from, const char *to, const char *format, va_list args)
    __attribute__((format(printf, 4, 0)));

static void
told(void *ctx, const char *from, const char *to, const char *format, va_list args)
{
	(void)ctx;
	(void)to;
	(void)format;
	(void)args;
	told_at = (int)(from - first);
}

static void
test_values(void)
{
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		first = values[i].text;
		struct json_scan j = { .at = first, .end = first + strlen(first), .told = told };
		told_at = -1;
		tap_int(json_skip(&j), values[i].good, "%s", values[i].text);
		tap_int(j.broken, !values[i].good, "broken, or not");
		if (!values[i].good)
			tap_int(told_at, values[i].at, "told where");
	}
}

static void
test_depth(void)
{
	char text[2 * (CIM_LIMIT_JSON + 1)];
	for (int deep = CIM_LIMIT_JSON; deep <= CIM_LIMIT_JSON + 1; deep++) {
		memset(text, '[', (size_t)deep);
		memset(text + deep, ']', (size_t)deep);
		struct json_scan j = { .at = text, .end = text + 2 * deep };
		tap_int(json_skip(&j), deep <= CIM_LIMIT_JSON, "%d lists in lists", deep);
	}
}

/* Strings with their quotes; says NULL: not UTF-8. */
static const struct {
	const char *text, *says;
	int halves;
} strings[] = {
	{ "\"abc\"", "abc", 0 }, { "\"\"", "", 0 }, { "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t", 0 },
	{ "\"\\u0041\\u00e9\\u20AC\"", "A\xc3\xa9\xe2\x82\xac", 0 },
	{ "\"\\ud83d\\ude00!\"", "\xf0\x9f\x98\x80!", 0 }, { "\"\\ud83d\"", NULL, 0 },
	{ "\"\\ude00\\ud83d\"", NULL, 0 }, { "\"\\ud83d\"", "\xed\xa0\xbd", 1 },
	{ "\"\\ud83dx\"", "\xed\xa0\xbdx", 1 }, { "\"\xc3\xa9\"", "\xc3\xa9", 0 }, { "\"\xff\"", NULL, 0 },
	{ "\"\xed\xa0\xbd\"", NULL, 0 }, { "\"\xc3\"", NULL, 0 }, { "\"\\n\xc0\xaf\"", NULL, 0 },
};

static void
test_strings(void)
{
	for (size_t i = 0; i < sizeof(strings) / sizeof(strings[0]); i++) {
		const char *text = strings[i].text, *says = strings[i].says;
		struct json_scan j = { .at = text, .end = text + strlen(text) };
		struct json_string s;
		struct arena arena = { 0 };
		struct cim_str out = { NULL, 0 };
		tap_int(json_string_scan(&j, &s), 1, "%zu is a string", i);
		enum cim_err err = json_string_decode(&arena, &s, strings[i].halves, &out);
		tap_int(err, says == NULL ? CIM_EINVAL : CIM_OK, "%zu decoded", i);
		if (says != NULL && err == CIM_OK)
			tap_text(out.ptr, out.len, says, "%zu says", i);
		arena_free(&arena);
	}
}

static void
test_walk(void)
{
	const char *text = "{\"a\":[1,-2.5],\"b\":{}} x";
	struct json_scan j = { .at = text, .end = text + strlen(text) };
	struct json_string key;
	struct cim_str number;
	bool real;
	tap_ok(json_key_scan(&j, true, &key) && key.text.len == 1 && key.text.ptr[0] == 'a', "a");
	tap_ok(json_item(&j, true) && json_number(&j, &number, &real) && !real, "1");
	tap_ok(json_item(&j, false) && json_number(&j, &number, &real) && real, "-2.5");
	tap_text(number.ptr, number.len, "-2.5", "as written");
	tap_ok(!json_item(&j, false) && !j.broken, "the end of the array");
	tap_ok(json_key_scan(&j, false, &key) && key.text.ptr[0] == 'b', "b");
	tap_int(json_peek(&j), JSON_OBJECT, "an object");
	tap_ok(!json_key_scan(&j, true, &key) && !j.broken, "which is empty");
	tap_ok(!json_key_scan(&j, false, &key) && !j.broken, "the end");
	tap_int(json_peek(&j), JSON_NONE, "what is behind it is no value");
}

int
main(void)
{
	test_values();
	test_depth();
	test_strings();
	test_walk();
	return tap_done();
}
