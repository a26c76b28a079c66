/* fmt_out.c: tokens and the comments between them, written where the layout wants them. */
#include "config.h"

#include "mof/fmt.h"

#include <string.h>

#include "mof/parser.h"

/* --- What stands between two tokens --- */

void
mof_fmt_gap_begin(struct mof_fmt_gap *gap, const char *from, const char *to)
{
	*gap = (struct mof_fmt_gap){ .at = from, .end = to };
}

/* The bytes of the line end at p, or 0: LF, CR LF, CR CR LF, CR. */
static size_t
line_end(const char *p, const char *end)
{
	if (p < end && *p == '\n')
		return 1;
	if (p == end || *p != '\r')
		return 0;
	if (end - p > 1 && p[1] == '\n')
		return 2;
	return end - p > 2 && p[1] == '\r' && p[2] == '\n' ? 3 : 1;
}

/* Behind the last byte of a line. */
static const char *
line_stop(const char *p, const char *end)
{
	while (p < end && *p != '\n' && *p != '\r')
		p++;
	return p;
}

/* The same for a line that a backslash at its end carries on, as the scanner reads it. */
static const char *
directive_stop(const char *p, const char *end)
{
	while (p < end && *p != '\n' && *p != '\r') {
		if (*p++ != '\\')
			continue;
		const char *behind = p;
		while (p < end && *p == '\r')
			p++;
		if (p < end && *p == '\n')
			p++;
		/* At the end of the file there is nothing to carry on. */
		if (p == end)
			return behind;
	}
	return p;
}

static const char *
block_stop(const char *p, const char *end)
{
	for (p += 2; end - p >= 2; p++) {
		if (p[0] == '*' && p[1] == '/')
			return p + 2;
	}
	return end;
}

bool
mof_fmt_gap_next(struct mof_fmt_gap *gap)
{
	const char *p = gap->at, *end = gap->end;
	gap->lines = 0;
	gap->kind = MOF_FMT_NOTHING;
	/* Blanks, and the spaces that are none of MOF's: what else there is, the scanner took. */
	while (p < end && *p != '#' && !(*p == '/' && end - p > 1)) {
		size_t n = line_end(p, end);
		gap->lines += n > 0;
		p += n > 0 ? n : 1;
	}
	const char *from = p;
	if (p < end && *p == '#') {
		gap->kind = MOF_FMT_DIRECTIVE;
		p = directive_stop(p, end);
	} else if (p < end && p[1] == '*') {
		gap->kind = MOF_FMT_BLOCK_COMMENT;
		p = block_stop(p, end);
	} else if (p < end) {
		gap->kind = MOF_FMT_LINE_COMMENT;
		p = line_stop(p, end);
	}
	gap->text = cim_str(from, (size_t)(p - from));
	gap->at = p;
	return gap->kind != MOF_FMT_NOTHING;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\f' || c == '\v';
}

/* Takes the next line out of a text: false when there is none. */
static bool
take_line(struct cim_str *text, struct cim_str *line)
{
	if (text->ptr == NULL)
		return false;
	const char *end = text->ptr + text->len, *stop = line_stop(text->ptr, end);
	*line = cim_str(text->ptr, (size_t)(stop - text->ptr));
	size_t n = line_end(stop, end);
	*text = n == 0 ? (struct cim_str){ NULL, 0 } :
	    cim_str(stop + n, (size_t)(end - stop) - n);
	return true;
}

static struct cim_str
trim_end(struct cim_str s)
{
	while (s.len > 0 && is_blank(s.ptr[s.len - 1]))
		s.len--;
	return s;
}

static struct cim_str
trim(struct cim_str s)
{
	s = trim_end(s);
	while (s.len > 0 && is_blank(*s.ptr)) {
		s.ptr++;
		s.len--;
	}
	return s;
}

static bool
same(struct cim_str a, struct cim_str b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

bool
mof_fmt_same_comment(struct cim_str a, struct cim_str b)
{
	struct cim_str line_a, line_b;
	for (;;) {
		bool more_a = take_line(&a, &line_a), more_b = take_line(&b, &line_b);
		if (!more_a || !more_b)
			return more_a == more_b;
		if (!same(trim(line_a), trim(line_b)))
			return false;
	}
}

struct cim_str
mof_fmt_token_text(int kind, struct cim_str written, struct cim_str *head)
{
	*head = cim_str(written.ptr, 0);
	if (kind != MOF_T_PRAGMA && kind != MOF_T_INCLUDE && kind != MOF_T_ALIAS)
		return written;
	head->len = 1;
	size_t skip = 1;
	while (skip < written.len && is_blank(written.ptr[skip]))
		skip++;
	return cim_str(written.ptr + skip, written.len - skip);
}

/* --- Writing --- */

static void
write_bytes(struct mof_fmt *f, struct cim_str s)
{
	bytes_write(&f->w, s.ptr, s.len);
	for (size_t i = 0; i < s.len; i++)
		f->line += ((unsigned char)s.ptr[i] & 0xc0) == 0x80;
}

static void
write_blanks(struct mof_fmt *f, size_t n)
{
	uint8_t *room = bytes_write_room(&f->w, n);
	if (room != NULL)
		memset(room, ' ', n);
}

/* A new line, unless nothing was written; empty: with an empty one before it. */
static void
write_line(struct mof_fmt *f, bool empty, size_t indent)
{
	if (f->w.len > 0) {
		bytes_write_u8(&f->w, '\n');
		if (empty)
			bytes_write_u8(&f->w, '\n');
	}
	f->line = f->w.len;
	write_blanks(f, indent);
}

/* Whether every line behind the first begins with '*', as is the custom. */
static bool
has_stars(struct cim_str rest)
{
	struct cim_str line;
	while (take_line(&rest, &line)) {
		line = trim(line);
		if (line.len > 0 && *line.ptr != '*')
			return false;
	}
	return true;
}

/* A comment of several lines: with stars they stand below each other, else as they were. */
static void
write_block(struct mof_fmt *f, struct cim_str text)
{
	struct cim_str line;
	size_t indent = mof_fmt_column(f) + 1;
	(void)take_line(&text, &line);
	write_bytes(f, text.ptr == NULL ? line : trim_end(line));
	bool stars = has_stars(text);
	while (take_line(&text, &line)) {
		/* The last line ends in the mark that no blank follows. */
		line = stars ? trim(line) : trim_end(line);
		write_line(f, false, stars && line.len > 0 ? indent : 0);
		write_bytes(f, line);
	}
}

/* A line of the C preprocessor is kept to the byte, but for how its lines end. */
static void
write_directive(struct mof_fmt *f, struct cim_str text)
{
	struct cim_str line;
	for (bool first = true; take_line(&text, &line); first = false) {
		if (!first)
			write_line(f, false, 0);
		write_bytes(f, line);
	}
}

static void
write_item(struct mof_fmt *f, const struct mof_fmt_gap *gap)
{
	if (gap->kind == MOF_FMT_DIRECTIVE)
		write_directive(f, gap->text);
	else if (gap->kind == MOF_FMT_BLOCK_COMMENT)
		write_block(f, gap->text);
	else
		write_bytes(f, trim_end(gap->text));
}

/* --- One token --- */

static void
gap_of(const struct mof_fmt *f, size_t token, struct mof_fmt_gap *gap)
{
	const struct mof_fmt_token *t = &f->tokens[token];
	uint32_t from = token == 0 ? 0 : t[-1].at + t[-1].len;
	mof_fmt_gap_begin(gap, f->text + from, f->text + t->at);
}

/* What there is before a token. */
struct survey {
	unsigned items;
	bool empty;		/* there is an empty line somewhere */
	unsigned leading;	/* the first of the comments that end where the token begins, from 0 */
};

static struct survey
survey(const struct mof_fmt *f, size_t token)
{
	struct survey s = { 0 };
	struct mof_fmt_gap gap;
	gap_of(f, token, &gap);
	while (mof_fmt_gap_next(&gap)) {
		s.empty |= gap.lines > 1;
		if (gap.kind != MOF_FMT_BLOCK_COMMENT)
			s.leading = s.items + 1;
		else if (gap.lines > 0)
			s.leading = s.items;
		s.items++;
	}
	s.empty |= gap.lines > 1;
	if (gap.lines > 0)
		s.leading = s.items;
	return s;
}

static void
write_token(struct mof_fmt *f)
{
	const struct mof_fmt_token *t = &f->tokens[f->next++];
	struct cim_str head, text = mof_fmt_token_text(t->kind, cim_str(f->text + t->at, t->len), &head);
	write_bytes(f, head);
	write_bytes(f, text);
}

/* Comments on their way out: where the writing stands. */
struct passage {
	enum mof_fmt_lead lead;
	size_t indent, inner;
	unsigned leading;	/* the first comment that stays on the token's line */
	bool force;		/* an empty line is owed */
	bool must;		/* what comes next begins a line */
	bool on_line;		/* the token's line has begun, with comments */
};

static void
write_comment(struct mof_fmt *f, struct passage *p, const struct mof_fmt_gap *gap, bool leads,
    bool own)
{
	if (own) {
		size_t indent = leads ? p->indent : p->inner;
		bool empty = (p->lead >= MOF_FMT_KEEP && gap->lines > 1) || p->force;
		write_line(f, empty, gap->kind == MOF_FMT_DIRECTIVE ? 0 : indent);
		p->force = false;
		p->on_line = leads;
	} else {
		bytes_write_u8(&f->w, ' ');
	}
	write_item(f, gap);
	p->must = gap->kind != MOF_FMT_BLOCK_COMMENT || (own && !leads);
}

/* The comments before the next token, then what parts them from it. */
static void
put_comments(struct mof_fmt *f, enum mof_fmt_lead lead, size_t indent, size_t inner,
    struct survey s)
{
	bool at_end = f->tokens[f->next].kind == 0, begins = lead >= MOF_FMT_LINE;
	bool closes = lead == MOF_FMT_CLOSE;
	struct passage p = { .lead = lead, .indent = indent, .inner = inner };
	struct mof_fmt_gap gap;
	/* A closing brace is alone on its line; at the end there is nothing to lead to. */
	p.leading = closes || at_end ? s.items : s.leading;
	p.force = lead == MOF_FMT_FORCE && !s.empty && f->w.len > 0;
	gap_of(f, f->next, &gap);
	for (unsigned i = 0; mof_fmt_gap_next(&gap); i++) {
		bool own = gap.lines > 0 || p.must || gap.kind == MOF_FMT_DIRECTIVE ||
		    f->w.len == 0 || (begins && i == p.leading) || (closes && i == s.leading);
		write_comment(f, &p, &gap, i >= p.leading, own);
	}
	if (at_end)
		return;
	if ((begins && !p.on_line) || p.must)
		write_line(f, (begins && !closes && lead != MOF_FMT_LINE && gap.lines > 1) ||
		    p.force, indent);
	else if (lead != MOF_FMT_GLUE)
		bytes_write_u8(&f->w, ' ');
}

void
mof_fmt_put(struct mof_fmt *f, enum mof_fmt_lead lead, size_t indent, size_t inner)
{
	struct survey s = survey(f, f->next);
	if (s.items > 0)
		put_comments(f, lead, indent, inner, s);
	else if (f->tokens[f->next].kind == 0)
		return;
	else if (lead >= MOF_FMT_LINE)
		write_line(f, lead == MOF_FMT_FORCE || (lead == MOF_FMT_KEEP && s.empty), indent);
	else if (lead == MOF_FMT_SPACE)
		bytes_write_u8(&f->w, ' ');
	if (f->tokens[f->next].kind != 0)
		write_token(f);
}

/* --- Widths --- */

/* Columns of bytes; what is far too long is not counted to its end. */
static size_t
columns(struct cim_str s)
{
	if (s.len > 4 * (size_t)MOF_FMT_WIDTH)
		return s.len / 4;
	size_t n = 0;
	for (size_t i = 0; i < s.len; i++)
		n += ((unsigned char)s.ptr[i] & 0xc0) != 0x80;
	return n;
}

size_t
mof_fmt_token_width(const struct mof_fmt *f, size_t token)
{
	const struct mof_fmt_token *t = &f->tokens[token];
	struct cim_str head, text = mof_fmt_token_text(t->kind, cim_str(f->text + t->at, t->len), &head);
	return head.len + columns(text);
}

size_t
mof_fmt_gap_width(const struct mof_fmt *f, size_t token)
{
	struct mof_fmt_gap gap;
	struct survey s = survey(f, token);
	size_t width = 0;
	if (s.leading > 0)
		return MOF_FMT_WIDTH;
	gap_of(f, token, &gap);
	while (mof_fmt_gap_next(&gap)) {
		/* How wide one of several lines is may change: it stands in a new line always. */
		bool one = line_stop(gap.text.ptr, gap.text.ptr + gap.text.len) == gap.at;
		width += one ? columns(gap.text) + 1 : MOF_FMT_WIDTH;
	}
	return width;
}

bool
mof_fmt_is_broken(const struct mof_fmt *f, size_t token)
{
	struct mof_fmt_gap gap;
	gap_of(f, token, &gap);
	return mof_fmt_gap_next(&gap) || gap.lines > 0;
}
