/* bytes.h: bounded reader, growing writer; little-endian and varint; the first failure sticks. */
#ifndef CIM_BYTES_H
#define CIM_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cim/err.h"
#include "cim/name.h"

/*
 * A writer appends to memory it owns. After a failure (CIM_ENOMEM, or
 * CIM_ELIMIT past limit) every write is a no-op; look at err once, at the end.
 */
struct bytes_writer {
	uint8_t *buf;
	size_t len, cap;
	size_t limit;		/* 0: none */
	enum cim_err err;
};

void bytes_writer_init(struct bytes_writer *w);	/* or {0} */
void bytes_writer_reset(struct bytes_writer *w);	/* empty, err cleared, memory kept */
void bytes_writer_free(struct bytes_writer *w);
uint8_t *bytes_write_room_grow(struct bytes_writer *w, size_t n);

/* Room for n more bytes, at the end; the caller fills it. NULL on failure. */
static inline uint8_t *
bytes_write_room(struct bytes_writer *w, size_t n)
{
	if (w->err != CIM_OK || n >= w->cap - w->len || (w->limit != 0 && w->len + n > w->limit))
		return bytes_write_room_grow(w, n);
	uint8_t *room = w->buf + w->len;
	w->len += n;
	return room;
}

static inline void
bytes_write_u8(struct bytes_writer *w, uint8_t v)
{
	uint8_t *room = bytes_write_room(w, 1);
	if (room != NULL)
		*room = v;
}

void bytes_write(struct bytes_writer *w, const void *p, size_t n);
void bytes_write_u16(struct bytes_writer *w, uint16_t v);
void bytes_write_u32(struct bytes_writer *w, uint32_t v);
void bytes_write_u64(struct bytes_writer *w, uint64_t v);
/* LEB128, 1-10 bytes, shortest form */
void bytes_write_varint(struct bytes_writer *w, uint64_t v);
void bytes_write_str(struct bytes_writer *w, struct cim_str s);	/* varint length, then the bytes */
void bytes_write_text(struct bytes_writer *w, const char *nul_terminated);
void bytes_write_format(struct bytes_writer *w, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Numbers at a place that the caller has, of eight bytes, little-endian. */
static inline void
bytes_u64_put(uint8_t *at, uint64_t v)
{
	for (unsigned i = 0; i < 8; i++)
		at[i] = (uint8_t)(v >> 8 * i);
}

static inline uint64_t
bytes_u64_at(const uint8_t *at)
{
	uint64_t v = 0;
	for (unsigned i = 8; i > 0; i--)
		v = v << 8 | at[i - 1];
	return v;
}

/*
 * A reader walks over memory somebody else owns. Reading past the end, or a
 * varint that is too long or not in its shortest form, sets err to CIM_EDAMAGED;
 * from then on every read gives zero or empty, and the offset stays at the fault.
 * Look at err before believing what was read.
 */
struct bytes_reader {
	const uint8_t *begin, *at, *end;	/* after a failure end is at */
	enum cim_err err;
};

void bytes_reader_init(struct bytes_reader *r, const void *p, size_t n);
size_t bytes_read_left(const struct bytes_reader *r);
size_t bytes_read_offset(const struct bytes_reader *r);
void bytes_read_fail(struct bytes_reader *r, enum cim_err err);
const uint8_t *bytes_read(struct bytes_reader *r, size_t n);	/* NULL on failure */

static inline uint8_t
bytes_read_u8(struct bytes_reader *r)
{
	if (r->at < r->end)
		return *r->at++;
	bytes_read_fail(r, CIM_EDAMAGED);
	return 0;
}

uint16_t bytes_read_u16(struct bytes_reader *r);
uint32_t bytes_read_u32(struct bytes_reader *r);
uint64_t bytes_read_u64(struct bytes_reader *r);
uint64_t bytes_read_varint_long(struct bytes_reader *r);

static inline uint64_t
bytes_read_varint(struct bytes_reader *r)
{
	if (r->at < r->end && *r->at < 0x80)
		return *r->at++;
	return bytes_read_varint_long(r);
}

/* A varint that must not exceed max (else CIM_EDAMAGED). */
uint32_t bytes_read_count(struct bytes_reader *r, uint32_t max);
struct cim_str bytes_read_str(struct bytes_reader *r);	/* a slice of the reader's memory */

#endif
