/* body.c: many records as columns of like things, every text once. */
#include "snapshot/body.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "snapshot/format.h"

/* ---- Encode -------------------------------------------------------------- */

/* Multiplies and folds the halves of the product together: every bit of a and b matters. */
static inline uint64_t
mix(uint64_t a, uint64_t b)
{
#ifdef __SIZEOF_INT128__
	unsigned __int128 product = (unsigned __int128)a * b;
	return (uint64_t)product ^ (uint64_t)(product >> 64);
#else
	a *= b | 1;
	a ^= a >> 32;
	a *= UINT64_C(0x9e3779b97f4a7c15);
	return a ^ a >> 29;
#endif
}

#define FORM (UINT32_C(1) << 31)	/* in the len of a text to encode: a NUL byte is in it */
#define FOLLOWS 2		/* the reference of a text that comes after the same as last */
#define NUMBERS 3		/* the reference of text number 0 */

/*
 * A hash that nobody outside can foresee, because of the seed: a hostile
 * record must not be able to fill the table with texts that all collide.
 * Numbers are given in the order of appearance, so the seed leaves no trace.
 */
static uint32_t
text_hash(uint64_t seed, const uint8_t *p, size_t n)
{
	const uint64_t odd = seed ^ UINT64_C(0xa0761d6478bd642f);
	uint64_t h = seed ^ n, w[2] = { 0, 0 };
	/*
	 * The end is read as the last 16 bytes, or the last and the first 8 or 4: some
	 * bytes count twice.
	 */
	const uint8_t *end = p + n;
	for (; end - p > 16; p += 16) {
		memcpy(w, p, 16);
		h = mix(w[0] ^ odd, w[1] ^ h);
	}
	size_t part = n >= 16 ? 16 : n >= 8 ? 8 : n >= 4 ? 4 : 0;
	if (part == 16) {
		memcpy(w, end - 16, 16);
	} else if (part != 0) {
		w[0] = w[1] = 0;
		memcpy(&w[0], p, part);
		memcpy(&w[1], end - part, part);
	} else {
		w[0] = n == 0 ? 0 :
		    (uint64_t)p[0] | (uint64_t)p[n / 2] << 8 | (uint64_t)end[-1] << 16;
	}
	h = mix(w[0] ^ odd, w[1] ^ h);
	h = mix(h, seed ^ UINT64_C(0xe7037ed1a0b428db));
	return (uint32_t)(h ^ h >> 32);
}

/* Twice the slots (or the first ones), and every text in its new place. */
static enum cim_err
slots_grow(struct snap_body_writer *w)
{
	uint32_t cap = w->slots_cap == 0 ? 4096 : w->slots_cap * 2;
	uint32_t *slots = calloc(cap, sizeof(*slots));
	if (slots == NULL)
		return CIM_ENOMEM;
	for (uint32_t i = 0; i < w->used; i++) {
		uint32_t at = text_hash(w->seed, w->texts[i].ptr,
		    w->texts[i].len & ~FORM) & (cap - 1);
		while (slots[at] != 0)
			at = (at + 1) & (cap - 1);
		slots[at] = i + 1;
	}
	free(w->slots);
	w->slots = slots;
	w->slots_cap = cap;
	return CIM_OK;
}

static enum cim_err
texts_grow(struct snap_body_writer *w)
{
	uint32_t cap = w->cap == 0 ? 2048 : w->cap * 2;
	struct snap_text *texts = realloc(w->texts, cap * sizeof(*texts));
	if (texts == NULL)
		return CIM_ENOMEM;
	w->texts = texts;
	w->cap = cap;
	return CIM_OK;
}

/* Empties the table. A seed is taken once and kept. */
static enum cim_err
texts_reset(struct snap_body_writer *w)
{
	w->used = w->first = 0;
	if (w->slots == NULL) {
		randombytes_buf(&w->seed, sizeof(w->seed));
		return slots_grow(w);
	}
	memset(w->slots, 0, w->slots_cap * sizeof(*w->slots));
	return CIM_OK;
}

/* The number of a text, which is given one when it is new. */
static enum cim_err
text_number(struct snap_body_writer *w, const uint8_t *p, uint32_t n, uint32_t *number)
{
	enum cim_err err;
	if ((w->used == w->cap && (err = texts_grow(w)) != CIM_OK) ||
	    (w->used >= w->slots_cap / 2 && (err = slots_grow(w)) != CIM_OK))
		return err;
	uint32_t at = text_hash(w->seed, p, n) & (w->slots_cap - 1);
	for (; w->slots[at] != 0; at = (at + 1) & (w->slots_cap - 1)) {
		const struct snap_text *text = &w->texts[w->slots[at] - 1];
		if ((text->len & ~FORM) == n && memcmp(text->ptr, p, n) == 0) {
			*number = w->slots[at] - 1;
			return CIM_OK;
		}
	}
	uint32_t form = n > 0 && memchr(p, 0, n) != NULL ? FORM : 0;
	*number = w->used;
	w->texts[w->used] = (struct snap_text){ p, n | form, 0 };
	w->slots[at] = ++w->used;
	return CIM_OK;
}

/* Where it is kept what followed a text (its number + 1), or with 0 what began a record. */
static uint32_t *
follower(uint32_t *first, struct snap_text *texts, uint32_t text)
{
	return text == 0 ? first : &texts[text - 1].next;
}

/* Writes the reference of the text that comes after *before, which it then is (number + 1). */
static enum cim_err
text_refer(struct snap_body_writer *w, struct cim_str text, uint32_t *before)
{
	uint32_t known = w->used, number;
	enum cim_err err = text_number(w, (const uint8_t *)text.ptr, (uint32_t)text.len, &number);
	if (err != CIM_OK)
		return err;
	uint32_t *next = follower(&w->first, w->texts, *before);
	if (number == known)
		bytes_write_varint(&w->refs, (w->texts[number].len & FORM) != 0);
	else
		bytes_write_varint(&w->refs, *next == number + 1 ? FOLLOWS :
		    (uint64_t)number + NUMBERS);
	*next = *before = number + 1;
	return CIM_OK;
}

/* One value: its head's length, how many texts it has, and which. */
static enum cim_err
value_encode(struct snap_body_writer *w, const struct repo_record *record)
{
	size_t head;
	enum cim_err err = repo_record_split(record->bytes, record->len, &head);
	if (err != CIM_OK)
		return err;
	if (head > record->len)
		return CIM_EDAMAGED;
	struct bytes_reader in;
	uint64_t count = 0;
	uint32_t before = 0;
	bytes_reader_init(&in, record->bytes, record->len);
	(void)bytes_read(&in, head);
	for (; bytes_read_left(&in) > 0; count++) {
		struct cim_str text = bytes_read_str(&in);
		if (in.err != CIM_OK)
			return in.err;
		if ((err = text_refer(w, text, &before)) != CIM_OK)
			return err;
	}
	bytes_write_varint(&w->head_lengths, head);
	bytes_write_varint(&w->counts, count);
	return CIM_OK;
}

/* The heads and the texts themselves, which are still where they were. */
static void
columns_write(const struct snap_body_writer *w, const struct repo_record *records, uint32_t n,
    struct bytes_writer *out)
{
	bytes_write(out, w->head_lengths.buf, w->head_lengths.len);
	bytes_write(out, w->counts.buf, w->counts.len);
	bytes_write(out, w->refs.buf, w->refs.len);
	struct bytes_reader lengths;
	bytes_reader_init(&lengths, w->head_lengths.buf, w->head_lengths.len);
	for (uint32_t i = 0; i < n; i++)
		bytes_write(out, records[i].bytes, (size_t)bytes_read_varint(&lengths));
	for (uint32_t i = 0; i < w->used; i++) {
		const struct snap_text *text = &w->texts[i];
		if ((text->len & FORM) != 0) {
			bytes_write_str(out, cim_str((const char *)text->ptr, text->len & ~FORM));
		} else {
			bytes_write(out, text->ptr, text->len);
			bytes_write_u8(out, 0);
		}
	}
}

enum cim_err
snap_body_encode(struct snap_body_writer *w, const struct repo_record *records, uint32_t n,
    struct bytes_writer *out, uint32_t *bad)
{
	bytes_writer_reset(&w->head_lengths);
	bytes_writer_reset(&w->counts);
	bytes_writer_reset(&w->refs);
	enum cim_err err = texts_reset(w);
	for (uint32_t i = 0; i < n && err == CIM_OK; i++) {
		*bad = i;
		err = value_encode(w, &records[i]);
	}
	if (err == CIM_OK && (err = w->head_lengths.err) == CIM_OK &&
	    (err = w->counts.err) == CIM_OK && (err = w->refs.err) == CIM_OK) {
		columns_write(w, records, n, out);
		err = out->err;
	}
	return err;
}

void
snap_body_writer_free(struct snap_body_writer *w)
{
	free(w->texts);
	free(w->slots);
	bytes_writer_free(&w->head_lengths);
	bytes_writer_free(&w->counts);
	bytes_writer_free(&w->refs);
}

/* ---- Decode -------------------------------------------------------------- */

static enum cim_err
damaged(struct snap_body_reader *r, const char *why)
{
	r->why = why;
	return CIM_EDAMAGED;
}

/* Cuts the next n numbers off all and adds them up. */
static uint64_t
numbers_cut(struct bytes_reader *all, uint64_t n, struct bytes_reader *out)
{
	const uint8_t *from = all->at;
	uint64_t sum = 0;
	for (; n > 0 && all->err == CIM_OK; n--) {
		uint64_t number = bytes_read_varint(all);
		if (__builtin_add_overflow(sum, number, &sum))
			bytes_read_fail(all, CIM_EDAMAGED);
	}
	bytes_reader_init(out, from, (size_t)(all->at - from));
	return sum;
}

/* The same without a sum; what is in them is looked at when they are read. */
static void
refs_cut(struct bytes_reader *all, uint64_t n, struct bytes_reader *out)
{
	const uint8_t *from = all->at;
	while (n > 0 && all->at < all->end) {
		if (*all->at++ < 0x80)
			n--;
	}
	bytes_reader_init(out, from, (size_t)(all->at - from));
	if (n > 0)
		bytes_read_fail(all, CIM_EDAMAGED);
}

enum cim_err
snap_body_begin(struct snap_body_reader *r, const void *bytes, size_t n, uint32_t records)
{
	struct bytes_reader *all = &r->texts;
	bytes_reader_init(all, bytes, n);
	uint64_t heads = numbers_cut(all, records, &r->head_lengths);
	uint64_t texts = numbers_cut(all, records, &r->counts);
	if (all->err == CIM_OK)
		refs_cut(all, texts, &r->refs);
	if (all->err == CIM_OK && heads <= bytes_read_left(all)) {
		bytes_reader_init(&r->heads, all->at, (size_t)heads);
		(void)bytes_read(all, (size_t)heads);
	} else {
		bytes_read_fail(all, CIM_EDAMAGED);
	}
	r->used = r->first = 0;
	r->left = records;
	r->why = NULL;
	return all->err == CIM_OK ? CIM_OK : damaged(r, "the columns of the body end early");
}

static enum cim_err
seen_grow(struct snap_body_reader *r)
{
	uint32_t cap = r->cap == 0 ? 2048 : r->cap * 2;
	struct snap_text *seen = realloc(r->seen, cap * sizeof(*seen));
	if (seen == NULL)
		return CIM_ENOMEM;
	r->seen = seen;
	r->cap = cap;
	return CIM_OK;
}

/*
 * Takes the next text off the column: up to a NUL byte (form 0), or as long as it
 * says (form 1).
 */
static enum cim_err
text_new(struct snap_body_reader *r, uint64_t form)
{
	struct bytes_reader *in = &r->texts;
	struct cim_str s = cim_str(NULL, 0);
	if (form == 1) {
		s = bytes_read_str(in);
	} else {
		size_t left = bytes_read_left(in);
		const uint8_t *end = left == 0 ? NULL : memchr(in->at, 0, left);
		if (end == NULL)
			return damaged(r, "a text has no end");
		s = cim_str((const char *)in->at, (size_t)(end - in->at));
		(void)bytes_read(in, s.len + 1);
	}
	if (in->err != CIM_OK)
		return damaged(r, "a text ends early");
	enum cim_err err;
	if (r->used == r->cap && (err = seen_grow(r)) != CIM_OK)
		return err;
	r->seen[r->used++] = (struct snap_text){ (const uint8_t *)s.ptr, (uint32_t)s.len, 0 };
	return CIM_OK;
}

/* The text that comes after *before, which it then is (number + 1). */
static enum cim_err
text_next(struct snap_body_reader *r, uint32_t *before, const struct snap_text **text)
{
	uint64_t ref = bytes_read_varint(&r->refs);
	uint32_t number = r->used;
	enum cim_err err;
	if (r->refs.err != CIM_OK)
		return damaged(r, "a reference to a text is malformed");
	if (ref == FOLLOWS) {
		uint32_t next = *follower(&r->first, r->seen, *before);
		if (next == 0)
			return damaged(r, "a reference to what followed, and nothing did");
		number = next - 1;
	} else if (ref >= NUMBERS) {
		if (ref - NUMBERS >= r->used)
			return damaged(r, "a reference to a text that did not come yet");
		number = (uint32_t)(ref - NUMBERS);
	} else if ((err = text_new(r, ref)) != CIM_OK) {
		return err;
	}
	*follower(&r->first, r->seen, *before) = number + 1;
	*before = number + 1;
	*text = &r->seen[number];
	return CIM_OK;
}

/* A length as varint, to at most 5 bytes. */
static size_t
length_put(uint8_t *out, uint32_t v)
{
	size_t n = 0;
	for (; v >= 0x80; v >>= 7)
		out[n++] = (uint8_t)(v | 0x80);
	out[n++] = (uint8_t)v;
	return n;
}

/* After the last record nothing may be left in any column. */
static enum cim_err
columns_over(struct snap_body_reader *r)
{
	if (bytes_read_left(&r->texts) != 0)
		return damaged(r, "something follows the texts");
	return CIM_ENOENT;
}

/* Where a value is put together, or else what it is compared with. */
struct target {
	uint8_t *put;
	const uint8_t *match;
	size_t at, room;
};

static bool
target_take(struct target *to, const uint8_t *p, size_t n)
{
	if (n > to->room - to->at)
		return false;
	if (n > 0 && to->put != NULL)
		memcpy(to->put + to->at, p, n);
	else if (n > 0 && memcmp(to->match + to->at, p, n) != 0)
		return false;
	to->at += n;
	return true;
}

/* The next value, piece by piece: its head, then each text behind its length. */
static enum cim_err
value_next(struct snap_body_reader *r, struct target *to)
{
	static const char why[] = "the records weigh more than declared";
	if (r->left == 0)
		return columns_over(r);
	r->left--;
	/* begin has added these up: they are sound, and the heads are all there. */
	size_t head_len = (size_t)bytes_read_varint(&r->head_lengths);
	uint64_t texts = bytes_read_varint(&r->counts);
	uint32_t before = 0;
	if (!target_take(to, bytes_read(&r->heads, head_len), head_len))
		return damaged(r, why);
	for (; texts > 0; texts--) {
		const struct snap_text *text;
		uint8_t length[5];
		enum cim_err err = text_next(r, &before, &text);
		if (err != CIM_OK)
			return err;
		if (!target_take(to, length, length_put(length, text->len)) ||
		    !target_take(to, text->ptr, text->len))
			return damaged(r, why);
	}
	return CIM_OK;
}

enum cim_err
snap_body_next(struct snap_body_reader *r, uint8_t *out, size_t room, size_t *len)
{
	struct target to = { .put = out, .room = room };
	enum cim_err err = value_next(r, &to);
	*len = to.at;
	return err;
}

enum cim_err
snap_body_match(struct snap_body_reader *r, const struct repo_record *record)
{
	struct target to = { .match = record->bytes, .room = record->len };
	enum cim_err err = value_next(r, &to);
	return err == CIM_OK && to.at != record->len ? CIM_EDAMAGED : err;
}

void
snap_body_reader_free(struct snap_body_reader *r)
{
	free(r->seen);
}
