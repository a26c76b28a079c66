/* bmof_decompress.c: the compressed stream of a binary MOF back into its bytes: compress.c's mirror. */
#include "config.h"

#include "mof/bmof_compress.h"

#include <string.h>

#include "cim/bytes.h"
#include "cim/limits.h"

/* The bits of the stream, the least significant of each byte first. */
struct bits {
	const uint8_t *at, *end;
	uint64_t held;		/* bits that were taken from the bytes and not yet read */
	unsigned count;		/* how many these are; past the end zeros are held too */
	unsigned beyond;	/* how many zeros that are no bits of the stream */
};

/* Holds at least 32 bits, more than any token has. */
static inline void
bits_fill(struct bits *b)
{
	while (b->count <= 56) {
		if (b->at < b->end)
			b->held |= (uint64_t)*b->at++ << b->count;
		else
			b->beyond += 8;
		b->count += 8;
	}
}

static inline uint32_t
bits_take(struct bits *b, unsigned n)
{
	uint32_t v = (uint32_t)(b->held & ((UINT64_C(1) << n) - 1));
	b->held >>= n;
	b->count -= n;
	return v;
}

/* Whether all that was read were bits of the stream. */
static inline bool
bits_sound(const struct bits *b)
{
	return b->count >= b->beyond;
}

/* How many bytes of the stream were touched: where a message points. */
static size_t
bits_offset(const struct bits *b, const uint8_t *begin)
{
	size_t held = b->count > b->beyond ? (b->count - b->beyond) / 8 : 0;
	return (size_t)(b->at - begin) - held;
}

#define LENGTH_ZEROS 8		/* in front of the length of a match, at most */
#define TOKEN_LITERAL 0		/* what token answers instead of a distance */

struct output {
	uint8_t *bytes;
	size_t size, done;
};

/* The distance of a match, TOKEN_LITERAL when a literal was written, MOF_BMOF_SYNC. */
static inline uint32_t
token(struct bits *b, struct output *out)
{
	uint32_t tag = bits_take(b, 2), v;
	switch (tag) {
	case 0:
		v = bits_take(b, 6);
		return v == 0 ? UINT32_MAX : v;
	case 1: case 2:
		v = bits_take(b, 7);
		if (out->done == out->size || !bits_sound(b))
			return UINT32_MAX;
		out->bytes[out->done++] = (uint8_t)(tag == 1 ? v | 0x80 : v);
		return TOKEN_LITERAL;
	default:
		if (bits_take(b, 1) == 0)
			return bits_take(b, 8) + MOF_BMOF_MID;
		return bits_take(b, 12) + MOF_BMOF_FAR;
	}
}

/* The length behind a distance; 0: there is none so long. */
static inline uint32_t
match_length(struct bits *b)
{
	unsigned zeros = b->held == 0 ? 64 : (unsigned)__builtin_ctzll(b->held);
	if (zeros > LENGTH_ZEROS)
		return 0;
	(void)bits_take(b, zeros + 1);
	return (1u << zeros) + bits_take(b, zeros) + 1;
}

/* Byte by byte: what is copied may overlap with where it goes. */
static bool
match_copy(struct output *out, uint32_t distance, uint32_t length)
{
	if (distance > out->done || length > out->size - out->done)
		return false;
	const uint8_t *from = out->bytes + out->done - distance;
	uint8_t *to = out->bytes + out->done;
	for (uint32_t i = 0; i < length; i++)
		to[i] = from[i];
	out->done += length;
	return true;
}

/* Why it ends before all is there. */
static enum cim_err
broken(const struct bits *b, const uint8_t *in, const struct output *out, struct cim_fault *fault)
{
	size_t at = MOF_BMOF_HEADER + bits_offset(b, in);
	if (!bits_sound(b))
		return cim_fault(fault, CIM_EDAMAGED,
		    "the compressed stream ends after %zu of %zu bytes", out->done, out->size);
	return cim_fault(fault, CIM_EDAMAGED,
	    "offset 0x%zX: no valid token of the compressed stream (byte %zu of %zu)", at,
	    out->done, out->size);
}

static enum cim_err
tokens(struct bits *b, const uint8_t *in, struct output *out, struct cim_fault *fault)
{
	for (;;) {
		bits_fill(b);
		uint32_t distance = token(b, out);
		if (distance == TOKEN_LITERAL)
			continue;
		if (distance == MOF_BMOF_SYNC) {
			if (!bits_sound(b))
				return broken(b, in, out, fault);
			if (out->done == out->size)
				return CIM_OK;
			if (out->done % MOF_BMOF_BLOCK != 0 || out->done == 0)
				return broken(b, in, out, fault);
			continue;
		}
		uint32_t length = distance == UINT32_MAX ? 0 : match_length(b);
		if (length == 0 || !bits_sound(b) || !match_copy(out, distance, length))
			return broken(b, in, out, fault);
	}
}

enum cim_err
mof_bmof_decompress(const uint8_t *in, size_t n, uint8_t *out, size_t size, size_t *done,
    struct cim_fault *fault)
{
	struct bits b = { .at = in + 4, .end = in + n };
	struct output o = { .bytes = out, .size = size };
	*done = 0;
	if (n < 4 || memcmp(in, MOF_BMOF_SIGNATURE, 4) != 0)
		return cim_fault(fault, CIM_EDAMAGED,
		    "offset 0x%X: no compressed stream (\"DS\" 00 01) begins here", MOF_BMOF_HEADER);
	enum cim_err err = tokens(&b, in, &o, fault);
	*done = o.done;
	return err;
}

/* Every 512 bytes cost a sync and one match at least: 40 bits. */
bool
mof_bmof_ratio_possible(size_t compressed, size_t size)
{
	return size / 103 <= compressed + 5;
}
