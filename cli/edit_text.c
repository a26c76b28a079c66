/* edit_text.c: an instance written as NAME=VALUE, made into MOF. */
#include "config.h"

#include "cli/edit_text.h"

#include <string.h>
#include <strings.h>

static bool
is_word(struct cim_str s, const char *word)
{
	return s.len == strlen(word) && strncasecmp(s.ptr, word, s.len) == 0;
}

static bool
begins_with(struct cim_str s, const char *word)
{
	size_t len = strlen(word);
	return s.len >= len && strncasecmp(s.ptr, word, len) == 0;
}

/* Whether it is one literal in these quotes, from end to end. */
static bool
is_quoted(struct cim_str s, char quote)
{
	size_t i = 1;
	if (s.len < 2 || s.ptr[0] != quote)
		return false;
	while (i < s.len && s.ptr[i] != quote)
		i += s.ptr[i] == '\\' ? 2 : 1;
	return i + 1 == s.len;
}

static void
put_quoted(struct bytes_writer *w, struct cim_str s, char quote)
{
	bytes_write_u8(w, (uint8_t)quote);
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i];
		if (c < 0x20 || c == 0x7f) {
			/* Four digits: what comes behind may look like one more. */
			bytes_write_format(w, "\\x%04X", c);
			continue;
		}
		if (c == '\\' || c == (unsigned char)quote)
			bytes_write_u8(w, '\\');
		bytes_write_u8(w, c);
	}
	bytes_write_u8(w, (uint8_t)quote);
}

static void
put_text(struct bytes_writer *w, struct cim_str s, char quote)
{
	if (is_quoted(s, quote))
		bytes_write(w, s.ptr, s.len);
	else
		put_quoted(w, s, quote);
}

/* Whether it can stand in MOF without quotes, for a type that is a number, a boolean or a word. */
static bool
is_plain(enum cim_type type, struct cim_str s)
{
	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i], lower = (char)(c | 0x20);
		if (!(c >= '0' && c <= '9') && !(lower >= 'a' && lower <= 'z') &&
		    (c == '\0' || strchr("+-._", c) == NULL))
			return false;
	}
	if (is_word(s, "null") || type == CIM_ENUMERATION)
		return s.len > 0;
	if (type == CIM_BOOLEAN)
		return is_word(s, "true") || is_word(s, "false");
	return s.len > 0 && (s.ptr[0] <= '9');
}

/* What else it is becomes a text, which then is of the wrong type. */
static void
put_plain(struct bytes_writer *w, enum cim_type type, struct cim_str s)
{
	if (is_plain(type, s))
		bytes_write(w, s.ptr, s.len);
	else
		put_text(w, s, '"');
}

static void
put_scalar(struct bytes_writer *w, enum cim_type type, struct cim_str s)
{
	switch (type) {
	case CIM_STRING: case CIM_DATETIME: case CIM_REFERENCE:
		put_text(w, s, '"');
		break;
	case CIM_CHAR16:
		put_text(w, s, '\'');
		break;
	case CIM_OBJECT:
		if (begins_with(s, "instance of ") || begins_with(s, "value of ") ||
		    is_word(s, "null"))
			bytes_write(w, s.ptr, s.len);
		else
			put_text(w, s, '"');
		break;
	default:
		put_plain(w, type, s);
	}
}

static struct cim_str
trimmed(struct cim_str s)
{
	while (s.len > 0 && (s.ptr[0] == ' ' || s.ptr[0] == '\t' || s.ptr[0] == '\n')) {
		s.ptr++;
		s.len--;
	}
	while (s.len > 0 && strchr(" \t\n", s.ptr[s.len - 1]) != NULL)
		s.len--;
	return s;
}

/* The end of the element that begins at a place: its comma, or the end of the list. */
static size_t
element_end(struct cim_str s, size_t at)
{
	char quote = '\0';
	int depth = 0;
	for (; at < s.len && (quote != '\0' || depth > 0 || s.ptr[at] != ','); at++) {
		char c = s.ptr[at];
		if (quote != '\0' && c == '\\')
			at++;
		else if (quote != '\0')
			quote = c == quote ? '\0' : quote;
		else if (c == '"')
			quote = c;
		else if (c == '{' || c == '[')
			depth++;
		else if ((c == '}' || c == ']') && depth > 0)
			depth--;
	}
	return at < s.len ? at : s.len;
}

static void
put_list(struct bytes_writer *w, enum cim_type type, struct cim_str s)
{
	bytes_write_text(w, "{ ");
	for (size_t at = 0; trimmed(s).len > 0 && at <= s.len;) {
		size_t end = element_end(s, at);
		struct cim_str element = trimmed(cim_str(s.ptr + at, end - at));
		if (at > 0)
			bytes_write_text(w, ", ");
		if (is_word(element, "null"))
			bytes_write_text(w, "NULL");
		else
			put_scalar(w, type, element);
		at = end + 1;
	}
	bytes_write_text(w, " }");
}

void
edit_put_value(struct bytes_writer *w, const struct cim_element_type *type, struct cim_str s)
{
	struct cim_str t = trimmed(s);
	bool list = t.len >= 2 && ((t.ptr[0] == '[' && t.ptr[t.len - 1] == ']') ||
	    (t.ptr[0] == '{' && t.ptr[t.len - 1] == '}'));
	if (s.len == 0 || type == NULL)
		bytes_write_text(w, "NULL");
	else if (type->is_array && list)
		put_list(w, (enum cim_type)type->type, cim_str(t.ptr + 1, t.len - 2));
	else
		put_scalar(w, (enum cim_type)type->type, s);
}
