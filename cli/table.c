/* table.c: rows of cells as an aligned table or as CSV, on standard output. */
#include "config.h"

#include "cli/table.h"

#include <string.h>

#include "cli/out.h"

#define KEEP 100	/* rows looked at before the widths are settled */
#define WIDEST 60	/* characters of a column; what is longer moves the rest of its row */

struct table_row {
	struct table_row *next;
	struct cim_str *cells;
	size_t count;
};

void
table_begin(struct table *t, bool csv)
{
	memset(t, 0, sizeof(*t));
	t->csv = csv;
}

void
table_free(struct table *t)
{
	arena_free(&t->arena);
	bytes_writer_free(&t->line);
}

static size_t
characters(struct cim_str s)
{
	size_t n = 0;
	for (size_t i = 0; i < s.len; i++)
		n += ((unsigned char)s.ptr[i] & 0xc0) != 0x80;
	return n;
}

/* In quotes where a comma, a quote or the end of a line asks for them. */
static void
csv_cell(struct table *t, struct cim_str s)
{
	bool quoted = false;
	for (size_t i = 0; i < s.len; i++)
		quoted = quoted || strchr(",\"\r\n", s.ptr[i]) != NULL || s.ptr[i] == '\0';
	if (t->columns++ > 0)
		bytes_write_u8(&t->line, ',');
	if (quoted)
		bytes_write_u8(&t->line, '"');
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] == '"')
			bytes_write_u8(&t->line, '"');
		bytes_write_u8(&t->line, (uint8_t)s.ptr[i]);
	}
	if (quoted)
		bytes_write_u8(&t->line, '"');
}

enum cim_err
table_cell(struct table *t, struct cim_str text)
{
	if (t->csv) {
		csv_cell(t, text);
		return t->line.err;
	}
	char *copy = arena_copy(&t->arena, text.ptr, text.len);
	struct cim_str *grown = arena_grow(
	    &t->arena, t->cells, t->count, &t->cap, t->count + 1, sizeof(*grown));
	if (copy == NULL || grown == NULL)
		return CIM_ENOMEM;
	/* A row is a line. */
	for (size_t i = 0; i < text.len; i++) {
		if ((unsigned char)copy[i] < 0x20)
			copy[i] = ' ';
	}
	t->cells = grown;
	t->cells[t->count++] = cim_str(copy, text.len);
	return CIM_OK;
}

static void
print_row(const struct table *t, const struct table_row *row)
{
	for (size_t i = 0; i < row->count; i++) {
		size_t width = characters(row->cells[i]);
		out_str(row->cells[i]);
		/* Nothing stands behind the last cell. */
		for (; i + 1 < row->count && width < t->widths[i] + 2; width++)
			out_bytes(" ", 1);
		if (i + 1 < row->count && width > t->widths[i] + 2)
			out_bytes("  ", 2);
	}
	out_bytes("\n", 1);
}

static enum cim_err
flush(struct table *t)
{
	for (const struct table_row *row = t->first; row != NULL; row = row->next)
		print_row(t, row);
	t->first = t->last = NULL;
	return out_failed() ? CIM_EIO : CIM_OK;
}

static enum cim_err
keep(struct table *t)
{
	struct table_row *row = arena_new(&t->arena, struct table_row);
	if (t->widths == NULL) {
		t->columns = t->count;
		t->widths = arena_calloc(&t->arena, t->columns, sizeof(*t->widths));
	}
	if (row == NULL || t->widths == NULL)
		return CIM_ENOMEM;
	row->cells = t->cells;
	row->count = t->count < t->columns ? t->count : t->columns;
	for (size_t i = 0; i < row->count; i++) {
		size_t width = characters(row->cells[i]);
		width = width > WIDEST ? WIDEST : width;
		if (width > t->widths[i])
			t->widths[i] = width;
	}
	if (t->last == NULL)
		t->first = row;
	else
		t->last->next = row;
	t->last = row;
	t->kept++;
	return CIM_OK;
}

enum cim_err
table_row(struct table *t)
{
	if (t->csv) {
		bytes_write_u8(&t->line, '\n');
		if (t->line.err == CIM_OK)
			out_bytes(t->line.buf, t->line.len);
		enum cim_err err = t->line.err;
		bytes_writer_reset(&t->line);
		t->columns = 0;
		return err == CIM_OK && out_failed() ? CIM_EIO : err;
	}
	enum cim_err err = CIM_OK;
	if (t->flowing) {
		struct table_row row = { NULL, t->cells, t->count };
		print_row(t, &row);
		err = out_failed() ? CIM_EIO : CIM_OK;
		t->cells = NULL;
		t->cap = 0;
		arena_rewind(&t->arena, t->settled);
	} else {
		err = keep(t);
		t->cells = NULL;
		t->cap = 0;
		if (err == CIM_OK && t->kept > KEEP)
			err = table_settle(t);
	}
	t->count = 0;
	return err;
}

enum cim_err
table_settle(struct table *t)
{
	if (t->csv || t->flowing)
		return CIM_OK;
	enum cim_err err = flush(t);
	t->flowing = true;
	t->settled = arena_mark(&t->arena);
	return err;
}

enum cim_err
table_end(struct table *t)
{
	return t->csv || t->flowing ? CIM_OK : flush(t);
}
