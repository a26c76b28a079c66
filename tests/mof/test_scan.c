/* test_scan.c: text to tokens, and what is said of letters that make none. */
#include "config.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "mof/parser.h"
#include "mof/scan.h"
#include "tests/unit.h"

/* A short word for a kind of token. */
static const char *
kind_name(int kind, char mark[2])
{
	static const struct {
		int kind;
		const char *name;
	} names[] = {
		{ MOF_T_IDENT, "name" }, { MOF_T_STRING, "str" }, { MOF_T_CHAR, "chr" },
		    { MOF_T_INTEGER, "int" },
		{ MOF_T_REAL, "real" }, { MOF_T_ALIAS, "alias" }, { MOF_T_PRIMITIVE, "type" },
		{ MOF_T_FLAVOR_WORD, "flavor" }, { MOF_T_PRAGMA, "pragma" },
		    { MOF_T_INCLUDE, "include" },
		{ MOF_T_CLASS, "class" }, { MOF_T_NULL, "null" }, { MOF_T_REF, "ref" },
		    { MOF_T_OF, "of" },
		{ MOF_T_TRUE, "true" }, { MOF_SCAN_BAD, "BAD" }
	};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (names[i].kind == kind)
			return names[i].name;
	}
	mark[0] = (char)(kind < 128 ? kind : '?');
	return mark;
}

/* Text, its tokens as kind:text, and the ids of what is said, all in one line. */
static const struct {
	const char *text, *tokens, *ids;
} rows[] = {
	{ "", "", "" },
	{ " \t\r\n\f", "", "" },
	{ "class Foo_1", "class:class name:Foo_1", "" },
	{ "CLASS cLaSs UINT32 Ref oF NULL tRue",
	    "class:CLASS class:cLaSs type:UINT32 ref:Ref of:oF null:NULL true:tRue", "" },
	{ "classx uint33 clas", "name:classx name:uint33 name:clas", "" },
	{ "EnableOverride amended", "flavor:EnableOverride flavor:amended", "" },
	{ "// a comment\nx", "name:x", "" },
	{ "a/* b ** / * */c /***/ d", "name:a name:c name:d", "" },
	{ "a /* b", "name:a", "E-COMMENT" },
	{ "a /", "name:a BAD:", "E-CHAR" },
	{ "0 00 017 +5 -12 0x1F 0X1f 1010b 0B 1b -101B 0x1b",
	    "int:0 int:00 int:017 int:+5 int:-12 int:0x1F int:0X1f "
	    "int:1010b int:0B int:1b int:-101B int:0x1b", "" },
	{ "1.0 .5 -.5 +1.5e5 1.5E+05 9.2360000000000007E+000",
	    "real:1.0 real:.5 real:-.5 real:+1.5e5 real:1.5E+05 " "real:9.2360000000000007E+000",
	    "" },
	{ "08", "int:", "E-NUMBER" },
	{ "2b", "int:", "E-NUMBER" },
	{ "0x", "int:", "E-NUMBER" },
	{ "0xg", "int:", "E-NUMBER" },
	{ "5.", "int:", "E-NUMBER" },
	{ "1e5", "int:", "E-NUMBER" },
	{ "1.5e", "int:", "E-NUMBER" },
	{ "1.5e+", "int:", "E-NUMBER" },
	{ "1.2.3", "int:", "E-NUMBER" },
	{ "12ab", "int:", "E-NUMBER" },
	{ "- 5", "int:", "E-NUMBER" },
	{ "+.", "int:", "E-NUMBER" },
	{ "{1,2}", "{: int:1 ,: int:2 }:", "" },
	{ "A.B", "name:A .: name:B", "" },
	{ "\"\"", "str:", "" },
	{ "\"a b\" \"c\"", "str:a b str:c", "" },
	{ "\"a\\\"b\" x", "str:a\\\"b name:x", "" },
	{ "\"a\\\\\" x", "str:a\\\\ name:x", "" },
	{ "\"a\tb\"", "str:a\tb", "W-CONTROL" },
	{ "\"a\001b\"", "str:a\001b", "E-CONTROL" },
	{ "\"abc\n x", "str:abc name:x", "E-STRING" },
	{ "\"abc;\n x;", "str:abc ;: name:x ;:", "E-STRING" },
	{ "\"abc);\n x;", "str:abc ): ;: name:x ;:", "E-STRING" },
	{ "\"abc\n def\"; y", "str:abc\n def ;: name:y", "E-STRING" },
	{ "\"abc\n \"def\"; y", "str:abc str:def ;: name:y", "E-STRING" },
	{ "\"abc;\n x = \"def\";", "str:abc ;: name:x =: str:def ;:", "E-STRING" },
	{ "\"abc", "str:abc", "E-STRING" },
	{ "\"abc\\", "str:abc\\", "E-STRING" },
	{ "\"abc\n def\\\"\n ghi\"; y", "str:abc\n def\\\"\n ghi ;: name:y", "E-STRING" },
	{ "'a' '\\n' 'ab' ''", "chr:a chr:\\n chr:ab chr:", "" },
	{ "'a\nb", "chr:a name:b", "E-STRING" },
	{ "$A $ B", "alias:A alias:B", "" },
	{ "$ 1", "BAD:", "E-CHAR" },
	{ "$", "BAD:", "E-CHAR" },
	{ "#pragma # pragma #\tPRAGMA #include #Include",
	    "pragma:#pragma pragma:# pragma pragma:#\tPRAGMA " "include:include include:Include",
	    "" },
	{ "#pragma include(\"x\")", "pragma:#pragma name:include (: str:x ):", "" },
	{ "#define X 1\n#ifdef Y\n x\n#endif", "name:x", "E-PREPROCESSOR" },
	{ "#define X \\\n 1\n x", "name:x", "E-PREPROCESSOR" },
	{ "#define X", "", "E-PREPROCESSOR" },
	{ "@ x", "BAD: name:x", "E-CHAR" },
	{ "<A>B", "BAD: name:A BAD: name:B", "E-CHAR E-CHAR" },
	{ "x\x1A", "name:x", "" },
	{ "x\x1A y", "name:x BAD: name:y", "E-CHAR" },
	{ "\xC3\xA9t\xC3\xA9", "name:\xC3\xA9t\xC3\xA9", "" },
	{ "string\xC2\xA0X", "type:string name:X", "W-SPACE" },
	{ "X\xC2\xA0Y\xC2\xA0Z", "name:X name:Y name:Z", "W-SPACE" },
	{ "\xE3\x80\x80X\xEF\xBB\xBFY", "name:X name:Y", "W-SPACE" },
	{ "\xE2\x80\x9CX\xE2\x80\x9D", "BAD: name:X BAD:", "E-CHAR E-CHAR" }
};

/*
 * Every word of the keyword table is found in every case of letters; a letter more
 * or less is a name.
 */
static const char *const words[] = {
	"class", "association", "structure", "enumeration", "instance", "value", "of", "as", "ref",
	    "qualifier", "scope",
	"flavor", "policy", "true", "false", "null", "void", "object", "enableoverride",
	    "disableoverride", "restricted",
	"tosubclass", "toinstance", "translatable", "amended", "nottoinstance", "nottosubclass",
	    "boolean", "uint8",
	"sint8", "uint16", "sint16", "uint32", "sint32", "uint64", "sint64", "real32", "real64",
	    "char16", "string",
	"datetime"
};

static void
append(char *out, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));

static void
append(char *out, size_t size, const char *format, ...)
{
	size_t len = strlen(out);
	va_list args;
	va_start(args, format);
	vsnprintf(out + len, size - len, format, args);
	va_end(args);
}

/* All tokens of a text and all that is said of it; the text must be the same afterwards. */
static void
scan_text(const char *text, size_t n, char *tokens, char *ids, size_t size)
{
	struct arena arena = { 0 };
	struct mof_sources all;
	struct mof_source *source = NULL;
	struct mof_diags diags;
	struct mof_scan scan;
	struct mof_token token;
	struct cim_place place;
	mof_sources_init(&all);
	mof_diags_init(&diags, &arena, NULL);
	tokens[0] = ids[0] = '\0';
	if (mof_source_copy(&arena, "x", text, n, &source, NULL) != CIM_OK ||
	    mof_sources_add(&all, source) != CIM_OK || mof_scan_begin(&scan, source,
	    &diags) != CIM_OK)
		exit(99);
	char mark[2] = "";
	for (int kind; (kind = mof_scan_next(&scan, &token, &place)) != 0;) {
		bool has_text = kind >= 256;
		append(tokens, size, "%s%s:%.*s", tokens[0] == '\0' ? "" : " ",
		    kind_name(kind, mark), has_text ? (int)token.len : 0,
		    has_text ? token.text : "");
		if (place.at < source->base || place.at - source->base + place.len > source->size)
			append(tokens, size, " PLACE");
	}
	if (place.at != source->base + source->size)
		append(tokens, size, " END");
	mof_scan_end(&scan);
	if (memcmp(source->text, text, n) != 0)
		append(tokens, size, " CHANGED");
	for (const struct mof_diag *d = diags.first; d != NULL; d = d->next)
		append(ids, size, "%s%s", ids[0] == '\0' ? "" : " ", d->id);
	mof_sources_free(&all);
	arena_free(&arena);
}

int
main(void)
{
	char tokens[1024], ids[1024];
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		scan_text(rows[i].text, strlen(rows[i].text), tokens, ids, sizeof(tokens));
		if (!tap_ok(strcmp(tokens, rows[i].tokens) == 0, "row %zu: the tokens", i))
			printf("# want %s\n# got  %s\n", rows[i].tokens, tokens);
		if (!tap_ok(strcmp(ids, rows[i].ids) == 0, "row %zu: the messages", i))
			printf("# want %s\n# got  %s\n", rows[i].ids, ids);
	}
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		char text[64], want[64];
		snprintf(text, sizeof(text), "%s %sx", words[i], words[i]);
		text[0] = (char)(text[0] - 'a' + 'A');
		snprintf(want, sizeof(want), "name:%sx", words[i]);
		scan_text(text, strlen(text), tokens, ids, sizeof(tokens));
		tap_ok(strncmp(tokens, "name:", 5) != 0 && strstr(tokens, want) != NULL,
		    "the keyword %s", words[i]);
	}
	scan_text("a\0b \"\0\"", 7, tokens, ids, sizeof(tokens));
	tap_ok(strcmp(ids, "E-CHAR E-CONTROL") == 0, "NUL bytes are told: %s", ids);
	return tap_done();
}
