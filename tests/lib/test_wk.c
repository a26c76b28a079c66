/* test_wk.c: libwbemkit, used as a program that links it uses it. */
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/wbemkit.h"
#include "tests/unit.h"

static char dir[] = "/tmp/wbemkit-lib.XXXXXX";

static const char mof[] =
    "class T_Base { [Key] string Id; uint32 Size = 7; };\n"
    "class T_Thing : T_Base { string Note; uint8 Marks[]; boolean Good; real64 Weight;\n"
    "  sint64 Deep; uint64 Wide; char16 Sign; datetime When; T_Base ref Other; string Names[]; };\n"
    "[Abstract] class T_None { };\n"
    "class T_Case { [Key] string Id; [EmbeddedInstance(\"T_Base\")] string Part; };\n"
    "instance of T_Thing { Id = \"a\"; Note = \"one\"; Marks = { 1, 2, 3 }; };\n"
    "instance of T_Thing { Id = \"b\"; Size = 9; };\n"
    "instance of T_Base { Id = \"c\"; };\n";

#define is_code(status, want, ...) \
	do { \
		wk_status got_ = (status); \
		if (!tap_ok(got_ == (want), __VA_ARGS__)) \
			printf("#   got 0x%08X %s\n", (unsigned)got_, \
			    wk_code_name(got_) != NULL ? wk_code_name(got_) : ""); \
	} while (0)

static const char *
in_dir(const char *leaf)
{
	static char path[200];
	(void)snprintf(path, sizeof(path), "%s/%s", dir, leaf);
	return path;
}

/* ---- Compiling ---------------------------------------------------------------- */

struct heard {
	int errors, all;
	char id[40];
	unsigned line, column;
	wk_status code;
};

static void
hear(void *ctx, const wk_diagnostic *d)
{
	struct heard *h = ctx;
	h->all++;
	if (wk_diagnostic_severity(d) != WK_ERROR || h->errors++ > 0)
		return;
	(void)snprintf(h->id, sizeof(h->id), "%s", wk_diagnostic_id(d));
	h->line = wk_diagnostic_line(d);
	h->column = wk_diagnostic_column(d);
	h->code = wk_diagnostic_code(d);
}

static void
test_compile(wk_repository *repo)
{
	struct heard h = { 0 };
	static const char bad[] = "class T_X : T_Nobody { };\nclass T_Y { uint8 }\n";
	wk_compiler *c = wk_compiler_new();
	wk_compiler_on_diagnostic(c, hear, &h);
	is_code(wk_compiler_add_buffer(c, "bad.mof", bad, sizeof(bad) - 1), WK_OK, "a buffer");
	is_code(wk_compiler_run(c, repo), WK_WBEM_E_INVALID_SUPERCLASS, "the first error's code");
	tap_ok(h.errors >= 2 && strcmp(h.id, "E-SUPER-MISSING") == 0 && h.line == 1 &&
	    h.column == 13 && h.code == WK_WBEM_E_INVALID_SUPERCLASS, "and its place");
	tap_ok(strstr(wk_compiler_error(c), "bad.mof:1:13: ") != NULL, "%s", wk_compiler_error(c));
	tap_ok(wk_compiler_count(c, (wk_kind)0) == 0, "nothing was stored");
	wk_compiler_free(c);
	c = wk_compiler_new();
	is_code(wk_compiler_option(c, "strict", "1"), WK_OK, "strict");
	is_code(wk_compiler_option(c, "strict", "0"), WK_OK, "not strict");
	is_code(wk_compiler_option(c, "dialect", "klingon"), WK_WBEM_E_INVALID_PARAMETER, "no dialect");
	is_code(wk_compiler_option(c, "colour", "red"), WK_WBEM_E_INVALID_PARAMETER, "no option");
	is_code(wk_compiler_option(c, "warn", "no-such-check"), WK_WBEM_E_INVALID_PARAMETER, "no check");
	is_code(wk_compiler_add_buffer(c, "good.mof", mof, sizeof(mof) - 1), WK_OK, "a buffer");
	is_code(wk_compiler_check(c), WK_OK, "checked: %s", wk_compiler_error(c));
	is_code(wk_compiler_run(c, repo), WK_OK, "stored: %s", wk_compiler_error(c));
	tap_int(wk_compiler_count(c, WK_CLASS), 4, "classes");
	tap_int(wk_compiler_count(c, WK_INSTANCE), 3, "instances");
	is_code(wk_compiler_option(c, "class-mode", "createonly"), WK_OK, "a mode");
	is_code(wk_compiler_run(c, repo), WK_WBEM_E_ALREADY_EXISTS, "a second run: the mode holds");
	is_code(wk_compiler_add_file(c, "/nowhere/at.mof"), WK_OK, "a file");
	is_code(wk_compiler_run(c, repo), WK_WBEM_E_NOT_FOUND, "that is not there");
	wk_compiler_free(c);
}

/* ---- Reading ------------------------------------------------------------------ */

static void
test_objects(wk_txn *txn)
{
	wk_object *o;
	const char *text;
	size_t len;
	is_code(wk_get(txn, WK_CLASS, NULL, "t_thing", 0, &o), WK_OK, "a class, in any case");
	tap_ok(strcmp(wk_object_name(o), "T_Thing") == 0 &&
	    strcmp(wk_object_superclass(o), "T_Base") == 0 &&
	    strcmp(wk_object_namespace(o), "root/cimv2") == 0, "what it is");
	tap_int(wk_property_count(o), 10, "what it declares");
	is_code(wk_text(txn, o, WK_MOF, &text, &len), WK_OK, "as MOF");
	tap_ok(strstr(text, "class T_Thing : T_Base {") != NULL && strlen(text) == len, "the text");
	is_code(wk_text(txn, o, WK_JSON, &text, NULL), WK_OK, "as JSON");
	tap_ok(strstr(text, "\"kind\":\"class\"") != NULL, "the line");
	is_code(wk_text(NULL, o, WK_JSON, &text, NULL), WK_WBEM_E_INVALID_PARAMETER, "without txn");
	wk_object_free(o);
	is_code(wk_get(txn, WK_CLASS, NULL, "T_Thing", WK_EFFECTIVE, &o), WK_OK, "effective");
	tap_int(wk_property_count(o), 12, "with what it inherits");
	int key = 0;
	is_code(wk_value_bool(wk_qualifier(o, "Id", "key"), &key), WK_OK, "a qualifier");
	tap_ok(key == 1 && wk_qualifier(o, "Id", "Nope") == NULL && wk_qualifier(o, "Nope", "Key") == NULL,
	    "its value");
	wk_object_free(o);
	is_code(wk_get(txn, WK_CLASS, NULL, "T_Nope", 0, &o), WK_WBEM_E_NOT_FOUND, "no class");
	tap_ok(o == NULL && strstr(wk_txn_error(txn), "T_Nope") != NULL, "%s", wk_txn_error(txn));
	is_code(wk_get(txn, WK_CLASS, "root/nope", "T_Thing", 0, &o), WK_WBEM_E_INVALID_NAMESPACE,
	    "no namespace");
	is_code(wk_get(txn, WK_NAMESPACE, "\\\\.\\ROOT\\cimv2", NULL, 0, &o), WK_OK, "a namespace");
	wk_object_free(o);
	is_code(wk_get(txn, (wk_kind)77, NULL, "x", 0, &o), WK_WBEM_E_INVALID_PARAMETER, "no kind");
}

static void
test_instance(wk_txn *txn)
{
	wk_object *o;
	uint64_t u = 0;
	int64_t i;
	size_t len;
	is_code(wk_get(txn, WK_INSTANCE, NULL, "T_Thing.Id=\"a\"", 0, &o), WK_OK, "an instance");
	tap_ok(strcmp(wk_object_path(o), "T_Thing.Id=\"a\"") == 0, "its path");
	tap_ok(strcmp(wk_value_text(wk_find(o, "note"), &len), "one") == 0 && len == 3, "a text");
	is_code(wk_value_uint(wk_find(o, "Size"), &u), WK_OK, "a default of its class");
	tap_int(u, 7, "is there");
	tap_ok(strcmp(wk_value_text(wk_find(o, "Size"), NULL), "7") == 0, "as text too");
	tap_int(wk_value_count(wk_find(o, "Marks")), 3, "an array");
	is_code(wk_value_int(wk_value_item(wk_find(o, "Marks"), 2), &i), WK_OK, "an element");
	tap_int(i, 3, "of it");
	tap_ok(wk_value_item(wk_find(o, "Marks"), 3) == NULL, "none behind it");
	is_code(wk_value_uint(wk_find(o, "Marks"), &u), WK_WBEM_E_TYPE_MISMATCH, "an array is no number");
	is_code(wk_value_uint(wk_find(o, "Deep"), &u), WK_WBEM_E_ILLEGAL_NULL, "null");
	is_code(wk_value_uint(wk_find(o, "Nope"), &u), WK_WBEM_E_TYPE_MISMATCH, "no property");
	tap_ok(wk_value_type(wk_find(o, "Other")) == WK_REFERENCE, "a type");
	wk_object_free(o);
	is_code(wk_get(txn, WK_INSTANCE, NULL, "T_Thing.Id=\"z\"", 0, &o), WK_WBEM_E_NOT_FOUND, "none");
	is_code(wk_get(txn, WK_INSTANCE, NULL, "T_Thing.Id=\"", 0, &o), WK_WBEM_E_INVALID_OBJECT_PATH,
	    "no path");
	is_code(wk_get(txn, WK_INSTANCE, NULL, "T_Thing", 0, &o), WK_WBEM_E_INVALID_OBJECT_PATH,
	    "the path of a class");
}

/* The names, or paths, of all of a list, with blanks between. */
static const char *
all_of(wk_list *list)
{
	static char names[2000];
	wk_object *o;
	names[0] = '\0';
	while (wk_next(list, &o) == WK_OK) {
		const char *path = wk_object_path(o);
		size_t n = strlen(names);
		(void)snprintf(names + n, sizeof(names) - n, "%s%s", n > 0 ? " " : "",
		    path != NULL ? path : wk_object_name(o));
		wk_object_free(o);
	}
	wk_list_free(list);
	return names;
}

#define is_list(call, want, ...) \
	do { \
		wk_list *list; \
		is_code((call), WK_OK, __VA_ARGS__); \
		const char *got_ = list == NULL ? "" : all_of(list); \
		if (!tap_ok(strcmp(got_, (want)) == 0, "its rows")) \
			printf("#   got %s\n", got_); \
	} while (0)

static void
test_lists(wk_txn *txn)
{
	wk_list *none;
	is_list(wk_enumerate(txn, WK_CLASS, NULL, NULL, 0, &list), "T_Base T_Case T_None T_Thing", "classes");
	is_list(wk_enumerate(txn, WK_CLASS, NULL, "T_Base", 0, &list), "T_Thing", "subclasses");
	is_list(wk_enumerate(txn, WK_CLASS, NULL, "T_Base", WK_DEEP, &list), "T_Thing", "all below");
	is_list(wk_enumerate(txn, WK_INSTANCE, NULL, "T_Base", 0, &list), "T_Base.Id=\"c\"", "instances");
	is_list(wk_enumerate(txn, WK_INSTANCE, NULL, "T_Base", WK_DEEP, &list),
	    "T_Base.Id=\"c\" T_Thing.Id=\"a\" T_Thing.Id=\"b\"", "instances of subclasses too");
	is_list(wk_query(txn, NULL, "SELECT * FROM T_Thing WHERE Size > 8", &list), "T_Thing.Id=\"b\"",
	    "a query");
	is_list(wk_query(txn, NULL, "SELECT * FROM T_Thing WHERE Size > 80", &list), "", "without rows");
	is_list(wk_query(txn, NULL, "SELECT * FROM meta_class WHERE __Class = \"T_Base\"", &list), "T_Base",
	    "of classes");
	is_code(wk_query(txn, NULL, "SELECT * FRO T_Thing", &none), WK_WBEM_E_INVALID_QUERY, "a wrong one");
	tap_int(wk_txn_error_place(txn), 9, "where: %s", wk_txn_error(txn));
	is_code(wk_query(txn, NULL, "SELECT * FROM T_Nope", &none), WK_WBEM_E_INVALID_CLASS, "no class");
	is_code(wk_enumerate(txn, WK_INSTANCE, NULL, "T Nope", 0, &none), WK_WBEM_E_INVALID_CLASS, "no name");
	is_code(wk_enumerate(txn, WK_CLASS, NULL, "T_Nope", 0, &none), WK_WBEM_E_INVALID_CLASS, "no superclass");
}

static void
test_selected(wk_txn *txn)
{
	wk_list *list;
	wk_object *o;
	is_code(wk_query(txn, NULL, "SELECT Size, Id FROM T_Thing WHERE Id = \"b\"", &list), WK_OK, "columns");
	is_code(wk_next(list, &o), WK_OK, "a row");
	tap_ok(wk_property_count(o) == 2 && strcmp(wk_property_name(o, 0), "Size") == 0 &&
	    strcmp(wk_value_text(wk_property(o, 0), NULL), "9") == 0, "has them alone, in their order");
	is_code(wk_put(txn, o, 0), WK_WBEM_E_INVALID_OBJECT, "it cannot be put");
	wk_object_free(o);
	is_code(wk_next(list, &o), WK_WBEM_S_FALSE, "the end");
	tap_ok(o == NULL, "gives none");
	is_code(wk_next(list, &o), WK_WBEM_S_FALSE, "and again");
	wk_list_free(list);
}

/* ---- Writing ------------------------------------------------------------------ */

/* NULL where something is wanted is told, and does no harm. */
static void
test_nothing(wk_repository *repo, wk_txn *txn)
{
	const wk_status no = WK_WBEM_E_INVALID_PARAMETER;
	unsigned held;
	is_code(wk_describe(repo, NULL), no, "wk_describe to NULL");
	is_code(wk_connections(repo, NULL), no, "wk_connections to NULL");
	is_code(wk_privilege_get(repo, &held, NULL), no, "wk_privilege_get to NULL");
	is_code(wk_begin(repo, WK_READ, NULL), no, "wk_begin to NULL");
	is_code(wk_get(txn, WK_CLASS, NULL, "T_Base", 0, NULL), no, "wk_get to NULL");
	is_code(wk_new_instance(txn, NULL, "T_Base", NULL), no, "wk_new_instance to NULL");
	is_code(wk_enumerate(txn, WK_CLASS, NULL, NULL, 0, NULL), no, "wk_enumerate to NULL");
	is_code(wk_query(txn, NULL, "SELECT * FROM T_Base", NULL), no, "wk_query to NULL");
	is_code(wk_next(NULL, NULL), no, "wk_next to NULL");
	is_code(wk_text(txn, NULL, WK_MOF, NULL, NULL), no, "wk_text to NULL");
	is_code(wk_value_bool(NULL, NULL), no, "wk_value_bool to NULL");
	tap_ok(wk_object_name(NULL)[0] == '\0' && wk_object_namespace(NULL)[0] == '\0' &&
	    wk_object_path(NULL) == NULL && wk_object_superclass(NULL) == NULL, "no object has no name");
	tap_ok(wk_property_count(NULL) == 0 && wk_property(NULL, 0) == NULL &&
	    wk_property_name(NULL, 0) == NULL && !wk_property_is_set(NULL, 0) &&
	    wk_find(NULL, "Id") == NULL && wk_qualifier(NULL, "Id", "Key") == NULL, "nor properties");
	wk_compiler_on_diagnostic(NULL, NULL, NULL);
	tap_ok(wk_compiler_count(NULL, WK_CLASS) == 0 && wk_diagnostic_line(NULL) == 0 &&
	    wk_diagnostic_text(NULL)[0] == '\0', "nor did no compiler say anything");
	tap_int(wk_code_parse("WBEM_E_FAILED", NULL), 0, "a code to NULL");
}

static void
test_put(wk_repository *repo)
{
	wk_txn *txn;
	wk_object *o, *base;
	is_code(wk_begin(repo, WK_WRITE, &txn), WK_OK, "a change");
	is_code(wk_new_instance(txn, NULL, "T_None", &o), WK_WBEM_E_INVALID_CLASS, "an abstract class");
	is_code(wk_new_instance(txn, NULL, "T_Nope", &o), WK_WBEM_E_INVALID_CLASS, "no class");
	is_code(wk_new_instance(txn, NULL, "T_Thing", &o), WK_OK, "an instance");
	tap_ok(wk_object_path(o) == NULL, "without keys it has no path");
	is_code(wk_set_text(o, "Id", WK_SCALAR, "n\"ew", 4), WK_OK, "text");
	tap_ok(strcmp(wk_object_path(o), "T_Thing.Id=\"n\\\"ew\"") == 0, "now it has");
	is_code(wk_set_text(o, "Id", WK_SCALAR, "\xff\xfe", 2), WK_WBEM_E_INVALID_PARAMETER, "no UTF-8");
	is_code(wk_set_text(o, "Id", WK_SCALAR, "\xed\xa0\x80", 3), WK_WBEM_E_INVALID_PARAMETER, "half a pair");
	is_code(wk_set_uint(o, "Wide", WK_SCALAR, UINT64_MAX), WK_OK, "uint64");
	is_code(wk_set_int(o, "Deep", WK_SCALAR, INT64_MIN), WK_OK, "sint64");
	is_code(wk_set_int(o, "Size", WK_SCALAR, -1), WK_WBEM_E_VALUE_OUT_OF_RANGE, "too small");
	is_code(wk_set_uint(o, "Size", WK_SCALAR, UINT64_MAX), WK_WBEM_E_VALUE_OUT_OF_RANGE, "too large");
	is_code(wk_set_text(o, "Size", WK_SCALAR, "4294967295", 10), WK_OK, "a number as text");
	is_code(wk_set_text(o, "Size", WK_SCALAR, "x", 1), WK_WBEM_E_TYPE_MISMATCH, "no number");
	is_code(wk_set_text(o, "Nope", WK_SCALAR, "x", 1), WK_WBEM_E_INVALID_PROPERTY, "no property");
	is_code(wk_set_bool(o, "Good", WK_SCALAR, 1), WK_OK, "boolean");
	is_code(wk_set_bool(o, "Note", WK_SCALAR, 1), WK_WBEM_E_TYPE_MISMATCH, "no boolean");
	is_code(wk_set_real(o, "Weight", WK_SCALAR, 0.5), WK_OK, "real");
	is_code(wk_set_text(o, "Sign", WK_SCALAR, "\xe2\x82\xac", 3), WK_OK, "char16");
	is_code(wk_set_text(o, "When", WK_SCALAR, "20260101000000.000000+000", 25), WK_OK, "datetime");
	is_code(wk_set_text(o, "Other", WK_SCALAR, "T_Base.Id=\"c\"", 13), WK_OK, "reference");
	is_code(wk_set_text(o, "Other", WK_SCALAR, "T_Base.Id=", 10), WK_WBEM_E_INVALID_OBJECT_PATH, "no path");
	is_code(wk_set_text(o, "Names", WK_SCALAR, "x", 1), WK_WBEM_E_TYPE_MISMATCH, "an array is no scalar");
	is_code(wk_set_text(o, "Names", 1, "x", 1), WK_WBEM_E_INVALID_PARAMETER, "not behind its end");
	for (size_t n = 0; n < 100; n++)
		(void)wk_set_text(o, "Names", n, "name", 4);
	tap_int(wk_value_count(wk_find(o, "Names")), 100, "an array grows");
	is_code(wk_set_null(o, "Names", WK_SCALAR), WK_OK, "becomes null");
	is_code(wk_set_text(o, "Names", 0, "first", 5), WK_OK, "and begins again");
	is_code(wk_set_empty(o, "Marks"), WK_OK, "empty");
	is_code(wk_put(txn, o, WK_UPDATE_ONLY), WK_WBEM_E_NOT_FOUND, "not there: %s", wk_txn_error(txn));
	is_code(wk_commit(txn), WK_WBEM_E_INVALID_OPERATION, "what failed is not committed");
	is_code(wk_begin(repo, WK_WRITE, &txn), WK_OK, "again");
	is_code(wk_put(txn, o, WK_CREATE_ONLY), WK_OK, "put: %s", wk_txn_error(txn));
	wk_object_free(o);
	is_code(wk_get(txn, WK_INSTANCE, NULL, "T_Thing.Id=\"n\\\"ew\"", 0, &o), WK_OK, "got again");
	tap_ok(strcmp(wk_value_text(wk_find(o, "Wide"), NULL), "18446744073709551615") == 0 &&
	    strcmp(wk_value_text(wk_find(o, "Deep"), NULL), "-9223372036854775808") == 0 &&
	    strcmp(wk_value_text(wk_find(o, "Sign"), NULL), "\xe2\x82\xac") == 0 &&
	    wk_value_count(wk_find(o, "Marks")) == 0 && !wk_value_is_null(wk_find(o, "Marks")),
	    "whole");
	is_code(wk_set_text(o, "Note", WK_SCALAR, "changed", 7), WK_OK, "changed");
	is_code(wk_put(txn, o, 0), WK_OK, "and put: %s", wk_txn_error(txn));
	wk_object_free(o);
	is_code(wk_new_instance(txn, NULL, "T_Base", &base), WK_OK, "one to embed");
	is_code(wk_set_text(base, "Id", WK_SCALAR, "in", 2), WK_OK, "filled");
	is_code(wk_new_instance(txn, NULL, "T_Case", &o), WK_OK, "a case");
	is_code(wk_set_object(o, "Id", WK_SCALAR, base), WK_WBEM_E_TYPE_MISMATCH, "not where text is");
	wk_object_free(base);
	wk_object_free(o);
	is_code(wk_delete(txn, WK_INSTANCE, NULL, "T_Thing.Id=\"b\"", 0), WK_OK, "deleted");
	is_code(wk_delete(txn, WK_INSTANCE, NULL, "T_Thing.Id=\"b\"", 0), WK_WBEM_E_NOT_FOUND, "only once");
	is_code(wk_delete(txn, WK_CLASS, NULL, "T_Base", 0), WK_WBEM_E_CLASS_HAS_CHILDREN, "%s",
	    wk_txn_error(txn));
	is_code(wk_namespace_create(txn, "root/lab"), WK_OK, "a namespace");
	is_code(wk_namespace_create(txn, "root/lab"), WK_WBEM_E_ALREADY_EXISTS, "only once");
	is_code(wk_delete(txn, WK_NAMESPACE, "root/lab", NULL, WK_DEEP), WK_OK, "and deleted");
	is_code(wk_commit(txn), WK_OK, "committed");
}

static wk_status
fill_up(wk_txn *txn, void *ctx)
{
	wk_object *o;
	char id[20], note[2000];
	int *runs = ctx;
	++*runs;
	memset(note, 'x', sizeof(note));
	wk_status status = wk_new_instance(txn, NULL, "T_Thing", &o);
	for (int i = 0; i < 2000 && !WK_FAILED(status); i++) {
		int n = snprintf(id, sizeof(id), "many-%d", i);
		(void)wk_set_text(o, "Id", WK_SCALAR, id, (size_t)n);
		(void)wk_set_text(o, "Note", WK_SCALAR, note, sizeof(note));
		status = wk_put(txn, o, 0);
	}
	wk_object_free(o);
	return status;
}

static wk_status
refuse(wk_txn *txn, void *ctx)
{
	(void)ctx;
	(void)wk_delete(txn, WK_INSTANCE, NULL, "T_Thing.Id=\"a\"", 0);
	return WK_WBEM_E_FAILED;
}

static void
test_write(wk_repository *repo)
{
	int runs = 0;
	wk_txn *txn;
	wk_list *list;
	wk_object *o;
	size_t rows = 0;
	is_code(wk_write(repo, fill_up, &runs), WK_OK, "a deed, in %d runs: %s", runs, wk_error(repo));
	is_code(wk_write(repo, refuse, NULL), WK_WBEM_E_FAILED, "one that fails");
	is_code(wk_begin(repo, WK_READ, &txn), WK_OK, "a view");
	is_code(wk_get(txn, WK_INSTANCE, NULL, "T_Thing.Id=\"a\"", 0, &o), WK_OK, "was undone");
	wk_object_free(o);
	is_code(wk_query(txn, NULL, "SELECT * FROM T_Thing", &list), WK_OK, "many rows");
	while (wk_next(list, &o) == WK_OK) {
		rows++;
		wk_object_free(o);
	}
	wk_list_free(list);
	tap_int(rows, 2002, "all of them");
	is_code(wk_query(txn, NULL, "SELECT * FROM T_Thing", &list), WK_OK, "a list");
	is_code(wk_next(list, &o), WK_OK, "that is left half-way");
	wk_object_free(o);
	wk_abort(txn);
	/* What was found ahead is there no more. */
	is_code(wk_next(list, &o), WK_WBEM_E_INVALID_OPERATION, "with its transaction");
	wk_list_free(list);
	is_code(wk_begin(repo, WK_WRITE, &txn), WK_OK, "a change");
	is_code(wk_query(txn, NULL, "SELECT * FROM T_Thing", &list), WK_OK, "with a list");
	is_code(wk_delete(txn, WK_CLASS, NULL, "T_Case", 0), WK_WBEM_E_INVALID_OPERATION, "changes nothing");
	wk_list_free(list);
	is_code(wk_delete(txn, WK_CLASS, NULL, "T_Case", 0), WK_OK, "until it is free");
	is_code(wk_delete(txn, WK_CLASS, NULL, "T_Base", 0), WK_WBEM_E_CLASS_HAS_CHILDREN, "a class");
	is_code(wk_delete(txn, WK_CLASS, NULL, "T_Thing", 0), WK_WBEM_E_CLASS_HAS_INSTANCES, "another");
	tap_ok(strstr(wk_txn_error(txn), "T_Thing") != NULL, "each with its own reason: %s", wk_txn_error(txn));
	wk_abort(txn);
	wk_list_free(NULL);
	wk_abort(NULL);
	wk_object_free(NULL);
}

/* ---- The repository ------------------------------------------------------------ */

static void
test_handle(void)
{
	char path[200];
	(void)snprintf(path, sizeof(path), "%s", in_dir("other"));
	wk_repository *repo = wk_new(path);
	wk_txn *txn;
	wk_list *list;
	wk_object *o;
	is_code(wk_begin(repo, WK_READ, &txn), WK_WBEM_E_INVALID_OPERATION, "not open");
	is_code(wk_open(repo, WK_READ), WK_WBEM_E_NOT_FOUND, "not there: %s", wk_error(repo));
	is_code(wk_open(repo, WK_CREATE), WK_WBEM_E_INVALID_PARAMETER, "create without write");
	is_code(wk_open(repo, WK_WRITE | WK_CREATE | WK_NO_SYNC), WK_OK, "made");
	is_code(wk_open(repo, WK_READ), WK_WBEM_E_INVALID_OPERATION, "only once");
	is_code(wk_describe(repo, &o), WK_OK, "described");
	tap_ok(strlen(wk_value_text(wk_find(o, "Uuid"), NULL)) == 36, "an id");
	tap_ok(strcmp(wk_value_text(wk_find(o, "Paused"), NULL), "false") == 0, "not paused");
	wk_object_free(o);
	is_code(wk_connections(repo, &list), WK_OK, "connections");
	is_code(wk_next(list, &o), WK_OK, "one");
	uint64_t pid = 0;
	is_code(wk_value_uint(wk_find(o, "Pid"), &pid), WK_OK, "of a process");
	tap_int(pid, getpid(), "ours");
	wk_object_free(o);
	wk_list_free(list);
	is_code(wk_resume(repo), WK_WBEM_E_INVALID_OPERATION, "resume without pause");
	unsigned held, enabled;
	is_code(wk_pause(repo, 60000), WK_WBEM_E_PRIVILEGE_NOT_HELD, "without the privilege: %s", wk_error(repo));
	is_code(wk_backup(repo, in_dir("none.wks"), 0, NULL, NULL), WK_WBEM_E_PRIVILEGE_NOT_HELD, "backup neither");
	is_code(wk_privilege_enable(repo, 4), WK_WBEM_E_INVALID_PARAMETER, "no privilege");
	is_code(wk_privilege_enable(repo, WK_PRIVILEGE_BACKUP), WK_OK, "enabled");
	is_code(wk_privilege_get(repo, &held, &enabled), WK_OK, "privileges");
	tap_ok(held == (WK_PRIVILEGE_BACKUP | WK_PRIVILEGE_RESTORE) && enabled == WK_PRIVILEGE_BACKUP, "held, and enabled");
	is_code(wk_privilege_disable(repo, WK_PRIVILEGE_BACKUP), WK_OK, "disabled");
	is_code(wk_pause(repo, 60000), WK_WBEM_E_PRIVILEGE_NOT_HELD, "so it is gone");
	is_code(wk_privilege_enable(repo, WK_PRIVILEGE_BACKUP), WK_OK, "enabled again");
	is_code(wk_pause(repo, 60000), WK_OK, "pause");
	is_code(wk_pause(repo, 60000), WK_WBEM_E_INVALID_OPERATION, "twice");
	is_code(wk_resume(repo), WK_OK, "resume");
	is_code(wk_restore(repo, in_dir("b.wks"), 0, NULL, NULL), WK_WBEM_E_INVALID_OPERATION, "restore while open");
	pid_t child = fork();
	if (child == 0)
		_exit(wk_begin(repo, WK_READ, &txn) == WK_WBEM_E_INVALID_PARAMETER ? 0 : 1);
	int status = -1;
	tap_ok(waitpid(child, &status, 0) == child && status == 0, "a child is refused");
	wk_free(repo);
	wk_free(NULL);
}

static int
stop(void *ctx, uint64_t done, uint64_t total)
{
	(void)ctx;
	(void)done;
	(void)total;
	return 1;
}

static void
test_backup(wk_repository *repo)
{
	char file[200], path[200];
	wk_txn *txn;
	wk_object *o;
	(void)snprintf(file, sizeof(file), "%s", in_dir("b.wks"));
	(void)snprintf(path, sizeof(path), "%s", in_dir("copy"));
	is_code(wk_privilege_enable(repo, WK_PRIVILEGE_BACKUP), WK_OK, "the privilege");
	is_code(wk_backup(repo, file, 0, stop, NULL), WK_WBEM_E_CALL_CANCELLED, "stopped");
	tap_ok(access(file, F_OK) != 0, "leaves nothing");
	is_code(wk_backup(repo, file, 0, NULL, NULL), WK_OK, "backup: %s", wk_error(repo));
	is_code(wk_backup(repo, file, 0, NULL, NULL), WK_WBEM_E_ALREADY_EXISTS, "a second");
	is_code(wk_backup(repo, file, WK_OVERWRITE, NULL, NULL), WK_OK, "over it");
	wk_repository *copy = wk_new(path);
	is_code(wk_restore(copy, file, 0, NULL, NULL), WK_OK, "restore: %s", wk_error(copy));
	is_code(wk_restore(copy, in_dir("repo/format"), 0, NULL, NULL), WK_WBEM_E_NOT_AVAILABLE, "no backup");
	is_code(wk_open(copy, WK_READ), WK_OK, "open");
	is_code(wk_verify(copy, NULL, NULL), WK_OK, "sound");
	is_code(wk_begin(copy, WK_WRITE, &txn), WK_WBEM_E_ACCESS_DENIED, "opened for reading");
	is_code(wk_begin(copy, WK_READ, &txn), WK_OK, "a view");
	is_code(wk_get(txn, WK_INSTANCE, NULL, "T_Thing.Id=\"a\"", 0, &o), WK_OK, "all is there");
	wk_object_free(o);
	is_code(wk_delete(txn, WK_CLASS, NULL, "T_Base", 0), WK_WBEM_E_ACCESS_DENIED, "a view changes nothing");
	wk_abort(txn);
	wk_free(copy);
}

static void
test_codes(void)
{
	wk_status code = 0;
	tap_ok(strcmp(wk_code_name(WK_WBEM_E_NOT_FOUND), "WBEM_E_NOT_FOUND") == 0, "a name");
	tap_ok(wk_code_name(0x80049999) == NULL && wk_code_remedy(WK_OK) == NULL, "none");
	tap_ok(wk_code_parse("wbem_e_access_denied", &code) && code == WK_WBEM_E_ACCESS_DENIED, "by name");
	tap_ok(wk_code_parse("-2147217405", &code) && code == WK_WBEM_E_ACCESS_DENIED, "by number");
	tap_ok(!wk_code_parse("nonsense", &code), "no code");
	tap_ok(wk_version()[0] != '\0', "a version");
}

int
main(void)
{
	wk_txn *txn;
	char cleanup[100];
	if (mkdtemp(dir) == NULL)
		return 99;
	test_codes();
	test_handle();
	wk_repository *repo = wk_new(in_dir("repo"));
	is_code(wk_open(repo, WK_WRITE | WK_CREATE | WK_NO_SYNC), WK_OK, "open");
	test_compile(repo);
	is_code(wk_begin(repo, WK_READ, &txn), WK_OK, "begin");
	test_objects(txn);
	test_instance(txn);
	test_lists(txn);
	test_selected(txn);
	test_nothing(repo, txn);
	is_code(wk_commit(txn), WK_OK, "a view ends");
	test_put(repo);
	test_write(repo);
	test_backup(repo);
	wk_free(repo);
	(void)snprintf(cleanup, sizeof(cleanup), "rm -rf %s", dir);
	if (system(cleanup) != 0)
		return 99;
	return tap_done();
}
