/* hash.h: names hashed eight bytes at a time; of a literal when the program is compiled. */
#ifndef CIM_HASH_H
#define CIM_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * Eight bytes at a time. A word is what eight bytes (or the fewer at the end)
 * happen to be in this machine's order: nothing made of words is ever stored.
 */
#define WORD_EACH(byte) (UINT64_C(0x0101010101010101) * (byte))
#define WORD_HIGH_BITS WORD_EACH(0x80)

static inline uint64_t
word_load(const char *p)
{
	uint64_t w;
	memcpy(&w, p, sizeof(w));
	return w;
}

/* The n bytes from at on, 0 to 7 of them, in one word. Of none ptr may be NULL. */
static inline uint64_t
word_load_tail(const char *ptr, size_t at, size_t n)
{
	if (n == 0)
		return 0;
	const char *p = ptr + at;
	const unsigned char *u = (const unsigned char *)p;
	if (n >= 4) {
		uint32_t lo, hi;
		memcpy(&lo, p, sizeof(lo));
		memcpy(&hi, p + n - 4, sizeof(hi));
		return lo | (uint64_t)hi << 8 * (n - 4);
	}
	return (uint64_t)u[0] | (uint64_t)u[n / 2] << 8 | (uint64_t)u[n - 1] << 16;
}

/* Lower case in every byte; all eight must be ASCII. */
static inline uint64_t
word_lower(uint64_t w)
{
	uint64_t from_a = w + WORD_EACH(0x80 - 'A');
	uint64_t past_z = w + WORD_EACH(0x7f - 'Z');
	return w | ((from_a & ~past_z & WORD_HIGH_BITS) >> 2);
}

static inline uint64_t
word_mix(uint64_t hash, uint64_t w)
{
	hash = (hash ^ w) * UINT64_C(0x9FB21C651E98DF25);
	return hash ^ hash >> 32;
}

#define NAME_HASH_START UINT64_C(0x243F6A8885A308D3)

static inline uint32_t
name_hash_end(uint64_t hash, uint64_t last, size_t len)
{
	hash = word_mix(word_mix(hash, last), len);
	return (uint32_t)hash;
}

/*
 * The hash of a literal: ASCII, of 1 to 23 letters. Byte by byte, each only where it is there, so
 * that a compiler which knows the text knows the hash and sees no byte behind it.
 */
#define LITERAL_MOST 23
#define LITERAL_BYTE(at) \
	((at) < len ? (uint64_t)(unsigned char)literal[(at) < len ? (at) : 0] << 8 * ((at) % 8) : 0)
#define LITERAL_WORD(at) \
	(LITERAL_BYTE(at) | LITERAL_BYTE((at) + 1) | LITERAL_BYTE((at) + 2) | \
	LITERAL_BYTE((at) + 3) | LITERAL_BYTE((at) + 4) | LITERAL_BYTE((at) + 5) | \
	LITERAL_BYTE((at) + 6) | LITERAL_BYTE((at) + 7))

static inline __attribute__((always_inline)) uint32_t
name_hash_literal(const char *literal, size_t len)
{
	uint64_t hash = NAME_HASH_START;
	size_t full = len / 8 * 8, left = len - full;
	uint64_t last = full == 0 ? LITERAL_WORD(0) : full == 8 ? LITERAL_WORD(8) : LITERAL_WORD(16);
	if (full >= 8)
		hash = word_mix(hash, word_lower(LITERAL_WORD(0)));
	if (full >= 16)
		hash = word_mix(hash, word_lower(LITERAL_WORD(8)));
	/* One or two bytes fill three, as word_load_tail has it. */
	if (left == 1)
		last |= last << 8 | last << 16;
	else if (left == 2)
		last |= (last & 0xff00) << 8;
	return name_hash_end(hash, word_lower(last), len);
}
#undef LITERAL_BYTE
#undef LITERAL_WORD

#endif
