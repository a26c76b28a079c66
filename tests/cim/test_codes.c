/* test_codes.c: the table of WBEM's codes is whole and in order, and numbers are read as people write them. */
#include "cim/wbem.h"

#include "tests/unit.h"

/* How many there are of each kind: 0x01-0x49, 0x50-0x5D, 0x5F-0x7A, 0x80-0x8A, and two with two names. */
static void
test_kinds(void)
{
	static const struct {
		uint32_t from, to;
		size_t count;
		const char *what;
	} kinds[] = {
		{ 0, 0x7fffffff, 16, "WBEM_S_" },
		{ 0x80041000, 0x80041fff, 128, "WBEM_E_" },
		{ 0x80042000, 0x80042fff, 3, "WBEMESS_E_" },
		{ 0x80043000, 0x80043fff, 2, "WBEM_E_" },
		{ 0x80044000, 0x80044fff, 0x31, "WBEMMOF_E_" },
	};
	size_t count;
	const struct cim_wbem *all = cim_wbem_all(&count);
	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
		size_t n = 0;
		for (size_t i = 0; i < count; i++) {
			if (all[i].code < kinds[k].from || all[i].code > kinds[k].to)
				continue;
			n++;
			tap_ok(strncmp(all[i].name, kinds[k].what, strlen(kinds[k].what)) == 0,
			    "%s begins with %s", all[i].name, kinds[k].what);
		}
		tap_int(n, kinds[k].count, "so many of %s from 0x%08x", kinds[k].what,
		    (unsigned)kinds[k].from);
	}
}

static bool
is_sentence(const char *text)
{
	size_t n = strlen(text);
	return n > 5 && text[n - 1] != '.' && text[n - 1] != ' ' && strchr(text, '\n') == NULL;
}

static void
test_rows(void)
{
	size_t count;
	const struct cim_wbem *all = cim_wbem_all(&count);
	for (size_t i = 0; i < count; i++) {
		const struct cim_wbem *row = &all[i], *found = cim_wbem_find(row->code);
		if (i > 0)
			tap_ok(row->code >= all[i - 1].code, "%s: in order", row->name);
		tap_ok(found != NULL && found->code == row->code, "%s: found by number", row->name);
		tap_ok(cim_wbem_find_name(cim_str_from(row->name)) == row, "%s: found by name",
		    row->name);
		tap_ok(is_sentence(row->meaning), "%s: has a meaning", row->name);
		tap_ok(row->remedy == NULL ? row->code < UINT32_C(0x80000000) ||
		    strncmp(row->meaning, "reserved", 8) == 0 : strlen(row->remedy) > 3,
		    "%s: says what to do", row->name);
	}
	tap_ok(cim_wbem_find(2) == NULL && cim_wbem_find(0x8004104A) == NULL &&
	    cim_wbem_find(0x80044032) == NULL && cim_wbem_find(UINT32_MAX) == NULL, "gaps");
	tap_ok(strcmp(cim_wbem_name(0x8004106D), "WBEM_E_TRANSACTION_CONFLICT") == 0,
	    "of two names the documented one");
	tap_ok(cim_wbem_find_name(CIM_STR("WBEM_E_")) == NULL &&
	    cim_wbem_find_name(CIM_STR("")) == NULL, "no name");
}

static void
test_parse(void)
{
	static const struct {
		const char *text;
		bool good;
		uint32_t code;
	} rows[] = {
		{ "0x80041002", true, 0x80041002 }, { "0X8004100a", true, 0x8004100A },
		{ "-2147217406", true, 0x80041002 }, { "2147749890", true, 0x80041002 },
		{ "80041002", true, 0x80041002 }, { "0", true, 0 }, { "1", true, 1 },
		{ "4294967295", true, UINT32_MAX }, { "-2147483648", true, 0x80000000 },
		{ "-1", true, UINT32_MAX }, { "262145", true, 0x40001 },
		{ "4294967296", false, 0 }, { "-2147483649", false, 0 },
		{ "0x100000000", false, 0 }, { "0x", false, 0 }, { "", false, 0 }, { "-", false, 0 },
		{ "18446744073709551616", false, 0 }, { "0x8004100g", false, 0 },
		{ "1x", false, 0 }, { " 1", false, 0 }, { "WBEM_E_FAILED", false, 0 },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint32_t code = 0;
		bool good = cim_wbem_parse(cim_str_from(rows[i].text), &code);
		tap_ok(good == rows[i].good && (!good || code == rows[i].code), "\"%s\"",
		    rows[i].text);
	}
	uint32_t number = 0;
	tap_ok(cim_wbem_is_system(0x8007054E, &number) && number == 1358, "of the system");
	tap_ok(!cim_wbem_is_system(0x80041002, NULL), "of WBEM");
}

/* Every error has a code, and success is one. */
static void
test_errors(void)
{
	for (int err = CIM_OK + 1; err <= CIM_EPROVIDER; err++) {
		uint32_t code = cim_wbem_of((enum cim_err)err);
		tap_ok(code >= UINT32_C(0x80041001) && cim_wbem_name(code) != NULL, "%s: %s",
		    cim_strerror((enum cim_err)err), cim_wbem_name(code));
	}
	tap_int(cim_wbem_of(CIM_OK), WBEM_S_NO_ERROR, "no error");
}

int
main(void)
{
	test_kinds();
	test_rows();
	test_parse();
	test_errors();
	return tap_done();
}
