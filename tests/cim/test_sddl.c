/* test_sddl.c: descriptors as text and as bytes, what a namespace takes, passes on and grants. */
#include <stdlib.h>

#include "cim/limits.h"
#include "cim/rights.h"
#include "cim/sddl.h"
#include "tests/unit.h"

/* ---- Text -------------------------------------------------------------------- */

struct good {
	const char *text, *printed;	/* NULL: the same */
};

static const struct good good[] = {
	{ "O:BAG:BAD:(A;CI;0x60003;;;WD)", NULL },
	{ "O:BAG:BAD:(A;;0x60033;;;AU)", NULL },
	{ "O:BAG:BAD:(A;CI;CCDCLCSWRPWPRCWD;;;BA)(A;CI;CCDCRP;;;NS)",
	    "O:BAG:BAD:(A;CI;0x6003f;;;BA)(A;CI;0x13;;;NS)" },
	{ "O:SYG:SYD:(D;;0x1;;;S-1-5-21-1-2-3-1104)(A;OICINPIOID;0x1;;;CO)", NULL },
	{ "O:S-1-5-32-544G:S-1-5-18D:", "O:BAG:SYD:" },
	{ "D:(A;;19;;;S-1-22-1-1000)", "D:(A;;0x13;;;S-1-22-1-1000)" },
	{ "D:(A;;0X1F;;;S-1-22-2-100)", "D:(A;;0x1f;;;S-1-22-2-100)" },
	{ "D:(A;;;;;WD)", "D:(A;;0x0;;;WD)" },
	{ "D:PARAI(A;;0;;;WD)", "D:PARAI(A;;0x0;;;WD)" },
	{ "D:AIP", "D:PAI" },
	{ "D:NO_ACCESS_CONTROL", NULL },
	{ "S:(AU;SAFA;0x1;;;WD)", NULL },
	{ "S:D:G:LSO:NS", "O:NSG:LSD:S:" },
	{ "O:S-1-0x123456789abc-4294967295", NULL },
	{ "O:S-1-4294967295-0G:S-1-1-1-2-3-4-5-6-7-8-9-10-11-12-13-14-15", NULL },
	{ "D:(A;;GAGRGWGX;;;BU)", "D:(A;;0xf0000000;;;BU)" },
	{ "D:(A;;0xffffffff;;;IU)", NULL },
};

static void
test_good(void)
{
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		const char *want = good[i].printed == NULL ? good[i].text : good[i].printed;
		struct arena arena = { 0 };
		struct cim_descriptor sd, back;
		struct cim_sddl_fault fault = { 0 };
		struct bytes_writer text = { 0 }, bytes = { 0 }, again = { 0 };
		enum cim_err err = cim_sddl_parse(&arena, cim_str_from(good[i].text), &sd, &fault);
		cim_sddl_print(&text, &sd);
		tap_ok(err == CIM_OK && text.len == strlen(want) &&
		    memcmp(text.buf, want, text.len) == 0, "text: %s", good[i].text);
		err = cim_descriptor_encode(&bytes, &sd);
		if (err == CIM_OK)
			err = cim_descriptor_decode(&arena, bytes.buf, bytes.len, &back, NULL);
		tap_ok(err == CIM_OK && cim_descriptor_eq(&sd, &back), "bytes: %s", good[i].text);
		(void)cim_descriptor_encode(&again, &back);
		tap_ok(again.len == bytes.len && memcmp(again.buf, bytes.buf, bytes.len) == 0,
		    "bytes again: %s", good[i].text);
		bytes_writer_free(&text);
		bytes_writer_free(&bytes);
		bytes_writer_free(&again);
		arena_free(&arena);
	}
}

struct bad {
	const char *text;
	size_t at;
};

static const struct bad bad[] = {
	{ "", 0 }, { " O:BA", 0 }, { "o:BAG:BAD:(A;CI;0x60003;;;WD)", 0 },
	{ "O:BAg:BAD:(A;CI;0x60003;;;WD)", 4 }, { "O:baG:BAD:", 2 }, { "O:BAG:BAd:", 8 },
	{ "O:BAO:BA", 4 }, { "D:D:", 2 }, { "X:", 0 }, { "O", 0 }, { "O:", 2 }, { "O:B", 2 },
	{ "O:DA", 2 }, { "O:S-1-", 6 }, { "O:S-1-5", 7 }, { "O:s-1-5-18", 2 }, { "O:S-2-5-18", 2 },
	{ "O:S-1-5-4294967296", 17 }, { "O:S-1-0x1000000000000-1", 20 }, { "O:S-1-5-018", 8 },
	{ "O:S-1-1-1-2-3-4-5-6-7-8-9-10-11-12-13-14-15-16", 44 },
	{ "D:(", 3 }, { "D:(A", 3 }, { "D:(a;;1;;;WD)", 3 }, { "D:(AU;;1;;;WD)", 3 },
	{ "D:(OA;;1;;;WD)", 3 }, { "S:(A;;1;;;WD)", 3 },
	{ "D:(A;ci;1;;;WD)", 5 }, { "D:(A;CX;1;;;WD)", 5 }, { "D:(A;SA;1;;;WD)", 5 },
	{ "D:(A;;0x;;;WD)", 8 }, { "D:(A;;0x1g;;;WD)", 9 }, { "D:(A;;017;;;WD)", 6 },
	{ "D:(A;;0x100000000;;;WD)", 16 }, { "D:(A;;cc;;;WD)", 6 }, { "D:(A;;1 ;;;WD)", 7 },
	{ "D:(A;;1;x;;WD)", 8 }, { "D:(A;;1;;x;WD)", 8 }, { "D:(A;;1;;;)", 10 },
	{ "D:(A;;1;;;wd)", 10 }, { "D:(A;;1;;;WD", 12 }, { "D:(A;;1;;;WD;)", 12 },
	{ "D:(A;;1;;;WD) ", 13 }, { "D:(A;;1;;;WD)x", 13 }, { "D:no_access_control", 2 },
};

static void
test_bad(void)
{
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct arena arena = { 0 };
		struct cim_descriptor sd;
		struct cim_sddl_fault fault = { 0 };
		enum cim_err err = cim_sddl_parse(&arena, cim_str_from(bad[i].text), &sd, &fault);
		tap_int(err, CIM_EINVAL, "refused: %s", bad[i].text);
		if (!tap_int(fault.at, bad[i].at, "at its place: %s", bad[i].text))
			printf("# %s\n", fault.why == NULL ? "-" : fault.why);
		arena_free(&arena);
	}
}

static void
test_many(void)
{
	struct arena arena = { 0 };
	struct cim_descriptor sd;
	struct cim_sddl_fault fault = { 0 };
	struct bytes_writer text = { 0 }, bytes = { 0 };
	bytes_write_text(&text, "O:BAG:BAD:");
	for (int i = 0; i < CIM_LIMIT_ACES + 1; i++)
		bytes_write_format(&text, "(%s;;1;;;WD)", i % 2 == 0 ? "A" : "D");
	struct cim_str all = cim_str((const char *)text.buf, text.len);
	tap_int(cim_sddl_parse(&arena, all, &sd, &fault), CIM_EINVAL, "a list of 4096 entries");
	all.len -= 11;
	tap_int(cim_sddl_parse(&arena, all, &sd, &fault), CIM_OK, "a list of 4095 entries");
	tap_int(cim_descriptor_encode(&bytes, &sd), CIM_ELIMIT, "whose bytes are too many");
	cim_descriptor_normalize(&sd);
	tap_ok(cim_descriptor_is_normal(&sd) && sd.dacl.aces[2046].type == CIM_ACE_DENY &&
	    sd.dacl.aces[2047].type == CIM_ACE_ALLOW, "deny stands before allow");
	bytes_writer_free(&text);
	bytes_writer_free(&bytes);
	arena_free(&arena);
}

/* ---- Bytes -------------------------------------------------------------------- */

/* A descriptor with everything in it: at any length and with any bit turned, no read goes astray. */
static void
test_bytes(void)
{
	struct arena arena = { 0 };
	struct cim_descriptor sd, back;
	struct cim_sddl_fault fault;
	struct bytes_writer bytes = { 0 };
	(void)cim_sddl_parse(&arena, CIM_STR("O:BAG:S-1-22-2-100D:(D;CI;0x4;;;BU)(A;;0x6003f;;;BA)"
	    "S:(AU;SA;0x1;;;WD)"), &sd, &fault);
	(void)cim_descriptor_encode(&bytes, &sd);
	int cut = 0, wrong = 0;
	for (size_t n = 0; n < bytes.len; n++) {
		/* A copy of just that size, so that a read beyond it is seen. */
		uint8_t *copy = malloc(n + (n == 0));
		memcpy(copy, bytes.buf, n);
		cut += cim_descriptor_decode(&arena, copy, n, &back, NULL) != CIM_OK;
		free(copy);
	}
	tap_int(cut, bytes.len, "no descriptor that is cut off is one");
	for (size_t i = 0; i < bytes.len * 8; i++) {
		bytes.buf[i / 8] ^= (uint8_t)(1u << i % 8);
		struct bytes_writer again = { 0 };
		const char *why = NULL;
		enum cim_err err = cim_descriptor_decode(&arena, bytes.buf, bytes.len, &back, &why);
		wrong += err == CIM_OK ? cim_descriptor_encode(&again, &back) != CIM_OK : why == NULL;
		bytes_writer_free(&again);
		bytes.buf[i / 8] ^= (uint8_t)(1u << i % 8);
	}
	tap_int(wrong, 0, "a bit that is turned is told, or makes another descriptor");
	bytes_writer_free(&bytes);
	arena_free(&arena);
}

/* Owner and group S-1-5-32-544, WD and BA with 0x6003f and CI: laid out as others do, DACL first. */
static const uint8_t others[] = { 1, 0, 4, 0x80, 72, 0, 0, 0, 88, 0, 0, 0, 0, 0, 0, 0, 20, 0, 0, 0,
	2, 0, 52, 0, 2, 0, 0, 0, 0, 2, 24, 0, 63, 0, 6, 0, 1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 32,
	2, 0, 0, 0, 2, 20, 0, 63, 0, 6, 0, 1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 5,
	32, 0, 0, 0, 32, 2, 0, 0, 1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 32, 2, 0, 0 };

static void
test_others(void)
{
	struct arena arena = { 0 };
	struct cim_descriptor sd;
	struct bytes_writer text = { 0 };
	tap_int(cim_descriptor_decode(&arena, others, sizeof(others), &sd, NULL), CIM_OK,
	    "a descriptor in another layout");
	cim_sddl_print(&text, &sd);
	tap_text(text.buf, text.len, "O:BAG:BAD:(A;CI;0x6003f;;;BA)(A;CI;0x6003f;;;WD)", "says this");
	bytes_writer_free(&text);
	arena_free(&arena);
}

/* ---- Of a namespace ------------------------------------------------------------- */

static const struct { const char *text; bool good; } checks[] = {
	{ CIM_SDDL_DEFAULT, true }, { "O:BAG:BAD:(A;CI;0x60003;;;WD)", true },
	{ "O:BAG:BAD:", true }, { "O:BAG:BAD:(A;CIIO;0x1;;;CO)S:(AU;SA;0x1;;;WD)", true },
	{ "O:BAG:BA", false }, { "O:BAG:BAD:NO_ACCESS_CONTROL", false },
	{ "O:BAD:(A;;1;;;WD)", false }, { "G:BAD:(A;;1;;;WD)", false },
	{ "O:BAG:BAD:(A;;0x4;;;WD)", false }, { "O:BAG:BAD:(A;;0xc;;;WD)", false },
	{ "O:BAG:BAD:(A;;0x14;;;WD)", false }, { "O:BAG:BAD:(A;;0x1c;;;WD)", true },
	{ "O:BAG:BAD:(D;;0x4;;;WD)", false }, { "O:BAG:BAD:(A;IO;0x1;;;WD)", false },
	{ "O:BAG:BAD:(A;;0x100;;;WD)", false }, { "O:BAG:BAD:(A;;GA;;;WD)", false },
	{ "O:BAG:BAD:(A;;0x80000;;;WD)", false }, { "O:BAG:BAD:(A;;0x600ff;;;WD)", true },
};

static void
test_checks(void)
{
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		struct arena arena = { 0 };
		struct cim_descriptor sd;
		struct cim_sddl_fault fault = { 0 };
		const char *why;
		enum cim_err err = cim_sddl_parse(&arena, cim_str_from(checks[i].text), &sd, &fault);
		tap_int(err, CIM_OK, "is a descriptor: %s", checks[i].text);
		tap_ok((cim_descriptor_check(&sd, &why) == CIM_OK) == checks[i].good &&
		    (why == NULL) == checks[i].good, "a namespace %s it: %s",
		    checks[i].good ? "takes" : "does not take", checks[i].text);
		arena_free(&arena);
	}
}

/* What a child has, whose creator is user 7 of group 8, and what its child has. */
static const struct { const char *parent, *child, *grandchild; } heirs[] = {
	{ "O:BAG:SYD:(A;CI;0x1;;;WD)", "O:BAG:SYD:(A;CIID;0x1;;;WD)", "O:BAG:SYD:(A;CIID;0x1;;;WD)" },
	{ "O:BAG:BAD:(A;;0x1;;;WD)", "O:BAG:BAD:", "O:BAG:BAD:" },
	{ "O:BAG:BAD:(A;OI;0x1;;;WD)", "O:BAG:BAD:", "O:BAG:BAD:" },
	{ "O:BAG:BAD:(A;CINP;0x1;;;WD)", "O:BAG:BAD:(A;ID;0x1;;;WD)", "O:BAG:BAD:" },
	{ "O:BAG:BAD:(A;CIIO;0x1;;;WD)", "O:BAG:BAD:(A;CIID;0x1;;;WD)",
	    "O:BAG:BAD:(A;CIID;0x1;;;WD)" },
	{ "O:BAG:BAD:(A;CINPIO;0x1;;;WD)", "O:BAG:BAD:(A;ID;0x1;;;WD)", "O:BAG:BAD:" },
	{ "O:BAG:BAD:(D;CI;0x1;;;BU)(A;CI;0x3;;;WD)", "O:BAG:BAD:(D;CIID;0x1;;;BU)(A;CIID;0x3;;;WD)",
	    "O:BAG:BAD:(D;CIID;0x1;;;BU)(A;CIID;0x3;;;WD)" },
	{ "O:BAG:BAD:(A;CI;0x1;;;CO)",
	    "O:BAG:BAD:(A;ID;0x1;;;S-1-22-1-7)(A;CIIOID;0x1;;;CO)",
	    "O:BAG:BAD:(A;ID;0x1;;;S-1-22-1-7)(A;CIIOID;0x1;;;CO)" },
	{ "O:BAG:BAD:(A;CINP;0x1;;;CG)", "O:BAG:BAD:(A;ID;0x1;;;S-1-22-2-8)", "O:BAG:BAD:" },
	{ "O:BAG:BAD:S:(AU;CISA;0x1;;;WD)", "O:BAG:BAD:S:(AU;CIIDSA;0x1;;;WD)",
	    "O:BAG:BAD:S:(AU;CIIDSA;0x1;;;WD)" },
};

static void
test_heirs(void)
{
	struct cim_sid user = cim_sid_make(22, 2, 1, 7), group = cim_sid_make(22, 2, 2, 8);
	for (size_t i = 0; i < sizeof(heirs) / sizeof(heirs[0]); i++) {
		struct arena arena = { 0 };
		struct cim_descriptor parent, child, grandchild;
		struct cim_sddl_fault fault = { 0 };
		struct bytes_writer text = { 0 };
		(void)cim_sddl_parse(&arena, cim_str_from(heirs[i].parent), &parent, &fault);
		(void)cim_descriptor_inherit(&arena, &parent, &user, &group, &child);
		(void)cim_descriptor_inherit(&arena, &child, &user, &group, &grandchild);
		cim_sddl_print(&text, &child);
		tap_text(text.buf, text.len, heirs[i].child, "the child of %s", heirs[i].parent);
		bytes_writer_reset(&text);
		cim_sddl_print(&text, &grandchild);
		tap_text(text.buf, text.len, heirs[i].grandchild, "the grandchild of %s",
		    heirs[i].parent);
		bytes_writer_free(&text);
		arena_free(&arena);
	}
}

/* The rights of one who is WD and AU and user 7. */
static const struct { const char *text; uint32_t rights; } grants[] = {
	{ CIM_SDDL_DEFAULT, 0x13 }, { "O:BAG:BAD:", 0 }, { "O:BAG:BAD:(A;;0x3f;;;BA)", 0 },
	{ "O:BAG:BAD:(A;;0x1;;;WD)(A;;0x2;;;AU)(A;;0x8;;;S-1-22-1-7)", 0xb },
	{ "O:BAG:BAD:(D;;0x1;;;S-1-22-1-7)(A;;0x3;;;WD)", 0x2 },
	{ "O:BAG:BAD:(A;;0x3;;;WD)(D;;0x1;;;S-1-22-1-7)", 0x3 },
	{ "O:BAG:BAD:(A;CIIO;0x1;;;WD)", 0 }, { "O:BAG:BAD:(A;;0x1;;;S-1-5-21-1-2-3-500)", 0 },
	{ "O:BAG:BAD:(A;;0x1;;;S-1-22-2-7)", 0 }, { "O:BAG:BAD:(A;;0x1;;;S-1-22-1-7-7)", 0 },
	{ "O:S-1-22-1-7G:BAD:(D;;0x60000;;;WD)", 0x60000 },
};

static void
test_grants(void)
{
	const struct cim_sid sids[] = { cim_sid_make(1, 1, 0, 0), cim_sid_make(5, 1, 11, 0),
		cim_sid_make(22, 2, 1, 7) };
	const struct cim_token token = { sids, 3 };
	for (size_t i = 0; i < sizeof(grants) / sizeof(grants[0]); i++) {
		struct arena arena = { 0 };
		struct cim_descriptor sd;
		struct cim_sddl_fault fault = { 0 };
		(void)cim_sddl_parse(&arena, cim_str_from(grants[i].text), &sd, &fault);
		tap_int(cim_descriptor_rights(&sd, &token), grants[i].rights, "granted: %s",
		    grants[i].text);
		arena_free(&arena);
	}
}

static const struct { const char *text; uint32_t rights; const char *bad; } words[] = {
	{ "read", 0x1, NULL }, { "READ,execute", 0x3, NULL }, { "write", 0x1c, NULL },
	{ "write-instances", 0x8, NULL }, { "WBEM_ENABLE,read_control", 0x20001, NULL },
	{ "enable", 0x1, NULL }, { "all", 0x6003f, NULL }, { "", 0, "" }, { "read,", 0, "" },
	{ "read,fly", 0, "fly" }, { "edit-security,publish,subscribe,remote", 0x400e0, NULL },
};

static void
test_words(void)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		struct cim_str wrong = { NULL, 0 };
		uint32_t rights = 0;
		enum cim_err err = cim_rights_parse(cim_str_from(words[i].text), &rights, &wrong);
		if (words[i].bad == NULL)
			tap_ok(err == CIM_OK && rights == words[i].rights, "words: %s", words[i].text);
		else
			tap_ok(err == CIM_EINVAL && cim_str_eq(wrong, cim_str_from(words[i].bad)),
			    "no words: '%s'", words[i].text);
	}
}

int
main(void)
{
	test_good();
	test_bad();
	test_many();
	test_bytes();
	test_others();
	test_checks();
	test_heirs();
	test_grants();
	test_words();
	return tap_done();
}
