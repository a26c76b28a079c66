/* json_scan.c: JSON (RFC 8259) as slices of a text: nothing is built, nothing is believed. */
#include "cim/json_scan.h"

#include <string.h>

#include "cim/limits.h"
#include "cim/utf16.h"
#include "cim/utf8.h"

/* --- mistakes --- */

/* The bytes of the character at p, for a caret under all of it. */
static const char *
behind(const struct json_scan *j, const char *p)
{
	if (p < j->end)
		p++;
	while (p < j->end && ((unsigned char)*p & 0xC0) == 0x80)
		p++;
	return p;
}

void
json_broken(struct json_scan *j, const char *at, const char *format, ...)
{
	if (j->broken)
		return;
	j->broken = true;
	if (j->told == NULL)
		return;
	va_list args;
	va_start(args, format);
	j->told(j->ctx, at, behind(j, at), format, args);
	va_end(args);
}

/* What was wanted, and what is there instead. */
static bool
wanted(struct json_scan *j, const char *what)
{
	if (j->at == j->end)
		json_broken(j, j->at, "the end of the file where %s is wanted", what);
	else if ((unsigned char)*j->at < 0x20 || *j->at == 0x7f)
		json_broken(j, j->at, "the byte 0x%02X where %s is wanted",
		    (unsigned)(unsigned char)*j->at, what);
	else
		json_broken(j, j->at, "'%.*s' where %s is wanted",
		    (int)(behind(j, j->at) - j->at), j->at, what);
	return false;
}

/* --- values --- */

static void
skip_space(struct json_scan *j)
{
	while (j->at < j->end &&
	    (*j->at == ' ' || *j->at == '\n' || *j->at == '\t' || *j->at == '\r'))
		j->at++;
}

enum json_kind
json_peek(struct json_scan *j)
{
	skip_space(j);
	switch (j->at < j->end ? *j->at : '\0') {
	case '{': return JSON_OBJECT;
	case '[': return JSON_ARRAY;
	case '"': return JSON_STRING;
	case 't': return JSON_TRUE;
	case 'f': return JSON_FALSE;
	case 'n': return JSON_NULL;
	case '-': case '0': case '1': case '2': case '3': case '4':
	case '5': case '6': case '7': case '8': case '9': return JSON_NUMBER;
	default: return JSON_NONE;
	}
}

const char *
json_kind_text(enum json_kind kind)
{
	static const char *const texts[] = { "nothing", "an object", "an array", "a string",
		"a number", "true", "false", "null" };
	return texts[kind];
}

static bool
is_hex(char c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

/* What stands behind a backslash; at moves behind it. */
static bool
scan_escape(struct json_scan *j)
{
	const char *from = j->at++;
	char c = j->at < j->end ? *j->at : '\0';
	if (c == 'u') {
		for (int i = 1; i <= 4; i++) {
			if (j->end - j->at <= i || !is_hex(j->at[i])) {
				json_broken(j, from, "\\u has four hexadecimal digits");
				return false;
			}
		}
		j->at += 5;
		return true;
	}
	if (c == '\0' || strchr("\"\\/bfnrt", c) == NULL) {
		json_broken(j, from, "no escape of JSON: \\\" \\\\ \\/ \\b \\f \\n \\r \\t "
		    "and \\u with four hexadecimal digits are");
		return false;
	}
	j->at++;
	return true;
}

bool
json_string_scan(struct json_scan *j, struct json_string *out)
{
	const char *from = j->at++;
	out->escaped = false;
	for (;;) {
		while (j->at < j->end && (unsigned char)*j->at >= 0x20 && *j->at != '"' &&
		    *j->at != '\\')
			j->at++;
		if (j->at == j->end) {
			json_broken(j, from, "this string has no end");
			return false;
		}
		if (*j->at == '"')
			break;
		if (*j->at == '\n' || *j->at == '\r') {
			json_broken(j, from, "this string does not end on its line");
			return false;
		}
		if (*j->at != '\\') {
			json_broken(j, j->at, "the byte 0x%02X in a string: write \\u%04x",
			    (unsigned)(unsigned char)*j->at, (unsigned)(unsigned char)*j->at);
			return false;
		}
		out->escaped = true;
		if (!scan_escape(j))
			return false;
	}
	out->text = cim_str(from + 1, (size_t)(j->at - from) - 1);
	j->at++;
	return true;
}

/* Digits; false: there is none. */
static bool
scan_digits(struct json_scan *j)
{
	const char *from = j->at;
	while (j->at < j->end && *j->at >= '0' && *j->at <= '9')
		j->at++;
	return j->at > from || wanted(j, "a digit");
}

bool
json_number(struct json_scan *j, struct cim_str *out, bool *real)
{
	const char *from = j->at;
	*real = false;
	if (*j->at == '-')
		j->at++;
	const char *first = j->at;
	if (!scan_digits(j))
		return false;
	if (*first == '0' && j->at - first > 1) {
		json_broken(j, first, "a number begins with no 0 but its only one");
		return false;
	}
	if (j->at < j->end && *j->at == '.') {
		j->at++;
		*real = true;
		if (!scan_digits(j))
			return false;
	}
	if (j->at < j->end && (*j->at | 0x20) == 'e') {
		j->at++;
		*real = true;
		if (j->at < j->end && (*j->at == '+' || *j->at == '-'))
			j->at++;
		if (!scan_digits(j))
			return false;
	}
	*out = cim_str(from, (size_t)(j->at - from));
	return true;
}

bool
json_word(struct json_scan *j)
{
	const char *word = *j->at == 't' ? "true" : *j->at == 'f' ? "false" : "null";
	size_t len = strlen(word);
	if ((size_t)(j->end - j->at) < len || memcmp(j->at, word, len) != 0)
		return wanted(j, "a value");
	j->at += len;
	return true;
}

/* --- objects and arrays --- */

/* The comma or the end of a list; true: more comes. */
static bool
more(struct json_scan *j, bool first, char open, char close, const char *what)
{
	if (j->broken)
		return false;
	skip_space(j);
	if (first) {
		if (j->at == j->end || *j->at != open)
			return wanted(j, open == '{' ? "an object" : "an array");
		j->at++;
		skip_space(j);
		if (j->at < j->end && *j->at == close) {
			j->at++;
			return false;
		}
		return true;
	}
	if (j->at < j->end && *j->at == close) {
		j->at++;
		return false;
	}
	if (j->at == j->end || *j->at != ',')
		return wanted(j, what);
	const char *comma = j->at++;
	skip_space(j);
	if (j->at < j->end && *j->at == close) {
		json_broken(j, comma, "nothing stands behind this comma");
		return false;
	}
	return true;
}

bool
json_key_scan(struct json_scan *j, bool first, struct json_string *key)
{
	if (!more(j, first, '{', '}', "\",\" or \"}\""))
		return false;
	if (json_peek(j) != JSON_STRING)
		return wanted(j, "a key in quotes");
	if (!json_string_scan(j, key))
		return false;
	skip_space(j);
	if (j->at == j->end || *j->at != ':')
		return wanted(j, "\":\"");
	j->at++;
	return true;
}

bool
json_item(struct json_scan *j, bool first)
{
	return more(j, first, '[', ']', "\",\" or \"]\"");
}

/* One value that holds no others. */
static bool
skip_plain(struct json_scan *j)
{
	struct json_string string;
	struct cim_str number;
	bool real;
	switch (json_peek(j)) {
	case JSON_STRING: return json_string_scan(j, &string);
	case JSON_NUMBER: return json_number(j, &number, &real);
	case JSON_TRUE: case JSON_FALSE: case JSON_NULL: return json_word(j);
	default: return wanted(j, "a value");
	}
}

bool
json_skip(struct json_scan *j)
{
	bool is_object[CIM_LIMIT_JSON];	/* of every list that is open */
	unsigned open = 0;
	struct json_string key;
	bool first = false;
	for (;;) {
		/* A value, or the beginning of one. */
		enum json_kind kind = json_peek(j);
		if (kind == JSON_OBJECT || kind == JSON_ARRAY) {
			if (open == CIM_LIMIT_JSON) {
				json_broken(j, j->at, "lists in lists: the limit is %d",
				    CIM_LIMIT_JSON);
				return false;
			}
			is_object[open++] = kind == JSON_OBJECT;
			first = true;
		} else if (!skip_plain(j)) {
			return false;
		}
		/* What comes in the list that is open, or the ends of lists. */
		while (open > 0 && !(is_object[open - 1] ? json_key_scan(j, first, &key) :
		    json_item(j, first))) {
			if (j->broken)
				return false;
			open--;
			first = false;
		}
		if (open == 0)
			return true;
		first = false;
	}
}

/* --- what a string says --- */

static unsigned
hex4(const char *p)
{
	unsigned unit = 0;
	for (int i = 0; i < 4; i++) {
		unsigned c = (unsigned char)p[i];
		unit = unit << 4 | (c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
	}
	return unit;
}

/* One escape at *p, which is well-formed; false: half of a pair, alone, where none may be. */
static bool
decode_escape(const char **p, const char *end, bool halves, char **to)
{
	static const char letters[] = "bfnrt", means[] = "\b\f\n\r\t";
	char c = (*p)[1];
	if (c != 'u') {
		const char *at = strchr(letters, c);
		*(*to)++ = at != NULL ? means[at - letters] : c;
		*p += 2;
		return true;
	}
	uint32_t unit = hex4(*p + 2);
	*p += 6;
	if (cim_utf16_is_high(unit) && end - *p >= 6 && (*p)[0] == '\\' && (*p)[1] == 'u') {
		uint32_t low = hex4(*p + 2);
		if (cim_utf16_is_low(low)) {
			unit = cim_utf16_pair(unit, low);
			*p += 6;
		}
	}
	if ((cim_utf16_is_high(unit) || cim_utf16_is_low(unit)) && !halves)
		return false;
	*to += cim_utf8_put(*to, unit);
	return true;
}

enum cim_err
json_string_decode(
    struct arena *arena, const struct json_string *s, bool halves, struct cim_str *out)
{
	const char *p = s->text.ptr, *end = p + s->text.len;
	/* What is decoded is never longer than how it was written. */
	char *text = s->escaped ? arena_text(arena, s->text.len) : NULL, *to = text;
	if (s->escaped && text == NULL)
		return CIM_ENOMEM;
	while (p < end) {
		if (*p == '\\') {
			if (!decode_escape(&p, end, halves, &to))
				return CIM_EINVAL;
			continue;
		}
		size_t n = cim_utf8_sequence(p, (size_t)(end - p));
		if (n == 0)
			return CIM_EINVAL;
		if (to != NULL) {
			memcpy(to, p, n);
			to += n;
		}
		p += n;
	}
	*out = s->escaped ? cim_str(text, (size_t)(to - text)) : s->text;
	return CIM_OK;
}
