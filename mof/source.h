/*
 * source.h: texts loaded whole, kept as long as the unit; a 32-bit place to file,
 * line and column.
 */
#ifndef MOF_SOURCE_H
#define MOF_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cim/arena.h"
#include "cim/err.h"
#include "cim/name.h"
#include "cim/value.h"

/* How the bytes of a file were written; text is UTF-8 whatever it was. */
enum mof_encoding { MOF_UTF8, MOF_UTF8_BOM, MOF_UTF16LE, MOF_UTF16BE, MOF_CP1252, MOF_BINARY };

/*
 * One text. Its first byte has place `base`, the byte at size (the end of the
 * file) has place base + size; no two sources share a place, and no source has
 * place 0, which is "nowhere".
 */
#define MOF_SOURCE_STEP 1024u

/* Behind a line marker: from here on the lines are those of a file, from a line on. */
struct mof_mark {
	uint32_t at;		/* offset of the line behind the marker */
	uint32_t line;
	const char *file;
};

struct mof_bmof_problem;
struct mof_saying;

struct mof_source {
	const char *name;	/* the path that was opened, for messages */
	char *text;		/* UTF-8 without a BOM; two NULs behind it, as the scanner wants */
	uint32_t size;
	uint32_t base;
	/* 0, 1, ... in the order of loading; orders the files given to the unit */
	uint32_t number;
	uint32_t depth;		/* 0: given by the user; else one more than parent's */
	enum mof_encoding encoding;
	/*
	 * The first bytes that were not in the encoding, or len 0. They made the
	 * whole file MOF_CP1252; in UTF-16 they read as U+FFFD.
	 */
	struct cim_place bad;
	uint8_t bad_byte;	/* MOF_CP1252: that byte */
	/* MOF_BINARY: what is wrong with the bytes; the text is what was made of them */
	const struct mof_bmof_problem *problems;
	size_t problem_count;
	bool wmi_pragma;	/* has a pragma of Microsoft's; dialect.c */
	uint8_t dialect;	/* enum mof_dialect, by a sign of its own; 0: none; dialect.c */
	struct cim_place sign;	/* what says so, for the note that tells it */
	struct cim_name sign_name;
	const char *sign_what;
	bool searched;		/* for secrets; secret.c */
	bool part;		/* found for a class that was missing: of its schema more may be unread */
	bool builtin;		/* no file: the text of a class that is built in */
	struct mof_source *parent;	/* the file that included this one, or NULL */
	struct cim_place included_at;	/* the pragma there, or what asked for this file */
	uint64_t dev, ino;	/* who it is on disk; 0, 0 when it came from memory */
	uint64_t bytes;		/* as read, before any conversion */
	struct mof_saying *said;	/* where the file says its dialect itself; said.c */
	size_t said_count, said_cap;
	struct mof_mark *marks;	/* of a preprocessed text, in their order */
	size_t mark_count;
	uint32_t *lines;	/* places of line starts; made when first asked for */
	uint32_t *steps;	/* characters before every MOF_SOURCE_STEP-th byte; likewise */
	uint32_t line_count;
};

/* All sources of a unit, in the order of their bases. */
struct mof_sources {
	struct mof_source **list;
	size_t count, cap;
	uint32_t next_base;	/* 1 at first */
	bool full;		/* files have run out, and that was told */
	struct mof_source **by_ino;	/* a hash table: the first source of every file on disk */
	size_t by_ino_cap, by_ino_used;
	uint64_t bytes;
	/* what is not shown when a line is, in order; secret.c finds them when first asked for */
	struct cim_place *secrets;
	size_t secret_count;
	struct arena arena;	/* of list and of line tables */
};

/* Where a place is. line and column are 1-based; a column is a character, not a byte. */
struct mof_where {
	const struct mof_source *source;
	const char *file;	/* the source's name, or of a preprocessed one the file's */
	uint32_t line, column;
	struct cim_str line_text;	/* the whole line without its end */
	uint32_t line_offset;		/* the byte of the place in line_text */
};

void mof_sources_init(struct mof_sources *sources);
void mof_sources_free(struct mof_sources *sources);

/* The byte that is a character in CP1252, or -1. */
int mof_cp1252_byte(uint32_t c);

/*
 * Reads a file whole and turns it into UTF-8. name, text and the struct live in the arena.
 * It has no base yet: add it. plain: nothing but a plain file, as what a text asks for may be
 * a pipe that never speaks, or a device that never ends.
 */
enum cim_err mof_source_load(struct arena *arena, const char *path, bool plain,
    struct mof_source **out, struct cim_fault *fault);

/* The same from memory; the bytes are copied. */
enum cim_err mof_source_copy(struct arena *arena, const char *name, const void *bytes, size_t n,
    struct mof_source **out, struct cim_fault *fault);

/*
 * Takes the line markers out of a text that a C preprocessor has made: its places are then those
 * of the files that it was made of. Before the source is listed.
 */
enum cim_err mof_source_marks(struct arena *arena, struct mof_source *source);
/* The marker that holds at a place, or NULL. */
const struct mof_mark *mof_source_mark(const struct mof_source *source, uint32_t at);
/* The file that a place was in: the source's name, unless it is a preprocessed one. */
const char *mof_source_file(const struct mof_source *source, uint32_t at);

/*
 * Gives a loaded source its number and base and lists it. CIM_ELIMIT when
 * places or files run out (limits.h), CIM_ENOMEM. Not for two threads at once.
 */
enum cim_err mof_sources_add(struct mof_sources *sources, struct mof_source *source);

/* The first listed source that was read from the same file as this one, or NULL. */
struct mof_source *mof_source_same(const struct mof_sources *sources,
    const struct mof_source *source);

/* The source that holds a place, or NULL for nowhere. */
struct mof_source *mof_source_find(const struct mof_sources *sources, uint32_t at);

/*
 * Looks a place up; false when it is nowhere or memory for the table of lines
 * ran out. Line ends are LF, CR LF, CR CR LF (one end) and a lone CR.
 */
bool mof_source_where(struct mof_sources *sources, struct cim_place place, struct mof_where *out);

/*
 * Reading order of two places: <0, 0, >0. What an included file holds comes
 * after what stands before its pragma and before what stands behind it.
 * Nowhere comes last.
 */
int mof_source_cmp(const struct mof_sources *sources, uint32_t a, uint32_t b);

/* The bytes of a place, or an empty slice for nowhere. */
struct cim_str mof_source_text(const struct mof_sources *sources, struct cim_place place);

/* From the start of one place to the end of another in the same source; either may be nowhere. */
static inline struct cim_place
mof_place_span(struct cim_place from, struct cim_place to)
{
	if (from.at == 0)
		return to;
	if (to.at == 0 || to.at < from.at)
		return from;
	return (struct cim_place){ from.at, to.at - from.at + to.len };
}

#endif
