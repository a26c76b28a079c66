/* wbem.c: which code of WBEM fits a message of the compiler, for those who speak as Windows does. */
#include "mof/wbem.h"

#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* ---- Messages --------------------------------------------------------------- */

/* E-SYNTAX. ORDER: enum mof_wanted. */
static const uint32_t wanted_codes[] = {
	[MOF_WANTED_NOTHING] = 0x8004400A,
	[MOF_WANTED_SEMICOLON] = 0x80044002,
	[MOF_WANTED_OPEN_BRACE] = 0x80044003,
	[MOF_WANTED_CLOSE_BRACE] = 0x80044004,
	[MOF_WANTED_CLOSE_BRACKET] = 0x80044005,
	[MOF_WANTED_OPEN_PAREN] = 0x80044009,
	[MOF_WANTED_CLOSE_PAREN] = 0x80044006,
	[MOF_WANTED_VALUE] = 0x80044007,
	[MOF_WANTED_TYPE] = 0x80044008,
	[MOF_WANTED_FEATURE_NAME] = 0x8004400C,
	[MOF_WANTED_CLASS_NAME] = 0x80044014,
	[MOF_WANTED_QUALIFIER_NAME] = 0x80044001,
	[MOF_WANTED_FLAVOR] = 0x80044022,
	[MOF_WANTED_ALIAS] = 0x80044019,
	[MOF_WANTED_DECLARATION] = 0x8004400A,
};

/*
 * All others, by id. What Windows finds only when it stores has a code of that kind, although
 * it is told here before anything is stored.
 */
static const struct {
	const char *id;
	uint32_t code;
} rows[] = {
	/* the text */
	{ "E-CHAR", 0x8004400A },
	{ "E-STRING", 0x80044007 },
	{ "E-NUMBER", 0x80044007 },
	{ "E-COMMENT", 0x8004400A },
	{ "E-CONTROL", 0x80044007 },
	{ "E-ESCAPE", 0x80044007 },
	{ "E-PREPROCESSOR", 0x80044012 },
	{ "E-ENCODING", 0x8004401E },
	{ "E-INCLUDE", 0x80044030 },
	{ "E-INCLUDE-MISSING", 0x80044030 },
	{ "E-INCLUDE-READ", 0x80044030 },
	{ "E-INCLUDE-CYCLE", 0x80044030 },
	{ "E-LIMIT", 0x8004106C },
	/* pragmas and namespaces */
	{ "E-PRAGMA-ARGS", 0x80044012 },
	{ "E-FLAGS", 0x80044028 },
	{ "E-DELETECLASS", 0x80044031 },
	{ "E-DELETEINSTANCE", 0x8004402C },
	{ "E-AMENDMENT", 0x80044010 },
	{ "E-AMENDMENT-DUP", 0x80044011 },
	{ "E-NS-NAME", 0x80044013 },
	{ "E-NS-HOST", 0x8004401C },
	{ "E-NS-UNKNOWN", 0x8004100E },
	{ "E-NS-INSTANCE", 0x8004100F },
	/* classes */
	{ "E-FEATURE-DUP", 0x8004401B },
	{ "E-PARAM-DUP", 0x80041043 },
	{ "E-CLASS-DUP", 0x80041019 },
	{ "E-SYSTEM-NAME", 0x80041008 },
	{ "E-WMI-NAME", 0x80041008 },
	{ "E-WMI-WIDE", 0x80041051 },
	{ "E-SUPER-MISSING", 0x8004100D },
	{ "E-SUPER-CYCLE", 0x80041047 },
	{ "E-SUPER-DEPTH", 0x8004106C },
	{ "E-TERMINAL", 0x80044017 },
	{ "E-INDICATION", 0x80044017 },
	{ "E-STRUCT-KEY", 0x8004101F },
	{ "E-ASSOC-SUPER", 0x8004106A },
	{ "E-ASSOC-REFS", 0x8004106A },
	{ "E-ASSOC-ARITY", 0x8004106A },
	{ "E-AGGREGATE", 0x8004106A },
	{ "E-CARDINALITY", 0x8004106A },
	{ "E-OVERRIDE-NOTHING", 0x80041031 },
	{ "E-OVERRIDE-NAME", 0x80041031 },
	{ "E-OVERRIDE-TYPE", 0x80041052 },
	{ "E-OVERRIDE-REF", 0x80041052 },
	{ "E-OVERRIDE-EMB", 0x80041052 },
	{ "E-OVERRIDE-SIG", 0x80041054 },
	{ "E-KEY-TYPE", 0x8004101F },
	{ "E-KEY-ADDED", 0x80041049 },
	{ "E-PROPAGATED", 0x80041049 },
	{ "E-STATIC", 0x8004101A },
	/* qualifiers */
	{ "E-QUAL-DUP", 0x80044021 },
	{ "E-QUAL-UNDECLARED", 0x80041042 },
	{ "E-QUAL-TYPE", 0x80041029 },
	{ "E-QUALDECL-TYPE", 0x8004402D },
	{ "E-QUALDECL-DEFAULT", 0x8004402D },
	{ "E-QUALDECL-INUSE", 0x8004402D },
	{ "E-QUALDECL-SCOPE", 0x8004402D },
	{ "E-SCOPE-UNKNOWN", 0x8004402D },
	{ "E-FLAVOR-UNKNOWN", 0x80044022 },
	{ "E-FLAVOR-CONFLICT", 0x80044023 },
	{ "E-FLAVOR-REOPEN", 0x80041046 },
	{ "E-QUAL-SCOPE", 0x8004402E },
	{ "E-QUAL-OVERRIDE", 0x8004101A },
	{ "E-VALUEMAP-ENTRY", 0x8004402A },
	{ "E-BITMAP", 0x8004402A },
	{ "E-ARRAYTYPE", 0x8004402A },
	{ "E-LEN", 0x8004401D },
	{ "E-MINMAX", 0x8004401D },
	{ "E-OCTET-VALUE", 0x8004402A },
	{ "E-PARAM-DIR", 0x80044027 },
	{ "E-REQUIRED", 0x80041028 },
	/* types and values */
	{ "E-TYPE-UNKNOWN", 0x8004400B },
	{ "E-DEFAULT-TYPE", 0x80044015 },
	{ "E-RANGE", 0x8004401D },
	{ "E-ARRAY-MISMATCH", 0x8004400F },
	{ "E-ARRAY-SIZE", 0x8004401D },
	{ "E-ARRAY-PLACE", 0x8004400C },
	{ "E-DATETIME", 0x80044007 },
	{ "E-DATETIME-STAR", 0x80044007 },
	{ "E-CHAR16", 0x80044007 },
	{ "E-METHOD-TYPE", 0x80044026 },
	{ "E-REF-CLASS", 0x80041010 },
	{ "E-EMBEDDED", 0x80041010 },
	{ "E-VALUE-WORD", 0x80044007 },
	/* instances */
	{ "E-INST-CLASS", 0x80041010 },
	{ "E-INST-PROP", 0x80041031 },
	{ "E-INST-DUP", 0x8004401B },
	{ "E-INST-VALUE", 0x80044015 },
	{ "E-INST-KEY", 0x80041028 },
	{ "E-KEY-NONE", 0x80041089 },
	{ "E-ALIAS-DUP", 0x80044024 },
	{ "E-ALIAS-UNKNOWN", 0x8004400E },
	{ "E-ALIAS-CYCLE", 0x80041047 },
	{ "E-REF-TYPE", 0x80041005 },
	{ "E-REF-PATH", 0x8004103A },
	{ "E-EMB-MOF", 0x80044018 },
	{ "E-EMB-CLASS", 0x80041010 },
	{ "E-EMB-DEPTH", 0x8004106C },
	/* MOF 3 */
	{ "E-V3-STRUCTURE", 0x8004400D },
	{ "E-V3-ASSOCIATION", 0x8004400D },
	{ "E-V3-ENUMERATION", 0x8004400D },
	{ "E-V3-VALUE", 0x80044018 },
	{ "E-V3-QUALDECL", 0x8004402D },
	{ "E-ENUM-VALUE", 0x8004400D },
	{ "E-ENUM-DUP", 0x8004400D },
	{ "E-ENUM-BASE", 0x8004400D },
	{ "E-ENUM-LITERAL", 0x8004400D },
	{ "E-LOCAL-SCOPE", 0x8004400D },
	{ "E-STRUCT-CYCLE", 0x8004400D },
	{ "E-STRUCT-METHOD", 0x8004400D },
	{ "E-STRUCT-INST", 0x80044018 },
	{ "E-STRUCT-SUPER", 0x8004400D },
	{ "E-VALUE-ALIAS", 0x8004400E },
	{ "E-QT-DEFAULT", 0x8004402D },
	{ "E-POLICY", 0x8004402D },
	{ "E-OVERRIDE-PARAM", 0x80041054 },
	{ "E-OCTETSTRING", 0x80044007 },
	/* JSON */
	{ "E-JSON", 0x8004401E },
	{ "E-JSON-KEY", 0x8004401E },
	{ "E-JSON-VALUE", 0x80044015 },
	/* what the repository refuses */
	{ "E-REFUSED", 0x80041016 },
	{ "E-CREATE-ONLY", 0x80041019 },
	{ "E-UPDATE-ONLY", 0x80041002 },
	{ "E-DELETE-MISSING", 0x80041002 },
};

static uint32_t
row_code(const char *id)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		if (strcmp(rows[i].id, id) == 0)
			return rows[i].code;
	}
	return 0;
}

uint32_t
wbem_code(const char *id, enum mof_wanted wanted)
{
	if (strcmp(id, "E-SYNTAX") == 0)
		return wanted_codes[wanted];
	uint32_t code = row_code(id);
	return code != 0 ? code : WBEMMOF_E_INVALID_CLASS_DECLARATION;
}

uint32_t
wbem_code_of_refusal(enum cim_err err, enum cim_item_kind kind, const char *why)
{
	switch (err) {
	case CIM_EEXIST: return WBEM_E_ALREADY_EXISTS;
	case CIM_ENOENT: return WBEM_E_NOT_FOUND;
	case CIM_ECONFLICT: break;
	default: return WBEM_E_INVALID_PARAMETER;
	}
	if (kind != CIM_ITEM_CLASS)
		return WBEM_E_INVALID_OPERATION;
	return strstr(why, "instance") != NULL ? WBEM_E_CLASS_HAS_INSTANCES
	    : WBEM_E_CLASS_HAS_CHILDREN;
}

bool
wbem_knows(const char *id)
{
	return strcmp(id, "E-SYNTAX") == 0 || row_code(id) != 0;
}

bool
wbem_row(size_t n, const char **id, uint32_t *code)
{
	size_t syntax = COUNT(wanted_codes);
	if (n >= syntax + COUNT(rows))
		return false;
	*id = n < syntax ? "E-SYNTAX" : rows[n - syntax].id;
	*code = n < syntax ? wanted_codes[n] : rows[n - syntax].code;
	return true;
}
