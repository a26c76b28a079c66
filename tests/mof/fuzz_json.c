/*
 * fuzz_json.c: any bytes as a file in JSON, compiled. What may be stored prints as MOF, which
 * compiles and prints the same: nothing comes in by JSON that MOF could not say.
 */
#include "config.h"

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

/* Compiles and prints; false when there are errors. */
static bool
compiled(const char *name, const void *bytes, size_t n, struct text *out)
{
	struct mof_options options = { .create_namespaces = true };
	const struct cim_batch *batch;
	struct mof_unit *unit;
	must(mof_unit_new(&unit, &options) == CIM_OK);
	must(mof_parse_buffer(unit, name, bytes, n) == CIM_OK);
	enum cim_err err = mof_compile(unit, &cim_scope_empty, &batch);
	must(err == CIM_OK || err == CIM_EINPUT);
	must((err == CIM_OK) == (mof_count(unit, MOF_ERROR) == 0));
	for (size_t i = 0; err == CIM_OK && i < batch->count; i++)
		print_item(&batch->items[i], (struct cim_sink){ append, out });
	mof_unit_free(unit);
	return err == CIM_OK;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text first = { NULL, 0, 0 }, second = { NULL, 0, 0 };
	if (compiled("fuzz.none/fuzz.json", data, size, &first)) {
		must(compiled("fuzz.none/fuzz.mof", first.bytes, first.len, &second));
		must(first.len == second.len &&
		    (first.len == 0 || memcmp(first.bytes, second.bytes, first.len) == 0));
	}
	free(first.bytes);
	free(second.bytes);
	return 0;
}
