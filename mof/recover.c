/* recover.c: between scanner and grammar: what a syntax error says, and where reading goes on. */
#include "config.h"

#include "mof/recover.h"

#include <stdio.h>
#include <string.h>

#include "mof/parser.h"


/* The token that the grammar got `back` tokens ago; 0 is the newest. */
#define SEEN(p, back) (&(p)->ring[((p)->newest - (back)) & 7])

enum cim_err
mof_parser_begin(struct mof_parser *p, struct mof_file *file, struct arena *arena,
    struct mof_diags *diags)
{
	/* All but the scanner's own, which is large and sets itself up. */
	p->ast = (struct mof_ast){ arena, false };
	p->diags = diags;
	p->file = file;
	memset(p->ring, 0, sizeof(p->ring));
	p->newest = 0;
	p->whole_to = 0;
	p->ahead_count = p->closing = p->depth = p->brackets = p->parens = p->body = 0;
	p->closed_at = p->wrong_at = 0;
	p->forget = false;
	p->semicolon = p->skipping = p->doubt = p->trailing_comma = p->stopped = false;
	p->closed_list = p->torn = p->stray = false;
	p->owed = 0;
	p->owing = 0;
	p->bodies[0] = (struct mof_body){ .depth = 0 };
	p->err = CIM_OK;
	return mof_scan_begin(&p->scan, file->source, diags);
}

void
mof_parser_stop(struct mof_parser *p, struct cim_place place, const char *why, int limit)
{
	if (!p->stopped)
		mof_diag(p->diags, MOF_ERROR, "E-LIMIT", place,
		    "%s: the limit is %d; the rest of the file is not read", why, limit);
	p->stopped = true;
	p->file->damaged = p->file->cut = true;
}

#define PROGRESS_EVERY 1024	/* declarations */

bool
mof_declared(struct mof_parser *p, struct mof_decl *decl)
{
	if (p->forget) {
		arena_rewind(p->ast.arena, p->mark);
		return true;
	}
	/* Without memory there is none, which sticks. */
	if (decl == NULL)
		return true;
	mof_list_add(&p->file->decls, decl);
	p->whole_to = decl->place.at + decl->place.len;
	if (p->progress == NULL || p->file->decls.count % PROGRESS_EVERY != 0)
		return true;
	p->err = p->progress(p->progress_ctx, SEEN(p, 0)->place.at - p->scan.source->base);
	return p->err == CIM_OK;
}

/* --- Braces and bodies --- */

bool
mof_enter(struct mof_parser *p, struct cim_place place)
{
	if (p->body >= CIM_LIMIT_NESTING) {
		mof_parser_stop(p, place, "bodies inside bodies", CIM_LIMIT_NESTING);
		return false;
	}
	/*
	 * The grammar enters before the next token is read, so the scanner's depth
	 * is this body's.
	 */
	p->bodies[++p->body] = (struct mof_body){ .place = place, .depth = p->depth };
	return true;
}

bool
mof_leave(struct mof_parser *p)
{
	return p->bodies[p->body--].damaged;
}

/* Keeps the stack of braces in step with the newest token, a mark. */
static void
track(struct mof_parser *p)
{
	switch (SEEN(p, 0)->kind) {
	case '[':
		p->brackets++;
		break;
	case ']':
		p->brackets -= p->brackets > 0;
		break;
	case '(':
		p->parens++;
		break;
	case ')':
		p->parens -= p->parens > 0;
		break;
	case '{':
		if (p->depth >= MOF_BRACES_MAX) {
			mof_parser_stop(p, SEEN(p, 0)->place, "braces inside braces",
			    MOF_BRACES_MAX);
			break;
		}
		/* Values stand in braces behind '=', and in a qualifier. */
		p->is_list[p->depth++] = SEEN(p, 1)->kind == '=' ||
		    (p->brackets > 0 && p->parens == 0);
		break;
	case ';':
		/* No list of values, qualifiers or parameters goes on behind it. */
		p->torn = p->parens > 0 || p->depth > p->bodies[p->body].depth;
		while (p->depth > p->bodies[p->body].depth && p->is_list[p->depth - 1])
			p->depth--;
		p->brackets = p->parens = 0;
		break;
	case '}':
		p->closed_list = p->depth > 0 && p->is_list[p->depth - 1];
		p->depth -= p->depth > 0;
		break;
	default:
		break;
	}
}

/* --- Tokens --- */

static bool
at_line_start(const struct mof_parser *p, const struct mof_seen *seen)
{
	const struct mof_source *source = p->scan.source;
	uint32_t at = seen->place.at - source->base;
	return at == 0 || source->text[at - 1] == '\n' || source->text[at - 1] == '\r';
}

/*
 * Letters that mean nothing were told. Between two statements they are passed
 * over, so that they hide nothing; inside of one the statement is.
 */
static bool
passed_over(const struct mof_parser *p)
{
	int before = SEEN(p, 1)->kind;
	return p->skipping || before == 0 || before == ';' || before == '{' || before == '}';
}

/* The next token of the text, or one that was read in advance. */
static void
scan(struct mof_parser *p, struct mof_seen *seen)
{
	if (p->ahead_count > 0) {
		*seen = p->ahead[0];
		p->ahead_count--;
		if (p->ahead_count > 0)
			memmove(p->ahead, p->ahead + 1,
			    p->ahead_count * sizeof(p->ahead[0]));
		return;
	}
	do
		seen->kind = mof_scan_next(&p->scan, &seen->token, &seen->place);
	while (seen->kind == MOF_SCAN_BAD && passed_over(p));
	if (seen->place.len > CIM_LIMIT_NAME && (seen->kind == MOF_T_IDENT ||
	    seen->kind == MOF_T_ALIAS)) {
		mof_diag(p->diags, MOF_ERROR, "E-LIMIT", seen->place,
		    "a name of %u bytes: the limit is %d", seen->token.len, CIM_LIMIT_NAME);
		seen->token.len = CIM_LIMIT_NAME;
	}
}

/* A token waits; the next one to be read is this. */
static void
put_back(struct mof_parser *p, const struct mof_seen *seen)
{
	/* Two tokens at most are looked at behind the newest, and a mark put in before them. */
	if (p->ahead_count >= sizeof(p->ahead) / sizeof(p->ahead[0]))
		return;
	memmove(p->ahead + 1, p->ahead, p->ahead_count * sizeof(p->ahead[0]));
	p->ahead[0] = *seen;
	p->ahead_count++;
}

/* Whether a token and the one behind it are the first two words of a declaration. */
static bool
declares(struct mof_parser *p, const struct mof_seen *seen)
{
	struct mof_seen next;
	switch (seen->kind) {
	case MOF_T_PRAGMA:
	case MOF_T_INCLUDE:
		return true;
	case MOF_T_CLASS:
	case MOF_T_ASSOCIATION:
	case MOF_T_STRUCTURE:
	case MOF_T_ENUMERATION:
	case MOF_T_QUALIFIER:
	case MOF_T_INSTANCE:
	case MOF_T_VALUE:
		scan(p, &next);
		put_back(p, &next);
		return next.kind == (seen->kind == MOF_T_INSTANCE || seen->kind == MOF_T_VALUE ?
		    MOF_T_OF : MOF_T_IDENT);
	default:
		return false;
	}
}

/*
 * Whether a declaration surely begins with the newest token: "#pragma", and
 * at the start of a line "class Name", "instance of", "qualifier Name". Inside
 * a body that is told from a member by the token behind it.
 */
static bool
begins_declaration(struct mof_parser *p, const struct mof_seen *seen)
{
	if (seen->kind == MOF_T_PRAGMA || seen->kind == MOF_T_INCLUDE)
		return true;
	if (seen->kind != MOF_T_CLASS && seen->kind != MOF_T_QUALIFIER &&
	    seen->kind != MOF_T_INSTANCE)
		return false;
	return at_line_start(p, seen) && declares(p, seen);
}

#define LOOK_AHEAD 16384	/* bytes of qualifiers that are looked over */

/* Behind blanks and comments. */
static const char *
skip_space(const char *at, const char *end)
{
	while (at < end) {
		if (*at == ' ' || (*at >= '\t' && *at <= '\r'))
			at++;
		else if (at + 1 < end && at[0] == '/' && at[1] == '/')
			while (at < end && *at != '\n' && *at != '\r')
				at++;
		else if (at + 1 < end && at[0] == '/' && at[1] == '*')
			for (at += 2; at < end && at[-1] != '/';)
				at += *at == '*' && at + 1 < end && at[1] == '/' ? 2 : 1;
		else
			break;
	}
	return at;
}

/* Behind the ']' that belongs to a '['; end when there is none. */
static const char *
skip_qualifiers(const char *at, const char *end)
{
	for (at++; at < end && *at != ']';) {
		const char *space = skip_space(at, end);
		if (space > at) {
			at = space;
			continue;
		}
		char quote = *at++;
		if (quote != '"' && quote != '\'')
			continue;
		while (at < end && *at != quote && *at != '\n')
			at += *at == '\\' && at + 1 < end ? 2 : 1;
		at += at < end;
	}
	return at < end ? at + 1 : end;
}

static struct cim_name
word_at(const char *at, const char *end)
{
	const char *from = at;
	while (at < end && (*at == '_' || (*at & 0x80) != 0 || (*at >= '0' && *at <= '9') ||
	    ((*at | 0x20) >= 'a' && (*at | 0x20) <= 'z')))
		at++;
	return cim_name(from, (size_t)(at - from));
}

/*
 * Whether qualifiers stand before a declaration, and not before a member. No token tells that,
 * as they may be any number: the text behind them is looked at.
 */
static bool
qualifies_declaration(const struct mof_parser *p, const struct mof_seen *bracket)
{
	static const char *const words[] = { "class", "instance", "qualifier", "association",
		"structure", "enumeration" };
	const struct mof_source *source = p->scan.source;
	const char *at = source->text + (bracket->place.at - source->base);
	const char *end = source->text + source->size;
	end = end - at > LOOK_AHEAD ? at + LOOK_AHEAD : end;
	at = skip_space(skip_qualifiers(at, end), end);
	struct cim_name word = word_at(at, end);
	size_t known = 0;
	while (known < 6 && !cim_name_is(word, words[known]))
		known++;
	if (known == 6)
		return false;
	at = skip_space(at + word.len, end);
	struct cim_name name = word_at(at, end);
	if (known == 1)
		return cim_name_is(name, "of");
	at = skip_space(at + name.len, end);
	return name.len > 0 && at < end &&
	    (*at == ':' || *at == '{' || cim_name_is(word_at(at, end), "as"));
}

/*
 * Whether a declaration, or the end of the file, follows the newest token. A '[' may begin a
 * declaration or a member.
 */
static bool
declaration_follows(struct mof_parser *p)
{
	struct mof_seen next;
	scan(p, &next);
	bool yes = next.kind == 0 || (next.kind == '[' && (at_line_start(p, &next) ||
	    qualifies_declaration(p, &next))) ||
	    declares(p, &next);
	put_back(p, &next);
	return yes;
}

/* Whether nothing but blanks stands before it on its line. */
static bool
is_first_of_line(const struct mof_parser *p, const struct mof_seen *seen)
{
	const char *text = p->scan.source->text;
	uint32_t at = seen->place.at - p->scan.source->base;
	while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '\t'))
		at--;
	return at == 0 || text[at - 1] == '\n' || text[at - 1] == '\r';
}

/*
 * Whether a '}' that would close a class or an instance is one too many: it
 * stands within a line and ends no empty body, and what follows it (and its ';') is no
 * declaration.
 */
static bool
is_stray(struct mof_parser *p, const struct mof_seen *brace)
{
	struct mof_seen next;
	if (p->body != 1 || SEEN(p, 1)->kind == '{' || is_first_of_line(p, brace))
		return false;
	scan(p, &next);
	bool ends = next.kind == ';' && declaration_follows(p);
	put_back(p, &next);
	return !ends && !declaration_follows(p);
}

/* The '}' and ';' that must stand before what waits, one a call; nobody wrote them. */
static void
missing_end(struct mof_parser *p, struct mof_seen *seen)
{
	*seen = (struct mof_seen){ .kind = ';', .place = { p->ahead[0].place.at, 0 } };
	if (p->semicolon) {
		p->semicolon = false;
		return;
	}
	seen->kind = '}';
	p->closing--;
	p->semicolon = true;
	/* Lists of values that are open end as well. */
	if (p->depth > p->bodies[p->body].depth)
		p->depth = p->bodies[p->body].depth;
}

/*
 * A declaration begins inside a body: the body has no end. Told, unless that is the
 * mistake being passed over.
 */
static void
unclosed(struct mof_parser *p, const struct mof_seen *seen)
{
	struct mof_body *body = &p->bodies[p->body];
	if (!p->skipping && !body->suspect) {
		struct mof_diag *diag = mof_diag(p->diags, MOF_ERROR, "E-SYNTAX", seen->place,
		    "\"%.*s\" inside a body: a \"}\" is missing before it", (int)seen->token.len,
		    seen->token.text);
		mof_diag_wanted(diag, MOF_WANTED_CLOSE_BRACE);
		mof_diag_note(p->diags, diag, body->place, "to close this one");
	}
	body->suspect = true;
	p->closing = p->body;
}

/* A ';' while a mistake is passed over: whether the statement goes on behind it. */
static bool
goes_on(struct mof_parser *p)
{
	struct mof_seen next;
	if (p->body == 0)
		return (SEEN(p, 1)->kind != '}' || p->closed_list) && !declaration_follows(p);
	if (SEEN(p, 0)->place.len == 0)
		return false;
	/* { 1, 2; } */
	scan(p, &next);
	p->stray = next.kind == '}' && is_stray(p, &next);
	put_back(p, &next);
	return p->stray;
}

/* A '}' while a mistake is passed over. */
static int
skipped_brace(struct mof_parser *p, const struct mof_seen *seen)
{
	unsigned target = p->bodies[p->body].depth;
	if (p->depth < target) {
		if (seen->place.len == 0 || !is_stray(p, seen))
			return '}';
		p->depth = target;
		if (!p->stray)
			return MOF_T_SKIPPED;
		p->stray = false;
		return ';';
	}
	/* At the top a declaration ends with its body, also when the ';' behind it is missing. */
	if (p->depth == 0 && p->body == 0 && !p->closed_list) {
		struct mof_seen next;
		scan(p, &next);
		put_back(p, &next);
		p->semicolon = next.kind != ';';
	}
	return MOF_T_SKIPPED;
}

/* What the grammar sees of a token while a mistake is passed over: its end, or nothing. */
static int
skipped(struct mof_parser *p, const struct mof_seen *seen)
{
	if (seen->kind == 0)
		return 0;
	/* track() has already counted it. */
	if (seen->kind == ';' && p->depth <= p->bodies[p->body].depth)
		return goes_on(p) ? MOF_T_SKIPPED : ';';
	return seen->kind == '}' ? skipped_brace(p, seen) : MOF_T_SKIPPED;
}

/*
 * Whether the '{' of a class or an instance is missing before a token: a member
 * follows its head.
 */
static bool
lacks_brace(struct mof_parser *p, const struct mof_seen *seen)
{
	unsigned at = 1;
	int kind;
	if (SEEN(p, 1)->kind == MOF_T_ALIAS && SEEN(p, 2)->kind == MOF_T_AS)
		at = 3;
	if (SEEN(p, at)->kind != MOF_T_IDENT)
		return false;
	if (SEEN(p, at + 1)->kind == ':' && SEEN(p, at + 2)->kind == MOF_T_IDENT)
		at += 2;
	kind = SEEN(p, at + 1)->kind;
	if (kind == MOF_T_CLASS || kind == MOF_T_ASSOCIATION || kind == MOF_T_STRUCTURE)
		return seen->kind == '[' || seen->kind == '}' || seen->kind == MOF_T_PRIMITIVE;
	if (kind != MOF_T_OF || seen->kind != MOF_T_IDENT)
		return false;
	struct mof_seen next;
	scan(p, &next);
	put_back(p, &next);
	return next.kind == '=';
}

/* Puts the '{' in that is missing before a token. */
static void
missing_open(struct mof_parser *p, struct mof_seen *seen)
{
	const struct mof_seen *before = SEEN(p, 1);
	struct cim_place place = { before->place.at + before->place.len, 1 };
	struct mof_diag *diag = mof_diag(p->diags, MOF_ERROR, "E-SYNTAX", place,
	    "expected \"{\" before \"%.*s\"",
	    (int)(seen->place.len > 40 ? 40 : seen->place.len),
	    p->scan.source->text + (seen->place.at - p->scan.source->base));
	mof_diag_wanted(diag, MOF_WANTED_OPEN_BRACE);
	put_back(p, seen);
	place.len = 0;
	*seen = (struct mof_seen){ .kind = '{', .place = place };
	p->doubt = true;
}

/* The '}' is missing before the ';' behind a body. */
static void
missing_close(struct mof_parser *p, struct mof_seen *seen)
{
	struct mof_diag *diag = mof_diag(p->diags, MOF_ERROR, "E-SYNTAX", seen->place,
	    "expected \"}\" before \";\"");
	mof_diag_wanted(diag, MOF_WANTED_CLOSE_BRACE);
	mof_diag_note(p->diags, diag, p->bodies[p->body].place, "to close this one");
	put_back(p, seen);
	*seen = (struct mof_seen){ .kind = '}', .place = { seen->place.at, 0 } };
	p->bodies[p->body].damaged = true;
}

/* Whether a token may tell of a missing end: few do, and all the others pass by quickly. */
static bool
needs_care(const struct mof_parser *p, const struct mof_seen *seen)
{
	if (p->body == 0 || p->skipping || p->stray)
		return true;
	switch (seen->kind) {
	case MOF_T_PRAGMA:
	case MOF_T_INCLUDE:
	case MOF_T_CLASS:
	case MOF_T_QUALIFIER:
	case MOF_T_INSTANCE:
		return true;
	case ';':
		return SEEN(p, 1)->kind == ';';
	case '}':
		return SEEN(p, 1)->kind != ';' && p->depth == p->bodies[p->body].depth;
	default:
		return false;
	}
}

/* A mark of a body, or the head of a declaration, that is not where it belongs. */
static void
repair(struct mof_parser *p, struct mof_seen *seen)
{
	if (p->body > 0 && seen->place.at != p->closed_at && begins_declaration(p, seen)) {
		p->closed_at = seen->place.at;
		unclosed(p, seen);
		put_back(p, seen);
		missing_end(p, seen);
	} else if (p->skipping && p->body == 0 && SEEN(p, 1)->kind != ';' &&
	    begins_declaration(p, seen)) {
		put_back(p, seen);
		p->semicolon = true;
		missing_end(p, seen);
	} else if (p->skipping || p->body > 1) {
		return;
	} else if (p->body == 0) {
		if (lacks_brace(p, seen))
			missing_open(p, seen);
	} else if (seen->kind == ';') {
		if (SEEN(p, 1)->kind == ';' && declaration_follows(p))
			missing_close(p, seen);
	} else if (seen->kind == '}' && SEEN(p, 1)->kind != ';' &&
	    p->depth == p->bodies[1].depth && is_stray(p, seen)) {
		/* The grammar takes it for what it is not, if it sees it. */
		seen->kind = MOF_T_SKIPPED;
	}
}

/* The next token where ends are missing or one mark may be too many. */
static void
scan_carefully(struct mof_parser *p, struct mof_seen *seen)
{
	if (p->semicolon || p->closing > 0) {
		missing_end(p, seen);
		return;
	}
	scan(p, seen);
	if (!needs_care(p, seen))
		return;
	if (p->stray && !p->skipping) {
		/* The '}' of { 1; }, and its own ';'. */
		p->stray = false;
		scan(p, seen);
		if (seen->kind == ';')
			scan(p, seen);
	}
	repair(p, seen);
}

/* The grammar's next token. */
int
mof_yylex(MOF_YYSTYPE *value, struct cim_place *place, struct mof_parser *p)
{
	struct mof_seen *seen;
	if (p->stopped || p->ast.no_memory)
		return 0;
	p->newest++;
	seen = SEEN(p, 0);
	scan_carefully(p, seen);
	if (seen->kind > 0 && seen->kind < 128)
		track(p);
	value->token = seen->token;
	*place = seen->place;
	if (p->skipping)
		return skipped(p, seen);
	if (seen->kind == MOF_SCAN_BAD) {
		/* Bison's own kind for this: the grammar recovers without a word. */
		p->skipping = p->scan.quiet = true;
		return MOF_T_MOF_YYerror;
	}
	return seen->kind;
}

/* --- After a mistake --- */

void
mof_note_lost(struct mof_parser *p, uint32_t to)
{
	const struct mof_source *source = p->scan.source;
	uint32_t from = p->whole_to > source->base ? p->whole_to : source->base;
	p->file->damaged = true;
	/* What is forgotten has no names that anybody asks for. */
	if (p->forget)
		return;
	struct mof_lost *lost = arena_new(p->ast.arena, struct mof_lost);
	if (lost == NULL) {
		p->ast.no_memory = true;
		return;
	}
	lost->place = (struct cim_place){ from, to > from ? to - from : 0 };
	mof_list_add(&p->file->lost, lost);
	p->whole_to = to;
}

void
mof_recovered(struct mof_parser *p)
{
	p->skipping = p->scan.quiet = p->doubt = p->scan.odd = false;
	p->bodies[p->body].damaged = true;
	if (p->body == 0)
		mof_note_lost(p, SEEN(p, 0)->place.at + SEEN(p, 0)->place.len);
}

/* Whether a line ends between two tokens. */
static bool
line_between(const struct mof_parser *p, const struct mof_seen *a, const struct mof_seen *b)
{
	const struct mof_source *source = p->scan.source;
	for (uint32_t at = a->place.at + a->place.len; at < b->place.at; at++) {
		char c = source->text[at - source->base];
		if (c == '\n' || c == '\r')
			return true;
	}
	return false;
}

void
mof_statement_ends(struct mof_parser *p)
{
	p->owing -= p->owing > 0;
	p->doubt = p->scan.odd = false;
}

void
mof_missing_semicolon(struct mof_parser *p)
{
	p->skipping = p->scan.quiet = false;
	p->doubt = p->body == 0 ||
	    (SEEN(p, 0)->kind != '}' && !line_between(p, SEEN(p, 1), SEEN(p, 0)));
	/* What was read of the statement may not be what was meant. */
	p->bodies[p->body].damaged |= p->doubt;
}

void
mof_bare_pragma(struct mof_parser *p, struct cim_place args)
{
	mof_diag(p->diags, MOF_ERROR, "E-SYNTAX", args,
	    "what a pragma says stands in parentheses");
}

void
mof_trailing_comma(struct mof_parser *p, struct cim_place comma)
{
	if (p->trailing_comma)
		return;
	p->trailing_comma = true;
	mof_diag_fix(p->diags, mof_diag(p->diags, MOF_WARNING, "W-COMMA", comma,
	    "a comma with nothing behind it"), comma, "%s", "");
}

/* --- Messages --- */

/* How a token is called in a message. */
static void
token_text(const struct mof_parser *p, const struct mof_seen *seen, char *buf, size_t size)
{
	const struct mof_source *source = p->scan.source;
	/* A mark that nobody wrote stands before what waits: that is what the reader sees. */
	if (seen->place.len == 0 && seen->kind != 0 && p->ahead_count > 0)
		seen = &p->ahead[0];
	int len = (int)(seen->place.len > 40 ? 40 : seen->place.len);
	const char *text = source->text + (seen->place.at - source->base);
	if (seen->kind == 0)
		snprintf(buf, size, "the end of the file");
	else if (seen->kind == MOF_T_STRING)
		snprintf(buf, size, "the string %.*s%s", len, text,
		    seen->place.len > 40 ? "...\"" : "");
	else
		snprintf(buf, size, "\"%.*s\"", len, text);
}

static bool
has(const char *const *expected, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(expected[i], name) == 0)
			return true;
	}
	return false;
}

/* Words that are alternatives of a plain name say nothing beside it. */
static bool
is_word(const char *name)
{
	return (name[0] == '"' && name[1] >= 'a' && name[1] <= 'z') ||
	    strcmp(name, "a type") == 0 || strcmp(name, "a flavor") == 0;
}

/* "a value", "a name or "}"": what could stand here, in few words. */
static void
expected_text(const char *const *expected, size_t n, char *buf, size_t size)
{
	const char *list[8];
	size_t count = 0;
	bool value = has(expected, n, "a real number"), name = has(expected, n, "a name");
	buf[0] = '\0';
	if (value) {
		list[count++] = "a value";
	} else if (has(expected, n, "\"#pragma\"")) {
		list[count++] = "a declaration (class, instance of, qualifier, #pragma)";
		expected = NULL;
		n = 0;
	}
	for (size_t i = 0; i < n && count < 8; i++) {
		if (value && strchr("a{", expected[i][expected[i][0] == '"']) != NULL)
			continue;
		if (strcmp(expected[i], "the end of the file") == 0 ||
		    ((value || name) && is_word(expected[i])))
			continue;
		list[count++] = expected[i];
	}
	if (count == 0 || count > 5)
		return;
	size_t len = 0;
	for (size_t i = 0; i < count && len < size; i++)
		len += (size_t)snprintf(buf + len, size - len, "%s%s",
		    i == 0 ? ": expected " : i + 1 == count ? " or " : ", ", list[i]);
}

/* The one thing that was wanted most, for who gives mistakes numbers. */
static enum mof_wanted
wanted_of(const struct mof_parser *p, const char *const *expected, size_t n)
{
	bool name = has(expected, n, "a name");
	if (has(expected, n, "\"#pragma\""))
		return MOF_WANTED_DECLARATION;
	if (has(expected, n, "\";\""))
		return MOF_WANTED_SEMICOLON;
	if (has(expected, n, "a real number"))
		return MOF_WANTED_VALUE;
	if (has(expected, n, "\")\""))
		return MOF_WANTED_CLOSE_PAREN;
	if (p->brackets > 0 && has(expected, n, "\"]\""))
		return MOF_WANTED_CLOSE_BRACKET;
	if (has(expected, n, "\"}\""))
		return name ? MOF_WANTED_TYPE : MOF_WANTED_CLOSE_BRACE;
	if (has(expected, n, "\"{\""))
		return MOF_WANTED_OPEN_BRACE;
	if (has(expected, n, "\"(\""))
		return MOF_WANTED_OPEN_PAREN;
	if (!name && has(expected, n, "a flavor"))
		return MOF_WANTED_FLAVOR;
	if (!name && has(expected, n, "an alias"))
		return MOF_WANTED_ALIAS;
	if (!name)
		return MOF_WANTED_NOTHING;
	return p->brackets > 0 ? MOF_WANTED_QUALIFIER_NAME
	    : p->body > 0 ? MOF_WANTED_FEATURE_NAME : MOF_WANTED_CLASS_NAME;
}

/* The place right behind a token, where something is missing. */
static struct cim_place
behind(const struct mof_seen *seen)
{
	return (struct cim_place){ seen->place.at + seen->place.len, 1 };
}

/* The file ends inside of something. */
static void
tell_end(struct mof_parser *p, const char *what, enum mof_wanted wanted)
{
	struct mof_body *body = &p->bodies[p->body];
	if (body->suspect)
		return;
	struct mof_diag *diag = mof_diag(p->diags, MOF_ERROR, "E-SYNTAX", behind(SEEN(p, 1)),
	    "the file ends too early%s",
	    p->body > 0 && *what == '\0' ? ": a \"}\" is missing" : what);
	mof_diag_wanted(diag, p->body > 0 ? MOF_WANTED_CLOSE_BRACE : wanted);
	if (p->body > 0)
		mof_diag_note(p->diags, diag, body->place, "this \"{\" is not closed");
}

static bool
is_literal(int kind)
{
	return kind == MOF_T_STRING || kind == MOF_T_INTEGER || kind == MOF_T_REAL ||
	    kind == MOF_T_TRUE || kind == MOF_T_FALSE || kind == MOF_T_NULL ||
	    kind == MOF_T_CHAR || kind == MOF_T_ALIAS;
}

/* A ';' is missing, most likely. */
static void
tell_semicolon(struct mof_parser *p, const char *found)
{
	int kind = SEEN(p, 0)->kind;
	bool name = SEEN(p, 1)->kind == MOF_T_IDENT || SEEN(p, 1)->kind == ']';
	struct cim_place at = behind(SEEN(p, 1));
	struct mof_diag *diag;
	if (is_literal(kind) && name && !line_between(p, SEEN(p, 1), SEEN(p, 0)))
		diag = mof_diag(p->diags, MOF_ERROR, "E-SYNTAX", SEEN(p, 0)->place,
		    "expected \"=\" or \";\" before %s", found);
	else
		diag = mof_diag(p->diags, MOF_ERROR, "E-SYNTAX", at, "expected \";\" before %s",
		    found);
	/* In the middle of a line something else may be wrong. */
	bool line = line_between(p, SEEN(p, 1), SEEN(p, 0));
	if (kind == MOF_T_PRIMITIVE || kind == '}' || (line && !is_literal(kind)))
		mof_diag_fix(p->diags, diag, (struct cim_place){ at.at, 0 }, ";");
	mof_diag_wanted(diag, MOF_WANTED_SEMICOLON);
}

/* What stands there cannot; where a declaration begins it may be a misspelled word. */
static struct mof_diag *
tell_unexpected(struct mof_parser *p, const char *found, const char *help, bool begins)
{
	static const char *const words[] = { "class", "instance", "qualifier" };
	const struct mof_seen *seen = SEEN(p, 0);
	const char *near = NULL;
	if (begins && seen->kind == MOF_T_IDENT)
		near = mof_nearest_word(cim_name(seen->token.text, seen->token.len), words, 3);
	if (near == NULL)
		return mof_diag(p->diags, MOF_ERROR, "E-SYNTAX", seen->place, "unexpected %s%s",
		    found, help);
	struct mof_diag *diag = mof_diag(p->diags, MOF_ERROR, "E-SYNTAX", seen->place,
	    "unexpected %s; did you mean '%s'?", found, near);
	mof_diag_fix(p->diags, diag, seen->place, "%s", near);
	return diag;
}

/* Mistakes with a cure of their own; an empty text when it is none of them. */
static const char *
special(const struct mof_parser *p, const char *const *expected, size_t n)
{
	int kind = SEEN(p, 0)->kind, before = SEEN(p, 1)->kind;
	if (before == MOF_T_REF && SEEN(p, 2)->kind == MOF_T_PRIMITIVE)
		return ": a reference is to a class, not to a value";
	if (kind == MOF_T_REF && p->brackets == 0)
		return ": a reference is written CLASS ref NAME";
	if (kind == MOF_T_FLAVOR_WORD && has(expected, n, "\",\"") && p->brackets > 0)
		return ": flavors stand behind a \":\"";
	if (before == MOF_T_INCLUDE && kind == MOF_T_STRING)
		return ": write #include (\"FILE\"); "
		    "for a C header --cpp runs the preprocessor";
	if (kind == MOF_T_IDENT && before == MOF_T_IDENT && p->brackets > 0 && p->parens > 0)
		return ": is a quote missing? Text stands in quotes";
	if (kind == '=' && p->brackets > 0 && p->parens == 0)
		return ": the value of a qualifier stands in ( )";
	if (kind == ',' && p->brackets > 0 && p->parens > 0 && has(expected, n, "\")\""))
		return ": a list of values stands in { }";
	if (kind == '}' && p->body == 0 && p->depth == 0 && has(expected, n, "\"#pragma\""))
		return ": there is no \"{\" that it closes";
	return "";
}

/* f(a; b), { 1; 2 }, "Id };;", "Id;;} x": the rest of a mistake that was told. */
static bool
is_other_half(const struct mof_parser *p)
{
	int kind = SEEN(p, 0)->kind, before = SEEN(p, 1)->kind;
	if (before == '}' && SEEN(p, 2)->kind == ';' && SEEN(p, 3)->kind == ';')
		return true;
	if (before == ';' && p->torn && is_literal(kind))
		return true;
	return p->owing > 0 && kind == p->owed && (kind == ')' || before == ';');
}

/* A mistake whose other half, a mark, is to come in one of the next statements. */
static void
note_other_half(struct mof_parser *p)
{
	int kind = SEEN(p, 0)->kind, before = SEEN(p, 1)->kind;
	bool torn = kind == ';' && p->torn;
	p->owed = torn ? ')' : ';';
	p->owing = torn || kind == '}' ? 4 : 0;
	/* [Values{"a", "b"]: a list in qualifiers is over with them. */
	if (kind == ']' && p->depth > p->bodies[p->body].depth && p->is_list[p->depth - 1])
		p->depth = p->bodies[p->body].depth;
	/* A '{' where a member begins opens nothing: class A { {. */
	if (kind == '{' && p->body > 0 && p->depth == p->bodies[p->body].depth + 1 &&
	    (before == '{' || before == ';')) {
		p->depth--;
		p->semicolon = before == '{';
	}
}

void
mof_syntax_error(struct mof_parser *p, const char *const *expected, size_t n)
{
	char found[64], what[200];
	/* What the grammar makes of letters that were told already is the same mistake. */
	bool told = p->doubt || p->scan.odd || p->stopped || p->ast.no_memory;
	told = told || is_other_half(p);
	note_other_half(p);
	/* The grammar goes on behind this very mark. */
	if (SEEN(p, 0)->kind == ';' && p->body == 1)
		goes_on(p);
	/* From here to the end of the statement nothing more is told. */
	p->skipping = p->scan.quiet = true;
	p->wrong_at = SEEN(p, 0)->place.at;
	if (told)
		return;
	token_text(p, SEEN(p, 0), found, sizeof(found));
	const char *help = special(p, expected, n);
	enum mof_wanted wanted = wanted_of(p, expected, n);
	expected_text(expected, n, what, sizeof(what));
	if (SEEN(p, 0)->kind == 0)
		tell_end(p, p->body > 0 && n > 1 ? "" : what, wanted);
	else if (*help == '\0' && n == 1 && strcmp(expected[0], "\";\"") == 0)
		tell_semicolon(p, found);
	else
		mof_diag_wanted(tell_unexpected(p, found, *help != '\0' ? help : what,
		    *help == '\0' && has(expected, n, "\"#pragma\"")), wanted);
	if (SEEN(p, 0)->kind == 0)
		p->bodies[p->body].suspect = true;
}
