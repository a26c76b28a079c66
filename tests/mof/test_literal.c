/* test_literal.c: literals become typed values, or a message with the right id. */
#include "config.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "cim/bytes.h"
#include "mof/literal.h"
#include "mof/parse.h"
#include "tests/unit.h"

/* A type, a literal as it stands in a class, the value as text, and the ids of what is said. */
static const struct {
	enum cim_type type;
	const char *literal, *value, *ids;
} rows[] = {
	{ CIM_UINT8, "0", "0", "" },
	{ CIM_UINT8, "255", "255", "" },
	{ CIM_UINT8, "256", NULL, "E-RANGE" },
	{ CIM_UINT8, "-1", NULL, "E-RANGE" },
	{ CIM_UINT8, "-0", "0", "" },
	{ CIM_UINT8, "0xFF", "255", "" },
	{ CIM_UINT8, "0377", "255", "" },
	{ CIM_UINT8, "+0400", NULL, "E-RANGE" },
	{ CIM_UINT8, "11111111b", "255", "" },
	{ CIM_UINT8, "0b", "0", "" },
	{ CIM_UINT8, "+00", "0", "" },
	{ CIM_SINT8, "-128", "-128", "" },
	{ CIM_SINT8, "-129", NULL, "E-RANGE" },
	{ CIM_SINT8, "128", NULL, "E-RANGE" },
	{ CIM_SINT8, "-1100100B", "-100", "" },
	{ CIM_UINT16, "65535", "65535", "" },
	{ CIM_UINT16, "65536", NULL, "E-RANGE" },
	{ CIM_SINT16, "-32768", "-32768", "" },
	{ CIM_UINT32, "4294967295", "4294967295", "" },
	{ CIM_UINT32, "4294967296", NULL, "E-RANGE" },
	{ CIM_SINT32, "-0x80000000", "-2147483648", "" },
	{ CIM_UINT64, "18446744073709551615", "18446744073709551615", "" },
	{ CIM_UINT64, "18446744073709551616", NULL, "E-RANGE" },
	{ CIM_UINT64, "0x1FFFFFFFFFFFFFFFF", NULL, "E-RANGE" },
	{ CIM_UINT64, "\"123\"", "123", "" },
	{ CIM_UINT64, "\"12x\"", NULL, "E-X" },
	{ CIM_UINT32, "\"123\"", NULL, "E-X" },
	{ CIM_SINT64, "-9223372036854775808", "-9223372036854775808", "" },
	{ CIM_SINT64, "-0x8000000000000000", "-9223372036854775808", "" },
	{ CIM_SINT64, "9223372036854775808", NULL, "E-RANGE" },
	{ CIM_UINT32, "1.0", NULL, "E-X" },
	{ CIM_UINT32, "true", NULL, "E-X" },
	{ CIM_UINT32, "{1}", NULL, "E-ARRAY-MISMATCH" },
	{ CIM_REAL32, "1.5", "1.5", "" },
	{ CIM_REAL64, "-.5e-1", "-0.05", "" },
	{ CIM_REAL64, "9.2360000000000007E+000", "9.236", "" },
	{ CIM_REAL64, "1.0e400", NULL, "E-RANGE" },
	{ CIM_REAL32, "1.0e39", NULL, "E-RANGE" },
	{ CIM_REAL32, "1", "1.0", "N-REAL-INT" },
	{ CIM_REAL64, "-0x10", "-16.0", "N-REAL-INT" },
	{ CIM_REAL64, "\"1.0\"", NULL, "E-X" },
	{ CIM_BOOLEAN, "TRUE", "true", "" },
	{ CIM_BOOLEAN, "false", "false", "" },
	{ CIM_BOOLEAN, "\"true\"", NULL, "E-X" },
	{ CIM_BOOLEAN, "1", NULL, "E-X" },
	{ CIM_STRING, "\"abc\"", "abc", "" },
	{ CIM_STRING, "\"\"", "", "" },
	{ CIM_STRING, "\"a\" /* and */ \"b\"\n// so\n\"c\"", "abc", "" },
	{ CIM_STRING, "\"\\b\\t\\n\\f\\r\\\"\\'\\\\\"", "\b\t\n\f\r\"'\\", "" },
	{ CIM_STRING, "\"\\x41\" \"B\"", "AB", "" },
	{ CIM_STRING, "\"\\x41B\"", "\xD0\x9B", "" },
	{ CIM_STRING, "\"\\x00410\"", "A0", "" },
	{ CIM_STRING, "\"\\X4G\"", "\x04G", "" },
	{ CIM_STRING, "\"\\x1\\b\\x2\"", "\x01\b\x02", "" },
	{ CIM_STRING, "\"\\xD83D\\xDE00\"", "\xF0\x9F\x98\x80", "" },
	{ CIM_STRING, "\"\\xD83D\"", NULL, "E-ESCAPE" },
	{ CIM_STRING, "\"\\xD83D\" \"\\xDE00\"", NULL, "E-ESCAPE E-ESCAPE" },
	{ CIM_STRING, "\"\\xDE00\"", NULL, "E-ESCAPE" },
	{ CIM_STRING, "\"\\x0000\"", NULL, "E-ESCAPE" },
	{ CIM_STRING, "\"\\xg\"", NULL, "E-ESCAPE" },
	{ CIM_STRING, "\"\\~ \\!\"", "~ !", "W-ESCAPE W-ESCAPE" },
	{ CIM_STRING, "\"\\\xC3\xA9!\"", "\xC3\xA9!", "W-ESCAPE" },
	{ CIM_STRING, "abc", NULL, "E-X" },
	{ CIM_STRING, "'a'", NULL, "E-X" },
	{ CIM_STRING, "$A", NULL, "E-X" },
	{ CIM_CHAR16, "'a'", "a", "" },
	{ CIM_CHAR16, "'\\''", "'", "" },
	{ CIM_CHAR16, "'\\x20AC'", "\xE2\x82\xAC", "" },
	{ CIM_CHAR16, "'\xE2\x82\xAC'", "\xE2\x82\xAC", "" },
	{ CIM_CHAR16, "'\xF0\x9F\x98\x80'", NULL, "E-CHAR16" },
	{ CIM_CHAR16, "65", "A", "" },
	{ CIM_CHAR16, "65536", NULL, "E-RANGE" },
	{ CIM_CHAR16, "'ab'", NULL, "E-CHAR16" },
	{ CIM_CHAR16, "''", NULL, "E-CHAR16" },
	{ CIM_CHAR16, "\"a\"", NULL, "E-CHAR16" },
	{ CIM_DATETIME, "\"20240131120000.000000+060\"", "20240131120000.000000+060", "" },
	{ CIM_DATETIME, "\"20240131\" \"120000.000000+060\"", "20240131120000.000000+060", "" },
	{ CIM_DATETIME, "\"2024-01-01\"", NULL, "E-DATETIME" },
	{ CIM_DATETIME, "\"20241331120000.000000+060\"", NULL, "E-DATETIME" },
	{ CIM_DATETIME, "\"2024*131120000.000000+060\"", NULL, "E-DATETIME-STAR" },
	{ CIM_DATETIME, "5", NULL, "E-X" },
	{ CIM_REFERENCE, "\"EX_A.Id=\\\"x\\\"\"", "EX_A.Id=\"x\"", "" },
	{ CIM_REFERENCE, "5", NULL, "E-X" },
	{ CIM_OBJECT, "\"x\"", NULL, "E-X" }
};

/* The value of the one property in "class A { string P = LITERAL; };" */
static const struct mof_value *
parse_literal(struct mof_unit *unit, const char *literal)
{
	char text[512];
	int n = snprintf(text, sizeof(text), "class A { string P = %s; };", literal);
	if (mof_parse_buffer(unit, "x.mof", text, (size_t)n) != CIM_OK || mof_count(unit,
	    MOF_ERROR) > 0)
		return NULL;
	const struct mof_file *file = unit->files.last;
	const struct mof_decl *decl = file->decls.first;
	const struct mof_member *member = decl->as.cls->members.first;
	return member->value;
}

static void
test_rows(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct mof_unit *unit;
		struct cim_value value;
		struct bytes_writer w = { 0 };
		char ids[256] = "";
		if (mof_unit_new(&unit, NULL) != CIM_OK)
			exit(99);
		const struct mof_value *raw = parse_literal(unit, rows[i].literal);
		struct mof_literals ctx = { .arena = &unit->arena, .diags = &unit->diags,
		    .mismatch = "E-X", .what = "property", .name = CIM_STR("P") };
		bool good = raw != NULL;
		enum cim_err err = good ? mof_literal(&ctx, raw, rows[i].type, &value) :
		    CIM_EINVAL;
		for (const struct mof_diag *d = unit->diags.first; d != NULL; d = d->next)
			snprintf(ids + strlen(ids), sizeof(ids) - strlen(ids), "%s%s",
			    ids[0] == '\0' ? "" : " ", d->id);
		if (err == CIM_OK)
			cim_value_text(&w, &value);
		good = good && err == (rows[i].value == NULL ? CIM_EINPUT : CIM_OK);
		if (good && err == CIM_OK)
			good = w.len == strlen(rows[i].value) && memcmp(w.buf, rows[i].value,
			    w.len) == 0 && value.type == rows[i].type &&
			    value.place.at == raw->place.at;
		if (!tap_ok(good && strcmp(ids, rows[i].ids) == 0, "row %zu: a literal for %s", i,
		    cim_type_to_string(rows[i].type)))
			printf("# %s\n# err %d, value \"%.*s\", ids %s\n", rows[i].literal, err,
			    (int)w.len, w.buf == NULL ? "" : (char *)w.buf, ids);
		bytes_writer_free(&w);
		mof_unit_free(unit);
	}
}

/* What a literal is by itself. */
static const struct {
	const char *literal;
	enum cim_type type;
} types[] = {
	{ "5", CIM_SINT32 }, { "-2147483648", CIM_SINT32 }, { "2147483648", CIM_SINT64 },
	{ "9223372036854775808", CIM_UINT64 }, { "1.0", CIM_REAL64 }, { "\"x\"", CIM_STRING },
	    { "'x'", CIM_CHAR16 },
	{ "true", CIM_BOOLEAN }, { "null", CIM_TYPE_NONE }, { "{}", CIM_TYPE_NONE },
	    { "{1, 4294967296}", CIM_SINT64 },
	{ "{null, \"x\"}", CIM_STRING }, { "{1, 2.5}", CIM_REAL64 }, { "$A", CIM_TYPE_NONE }
};

static void
test_types(void)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		struct mof_unit *unit;
		if (mof_unit_new(&unit, NULL) != CIM_OK)
			exit(99);
		const struct mof_value *raw = parse_literal(unit, types[i].literal);
		tap_ok(raw != NULL && mof_literal_type(raw) == types[i].type, "%s is %s by itself",
		    types[i].literal, types[i].type == CIM_TYPE_NONE ? "nothing" :
		    cim_type_to_string(types[i].type));
		mof_unit_free(unit);
	}
}

/* Lists: every element is tried, null is one, a scalar is none. */
static void
test_arrays(void)
{
	struct mof_unit *unit;
	struct cim_value value;
	if (mof_unit_new(&unit, NULL) != CIM_OK)
		exit(99);
	struct mof_literals ctx = { .arena = &unit->arena, .diags = &unit->diags,
	    .mismatch = "E-X", .name = CIM_STR("") };
	const struct mof_value *raw = parse_literal(unit, "{1, null, 3}");
	tap_ok(mof_literal_array(&ctx, raw, CIM_UINT8, &value) == CIM_OK && value.is_array &&
	    value.count == 3 && value.as.items[0].as.uint == 1 && value.as.items[1].is_null &&
	    value.as.items[2].as.uint == 3, "a list with a null");
	tap_ok(mof_literal_array(&ctx, parse_literal(unit, "{}"), CIM_UINT8, &value) == CIM_OK &&
	    value.is_array && !value.is_null && value.count == 0, "an empty list is not null");
	tap_ok(mof_literal_array(&ctx, parse_literal(unit, "null"), CIM_UINT8, &value) == CIM_OK &&
	    value.is_array && value.is_null, "null for a list");
	raw = parse_literal(unit, "5");
	tap_ok(mof_literal_array(&ctx, raw, CIM_UINT8, &value) == CIM_EINPUT &&
	    strcmp(unit->diags.last->id, "E-ARRAY-MISMATCH") == 0, "a scalar for a list");
	mof_unit_free(unit);
	if (mof_unit_new(&unit, NULL) != CIM_OK)
		exit(99);
	ctx.arena = &unit->arena;
	ctx.diags = &unit->diags;
	raw = parse_literal(unit, "{256, 1, \"x\", 257}");
	tap_ok(mof_literal_array(&ctx, raw, CIM_UINT8, &value) == CIM_EINPUT && mof_count(unit,
	    MOF_ERROR) == 3, "three mistakes in a list, three messages");
	mof_unit_free(unit);
}

int
main(void)
{
	/* Where the decimal point is a comma, MOF's stays a point. */
	if (setlocale(LC_ALL, "de_DE.UTF-8") == NULL)
		printf("# no locale with a decimal comma here\n");
	test_rows();
	test_types();
	test_arrays();
	return tap_done();
}
