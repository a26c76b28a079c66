/* diag.c: a list of diagnostics; printing with the line and carets. */
#include "config.h"

#include "mof/diag.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cim/bytes.h"
#include "cim/limits.h"
#include "cim/utf8.h"
#include "mof/forms.h"
#include "mof/level.h"
#include "mof/secret.h"

#define TEXT_MAX 1024		/* bytes of one message */
#define LINE_COLUMNS 100	/* of a source line that are shown */
#define LINE_GLYPHS 400		/* of it that are looked at: some have no width */
#define LINE_BEFORE 60		/* of them in front of the place, when the line must be cut */
#define FLUSH_AT 65536		/* bytes kept before the sink gets them */

void
mof_diags_init(struct mof_diags *diags, struct arena *arena, const struct mof_levels *levels)
{
	memset(diags, 0, sizeof(*diags));
	diags->arena = arena;
	diags->levels = levels;
}

/*
 * One character of text that may be anything: its bytes, its width on a terminal,
 * whether it can be shown.
 */
struct glyph {
	uint32_t len;
	uint32_t width;
	bool safe;
};

struct range {
	uint32_t from, to;
};

static bool
in_ranges(uint32_t c, const struct range *ranges, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (c >= ranges[i].from && c <= ranges[i].to)
			return true;
	}
	return false;
}

/*
 * Wide (East Asian), without width (combining), and what may steer a terminal or
 * turn the text around.
 */
static const struct range wide[] = {
	{ 0x1100, 0x115F }, { 0x2E80, 0xA4CF }, { 0xAC00, 0xD7A3 }, { 0xF900, 0xFAFF },
	{ 0xFE30, 0xFE6F }, { 0xFF00, 0xFF60 }, { 0xFFE0, 0xFFE6 }, { 0x1F300, 0x1F64F },
	{ 0x1F900, 0x1F9FF }, { 0x20000, 0x3FFFD }
};
static const struct range narrow[] = {
	{ 0x0300, 0x036F }, { 0x200B, 0x200D }, { 0xFE00, 0xFE0F }, { 0xFEFF, 0xFEFF }
};
static const struct range unsafe[] = {
	{ 0x0000, 0x001F }, { 0x007F, 0x009F }, { 0x200E, 0x200F }, { 0x2028, 0x202E },
	{ 0x2066, 0x2069 }, { 0xFFF9, 0xFFFB }
};
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct glyph
glyph_at(const char *text, size_t n)
{
	const unsigned char *p = (const unsigned char *)text;
	uint32_t len = (uint32_t)cim_utf8_sequence(text, n);
	if (len == 1)
		return (struct glyph){ 1, 1, p[0] >= 0x20 && p[0] != 0x7F };
	if (len == 0)
		return (struct glyph){ 1, 1, false };
	uint32_t c = p[0] & (0x7Fu >> len);
	for (uint32_t i = 1; i < len; i++)
		c = c << 6 | (p[i] & 0x3Fu);
	uint32_t width = in_ranges(c, wide, COUNT(wide)) ? 2 : 1;
	if (in_ranges(c, narrow, COUNT(narrow)))
		width = 0;
	bool safe = !in_ranges(c, unsafe, COUNT(unsafe));
	return (struct glyph){ len, safe ? width : 1, safe };
}

/* A copy of a message in which nothing steers a terminal; a cut character at the end goes too. */
static const char *
safe_copy(struct arena *arena, const char *text, size_t n)
{
	char *copy = arena_text(arena, n + 1), *to = copy;
	if (copy == NULL)
		return NULL;
	while (n > 0) {
		struct glyph glyph = glyph_at(text, n);
		if (glyph.safe)
			memcpy(to, text, glyph.len);
		else
			*to = '?';
		to += glyph.safe ? glyph.len : 1;
		text += glyph.len;
		n -= glyph.len;
	}
	*to = '\0';
	return copy;
}

static const char *format_text(struct mof_diags *diags, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

static const char *
format_text(struct mof_diags *diags, const char *format, va_list args)
{
	char buf[TEXT_MAX];
	int n = vsnprintf(buf, sizeof(buf), format, args);
	const char *text = NULL;
	if (n >= 0)
		text = safe_copy(diags->arena, buf, strlen(buf));
	if (text == NULL)
		diags->err = CIM_ENOMEM;
	return text;
}

struct mof_diag *
mof_diag_v(struct mof_diags *diags, enum mof_severity severity, const char *id,
    struct cim_place place, const char *format, va_list args)
{
	/* What is an error in itself stays one. */
	const struct mof_level *level =
	    severity == MOF_ERROR ? NULL : mof_level_find(diags->levels, id);
	if (level != NULL && level->hidden)
		return NULL;
	/* What a dialect tolerates is told as less than its row says, and stays that. */
	if (level != NULL && (severity >= level->usual || level->promoted))
		severity = level->severity;
	diags->counts[severity]++;
	if (diags->kept >= CIM_LIMIT_ERRORS)
		return NULL;
	const char *text = format_text(diags, format, args);
	struct mof_diag *diag = arena_new(diags->arena, struct mof_diag);
	if (text == NULL || diag == NULL) {
		diags->err = CIM_ENOMEM;
		return NULL;
	}
	diag->severity = severity;
	diag->shown = level != NULL && level->shown;
	diag->id = id;
	diag->place = place;
	diag->text = text;
	if (diags->last == NULL)
		diags->first = diag;
	else
		diags->last->next = diag;
	diags->last = diag;
	diags->kept++;
	return diag;
}

struct mof_diag *
mof_diag(struct mof_diags *diags, enum mof_severity severity, const char *id,
    struct cim_place place, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	struct mof_diag *diag = mof_diag_v(diags, severity, id, place, format, args);
	va_end(args);
	return diag;
}

void
mof_diag_note(struct mof_diags *diags, struct mof_diag *diag, struct cim_place place,
    const char *format, ...)
{
	if (diag == NULL)
		return;
	va_list args;
	va_start(args, format);
	const char *text = format_text(diags, format, args);
	va_end(args);
	struct mof_note *note = arena_new(diags->arena, struct mof_note);
	if (text == NULL || note == NULL) {
		diags->err = CIM_ENOMEM;
		return;
	}
	note->place = place;
	note->text = text;
	if (diag->last_note == NULL)
		diag->notes = note;
	else
		diag->last_note->next = note;
	diag->last_note = note;
}

void
mof_diag_wanted(struct mof_diag *diag, enum mof_wanted wanted)
{
	if (diag != NULL)
		diag->wanted = (uint8_t)wanted;
}

void
mof_diag_fix(struct mof_diags *diags, struct mof_diag *diag, struct cim_place place,
    const char *format, ...)
{
	if (diag == NULL)
		return;
	va_list args;
	va_start(args, format);
	const char *text = format_text(diags, format, args);
	va_end(args);
	struct mof_fix *fix = arena_new(diags->arena, struct mof_fix);
	if (text == NULL || fix == NULL) {
		diags->err = CIM_ENOMEM;
		return;
	}
	fix->place = place;
	fix->text = text;
	if (diag->last_fix == NULL)
		diag->fixes = fix;
	else
		diag->last_fix->next = fix;
	diag->last_fix = fix;
}

void
mof_diags_join(struct mof_diags *to, struct mof_diags *from)
{
	if (from->first != NULL) {
		if (to->last == NULL)
			to->first = from->first;
		else
			to->last->next = from->first;
		to->last = from->last;
	}
	to->kept += from->kept;
	for (int i = 0; i <= MOF_ERROR; i++)
		to->counts[i] += from->counts[i];
	if (to->err == CIM_OK)
		to->err = from->err;
	mof_diags_init(from, from->arena, from->levels);
}

/* --- Printing --- */

/* What the preprocessor has made is not what somebody can edit. */
const struct mof_fix *
mof_diag_fixes(const struct mof_sources *sources, const struct mof_diag *diag)
{
	const struct mof_source *source =
	    diag->fixes == NULL ? NULL : mof_source_find(sources, diag->place.at);
	return source != NULL && source->mark_count == 0 ? diag->fixes : NULL;
}

struct printer {
	struct mof_sources *sources;
	const struct mof_print_options *options;
	struct cim_sink sink;
	struct bytes_writer out;
	struct mof_forms forms;		/* what puts the forms for programs into out */
	/* the line that was looked at last, and from where on it is hidden: many may point at it */
	const char *seen_line;
	size_t hide_from;
	const struct mof_source *last;	/* the file of the diagnostic before */
	enum cim_err err;
};

enum color { COLOR_NONE, COLOR_BOLD, COLOR_ERROR, COLOR_WARNING, COLOR_NOTE, COLOR_CARET };

static void
put_color(struct printer *p, enum color color)
{
	static const char *const codes[] = { "\033[0m", "\033[1m", "\033[1;31m", "\033[1;35m",
		"\033[1;36m", "\033[1;32m" };
	if (p->options->color)
		bytes_write_text(&p->out, codes[color]);
}

static void
put_safe(struct printer *p, const char *text)
{
	for (size_t n = strlen(text); n > 0;) {
		struct glyph glyph = glyph_at(text, n);
		bytes_write(&p->out, glyph.safe ? text : "?", glyph.safe ? glyph.len : 1);
		text += glyph.len;
		n -= glyph.len;
	}
}

/* "file:line:col: error: text [id]" */
static void
put_headline(struct printer *p, const struct mof_where *where, enum mof_severity severity,
    const char *text, const char *id)
{
	static const char *const names[] = { "note", "warning", "error" };
	static const enum color colors[] = { COLOR_NOTE, COLOR_WARNING, COLOR_ERROR };
	if (where != NULL) {
		put_color(p, COLOR_BOLD);
		put_safe(p, where->file);
		bytes_write_format(&p->out, ":%u:%u: ", where->line, where->column);
		put_color(p, COLOR_NONE);
	}
	put_color(p, colors[severity]);
	bytes_write_format(&p->out, "%s: ", names[severity]);
	put_color(p, COLOR_NONE);
	bytes_write_text(&p->out, text);
	if (id != NULL)
		bytes_write_format(&p->out, " [%s]", id);
	bytes_write_u8(&p->out, '\n');
}

/* Whether a line can be shown whole, wherever its tabs fall. */
static bool
line_fits(struct cim_str line)
{
	size_t columns = 0;
	for (size_t i = 0; i < line.len && columns <= LINE_COLUMNS; i++)
		columns += line.ptr[i] == '\t' ? 8 : 1;
	return columns <= LINE_COLUMNS;
}

/* The byte where the shown part of a long line begins: LINE_BEFORE columns before the place. */
static size_t
line_begin(const struct mof_where *where)
{
	const char *text = where->line_text.ptr;
	size_t begin = where->line_offset;
	for (uint32_t n = 0; begin > 0 && n < LINE_BEFORE;) {
		size_t end = begin;
		do
			begin--;
		while (begin > 0 && ((unsigned char)text[begin] & 0xC0) == 0x80);
		uint32_t width = text[begin] == '\t' ? 8 : glyph_at(text + begin, end - begin).width;
		n += width > 0 ? width : 1;
	}
	return begin;
}

/*
 * The carets under one character: before the mark as many blanks as it is wide, and a tab for a
 * tab; in the mark as many tildes, and for a tab as many as it has columns, when more follows.
 */
static void
put_carets(struct bytes_writer *carets, size_t at, bool tab, uint32_t width, size_t mark,
    size_t mark_end)
{
	if (at < mark && tab)
		bytes_write_u8(carets, '\t');
	else if (tab && at + 1 == mark_end)
		bytes_write_u8(carets, at == mark ? '^' : '~');
	else if (at < mark_end) {
		for (uint32_t i = 0; i < width; i++)
			bytes_write_u8(carets, at < mark ? ' ' : at == mark && i == 0 ? '^' : '~');
	}
}

/* The line under the carets: what is to be put in, each piece below its place. */
struct fix_line {
	struct bytes_writer text;
	uint32_t columns;		/* written so far */
	const struct mof_fix *next;
};

/* Before the character at a place, which begins in a column: a piece that belongs there. */
static void
put_fix(struct fix_line *line, uint32_t place, uint32_t column)
{
	const struct mof_fix *fix = line->next;
	while (fix != NULL && (fix->place.at < place || fix->text[0] == '\0'))
		fix = fix->next;
	line->next = fix;
	if (fix == NULL || fix->place.at != place)
		return;
	line->next = fix->next;
	for (; line->columns < column; line->columns++)
		bytes_write_u8(&line->text, ' ');
	for (const char *at = fix->text; *at != '\0';) {
		struct glyph glyph = glyph_at(at, strlen(at));
		bytes_write(&line->text, at, glyph.len);
		line->columns += glyph.width;
		at += glyph.len;
	}
}

/*
 * The line, under it the carets, and under them what would mend it; a terminal's tab goes to the
 * next column that is 8 times n.
 */
static void
put_line(struct printer *p, const struct mof_where *where, const struct mof_diag *diag)
{
	uint32_t len = diag->place.len, begin_at = diag->place.at - where->line_offset;
	struct fix_line fixes = { .next = mof_diag_fixes(p->sources, diag) };
	struct cim_str line = where->line_text;
	size_t begin = line_fits(line) ? 0 : line_begin(where), at = begin;
	size_t mark = where->line_offset, mark_end = mark + (len > 0 ? len : 1);
	struct bytes_writer carets = { 0 };
	size_t out_from = p->out.len;
	bytes_write_format(&p->out, "%6u | %s", where->line, begin > 0 ? "..." : "");
	uint32_t head = (uint32_t)(p->out.len - out_from), columns = head, glyphs = 0;
	uint32_t line_at = where->source->base + (uint32_t)(line.ptr - where->source->text);
	if (p->seen_line != line.ptr)
		p->hide_from = mof_secret_line(line);
	p->seen_line = line.ptr;
	bytes_write_format(&carets, "%*s%s", (int)head - (begin > 0 ? 5 : 2), "",
	    begin > 0 ? "|    " : "| ");
	while (at < line.len && columns < head + LINE_COLUMNS && glyphs++ < LINE_GLYPHS) {
		struct glyph glyph = glyph_at(line.ptr + at, line.len - at);
		put_fix(&fixes, begin_at + (uint32_t)at, columns);
		bool tab = line.ptr[at] == '\t';
		bool hide = !tab && ((at >= p->hide_from && strchr(" ;{},", line.ptr[at]) == NULL) ||
		    mof_secret_at(p->sources, line_at + (uint32_t)at));
		if (hide)
			bytes_write(&p->out, "**", glyph.width);
		else
			bytes_write(&p->out, glyph.safe || tab ? line.ptr + at : "?",
			    glyph.safe || tab ? glyph.len : 1);
		uint32_t width = tab ? 8 - columns % 8 : glyph.width;
		put_carets(&carets, at, tab, width, mark, mark_end);
		columns += width;
		at += glyph.len;
	}
	/* At the end of a line, or of the file, the caret stands behind it. */
	if (mark >= line.len && at == line.len)
		bytes_write_u8(&carets, '^');
	if (at == line.len)
		put_fix(&fixes, begin_at + (uint32_t)at, columns);
	bytes_write_text(&p->out, at < line.len ? "...\n" : "\n");
	/* Without memory either may be short of its head. */
	if (carets.err == CIM_OK && p->out.err == CIM_OK) {
		bytes_write(&p->out, carets.buf, head);
		put_color(p, COLOR_CARET);
		bytes_write(&p->out, carets.buf + head, carets.len - head);
		put_color(p, COLOR_NONE);
		bytes_write_u8(&p->out, '\n');
	} else if (p->err == CIM_OK) {
		p->err = carets.err != CIM_OK ? carets.err : p->out.err;
	}
	if (fixes.text.len > head && fixes.text.err == CIM_OK && carets.err == CIM_OK) {
		bytes_write(&p->out, carets.buf, head);
		put_color(p, COLOR_CARET);
		bytes_write(&p->out, fixes.text.buf + head, fixes.text.len - head);
		put_color(p, COLOR_NONE);
		bytes_write_u8(&p->out, '\n');
	} else if (p->err == CIM_OK) {
		p->err = fixes.text.err;
	}
	bytes_writer_free(&fixes.text);
	bytes_writer_free(&carets);
}

/*
 * Where a place is. One that is somewhere and is not found: memory ran out, and nothing
 * more is printed.
 */
static bool
place_known(struct printer *p, struct cim_place place, struct mof_where *out)
{
	bool known = mof_source_where(p->sources, place, out);
	if (!known && mof_source_find(p->sources, place.at) != NULL && p->err == CIM_OK)
		p->err = CIM_ENOMEM;
	return known;
}

/* In quotes as a C compiler's fix-it lines have it. */
static void
put_quoted(struct printer *p, const char *text)
{
	bytes_write_u8(&p->out, '"');
	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;
		if (c == '"' || c == '\\')
			bytes_write_format(&p->out, "\\%c", c);
		else if (c < 0x20 || c >= 0x7F)
			bytes_write_format(&p->out, "\\%03o", c);
		else
			bytes_write_u8(&p->out, c);
	}
	bytes_write_u8(&p->out, '"');
}

/* fix-it:"FILE":{LINE:COLUMN-LINE:COLUMN}:"TEXT", the second column being the first behind. */
static void
put_fix_it(struct printer *p, const struct mof_fix *fix)
{
	struct mof_where from, to;
	struct cim_place end = { fix->place.at + fix->place.len, 0 };
	if (!place_known(p, fix->place, &from) || !place_known(p, end, &to))
		return;
	bytes_write_text(&p->out, "fix-it:");
	put_quoted(p, from.source->name);
	bytes_write_format(&p->out, ":{%u:%u-%u:%u}:", from.line, from.column, to.line, to.column);
	put_quoted(p, fix->text);
	bytes_write_u8(&p->out, '\n');
}

static void
put_diag(struct printer *p, const struct mof_diag *diag)
{
	struct mof_where where;
	bool known = place_known(p, diag->place, &where);
	put_headline(p, known ? &where : NULL, diag->severity, diag->text, diag->id);
	if (known && p->options->form == MOF_FORM_TEXT)
		put_line(p, &where, diag);
	for (const struct mof_note *note = diag->notes; note != NULL; note = note->next) {
		known = place_known(p, note->place, &where);
		put_headline(p, known ? &where : NULL, MOF_NOTE, note->text, NULL);
	}
	const struct mof_fix *fix = p->options->form == MOF_FORM_GCC ?
	    mof_diag_fixes(p->sources, diag) : NULL;
	for (; fix != NULL; fix = fix->next)
		put_fix_it(p, fix);
}

/*
 * A diagnostic with the way to its file in front of its notes. Read by eye it is told once for
 * what comes of one file, as a compiler does.
 */
static void
put_with_way(struct printer *p, const struct mof_diag *diag)
{
	struct mof_note way[CIM_LIMIT_INCLUDE_DEPTH];
	struct mof_diag shown = *diag;
	size_t n = 0;
	bool by_eye = p->options->form <= MOF_FORM_GCC;
	const struct mof_source *source = mof_source_find(p->sources, diag->place.at), *at = source;
	if (by_eye && source == p->last)
		at = NULL;
	for (; at != NULL && at->parent != NULL && n < CIM_LIMIT_INCLUDE_DEPTH; at = at->parent, n++) {
		way[n] = (struct mof_note){ NULL, at->included_at, "included from here" };
		if (n > 0)
			way[n - 1].next = &way[n];
	}
	if (n > 0) {
		way[n - 1].next = diag->notes;
		shown.notes = way;
	}
	p->last = source;
	if (by_eye)
		put_diag(p, &shown);
	else
		mof_forms_put(&p->forms, &shown);
}

static void
flush(struct printer *p)
{
	if (p->err == CIM_OK)
		p->err = p->out.err;
	if (p->err == CIM_OK && p->out.len > 0)
		p->err = p->sink.write(p->sink.ctx, p->out.buf, p->out.len);
	bytes_writer_reset(&p->out);
}

/* What qsort sees; the number keeps the order of making where places are the same. */
struct sorted {
	const struct mof_sources *sources;
	const struct mof_diag *diag;
	size_t number;
};

static int
sorted_cmp(const void *left, const void *right)
{
	const struct sorted *a = left, *b = right;
	int order = mof_source_cmp(a->sources, a->diag->place.at, b->diag->place.at);
	if (order != 0)
		return order;
	return a->number < b->number ? -1 : 1;
}

/* All of them in reading order, to be freed; NULL without memory. */
static struct sorted *
sort(const struct mof_diags *diags, const struct mof_sources *sources)
{
	struct sorted *list = calloc(diags->kept + 1, sizeof(*list));
	size_t n = 0;
	if (list == NULL)
		return NULL;
	for (const struct mof_diag *diag = diags->first; diag != NULL; diag = diag->next, n++)
		list[n] = (struct sorted){ sources, diag, n };
	qsort(list, n, sizeof(*list), sorted_cmp);
	return list;
}

enum cim_err
mof_diags_walk(const struct mof_diags *diags, const struct mof_sources *sources,
    enum cim_err (*each)(void *ctx, const struct mof_diag *diag), void *ctx)
{
	struct sorted *list = sort(diags, sources);
	enum cim_err err = list == NULL ? CIM_ENOMEM : CIM_OK;
	for (size_t i = 0; i < diags->kept && err == CIM_OK; i++)
		err = each(ctx, list[i].diag);
	free(list);
	return err;
}

static void
put_all(struct printer *p, const struct mof_diags *diags, const struct sorted *list)
{
	size_t errors = 0, hidden;
	mof_forms_begin(&p->forms);
	for (size_t i = 0; i < diags->kept && p->err == CIM_OK; i++) {
		const struct mof_diag *diag = list[i].diag;
		if ((diag->severity == MOF_NOTE && !p->options->verbose && !diag->shown) ||
		    (diag->severity != MOF_ERROR && p->options->errors_only))
			continue;
		if (diag->severity == MOF_ERROR && p->options->max_errors > 0 &&
		    errors >= p->options->max_errors)
			break;
		if (diag->severity == MOF_ERROR)
			errors++;
		put_with_way(p, diag);
		if (p->out.len > FLUSH_AT)
			flush(p);
	}
	hidden = diags->counts[MOF_ERROR] - errors;
	if (p->options->form > MOF_FORM_GCC)
		mof_forms_end(&p->forms, hidden);
	else if (hidden > 0)
		bytes_write_format(&p->out, "(%zu more error%s not shown)\n", hidden,
		    hidden == 1 ? "" : "s");
}

enum cim_err
mof_diags_print(const struct mof_diags *diags, struct mof_sources *sources,
    const struct mof_print_options *options, struct cim_sink sink)
{
	static const struct mof_print_options plain;
	struct printer p = { .sources = sources, .options = options != NULL ? options : &plain,
	    .sink = sink };
	p.forms = (struct mof_forms){ sources, p.options->form, &p.out, 0, p.options->lint };
	struct sorted *list = sort(diags, sources);
	if (list == NULL)
		return CIM_ENOMEM;
	put_all(&p, diags, list);
	flush(&p);
	bytes_writer_free(&p.out);
	free(list);
	return p.err;
}
