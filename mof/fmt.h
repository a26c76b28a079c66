/*
 * fmt.h: what the rooms of the formatter share: tokens in a row, what stands between them, the text
 * that grows.
 */
#ifndef MOF_FMT_H
#define MOF_FMT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cim/bytes.h"
#include "mof/source.h"

#define MOF_FMT_WIDTH 74	/* columns of a line, where blanks allow it; as print.c has it */

struct mof_fmt_token {
	uint32_t at, len;	/* in the text */
	int kind;		/* a MOF_T_ number or a mark; 0: the end */
};

/* What stands between two tokens besides blanks. */
enum mof_fmt_kind {
	MOF_FMT_NOTHING,	/* the next token comes */
	MOF_FMT_LINE_COMMENT,
	MOF_FMT_BLOCK_COMMENT,
	MOF_FMT_DIRECTIVE	/* a line for the C preprocessor, with those it goes on in */
};

/* The walk through one such place, and the comment it is at. */
struct mof_fmt_gap {
	const char *at, *end;
	enum mof_fmt_kind kind;
	struct cim_str text;	/* of the comment or line */
	unsigned lines;		/* line ends before it; at the end, before the token */
};

void mof_fmt_gap_begin(struct mof_fmt_gap *gap, const char *from, const char *to);
/* To the next comment; false at the end, where kind is MOF_FMT_NOTHING. */
bool mof_fmt_gap_next(struct mof_fmt_gap *gap);

/* A token as it is written: "# pragma" and "$ Alias" lose their blanks. head: what comes first. */
struct cim_str mof_fmt_token_text(int kind, struct cim_str written, struct cim_str *head);

/* Whether two comments are the same but for blanks at the ends of lines, and how lines end. */
bool mof_fmt_same_comment(struct cim_str a, struct cim_str b);

/* One text being laid out. */
struct mof_fmt {
	const char *text;
	const struct mof_fmt_token *tokens;	/* the last one is the end */
	size_t next;				/* the one to be written next */
	struct bytes_writer w;			/* lines end in LF */
	size_t line;				/* where in it column 0 is; see print.c */
};

/* What comes before a token. */
enum mof_fmt_lead {
	MOF_FMT_GLUE,		/* nothing */
	MOF_FMT_SPACE,
	MOF_FMT_LINE,		/* a new line */
	MOF_FMT_KEEP,		/* a new line, and an empty one where the author had some */
	MOF_FMT_FORCE,		/* a new line and an empty one */
	MOF_FMT_CLOSE		/* a new line; empty ones stay between the comments alone */
};

/*
 * Writes what stands before the next token and the token. Lines of the token begin with indent
 * blanks, those of comments before it with inner ones.
 */
void mof_fmt_put(struct mof_fmt *f, enum mof_fmt_lead lead, size_t indent, size_t inner);

/* The column that comes next. */
static inline size_t
mof_fmt_column(const struct mof_fmt *f)
{
	return f->w.len - f->line;
}

/* The columns of a token, and of the comments that stand right before it on its line. */
size_t mof_fmt_token_width(const struct mof_fmt *f, size_t token);
size_t mof_fmt_gap_width(const struct mof_fmt *f, size_t token);
/* Whether a line ends, or a comment stands, between a token and the one before it. */
bool mof_fmt_is_broken(const struct mof_fmt *f, size_t token);

/* Lays the whole text out. */
void mof_fmt_layout(struct mof_fmt *f);

/*
 * The text as it was written: lines end as they mostly did in `like`, then in its encoding. Text
 * is replaced; *bytes is it, or what is in encoded.
 */
enum cim_err mof_fmt_encode(struct bytes_writer *text, const struct mof_source *like,
    bool crlf, struct bytes_writer *encoded);
/* Whether more lines end in CR LF than in LF alone. */
bool mof_fmt_is_crlf(const struct mof_source *source);

#endif
