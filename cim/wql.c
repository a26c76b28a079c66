/* wql.c: WQL read into a query: letters to words, words to a tree, by recursive descent. */
#include "cim/wql.h"

#include <errno.h>
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cim/limits.h"

enum kind {
	END, WORD, INTEGER, REAL, STRING,
	EQ, NE, LT, LE, GT, GE,		/* ORDER: enum wql_op */
	STAR, COMMA, DOT, OPEN, CLOSE, BRACE
};

struct token {
	enum kind kind;
	uint32_t at, len;
};

struct parser {
	struct arena *arena;
	struct cim_str text;
	struct wql_fault *fault;
	struct wql_query *query;
	enum cim_err err;	/* sticky */
	struct token now;	/* the token at hand */
	uint32_t next;		/* where the one behind it is looked for */
	unsigned depth;
};

enum cim_err
wql_wrong(struct wql_fault *fault, uint32_t at, uint32_t len, const char *format, ...)
{
	va_list args;
	*fault = (struct wql_fault){ .at = at, .len = len };
	va_start(args, format);
	(void)vsnprintf(fault->text, sizeof(fault->text), format, args);
	va_end(args);
	return CIM_EINVAL;
}

/* The first mistake counts; reading ends there. */
#define WRONG(p, token, ...) \
	((p)->err = (p)->err != CIM_OK ? (p)->err : \
	    wql_wrong((p)->fault, (token).at, (token).len, __VA_ARGS__))

static const char *
text_at(const struct parser *p, struct token token)
{
	return p->text.ptr + token.at;
}

/* --- Words --- */

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	    (unsigned char)c >= 0x80;
}

/* Digits from i on; answers where they end. */
static uint32_t
digits_end(struct cim_str text, uint32_t i)
{
	while (i < text.len && is_digit(text.ptr[i]))
		i++;
	return i;
}

/* A number from i on, its sign in front; *real when it has a point or an exponent. */
static uint32_t
number_end(struct cim_str text, uint32_t i, bool *real)
{
	*real = false;
	i += text.ptr[i] == '-' || text.ptr[i] == '+';
	if (i + 1 < text.len && text.ptr[i] == '0' && (text.ptr[i + 1] | 0x20) == 'x') {
		for (i += 2; i < text.len && (is_digit(text.ptr[i]) || is_letter(text.ptr[i])); i++)
			;
		return i;
	}
	i = digits_end(text, i);
	if (i < text.len && text.ptr[i] == '.') {
		*real = true;
		i = digits_end(text, i + 1);
	}
	if (i < text.len && (text.ptr[i] | 0x20) == 'e') {
		uint32_t j = i + 1;
		j += j < text.len && (text.ptr[j] == '-' || text.ptr[j] == '+');
		if (j < text.len && is_digit(text.ptr[j])) {
			*real = true;
			i = digits_end(text, j);
		}
	}
	return i;
}

static enum kind
string_end(struct parser *p, uint32_t *i)
{
	char quote = p->text.ptr[*i];
	for (uint32_t j = *i + 1; j < p->text.len; j++) {
		if (p->text.ptr[j] == '\\') {
			j++;
		} else if (p->text.ptr[j] == quote) {
			*i = j + 1;
			return STRING;
		}
	}
	struct token open = { STRING, *i, 1 };
	WRONG(p, open, "the string that begins here has no end");
	return END;
}

static enum kind
mark(struct parser *p, uint32_t *i)
{
	static const struct { char text[3]; enum kind kind; } marks[] = {
		{ "<=", LE }, { ">=", GE }, { "!=", NE }, { "<>", NE }, { "=", EQ }, { "<", LT },
		{ ">", GT }, { "*", STAR }, { ",", COMMA }, { ".", DOT }, { "(", OPEN },
		{ ")", CLOSE }, { "{", BRACE }
	};
	for (size_t k = 0; k < sizeof(marks) / sizeof(marks[0]); k++) {
		uint32_t n = (uint32_t)strlen(marks[k].text);
		if (p->text.len - *i >= n && memcmp(p->text.ptr + *i, marks[k].text, n) == 0) {
			*i += n;
			return marks[k].kind;
		}
	}
	struct token bad = { END, *i, 1 };
	WRONG(p, bad, "WQL has no such character");
	return END;
}

/* Moves on to the next token. */
static void
advance(struct parser *p)
{
	struct cim_str text = p->text;
	uint32_t i = p->next;
	while (i < text.len && strchr(" \t\r\n", text.ptr[i]) != NULL && text.ptr[i] != '\0')
		i++;
	p->now = (struct token){ END, i, 0 };
	if (p->err != CIM_OK || i >= text.len)
		return;
	char c = text.ptr[i], d = i + 1 < text.len ? text.ptr[i + 1] : '\0';
	bool real;
	if (is_letter(c)) {
		p->now.kind = WORD;
		while (i < text.len && (is_letter(text.ptr[i]) || is_digit(text.ptr[i])))
			i++;
	} else if (is_digit(c) || ((c == '-' || c == '+' || c == '.') && is_digit(d)) ||
	    ((c == '-' || c == '+') && d == '.')) {
		i = number_end(text, i, &real);
		p->now.kind = real ? REAL : INTEGER;
	} else if (c == '"' || c == '\'') {
		p->now.kind = string_end(p, &i);
	} else {
		p->now.kind = mark(p, &i);
	}
	p->now.len = i - p->now.at;
	p->next = i;
}

static bool
is_word(const struct parser *p, const char *word)
{
	return p->now.kind == WORD && strlen(word) == p->now.len &&
	    cim_name_is(cim_name(text_at(p, p->now), p->now.len), word);
}

static bool
take_word(struct parser *p, const char *word)
{
	if (!is_word(p, word))
		return false;
	advance(p);
	return true;
}

/* What stands here, for messages. */
static void
expected(struct parser *p, const char *what)
{
	if (p->now.kind == END)
		WRONG(p, p->now, "expected %s at the end", what);
	else
		WRONG(p, p->now, "expected %s before '%.*s'", what,
		    p->now.len > 40 ? 40 : (int)p->now.len, text_at(p, p->now));
}

static void
need_word(struct parser *p, const char *word)
{
	if (!take_word(p, word))
		expected(p, word);
}

static void *
room(struct parser *p, size_t count, size_t size)
{
	void *memory = p->err == CIM_OK ? arena_calloc(p->arena, count, size) : NULL;
	if (memory == NULL && p->err == CIM_OK)
		p->err = CIM_ENOMEM;
	return memory;
}

static struct cim_name
need_name(struct parser *p, const char *what)
{
	struct token token = p->now;
	if (token.kind != WORD || is_word(p, "NULL") || is_word(p, "TRUE") || is_word(p, "FALSE"))
		expected(p, what);
	else if (!cim_name_valid(cim_str(text_at(p, token), token.len)))
		WRONG(p, token, "not a name");
	if (p->err != CIM_OK)
		return (struct cim_name){ NULL, 0, 0 };
	advance(p);
	return cim_name(text_at(p, token), token.len);
}

/* --- Constants --- */

/* The text of a string: quotes off, \\ \" \' read; any other backslash is one. */
static struct cim_str
string_text(struct parser *p, struct token token)
{
	char *copy = room(p, token.len, 1);
	uint32_t n = 0;
	if (copy == NULL)
		return cim_str("", 0);
	const char *from = text_at(p, token);
	for (uint32_t i = 1; i + 1 < token.len; i++) {
		if (from[i] == '\\' && i + 2 < token.len &&
		    (from[i + 1] == '\\' || from[i + 1] == '"' || from[i + 1] == '\''))
			i++;
		copy[n++] = from[i];
	}
	return cim_str(copy, n);
}

static void
read_integer(struct parser *p, struct wql_literal *literal)
{
	const char *at = text_at(p, p->now), *end = at + p->now.len;
	literal->negative = *at == '-';
	at += *at == '-' || *at == '+';
	unsigned base = end - at > 2 && (at[1] | 0x20) == 'x' ? 16 : 10;
	for (at += base == 16 ? 2 : 0; at < end; at++) {
		unsigned digit = is_digit(*at) ? (unsigned)(*at - '0') :
		    (*at | 0x20) >= 'a' && (*at | 0x20) <= 'f' ? (unsigned)((*at | 0x20) - 'a' + 10) :
		    99;
		if (digit >= base) {
			WRONG(p, p->now, "not a number");
			return;
		}
		if (__builtin_mul_overflow(literal->magnitude, base, &literal->magnitude) ||
		    __builtin_add_overflow(literal->magnitude, digit, &literal->magnitude)) {
			WRONG(p, p->now, "the number has more than 64 bits");
			return;
		}
	}
}

static void
read_real(struct parser *p, struct wql_literal *literal)
{
	char *copy = room(p, (size_t)p->now.len + 1, 1);
	if (copy == NULL)
		return;
	memcpy(copy, text_at(p, p->now), p->now.len);
	locale_t c = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	locale_t old = c == (locale_t)0 ? (locale_t)0 : uselocale(c);
	literal->real = strtod(copy, NULL);
	if (c != (locale_t)0) {
		uselocale(old);
		freelocale(c);
	}
}

static bool
at_literal(const struct parser *p)
{
	return p->now.kind == INTEGER || p->now.kind == REAL || p->now.kind == STRING ||
	    is_word(p, "TRUE") || is_word(p, "FALSE") || is_word(p, "NULL");
}

static void
read_literal(struct parser *p, struct wql_literal *literal)
{
	*literal = (struct wql_literal){ .at = p->now.at, .len = p->now.len };
	if (p->now.kind == INTEGER) {
		literal->kind = WQL_INTEGER;
		read_integer(p, literal);
	} else if (p->now.kind == REAL) {
		literal->kind = WQL_REAL;
		read_real(p, literal);
	} else if (p->now.kind == STRING) {
		literal->kind = WQL_STRING;
		literal->text = string_text(p, p->now);
	} else if (is_word(p, "TRUE") || is_word(p, "FALSE")) {
		literal->kind = WQL_BOOLEAN;
		literal->boolean = is_word(p, "TRUE");
	} else if (is_word(p, "NULL")) {
		literal->kind = WQL_NULL;
	} else {
		expected(p, "a constant");
		return;
	}
	advance(p);
}

/* --- Expressions --- */

static struct wql_name
read_path(struct parser *p)
{
	struct cim_name parts[CIM_LIMIT_NESTING];
	struct wql_name name = { .at = p->now.at };
	do {
		if (name.count == CIM_LIMIT_NESTING) {
			WRONG(p, p->now, "more than %d names with points between", CIM_LIMIT_NESTING);
			return name;
		}
		parts[name.count++] = need_name(p, "the name of a property");
		name.len = p->now.at - name.at;
		if (p->err != CIM_OK || p->now.kind != DOT)
			break;
		advance(p);
	} while (true);
	struct cim_name *list = room(p, name.count, sizeof(*list));
	if (list != NULL)
		memcpy(list, parts, name.count * sizeof(*list));
	name.parts = list;
	/* Blanks behind it are not its own. */
	while (name.len > 0 && strchr(" \t\r\n", p->text.ptr[name.at + name.len - 1]) != NULL)
		name.len--;
	return name;
}

static struct wql_node *
new_node(struct parser *p, enum wql_node_kind kind)
{
	struct wql_node *node = room(p, 1, sizeof(*node));
	if (node != NULL) {
		node->kind = kind;
		node->at = p->now.at;
	}
	return node;
}

static struct wql_node *
negated(struct parser *p, struct wql_node *inner)
{
	struct wql_node *node = new_node(p, WQL_NOT);
	if (node != NULL)
		node->first = inner;
	return node;
}

/* = NULL and <> NULL say what IS [NOT] NULL does. */
static void
null_test(struct parser *p, struct wql_node *node, struct token op)
{
	if (node->op == WQL_EQ)
		node->op = WQL_IS_NULL;
	else if (node->op == WQL_NE)
		node->op = WQL_IS_NOT_NULL;
	else
		WRONG(p, op, "NULL is neither smaller nor larger: use IS NULL");
}

static bool
at_comparison(const struct parser *p)
{
	return p->now.kind >= EQ && p->now.kind <= GE;
}

/* constant op property, turned round */
static struct wql_node *
turned_test(struct parser *p, struct wql_node *node)
{
	static const enum wql_op other[] = { WQL_EQ, WQL_NE, WQL_GT, WQL_GE, WQL_LT, WQL_LE };
	read_literal(p, &node->literal);
	struct token op = p->now;
	if (!at_comparison(p)) {
		expected(p, "an operator");
		return NULL;
	}
	node->at = op.at;
	node->op = other[op.kind - EQ];
	advance(p);
	node->name = read_path(p);
	if (p->err == CIM_OK && node->literal.kind == WQL_NULL)
		null_test(p, node, op);
	return p->err == CIM_OK ? node : NULL;
}

/* IS NULL, IS NOT NULL behind a property */
static void
is_test(struct parser *p, struct wql_node *node)
{
	advance(p);
	node->op = take_word(p, "NOT") ? WQL_IS_NOT_NULL : WQL_IS_NULL;
	if (p->err == CIM_OK && !is_word(p, "NULL"))
		WRONG(p, p->now, "IS asks for NULL alone: use = for other values");
	advance(p);
}

/* LIKE "text", ISA "Class" */
static void
text_test(struct parser *p, struct wql_node *node, enum wql_op op)
{
	node->op = op;
	advance(p);
	if (p->now.kind != STRING)
		expected(p, op == WQL_LIKE ? "a pattern in quotes" : "a class in quotes");
	read_literal(p, &node->literal);
	if (p->err == CIM_OK && op == WQL_ISA && !cim_name_valid(node->literal.text)) {
		struct token at = { STRING, node->literal.at, node->literal.len };
		WRONG(p, at, "not the name of a class");
	}
}

static struct wql_node *
read_test(struct parser *p)
{
	struct wql_node *node = new_node(p, WQL_TEST);
	if (node == NULL)
		return NULL;
	node->number = p->query->test_count++;
	if (at_literal(p))
		return turned_test(p, node);
	node->name = read_path(p);
	struct token op = p->now;
	node->at = op.at;
	if (is_word(p, "IS")) {
		is_test(p, node);
	} else if (is_word(p, "LIKE")) {
		text_test(p, node, WQL_LIKE);
	} else if (is_word(p, "ISA")) {
		text_test(p, node, WQL_ISA);
	} else if (is_word(p, "NOT")) {
		advance(p);
		if (!is_word(p, "LIKE"))
			expected(p, "LIKE");
		text_test(p, node, WQL_LIKE);
		return negated(p, node);
	} else if (at_comparison(p)) {
		node->op = (enum wql_op)(op.kind - EQ);
		advance(p);
		if (p->now.kind == WORD && !at_literal(p))
			WRONG(p, p->now, "a property is compared with a constant; "
			    "a text stands in quotes");
		read_literal(p, &node->literal);
		if (p->err == CIM_OK && node->literal.kind == WQL_NULL)
			null_test(p, node, op);
	} else {
		expected(p, "an operator (= <> < <= > >= LIKE ISA IS)");
	}
	return p->err == CIM_OK ? node : NULL;
}

static struct wql_node *read_or(struct parser *p);

/* Whether the word at hand is the name of a property: an operator or a point stands behind it. */
static bool
names_property(const struct parser *p)
{
	struct wql_fault ignored;
	struct parser ahead = *p;
	ahead.fault = &ignored;
	advance(&ahead);
	return ahead.err == CIM_OK && (at_comparison(&ahead) || ahead.now.kind == DOT);
}

static struct wql_node *
read_not(struct parser *p)
{
	struct wql_node *node;
	if (++p->depth > CIM_LIMIT_NESTING) {
		WRONG(p, p->now, "expressions inside expressions: the limit is %d",
		    CIM_LIMIT_NESTING);
		p->err = CIM_ELIMIT;
	}
	if (p->err != CIM_OK)
		return NULL;
	if (is_word(p, "NOT") && !names_property(p)) {
		advance(p);
		node = negated(p, read_not(p));
	} else if (p->now.kind == OPEN) {
		advance(p);
		node = read_or(p);
		if (p->err == CIM_OK && p->now.kind != CLOSE)
			expected(p, "\")\", AND or OR");
		advance(p);
	} else {
		node = read_test(p);
	}
	p->depth--;
	return p->err == CIM_OK ? node : NULL;
}

/* One or more of what read reads, with word between. */
static struct wql_node *
read_chain(struct parser *p, struct wql_node *(*read)(struct parser *p), const char *word,
    enum wql_node_kind kind)
{
	struct wql_node *first = read(p);
	if (first == NULL || !is_word(p, word))
		return first;
	struct wql_node *node = new_node(p, kind), *last = first;
	if (node == NULL)
		return NULL;
	node->first = first;
	while (last != NULL && take_word(p, word)) {
		last->next = read(p);
		last = last->next;
	}
	return p->err == CIM_OK ? node : NULL;
}

static struct wql_node *
read_and(struct parser *p)
{
	return read_chain(p, read_not, "AND", WQL_AND);
}

static struct wql_node *
read_or(struct parser *p)
{
	return read_chain(p, read_and, "OR", WQL_OR);
}

/* --- Statements --- */

static void
refuse_events(struct parser *p)
{
	if (is_word(p, "WITHIN") || is_word(p, "GROUP") || is_word(p, "HAVING"))
		WRONG(p, p->now, "this is a query for events, of which a repository has none");
	else if (is_word(p, "ORDER") || is_word(p, "LIMIT") || is_word(p, "JOIN"))
		WRONG(p, p->now, "WQL has no %.*s", (int)p->now.len, text_at(p, p->now));
}

static void
read_where(struct parser *p)
{
	refuse_events(p);
	if (p->err == CIM_OK && p->now.kind == COMMA)
		WRONG(p, p->now, "a query asks for one class");
	if (take_word(p, "WHERE"))
		p->query->where = read_or(p);
	refuse_events(p);
	if (p->err == CIM_OK && p->now.kind != END)
		expected(p, p->query->where == NULL ? "WHERE" : "AND or OR");
}

static void
read_select(struct parser *p)
{
	struct wql_query *query = p->query;
	struct wql_name *names = NULL;
	size_t cap = 0;
	struct token first = p->now;
	if (p->now.kind == STAR) {
		advance(p);
	} else {
		do {
			if (query->name_count > 0)
				advance(p);
			struct wql_name name = read_path(p);
			if (p->err != CIM_OK)
				return;
			names = arena_grow(p->arena, names, query->name_count, &cap,
			    (size_t)query->name_count + 1, sizeof(*names));
			if (names == NULL) {
				p->err = CIM_ENOMEM;
				return;
			}
			names[query->name_count++] = name;
		} while (p->now.kind == COMMA);
	}
	query->names = names;
	need_word(p, "FROM");
	query->class_at = p->now.at;
	query->class_name = need_name(p, "the name of a class");
	if (p->err == CIM_OK && cim_name_is(query->class_name, "meta_class")) {
		query->kind = WQL_SCHEMA;
		if (query->name_count > 0)
			WRONG(p, first, "a query for classes asks for all of them: SELECT *");
	}
	read_where(p);
}

/* The path in braces, as it stands between them. */
static void
read_braces(struct parser *p)
{
	if (p->now.kind != BRACE) {
		expected(p, "\"{\"");
		return;
	}
	uint32_t from = p->now.at + 1, to = from;
	char quote = '\0';
	for (; to < p->text.len && (quote != '\0' || p->text.ptr[to] != '}'); to++) {
		char c = p->text.ptr[to];
		if (quote != '\0' && c == '\\' && to + 1 < p->text.len)
			to++;
		else if (quote != '\0' ? c == quote : c == '"' || c == '\'')
			quote = quote != '\0' ? '\0' : c;
	}
	if (to >= p->text.len) {
		WRONG(p, p->now, "the path that begins here has no \"}\"");
		return;
	}
	while (from < to && p->text.ptr[from] == ' ')
		from++;
	uint32_t end = to;
	while (end > from && p->text.ptr[end - 1] == ' ')
		end--;
	size_t at = 0;
	enum cim_err err = cim_path_parse(p->arena, cim_str(p->text.ptr + from, end - from),
	    &p->query->path, &at);
	struct token wrong = { STRING, from + (uint32_t)at, 1 };
	if (err == CIM_EINVAL || err == CIM_ELIMIT)
		WRONG(p, wrong, "not an object path");
	else if (err != CIM_OK && p->err == CIM_OK)
		p->err = err;
	p->query->path_at = from;
	p->next = to + 1;
	advance(p);
}

/* Name = Class: an option with a name. */
static void
read_option_name(struct parser *p, struct cim_name *out, uint32_t *at)
{
	struct token option = p->now;
	advance(p);
	if (p->now.kind != EQ)
		expected(p, "\"=\"");
	advance(p);
	if (p->err == CIM_OK && p->now.kind == STRING)
		WRONG(p, p->now, "the name stands here without quotes");
	*at = p->now.at;
	struct cim_name name = need_name(p, "a name");
	if (p->err == CIM_OK && out->len > 0)
		WRONG(p, option, "%.*s is given twice", (int)option.len, text_at(p, option));
	*out = name;
}

static bool
read_option(struct parser *p)
{
	struct wql_options *o = &p->query->options;
	bool associators = p->query->kind == WQL_ASSOCIATORS;
	uint32_t at;
	const struct {
		const char *word;
		bool *flag;
		struct cim_name *name;
		uint32_t *at;
		bool both;
	} all[] = {
		{ "ClassDefsOnly", &o->class_defs_only, NULL, &at, true },
		{ "KeysOnly", &o->keys_only, NULL, &at, true },
		{ "SchemaOnly", &o->schema_only, NULL, &at, true },
		{ "RequiredQualifier", NULL, &o->required_qualifier, &at, true },
		{ "ResultClass", NULL, &o->result_class, &o->result_class_at, true },
		{ "Role", NULL, &o->role, &at, true },
		{ "AssocClass", NULL, &o->assoc_class, &o->assoc_class_at, false },
		{ "RequiredAssocQualifier", NULL, &o->required_assoc_qualifier, &at, false },
		{ "ResultRole", NULL, &o->result_role, &at, false },
	};
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (!is_word(p, all[i].word))
			continue;
		if (!associators && !all[i].both) {
			WRONG(p, p->now, "%s is an option of ASSOCIATORS OF", all[i].word);
		} else if (all[i].flag != NULL) {
			*all[i].flag = true;
			advance(p);
		} else {
			read_option_name(p, all[i].name, all[i].at);
		}
		return p->err == CIM_OK;
	}
	if (is_word(p, "AND") || is_word(p, "OR") || p->now.kind == COMMA)
		WRONG(p, p->now, "options stand side by side, with nothing between");
	else
		expected(p, "an option (ResultClass =, Role =, ClassDefsOnly, ...)");
	return false;
}

static void
read_of(struct parser *p, enum wql_kind kind)
{
	struct wql_query *query = p->query;
	query->kind = kind;
	advance(p);
	need_word(p, "OF");
	read_braces(p);
	struct token where = p->now;
	if (p->err == CIM_OK && p->now.kind != END) {
		need_word(p, "WHERE");
		while (p->err == CIM_OK && read_option(p) && p->now.kind != END)
			;
	}
	bool of_class = query->path.key_count == 0 && !query->path.is_singleton;
	struct token path = { STRING, query->path_at, 1 };
	if (p->err != CIM_OK)
		return;
	if (query->options.class_defs_only && query->options.result_class.len > 0)
		WRONG(p, where, "ClassDefsOnly and ResultClass exclude each other");
	else if (of_class && !query->options.schema_only)
		WRONG(p, path, "this is the path of a class: it needs WHERE SchemaOnly");
	else if (!of_class && query->options.schema_only)
		WRONG(p, where, "SchemaOnly is for the path of a class");
}

enum cim_err
wql_parse(struct arena *arena, struct cim_str text, struct wql_query **out,
    struct wql_fault *fault)
{
	struct parser p = { .arena = arena, .text = text, .fault = fault };
	*out = NULL;
	*fault = (struct wql_fault){ .at = 0 };
	if (text.len > CIM_LIMIT_QUERY) {
		(void)wql_wrong(fault, CIM_LIMIT_QUERY, 0, "a query has at most %u bytes",
		    CIM_LIMIT_QUERY);
		return CIM_ELIMIT;
	}
	p.query = room(&p, 1, sizeof(*p.query));
	advance(&p);
	if (is_word(&p, "ASSOCIATORS"))
		read_of(&p, WQL_ASSOCIATORS);
	else if (is_word(&p, "REFERENCES"))
		read_of(&p, WQL_REFERENCES);
	else if (take_word(&p, "SELECT"))
		read_select(&p);
	else
		expected(&p, "SELECT, ASSOCIATORS OF or REFERENCES OF");
	if (p.err == CIM_OK)
		*out = p.query;
	return p.err;
}
