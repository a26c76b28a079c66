/* bytes.c: numbers and slices to bytes and back, never past an end. */
#include "cim/bytes.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
bytes_writer_init(struct bytes_writer *w)
{
	*w = (struct bytes_writer){ 0 };
}

void
bytes_writer_reset(struct bytes_writer *w)
{
	w->len = 0;
	w->err = CIM_OK;
}

void
bytes_writer_free(struct bytes_writer *w)
{
	free(w->buf);
	*w = (struct bytes_writer){ 0 };
}

static void *
writer_fail(struct bytes_writer *w, enum cim_err err)
{
	if (w->err == CIM_OK)
		w->err = err;
	return NULL;
}

/* The slow way into bytes_write_room: looks at the limit and takes more memory. */
uint8_t *
bytes_write_room_grow(struct bytes_writer *w, size_t n)
{
	size_t need;
	if (w->err != CIM_OK)
		return NULL;
	if (__builtin_add_overflow(w->len, n, &need))
		return writer_fail(w, CIM_ENOMEM);
	if (w->limit != 0 && need > w->limit)
		return writer_fail(w, CIM_ELIMIT);
	if (need > w->cap || w->buf == NULL) {
		size_t cap = w->cap < 128 ? 256 : w->cap;
		while (cap < need) {
			if (__builtin_mul_overflow(cap, (size_t)2, &cap))
				return writer_fail(w, CIM_ENOMEM);
		}
		uint8_t *grown = realloc(w->buf, cap);
		if (grown == NULL)
			return writer_fail(w, CIM_ENOMEM);
		w->buf = grown;
		w->cap = cap;
	}
	uint8_t *room = w->buf + w->len;
	w->len = need;
	return room;
}

void
bytes_write(struct bytes_writer *w, const void *p, size_t n)
{
	uint8_t *room = bytes_write_room(w, n);
	if (room != NULL && n > 0)
		memcpy(room, p, n);
}

void
bytes_write_u16(struct bytes_writer *w, uint16_t v)
{
	uint8_t *room = bytes_write_room(w, 2);
	if (room == NULL)
		return;
	for (size_t i = 0; i < 2; i++)
		room[i] = (uint8_t)(v >> 8 * i);
}

void
bytes_write_u32(struct bytes_writer *w, uint32_t v)
{
	uint8_t *room = bytes_write_room(w, 4);
	if (room == NULL)
		return;
	for (size_t i = 0; i < 4; i++)
		room[i] = (uint8_t)(v >> 8 * i);
}

void
bytes_write_u64(struct bytes_writer *w, uint64_t v)
{
	uint8_t *room = bytes_write_room(w, 8);
	if (room != NULL)
		bytes_u64_put(room, v);
}

void
bytes_write_varint(struct bytes_writer *w, uint64_t v)
{
	uint8_t form[10];
	size_t n = 0;
	while (v >= 0x80) {
		form[n++] = (uint8_t)(v | 0x80);
		v >>= 7;
	}
	form[n++] = (uint8_t)v;
	bytes_write(w, form, n);
}

void
bytes_write_str(struct bytes_writer *w, struct cim_str s)
{
	bytes_write_varint(w, s.len);
	bytes_write(w, s.ptr, s.len);
}

void
bytes_write_text(struct bytes_writer *w, const char *nul_terminated)
{
	bytes_write(w, nul_terminated, strlen(nul_terminated));
}

void
bytes_write_format(struct bytes_writer *w, const char *format, ...)
{
	va_list args, again;
	char small[256];
	va_start(args, format);
	va_copy(again, args);
	int n = vsnprintf(small, sizeof(small), format, args);
	if (n < 0) {
		writer_fail(w, CIM_EINVAL);
	} else if ((size_t)n < sizeof(small)) {
		bytes_write(w, small, (size_t)n);
	} else {
		/* vsnprintf ends in a NUL: one more byte for it, given back. */
		uint8_t *room = bytes_write_room(w, (size_t)n + 1);
		if (room != NULL) {
			(void)vsnprintf((char *)room, (size_t)n + 1, format, again);
			w->len--;
		}
	}
	va_end(again);
	va_end(args);
}

void
bytes_reader_init(struct bytes_reader *r, const void *p, size_t n)
{
	/* An empty reader needs no memory; a pointer of its own spares sums with NULL. */
	static const uint8_t nothing;
	const uint8_t *begin = n == 0 ? &nothing : p;
	*r = (struct bytes_reader){ begin, begin, begin + n, CIM_OK };
}

size_t
bytes_read_left(const struct bytes_reader *r)
{
	return (size_t)(r->end - r->at);
}

size_t
bytes_read_offset(const struct bytes_reader *r)
{
	return (size_t)(r->at - r->begin);
}

void
bytes_read_fail(struct bytes_reader *r, enum cim_err err)
{
	if (r->err != CIM_OK || err == CIM_OK)
		return;
	r->err = err;
	r->end = r->at;
}

const uint8_t *
bytes_read(struct bytes_reader *r, size_t n)
{
	if (n > bytes_read_left(r))
		bytes_read_fail(r, CIM_EDAMAGED);
	if (r->err != CIM_OK)
		return NULL;
	const uint8_t *p = r->at;
	r->at += n;
	return p;
}

uint16_t
bytes_read_u16(struct bytes_reader *r)
{
	const uint8_t *p = bytes_read(r, 2);
	if (p == NULL)
		return 0;
	return (uint16_t)((unsigned)p[0] | (unsigned)p[1] << 8);
}

uint32_t
bytes_read_u32(struct bytes_reader *r)
{
	const uint8_t *p = bytes_read(r, 4);
	if (p == NULL)
		return 0;
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

uint64_t
bytes_read_u64(struct bytes_reader *r)
{
	const uint8_t *p = bytes_read(r, 8);
	return p == NULL ? 0 : bytes_u64_at(p);
}

/* A varint of any length; on a fault the reader stays before it. */
uint64_t
bytes_read_varint_long(struct bytes_reader *r)
{
	uint64_t v = 0;
	size_t left = bytes_read_left(r);
	for (size_t i = 0; i < left && i < 10; i++) {
		uint64_t byte = r->at[i];
		/* The tenth byte has room for the 64th bit alone. */
		if (i == 9 && byte > 1)
			break;
		v |= (byte & 0x7f) << 7 * i;
		if (byte >= 0x80)
			continue;
		/* A zero on top says that a shorter form was possible. */
		if (byte == 0 && i > 0)
			break;
		r->at += i + 1;
		return v;
	}
	bytes_read_fail(r, CIM_EDAMAGED);
	return 0;
}

uint32_t
bytes_read_count(struct bytes_reader *r, uint32_t max)
{
	struct bytes_reader before = *r;
	uint64_t v = bytes_read_varint(r);
	if (v <= max)
		return (uint32_t)v;
	*r = before;
	bytes_read_fail(r, CIM_EDAMAGED);
	return 0;
}

struct cim_str
bytes_read_str(struct bytes_reader *r)
{
	uint64_t n = bytes_read_varint(r);
	if (n > bytes_read_left(r))
		bytes_read_fail(r, CIM_EDAMAGED);
	const uint8_t *p = bytes_read(r, (size_t)n);
	return p == NULL ? cim_str("", 0) : cim_str((const char *)p, (size_t)n);
}
