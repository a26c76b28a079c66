/* test_cli.c: patterns, near words and JSON texts, row by row. */
#include "config.h"

#include <string.h>

#include "cim/bytes.h"
#include "cli/glob.h"
#include "cli/json.h"
#include "cli/opts.h"
#include "tests/unit.h"

static void
test_glob(void)
{
	static const struct row {
		const char *pattern, *name;
		bool matches;
	} rows[] = {
		{ "fan", "Demo_Fan", true },
		{ "fan", "Demo_Fa", false },
		{ "", "Demo_Fan", true },
		{ "*", "x", true },
		{ "Demo_*", "DEMO_FAN", true },
		{ "Demo_*", "Demo", false },
		{ "*fan", "Demo_Fan", true },
		{ "*fan", "Demo_Fans", false },
		{ "d?mo*", "Demo_Fan", true },
		{ "????????", "Demo_Fan", true },
		{ "???????", "Demo_Fan", false },
		{ "*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false },
		{ "[a-d]*", "Demo_Fan", true },
		{ "[!a-d]*", "Demo_Fan", false },
		{ "[^a-d]*", "Fan", true },
		{ "[]x]*", "x", true },
		{ "[a-]*", "-b", true },
		{ "[a-*", "[a-b", true },
		{ "*[0-9]", "Fan7", true },
		{ "*[0-9]", "Fan", false },
		{ "\xc3\x84*", "\xc3\xa4rger", true },		/* case beyond ASCII */
		{ "?rger", "\xc3\x84rger", true },		/* one character, two bytes */
		{ "[\xc3\xa0-\xc3\xbf]rger", "\xc3\x84rger", true },
		{ "?", "\xff", true },
		{ "?*", "", false },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct arena arena = { 0 };
		struct glob glob;
		enum cim_err err = glob_init(&glob, &arena, rows[i].pattern);
		bool got = err == CIM_OK && glob_match(&glob, cim_name_from(rows[i].name));
		tap_ok(err == CIM_OK && got == rows[i].matches, "glob \"%s\" %s \"%s\"", rows[i].pattern,
		    rows[i].matches ? "matches" : "does not match", rows[i].name);
		arena_free(&arena);
	}
}

static void
test_near(void)
{
	static const char *const words[] = { "compile", "check", "class", "backup", "restore", "status",
	    "verify" };
	static const struct row {
		const char *wrong, *want;
	} rows[] = {
		{ "compil", "compile" },
		{ "comiple", "compile" },
		{ "COMPILE", "compile" },
		{ "bakcup", "backup" },
		{ "clas", "class" },
		{ "stat", "status" },
		{ "restor", "restore" },
		{ "xyzzy", NULL },
		{ "", NULL },
		{ "a-word-that-is-much-longer-than-any-verb-could-be-and-then-some-more-of-it", NULL },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct near near;
		near_begin(&near, rows[i].wrong);
		for (size_t w = 0; w < sizeof(words) / sizeof(words[0]); w++)
			near_try(&near, words[w]);
		bool good = rows[i].want == NULL ? near.best == NULL
		    : near.best != NULL && strcmp(near.best, rows[i].want) == 0;
		tap_ok(good, "\"%s\" is near %s (%s)", rows[i].wrong,
		    rows[i].want == NULL ? "none" : rows[i].want,
		    near.best == NULL ? "none" : near.best);
	}
}

static void
test_json_string(void)
{
	static const struct row {
		struct cim_str in;
		const char *want;
	} rows[] = {
		{ { NULL, 0 }, "\"\"" },
		{ CIM_STR("plain"), "\"plain\"" },
		{ CIM_STR("a\"b\\c"), "\"a\\\"b\\\\c\"" },
		{ CIM_STR("\n\r\t\b"), "\"\\n\\r\\t\\u0008\"" },
		{ CIM_STR("a\0b"), "\"a\\u0000b\"" },
		{ CIM_STR("\x1b[2J\x7f"), "\"\\u001b[2J\\u007f\"" },
		{ CIM_STR("\xc3\xa4\xe2\x82\xac\xf0\x9f\x8c\x8d"), "\"\xc3\xa4\xe2\x82\xac\xf0\x9f\x8c\x8d\"" },
		{ CIM_STR("\xff" "a"), "\"\xef\xbf\xbd" "a\"" },
		{ CIM_STR("\xc3"), "\"\xef\xbf\xbd\"" },
		{ CIM_STR("\xc0\x80"), "\"\xef\xbf\xbd\xef\xbf\xbd\"" },
		{ CIM_STR("\xed\xa0\xbd"), "\"\\ud83d\"" },
		{ CIM_STR("\xed\xbf\xbf"), "\"\\udfff\"" },
		{ CIM_STR("\xf4\x90\x80\x80"), "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct bytes_writer w = { 0 };
		json_string(&w, rows[i].in);
		tap_ok(w.err == CIM_OK && w.len == strlen(rows[i].want) &&
		    memcmp(w.buf, rows[i].want, w.len) == 0,
		    "json string %zu: %s", i, rows[i].want);
		bytes_writer_free(&w);
	}
}

static void
test_json_value(void)
{
	struct cim_value items[2] = {
		{ .type = CIM_SINT64, .as.sint = INT64_MIN },
		{ .type = CIM_SINT64, .is_null = true },
	};
	const struct row {
		struct cim_value value;
		const char *want;
	} rows[] = {
		{ { .type = CIM_UINT64, .as.uint = UINT64_MAX }, "18446744073709551615" },
		{ { .type = CIM_SINT64, .as.sint = INT64_MIN }, "-9223372036854775808" },
		{ { .type = CIM_BOOLEAN, .as.boolean = true }, "true" },
		{ { .type = CIM_STRING, .is_null = true }, "null" },
		{ { .type = CIM_CHAR16, .as.char16 = 'x' }, "\"x\"" },
		{ { .type = CIM_CHAR16, .as.char16 = '"' }, "\"\\u0022\"" },
		{ { .type = CIM_CHAR16, .as.char16 = 0xd800 }, "\"\\ud800\"" },
		{ { .type = CIM_SINT64, .is_array = true, .count = 2, .as.items = items },
		    "[-9223372036854775808,null]" },
		{ { .type = CIM_SINT64, .is_array = true, .count = 0 }, "[]" },
		{ { .type = CIM_SINT64, .is_array = true, .is_null = true }, "null" },
		{ { .type = CIM_REAL64, .as.real = 0.5 }, "0.5" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct bytes_writer w = { 0 };
		struct json_context j = { .w = &w };
		json_value(&j, &rows[i].value);
		tap_ok(w.err == CIM_OK && w.len == strlen(rows[i].want) &&
		    memcmp(w.buf, rows[i].want, w.len) == 0,
		    "json value %s: %.*s", rows[i].want, (int)w.len, (const char *)w.buf);
		bytes_writer_free(&w);
	}
}

int
main(void)
{
	test_glob();
	test_near();
	test_json_string();
	test_json_value();
	return tap_done();
}
