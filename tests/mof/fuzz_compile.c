/*
 * fuzz_compile.c: a byte that says how, then any bytes as a MOF file, compiled so. What may be stored prints, and the print compiles
 * and prints the same.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cim/bytes.h"
#include "mof/mof.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

struct text {
	char *bytes;
	size_t len, cap;
};

static enum cim_err
append(void *ctx, const void *bytes, size_t n)
{
	struct text *t = ctx;
	if (t->cap - t->len < n) {
		t->cap = 2 * t->cap + n + 4096;
		t->bytes = realloc(t->bytes, t->cap);
		must(t->bytes != NULL);
	}
	if (n > 0)
		memcpy(t->bytes + t->len, bytes, n);
	t->len += n;
	return CIM_OK;
}

static void
print_item(const struct cim_item *item, struct cim_sink sink)
{
	if (item->kind == CIM_ITEM_DELETE_CLASS || item->kind == CIM_ITEM_DELETE_INSTANCE)
		return;
	must(mof_print_namespace_pragma(item->ns, sink) == CIM_OK);
	switch (item->kind) {
	case CIM_ITEM_NAMESPACE:
	case CIM_ITEM_DELETE_CLASS:
	case CIM_ITEM_DELETE_INSTANCE: return;
	case CIM_ITEM_QUALIFIER_TYPE:
		must(mof_print_qualifier_type(item->as.qualifier_type, sink) == CIM_OK);
		return;
	case CIM_ITEM_CLASS: must(mof_print_class(item->as.cls, sink) == CIM_OK); return;
	case CIM_ITEM_INSTANCE: must(mof_print_instance(item->as.instance, sink) == CIM_OK); return;
	case CIM_ITEM_STRUCTURE: must(mof_print_class(item->as.cls, sink) == CIM_OK); return;
	case CIM_ITEM_ENUMERATION:
		must(mof_print_enumeration(item->as.enumeration, sink) == CIM_OK);
		return;
	}
}

/* What the first byte of the input asks for, in its bits. */
enum {
	ASK_DIALECT = 0x07,	/* of MOF_DIALECT_COUNT, from AUTO on; more begins again */
	ASK_STRICT = 0x08,
	ASK_LINT = 0x10,	/* lint's rules too, and what is written as it is written */
	ASK_SPLIT = 0x20,	/* what compiles is split by a locale */
	ASK_PREPROCESSED = 0x40
};

static struct mof_options
options_of(uint8_t asked)
{
	return (struct mof_options){
		.create_namespaces = true,
		.dialect = (enum mof_dialect)((asked & ASK_DIALECT) % MOF_DIALECT_COUNT),
		.strict = (asked & ASK_STRICT) != 0,
		.lint = (asked & ASK_LINT) != 0 ? MOF_LINT_STYLE | MOF_LINT_SECURITY | MOF_LINT_DRIVER : 0,
	};
}

static enum cim_err
nowhere(void *ctx, const void *bytes, size_t n)
{
	(void)ctx;
	must(bytes != NULL || n == 0);
	return CIM_OK;
}

static enum cim_err
standard_error(void *ctx, const void *bytes, size_t n)
{
	(void)ctx;
	return fwrite(bytes, 1, n, stderr) == n ? CIM_OK : CIM_EIO;
}

/* Shows what should have been the same. */
static _Noreturn void
give_up(const struct text *first, const struct text *second)
{
	fprintf(stderr, "--- printed first\n%.*s\n--- and then\n%.*s\n", (int)first->len,
	    first->bytes, (int)second->len, second->bytes);
	abort();
}

/* What else is asked of a unit, before it is compiled and after. */
static void
look_at(struct mof_unit *unit)
{
	const struct cim_batch *written;
	enum cim_err err = mof_written(unit, false, &written);
	must(err == CIM_OK || err == CIM_EINPUT);
	must(mof_lint(unit) == CIM_OK);
}

static void
split(struct mof_unit *unit)
{
	struct cim_sink sink = { nowhere, NULL };
	size_t count;
	must(mof_split(unit, "MS_409", CIM_STR("root/cimv2"), sink, sink, &count) == CIM_OK);
}

/* Compiles and prints; false when there are errors, which it may show. */
static bool
compiled(uint8_t asked, const void *bytes, size_t n, struct text *out, bool show)
{
	struct mof_options options = options_of(asked);
	const struct cim_batch *batch;
	struct mof_unit *unit;
	must(mof_unit_new(&unit, &options) == CIM_OK);
	must(((asked & ASK_PREPROCESSED) != 0 ? mof_parse_preprocessed : mof_parse_buffer)(
		 unit, "fuzz.none/fuzz.mof", bytes, n) == CIM_OK);
	if ((asked & ASK_LINT) != 0)
		look_at(unit);
	enum cim_err err = mof_compile(unit, &cim_scope_empty, &batch);
	must(err == CIM_OK || err == CIM_EINPUT);
	must((err == CIM_OK) == (mof_count(unit, MOF_ERROR) == 0));
	for (size_t i = 0; err == CIM_OK && i < batch->count; i++)
		print_item(&batch->items[i], (struct cim_sink){ append, out });
	if (err == CIM_OK && (asked & ASK_SPLIT) != 0)
		split(unit);
	struct cim_sink sink = { show && err != CIM_OK ? standard_error : nowhere, NULL };
	struct mof_print_options verbose = { .verbose = true };
	must(mof_print_diagnostics(unit, &verbose, sink) == CIM_OK);
	mof_unit_free(unit);
	return err == CIM_OK;
}

/* Whether what was printed, compiled, is printed alike. */
static bool
prints_same(uint8_t asked, const struct text *first, struct text *second)
{
	second->len = 0;
	return compiled(asked, first->bytes, first->len, second, true) &&
	    first->len == second->len &&
	    (first->len == 0 || memcmp(first->bytes, second->bytes, first->len) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text first = { NULL, 0, 0 }, second = { NULL, 0, 0 };
	/* Includes would read files of the machine. */
	if (size == 0 || memmem(data, size, "nclude", 6) != NULL ||
	    memmem(data, size, "NCLUDE", 6) != NULL)
		return 0;
	uint8_t asked = data[0];
	/* What is printed here says no dialect: the comments of an export are cli/'s. */
	bool mixed = memmem(data, size, "wbemkit:", 8) != NULL ||
	    memmem(data, size, "\"dialect\"", 9) != NULL;
	if (compiled(asked, data + 1, size - 1, &first, false) && !mixed) {
		/* Auto may have seen a sign that is not printed; an export says the dialect then. */
		bool found = prints_same(asked & (ASK_DIALECT | ASK_STRICT), &first, &second);
		for (uint8_t d = MOF_DIALECT_WMI;
		     options_of(asked).dialect == MOF_DIALECT_AUTO && !found &&
		     d < MOF_DIALECT_COUNT; d++)
			found = prints_same((uint8_t)((asked & ASK_STRICT) | d), &first, &second);
		if (!found)
			give_up(&first, &second);
	}
	free(first.bytes);
	free(second.bytes);
	return 0;
}
