/* path.c: object paths read and printed in WMI's form and in DSP0207's; their canonical form. */
#include "cim/path.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cim/datetime.h"
#include "cim/limits.h"

/* A path while it is read; the first fault sticks. */
struct parser {
	struct arena *arena;
	struct cim_str text;
	size_t at;
	enum cim_err err;
	size_t fault_at;
};

static void
parse_fail(struct parser *p, enum cim_err err, size_t at)
{
	if (p->err != CIM_OK)
		return;
	p->err = err;
	p->fault_at = at;
}

/* The next byte, or -1 at the end and after a fault. */
static int
peek(const struct parser *p)
{
	return p->err == CIM_OK && p->at < p->text.len ? (unsigned char)p->text.ptr[p->at] : -1;
}

static bool
take(struct parser *p, char c)
{
	if (peek(p) != (unsigned char)c)
		return false;
	p->at++;
	return true;
}

static bool
is_slash(int c)
{
	return c == '/' || c == '\\';
}

static bool
is_digit(int c)
{
	return c >= '0' && c <= '9';
}

/* Bytes that identifiers are made of; cim_name_valid has the last word. */
static bool
is_word(int c)
{
	return c == '_' || is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    c >= 0x80;
}

static struct cim_str
parse_word(struct parser *p)
{
	size_t from = p->at;
	while (is_word(peek(p)))
		p->at++;
	struct cim_str word = cim_str(p->text.ptr + from, p->at - from);
	if (!cim_name_valid(word))
		parse_fail(p, word.len > CIM_LIMIT_NAME ? CIM_ELIMIT : CIM_EINVAL, from);
	return word;
}

static struct cim_name
parse_name(struct parser *p)
{
	struct cim_str word = parse_word(p);
	return p->err == CIM_OK ? cim_name(word.ptr, word.len) : (struct cim_name){ NULL, 0, 0 };
}

/* What stands between two slashes and the next slash: a name, an address, perhaps with a port. */
static struct cim_str
parse_host(struct parser *p)
{
	if (p->text.len < 2 || !is_slash(p->text.ptr[0]) || !is_slash(p->text.ptr[1]))
		return cim_str("", 0);
	p->at = 2;
	while (peek(p) > ' ' && !is_slash(peek(p)) && peek(p) != '"' && peek(p) != '\'' &&
	    peek(p) != 0x7f)
		p->at++;
	if (p->at == 2 || !is_slash(peek(p)))
		parse_fail(p, CIM_EINVAL, p->at);
	return cim_str(p->text.ptr + 2, p->at - 2);
}

/* Whether a colon ends the run of words and slashes here: then it is a namespace. */
static bool
namespace_ahead(const struct parser *p)
{
	size_t at = p->at;
	while (at < p->text.len && (is_word((unsigned char)p->text.ptr[at]) ||
	    is_slash(p->text.ptr[at])))
		at++;
	return at < p->text.len && p->text.ptr[at] == ':';
}

/* Words between slashes up to the colon, put into normal form. */
static struct cim_str
parse_namespace(struct parser *p)
{
	struct cim_str normal = cim_str("", 0);
	if (is_slash(peek(p)))
		p->at++;
	size_t from = p->at;
	do {
		(void)parse_word(p);
	} while (is_slash(peek(p)) && p->at++ < p->text.len);
	struct cim_str written = cim_str(p->text.ptr + from, p->at - from);
	if (!take(p, ':'))
		parse_fail(p, CIM_EINVAL, p->at);
	if (p->err != CIM_OK)
		return normal;
	enum cim_err err = cim_namespace_normal(p->arena, written, &normal);
	if (err != CIM_OK)
		parse_fail(p, err, from);
	return normal;
}

/* Takes the backslashes out that stand before quotes and backslashes. */
static struct cim_str
unescape(struct parser *p, struct cim_str quoted)
{
	if (quoted.len == 0 || memchr(quoted.ptr, '\\', quoted.len) == NULL)
		return quoted;
	char *text = arena_text(p->arena, quoted.len);
	if (text == NULL) {
		parse_fail(p, CIM_ENOMEM, p->at);
		return cim_str("", 0);
	}
	size_t n = 0;
	for (size_t i = 0; i < quoted.len; i++) {
		char next = i + 1 < quoted.len ? quoted.ptr[i + 1] : '\0';
		if (quoted.ptr[i] == '\\' && (next == '"' || next == '\'' || next == '\\'))
			i++;
		text[n++] = quoted.ptr[i];
	}
	return cim_str(text, n);
}

static struct cim_str
parse_quoted(struct parser *p, char quote)
{
	size_t open = p->at++;
	for (; peek(p) >= 0 && peek(p) != (unsigned char)quote; p->at++) {
		/* Whatever a backslash stands before does not end the text. */
		if (peek(p) == '\\' && p->at + 1 < p->text.len)
			p->at++;
	}
	struct cim_str quoted = cim_str(p->text.ptr + open + 1, p->at - open - 1);
	if (!take(p, quote))
		parse_fail(p, CIM_EINVAL, open);
	return p->err == CIM_OK ? unescape(p, quoted) : cim_str("", 0);
}

static void
skip_digits(struct parser *p)
{
	if (!is_digit(peek(p)))
		parse_fail(p, CIM_EINVAL, p->at);
	while (is_digit(peek(p)))
		p->at++;
}

static bool
is_hex(int c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool
skip_hex(struct parser *p)
{
	if (p->at + 2 >= p->text.len || p->text.ptr[p->at] != '0' ||
	    (p->text.ptr[p->at + 1] | 0x20) != 'x' ||
	    !is_hex((unsigned char)p->text.ptr[p->at + 2]))
		return false;
	p->at += 2;
	while (is_hex(peek(p)))
		p->at++;
	return true;
}

/* A sign, then digits, hexadecimal ones, or a real. */
static void
parse_number(struct parser *p, struct cim_path_key *key)
{
	size_t from = p->at;
	key->kind = CIM_KEY_INTEGER;
	if (!take(p, '-'))
		(void)take(p, '+');
	if (!skip_hex(p)) {
		skip_digits(p);
		if (take(p, '.')) {
			key->kind = CIM_KEY_REAL;
			skip_digits(p);
			if (take(p, 'e') || take(p, 'E')) {
				if (!take(p, '-'))
					(void)take(p, '+');
				skip_digits(p);
			}
		}
	}
	key->text = cim_str(p->text.ptr + from, p->at - from);
}

static void
parse_value(struct parser *p, struct cim_path_key *key)
{
	size_t from = p->at;
	int c = peek(p);
	if (c == '"' || c == '\'') {
		key->kind = CIM_KEY_STRING;
		key->text = parse_quoted(p, (char)c);
	} else if (is_digit(c) || c == '-' || c == '+') {
		parse_number(p, key);
	} else {
		struct cim_name word = parse_name(p);
		key->kind = CIM_KEY_BOOLEAN;
		key->text = cim_name_str(word);
		if (!cim_name_is(word, "true") && !cim_name_is(word, "false"))
			parse_fail(p, CIM_EINVAL, from);
	}
}

/*
 * One more key; a name that is there already is a fault. There are at most CIM_LIMIT_KEYS to
 * look through.
 */
static struct cim_path_key *
add_key(struct parser *p, struct cim_path *path, size_t *cap, struct cim_name name, size_t at)
{
	if (path->key_count >= CIM_LIMIT_KEYS)
		parse_fail(p, CIM_ELIMIT, at);
	for (uint32_t i = 0; i < path->key_count; i++) {
		if (cim_name_eq(path->keys[i].name, name))
			parse_fail(p, CIM_EINVAL, at);
	}
	if (p->err != CIM_OK)
		return NULL;
	struct cim_path_key *keys = arena_grow(p->arena, path->keys, path->key_count, cap,
	    (size_t)path->key_count + 1, sizeof(*keys));
	if (keys == NULL) {
		parse_fail(p, CIM_ENOMEM, at);
		return NULL;
	}
	path->keys = keys;
	keys[path->key_count] = (struct cim_path_key){ .name = name };
	return &keys[path->key_count++];
}

static void
parse_keys(struct parser *p, struct cim_path *path)
{
	size_t cap = 0;
	do {
		size_t at = p->at;
		struct cim_name name = parse_name(p);
		if (!take(p, '='))
			parse_fail(p, CIM_EINVAL, p->at);
		struct cim_path_key *key = add_key(p, path, &cap, name, at);
		if (key != NULL)
			parse_value(p, key);
	} while (take(p, ','));
}

/* Behind Class= stands the only key's value, or @ for the only instance. */
static void
parse_only_key(struct parser *p, struct cim_path *path)
{
	size_t cap = 0;
	if (take(p, '@')) {
		path->is_singleton = true;
		return;
	}
	struct cim_path_key *key = add_key(p, path, &cap, cim_name("", 0), p->at);
	if (key != NULL)
		parse_value(p, key);
}

enum cim_err
cim_path_parse(struct arena *arena, struct cim_str text, struct cim_path *out, size_t *position)
{
	struct parser p = { .arena = arena, .text = text.len == 0 ? CIM_STR("") : text };
	*out = (struct cim_path){ .ns = { "", 0 } };
	if (text.len > CIM_LIMIT_PATH)
		parse_fail(&p, CIM_ELIMIT, 0);
	out->host = parse_host(&p);
	if (out->host.len > 0 || namespace_ahead(&p))
		out->ns = parse_namespace(&p);
	out->class_name = parse_name(&p);
	if (take(&p, '.'))
		parse_keys(&p, out);
	else if (take(&p, '='))
		parse_only_key(&p, out);
	if (p.err == CIM_OK && p.at != text.len)
		parse_fail(&p, CIM_EINVAL, p.at);
	if (p.err != CIM_OK && position != NULL)
		*position = p.fault_at;
	return p.err;
}

static void
write_str(struct bytes_writer *w, struct cim_str s)
{
	bytes_write(w, s.ptr, s.len);
}

static void
write_quoted(struct bytes_writer *w, struct cim_str s)
{
	bytes_write_u8(w, '"');
	size_t from = 0;
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] != '"' && s.ptr[i] != '\\')
			continue;
		bytes_write(w, s.ptr + from, i - from);
		bytes_write_u8(w, '\\');
		from = i;
	}
	if (s.len > from)
		bytes_write(w, s.ptr + from, s.len - from);
	bytes_write_u8(w, '"');
}

static void
write_folded(struct bytes_writer *w, struct cim_str s)
{
	uint8_t *to = bytes_write_room(w, CIM_FOLD_ROOM(s.len));
	if (to != NULL)
		w->len -= CIM_FOLD_ROOM(s.len) - cim_fold(s.ptr, s.len, (char *)to);
}

/*
 * An integer as written: decimal or hexadecimal digits with a sign. CIM_EINVAL, or CIM_ERANGE
 * beyond 64 bits.
 */
static enum cim_err
read_integer(struct cim_str text, bool *negative, uint64_t *magnitude)
{
	size_t at = text.len > 0 && (text.ptr[0] == '-' || text.ptr[0] == '+') ? 1 : 0;
	*negative = at == 1 && text.ptr[0] == '-';
	uint64_t base = 10;
	if (text.len > at + 2 && text.ptr[at] == '0' && (text.ptr[at + 1] | 0x20) == 'x') {
		base = 16;
		at += 2;
	}
	if (at == text.len)
		return CIM_EINVAL;
	*magnitude = 0;
	for (; at < text.len; at++) {
		int c = (unsigned char)text.ptr[at];
		if (!(base == 16 ? is_hex(c) : is_digit(c)))
			return CIM_EINVAL;
		uint64_t digit = (uint64_t)(is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
		if (__builtin_mul_overflow(*magnitude, base, magnitude) ||
		    __builtin_add_overflow(*magnitude, digit, magnitude))
			return CIM_ERANGE;
	}
	return CIM_OK;
}

static void
write_value(struct bytes_writer *w, const struct cim_path_key *key, bool wmi)
{
	bool negative;
	uint64_t magnitude;
	bool quote = key->kind == CIM_KEY_STRING;
	/* WMI takes an integer without quotes only where it fits in 32 bits with a sign. */
	if (key->kind == CIM_KEY_INTEGER && wmi)
		quote = read_integer(key->text, &negative, &magnitude) != CIM_OK ||
		    magnitude > INT32_MAX;
	if (quote)
		write_quoted(w, key->text);
	else
		write_str(w, key->text);
}

/* The class and the keys, which both forms spell alike. */
static void
write_relative(struct bytes_writer *w, const struct cim_path *path, bool wmi)
{
	write_str(w, cim_name_str(path->class_name));
	if (path->is_singleton)
		bytes_write_text(w, "=@");
	for (uint32_t i = 0; i < path->key_count; i++) {
		const struct cim_path_key *key = &path->keys[i];
		if (key->name.len > 0) {
			bytes_write_u8(w, i == 0 ? '.' : ',');
			write_str(w, cim_name_str(key->name));
		}
		bytes_write_u8(w, '=');
		write_value(w, key, wmi);
	}
}

void
cim_path_print(struct bytes_writer *w, const struct cim_path *path)
{
	if (path->host.len > 0) {
		bytes_write_text(w, "//");
		write_str(w, path->host);
	}
	if (path->host.len > 0 || path->ns.len > 0) {
		bytes_write_u8(w, '/');
		write_str(w, path->ns);
		bytes_write_u8(w, ':');
	}
	write_relative(w, path, false);
}

void
cim_path_print_wmi(struct bytes_writer *w, const struct cim_path *path)
{
	if (path->host.len > 0) {
		bytes_write_text(w, "\\\\");
		write_str(w, path->host);
		bytes_write_u8(w, '\\');
	}
	for (size_t i = 0; i < path->ns.len; i++)
		bytes_write_u8(w, (uint8_t)(path->ns.ptr[i] == '/' ? '\\' : path->ns.ptr[i]));
	if (path->host.len > 0 || path->ns.len > 0)
		bytes_write_u8(w, ':');
	write_relative(w, path, true);
}

/* What the canonical form of one path, and of the paths in it, goes by. */
struct canon {
	struct bytes_writer *w;
	cim_key_type_fn type_of;
	void *ctx;
	unsigned depth;
};

static enum cim_err canon_path(struct canon *c, const struct cim_path *path);

static enum cim_err
canon_integer(struct canon *c, const struct cim_path_key *key, enum cim_type type)
{
	bool negative;
	uint64_t magnitude;
	struct cim_value value = { 0 };
	if (key->kind != CIM_KEY_INTEGER && key->kind != CIM_KEY_STRING)
		return CIM_EINVAL;
	if (read_integer(key->text, &negative, &magnitude) != CIM_OK)
		return CIM_EINVAL;
	/* Of an unknown type the sign says which of the two whole ones it may be. */
	if (type == CIM_TYPE_NONE)
		type = negative && magnitude > 0 ? CIM_SINT64 : CIM_UINT64;
	if (cim_value_set_integer(&value, type, negative, magnitude) != CIM_OK)
		return CIM_EINVAL;
	cim_value_text(c->w, &value);
	return CIM_OK;
}

static enum cim_err
canon_boolean(struct canon *c, const struct cim_path_key *key)
{
	struct cim_name word = key->text.len > 5 ? cim_name("", 0) :
	    cim_name(key->text.ptr, key->text.len);
	bool yes = cim_name_is(word, "true");
	if ((key->kind != CIM_KEY_BOOLEAN && key->kind != CIM_KEY_STRING) ||
	    (!yes && !cim_name_is(word, "false")))
		return CIM_EINVAL;
	bytes_write_text(c->w, yes ? "true" : "false");
	return CIM_OK;
}

/*
 * How many bytes of UTF-8 one UTF-16 unit takes that begins like this; 0 when it takes two units
 * or is malformed.
 */
static size_t
unit_length(struct cim_str text)
{
	unsigned char first = text.len == 0 ? 0xff : (unsigned char)text.ptr[0];
	return first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 0;
}

/* One character in quotes, or the number of one. */
static enum cim_err
canon_char16(struct canon *c, const struct cim_path_key *key)
{
	if (key->kind == CIM_KEY_STRING) {
		if (unit_length(key->text) == 0 || unit_length(key->text) != key->text.len)
			return CIM_EINVAL;
		write_quoted(c->w, key->text);
		return CIM_OK;
	}
	bool negative;
	uint64_t magnitude;
	struct cim_value value = { 0 };
	if (key->kind != CIM_KEY_INTEGER ||
	    read_integer(key->text, &negative, &magnitude) != CIM_OK ||
	    cim_value_set_integer(&value, CIM_CHAR16, negative, magnitude) != CIM_OK)
		return CIM_EINVAL;
	struct bytes_writer unit = { 0 };
	cim_value_text(&unit, &value);
	enum cim_err err = unit.err;
	if (err == CIM_OK)
		write_quoted(c->w, cim_str((const char *)unit.buf, unit.len));
	bytes_writer_free(&unit);
	return err;
}

/*
 * A path in a path: read, put into canonical form beside, and quoted. A lone
 * backslash is one byte at any depth and doubles with each on the way out, so
 * the limit is what keeps a short text from becoming an endless one.
 */
static enum cim_err
canon_reference(struct canon *c, const struct cim_path_key *key)
{
	if (key->kind != CIM_KEY_STRING)
		return CIM_EINVAL;
	if (c->depth >= CIM_LIMIT_NESTING)
		return CIM_ELIMIT;
	struct arena arena = { 0 };
	struct cim_path path;
	struct bytes_writer inner = { .limit = CIM_LIMIT_PATH };
	enum cim_err err = cim_path_parse(&arena, key->text, &path, NULL);
	if (err == CIM_OK) {
		struct canon deeper = { &inner, c->type_of, c->ctx, c->depth + 1 };
		err = canon_path(&deeper, &path);
	}
	if (err == CIM_OK)
		err = inner.err;
	if (err == CIM_OK)
		write_quoted(c->w, cim_str((const char *)inner.buf, inner.len));
	bytes_writer_free(&inner);
	arena_free(&arena);
	return err;
}

static enum cim_err
canon_text(struct canon *c, const struct cim_path_key *key, bool is_datetime)
{
	if (key->kind != CIM_KEY_STRING)
		return CIM_EINVAL;
	if (is_datetime) {
		enum cim_datetime_fault fault = cim_datetime_parse(key->text, NULL, NULL);
		if (fault != CIM_DATETIME_OK && fault != CIM_DATETIME_STAR_FIELDS)
			return CIM_EINVAL;
	}
	write_quoted(c->w, key->text);
	return CIM_OK;
}

/* No class may have a real as key: it stays as written. */
static enum cim_err
canon_real(struct canon *c, const struct cim_path_key *key)
{
	if (key->kind != CIM_KEY_REAL && key->kind != CIM_KEY_INTEGER)
		return CIM_EINVAL;
	write_str(c->w, key->text);
	return CIM_OK;
}

/* A key of a type that nobody knows is what it looks like. */
static enum cim_err
canon_untyped(struct canon *c, const struct cim_path_key *key)
{
	switch (key->kind) {
	case CIM_KEY_STRING: return canon_text(c, key, false);
	case CIM_KEY_INTEGER: return canon_integer(c, key, CIM_TYPE_NONE);
	case CIM_KEY_REAL: return canon_real(c, key);
	case CIM_KEY_BOOLEAN: return canon_boolean(c, key);
	}
	return CIM_EINVAL;
}

static enum cim_err
canon_value(struct canon *c, const struct cim_path_key *key, enum cim_type type)
{
	switch (type) {
	case CIM_TYPE_NONE:
		return canon_untyped(c, key);
	case CIM_BOOLEAN:
		return canon_boolean(c, key);
	case CIM_UINT8: case CIM_SINT8: case CIM_UINT16: case CIM_SINT16:
	case CIM_UINT32: case CIM_SINT32: case CIM_UINT64: case CIM_SINT64: case CIM_INTEGER:
		return canon_integer(c, key, type);
	case CIM_REAL32: case CIM_REAL64:
		return canon_real(c, key);
	case CIM_CHAR16:
		return canon_char16(c, key);
	case CIM_STRING: case CIM_ENUMERATION: case CIM_OCTETSTRING:
		return canon_text(c, key, false);
	case CIM_DATETIME:
		return canon_text(c, key, true);
	case CIM_REFERENCE:
		return canon_reference(c, key);
	case CIM_OBJECT: case CIM_VOID:
		break;
	}
	return CIM_EINVAL;
}

/* The keys by folded name. They are at most CIM_LIMIT_KEYS and mostly in order already. */
static void
sort_keys(const struct cim_path *path, const struct cim_path_key *sorted[CIM_LIMIT_KEYS])
{
	for (uint32_t i = 0; i < path->key_count; i++) {
		uint32_t at = i;
		for (; at > 0 && cim_name_cmp(path->keys[i].name, sorted[at - 1]->name) < 0; at--)
			sorted[at] = sorted[at - 1];
		sorted[at] = &path->keys[i];
	}
}

static void
canon_place(struct canon *c, const struct cim_path *path)
{
	bool here = path->host.len == 0 || cim_str_eq(path->host, CIM_STR(".")) ||
	    (path->host.len < CIM_LIMIT_NAME &&
	    cim_name_is(cim_name(path->host.ptr, path->host.len), "localhost"));
	if (!here) {
		bytes_write_text(c->w, "//");
		write_folded(c->w, path->host);
		bytes_write_u8(c->w, '/');
	}
	if (path->ns.len > 0 || !here) {
		write_folded(c->w, path->ns);
		bytes_write_u8(c->w, ':');
	}
}

static enum cim_err
canon_path(struct canon *c, const struct cim_path *path)
{
	const struct cim_path_key *sorted[CIM_LIMIT_KEYS];
	if (path->key_count > CIM_LIMIT_KEYS)
		return CIM_ELIMIT;
	canon_place(c, path);
	write_folded(c->w, cim_name_str(path->class_name));
	if (path->is_singleton)
		bytes_write_text(c->w, "=@");
	sort_keys(path, sorted);
	for (uint32_t i = 0; i < path->key_count; i++) {
		const struct cim_path_key *key = sorted[i];
		if (path->key_count > 1) {
			bytes_write_u8(c->w, i == 0 ? '.' : ',');
			write_folded(c->w, cim_name_str(key->name));
		}
		bytes_write_u8(c->w, '=');
		enum cim_err err = canon_value(c, key, c->type_of == NULL ? CIM_TYPE_NONE :
		    c->type_of(c->ctx, path->class_name, key->name));
		if (err != CIM_OK)
			return err;
	}
	return CIM_OK;
}

enum cim_err
cim_path_canonical(struct bytes_writer *w, const struct cim_path *path, cim_key_type_fn type_of,
    void *ctx)
{
	struct canon c = { .w = w, .type_of = type_of, .ctx = ctx };
	enum cim_err err = canon_path(&c, path);
	return err != CIM_OK ? err : w->err;
}

/* The text of a scalar: a slice of a string, a word, else printed into the arena. */
static enum cim_err
value_text(struct arena *arena, const struct cim_value *value, struct cim_str *text)
{
	char digits[24];
	switch ((enum cim_type)value->type) {
	case CIM_STRING: case CIM_DATETIME: case CIM_REFERENCE: case CIM_ENUMERATION:
	case CIM_OCTETSTRING:
		*text = value->as.string;
		return CIM_OK;
	case CIM_BOOLEAN:
		*text = value->as.boolean ? CIM_STR("true") : CIM_STR("false");
		return CIM_OK;
	case CIM_UINT8: case CIM_UINT16: case CIM_UINT32: case CIM_UINT64:
		(void)snprintf(digits, sizeof(digits), "%" PRIu64, value->as.uint);
		return cim_str_copy(arena, cim_str_from(digits), text) ? CIM_OK : CIM_ENOMEM;
	case CIM_SINT8: case CIM_SINT16: case CIM_SINT32: case CIM_SINT64: case CIM_INTEGER:
		(void)snprintf(digits, sizeof(digits), "%" PRId64, value->as.sint);
		return cim_str_copy(arena, cim_str_from(digits), text) ? CIM_OK : CIM_ENOMEM;
	default:
		break;
	}
	struct bytes_writer w = { 0 };
	cim_value_text(&w, value);
	bool done = w.err == CIM_OK && cim_str_copy(arena, cim_str((const char *)w.buf, w.len),
	    text);
	bytes_writer_free(&w);
	return done ? CIM_OK : CIM_ENOMEM;
}

static enum cim_key_kind
kind_of(enum cim_type type)
{
	if (cim_type_is_integer(type))
		return CIM_KEY_INTEGER;
	if (cim_type_is_real(type))
		return CIM_KEY_REAL;
	return type == CIM_BOOLEAN ? CIM_KEY_BOOLEAN : CIM_KEY_STRING;
}

/* What the instance says of a property, or else the class. */
static const struct cim_value *
value_of(const struct cim_instance *inst, const struct cim_property *prop)
{
	const struct cim_instance_property *own = cim_instance_property_find(inst, prop->name);
	return own != NULL && own->value.type != CIM_TYPE_NONE ? &own->value : &prop->value;
}

enum cim_err
cim_path_of(struct arena *arena, const struct cim_class *effective,
    const struct cim_instance *inst,
    struct cim_path *out, struct cim_name *missing)
{
	size_t cap = 0;
	*out = (struct cim_path){ .host = { "", 0 }, .ns = { "", 0 },
	    .class_name = effective->name };
	if (missing != NULL)
		*missing = (struct cim_name){ NULL, 0, 0 };
	for (uint32_t i = 0; i < effective->property_count; i++) {
		const struct cim_property *prop = &effective->properties[i];
		if (!cim_qualifier_true(prop->qualifiers, "Key"))
			continue;
		const struct cim_value *value = value_of(inst, prop);
		if (value->type == CIM_TYPE_NONE || value->is_null || value->is_array ||
		    value->type == CIM_OBJECT) {
			if (missing != NULL)
				*missing = prop->name;
			return CIM_EINVAL;
		}
		if (out->key_count >= CIM_LIMIT_KEYS)
			return CIM_ELIMIT;
		out->keys = arena_grow(arena, out->keys, out->key_count, &cap,
		    (size_t)out->key_count + 1,
		    sizeof(*out->keys));
		if (out->keys == NULL)
			return CIM_ENOMEM;
		struct cim_path_key *key = &out->keys[out->key_count++];
		*key = (struct cim_path_key){ .name = prop->name,
		    .kind = kind_of((enum cim_type)value->type) };
		enum cim_err err = value_text(arena, value, &key->text);
		if (err != CIM_OK)
			return err;
	}
	if (out->key_count > 0)
		return CIM_OK;
	out->is_singleton = cim_qualifier_true(effective->qualifiers, "Singleton");
	return out->is_singleton ? CIM_OK : CIM_EINVAL;
}
