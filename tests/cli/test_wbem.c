/* test_wbem.c: every message that is an error has a code, and every code a name. */
#include "config.h"

#include "mof/wbem.h"
#include "tests/unit.h"

static bool
is_check(const char *id)
{
	size_t count;
	const struct mof_check_info *checks = mof_checks(&count);
	for (size_t i = 0; i < count; i++) {
		if (strcmp(checks[i].id, id) == 0)
			return true;
	}
	return false;
}

/* What only the repository tells has no row in the table of checks. */
static bool
is_stored(const char *id)
{
	static const char *const ids[] = { "E-REFUSED", "E-CREATE-ONLY", "E-UPDATE-ONLY",
		"E-DELETE-MISSING" };
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		if (strcmp(ids[i], id) == 0)
			return true;
	}
	return false;
}

/* Rows are of checks that there are, or of what only the repository tells. */
static void
test_rows(void)
{
	const char *id, *other;
	uint32_t code, unused;
	for (size_t n = 0; wbem_row(n, &id, &code); n++) {
		/* For the script that holds the documentation against it. */
		printf("# row 0x%08X %s\n", (unsigned)code, id);
		tap_ok(cim_wbem_name(code) != NULL, "%s: 0x%08x has a name", id, (unsigned)code);
		tap_ok(is_stored(id) || is_check(id), "%s: is a check", id);
		unsigned times = 0;
		for (size_t i = 0; wbem_row(i, &other, &unused); i++)
			times += strcmp(other, id) == 0 && strcmp(id, "E-SYNTAX") != 0;
		tap_ok(times <= 1, "%s: has one row", id);
	}
}

/* New checks get the default until they have a row: the list of those is to be looked at. */
static void
test_complete(void)
{
	size_t count, known = 0, errors = 0;
	const struct mof_check_info *checks = mof_checks(&count);
	for (size_t i = 0; i < count; i++) {
		if (checks[i].severity != MOF_ERROR)
			continue;
		errors++;
		known += wbem_knows(checks[i].id);
		uint32_t code = wbem_code(checks[i].id, MOF_WANTED_NOTHING);
		tap_ok(cim_wbem_name(code) != NULL, "%s has a code with a name", checks[i].id);
		if (!wbem_knows(checks[i].id)) {
			printf("# by default: %s\n", checks[i].id);
			tap_int(code, WBEMMOF_E_INVALID_CLASS_DECLARATION, "%s: the default",
			    checks[i].id);
		}
	}
	tap_ok(errors > 80 && known * 10 > errors * 7, "%zu of %zu errors have a row", known, errors);
}

static void
test_kinds(void)
{
	tap_ok(wbem_is_syntax(wbem_code("E-SYNTAX", MOF_WANTED_SEMICOLON)), "a missing mark");
	tap_int(wbem_code("E-SYNTAX", MOF_WANTED_SEMICOLON), 0x80044002, "EXPECTED_SEMI");
	tap_int(wbem_code("E-SYNTAX", MOF_WANTED_FEATURE_NAME), 0x8004400C, "a name");
	tap_int(wbem_code("E-SUPER-MISSING", MOF_WANTED_NOTHING), 0x8004100D, "INVALID_SUPERCLASS");
	tap_ok(!wbem_is_syntax(0x8004100D) && !wbem_is_syntax(0x80041019), "against the store");
	static const struct {
		enum cim_err err;
		enum cim_item_kind kind;
		const char *why;
		uint32_t code;
	} rows[] = {
		{ CIM_EEXIST, CIM_ITEM_CLASS, "", 0x80041019 },
		{ CIM_ENOENT, CIM_ITEM_INSTANCE, "", 0x80041002 },
		{ CIM_ECONFLICT, CIM_ITEM_CLASS, "B is derived from it", 0x80041025 },
		{ CIM_ECONFLICT, CIM_ITEM_CLASS, "it has instances", 0x80041026 },
		{ CIM_ECONFLICT, CIM_ITEM_QUALIFIER_TYPE, "B uses it", 0x80041016 },
		{ CIM_EINVAL, CIM_ITEM_CLASS, "", 0x80041008 },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		tap_int(wbem_code_of_refusal(rows[i].err, rows[i].kind, rows[i].why), rows[i].code,
		    "a refusal: %s", rows[i].why);
	tap_ok(cim_wbem_name(0x80049999) == NULL, "no code");
}

int
main(void)
{
	test_rows();
	test_complete();
	test_kinds();
	return tap_done();
}
