/*
 * fuzz_wql.c: any bytes as a query, a pattern and a date. What is read is asked about a few
 * objects: the answer is the same each time, and the other one behind NOT.
 */
#include <stdlib.h>
#include <string.h>

#include "cim/class.h"
#include "cim/limits.h"
#include "cim/wql_match.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

#define TEXT(t) { .type = CIM_STRING, .as.string = { t, sizeof(t) - 1 } }
#define NAME(n) cim_name(n, sizeof(n) - 1)

/* Every type once, NULL, an array, and an object inside of the object. */
struct world {
	struct cim_value items[2];
	struct cim_instance_property inner[2], outer[11];
	struct cim_instance part, object;
};

static void
world_make(struct world *w)
{
	memset(w, 0, sizeof(*w));
	w->items[0] = w->items[1] = (struct cim_value)TEXT("a");
	w->inner[0] = (struct cim_instance_property){ .name = NAME("Sub"),
		.value = { .type = CIM_SINT64, .as.sint = -5 } };
	w->inner[1] = (struct cim_instance_property){ .name = NAME("Text"),
		.value = TEXT("Gr\xc3\xb6\xc3\x9f" "e \xff[x]") };
	w->part = (struct cim_instance){ .class_name = NAME("Part"), .properties = w->inner,
		.property_count = 2 };
	const struct { const char *name; struct cim_value value; } all[] = {
		{ "A", { .type = CIM_UINT64, .as.uint = UINT64_MAX } },
		{ "B", { .type = CIM_REAL32, .as.real = (double)0.1f } },
		{ "C", { .type = CIM_BOOLEAN, .as.boolean = true } },
		{ "D", TEXT("some_text") },
		{ "E", { .type = CIM_DATETIME, .as.string = { "20261120120000.000000+060", 25 } } },
		{ "F", { .type = CIM_CHAR16, .as.char16 = 'x' } },
		{ "G", { .type = CIM_REFERENCE, .as.string = { "root/a:Q.Id=\"b\"", 15 } } },
		{ "H", { .type = CIM_OBJECT, .as.object = &w->part } },
		{ "I", { .type = CIM_STRING, .is_null = true } },
		{ "J", { .type = CIM_STRING, .is_array = true, .count = 2, .as.items = w->items } },
		{ "K", { .type = CIM_DATETIME, .as.string = { "00000010000000.000000:000", 25 } } },
	};
	for (size_t i = 0; i < 11; i++)
		w->outer[i] = (struct cim_instance_property){ .name = cim_name(all[i].name, 1),
			.value = all[i].value };
	w->object = (struct cim_instance){ .class_name = NAME("Whole"), .properties = w->outer,
		.property_count = 11 };
}

static const struct cim_value *
value_of(void *ctx, const struct wql_node *test)
{
	const struct world *w = ctx;
	const struct cim_instance_property *p =
	    cim_instance_property_find(&w->object, test->name.parts[0]);
	return p == NULL ? NULL : &p->value;
}

static bool
is_a(void *ctx, struct cim_name cls, struct cim_name above)
{
	(void)ctx;
	return cim_name_eq(cls, above);
}

static const struct cim_value *
part(void *ctx, const struct cim_instance *embedded, struct cim_name name)
{
	const struct cim_instance_property *p = cim_instance_property_find(embedded, name);
	(void)ctx;
	return p == NULL ? NULL : &p->value;
}

/* Each test against each type that it may be bound to. */
static void
check_all(const struct wql_matcher *m, const struct wql_node *node, uint32_t len)
{
	for (const struct wql_node *n = node->first; n != NULL; n = n->next)
		check_all(m, n, len);
	if (node->kind != WQL_TEST)
		return;
	for (int type = 1; type <= CIM_TYPE_LAST; type++) {
		struct wql_fault fault = { 0 };
		if (wql_check_test(m, node, (enum cim_type)type, false, &fault) != CIM_OK)
			must(fault.text[0] != '\0' && fault.at <= len && fault.len <= len - fault.at);
	}
}

static void
ask(struct arena *arena, const struct wql_query *query, uint32_t len)
{
	struct world w;
	struct wql_matcher m;
	struct wql_fault fault = { 0 };
	struct bytes_writer scratch = { 0 };
	struct wql_object object = { &w, value_of, is_a, part, NULL, &scratch,
		CIM_STR("root/cimv2") };
	world_make(&w);
	enum cim_err err = wql_matcher_init(&m, arena, query, &fault);
	must(err == CIM_OK || (err == CIM_EINVAL && fault.text[0] != '\0' && fault.at <= len));
	if (err == CIM_OK && query->where != NULL) {
		struct wql_node not = { .kind = WQL_NOT, .first = (struct wql_node *)(uintptr_t)query->where };
		check_all(&m, query->where, len);
		bool fits = wql_match(&m, query->where, &object);
		must(wql_match(&m, query->where, &object) == fits);
		must(wql_match(&m, &not, &object) != fits);
	}
	must(scratch.err == CIM_OK);
	bytes_writer_free(&scratch);
}

/* The bytes up to the first NUL as a pattern, what is behind it as the text. */
static void
like(struct cim_str text)
{
	const char *end = memchr(text.ptr, '\0', text.len);
	size_t n = end == NULL ? text.len : (size_t)(end - text.ptr);
	struct cim_str pattern = cim_str(text.ptr, n), rest = cim_str(text.ptr + n, text.len - n);
	uint32_t at = 0;
	if (wql_like_check(pattern, &at) == CIM_OK)
		(void)wql_like(pattern, rest);
	else
		must(at < pattern.len);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct wql_query *query;
	struct wql_fault fault;
	int64_t date;
	bool is_interval;
	/* A copy of just that size, so that a read beyond it is seen. */
	char *copy = malloc(size + (size == 0));
	must(copy != NULL);
	if (size > 0)
		memcpy(copy, data, size);
	struct cim_str text = cim_str(copy, size);
	enum cim_err err = wql_parse(&arena, text, &query, &fault);
	must((err == CIM_OK) == (query != NULL));
	must(err == CIM_OK || ((err == CIM_EINVAL || err == CIM_ELIMIT) && fault.text[0] != '\0' &&
	    fault.at <= size && (err == CIM_ELIMIT || fault.len <= size - fault.at)));
	if (err == CIM_OK)
		ask(&arena, query, (uint32_t)size);
	(void)wql_date(text, &date, &is_interval);
	if (size <= 2000)
		like(text);
	arena_free(&arena);
	free(copy);
	return 0;
}
