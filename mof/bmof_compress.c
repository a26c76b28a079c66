/*
 * bmof_compress.c: bytes into the compressed stream of a binary MOF: at each place the longest match
 * there is, the nearest of those, and never across a block. Nothing is weighed, so the stream is
 * the one that Microsoft's compiler writes.
 */
#include "config.h"

#include "mof/bmof_compress.h"

#include <stdlib.h>
#include <string.h>

#define WINDOW 4414u		/* the farthest distance */
#define RING 8192u		/* a power of two above it: trees of the places in the window */
#define HEADS 65536u		/* one for each pair of bytes */
#define NOWHERE UINT32_MAX

/* ---- Bits -------------------------------------------------------------------- */

struct bits {
	struct bytes_writer *out;
	uint64_t held;
	unsigned count;
};

static void
bits_put(struct bits *b, uint32_t v, unsigned n)
{
	b->held |= (uint64_t)v << b->count;
	for (b->count += n; b->count >= 8; b->count -= 8) {
		bytes_write_u8(b->out, (uint8_t)b->held);
		b->held >>= 8;
	}
}

static void
put_literal(struct bits *b, uint8_t c)
{
	bits_put(b, c < 0x80 ? 2 : 1, 2);
	bits_put(b, c & 0x7F, 7);
}

static void
put_match(struct bits *b, uint32_t distance, uint32_t length)
{
	if (distance < MOF_BMOF_MID) {
		bits_put(b, 0, 2);
		bits_put(b, distance, 6);
	} else if (distance < MOF_BMOF_FAR) {
		bits_put(b, 3, 3);
		bits_put(b, distance - MOF_BMOF_MID, 8);
	} else {
		bits_put(b, 7, 3);
		bits_put(b, distance - MOF_BMOF_FAR, 12);
	}
	/* So many zeros, a one, so many bits. */
	unsigned zeros = length == 2 ? 0 : 31 - (unsigned)__builtin_clz(length - 1);
	bits_put(b, 1u << zeros, zeros + 1);
	bits_put(b, length - 1 - (1u << zeros), zeros);
}

static void
put_sync(struct bits *b)
{
	bits_put(b, 7, 3);
	bits_put(b, MOF_BMOF_SYNC - MOF_BMOF_FAR, 12);
}

/* ---- Matches ----------------------------------------------------------------- */

/*
 * For each pair of bytes a tree of the places in the window that begin with it: by what stands
 * there from left to right, and the newer above the older. On the way down to where a place
 * belongs, the first node with a length is the nearest one with it, and the longest is on that way.
 */
struct finder {
	const uint8_t *in;
	size_t size;
	uint32_t heads[HEADS];		/* the root of each tree: the newest place */
	uint32_t below[RING][2];	/* of each place: what sorts before it, and behind it */
};

struct match {
	uint32_t distance, length;
};

/* How many bytes in front of the first that differs, of two words read from memory. */
static inline uint32_t
same_bytes(uint64_t difference)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	return (uint32_t)__builtin_clzll(difference) / 8;
#else
	return (uint32_t)__builtin_ctzll(difference) / 8;
#endif
}

static uint32_t
common(const uint8_t *a, const uint8_t *b, uint32_t from, uint32_t limit)
{
	while (from + 8 <= limit) {
		uint64_t x, y;
		memcpy(&x, a + from, 8);
		memcpy(&y, b + from, 8);
		if (x != y)
			return from + same_bytes(x ^ y);
		from += 8;
	}
	while (from < limit && a[from] == b[from])
		from++;
	return from;
}

/*
 * Makes a place the root of its tree, and finds its match: not longer than cap. The old tree falls
 * apart along the way down into what sorts before the place and what sorts behind it. A node
 * that is the same as the place for as long as a match can be is left out: the place is nearer.
 */
static struct match
place_enter(struct finder *f, uint32_t at, uint32_t cap)
{
	struct match best = { 0, 1 };
	const uint8_t *here = f->in + at;
	uint32_t limit = f->size - at < MOF_BMOF_BLOCK ? (uint32_t)(f->size - at) : MOF_BMOF_BLOCK;
	if (limit < 2)
		return best;
	uint32_t *head = &f->heads[here[0] | here[1] << 8], node = *head;
	uint32_t *before = &f->below[at % RING][0], *behind = &f->below[at % RING][1];
	uint32_t same_before = 0, same_behind = 0;
	*head = at;
	while (node != NOWHERE && at - node <= WINDOW) {
		uint32_t *below = f->below[node % RING];
		uint32_t same = common(here, f->in + node,
		    same_before < same_behind ? same_before : same_behind, limit);
		uint32_t length = same < cap ? same : cap;
		if (length > best.length)
			best = (struct match){ at - node, length };
		if (same == limit) {
			*before = below[0];
			*behind = below[1];
			return best;
		}
		if (f->in[node + same] < here[same]) {
			*before = node;
			before = &below[1];
			node = *before;
			same_before = same;
		} else {
			*behind = node;
			behind = &below[0];
			node = *behind;
			same_behind = same;
		}
	}
	*before = *behind = NOWHERE;
	return best;
}

/* ---- The stream ---------------------------------------------------------------- */

static void
compress(struct finder *f, struct bits *b)
{
	uint32_t at = 0, size = (uint32_t)f->size;
	if (size == 0)
		put_sync(b);
	while (at < size) {
		uint32_t cap = MOF_BMOF_BLOCK - at % MOF_BMOF_BLOCK;
		struct match m = place_enter(f, at, cap < size - at ? cap : size - at);
		if (m.length < 2)
			put_literal(b, f->in[at]);
		else
			put_match(b, m.distance, m.length);
		for (uint32_t end = at + m.length; ++at < end;)
			(void)place_enter(f, at, 0);
		if (at % MOF_BMOF_BLOCK == 0 || at == size)
			put_sync(b);
	}
	if (b->count > 0)
		bits_put(b, 0, 8 - b->count);
}

enum cim_err
mof_bmof_compress(const uint8_t *in, size_t n, struct bytes_writer *out)
{
	if (n > UINT32_MAX - RING)
		return CIM_ELIMIT;
	struct finder *f = malloc(sizeof(*f));
	if (f == NULL)
		return CIM_ENOMEM;
	f->in = in;
	f->size = n;
	memset(f->heads, 0xFF, sizeof(f->heads));
	bytes_write(out, MOF_BMOF_SIGNATURE, 4);
	compress(f, &(struct bits){ .out = out });
	free(f);
	return out->err;
}
