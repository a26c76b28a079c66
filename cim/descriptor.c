/* descriptor.c: a security descriptor to the bytes that [MS-DTYP] asks for, and back. */
#include "cim/descriptor.h"

#include <string.h>

#define HEADER 20
#define ACL_HEADER 8
#define ACE_HEADER 8
#define SID_HEADER 8

#define SD_DACL_PRESENT 0x0004u
#define SD_SACL_PRESENT 0x0010u
#define SD_SELF_RELATIVE 0x8000u

/* ---- The parts compared ----------------------------------------------------- */

bool
cim_sid_eq(const struct cim_sid *a, const struct cim_sid *b)
{
	return a->authority == b->authority && a->count == b->count &&
	    memcmp(a->parts, b->parts, a->count * sizeof(a->parts[0])) == 0;
}

struct cim_sid
cim_sid_make(uint64_t authority, uint8_t count, uint32_t first, uint32_t second)
{
	return (struct cim_sid){ .authority = authority, .count = count,
		.parts = { first, second } };
}

bool
cim_ace_eq(const struct cim_ace *a, const struct cim_ace *b)
{
	return a->type == b->type && a->flags == b->flags && a->mask == b->mask &&
	    cim_sid_eq(&a->sid, &b->sid);
}

static bool
acl_eq(const struct cim_acl *a, const struct cim_acl *b)
{
	if (a->present != b->present || a->null != b->null || a->count != b->count)
		return false;
	for (uint32_t i = 0; i < a->count; i++) {
		if (!cim_ace_eq(&a->aces[i], &b->aces[i]))
			return false;
	}
	return true;
}

bool
cim_descriptor_eq(const struct cim_descriptor *a, const struct cim_descriptor *b)
{
	return a->control == b->control && a->has_owner == b->has_owner &&
	    a->has_group == b->has_group &&
	    (!a->has_owner || cim_sid_eq(&a->owner, &b->owner)) &&
	    (!a->has_group || cim_sid_eq(&a->group, &b->group)) &&
	    acl_eq(&a->dacl, &b->dacl) && acl_eq(&a->sacl, &b->sacl);
}

/* ---- To bytes --------------------------------------------------------------- */

static size_t
sid_size(const struct cim_sid *sid)
{
	return SID_HEADER + 4u * sid->count;
}

static void
sid_write(struct bytes_writer *w, const struct cim_sid *sid)
{
	bytes_write_u8(w, 1);
	bytes_write_u8(w, sid->count);
	for (unsigned i = 6; i > 0; i--)	/* the one number that is big-endian */
		bytes_write_u8(w, (uint8_t)(sid->authority >> 8 * (i - 1)));
	for (uint8_t i = 0; i < sid->count; i++)
		bytes_write_u32(w, sid->parts[i]);
}

/* 0: there is none, or it is null. At most a few megabytes: count is of memory that was had. */
static size_t
acl_size(const struct cim_acl *acl)
{
	size_t size = ACL_HEADER;
	if (!acl->present || acl->null)
		return 0;
	for (uint32_t i = 0; i < acl->count; i++)
		size += ACE_HEADER + sid_size(&acl->aces[i].sid);
	return size;
}

static void
acl_write(struct bytes_writer *w, const struct cim_acl *acl)
{
	size_t size = acl_size(acl);
	if (size == 0)
		return;
	bytes_write_u8(w, 2);
	bytes_write_u8(w, 0);
	bytes_write_u16(w, (uint16_t)size);
	bytes_write_u16(w, (uint16_t)acl->count);
	bytes_write_u16(w, 0);
	for (uint32_t i = 0; i < acl->count; i++) {
		const struct cim_ace *ace = &acl->aces[i];
		bytes_write_u8(w, ace->type);
		bytes_write_u8(w, ace->flags);
		bytes_write_u16(w, (uint16_t)(ACE_HEADER + sid_size(&ace->sid)));
		bytes_write_u32(w, ace->mask);
		sid_write(w, &ace->sid);
	}
}

enum cim_err
cim_descriptor_encode(struct bytes_writer *w, const struct cim_descriptor *sd)
{
	size_t owner = sd->has_owner ? sid_size(&sd->owner) : 0;
	size_t group = sd->has_group ? sid_size(&sd->group) : 0;
	size_t sacl = acl_size(&sd->sacl), dacl = acl_size(&sd->dacl);
	if (sacl > UINT16_MAX || dacl > UINT16_MAX)
		return CIM_ELIMIT;
	bytes_write_u8(w, 1);
	bytes_write_u8(w, 0);
	bytes_write_u16(w, (uint16_t)(SD_SELF_RELATIVE | (sd->control & CIM_SD_KEPT) |
	    (sd->dacl.present ? SD_DACL_PRESENT : 0) | (sd->sacl.present ? SD_SACL_PRESENT : 0)));
	const size_t sizes[4] = { owner, group, sacl, dacl };
	size_t at = HEADER;
	for (int i = 0; i < 4; i++) {
		bytes_write_u32(w, sizes[i] == 0 ? 0 : (uint32_t)at);
		at += sizes[i];
	}
	if (sd->has_owner)
		sid_write(w, &sd->owner);
	if (sd->has_group)
		sid_write(w, &sd->group);
	acl_write(w, &sd->sacl);
	acl_write(w, &sd->dacl);
	return w->err;
}

/* ---- From bytes ------------------------------------------------------------- */

/* What is being read, and the first thing that was wrong with it. */
struct decoder {
	struct arena *arena;
	const uint8_t *bytes;
	size_t len;
	enum cim_err err;
	const char *why;
};

static void
fail(struct decoder *d, enum cim_err err, const char *why)
{
	if (d->err != CIM_OK)
		return;
	d->err = err;
	d->why = why;
}

/* A reader of what stands at an offset, to the end of all bytes. */
static struct bytes_reader
part(struct decoder *d, uint32_t at)
{
	struct bytes_reader r;
	if (at < HEADER || at > d->len) {
		fail(d, CIM_EDAMAGED, "an offset that points out of the descriptor");
		at = (uint32_t)d->len;
	}
	bytes_reader_init(&r, d->bytes + at, d->len - at);
	return r;
}

static void
sid_read(struct decoder *d, struct bytes_reader *r, struct cim_sid *sid)
{
	uint8_t revision = bytes_read_u8(r), count = bytes_read_u8(r);
	*sid = (struct cim_sid){ .count = count };
	if (r->err == CIM_OK && (revision != 1 || count > CIM_SID_PARTS)) {
		fail(d, CIM_EDAMAGED, "a SID of another revision, or with more than 15 parts");
		sid->count = 0;
		return;
	}
	for (int i = 0; i < 6; i++)
		sid->authority = sid->authority << 8 | bytes_read_u8(r);
	for (uint8_t i = 0; i < count; i++)
		sid->parts[i] = bytes_read_u32(r);
	if (r->err != CIM_OK)
		fail(d, CIM_EDAMAGED, "a SID that is cut off");
}

static void
ace_read(struct decoder *d, struct bytes_reader *r, struct cim_ace *ace)
{
	size_t left = bytes_read_left(r);
	ace->type = bytes_read_u8(r);
	ace->flags = bytes_read_u8(r);
	uint16_t size = bytes_read_u16(r);
	ace->mask = bytes_read_u32(r);
	if (r->err != CIM_OK || size > left || size < ACE_HEADER + SID_HEADER || size % 4 != 0) {
		fail(d, CIM_EDAMAGED, "an ACE whose size cannot be");
		return;
	}
	if (ace->type > CIM_ACE_AUDIT) {
		fail(d, CIM_EINVAL, "an ACE of a type that is not allow, deny or audit");
		return;
	}
	struct bytes_reader sid;
	const uint8_t *at = bytes_read(r, size - ACE_HEADER);
	bytes_reader_init(&sid, at, size - ACE_HEADER);
	sid_read(d, &sid, &ace->sid);
	if (bytes_read_left(&sid) > 0)
		fail(d, CIM_EDAMAGED, "an ACE that is longer than its SID");
}

static void
acl_read(struct decoder *d, uint32_t at, struct cim_acl *acl)
{
	acl->present = true;
	acl->null = at == 0;
	if (acl->null)
		return;
	struct bytes_reader r = part(d, at);
	size_t left = bytes_read_left(&r);
	uint8_t revision = bytes_read_u8(&r);
	(void)bytes_read_u8(&r);
	uint16_t size = bytes_read_u16(&r), count = bytes_read_u16(&r);
	(void)bytes_read_u16(&r);
	if (r.err != CIM_OK || revision < 2 || revision > 4 || size < ACL_HEADER || size > left ||
	    count > (size - ACL_HEADER) / (ACE_HEADER + SID_HEADER)) {
		fail(d, CIM_EDAMAGED, "an ACL whose revision, size or count cannot be");
		return;
	}
	bytes_reader_init(&r, r.at, size - (size_t)ACL_HEADER);
	acl->aces = arena_calloc(d->arena, count, sizeof(acl->aces[0]));
	if (acl->aces == NULL) {
		fail(d, CIM_ENOMEM, "out of memory");
		return;
	}
	acl->count = count;
	for (uint32_t i = 0; i < count && d->err == CIM_OK; i++)
		ace_read(d, &r, &acl->aces[i]);
}

static void
descriptor_read(struct decoder *d, struct cim_descriptor *out)
{
	struct bytes_reader r;
	bytes_reader_init(&r, d->bytes, d->len);
	uint8_t revision = bytes_read_u8(&r);
	(void)bytes_read_u8(&r);
	unsigned control = bytes_read_u16(&r);
	uint32_t at[4];
	for (int i = 0; i < 4; i++)
		at[i] = bytes_read_u32(&r);
	if (r.err != CIM_OK || revision != 1 || (control & SD_SELF_RELATIVE) == 0) {
		fail(d, CIM_EDAMAGED, "no self-relative security descriptor of revision 1");
		return;
	}
	out->control = control & CIM_SD_KEPT;
	out->has_owner = at[0] != 0;
	out->has_group = at[1] != 0;
	if (out->has_owner) {
		r = part(d, at[0]);
		sid_read(d, &r, &out->owner);
	}
	if (out->has_group) {
		r = part(d, at[1]);
		sid_read(d, &r, &out->group);
	}
	if ((control & SD_SACL_PRESENT) != 0)
		acl_read(d, at[2], &out->sacl);
	if ((control & SD_DACL_PRESENT) != 0)
		acl_read(d, at[3], &out->dacl);
}

enum cim_err
cim_descriptor_decode(struct arena *arena, const void *bytes, size_t len,
    struct cim_descriptor *out, const char **why)
{
	struct decoder d = { arena, bytes, len, CIM_OK, NULL };
	memset(out, 0, sizeof(*out));
	descriptor_read(&d, out);
	if (why != NULL)
		*why = d.why;
	return d.err;
}
