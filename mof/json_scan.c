/* json_scan.c: JSON (RFC 8259) as slices of a source: nothing is built, nothing is believed. */
#include "config.h"

#include "mof/json_scan.h"

#include <string.h>

#include "cim/limits.h"

struct cim_place
mof_json_place(const struct mof_json *j, const char *from, const char *to)
{
	return (struct cim_place){
		j->source->base + (uint32_t)(from - j->source->text), (uint32_t)(to - from) };
}

/* --- mistakes --- */

/* The bytes of the character at p, for a caret under all of it. */
static const char *
behind(const struct mof_json *j, const char *p)
{
	if (p < j->end)
		p++;
	while (p < j->end && ((unsigned char)*p & 0xC0) == 0x80)
		p++;
	return p;
}

void
mof_json_broken(struct mof_json *j, const char *at, const char *format, ...)
{
	if (j->broken)
		return;
	j->broken = true;
	if (j->quiet)
		return;
	va_list args;
	va_start(args, format);
	mof_diag_v(j->diags, MOF_ERROR, "E-JSON", mof_json_place(j, at, behind(j, at)), format,
	    args);
	va_end(args);
}

struct mof_diag *
mof_json_lost(
    struct mof_json *j, const char *id, struct cim_place place, const char *format, ...)
{
	va_list args;
	j->lost++;
	va_start(args, format);
	struct mof_diag *diag = mof_diag_v(j->diags, MOF_ERROR, id, place, format, args);
	va_end(args);
	return diag;
}

/* What was wanted, and what is there instead. */
static bool
wanted(struct mof_json *j, const char *what)
{
	if (j->at == j->end)
		mof_json_broken(j, j->at, "the end of the file where %s is wanted", what);
	else if ((unsigned char)*j->at < 0x20 || *j->at == 0x7f)
		mof_json_broken(j, j->at, "the byte 0x%02X where %s is wanted",
		    (unsigned)(unsigned char)*j->at, what);
	else
		mof_json_broken(j, j->at, "'%.*s' where %s is wanted",
		    (int)(behind(j, j->at) - j->at), j->at, what);
	return false;
}

/* --- values --- */

static void
skip_space(struct mof_json *j)
{
	while (j->at < j->end &&
	    (*j->at == ' ' || *j->at == '\n' || *j->at == '\t' || *j->at == '\r'))
		j->at++;
}

enum mof_json_kind
mof_json_peek(struct mof_json *j)
{
	skip_space(j);
	switch (j->at < j->end ? *j->at : '\0') {
	case '{': return MOF_JSON_OBJECT;
	case '[': return MOF_JSON_ARRAY;
	case '"': return MOF_JSON_STRING;
	case 't': return MOF_JSON_TRUE;
	case 'f': return MOF_JSON_FALSE;
	case 'n': return MOF_JSON_NULL;
	case '-': case '0': case '1': case '2': case '3': case '4':
	case '5': case '6': case '7': case '8': case '9': return MOF_JSON_NUMBER;
	default: return MOF_JSON_NONE;
	}
}

const char *
mof_json_kind_text(enum mof_json_kind kind)
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
scan_escape(struct mof_json *j)
{
	const char *from = j->at++;
	char c = j->at < j->end ? *j->at : '\0';
	if (c == 'u') {
		for (int i = 1; i <= 4; i++) {
			if (j->end - j->at <= i || !is_hex(j->at[i])) {
				mof_json_broken(j, from, "\\u has four hexadecimal digits");
				return false;
			}
		}
		j->at += 5;
		return true;
	}
	if (c == '\0' || strchr("\"\\/bfnrt", c) == NULL) {
		mof_json_broken(j, from, "no escape of JSON: \\\" \\\\ \\/ \\b \\f \\n \\r \\t "
		    "and \\u with four hexadecimal digits are");
		return false;
	}
	j->at++;
	return true;
}

bool
mof_json_string(struct mof_json *j, struct mof_json_string *out)
{
	const char *from = j->at++;
	out->escaped = false;
	for (;;) {
		while (j->at < j->end && (unsigned char)*j->at >= 0x20 && *j->at != '"' &&
		    *j->at != '\\')
			j->at++;
		if (j->at == j->end) {
			mof_json_broken(j, from, "this string has no end");
			return false;
		}
		if (*j->at == '"')
			break;
		if (*j->at == '\n' || *j->at == '\r') {
			mof_json_broken(j, from, "this string does not end on its line");
			return false;
		}
		if (*j->at != '\\') {
			mof_json_broken(j, j->at, "the byte 0x%02X in a string: write \\u%04x",
			    (unsigned)(unsigned char)*j->at, (unsigned)(unsigned char)*j->at);
			return false;
		}
		out->escaped = true;
		if (!scan_escape(j))
			return false;
	}
	out->text = cim_str(from + 1, (size_t)(j->at - from) - 1);
	j->at++;
	out->place = mof_json_place(j, from, j->at);
	return true;
}

/* Digits; false: there is none. */
static bool
scan_digits(struct mof_json *j)
{
	const char *from = j->at;
	while (j->at < j->end && *j->at >= '0' && *j->at <= '9')
		j->at++;
	return j->at > from || wanted(j, "a digit");
}

bool
mof_json_number(struct mof_json *j, struct cim_str *out, bool *real)
{
	const char *from = j->at;
	*real = false;
	if (*j->at == '-')
		j->at++;
	const char *first = j->at;
	if (!scan_digits(j))
		return false;
	if (*first == '0' && j->at - first > 1) {
		mof_json_broken(j, first, "a number begins with no 0 but its only one");
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
mof_json_word(struct mof_json *j)
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
more(struct mof_json *j, bool first, char open, char close, const char *what)
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
		mof_json_broken(j, comma, "nothing stands behind this comma");
		return false;
	}
	return true;
}

bool
mof_json_key(struct mof_json *j, bool first, struct mof_json_string *key)
{
	if (!more(j, first, '{', '}', "\",\" or \"}\""))
		return false;
	if (mof_json_peek(j) != MOF_JSON_STRING)
		return wanted(j, "a key in quotes");
	if (!mof_json_string(j, key))
		return false;
	skip_space(j);
	if (j->at == j->end || *j->at != ':')
		return wanted(j, "\":\"");
	j->at++;
	return true;
}

bool
mof_json_item(struct mof_json *j, bool first)
{
	return more(j, first, '[', ']', "\",\" or \"]\"");
}

/* One value that holds no others. */
static bool
skip_plain(struct mof_json *j)
{
	struct mof_json_string string;
	struct cim_str number;
	bool real;
	switch (mof_json_peek(j)) {
	case MOF_JSON_STRING: return mof_json_string(j, &string);
	case MOF_JSON_NUMBER: return mof_json_number(j, &number, &real);
	case MOF_JSON_TRUE: case MOF_JSON_FALSE: case MOF_JSON_NULL: return mof_json_word(j);
	default: return wanted(j, "a value");
	}
}

bool
mof_json_skip(struct mof_json *j)
{
	bool is_object[CIM_LIMIT_JSON];	/* of every list that is open */
	unsigned open = 0;
	struct mof_json_string key;
	bool first = false;
	for (;;) {
		/* A value, or the beginning of one. */
		enum mof_json_kind kind = mof_json_peek(j);
		if (kind == MOF_JSON_OBJECT || kind == MOF_JSON_ARRAY) {
			if (open == CIM_LIMIT_JSON) {
				mof_json_broken(j, j->at, "lists in lists: the limit is %d",
				    CIM_LIMIT_JSON);
				return false;
			}
			is_object[open++] = kind == MOF_JSON_OBJECT;
			first = true;
		} else if (!skip_plain(j)) {
			return false;
		}
		/* What comes in the list that is open, or the ends of lists. */
		while (open > 0 && !(is_object[open - 1] ? mof_json_key(j, first, &key) :
		    mof_json_item(j, first))) {
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

bool
mof_json_recover(struct mof_json *j)
{
	for (;;) {
		bool begins = j->at == j->source->text || j->at[-1] == '\n';
		if (begins && j->at < j->end && *j->at == '{') {
			j->broken = false;
			return true;
		}
		const char *line = memchr(j->at, '\n', (size_t)(j->end - j->at));
		if (line == NULL)
			return false;
		j->at = line + 1;
	}
}
