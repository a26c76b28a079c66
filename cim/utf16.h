/* utf16.h: characters of UTF-16, and their bytes in UTF-8. */
#ifndef CIM_UTF16_H
#define CIM_UTF16_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The halves of a pair of surrogates, and the character that they make. */
static inline bool
cim_utf16_is_high(uint32_t unit)
{
	return (unit & 0xFC00) == 0xD800;
}

static inline bool
cim_utf16_is_low(uint32_t unit)
{
	return (unit & 0xFC00) == 0xDC00;
}

static inline uint32_t
cim_utf16_pair(uint32_t high, uint32_t low)
{
	return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
}

/* Up to four bytes of UTF-8 for a character, or in its way for half of a pair; how many. */
static inline size_t
cim_utf8_put(char *to, uint32_t c)
{
	if (c < 0x80) {
		to[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		to[0] = (char)(0xC0 | c >> 6);
		to[1] = (char)(0x80 | (c & 0x3F));
		return 2;
	}
	if (c < 0x10000) {
		to[0] = (char)(0xE0 | c >> 12);
		to[1] = (char)(0x80 | (c >> 6 & 0x3F));
		to[2] = (char)(0x80 | (c & 0x3F));
		return 3;
	}
	to[0] = (char)(0xF0 | c >> 18);
	to[1] = (char)(0x80 | (c >> 12 & 0x3F));
	to[2] = (char)(0x80 | (c >> 6 & 0x3F));
	to[3] = (char)(0x80 | (c & 0x3F));
	return 4;
}

/* The character of a well-formed sequence of UTF-8 (cim_utf8_sequence), of len bytes. */
static inline uint32_t
cim_utf8_get(const char *text, size_t len)
{
	const unsigned char *p = (const unsigned char *)text;
	if (len == 1)
		return p[0];
	uint32_t c = p[0] & (0x7Fu >> len);
	for (size_t i = 1; i < len; i++)
		c = c << 6 | (p[i] & 0x3F);
	return c;
}

#endif
