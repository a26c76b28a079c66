/*
 * bmof_drive.h: all that is done with a binary MOF, done with bytes that may be anything, for the
 * fuzz targets and for tests/mof/test_bmof_hostile.c. What must hold of them holds, or it aborts.
 */
#ifndef TESTS_BMOF_DRIVE_H
#define TESTS_BMOF_DRIVE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mof/bmof.h"
#include "mof/bmof_print.h"
#include "mof/bmof_tree.h"
#include "mof/mof.h"
#include "mof/parse.h"

#define MUST(holds) ((holds) ? (void)0 : drive_failed(#holds, __LINE__))

static inline void
drive_failed(const char *what, int line)
{
	(void)fprintf(stderr, "bmof_drive.h:%d: %s\n", line, what);
	abort();
}

static inline enum cim_err
drive_nowhere(void *ctx, const void *bytes, size_t n)
{
	(void)bytes;
	*(size_t *)ctx += n;
	return CIM_OK;
}

static inline enum cim_err
drive_row(void *ctx, const struct mof_guid_row *row)
{
	*(size_t *)ctx += row->guid.len + row->class_name.len + row->name.len + row->type.len;
	return CIM_OK;
}

/* A blob to records, and these to a blob: one that is read as the same is written as the same. */
static inline void
drive_records(const uint8_t *blob, size_t n)
{
	struct arena arena = { 0 };
	struct mof_bmof_problems problems = { .arena = &arena }, none = { .arena = &arena };
	struct mof_bmof bmof, again;
	struct bytes_writer once = { .limit = 0 }, twice = { .limit = 0 };
	MUST(mof_bmof_read(&arena, blob, n, &bmof, &problems) == CIM_OK);
	MUST(mof_bmof_write(&bmof, &once) == CIM_OK);
	MUST(mof_bmof_read(&arena, once.buf, once.len, &again, &none) == CIM_OK);
	MUST(mof_bmof_write(&again, &twice) == CIM_OK);
	MUST(once.len == twice.len && memcmp(once.buf, twice.buf, once.len) == 0);
	bytes_writer_free(&once);
	bytes_writer_free(&twice);
	arena_free(&arena);
}

/* Text to a blob; false: it has mistakes. */
static inline bool
drive_make(const struct bytes_writer *text, struct bytes_writer *blob)
{
	const struct mof_options options = { .dialect = MOF_DIALECT_WMI };
	struct mof_unit *unit;
	struct mof_bmof bmof;
	struct arena arena = { 0 };
	MUST(mof_unit_new(&unit, &options) == CIM_OK);
	MUST(mof_parse_buffer(unit, "fuzz.bmf", text->buf == NULL ? (const void *)"" : text->buf,
	    text->len) == CIM_OK);
	enum cim_err err = mof_bmof_make(unit, &arena, cim_str("root\\default", 12), &bmof);
	MUST(err == CIM_OK || err == CIM_EINPUT);
	if (err == CIM_OK)
		MUST(mof_bmof_write(&bmof, blob) == CIM_OK);
	arena_free(&arena);
	mof_unit_free(unit);
	return err == CIM_OK;
}

/* A blob to text. */
static inline void
drive_print(const uint8_t *blob, size_t n, struct bytes_writer *text, bool sound)
{
	struct arena arena = { 0 };
	struct mof_bmof_problems problems = { .arena = &arena };
	struct mof_bmof bmof;
	MUST(mof_bmof_read(&arena, blob, n, &bmof, &problems) == CIM_OK);
	MUST(!sound || problems.count == 0);
	MUST(mof_bmof_print(&bmof, &arena, text) == CIM_OK);
	arena_free(&arena);
}

/* Bytes to text to bytes: after the first time, text and bytes are each other's. */
static inline void
drive_text(const uint8_t *blob, size_t n)
{
	struct bytes_writer text[2] = { { .limit = 0 } }, made[2] = { { .limit = 0 } };
	drive_print(blob, n, &text[0], false);
	if (drive_make(&text[0], &made[0])) {
		drive_print(made[0].buf, made[0].len, &text[1], true);
		MUST(drive_make(&text[1], &made[1]));
		MUST(made[0].len == made[1].len &&
		    memcmp(made[0].buf, made[1].buf, made[0].len) == 0);
	}
	for (unsigned i = 0; i < 2; i++) {
		bytes_writer_free(&text[i]);
		bytes_writer_free(&made[i]);
	}
}

/* All forms of one binary MOF; how many bytes it was. */
static inline size_t
drive_forms(const uint8_t *bytes, size_t n)
{
	struct cim_fault fault = { .err = CIM_OK };
	struct mof_binary *binary;
	size_t used = 0, sum = 0;
	const struct cim_sink nowhere = { drive_nowhere, &sum };
	enum cim_err err = mof_binary_read("fuzz.bmf", bytes, n, &used, &binary, &fault);
	MUST(err == CIM_OK || err == CIM_EFOREIGN || err == CIM_ELIMIT);
	if (err != CIM_OK)
		return 0;
	MUST(used <= n);
	MUST(mof_binary_text(binary, nowhere) == CIM_OK);
	MUST(mof_binary_tree(binary, nowhere) == CIM_OK);
	MUST(mof_binary_header(binary, nowhere) == CIM_OK);
	MUST(mof_binary_guids(binary, drive_row, &sum) == CIM_OK);
	struct cim_str blob = mof_binary_bytes(binary);
	drive_records((const uint8_t *)blob.ptr, blob.len);
	drive_text((const uint8_t *)blob.ptr, blob.len);
	mof_binary_free(binary);
	return used;
}

static inline enum cim_err
drive_found(void *ctx, const struct mof_binary_found *found)
{
	*(size_t *)ctx += found->len + strlen(found->name);
	(void)drive_forms(found->bytes, found->len);
	return CIM_OK;
}

/* A file: read, searched, and compiled as a source. */
static inline void
drive_file(const uint8_t *bytes, size_t n)
{
	size_t sum = 0;
	const struct mof_options options = { .dialect = MOF_DIALECT_WMI, .lint = MOF_LINT_SECURITY };
	const struct cim_batch *batch;
	struct mof_unit *unit;
	if (mof_binary_begins(bytes, n))
		(void)drive_forms(bytes, n);
	enum cim_err err = mof_binary_find(bytes, n, drive_found, &sum);
	MUST(err == CIM_OK || err == CIM_ENOENT);
	MUST(mof_unit_new(&unit, &options) == CIM_OK);
	err = mof_parse_buffer(unit, "fuzz.bmf", bytes, n);
	MUST(err == CIM_OK || err == CIM_EINPUT || err == CIM_ELIMIT || err == CIM_EFOREIGN);
	if (err == CIM_OK)
		err = mof_compile(unit, &cim_scope_empty, &batch);
	MUST(err == CIM_OK || err == CIM_EINPUT || err == CIM_ELIMIT || err == CIM_EFOREIGN);
	mof_unit_free(unit);
}

#endif
