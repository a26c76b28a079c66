/* utf8.h: where a character of UTF-8 ends, in bytes that may be anything. */
#ifndef CIM_UTF8_H
#define CIM_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The length of the well-formed sequence at text, or 0: no overlong forms, no surrogates, nothing
 * past U+10FFFF, nothing cut off.
 */
static inline size_t
cim_utf8_sequence(const char *text, size_t n)
{
	const unsigned char *p = (const unsigned char *)text;
	unsigned char low = 0x80, high = 0xBF;
	size_t len;
	if (n == 0)
		return 0;
	if (p[0] < 0x80)
		return 1;
	if (p[0] >= 0xC2 && p[0] <= 0xDF) {
		len = 2;
	} else if ((p[0] & 0xF0) == 0xE0) {
		len = 3;
		if (p[0] == 0xE0)
			low = 0xA0;
		else if (p[0] == 0xED)
			high = 0x9F;
	} else if (p[0] >= 0xF0 && p[0] <= 0xF4) {
		len = 4;
		if (p[0] == 0xF0)
			low = 0x90;
		else if (p[0] == 0xF4)
			high = 0x8F;
	} else {
		return 0;
	}
	if (n < len || p[1] < low || p[1] > high)
		return 0;
	for (size_t i = 2; i < len; i++) {
		if ((p[i] & 0xC0) != 0x80)
			return 0;
	}
	return len;
}

/* Whether a well-formed sequence is a control character: C0, DEL or C1. */
static inline bool
cim_utf8_is_control(const char *text)
{
	unsigned char c = (unsigned char)text[0];
	return c < 0x20 || c == 0x7F || (c == 0xC2 && (unsigned char)text[1] < 0xA0);
}

/* Control characters of ASCII as '?': what stays is one line that steers no terminal. */
static inline void
cim_line_clean(char *text)
{
	for (char *c = text; *c != '\0'; c++) {
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			*c = '?';
	}
}

#endif
