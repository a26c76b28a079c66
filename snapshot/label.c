/* label.c: what a snapshot says about itself before any data. */
#include "snapshot/label.h"

#include <string.h>

#include <sodium.h>

#include "cim/bytes.h"
#include "snapshot/compress.h"

/* ---- Text fields --------------------------------------------------------- */

/* The length of the character at p, 1 to 4, or 0 when it is not UTF-8 or a control character. */
static size_t
character(const unsigned char *p)
{
	if (*p < 0x80)
		return *p >= 0x20 && *p != 0x7f;
	size_t n = *p >= 0xc2 && *p < 0xe0 ? 2 : *p >= 0xe0 && *p < 0xf0 ? 3 : *p >= 0xf0 &&
	    *p < 0xf5 ? 4 : 0;
	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	}
	/*
	 * Longer than needed, surrogates, above U+10FFFF; and U+0080 to U+009F, which are
	 * controls too.
	 */
	if ((*p == 0xe0 && p[1] < 0xa0) || (*p == 0xed && p[1] > 0x9f) ||
	    (*p == 0xf0 && p[1] < 0x90) || (*p == 0xf4 && p[1] > 0x8f) ||
	    (*p == 0xc2 && p[1] < 0xa0))
		return 0;
	return n;
}

void
snap_text_clean(char *text)
{
	unsigned char *p = (unsigned char *)text;
	while (*p != '\0') {
		size_t n = character(p);
		if (n == 0) {
			*p = '?';
			n = 1;
		}
		p += n;
	}
}

/* A text cut to fit, not within a character, and NULs behind it. */
static void
text_write(struct bytes_writer *w, const char *text, size_t field)
{
	size_t len = strnlen(text, field), n;
	const unsigned char *p = (const unsigned char *)text;
	for (n = 0; n < len; ) {
		size_t one = character(p + n);
		one = one == 0 ? 1 : one;
		if (n + one >= field)
			break;
		n += one;
	}
	uint8_t *room = bytes_write_room(w, field);
	if (room == NULL)
		return;
	memset(room, 0, field);
	memcpy(room, text, n);
}

/* The text, at least one NUL, and NULs to the end. */
static void
text_read(struct bytes_reader *r, char *out, size_t field)
{
	const uint8_t *p = bytes_read(r, field);
	if (p == NULL)
		return;
	size_t len = strnlen((const char *)p, field);
	for (size_t i = len; i < field; i++) {
		if (p[i] != 0)
			bytes_read_fail(r, CIM_EDAMAGED);
	}
	if (len == field) {
		bytes_read_fail(r, CIM_EDAMAGED);
		return;
	}
	memcpy(out, p, len + 1);
	for (size_t i = 0; i < len; ) {
		size_t n = character((const unsigned char *)out + i);
		if (n == 0)
			bytes_read_fail(r, CIM_EDAMAGED);
		i += n == 0 ? 1 : n;
	}
}

/* ---- The label ----------------------------------------------------------- */

void
snap_label_encode(const struct snap_label *label, uint8_t out[SNAP_LABEL_SIZE])
{
	uint8_t id[SNAP_HASH] = { 0 }, zero[SNAP_LABEL_ZERO] = { 0 };
	(void)sodium_hex2bin(id, sizeof(id), label->content_id, 2 * SNAP_HASH, NULL, NULL, NULL);

	/* The writer's memory is out: 512 bytes, and no more are written. */
	struct bytes_writer w = { .buf = out, .cap = SNAP_LABEL_SIZE, .limit = SNAP_LABEL_SIZE };
	bytes_write(&w, SNAP_MAGIC, SNAP_MAGIC_SIZE);
	bytes_write_u32(&w, label->format);
	bytes_write_u32(&w, label->oldest_reader);
	bytes_write_u32(&w, SNAP_LABEL_SIZE);
	bool types = label->structures > 0 || label->enumerations > 0;
	bytes_write_u32(&w, types ? SNAP_REQUIRED_TYPES : 0);	/* required flags */
	bytes_write_u32(&w, 0);			/* optional flags */
	bytes_write_u32(&w, 0);			/* zero */
	bytes_write(&w, id, sizeof(id));
	bytes_write_u64(&w, label->file_bytes);
	bytes_write_u64(&w, label->record_bytes);
	bytes_write_u64(&w, label->records);
	bytes_write_u64(&w, label->namespaces);
	bytes_write_u64(&w, label->qualifier_types);
	bytes_write_u64(&w, label->classes);
	bytes_write_u64(&w, label->instances);
	bytes_write_u64(&w, label->created);
	text_write(&w, label->repository, SNAP_LABEL_UUID);
	text_write(&w, label->compressor, SNAP_LABEL_COMPRESSOR);
	text_write(&w, label->origin, SNAP_LABEL_ORIGIN);
	bytes_write_u64(&w, label->structures);
	bytes_write_u64(&w, label->enumerations);
	bytes_write(&w, zero, sizeof(zero));
	bytes_write_u32(&w, snap_crc32(out, SNAP_LABEL_SIZE - 4));
}

/* Whether the counts can be those of one snapshot. */
static const char *
label_lies(const struct snap_label *label)
{
	uint64_t sum;
	if (__builtin_add_overflow(label->namespaces, label->qualifier_types, &sum) ||
	    __builtin_add_overflow(sum, label->classes, &sum) ||
	    __builtin_add_overflow(sum, label->instances, &sum) ||
	    __builtin_add_overflow(sum, label->structures, &sum) ||
	    __builtin_add_overflow(sum, label->enumerations, &sum) || sum != label->records)
		return "the counts do not add up";
	if (label->record_bytes / SNAP_WEIGHT_MAX > label->records)
		return "the records weigh more than they can";
	return NULL;
}

enum cim_err
snap_label_decode(const uint8_t in[SNAP_LABEL_SIZE], struct snap_label *label,
    struct cim_fault *fault)
{
	struct bytes_reader r;
	uint8_t zeros = 0;
	char uuid[SNAP_LABEL_UUID];
	if (memcmp(in, SNAP_MAGIC, SNAP_MAGIC_SIZE) != 0)
		return cim_fault(fault, CIM_EFOREIGN,
		    "not a snapshot: it does not begin like one");
	bytes_reader_init(&r, in + SNAP_LABEL_SIZE - 4, 4);
	if (bytes_read_u32(&r) != snap_crc32(in, SNAP_LABEL_SIZE - 4))
		return cim_fault(fault, CIM_EDAMAGED, "label: its checksum is wrong");
	memset(label, 0, sizeof(*label));
	bytes_reader_init(&r, in, SNAP_LABEL_SIZE);
	(void)bytes_read(&r, SNAP_MAGIC_SIZE);
	label->format = bytes_read_u32(&r);
	label->oldest_reader = bytes_read_u32(&r);
	uint32_t size = bytes_read_u32(&r);
	uint32_t required = bytes_read_u32(&r);
	(void)bytes_read_u32(&r);		/* optional flags */
	uint32_t zero = bytes_read_u32(&r);
	(void)sodium_bin2hex(label->content_id, sizeof(label->content_id), in + 32, SNAP_HASH);
	(void)bytes_read(&r, SNAP_HASH);
	label->file_bytes = bytes_read_u64(&r);
	label->record_bytes = bytes_read_u64(&r);
	label->records = bytes_read_u64(&r);
	label->namespaces = bytes_read_u64(&r);
	label->qualifier_types = bytes_read_u64(&r);
	label->classes = bytes_read_u64(&r);
	label->instances = bytes_read_u64(&r);
	label->created = bytes_read_u64(&r);
	memset(uuid, 0, sizeof(uuid));
	text_read(&r, uuid, SNAP_LABEL_UUID);
	text_read(&r, label->compressor, SNAP_LABEL_COMPRESSOR);
	text_read(&r, label->origin, SNAP_LABEL_ORIGIN);
	label->structures = bytes_read_u64(&r);
	label->enumerations = bytes_read_u64(&r);
	for (size_t i = 0; i < SNAP_LABEL_ZERO; i++)
		zeros |= bytes_read_u8(&r);
	if (label->oldest_reader > SNAP_FORMAT)
		return cim_fault(fault, CIM_ENEWER,
		    "snapshot of format %u: reading it takes format %u, "
		    "this program knows %u", label->format, label->oldest_reader, SNAP_FORMAT);
	if ((required & ~SNAP_REQUIRED_KNOWN) != 0)
		return cim_fault(fault, CIM_ENEWER, "snapshot with the required flags %#x: "
		    "this program does not know them", required);
	bool types = label->structures > 0 || label->enumerations > 0;
	if (types != ((required & SNAP_REQUIRED_TYPES) != 0))
		return cim_fault(fault, CIM_EDAMAGED, "label: a field holds what it may not");
	if (r.err != CIM_OK || size != SNAP_LABEL_SIZE || zero != 0 || zeros != 0 ||
	    label->format == 0 || label->oldest_reader == 0 ||
	    label->oldest_reader > label->format || strlen(uuid) >= sizeof(label->repository))
		return cim_fault(fault, CIM_EDAMAGED, "label: a field holds what it may not");
	memcpy(label->repository, uuid, sizeof(label->repository));
	const char *why = label_lies(label);
	return why == NULL ? CIM_OK : cim_fault(fault, CIM_EDAMAGED, "label: %s", why);
}
