/*
 * fmt_layout.c: which token begins a line and how far it is indented: the layout of print.c, for
 * text. The grammar has taken the text, so each loop here ends where the grammar's would; what it
 * would not have taken is written all the same, token by token.
 */
#include "config.h"

#include "mof/fmt.h"

#include "mof/parser.h"

static int
kind(const struct mof_fmt *f, size_t ahead)
{
	size_t at = f->next;
	while (ahead-- > 0 && f->tokens[at].kind != 0)
		at++;
	return f->tokens[at].kind;
}

static void
put(struct mof_fmt *f, enum mof_fmt_lead lead, size_t indent)
{
	mof_fmt_put(f, lead, indent, indent);
}

/* "instance of" and "value of": an object in the text. */
static bool
is_object(const struct mof_fmt *f, size_t at)
{
	return (f->tokens[at].kind == MOF_T_INSTANCE || f->tokens[at].kind == MOF_T_VALUE) &&
	    f->tokens[at + 1].kind == MOF_T_OF;
}

/* --- Values --- */

static void put_object(struct mof_fmt *f, enum mof_fmt_lead lead, size_t indent);

/*
 * The columns of the scalar at a token, of all the pieces of a string too, or the width of a
 * line when it has to be on lines of its own. *end: the token behind it, but for objects.
 */
static size_t
scalar_width(const struct mof_fmt *f, size_t at, size_t *end)
{
	size_t width = mof_fmt_gap_width(f, at);
	*end = at + 1;
	if (is_object(f, at) || f->tokens[at].kind == '{')
		return MOF_FMT_WIDTH;
	width += mof_fmt_token_width(f, at);
	if (f->tokens[at].kind != MOF_T_STRING) {
		/* Enumeration.Element */
		for (; f->tokens[*end].kind == '.' && f->tokens[*end + 1].kind != 0; *end += 2)
			width += 1 + mof_fmt_token_width(f, *end + 1);
		return width;
	}
	for (; f->tokens[*end].kind == MOF_T_STRING; ++*end) {
		if (mof_fmt_is_broken(f, *end))
			width = MOF_FMT_WIDTH;
		if (width < MOF_FMT_WIDTH)
			width += 1 + mof_fmt_token_width(f, *end);
	}
	return width;
}

/* The pieces of a string; a line ends between two where it did, or where they do not fit. */
static void
put_pieces(struct mof_fmt *f, enum mof_fmt_lead lead, size_t indent)
{
	put(f, lead, indent);
	while (kind(f, 0) == MOF_T_STRING) {
		bool breaks = mof_fmt_is_broken(f, f->next) || mof_fmt_column(f) + 2 +
		    mof_fmt_token_width(f, f->next) > MOF_FMT_WIDTH;
		put(f, breaks ? MOF_FMT_LINE : MOF_FMT_SPACE, indent);
	}
}

/* { a, b, c }: as many on a line as fit. */
static void
put_array(struct mof_fmt *f, enum mof_fmt_lead lead, size_t indent, size_t tail);

/* One scalar; object: where the lines of an object begin. */
static void
put_scalar(struct mof_fmt *f, enum mof_fmt_lead lead, size_t indent, size_t object)
{
	if (is_object(f, f->next)) {
		put_object(f, lead, object);
	} else if (kind(f, 0) == MOF_T_STRING) {
		put_pieces(f, lead, indent);
	} else if (kind(f, 0) == '{') {
		put_array(f, lead, indent, 1);
	} else {
		put(f, lead, indent);
		while (kind(f, 0) == '.') {
			put(f, MOF_FMT_GLUE, indent);
			put(f, MOF_FMT_GLUE, indent);
		}
	}
}

static void
put_array(struct mof_fmt *f, enum mof_fmt_lead lead, size_t indent, size_t tail)
{
	put(f, lead, indent);
	while (kind(f, 0) != '}' && kind(f, 0) != 0) {
		if (kind(f, 0) == ',') {
			put(f, MOF_FMT_GLUE, indent);
			continue;
		}
		size_t end, width = scalar_width(f, f->next, &end);
		size_t after = f->tokens[end].kind == '}' ? 2 + tail : 1;
		bool fits = mof_fmt_column(f) + 1 + width + after <= MOF_FMT_WIDTH;
		put_scalar(f, fits ? MOF_FMT_SPACE : MOF_FMT_LINE, indent, indent);
	}
	mof_fmt_put(f, MOF_FMT_SPACE, indent - (indent >= 3 ? 3 : 0), indent);
}

/* A string that does not fit here, or stands in lines, begins in the next one. */
static enum mof_fmt_lead
string_lead(const struct mof_fmt *f, size_t tail)
{
	size_t end;
	if (kind(f, 0) != MOF_T_STRING)
		return MOF_FMT_SPACE;
	size_t width = scalar_width(f, f->next, &end);
	return width > 2 && mof_fmt_column(f) + width + tail > MOF_FMT_WIDTH ? MOF_FMT_LINE :
	    MOF_FMT_SPACE;
}

/* What stands behind an equals sign, which is the next token. */
static void
put_value(struct mof_fmt *f, size_t indent)
{
	put(f, MOF_FMT_SPACE, indent);
	if (kind(f, 0) == '{')
		put_array(f, MOF_FMT_SPACE, indent, 1);
	else
		put_scalar(f, string_lead(f, 2), indent, indent >= 3 ? indent - 3 : indent);
}

/* --- Qualifiers --- */

/* What a qualifier was, for what comes behind it. */
static bool
put_qualifier(struct mof_fmt *f, enum mof_fmt_lead lead, size_t indent)
{
	bool bare = true;
	put(f, lead, indent - 3);
	if (kind(f, 0) == '(') {
		bare = kind(f, 1) == MOF_T_TRUE || kind(f, 1) == MOF_T_FALSE;
		put(f, MOF_FMT_SPACE, indent);
		if (kind(f, 0) != ')')
			put_scalar(f, string_lead(f, 4), indent, indent);
		put(f, MOF_FMT_SPACE, indent);
	} else if (kind(f, 0) == '{') {
		bare = false;
		put_array(f, MOF_FMT_SPACE, indent, 1);
	}
	while (kind(f, 0) != ',' && kind(f, 0) != ']' && kind(f, 0) != 0)
		put(f, MOF_FMT_SPACE, indent);
	return bare;
}

/* [A, B ( 1 ), at indent; the next line one further. Bare names share it with what follows. */
static void
put_qualifiers(struct mof_fmt *f, enum mof_fmt_lead lead, size_t indent)
{
	enum mof_fmt_lead next = MOF_FMT_GLUE;
	/* Comments stand where the thing itself will. */
	mof_fmt_put(f, lead, indent, indent - 3);
	while (kind(f, 0) != ']' && kind(f, 0) != 0) {
		bool bare = put_qualifier(f, next, indent + 4);
		next = MOF_FMT_LINE;
		if (kind(f, 0) != ',')
			continue;
		put(f, MOF_FMT_GLUE, indent + 1);
		size_t width = f->tokens[f->next].len + 5;
		if (bare && mof_fmt_column(f) + width <= MOF_FMT_WIDTH)
			next = MOF_FMT_SPACE;
	}
	put(f, MOF_FMT_GLUE, indent + 1);
}

/* The qualifiers of a thing, if it has some. Answers what comes before the thing itself. */
static enum mof_fmt_lead
put_opt_qualifiers(struct mof_fmt *f, enum mof_fmt_lead lead, size_t indent)
{
	if (kind(f, 0) != '[')
		return lead;
	put_qualifiers(f, lead, indent);
	return MOF_FMT_LINE;
}

/* --- Classes --- */

/* uint8 Name[4]: up to what stops it. */
static void
put_head(struct mof_fmt *f, enum mof_fmt_lead lead, size_t indent)
{
	bool inside = false;
	for (;; lead = MOF_FMT_SPACE) {
		switch (kind(f, 0)) {
		case 0: case ';': case ',': case '(': case ')': case '=': case '{': case '}':
			return;
		case '[': case ']':
			inside = kind(f, 0) == '[';
			put(f, MOF_FMT_GLUE, indent);
			break;
		default:
			put(f, inside ? MOF_FMT_GLUE : lead, indent);
			break;
		}
	}
}

/* What may stand behind any head, up to its end: values, and what has no place here. */
static void
put_rest(struct mof_fmt *f, size_t indent)
{
	for (;;) {
		switch (kind(f, 0)) {
		case 0: case ';': case '}':
			return;
		case '=':
			put_value(f, indent);
			break;
		default:
			put(f, MOF_FMT_SPACE, indent);
			break;
		}
	}
}

static void
put_semicolon(struct mof_fmt *f, size_t indent)
{
	if (kind(f, 0) == ';')
		put(f, MOF_FMT_GLUE, indent);
}

/* From the opening parenthesis to the closing one; each parameter begins a line. */
static void
put_parameters(struct mof_fmt *f, size_t indent)
{
	put(f, MOF_FMT_GLUE, indent);
	while (kind(f, 0) != ')' && kind(f, 0) != 0 && kind(f, 0) != ';') {
		enum mof_fmt_lead lead = put_opt_qualifiers(f, MOF_FMT_LINE, indent + 3);
		size_t before = f->next;
		put_head(f, lead, indent);
		if (kind(f, 0) == '=')
			put_value(f, indent + 3);
		if (kind(f, 0) == ',' || f->next == before)
			put(f, MOF_FMT_GLUE, indent);
	}
	if (kind(f, 0) == ')')
		mof_fmt_put(f, MOF_FMT_GLUE, indent - 3, indent);
}

/* A property or a method, its qualifiers written. */
static void
put_member(struct mof_fmt *f, enum mof_fmt_lead lead, size_t indent)
{
	put_head(f, lead, indent);
	if (kind(f, 0) == '(')
		put_parameters(f, indent + 3);
	put_rest(f, indent + 3);
	put_semicolon(f, indent);
}

static void put_body_decl(struct mof_fmt *f, enum mof_fmt_lead lead, size_t indent);

static bool
is_local(int token)
{
	return token == MOF_T_STRUCTURE || token == MOF_T_ENUMERATION;
}

/* All up to the closing brace. What has qualifiers, or a body, stands between empty lines. */
static void
put_members(struct mof_fmt *f, size_t indent)
{
	bool apart = false;
	while (kind(f, 0) != '}' && kind(f, 0) != 0) {
		bool local = is_local(kind(f, 0)), was_apart = apart;
		size_t before = f->next;
		apart = local || kind(f, 0) == '[';
		enum mof_fmt_lead lead = was_apart || apart ? MOF_FMT_FORCE : MOF_FMT_KEEP;
		lead = put_opt_qualifiers(f, lead, indent + 3);
		if (is_local(kind(f, 0)))
			put_body_decl(f, lead, indent);
		else
			put_member(f, lead, indent);
		if (f->next == before)
			put(f, MOF_FMT_SPACE, indent);
	}
}

/* The elements of an enumeration, one a line. */
static void
put_elements(struct mof_fmt *f, size_t indent)
{
	while (kind(f, 0) != '}' && kind(f, 0) != 0) {
		size_t before = f->next;
		enum mof_fmt_lead lead = put_opt_qualifiers(f, MOF_FMT_KEEP, indent + 3);
		put_head(f, lead, indent);
		if (kind(f, 0) == '=')
			put_value(f, indent + 3);
		if (kind(f, 0) == ',' || f->next == before)
			put(f, MOF_FMT_GLUE, indent);
	}
}

/* A class, an association, a structure or an enumeration, its qualifiers written. */
static void
put_body_decl(struct mof_fmt *f, enum mof_fmt_lead lead, size_t indent)
{
	bool is_enum = kind(f, 0) == MOF_T_ENUMERATION;
	for (; kind(f, 0) != '{' && kind(f, 0) != ';' && kind(f, 0) != 0; lead = MOF_FMT_SPACE)
		put(f, lead, indent);
	if (kind(f, 0) == '{') {
		put(f, MOF_FMT_SPACE, indent);
		if (is_enum)
			put_elements(f, indent + 3);
		else
			put_members(f, indent + 3);
		mof_fmt_put(f, MOF_FMT_CLOSE, indent, indent + 3);
	}
	put_semicolon(f, indent);
}

/* --- Instances --- */

/* instance of C as $A { ... }, up to the brace. */
static void
put_object(struct mof_fmt *f, enum mof_fmt_lead lead, size_t indent)
{
	for (; kind(f, 0) != '{' && kind(f, 0) != ';' && kind(f, 0) != 0; lead = MOF_FMT_SPACE)
		put(f, lead, indent);
	if (kind(f, 0) != '{')
		return;
	put(f, MOF_FMT_SPACE, indent);
	while (kind(f, 0) != '}' && kind(f, 0) != 0) {
		size_t before = f->next;
		lead = put_opt_qualifiers(f, MOF_FMT_KEEP, indent + 6);
		put_head(f, lead, indent + 3);
		put_rest(f, indent + 6);
		put_semicolon(f, indent + 3);
		if (f->next == before)
			put(f, MOF_FMT_SPACE, indent + 3);
	}
	mof_fmt_put(f, MOF_FMT_CLOSE, indent, indent + 3);
}

/* --- Qualifier types --- */

/* Scope(a, b), behind the comma before it. */
static void
put_attribute(struct mof_fmt *f)
{
	enum mof_fmt_lead lead = MOF_FMT_GLUE;
	put(f, MOF_FMT_LINE, 4);
	put(f, MOF_FMT_GLUE, 4);
	for (; kind(f, 0) != ')' && kind(f, 0) != ';' && kind(f, 0) != 0; lead = MOF_FMT_SPACE)
		put(f, kind(f, 0) == ',' ? MOF_FMT_GLUE : lead, 4);
	if (kind(f, 0) == ')')
		put(f, MOF_FMT_GLUE, 4);
}

static void
put_qualifier_type(struct mof_fmt *f, enum mof_fmt_lead lead)
{
	/* Its name may be any word. */
	put(f, lead, 0);
	put(f, MOF_FMT_SPACE, 4);
	while (kind(f, 0) != ';' && kind(f, 0) != 0) {
		int word = kind(f, 0);
		if ((word == MOF_T_SCOPE || word == MOF_T_FLAVOR || word == MOF_T_POLICY) &&
		    kind(f, 1) == '(')
			put_attribute(f);
		else if (word == '=')
			put_value(f, 4);
		else if (word == ',')
			put(f, MOF_FMT_GLUE, 4);
		else if (word == '[' || word == ']' || kind(f, 1) == ']')
			put(f, MOF_FMT_GLUE, 4);
		else
			put(f, MOF_FMT_SPACE, 4);
	}
	put_semicolon(f, 4);
}

/* --- The file --- */

/* #pragma name ("text", 1) has no mark at its end. */
static void
put_pragma(struct mof_fmt *f, enum mof_fmt_lead lead)
{
	bool named = kind(f, 0) == MOF_T_PRAGMA;
	put(f, lead, 0);
	if (named && kind(f, 0) != 0)
		put(f, MOF_FMT_SPACE, 4);
	if (kind(f, 0) != '(')
		return;
	put(f, MOF_FMT_SPACE, 4);
	for (lead = MOF_FMT_GLUE; kind(f, 0) != ')' && kind(f, 0) != 0; lead = MOF_FMT_SPACE) {
		if (kind(f, 0) == ',')
			put(f, MOF_FMT_GLUE, 4);
		else
			put_scalar(f, lead, 4, 4);
	}
	put(f, MOF_FMT_GLUE, 4);
}

/* What of the grammar begins no declaration, to its semicolon. */
static void
put_other(struct mof_fmt *f, enum mof_fmt_lead lead)
{
	for (; kind(f, 0) != ';' && kind(f, 0) != 0; lead = MOF_FMT_SPACE)
		put(f, lead, 0);
	put_semicolon(f, 0);
}

/* Whether a declaration stands between empty lines: it has a body, or qualifiers. */
static bool
is_apart(int first)
{
	switch (first) {
	case '[': case MOF_T_CLASS: case MOF_T_ASSOCIATION: case MOF_T_STRUCTURE:
	case MOF_T_ENUMERATION: case MOF_T_INSTANCE: case MOF_T_VALUE:
		return true;
	default:
		return false;
	}
}

void
mof_fmt_layout(struct mof_fmt *f)
{
	bool apart = false;
	while (kind(f, 0) != 0 && f->w.err == CIM_OK) {
		bool was_apart = apart;
		apart = is_apart(kind(f, 0));
		enum mof_fmt_lead lead = was_apart || apart ? MOF_FMT_FORCE : MOF_FMT_KEEP;
		lead = put_opt_qualifiers(f, lead, 3);
		switch (kind(f, 0)) {
		case MOF_T_PRAGMA: case MOF_T_INCLUDE:
			put_pragma(f, lead);
			break;
		case MOF_T_QUALIFIER:
			put_qualifier_type(f, lead);
			break;
		case MOF_T_INSTANCE: case MOF_T_VALUE:
			put_object(f, lead, 0);
			put_semicolon(f, 0);
			break;
		case MOF_T_CLASS: case MOF_T_ASSOCIATION: case MOF_T_STRUCTURE:
		case MOF_T_ENUMERATION:
			put_body_decl(f, lead, 0);
			break;
		default:
			put_other(f, lead);
			break;
		}
	}
	/* What stands behind the last token. */
	put(f, MOF_FMT_KEEP, 0);
	if (f->w.len > 0)
		bytes_write_u8(&f->w, '\n');
}
