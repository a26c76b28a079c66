/* descriptor.h: security identifiers, access control lists and the descriptor that holds them. */
#ifndef CIM_DESCRIPTOR_H
#define CIM_DESCRIPTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cim/arena.h"
#include "cim/bytes.h"
#include "cim/err.h"

/*
 * ---- The parts: [MS-DTYP] 2.4 ----------------------------------------------
 */
#define CIM_SID_PARTS 15

struct cim_sid {		/* S-1-AUTHORITY-PART-PART... */
	uint64_t authority;	/* 48 bits */
	uint32_t parts[CIM_SID_PARTS];
	uint8_t count;		/* of parts */
};

#define CIM_ACE_ALLOW 0
#define CIM_ACE_DENY 1
#define CIM_ACE_AUDIT 2		/* of a SACL alone */

#define CIM_ACE_OBJECT_INHERIT 0x01
#define CIM_ACE_CONTAINER_INHERIT 0x02
#define CIM_ACE_NO_PROPAGATE 0x04
#define CIM_ACE_INHERIT_ONLY 0x08
#define CIM_ACE_INHERITED 0x10
#define CIM_ACE_SUCCESS 0x40	/* of audits */
#define CIM_ACE_FAILURE 0x80

struct cim_ace {
	uint8_t type, flags;
	uint32_t mask;
	struct cim_sid sid;
};

struct cim_acl {
	bool present;		/* false: the descriptor has none */
	bool null;		/* present, and no list: everybody may do everything */
	struct cim_ace *aces;
	uint32_t count;
};

/* Bits of control that are kept; the others say what the parts say themselves. */
#define CIM_SD_DACL_AUTO_REQ 0x0100u
#define CIM_SD_SACL_AUTO_REQ 0x0200u
#define CIM_SD_DACL_AUTO 0x0400u
#define CIM_SD_SACL_AUTO 0x0800u
#define CIM_SD_DACL_PROTECTED 0x1000u
#define CIM_SD_SACL_PROTECTED 0x2000u
#define CIM_SD_KEPT 0x3f00u

struct cim_descriptor {
	unsigned control;	/* of CIM_SD_KEPT */
	bool has_owner, has_group;
	struct cim_sid owner, group;
	struct cim_acl dacl, sacl;
};

bool cim_sid_eq(const struct cim_sid *a, const struct cim_sid *b);
/* Authority and up to two parts; count is how many. */
struct cim_sid cim_sid_make(uint64_t authority, uint8_t count, uint32_t first, uint32_t second);
bool cim_ace_eq(const struct cim_ace *a, const struct cim_ace *b);
bool cim_descriptor_eq(const struct cim_descriptor *a, const struct cim_descriptor *b);

/*
 * ---- Bytes: the self-relative form, [MS-DTYP] 2.4.6 ------------------------
 * encode appends, always in one layout: owner, group, SACL, DACL behind the header, nothing
 * between. CIM_ELIMIT: a list is longer than 65,535 bytes.
 */
enum cim_err cim_descriptor_encode(struct bytes_writer *w, const struct cim_descriptor *sd);
/*
 * decode takes any layout. CIM_EDAMAGED: it is no descriptor (WBEM_E_INVALID_OBJECT); CIM_EINVAL: an
 * entry is of a type that is not known here (WBEM_E_INVALID_PARAMETER). *why (may be NULL) says what.
 */
enum cim_err cim_descriptor_decode(struct arena *arena, const void *bytes, size_t len,
    struct cim_descriptor *out, const char **why);

#endif
