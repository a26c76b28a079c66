/*
 * test_bmof.c: binary MOF byte by byte: whole files and records as Microsoft's compiler writes them, each row of the format's
 * tables (doc/binary-mof.txt), readers of what others lay out in other ways.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "mof/bmof_compress.h"
#include "mof/bmof_source.h"
#include "mof/bmof_view.h"
#include "tests/mof/bmof_drive.h"
#include "tests/unit.h"

/* A source, its blob, and the records of that. */
struct made {
	struct arena arena;
	struct bytes_writer blob, file;
	struct mof_bmof bmof;
	size_t problems;
};

static bool
make(struct made *m, const char *source)
{
	struct bytes_writer text = { .limit = 0 };
	memset(m, 0, sizeof(*m));
	struct mof_bmof_problems problems = { .arena = &m->arena };
	bytes_write(&text, source, strlen(source));
	bool good = drive_make(&text, &m->blob) &&
	    mof_bmof_pack(m->blob.buf, m->blob.len, 1, &m->file) == CIM_OK &&
	    mof_bmof_read(&m->arena, m->blob.buf, m->blob.len, &m->bmof, &problems) == CIM_OK;
	m->problems = problems.count;
	bytes_writer_free(&text);
	return good;
}

static void
unmake(struct made *m)
{
	bytes_writer_free(&m->blob);
	bytes_writer_free(&m->file);
	arena_free(&m->arena);
}

/* "46 4F | text" to bytes: hex digits count, and what stands between quotes is UTF-16 with its zero. */
static size_t
hex(const char *text, uint8_t *out)
{
	size_t n = 0;
	for (const char *p = text; *p != '\0'; p++) {
		if (*p == '"') {
			for (p++; *p != '"'; p++) {
				out[n++] = (uint8_t)*p;
				out[n++] = 0;
			}
			out[n++] = 0;
			out[n++] = 0;
		} else if (*p != ' ') {
			char digits[3] = { p[0], p[1], '\0' };
			out[n++] = (uint8_t)strtoul(digits, NULL, 16);
			p++;
		}
	}
	return n;
}

static void
bytes_at(const struct bytes_writer *w, size_t at, const char *want, const char *what)
{
	uint8_t bytes[512];
	size_t n = hex(want, bytes);
	tap_ok(at + n <= w->len && memcmp(w->buf + at, bytes, n) == 0, "%s, 0x%zX: %s", what, at,
	    want);
}

/* ---- Whole files ------------------------------------------------------------------ */

static void
test_nothing(void)
{
	static const char *const file[] = {
		"46 4F 4D 42 01 00 00 00 70 00 00 00 BC 00 00 00", "44 53 00 01 1A 7D DA 54 18 4F 00 41 03 10 A8 50",
		"10 22 B0 08 08 C5 80 41 11 38 02 84 14 40 48 1A", "14 4A 08 84 FA 13 C8 AF 00 84 0E 05 C8 14 60 50",
		"80 53 04 11 D4 29 C0 B7 00 E9 02 44 0B 30 2D 40", "B7 00 CF 40 12 09 8D 12 03 8D 02 8D DC A6 00 8B",
		"D0 12 8A A2 09 44 49 50 39 BC F0 2D 57 80 64 01", "96 05 68 16 60 58 80 75 01 B2 81 34 26 DC FF 1F" };
	static const struct { size_t at; const char *bytes; } blob[] = {
		{ 0x00, "46 4F 4D 42 BC 00 00 00 01 00 00 00 01 00 00 00 01 00 00 00" },
		{ 0x14, "A8 00 00 00 00 00 00 00 08 00 00 00 8C 00 00 00 00 00 00 00" },
		{ 0x28, "08 00 00 00 00 00 00 00" },
		{ 0x30, "84 00 00 00 02 00 00 00" },
		{ 0x38, "34 00 00 00 08 00 00 00 00 00 00 00 10 00 00 00 FF FF FF FF" },
		{ 0x4C, "\"__CLASS\" \"Nothing\"" },
		{ 0x6C, "48 00 00 00 08 00 00 00 00 00 00 00 18 00 00 00 FF FF FF FF" },
		{ 0x80, "\"__NAMESPACE\" \"root\\default\" 00 00" },
		{ 0xB4, "08 00 00 00 00 00 00 00" } };
	struct made m;
	tap_ok(make(&m, "class Nothing { };"), "a class without anything");
	tap_int(m.file.len, 128, "its file");
	tap_int(m.blob.len, 188, "its blob");
	for (size_t i = 0; i < sizeof(file) / sizeof(file[0]); i++)
		bytes_at(&m.file, 16 * i, file[i], "the file");
	for (size_t i = 0; i < sizeof(blob) / sizeof(blob[0]); i++)
		bytes_at(&m.blob, blob[i].at, blob[i].bytes, "the blob");
	unmake(&m);
}

static void
test_event(void)
{
	/* Names and texts are as long as those of a laptop's event class, so all offsets are the same. */
	static const char source[] = "#pragma namespace(\"root\\\\WMI\")\n"
	    "[WMI, Dynamic, Provider(\"WmiProv\"), Locale(\"MS\\\\0x409\"),\n"
	    "Description(\"A text of 27 characters so.\"), guid(\"{ABBC0F6F-8EA1-11d1-00A0-C90629100000}\")]\n"
	    "class T_AnEventWithAnEvenLongerName_1 : WMIEvent {\n"
	    "[key, read] string InstanceName; [read] boolean Active; };";
	static const struct { size_t at; const char *bytes; } rows[] = {
		{ 0x014, "A8 03 00 00 00 00 00 00 7C 01 00 00 8C 03 00 00 00 00 00 00" },
		{ 0x028, "7C 01 00 00 06 00 00 00" },
		{ 0x030, "1C 00 00 00 0B 00 00 00 00 00 00 00 08 00 00 00 \"WMI\" FF FF 00 00" },
		{ 0x1A4, "10 02 00 00 05 00 00 00" },
		{ 0x1AC, "A4 00 00 00 08 00 00 00 00 00 00 00 FF FF FF FF 1C 00 00 00" },
		{ 0x1C0, "\"InstanceName\" 00 00" },
		{ 0x1DC, "74 00 00 00 03 00 00 00" },
		{ 0x1E4, "1C 00 00 00 0B 00 00 00 00 00 00 00 08 00 00 00 \"key\" FF FF 00 00" },
		{ 0x200, "20 00 00 00 0B 00 00 00 00 00 00 00 0C 00 00 00 \"read\" 00 00 FF FF 00 00" },
		{ 0x220, "30 00 00 00 08 00 00 00 00 00 00 00 10 00 00 00 \"CIMTYPE\" \"string\" 00 00" },
		{ 0x254, "0B 00 00 00" },
		{ 0x29C, "30 00 00 00 08 00 00 00 00 00 00 00 10 00 00 00 \"CIMTYPE\" \"boolean\"" },
		{ 0x3BC, "42 4D 4F 46 51 55 41 4C 46 4C 41 56 4F 52 31 31" },
		{ 0x3CC, "02 00 00 00" },
		{ 0x3D0, "20 02 00 00 03 00 00 00" },
		{ 0x3D8, "9C 02 00 00 03 00 00 00" } };
	struct made m;
	tap_ok(make(&m, source), "an event");
	tap_int(m.blob.len, 992, "its blob");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		bytes_at(&m.blob, rows[i].at, rows[i].bytes, "an event");
	unmake(&m);
}

static void
test_method(void)
{
	static const char source[] = "[WMI] class T_AMethodInAClassOfThisLongName {"
	    " boolean MethodWithArguments(uint32 argument); };";
	static const struct { size_t at; const char *bytes; } rows[] = {
		{ 0x108, "A4 02 00 00 0D 20 00 00 00 00 00 00 28 00 00 00 88 02 00 00" },
		{ 0x11C, "\"MethodWithArguments\"" },
		{ 0x144, "60 02 00 00 01 00 00 00 02 00 00 00 54 02 00 00" },
		{ 0x154, "F0 00 00 00 FF FF FF FF 00 00 00 00 D4 00 00 00 01 00 00 00" },
		{ 0x168, "D4 00 00 00 02 00 00 00" },
		{ 0x170, "8E 00 00 00 13 00 00 00 00 00 00 00 FF FF FF FF 12 00 00 00" },
		{ 0x184, "\"argument\"" },
		{ 0x196, "68 00 00 00 03 00 00 00" },
		{ 0x19E, "18 00 00 00 0B 00 00 00 00 00 00 00 06 00 00 00 \"IN\" FF FF" },
		{ 0x1B6, "1A 00 00 00 03 00 00 00 00 00 00 00 06 00 00 00 \"ID\" 00 00 00 00" },
		{ 0x1D0, "2E 00 00 00 08 00 00 00 00 00 00 00 10 00 00 00 \"CIMTYPE\" \"uint32\"" },
		{ 0x212, "\"__CLASS\" \"__PARAMETERS\"" },
		{ 0x23C, "08 00 00 00 00 00 00 00" },
		{ 0x244, "60 01 00 00 FF FF FF FF 00 00 00 00 44 01 00 00 01 00 00 00" },
		{ 0x260, "98 00 00 00 13 00 00 00 00 00 00 00 FF FF FF FF 14 00 00 00" },
		{ 0x274, "\"argument\" 00 00" },
		{ 0x2F8, "64 00 00 00 0B 00 00 00 00 00 00 00 FF FF FF FF 18 00 00 00 \"ReturnValue\"" } };
	struct made m;
	tap_ok(make(&m, source), "a method");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		bytes_at(&m.blob, rows[i].at, rows[i].bytes, "a method");
	/* Of the parameter's ID and CIMTYPE in both sets, and of the return value's CIMTYPE. */
	bytes_at(&m.blob, m.blob.len - 44, "05 00 00 00 B6 01 00 00 11 00 00 00 D0 01 00 00 03 00 00 00",
	    "its flavors");
	unmake(&m);
}

/* ---- Types (4) ---------------------------------------------------------------------- */

static uint32_t
u32_at(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static const struct { const char *declaration; uint32_t type; const char *value; } types[] = {
	{ "sint8 P;", 0x10, "" }, { "uint8 P;", 0x11, "" }, { "sint16 P;", 0x02, "" },
	{ "uint16 P;", 0x12, "" }, { "sint32 P;", 0x03, "" }, { "uint32 P;", 0x13, "" },
	{ "sint64 P;", 0x14, "" }, { "uint64 P;", 0x15, "" }, { "real32 P;", 0x04, "" },
	{ "real64 P;", 0x05, "" }, { "string P;", 0x08, "" }, { "boolean P;", 0x0B, "" },
	{ "datetime P;", 0x65, "" }, { "object ref P;", 0x66, "" }, { "T_Other ref P;", 0x66, "" },
	{ "char16 P;", 0x67, "" }, { "object P;", 0x0D, "" }, { "T_Other P;", 0x0D, "" },
	{ "sint8 P = -1;", 0x03, "FF FF FF FF" }, { "uint8 P = 255;", 0x03, "FF 00 00 00" },
	{ "sint16 P = -2;", 0x03, "FE FF FF FF" }, { "uint16 P = 0x1234;", 0x03, "34 12 00 00" },
	{ "sint32 P = 7;", 0x03, "07 00 00 00" }, { "uint32 P = 32;", 0x03, "20 00 00 00" },
	{ "sint64 P = -3;", 0x03, "FD FF FF FF" }, { "uint64 P = 4;", 0x03, "04 00 00 00" },
	{ "real32 P = 1.5;", 0x05, "00 00 00 00 00 00 F8 3F" },
	{ "real64 P = -2.0;", 0x05, "00 00 00 00 00 00 00 C0" },
	{ "string P = \"ab\";", 0x08, "\"ab\" 00 00" }, { "string P = \"abc\";", 0x08, "\"abc\"" },
	{ "boolean P = true;", 0x0B, "FF FF 00 00" }, { "boolean P = FALSE;", 0x0B, "00 00 00 00" },
	{ "datetime P = \"20261120000000.000000+000\";", 0x08, "\"20261120000000.000000+000\"" },
	{ "T_Other ref P = \"T_Other=1\";", 0x08, "\"T_Other=1\"" },
	{ "char16 P = 'x';", 0x02, "78 00 00 00" },
	{ "T_Other ref P = $One;", 0x4008, "\"One\"" },
	{ "uint8 P[];", 0x2011, "" }, { "string P[4];", 0x2008, "" }, { "T_Other P[];", 0x200D, "" },
	{ "uint16 P[] = {1, 2};", 0x2003, "18 00 00 00 01 00 00 00 02 00 00 00 0C 00 00 00 01 00 00 00 02 00 00 00" },
	/* the last element alone is padded, by its own size */
	{ "boolean P[] = {false, true};", 0x200B, "16 00 00 00 01 00 00 00 02 00 00 00 0A 00 00 00 00 00 FF FF 00 00" },
	{ "string P[] = {\"\", \"Test\"};", 0x2008,
	    "1E 00 00 00 01 00 00 00 02 00 00 00 12 00 00 00 \"\" \"Test\" 00 00" },
	/* what no sample shows: doc/binary-mof.txt, 8 */
	{ "uint64 P = 4294967296;", 0x08, "\"4294967296\"" },
	{ "uint32 P = 0xFFFFFFFF;", 0x03, "FF FF FF FF" },
	{ "sint64 P = -2147483649;", 0x08, "\"-2147483649\"" },
	{ "uint32 P = NULL;", 0x13, "" },
	{ "string P[] = {};", 0x2008, "10 00 00 00 01 00 00 00 00 00 00 00 04 00 00 00" },
	{ "string P = \"\\xD83D\\xDE00\";", 0x08, "3D D8 00 DE 00 00 00 00" },
};

static void
test_types(void)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		char source[200];
		struct made m;
		uint8_t want[256];
		(void)snprintf(source, sizeof(source), "class T { %s };", types[i].declaration);
		if (!tap_ok(make(&m, source) && m.problems == 0, "%s", types[i].declaration)) {
			unmake(&m);
			continue;
		}
		const struct mof_bmof_record *p =
		    mof_bmof_list_of(m.bmof.objects.first, MOF_BMOF_PROPERTIES)->first;
		const uint8_t *at = m.blob.buf + p->at;
		tap_int(u32_at(at + 4), types[i].type, "%s: its code", types[i].declaration);
		size_t n = hex(types[i].value, want);
		if (n == 0)
			tap_int(u32_at(at + 12), UINT32_MAX, "%s: no value", types[i].declaration);
		else
			tap_ok(memcmp(at + 20 + u32_at(at + 12), want, n) == 0, "%s: its value is %s",
			    types[i].declaration, types[i].value);
		unmake(&m);
	}
}

/* ---- From declarations to records (5 and 6) --------------------------------------------- */

static void show_record(struct bytes_writer *w, struct arena *arena, const struct mof_bmof_record *r);

static void
show_list(struct bytes_writer *w, struct arena *arena, const struct mof_bmof_list *list,
    const char *open, const char *close)
{
	if (!list->there)
		return;
	bytes_write_text(w, open);
	for (const struct mof_bmof_record *r = list->first; r != NULL; r = r->next) {
		bytes_write_text(w, r == list->first ? "" : " ");
		show_record(w, arena, r);
	}
	bytes_write_text(w, close);
}

static void
show_text(struct bytes_writer *w, struct arena *arena, struct mof_bmof_text text)
{
	struct cim_str s = mof_bmof_text_utf8(arena, text);
	bytes_write(w, s.ptr, s.len);
}

/* name:type=text/flavors, and the lists: [qualifiers], {properties}, (methods). */
static void
show_record(struct bytes_writer *w, struct arena *arena, const struct mof_bmof_record *r)
{
	if (r->form == MOF_BMOF_OBJECT)
		bytes_write_text(w, r->kind == 0 ? "class" : "instance");
	show_text(w, arena, r->name);
	if (r->form != MOF_BMOF_OBJECT)
		bytes_write_format(w, ":%X", (unsigned)r->type);
	if (r->value != NULL && (r->type == 0x08 || r->type == 0x4008)) {
		bytes_write_text(w, "=");
		show_text(w, arena, r->value->items[0].text);
	} else if (r->value != NULL && r->type == 3) {
		bytes_write_format(w, "=%d", (int)r->value->items[0].bits);
	}
	for (uint32_t i = 0; r->value != NULL && (r->type & 0xFFF) == 0x0D && i < r->value->count; i++) {
		bytes_write_text(w, i == 0 ? "=" : "+");
		show_record(w, arena, r->value->items[i].object);
	}
	if (r->flavors != 0)
		bytes_write_format(w, "/%02X", (unsigned)r->flavors);
	show_list(w, arena, &r->lists[0], "[", "]");
	show_list(w, arena, &r->lists[1], "{", "}");
	show_list(w, arena, &r->lists[2], "(", ")");
}

#define ENDS " __CLASS:8=T __NAMESPACE:8=root\\default}()"
#define SET "__CLASS:8=__PARAMETERS}()"
#define TYPED(type) "CIMTYPE:8=" type "/03"

static const struct { const char *source, *records; } rows[] = {
	/* flavors (5) */
	{ "[A, B: ToInstance, C: ToSubclass, D: DisableOverride, E(\"x\"): Amended] class T { uint8 P; };",
	    "class[A:B B:B/01 C:B/02 D:B/10 E:8=x/80]{P:11[" TYPED("uint8") "]" ENDS },
	{ "[A: ToInstance ToSubclass, B: ToInstance DisableOverride, C: Amended ToSubclass,"
	    " D: ToInstance ToSubclass DisableOverride Amended] class T { uint8 P; };",
	    "class[A:B/03 B:B/11 C:B/82 D:B/93]{P:11[" TYPED("uint8") "]" ENDS },
	{ "[A: EnableOverride, B: NotToInstance, C: NotToSubclass, D: Restricted, key, Description(\"d\")] class T { uint8 P; };",
	    "class[A:B B:B C:B D:B key:B Description:8=d]{P:11[" TYPED("uint8") "]" ENDS },
	/* what every object ends with (6) */
	{ "#pragma classflags(\"updateonly\")\n#pragma instanceflags(\"createonly\")\nclass T : T_Above { };",
	    "class[]{__CLASS:8=T __NAMESPACE:8=root\\default __CLASSFLAGS:3=1 __INSTANCEFLAGS:3=2 __SUPERCLASS:8=T_Above}()" },
	{ "#pragma classflags(\"forceupdate\")\n#pragma classflags(\"safeupdate\")\nclass T { };",
	    "class[]{__CLASS:8=T __NAMESPACE:8=root\\default __CLASSFLAGS:3=32}()" },
	{ "#pragma classflags(\"updateonly\", \"forceupdate\")\nclass T { };",
	    "class[]{__CLASS:8=T __NAMESPACE:8=root\\default __CLASSFLAGS:3=65}()" },
	{ "#pragma classflags(1)\ninstance of T { };",
	    "instance[]{__CLASS:8=T __NAMESPACE:8=root\\default __CLASSFLAGS:3=1}()" },
	{ "#pragma namespace(\"\\\\\\\\.\\\\Root\\\\wmi\")\nclass T { };", "class[]{__CLASS:8=T __NAMESPACE:8=\\\\.\\Root\\wmi}()" },
	{ "#pragma autorecover\nclass T { };", "class[]{__CLASS:8=T __NAMESPACE:8=root\\default}()" },
	/* properties */
	{ "class T { [Key, A(5), b(TRUE), C{1, 2}, D{\"x\"}] UINT32 P[3]; };",
	    "class[]{P:2013[Key:B A:3=5 b:B C:2003 D:2008 MAX:3=3 " TYPED("UINT32") "]" ENDS },
	{ "class T { Boolean P[]; };", "class[]{P:200B[" TYPED("Boolean") "]" ENDS },
	{ "class T { T_Other P; };", "class[]{P:D[" TYPED("object:T_Other") "]" ENDS },
	{ "class T { object P; };", "class[]{P:D[" TYPED("object") "]" ENDS },
	{ "class T { object ref P; };", "class[]{P:66[" TYPED("ref") "]" ENDS },
	{ "class T { T_Other ref P; };", "class[]{P:66[" TYPED("ref:T_Other") "]" ENDS },
	/* instances */
	{ "[A] instance of T as $One { P = 7; Q = $Two; R = NULL; S = \"x\"; };",
	    "instance[A:B]{P:3=7[] Q:4008=Two[] R:8[] S:8=x[] __CLASS:8=T __NAMESPACE:8=root\\default __ALIAS:8=One}()" },
	{ "instance of T { P = instance of U { Q = 1; }; };",
	    "instance[]{P:D=instance[]{Q:3=1[] __CLASS:8=U __NAMESPACE:8=root\\default}()[]" ENDS },
	/* methods */
	{ "class T { [A] void M(); };", "class[]{__CLASS:8=T __NAMESPACE:8=root\\default}(M:0[A:B])" },
	{ "class T { void M([in] uint8 P); };", "class[]{__CLASS:8=T __NAMESPACE:8=root\\default}"
	    "(M:200D=instance{P:11[in:B ID:3=0/11 " TYPED("uint8") "] " SET "[])" },
	{ "class T { void M([out] uint8 P[2]); };", "class[]{__CLASS:8=T __NAMESPACE:8=root\\default}"
	    "(M:200D=instance{P:2011[out:B MAX:3=2 ID:3=0/11 " TYPED("uint8") "] " SET "[])" },
	{ "class T { void M([in, A, out] uint8 P); };", "class[]{__CLASS:8=T __NAMESPACE:8=root\\default}"
	    "(M:200D=instance{P:11[in:B A:B ID:3=0/11 " TYPED("uint8") "] " SET
	    "+instance{P:11[A:B out:B ID:3=0/11 " TYPED("uint8") "] " SET "[])" },
	{ "class T { uint32 M([A] uint8 P); };", "class[]{__CLASS:8=T __NAMESPACE:8=root\\default}"
	    "(M:200D=instance{P:11[A:B IN:B ID:3=0/11 " TYPED("uint8") "] " SET
	    "+instance{P:11[A:B OUT:B ID:3=0/11 " TYPED("uint8") "] ReturnValue:13[" TYPED("uint32") "] " SET "[])" },
	{ "class T { void M([out] uint8 P, [in, id(0)] string Q); };", "class[]{__CLASS:8=T __NAMESPACE:8=root\\default}"
	    "(M:200D=instance{Q:8[in:B id:3=0 " TYPED("string") "] " SET
	    "+instance{P:11[out:B ID:3=0/11 " TYPED("uint8") "] " SET "[])" },
	/* an implicit direction in front of MAX; what no sample shows */
	{ "class T { void M(uint8 P[2]); };", "class[]{__CLASS:8=T __NAMESPACE:8=root\\default}"
	    "(M:200D=instance{P:2011[IN:B MAX:3=2 ID:3=0/11 " TYPED("uint8") "] " SET
	    "+instance{P:2011[OUT:B MAX:3=2 ID:3=0/11 " TYPED("uint8") "] " SET "[])" },
};

static void
test_rows(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct made m;
		struct bytes_writer w = { .limit = 0 };
		if (tap_ok(make(&m, rows[i].source) && m.problems == 0 && m.bmof.objects.count == 1,
		    "%s", rows[i].source)) {
			show_record(&w, &m.arena, m.bmof.objects.first);
			tap_text(w.buf, w.len, rows[i].records, "its records");
		}
		bytes_writer_free(&w);
		unmake(&m);
	}
}

/* Only where nothing has a flavor is there no trailer. */
static void
test_trailer(void)
{
	struct made m;
	tap_ok(make(&m, "class T { };") && !m.bmof.trailer, "no flavor: no trailer");
	unmake(&m);
	tap_ok(make(&m, "class T { uint8 P; };") && m.bmof.trailer, "a CIMTYPE: a trailer");
	unmake(&m);
	tap_ok(make(&m, "class A { };\ninstance of A { };\nclass B { };") && m.bmof.objects.count == 3 &&
	    m.bmof.objects.first->next->kind == 1, "objects in the order of the source");
	unmake(&m);
}

/* ---- The padding switch, and readers ------------------------------------------------------ */

#define EVERYTHING                                                                                   \
	"#pragma namespace(\"root\\\\wmi\")\n"                                                          \
	"[A{\"a\", \"bc\"}, B{TRUE, FALSE}] class T { uint8 P = 3; string S[] = {\"\", \"Test\"}; char16 C = 'c';\n" \
	"  uint32 M([in, ValueMap{\"0\", \"1\"}, Values{\"a\", \"bcd\"}] uint8 Odd, [out] string O);\n"  \
	"  void N([in] uint8 One); T E[]; boolean L[2] = {FALSE, TRUE}; };\n"                          \
	"instance of T { S = {\"x\", \"yz\"}; E = {instance of T { P = 1; }, instance of T { S = {\"q\"}; }}; C = 'd'; };\n"

/* A writer that pads all or nothing. */
struct other {
	struct bytes_writer *out, flavors;
	bool pad;
	uint32_t flavor_count;
};

static void other_record(struct other *o, const struct mof_bmof_record *r);

static void
patch(struct bytes_writer *w, size_t at, size_t v)
{
	for (unsigned i = 0; i < 4; i++)
		w->buf[at + i] = (uint8_t)(v >> 8 * i);
}

static void
other_bytes(struct other *o, const void *bytes, size_t n, size_t zeros)
{
	static const uint8_t nothing[8] = { 0 };
	bytes_write(o->out, bytes, n);
	bytes_write(o->out, nothing, zeros);
	if (o->pad)
		bytes_write(o->out, nothing, (4 - (n + zeros) % 4) % 4);
}

static void
other_item(struct other *o, uint32_t type, const union mof_bmof_item *item)
{
	uint8_t bytes[8];
	const struct mof_bmof_type *row = mof_bmof_type_find(type);
	for (unsigned i = 0; i < 8; i++)
		bytes[i] = (uint8_t)(row->shape == MOF_BMOF_AS_TEXT ? 0 : item->bits >> 8 * i);
	if (row->shape == MOF_BMOF_AS_OBJECT)
		other_record(o, item->object);
	else if (row->shape == MOF_BMOF_AS_TEXT)
		other_bytes(o, item->text.bytes, 2 * (size_t)item->text.units, 2);
	else
		other_bytes(o, bytes, row->shape == MOF_BMOF_AS_2 ? 2 : row->shape == MOF_BMOF_AS_4 ? 4 : 8, 0);
}

static void
other_value(struct other *o, const struct mof_bmof_record *r)
{
	size_t at = o->out->len;
	if ((r->type & MOF_BMOF_ARRAY) != 0) {
		bytes_write_u32(o->out, 0);
		bytes_write_u32(o->out, 1);
		bytes_write_u32(o->out, r->value->count);
		bytes_write_u32(o->out, 0);
	}
	for (uint32_t i = 0; i < r->value->count; i++)
		other_item(o, r->type, &r->value->items[i]);
	if ((r->type & MOF_BMOF_ARRAY) != 0) {
		patch(o->out, at, o->out->len - at);
		patch(o->out, at + 12, o->out->len - at - 12);
	}
}

static void
other_list(struct other *o, const struct mof_bmof_list *list)
{
	size_t at = o->out->len;
	bytes_write_u32(o->out, 0);
	bytes_write_u32(o->out, list->count);
	for (const struct mof_bmof_record *r = list->first; r != NULL; r = r->next)
		other_record(o, r);
	patch(o->out, at, o->out->len - at);
}

static void
other_record(struct other *o, const struct mof_bmof_record *r)
{
	const struct mof_bmof_layout *layout = &mof_bmof_layouts[r->form];
	size_t at = o->out->len, begin = at + 4 * layout->count;
	if (r->flavors != 0) {
		bytes_write_u32(&o->flavors, (uint32_t)at);
		bytes_write_u32(&o->flavors, r->flavors);
		o->flavor_count++;
	}
	for (unsigned i = 0; i < layout->count; i++)
		bytes_write_u32(o->out, layout->fields[i] == MOF_BMOF_TYPE ? r->type :
		    layout->fields[i] == MOF_BMOF_KIND ? r->kind : UINT32_MAX);
	for (unsigned i = 0; i < layout->count; i++) {
		enum mof_bmof_field f = layout->fields[i];
		size_t here = o->out->len - begin;
		if (f == MOF_BMOF_NAME)
			other_bytes(o, r->name.bytes, 2 * (size_t)r->name.units, 2);
		else if (f == MOF_BMOF_VALUE && r->value != NULL)
			other_value(o, r);
		else if (f >= MOF_BMOF_QUALIFIERS && r->lists[f - MOF_BMOF_QUALIFIERS].there)
			other_list(o, &r->lists[f - MOF_BMOF_QUALIFIERS]);
		else
			continue;
		patch(o->out, at + 4 * i, here);
	}
	patch(o->out, at, o->out->len - at);
}

static void
other_write(const struct mof_bmof *bmof, bool pad, struct bytes_writer *out)
{
	struct other o = { .out = out, .pad = pad };
	bytes_write(out, "FOMB\0\0\0\0\1\0\0\0\1\0\0\0", 16);
	bytes_write_u32(out, bmof->objects.count);
	for (const struct mof_bmof_record *r = bmof->objects.first; r != NULL; r = r->next)
		other_record(&o, r);
	patch(out, 4, out->len);
	bytes_write(out, "BMOFQUALFLAVOR11", 16);
	bytes_write_u32(out, o.flavor_count);
	bytes_write(out, o.flavors.buf, o.flavors.len);
	bytes_writer_free(&o.flavors);
}

/* Laid out in another way it is the same tree: written again it is the same blob. */
static void
test_lenient(bool pad)
{
	struct made m;
	struct bytes_writer other = { .limit = 0 }, again = { .limit = 0 };
	struct mof_bmof bmof;
	tap_ok(make(&m, EVERYTHING), "a source with all kinds of arrays");
	struct mof_bmof_problems problems = { .arena = &m.arena };
	other_write(&m.bmof, pad, &other);
	tap_ok(other.len != m.blob.len || memcmp(other.buf, m.blob.buf, other.len) != 0,
	    "another layout: %s", pad ? "all is padded" : "nothing is padded");
	tap_ok(mof_bmof_read(&m.arena, other.buf, other.len, &bmof, &problems) == CIM_OK, "it is read");
	bool damage = false;
	for (size_t i = 0; i < problems.count; i++)
		damage |= problems.list[i].damage;
	tap_ok(!damage, "nothing in it is damaged");
	tap_ok(mof_bmof_write(&bmof, &again) == CIM_OK && again.len == m.blob.len &&
	    memcmp(again.buf, m.blob.buf, again.len) == 0, "written again it is as ever");
	bytes_writer_free(&other);
	bytes_writer_free(&again);
	unmake(&m);
}

/* An array in the first set turns padding on again for the rest of it; a method with one set pads. */
static void
test_switch(void)
{
	struct made m;
	tap_ok(make(&m, "class T { void A([in] uint8 Odd, [out] uint8 Odd2); void B([in] uint8 Odd); };") &&
	    m.problems == 0, "two sets, one set");
	const struct mof_bmof_record *a = mof_bmof_list_of(m.bmof.objects.first, MOF_BMOF_METHODS)->first;
	const struct mof_bmof_record *in = a->value->items[0].object, *out = a->value->items[1].object;
	const struct mof_bmof_record *one = a->next->value->items[0].object;
	tap_int(u32_at(m.blob.buf + in->lists[1].first->at + 16), 8, "the first set: a name of 8 bytes");
	tap_int(u32_at(m.blob.buf + out->lists[1].first->at + 16), 12, "the second: of 10, padded");
	tap_int(u32_at(m.blob.buf + one->lists[1].first->at + 16), 8, "the only set: of 8");
	unmake(&m);
	tap_ok(make(&m, "class T { void A([in] uint8 P1, [in, Values{\"abc\", \"d\"}] uint8 Abcd, [in] uint8 P3, [out] uint8 O); };") &&
	    m.problems == 0, "an array in the first set");
	a = mof_bmof_list_of(m.bmof.objects.first, MOF_BMOF_METHODS)->first;
	in = a->value->items[0].object->lists[1].first;
	tap_int(u32_at(m.blob.buf + in->at + 16), 6, "in front of it: a name of 6 bytes");
	tap_int(u32_at(m.blob.buf + in->next->next->at + 16), 8, "behind it: of 6, padded");
	unmake(&m);
}

/* ---- Carriers ------------------------------------------------------------------------------ */

static void
decoded(const struct bytes_writer *bytes, const char *want, size_t problems, const char *what)
{
	struct arena arena = { 0 };
	struct mof_bmof_problems found = { .arena = &arena };
	struct cim_fault fault = { .err = CIM_OK };
	char *text;
	size_t len;
	tap_ok(mof_bmof_decode(&arena, bytes->buf, bytes->len, &text, &len, &found, &fault) == CIM_OK,
	    "%s: read", what);
	tap_text(text, len, want, "%s: its text", what);
	tap_int(found.count, problems, "%s: what there is to say", what);
	arena_free(&arena);
}

static void
test_carriers(void)
{
	static const char text[] = "#pragma namespace(\"root\\\\default\")\nclass Nothing\n{\n};\n";
	char twice[2 * sizeof(text) + 2];
	struct made m;
	tap_ok(make(&m, "class Nothing { };"), "made");
	decoded(&m.file, text, 0, "a file");
	decoded(&m.blob, text, 0, "a blob without container");
	(void)snprintf(twice, sizeof(twice), "%s\n%s", text, text);
	bytes_write(&m.file, m.file.buf, m.file.len);
	decoded(&m.file, twice, 0, "two files in one");
	bytes_write_u8(&m.file, 'x');
	decoded(&m.file, twice, 1, "and a byte behind them");
	unmake(&m);
}

/* ---- Compression (2) ------------------------------------------------------------------------ */

/* The rule in its plainest form: every distance tried, every bit put by itself. */
struct plain {
	uint8_t *bytes;
	size_t bits;
};

static void
plain_put(struct plain *p, uint32_t v, unsigned n)
{
	for (; n > 0; n--, v >>= 1, p->bits++)
		p->bytes[p->bits / 8] |= (uint8_t)((v & 1) << p->bits % 8);
}

static void
plain_length(struct plain *p, size_t length)
{
	unsigned z = 0;
	while (((size_t)2 << z) + 1 <= length)
		z++;
	plain_put(p, 1u << z, z + 1);
	plain_put(p, (uint32_t)(length - 1 - ((size_t)1 << z)), z);
}

static void
plain_token(struct plain *p, const uint8_t *in, size_t at, size_t distance, size_t length)
{
	if (length < 2) {
		plain_put(p, in[at] < 0x80 ? 2 : 1, 2);
		plain_put(p, in[at] & 0x7F, 7);
		return;
	}
	if (distance < 64)
		plain_put(p, (uint32_t)distance << 2, 8);
	else if (distance < 320)
		plain_put(p, (uint32_t)(distance - 64) << 3 | 3, 11);
	else
		plain_put(p, (uint32_t)(distance - 320) << 3 | 7, 15);
	plain_length(p, length);
}

static size_t
plain_compress(const uint8_t *in, size_t n, bool literals, uint8_t *out)
{
	struct plain p = { out, 32 };
	memcpy(out, "DS\0\1", 4);
	if (n == 0)
		plain_put(&p, 0x7FFF, 15);
	for (size_t at = 0; at < n;) {
		size_t limit = 512 - at % 512, best = 1, from = 0;
		limit = limit < n - at ? limit : n - at;
		for (size_t d = 1; d <= at && d <= 4414 && !literals; d++) {
			size_t same = 0;
			while (same < limit && in[at - d + same] == in[at + same])
				same++;
			if (same > best) {
				best = same;
				from = d;
			}
		}
		plain_token(&p, in, at, from, best);
		at += best;
		if (at % 512 == 0 || at == n)
			plain_put(&p, 0x7FFF, 15);
	}
	return (p.bits + 7) / 8;
}

static void
same_stream(const uint8_t *in, size_t n, const char *what)
{
	uint8_t *plain = calloc(2, n + 64), *back = malloc(n + 1);
	struct bytes_writer w = { .limit = 0 };
	size_t done;
	MUST(plain != NULL && back != NULL);
	size_t len = plain_compress(in, n, false, plain);
	tap_ok(mof_bmof_compress(in, n, &w) == CIM_OK && w.len == len && memcmp(w.buf, plain, len) == 0,
	    "%s, %zu bytes: the longest, the nearest", what, n);
	tap_ok(mof_bmof_decompress(w.buf, w.len, back, n, &done, NULL) == CIM_OK && done == n &&
	    memcmp(back, in, n) == 0, "%s, %zu bytes: and back", what, n);
	memset(plain, 0, 2 * n + 64);
	len = plain_compress(in, n, true, plain);
	tap_ok(mof_bmof_decompress(plain, len, back, n, &done, NULL) == CIM_OK &&
	    memcmp(back, in, n) == 0, "%s, %zu bytes: of literals alone", what, n);
	bytes_writer_free(&w);
	free(plain);
	free(back);
}

static void
test_compress(void)
{
	static const size_t sizes[] = { 0, 1, 2, 3, 511, 512, 513, 1023, 1024, 1536, 4413, 4414, 4415, 4416,
		4415 + 512, 9000 };
	static const size_t distances[] = { 1, 2, 62, 63, 64, 65, 318, 319, 320, 321, 4413, 4414, 4415, 4416 };
	static const size_t lengths[] = { 2, 3, 4, 5, 8, 9, 16, 17, 32, 33, 64, 65, 128, 129, 256, 257, 511, 512 };
	static uint8_t zeros[9001], noise[9001], few[9001], work[9001];
	uint32_t seed = 1;
	for (size_t i = 0; i < sizeof(noise); i++) {
		seed = seed * 1664525 + 1013904223;
		noise[i] = (uint8_t)(seed >> 24);
		few[i] = (uint8_t)(seed >> 24 & 1);
	}
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		same_stream(zeros, sizes[i], "zeros");
		same_stream(noise, sizes[i], "noise");
		same_stream(few, sizes[i], "two letters");
	}
	/* A word that comes again at a distance, in a block of its own. */
	for (size_t i = 0; i < sizeof(distances) / sizeof(distances[0]); i++) {
		memcpy(work, noise, sizeof(work));
		for (size_t at = 4608 + 20; at < 4608 + 32; at++)
			work[at] = work[at - distances[i]];
		same_stream(work, 5200, "a repeat");
	}
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		memcpy(work, noise, sizeof(work));
		memcpy(work + 1024, work + 200, lengths[i]);
		same_stream(work, 1024 + lengths[i] + 7, "a length");
		memcpy(work + 1024 - lengths[i] / 2, work + 100, lengths[i]);
		same_stream(work, 2000, "across a block");
	}
}

/* What is no stream is refused where it stops being one. */
static void
test_decompress(void)
{
	static const struct { const char *bytes; size_t size; bool good; const char *what; } streams[] = {
		{ "44 53 00 01 FF 7F", 0, true, "nothing" },
		/* literal 0, sync */
		{ "44 53 00 01 02 FE FF 00", 1, true, "a literal" },
		{ "44 53 00 01 02 FE 7F", 1, false, "a sync without its last bit" },
		{ "44 53 00 01 02 FE FF 00", 2, false, "a sync too early" },
		{ "44 53 00 01 02 FE FF 00", 0, false, "a literal too many" },
		{ "44 53 00 01 04 FF FF 01", 2, false, "a match in front of the beginning" },
		{ "44 53 00 01 00 FF FF 01", 2, false, "the distance 0" },
		{ "44 53 00 01 02 08 00 00 00 00", 9, false, "nine zeros in front of a length" },
		{ "44 53 00 01", 1, false, "no token" },
		{ "44 53 01 00 FF 7F", 0, false, "another version" },
		{ "44 53", 0, false, "half a signature" },
	};
	for (size_t i = 0; i < sizeof(streams) / sizeof(streams[0]); i++) {
		uint8_t in[32], out[600];
		size_t done, n = hex(streams[i].bytes, in);
		enum cim_err err = mof_bmof_decompress(in, n, out, streams[i].size, &done, NULL);
		tap_ok(err == (streams[i].good ? CIM_OK : CIM_EDAMAGED) && done <= streams[i].size, "%s",
		    streams[i].what);
	}
}

int
main(void)
{
	test_nothing();
	test_event();
	test_method();
	test_types();
	test_rows();
	test_trailer();
	test_switch();
	test_lenient(true);
	test_lenient(false);
	test_carriers();
	test_compress();
	test_decompress();
	return tap_done();
}
