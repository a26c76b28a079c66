/* json.c: JSON written by hand: strings of any bytes, and the keys of an object. */
#include "config.h"

#include "cim/json.h"

#include <inttypes.h>
#include <string.h>

static void
put(struct bytes_writer *w, const char *text)
{
	bytes_write(w, text, strlen(text));
}

/* Length of the well-formed UTF-8 sequence at p, 0 when it is none. */
static size_t
utf8_len(const unsigned char *p, size_t n)
{
	size_t len = p[0] < 0x80 ? 1 : p[0] < 0xc2 ? 0 : p[0] < 0xe0 ? 2
	    : p[0] < 0xf0 ? 3 : p[0] < 0xf5 ? 4 : 0;
	if (len == 0 || len > n)
		return 0;
	for (size_t i = 1; i < len; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	}
	if ((p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xf0 && p[1] < 0x90) ||
	    (p[0] == 0xf4 && p[1] > 0x8f))
		return 0;
	return len;
}

/* A surrogate that stands alone is not UTF-8, but MOF can write it and JSON too. */
static bool
is_surrogate(const unsigned char *p, size_t n)
{
	return n >= 3 && p[0] == 0xed && p[1] >= 0xa0 && p[1] <= 0xbf && (p[2] & 0xc0) == 0x80;
}

/* What JSON wants escaped, at p; returns how many bytes it took. */
static size_t
put_escape(struct bytes_writer *w, const unsigned char *p, size_t n)
{
	switch (p[0]) {
	case '"': put(w, "\\\""); return 1;
	case '\\': put(w, "\\\\"); return 1;
	case '\n': put(w, "\\n"); return 1;
	case '\r': put(w, "\\r"); return 1;
	case '\t': put(w, "\\t"); return 1;
	default: break;
	}
	if (p[0] < 0x80) {
		bytes_write_format(w, "\\u%04x", p[0]);
		return 1;
	}
	if (is_surrogate(p, n)) {
		bytes_write_format(w, "\\u%04x", 0xd000 | (p[1] & 0x3f) << 6 | (p[2] & 0x3f));
		return 3;
	}
	put(w, "\xef\xbf\xbd");	/* no character at all: U+FFFD */
	return 1;
}

/* Bytes that stand for themselves: ASCII without controls, quote and backslash. */
static bool
is_plain(unsigned char c)
{
	return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
}

void
json_string(struct bytes_writer *w, struct cim_str s)
{
	const unsigned char *p = (const unsigned char *)s.ptr;
	size_t written = 0, i = 0;
	put(w, "\"");
	while (i < s.len) {
		if (is_plain(p[i])) {
			i++;
			continue;
		}
		size_t len =
		    p[i] < 0x80 || is_surrogate(p + i, s.len - i) ? 0 : utf8_len(p + i, s.len - i);
		if (len > 0) {
			i += len;
			continue;
		}
		bytes_write(w, p + written, i - written);
		i += put_escape(w, p + i, s.len - i);
		written = i;
	}
	if (s.len > written)
		bytes_write(w, p + written, s.len - written);
	put(w, "\"");
}

void
json_comma(struct bytes_writer *w)
{
	if (w->len > 0 && w->buf[w->len - 1] != '{' && w->buf[w->len - 1] != '[')
		put(w, ",");
}

void
json_key(struct bytes_writer *w, const char *key)
{
	json_comma(w);
	json_string(w, cim_str_from(key));
	put(w, ":");
}

void
json_key_str(struct bytes_writer *w, const char *key, struct cim_str s)
{
	json_key(w, key);
	json_string(w, s);
}

void
json_key_text(struct bytes_writer *w, const char *key, const char *text)
{
	json_key_str(w, key, cim_str_from(text));
}

void
json_key_number(struct bytes_writer *w, const char *key, uint64_t number)
{
	json_key(w, key);
	bytes_write_format(w, "%" PRIu64, number);
}

void
json_key_bool(struct bytes_writer *w, const char *key, bool yes)
{
	json_key(w, key);
	put(w, yes ? "true" : "false");
}
