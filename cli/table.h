/* table.h: rows of cells as an aligned table or as CSV, on standard output. */
#ifndef CLI_TABLE_H
#define CLI_TABLE_H

#include "cim/arena.h"
#include "cim/bytes.h"

/*
 * A table keeps its first rows to learn how wide its columns are; what comes later goes out at once,
 * so a million rows need no memory. CSV (RFC 4180, lines end in LF) goes out at once.
 */
struct table {
	bool csv;
	struct bytes_writer line;	/* CSV: the row so far */
	struct cim_str *cells;		/* of a table: the row so far */
	size_t count, cap;
	struct table_row *first, *last;	/* rows that are kept */
	size_t kept;
	size_t *widths;
	size_t columns;
	bool flowing;			/* widths are settled */
	struct arena arena;		/* of what is kept */
	struct arena_mark settled;	/* behind it */
};

void table_begin(struct table *table, bool csv);
void table_free(struct table *table);

/* The next cell of a row; then the row ends. The first row is the heading. CIM_EIO, CIM_ENOMEM. */
enum cim_err table_cell(struct table *table, struct cim_str text);
enum cim_err table_row(struct table *table);
/* What is kept goes out, and the columns stay as wide as they are: somebody waits for rows. */
enum cim_err table_settle(struct table *table);
/* What is kept goes out. */
enum cim_err table_end(struct table *table);

#endif
