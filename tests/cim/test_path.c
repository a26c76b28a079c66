/* test_path.c: object paths read, printed, made canonical, and taken from instances. */
#include "cim/limits.h"
#include "cim/path.h"
#include "tests/unit.h"

struct row {
	const char *text;
	const char *dsp;	/* how DSP0207 spells it */
	const char *wmi;	/* how WMI does */
};

static const struct row good[] = {
	{ "EX_Fan", "EX_Fan", "EX_Fan" },
	{ "__EventFilter", "__EventFilter", "__EventFilter" },
	{ "EX_Fan.Id=1", "EX_Fan.Id=1", "EX_Fan.Id=1" },
	{ "EX_Fan.Id=\"a\",Slot=-2,Up=TRUE", "EX_Fan.Id=\"a\",Slot=-2,Up=TRUE",
	    "EX_Fan.Id=\"a\",Slot=-2,Up=TRUE" },
	{ "EX_Fan.Id='a\"b'", "EX_Fan.Id=\"a\\\"b\"", "EX_Fan.Id=\"a\\\"b\"" },
	{ "EX_Fan.Id='it\\'s'", "EX_Fan.Id=\"it's\"", "EX_Fan.Id=\"it's\"" },
	{ "EX_Fan=\"v\"", "EX_Fan=\"v\"", "EX_Fan=\"v\"" },
	{ "EX_Fan=7", "EX_Fan=7", "EX_Fan=7" },
	{ "EX_Fan=@", "EX_Fan=@", "EX_Fan=@" },
	{ "EX_Fan=\"\"", "EX_Fan=\"\"", "EX_Fan=\"\"" },
	{ "root/cimv2:EX_Fan.Id=1", "/root/cimv2:EX_Fan.Id=1", "root\\cimv2:EX_Fan.Id=1" },
	{ "/root/cimv2:EX_Fan", "/root/cimv2:EX_Fan", "root\\cimv2:EX_Fan" },
	{ "root:EX_Fan", "/root:EX_Fan", "root:EX_Fan" },
	{ "\\\\.\\root\\cimv2:EX_Fan=@", "//./root/cimv2:EX_Fan=@",
	    "\\\\.\\root\\cimv2:EX_Fan=@" },
	{ "//host.example.org:5989/root/x:EX_Fan.A=0x1F",
	    "//host.example.org:5989/root/x:EX_Fan.A=0x1F",
	    "\\\\host.example.org:5989\\root\\x:EX_Fan.A=0x1F" },
	{ "\\\\my-host\\ROOT:EX_Fan.A=1.5e3", "//my-host/ROOT:EX_Fan.A=1.5e3",
	    "\\\\my-host\\ROOT:EX_Fan.A=1.5e3" },
	{ "EX_F.P=\"C:\\\\dir\\\\\"", "EX_F.P=\"C:\\\\dir\\\\\"", "EX_F.P=\"C:\\\\dir\\\\\"" },
	{ "EX_F.P=\"C:\\dir\"", "EX_F.P=\"C:\\\\dir\"", "EX_F.P=\"C:\\\\dir\"" },
	{ "EX_F.P=\"a\\\\\\\"b\"", "EX_F.P=\"a\\\\\\\"b\"", "EX_F.P=\"a\\\\\\\"b\"" },
	{ "EX_F.P=\"a:b.c=d,e/f\"", "EX_F.P=\"a:b.c=d,e/f\"", "EX_F.P=\"a:b.c=d,e/f\"" },
	{ "EX_L.A=\"EX_Fan.Id=\\\"x\\\"\",B=\"EX_Fan.Id=\\\"y\\\\\\\"z\\\"\"",
	    "EX_L.A=\"EX_Fan.Id=\\\"x\\\"\",B=\"EX_Fan.Id=\\\"y\\\\\\\"z\\\"\"",
	    "EX_L.A=\"EX_Fan.Id=\\\"x\\\"\",B=\"EX_Fan.Id=\\\"y\\\\\\\"z\\\"\"" },
	{ "EX_F.N=2147483647,M=2147483648,K=-1", "EX_F.N=2147483647,M=2147483648,K=-1",
	    "EX_F.N=2147483647,M=\"2147483648\",K=-1" },
	{ "EX_F.T=\"20240101120000.000000+060\"", "EX_F.T=\"20240101120000.000000+060\"",
	    "EX_F.T=\"20240101120000.000000+060\"" },
	{ "EX_\xc3\xa4.\xc3\xb6=\"\xe5\xa4\x96\"", "EX_\xc3\xa4.\xc3\xb6=\"\xe5\xa4\x96\"",
	    "EX_\xc3\xa4.\xc3\xb6=\"\xe5\xa4\x96\"" },
};

static const struct {
	const char *text;
	size_t position;
} bad[] = {
	{ "", 0 }, { ".", 0 }, { "9X", 0 }, { "EX_Fan.", 7 }, { "EX_Fan.Id", 9 },
	{ "EX_Fan.Id=", 10 },
	{ "EX_Fan.Id=\"a", 10 }, { "EX_Fan.Id=\"a\\\"", 10 }, { "EX_Fan.Id='a\"", 10 },
	{ "EX_Fan.Id=\"a\\", 10 },
	{ "EX_Fan.Id=1,", 12 }, { "EX_Fan.Id=1,Id=2", 12 }, { "EX_Fan.Id=1,iD=2", 12 },
	{ "EX_Fan.Id=1 ", 11 },
	{ "EX_Fan.Id=yes", 10 }, { "EX_Fan.Id=1x", 11 }, { "EX_Fan.Id=-", 11 },
	{ "EX_Fan.Id=1.", 12 },
	{ "EX_Fan.Id=1.5e", 14 }, { "EX_Fan.Id=0x", 11 }, { "EX_Fan.Id=\"a\"b", 13 },
	{ "EX_Fan.Id.x=1", 9 },
	{ "EX_Fan=", 7 }, { "EX_Fan=@x", 8 }, { "EX_Fan=1,B=2", 8 }, { "EX Fan", 2 },
	{ "/EX_Fan", 0 },
	{ "root/:EX_Fan", 5 }, { "root//x:EX_Fan", 5 }, { "ns:", 3 }, { "ns:a:b", 4 },
	{ "1ns:EX_Fan", 0 },
	{ "//host", 6 }, { "//host/", 7 }, { "///ns:EX_Fan", 2 }, { "//ho st/ns:EX_Fan", 4 },
	{ "//host/ns", 9 },
	{ "http://host/ns:EX_Fan", 5 }, { "EX_Fan.Id=\"\xff\"x", 13 }, { "EX_\xff", 0 },
	{ "EX_Fan.=1", 7 },
	{ "EX_Fan.Id=NULL", 10 }, { "EX_Fan.Id={1}", 10 },
};

static void
print_both(const struct cim_path *path, const char *dsp, const char *wmi)
{
	struct bytes_writer w = { 0 };
	cim_path_print(&w, path);
	tap_text(w.buf, w.len, dsp, "printed %s", dsp);
	bytes_writer_reset(&w);
	cim_path_print_wmi(&w, path);
	tap_text(w.buf, w.len, wmi, "printed %s", wmi);
	bytes_writer_free(&w);
}

static void
test_forms(void)
{
	struct arena arena = { 0 };
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		struct cim_path path;
		size_t position = 0;
		tap_int(cim_path_parse(&arena, cim_str_from(good[i].text), &path, &position),
		    CIM_OK, "%s", good[i].text);
		print_both(&path, good[i].dsp, good[i].wmi);
		tap_int(cim_path_parse(&arena, cim_str_from(good[i].dsp), &path, NULL), CIM_OK,
		    "read again");
		print_both(&path, good[i].dsp, good[i].wmi);
		tap_int(cim_path_parse(&arena, cim_str_from(good[i].wmi), &path, NULL), CIM_OK,
		    "read again as WMI's");
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct cim_path path;
		size_t position = 999;
		tap_int(cim_path_parse(&arena, cim_str_from(bad[i].text), &path, &position),
		    CIM_EINVAL, "refused: %s",
		    bad[i].text);
		tap_int(position, bad[i].position, "at %zu", bad[i].position);
	}
	struct cim_path nothing;
	tap_int(cim_path_parse(&arena, cim_str(NULL, 0), &nothing, NULL), CIM_EINVAL,
	    "no text is no path");
	/* Cut anywhere, a path is a shorter path or a fault, and the reader stays in the text. */
	size_t wrong = 0;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		for (size_t n = 0; n < strlen(good[i].text); n++) {
			char *exact = arena_copy(&arena, good[i].text, n);
			struct cim_path path;
			size_t position = 0;
			enum cim_err err = exact == NULL ? CIM_ENOMEM :
			    cim_path_parse(&arena, cim_str(exact, n), &path, &position);
			if ((err != CIM_OK && err != CIM_EINVAL) || position > n)
				wrong++;
		}
	}
	tap_int(wrong, 0, "cut at every length");
	arena_free(&arena);
}

static void
test_parts(void)
{
	struct arena arena = { 0 };
	struct cim_path path;
	const char *text = "//h/Root\\b:EX_L.A=\"EX_F.K=\\\"v\\\"\",b=+7,C=false,D=0.5";
	tap_int(cim_path_parse(&arena, cim_str_from(text), &path, NULL), CIM_OK, "%s", text);
	tap_text(path.host.ptr, path.host.len, "h", "its host");
	tap_text(path.ns.ptr, path.ns.len, "Root/b", "its namespace");
	tap_ok(cim_name_is(path.class_name, "ex_l") && path.key_count == 4 && !path.is_singleton,
	    "its class and keys");
	tap_ok(path.keys[0].kind == CIM_KEY_STRING && path.keys[1].kind == CIM_KEY_INTEGER &&
	    path.keys[2].kind == CIM_KEY_BOOLEAN && path.keys[3].kind == CIM_KEY_REAL,
	    "their kinds");
	tap_text(path.keys[0].text.ptr, path.keys[0].text.len, "EX_F.K=\"v\"",
	    "a reference without its escapes");
	tap_text(path.keys[1].text.ptr, path.keys[1].text.len, "+7", "digits as written");
	tap_ok(cim_name_is(path.keys[1].name, "B"), "the name of a key");

	/* As many keys as there may be, and one more. */
	struct bytes_writer w = { 0 };
	bytes_write_text(&w, "EX_F.");
	for (int i = 0; i < CIM_LIMIT_KEYS; i++)
		bytes_write_format(&w, "%sk%d=%d", i == 0 ? "" : ",", i, i);
	tap_int(cim_path_parse(&arena, cim_str((char *)w.buf, w.len), &path, NULL), CIM_OK,
	    "%d keys", CIM_LIMIT_KEYS);
	tap_int(path.key_count, CIM_LIMIT_KEYS, "all there");
	bytes_write_text(&w, ",more=1");
	tap_int(cim_path_parse(&arena, cim_str((char *)w.buf, w.len), &path, NULL), CIM_ELIMIT,
	    "one more");
	bytes_writer_reset(&w);
	for (int i = 0; i <= CIM_LIMIT_NAME; i++)
		bytes_write_u8(&w, 'a');
	tap_int(cim_path_parse(&arena, cim_str((char *)w.buf, w.len), &path, NULL), CIM_ELIMIT,
	    "a name too long");
	tap_int(cim_path_parse(&arena, cim_str((char *)w.buf, w.len - 1), &path, NULL), CIM_OK,
	    "just not");
	bytes_writer_reset(&w);
	for (int i = 0; i <= CIM_LIMIT_NAMESPACE; i++)
		bytes_write_u8(&w, i % 2 == 0 ? 'n' : '/');
	bytes_write_text(&w, ":EX_F");
	tap_int(cim_path_parse(&arena, cim_str((char *)w.buf, w.len), &path, NULL), CIM_ELIMIT,
	    "a namespace too long");
	bytes_writer_free(&w);
	arena_free(&arena);
}

/* What the keys of the tests' classes are. */
static enum cim_type
type_of(void *ctx, struct cim_name class_name, struct cim_name key)
{
	(void)ctx;
	static const struct { const char *cls, *key; enum cim_type type; } keys[] = {
		{ "EX_Fan", "Id", CIM_UINT32 }, { "EX_Fan", "", CIM_UINT32 },
		{ "EX_Big", "Id", CIM_UINT64 },
		{ "EX_Real", "R", CIM_REAL32 }, { "EX_Str", "Id", CIM_STRING },
		    { "EX_Str", "", CIM_STRING },
		{ "EX_Two", "A", CIM_SINT8 }, { "EX_Two", "B", CIM_BOOLEAN },
		{ "EX_Chr", "C", CIM_CHAR16 }, { "EX_Tim", "T", CIM_DATETIME },
		{ "EX_L", "Left", CIM_REFERENCE }, { "EX_L", "Right", CIM_REFERENCE },
		{ "EX_Obj", "O", CIM_OBJECT },
	};
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (cim_name_is(class_name, keys[i].cls) && cim_name_is(key, keys[i].key))
			return keys[i].type;
	}
	return CIM_TYPE_NONE;
}

static const struct {
	const char *text, *canonical;	/* NULL: a key does not fit its type */
} canon[] = {
	{ "EX_Fan", "ex_fan" }, { "EX_FAN=@", "ex_fan=@" },
	{ "EX_Fan.Id=7", "ex_fan=7" }, { "ex_fan.ID=007", "ex_fan=7" },
	{ "EX_Fan=+7", "ex_fan=7" },
	{ "EX_Fan.Id=\"7\"", "ex_fan=7" }, { "EX_Fan.Id=0x7", "ex_fan=7" },
	{ "EX_Fan.Id=-0", "ex_fan=0" },
	{ "EX_Fan.Id=-7", NULL }, { "EX_Fan.Id=4294967296", NULL }, { "EX_Fan.Id=\"x\"", NULL },
	{ "EX_Fan.Id=\"\"", NULL }, { "EX_Fan.Id=1.0", NULL }, { "EX_Fan.Id=true", NULL },
	{ "EX_Fan.Id=\"0x\"", NULL },
	{ "EX_Big.Id=\"18446744073709551615\"", "ex_big=18446744073709551615" },
	{ "EX_Big.Id=0xFFFFFFFFFFFFFFFF", "ex_big=18446744073709551615" },
	{ "EX_Big.Id=18446744073709551616", NULL }, { "EX_Big.Id=99999999999999999999", NULL },
	{ "EX_Str.Id=\"Ab\"", "ex_str=\"Ab\"" }, { "EX_Str='Ab'", "ex_str=\"Ab\"" },
	{ "EX_Str.Id=\"a\\\"\\\\b\"", "ex_str=\"a\\\"\\\\b\"" }, { "EX_Str.Id=7", NULL },
	{ "ex_two.b=TRUE,a=-5", "ex_two.a=-5,b=true" },
	{ "EX_Two.A=\"-05\",B=\"True\"", "ex_two.a=-5,b=true" },
	{ "EX_Two.A=-129,B=true", NULL }, { "EX_Two.A=1,B=1", NULL },
	{ "EX_Chr.C='x'", "ex_chr=\"x\"" }, { "EX_Chr.C=120", "ex_chr=\"x\"" },
	{ "EX_Chr.C=228", "ex_chr=\"\xc3\xa4\"" },
	{ "EX_Chr.C=\"\xc3\xa4\"", "ex_chr=\"\xc3\xa4\"" }, { "EX_Chr.C='xy'", NULL },
	{ "EX_Chr.C=''", NULL },
	{ "EX_Chr.C=65536", NULL }, { "EX_Chr.C=34", "ex_chr=\"\\\"\"" },
	{ "EX_Tim.T=\"20240101120000.000000+060\"", "ex_tim=\"20240101120000.000000+060\"" },
	{ "EX_Tim.T=\"2024\"", NULL },
	{ "EX_Unknown.b=\"x\",A=0010,c=TRUE,d=-3", "ex_unknown.a=10,b=\"x\",c=true,d=-3" },
	{ "EX_Unknown.a=-9223372036854775809", NULL },
	{ "EX_Unknown.a=1.50", "ex_unknown=1.50" }, { "EX_Real.R=2", "ex_real=2" },
	{ "EX_Real.R=\"2.0\"", NULL },
	{ "Root\\CIMv2:EX_Fan.Id=1", "root/cimv2:ex_fan=1" },
	{ "\\\\.\\root:EX_Fan.Id=1", "root:ex_fan=1" },
	{ "//LOCALHOST/root:EX_Fan.Id=1", "root:ex_fan=1" },
	{ "//Far/root:EX_Fan.Id=1", "//far/root:ex_fan=1" },
	{ "EX_L.Right=\"EX_Fan.Id=02\",Left=\"Root\\\\X:EX_STR='Q'\"",
	    "ex_l.left=\"root/x:ex_str=\\\"Q\\\"\",right=\"ex_fan=2\"" },
	{ "EX_L.Left=\"EX_Fan=\\\"2\\\"\",Right=\"no path\"", NULL },
	{ "EX_L.Left=2,Right=\"EX_Fan=1\"", NULL },
	{ "EX_L.Left=\"EX_Fan=-2\",Right=\"EX_Fan=1\"", NULL },
	{ "EX_Obj.O=\"x\"", NULL },
	{ "EX_\xc3\x84.\xe2\x84\xaa=1,J=2", "ex_\xc3\xa4.j=2,k=1" },
};

static void
test_canonical(void)
{
	struct arena arena = { 0 };
	struct bytes_writer w = { 0 };
	for (size_t i = 0; i < sizeof(canon) / sizeof(canon[0]); i++) {
		struct cim_path path;
		tap_int(cim_path_parse(&arena, cim_str_from(canon[i].text), &path, NULL), CIM_OK,
		    "%s", canon[i].text);
		bytes_writer_reset(&w);
		enum cim_err err = cim_path_canonical(&w, &path, type_of, NULL);
		tap_int(err, canon[i].canonical == NULL ? CIM_EINVAL : CIM_OK, "%s fit",
		    canon[i].canonical == NULL ? "does not" : "does");
		if (err != CIM_OK)
			continue;
		tap_text(w.buf, w.len, canon[i].canonical, "canonical %s", canon[i].canonical);
		/* It is a path itself, and its own canonical form. */
		char *again = arena_copy(&arena, w.buf, w.len);
		struct bytes_writer twice = { 0 };
		if (again != NULL &&
		    cim_path_parse(&arena, cim_str(again, w.len), &path, NULL) == CIM_OK)
			(void)cim_path_canonical(&twice, &path, type_of, NULL);
		tap_text(twice.buf, twice.len, canon[i].canonical, "and again");
		bytes_writer_free(&twice);
	}
	bytes_writer_free(&w);
	arena_free(&arena);
}

/* References to the end, where a string is. */
static enum cim_type
all_references(void *ctx, struct cim_name class_name, struct cim_name key)
{
	(void)ctx;
	(void)key;
	return cim_name_is(class_name, "EX_S") ? CIM_STRING : CIM_REFERENCE;
}

/* Paths in paths: the escapes double with each, so depth costs the writer most. */
static void
test_nested(void)
{
	struct arena arena = { 0 };
	struct bytes_writer text = { 0 }, w = { 0 };
	struct cim_path path = { .class_name = cim_name_from("EX_L"), .is_singleton = true };
	struct cim_path_key key = { .name = cim_name("", 0), .kind = CIM_KEY_STRING };
	for (int depth = 0; depth < 12; depth++) {
		bytes_writer_reset(&text);
		cim_path_print(&text, &path);
		key.text = cim_str(arena_copy(&arena, text.buf, text.len), text.len);
		path.is_singleton = false;
		path.keys = &key;
		path.key_count = 1;
	}
	tap_int(cim_path_canonical(&w, &path, all_references, NULL), CIM_OK,
	    "twelve paths in each other");
	w.limit = 1000;
	bytes_writer_reset(&w);
	tap_int(cim_path_canonical(&w, &path, all_references, NULL), CIM_ELIMIT,
	    "the writer's limit holds");
	w.limit = 0;

	/* Lone backslashes at the bottom of it: each would become thousands. */
	bytes_writer_reset(&text);
	bytes_write_text(&text, "EX_S=\"");
	for (int i = 0; i < 4000; i++)
		bytes_write_text(&text, "\\d");
	bytes_write_u8(&text, '"');
	key.text = cim_str(arena_copy(&arena, text.buf, text.len), text.len);
	for (int depth = 0; depth < 10; depth++) {
		/*
		 * Only quotes and backslashes before them are escaped: what the reader needs and
		 * no more.
		 */
		bytes_writer_reset(&text);
		bytes_write_text(&text, "EX_L=\"");
		for (size_t i = 0; i < key.text.len; i++) {
			size_t n = i;
			while (n < key.text.len && key.text.ptr[n] == '\\')
				n++;
			bool before_quote = n < key.text.len && key.text.ptr[n] == '"';
			if (key.text.ptr[i] == '"' || (key.text.ptr[i] == '\\' && before_quote))
				bytes_write_u8(&text, '\\');
			bytes_write_u8(&text, (uint8_t)key.text.ptr[i]);
		}
		bytes_write_u8(&text, '"');
		key.text = cim_str(arena_copy(&arena, text.buf, text.len), text.len);
	}
	tap_ok(key.text.len < 30000, "a text of %zu bytes", key.text.len);
	bytes_writer_reset(&w);
	tap_int(cim_path_canonical(&w, &path, all_references, NULL), CIM_ELIMIT,
	    "that would become an endless one");

	bytes_writer_reset(&text);
	bytes_write_text(&text, "EX_L=\"");
	while (text.len < CIM_LIMIT_PATH - 1)
		bytes_write_u8(&text, 'x');
	bytes_write_text(&text, "\"");
	struct cim_path out;
	tap_int(cim_path_parse(&arena, cim_str((char *)text.buf, text.len), &out, NULL), CIM_OK,
	    "the longest path");
	bytes_write_u8(&text, 'x');
	tap_int(cim_path_parse(&arena, cim_str((char *)text.buf, text.len), &out, NULL),
	    CIM_ELIMIT, "one byte more");
	bytes_writer_free(&text);
	bytes_writer_free(&w);
	arena_free(&arena);
}

#define TRUE_KEY { .name = key_name, .value = { .type = CIM_BOOLEAN, .as.boolean = true } }

static void
test_of_instance(void)
{
	struct arena arena = { 0 };
	struct bytes_writer w = { 0 };
	struct cim_path path;
	struct cim_name missing, key_name = cim_name_from("KEY");
	struct cim_qualifier key[] = { TRUE_KEY }, nokey[] = { TRUE_KEY };
	nokey[0].value.as.boolean = false;
	struct cim_property props[] = {
		{ .name = cim_name_from("Id"), .type = { .type = CIM_SINT64 },
		    .qualifiers = { key, 1 } },
		{ .name = cim_name_from("Note"), .type = { .type = CIM_STRING },
		    .qualifiers = { nokey, 1 } },
		{ .name = cim_name_from("Up"), .type = { .type = CIM_BOOLEAN },
		    .qualifiers = { key, 1 },
		    .value = { .type = CIM_BOOLEAN, .as.boolean = true } },
		{ .name = cim_name_from("Label"), .type = { .type = CIM_STRING },
		    .qualifiers = { key, 1 } },
		{ .name = cim_name_from("C"), .type = { .type = CIM_CHAR16 },
		    .qualifiers = { key, 1 },
		    .value = { .type = CIM_CHAR16, .as.char16 = 0xe4 } },
	};
	struct cim_class cls = { .name = cim_name_from("EX_Fan"), .properties = props,
	    .property_count = 5 };
	struct cim_instance_property set[] = {
		{ .name = cim_name_from("LABEL"),
		    .value = { .type = CIM_STRING, .as.string = CIM_STR("a\"b") } },
		{ .name = cim_name_from("id"),
		    .value = { .type = CIM_SINT64, .as.sint = INT64_MIN } },
	};
	struct cim_instance inst = { .class_name = cim_name_from("ex_fan"), .properties = set,
	    .property_count = 2 };
	tap_int(cim_path_of(&arena, &cls, &inst, &path, &missing), CIM_OK,
	    "the path of an instance");
	cim_path_print(&w, &path);
	tap_text(w.buf, w.len,
	    "EX_Fan.Id=-9223372036854775808,Up=true,Label=\"a\\\"b\",C=\"\xc3\xa4\"",
	    "keys in the class's order, defaults too");
	tap_ok(path.host.len == 0 && path.ns.len == 0 && !path.is_singleton, "nothing else");

	inst.property_count = 1;
	tap_ok(cim_path_of(&arena, &cls, &inst, &path, &missing) == CIM_EINVAL &&
	    cim_name_is(missing, "Id"),
	    "a missing key is named");
	tap_int(cim_path_of(&arena, &cls, &inst, &path, NULL), CIM_EINVAL, "if asked");
	inst.property_count = 2;
	set[0].value.is_null = true;
	tap_ok(cim_path_of(&arena, &cls, &inst, &path, &missing) == CIM_EINVAL &&
	    cim_name_is(missing, "Label"),
	    "a null key is missing");

	/* Every key as wide as it goes, and one that is no scalar. */
	struct cim_property wide[] = {
		{ .name = cim_name_from("U"), .type = { .type = CIM_UINT64 },
		    .qualifiers = { key, 1 },
		    .value = { .type = CIM_UINT64, .as.uint = UINT64_MAX } },
		{ .name = cim_name_from("R"), .type = { .type = CIM_REAL64 },
		    .qualifiers = { key, 1 },
		    .value = { .type = CIM_REAL64, .as.real = 0.5 } },
	};
	cls.properties = wide;
	cls.property_count = 2;
	bytes_writer_reset(&w);
	tap_int(cim_path_of(&arena, &cls, &inst, &path, &missing), CIM_OK,
	    "unsigned and real keys");
	cim_path_print(&w, &path);
	tap_text(w.buf, w.len, "EX_Fan.U=18446744073709551615,R=0.5", "printed");
	wide[1].value.is_array = true;
	tap_ok(cim_path_of(&arena, &cls, &inst, &path, &missing) == CIM_EINVAL &&
	    cim_name_is(missing, "R"), "an array is no key");

	struct cim_qualifier single[] = { TRUE_KEY };
	single[0].name = cim_name_from("singleton");
	cls = (struct cim_class){ .name = cim_name_from("EX_One"), .qualifiers = { single, 1 } };
	tap_ok(cim_path_of(&arena, &cls, &inst, &path, &missing) == CIM_OK && path.is_singleton,
	    "a singleton");
	cls.qualifiers.count = 0;
	tap_ok(cim_path_of(&arena, &cls, &inst, &path, &missing) == CIM_EINVAL && missing.len == 0,
	    "without keys there is no path");
	bytes_writer_free(&w);
	arena_free(&arena);
}

int
main(void)
{
	test_forms();
	test_parts();
	test_canonical();
	test_nested();
	test_of_instance();
	return tap_done();
}
