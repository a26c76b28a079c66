/*
 * fuzz_path.c: any bytes as an object path, a datetime and a namespace. What is
 * read is printed and read again: the same path, in either form, and one canonical form.
 */
#include <stdlib.h>
#include <string.h>

#include "cim/datetime.h"
#include "cim/path.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static bool
same(const struct bytes_writer *a, const struct bytes_writer *b)
{
	return a->err == b->err && a->len == b->len &&
	    (a->len == 0 || memcmp(a->buf, b->buf, a->len) == 0);
}

/* Any type for any key, so that each is tried on texts that do not fit. */
static enum cim_type
some_type(void *ctx, struct cim_name class_name, struct cim_name key)
{
	(void)ctx;
	(void)class_name;
	return key.len == 0 ? CIM_REFERENCE : (enum cim_type)(key.hash % (CIM_TYPE_LAST + 1));
}

/* A printed path read again is the same path. */
static void
again(struct arena *arena, const struct bytes_writer *text, struct cim_path *path)
{
	must(text->err == CIM_OK);
	must(cim_path_parse(arena, cim_str((const char *)text->buf, text->len), path,
	    NULL) == CIM_OK);
}

static void
try_path(struct arena *arena, const struct cim_path *path)
{
	struct cim_path back;
	struct bytes_writer first = { 0 }, second = { 0 }, canonical = { 0 }, typed = { 0 };
	cim_path_print(&first, path);
	again(arena, &first, &back);
	cim_path_print(&second, &back);
	must(same(&first, &second));
	enum cim_err err = cim_path_canonical(&canonical, path, NULL, NULL);
	if (err == CIM_OK) {
		again(arena, &canonical, &back);
		bytes_writer_reset(&second);
		must(cim_path_canonical(&second, &back, NULL, NULL) == CIM_OK &&
		    same(&canonical, &second));
	}
	bytes_writer_reset(&first);
	cim_path_print_wmi(&first, path);
	again(arena, &first, &back);
	(void)cim_path_canonical(&typed, path, some_type, NULL);
	bytes_writer_free(&first);
	bytes_writer_free(&second);
	bytes_writer_free(&canonical);
	bytes_writer_free(&typed);
}

static void
try_datetime(struct cim_str text)
{
	struct cim_datetime dt;
	char back[26];
	unsigned position = 0;
	enum cim_datetime_fault fault = cim_datetime_parse(text, &dt, &position);
	must(fault == CIM_DATETIME_OK || position <= 25);
	if (fault != CIM_DATETIME_OK)
		return;
	cim_datetime_print(&dt, back);
	/* "-000" is printed "+000"; all else as it was. */
	must(memcmp(back, text.ptr, 21) == 0 && memcmp(back + 22, text.ptr + 22, 3) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct cim_path path;
	struct cim_str text = cim_str((const char *)data, size), ns, normal;
	size_t position = 0;
	if (cim_path_parse(&arena, text, &path, &position) == CIM_OK)
		try_path(&arena, &path);
	else
		must(position <= size);
	try_datetime(text);
	if (cim_namespace_normal(&arena, text, &ns) == CIM_OK)
		must(cim_namespace_normal(&arena, ns, &normal) == CIM_OK &&
		    cim_str_eq(ns, normal));
	arena_free(&arena);
	return 0;
}
